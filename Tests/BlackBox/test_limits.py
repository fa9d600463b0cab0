"""Each key of `limits:`, set small and reached."""

import socket
import time
import unittest

import wire
from gateway import PATH, Gateway, seal
from tracing import Tracer


class Sizes(unittest.TestCase):
    """The defaults: 16 KiB of head, 100 fields, 64 KiB of body."""

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup).start()

    def answer(self, *fields):
        body = seal("sizes")
        with self.gateway.wire() as connection:
            connection.send(self.gateway.request(body, PATH, *fields))
            return connection.reply()

    def test_head_of_16_kib_is_read_and_a_longer_one_is_431(self):
        room = 16 * 1024 - (len(self.gateway.request(seal("sizes"), PATH, "X-Filler: ")) - len(seal("sizes")))
        fitting = self.answer("X-Filler: " + "x" * room)
        self.assertEqual(fitting.status, 200)
        refused = self.answer("X-Filler: " + "x" * (room + 1))
        self.assertEqual((refused.status, refused["Connection"]), (431, "close"))

    def test_100_fields_are_read_and_one_more_is_431(self):
        own = 1 + len(self.gateway.fields(b"x"))
        fillers = [f"X-{index}: y" for index in range(100 - own)]
        self.assertEqual(self.answer(*fillers).status, 200)
        refused = self.answer(*fillers, "X-One-More: y")
        self.assertEqual((refused.status, refused["Connection"]), (431, "close"))

    def test_endless_request_line_is_refused_before_it_ends(self):
        with self.gateway.wire() as connection:
            connection.send("POST /" + "x" * 17_000)
            self.assertIn(connection.reply().status, (414, 431))

    def test_body_of_64_kib_is_read_and_one_byte_more_is_413(self):
        self.assertEqual(self.gateway.post(b"A" * 65_536).status, 400)
        self.assertEqual(self.gateway.post(b"A" * 65_537).status, 413)


class Timeouts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(
            cls.addClassCleanup, limits="{header-timeout: 600ms, body-timeout: 600ms, idle-timeout: 900ms}").start()

    def assertTook(self, began, seconds):
        took = time.monotonic() - began
        self.assertGreater(took, seconds - 0.05)
        self.assertLess(took, seconds + 3)

    def test_head_that_does_not_end_is_408(self):
        with self.gateway.wire() as connection:
            began = time.monotonic()
            connection.send("POST / HTTP/1.1\r\nHost:")
            reply = connection.reply()
            self.assertTook(began, 0.6)
            self.assertEqual((reply.status, reply["Connection"]), (408, "close"))
            self.assertTrue(connection.is_closed())

    def test_head_that_trickles_in_is_408_all_the_same(self):
        with self.gateway.wire() as connection:
            connection.send(wire.head("POST", PATH)[:-2])
            began = time.monotonic()
            while not connection.buffer and time.monotonic() < began + 5:
                connection.send("X-A: b\r\n")
                if not connection.has_silence(0.1):
                    break
            self.assertEqual(connection.reply().status, 408)
            self.assertTook(began, 0.6)

    def test_connection_without_a_request_is_closed_after_the_header_timeout(self):
        with self.gateway.wire() as connection:
            began = time.monotonic()
            self.assertTrue(connection.is_closed())
            self.assertTook(began, 0.6)

    def test_body_that_does_not_end_is_408_in_every_framing(self):
        body = seal("late")
        heads = {
            "length": (self.gateway.fields(body), body[:-1]),
            "chunked": ([*self.gateway.fields(), "Transfer-Encoding: chunked"], b"%x\r\n" % len(body) + body),
            "no byte": (self.gateway.fields(body), b""),
        }
        for framing, (fields, start) in heads.items():
            with self.subTest(framing), self.gateway.wire() as connection:
                began = time.monotonic()
                reply = connection.send(wire.head("POST", PATH, *fields), start).reply()
                self.assertTook(began, 0.6)
                self.assertEqual((reply.status, reply["Connection"]), (408, "close"))
                self.assertTrue(connection.is_closed())

    def test_body_that_trickles_in_is_408_all_the_same(self):
        body = seal("trickle")
        with self.gateway.wire() as connection:
            connection.send(wire.head("POST", PATH, *self.gateway.fields(body)))
            began = time.monotonic()
            for byte in body:
                connection.send(bytes([byte]))
                if not connection.has_silence(0.1):
                    break
            self.assertEqual(connection.reply().status, 408)
            self.assertTook(began, 0.6)

    def test_idle_connection_is_closed_and_one_in_use_is_not(self):
        with self.gateway.wire() as connection:
            for _ in range(4):
                self.assertEqual(connection.send(self.gateway.request(seal("busy"))).reply().status, 200)
                self.assertTrue(connection.has_silence(0.4))
            self.assertEqual(connection.send(self.gateway.request(seal("busy"))).reply().status, 200)
            began = time.monotonic()
            self.assertTrue(connection.is_closed())
            self.assertTook(began, 0.9)

    def test_refused_body_that_does_not_come_does_not_hold_the_connection(self):
        """404 is said at once; the rest of the message is waited for no longer than a body is."""
        with self.gateway.wire() as connection:
            began = time.monotonic()
            connection.send(wire.head("POST", "/nowhere", "Content-Length: 50000"), b"x" * 10)
            self.assertEqual(connection.reply().status, 404)
            self.assertTrue(connection.is_closed())
            self.assertTook(began, 0.6)


