"""SIGHUP that turns an upstream to other addresses: what began before ends there, and nothing goes to the wrong one."""

import time

import bodies
import wire
from fronting import Front, FrontCase
from gateway import PATH, seal
from upstreams import Service


class ReloadedAddresses(FrontCase):
    def begin(self, front, reference):
        """A request whose head is in and whose body is not."""
        body = seal(reference)
        connection = front.wire()
        connection.send(wire.head("POST", PATH, *front.fields(body)))
        time.sleep(0.2)
        return connection, body

    def test_request_that_began_before_the_reload_ends_at_the_addresses_it_began_with(self):
        for added in (True, False):
            with self.subTest(added=added):
                old, new = Service(self.addCleanup), Service(self.addCleanup)
                front = Front(self.addCleanup, old)
                connection, body = self.begin(front, "begun")
                front.point(*([old, new] if added else [new]))
                self.assertEqual(front.reload(), "reloaded")
                time.sleep(0.3)
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

    def test_bodies_of_slow_requests_that_outlive_their_pool_do_not_use_the_exchanges_up(self):
        hung, good = Service(self.addCleanup), Service(self.addCleanup)
        front = Front(self.addCleanup, hung)
        begun = [self.begin(front, f"hung-{number}") for number in range(3)]
        hung.refuse()
        front.point(good)
        self.assertEqual(front.reload(), "reloaded")
        time.sleep(0.5)
        for connection, body in begun:
            self.assertUnavailable(connection.send(body).reply())
            connection.socket.close()
        self.assertRevoked(front.revoke("good"))
        self.assertEqual(bodies.open_gcm(front.revoke("good-2").body), bodies.SUCCESS)
