"""SIGHUP that turns an upstream to other addresses: what began before ends there, and nothing goes to the wrong one."""

import time

import wire
from fronting import Front, FrontCase, timed
from gateway import PATH, seal
from upstreams import Service


class ReloadedAddresses(FrontCase):
    def begin(self, front, reference):
        """A request whose head was taken, as the interim reply says, and whose body has not been sent."""
        body = seal(reference)
        connection = front.wire()
        connection.send(wire.head("POST", PATH, *front.fields(body), "Expect: 100-continue"))
        self.assertEqual(connection.reply(interim=True).status, 100)
        return connection, body

    def test_request_that_began_before_the_reload_ends_at_the_addresses_it_began_with(self):
        for added in (True, False):
            with self.subTest(added=added):
                old, new = Service(self.addCleanup), Service(self.addCleanup)
                front = Front(self.addCleanup, old)
                connection, body = self.begin(front, "begun")
                front.point(*([old, new] if added else [new]))
                self.assertEqual(front.reload(), "reloaded")
                self.assertRevoked(connection.send(body).reply())
                connection.socket.close()
                self.assertEqual(([*old.references], [*new.references]), (["begun"], []))
                self.assertRevoked(front.revoke("after"))
                self.assertIn("after", [*old.references, *new.references] if added else new.references)

    def test_name_that_does_not_resolve_gets_nothing_of_the_addresses_before_it(self):
        old = Service(self.addCleanup)
        front = Front(self.addCleanup, old)
        self.assertRevoked(front.revoke("before"))
        front.point("http://no-such-host.invalid:9000/revoke")
        self.assertEqual(front.reload(), "reloaded")
        self.assertUnavailable(front.revoke("lost"))
        self.assertNotIn("lost", old.references)
        front.point(old)
        self.assertEqual(front.reload(), "reloaded")
        self.assertRevoked(front.revoke("back"))

    def test_call_that_comes_late_to_a_replaced_pool_ends_in_its_time(self):
        hung, good = Service(self.addCleanup, lambda exchange: exchange.wait()), Service(self.addCleanup)
        front = Front(self.addCleanup, hung, timeout="1s")
        connection, body = self.begin(front, "late")
        front.point(good)
        self.assertEqual(front.reload(), "reloaded")
        time.sleep(0.5)  # several ticks of the loop, at which a pool without calls would be let go
        reply, seconds = timed(lambda: connection.send(body).reply())
        connection.socket.close()
        self.assertUnavailable(reply)
        self.assertEqual(hung.references, ["late"])
        self.assertLess(seconds, 5, "ended by revoker-timeout, so its pool was not looked after")
        self.assertRevoked(front.revoke("good"))