class Counts(unittest.TestCase):
    def test_connections_over_the_limit_are_told_503_and_closed_and_the_others_go_on(self):
        gateway = Gateway(self.addCleanup, limits="{connections: 4}").start()
        held = [gateway.wire() for _ in range(4)]
        for connection in held:
            self.assertEqual(connection.send(gateway.request(seal("held"))).reply().status, 200)
        for _ in range(3):
            with gateway.wire() as over:
                self.assertEqual(over.reply().status, 503)
                self.assertTrue(over.is_closed())
        for connection in held:
            self.assertEqual(connection.send(gateway.request(seal("held"))).reply().status, 200)
        held[0].socket.close()
        wire.poll(lambda: self.is_served(gateway), "the room of the closed connection")
        for connection in held:
            connection.socket.close()

    def is_served(self, gateway):
        try:
            return gateway.revoke("held").status == 200
        except OSError:
            return False

    def test_exchanges_over_the_limit_are_503_with_retry_after(self):
        gateway = Gateway(self.addCleanup, limits="{exchanges: 1}").start()
        with Tracer(self, gateway, "inject=fsync,fdatasync:delay_enter=1500000"):
            statuses = self.parallel(gateway, 4)
        self.assertIn(200, statuses)
        self.assertIn(503, statuses)
        self.assertEqual(gateway.revoke("after").status, 200)

    def parallel(self, gateway, count):
        """Posts at once; asserts that each 503 says when to come back."""
        connections = [gateway.wire() for _ in range(count)]
        for index, connection in enumerate(connections):
            connection.send(gateway.request(seal(f"parallel-{index}")))
        statuses = []
        for connection in connections:
            with connection:
                reply = connection.reply()
                statuses.append(reply.status)
                if reply.status == 503:
                    self.assertGreater(int(reply["Retry-After"]), 0)
        return statuses

    def test_revoker_that_is_late_is_503_and_the_repeat_succeeds(self):
        gateway = Gateway(self.addCleanup, limits="{revoker-timeout: 500ms}").start()
        with Tracer(self, gateway, "inject=fsync,fdatasync:delay_enter=2000000"):
            began = time.monotonic()
            reply = gateway.revoke("late")
            self.assertLess(time.monotonic() - began, 1.9)
            self.assertEqual(reply.status, 503)
            self.assertGreater(int(reply["Retry-After"]), 0)
        wire.poll(lambda: gateway.revoke("late").status == 200, "the repeat to succeed")
        self.assertEqual(gateway.revoke("late")["Revgate-Outcome"], "already-revoked")

    def test_refused_body_is_discarded_up_to_its_limit(self):
        gateway = Gateway(self.addCleanup, limits="{body: 1KiB, discarded-body: 8KiB}").start()
        for count, kept in ((8_000, True), (9_000, False)):
            with self.subTest(count=count), gateway.wire() as connection:
                connection.send(gateway.request(b"A" * count))
                reply = connection.reply()
                self.assertEqual((reply.status, reply["Connection"]), (413, None if kept else "close"))
                if kept:
                    self.assertEqual(connection.send(gateway.request(seal("kept"))).reply().status, 200)
                else:
                    connection.is_closed()

    def test_slow_readers_do_not_fill_the_memory(self):
        """Pipelines without end and reads nothing: the gateway stops reading, and serves others."""
        gateway = Gateway(self.addCleanup).start()
        before = resident(gateway.process.pid)
        with gateway.wire(timeout=1.0) as connection:
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            batch = b"".join(gateway.request(seal("unread")) for _ in range(100))
            sent = 0
            try:
                while sent < 40_000_000:
                    sent += connection.socket.send(batch)
            except TimeoutError:
                pass
            self.assertLess(sent, 40_000_000, "the gateway reads on though nobody reads its answers")
            self.assertEqual(gateway.revoke("reader").status, 200)
            self.assertLess(resident(gateway.process.pid) - before, 64_000)

    def test_bodies_of_unknown_callers_are_held_up_to_their_limit(self):
        """A clear route reads a body for its credential; whoever has one in the head waits for no room."""
        route = "\n  - {path: /revoke, dialect: rfc7009, revoker: embedded}\n"
        gateway = Gateway(self.addCleanup, routes=route, limits="{body: 4KiB, anonymous-bodies: 8KiB}").start()
        form = "Content-Type: application/x-www-form-urlencoded"
        key = f"X-API-KEY: {gateway.api_keys['first']}"
        held = [gateway.wire() for _ in range(2)]
        held[0].send(wire.head("POST", "/revoke", form, "Content-Length: 4000"), b"token=a&x=" + b"y" * 3_980)
        held[1].send(wire.head("POST", "/revoke", form, "Transfer-Encoding: chunked"), b"fa0\r\n" + b"x" * 4_000 + b"\r\n")
        with gateway.wire() as known:
            wire.poll(lambda: self.status_of(gateway, form) == 503, "the room to be taken")
            known.send(wire.head("POST", "/revoke", form, key, "Content-Length: 7"), b"token=b")
            self.assertEqual(known.reply().status, 200)
        held[0].send(b"y" * 10)
        self.assertEqual(held[0].reply().status, 401)
        for connection in held:
            connection.socket.close()
        wire.poll(lambda: self.status_of(gateway, form) == 401, "the room to be free")

    def status_of(self, gateway, form):
        with gateway.wire() as connection:
            connection.send(wire.head("POST", "/revoke", form, "Content-Length: 400"), b"x" * 400)
            reply = connection.reply()
            if reply.status == 503:
                self.assertEqual(reply["Retry-After"], "1")
            return reply.status


def resident(pid):
    """KiB of memory."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


if __name__ == "__main__":
    unittest.main()
