"""`anonymous-bodies`: whatever becomes of a body that is read for its credential, the room it took is given back."""

import socket
import struct
import time
import unittest

import wire
from dialects import FORM, form
from gateway import Gateway

BODY = 4_000
LIMITS = "{body: 4KiB, anonymous-bodies: 16KiB, body-timeout: 300ms, discarded-body: 16KiB}"
TYPE = f"Content-Type: {FORM}"
# More than there is room for, of each kind.
TIMES = 12


class AnonymousBodies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        route = "\n  - {path: /revoke, dialect: rfc7009, revoker: embedded}\n"
        cls.gateway = Gateway(cls.addClassCleanup, routes=route, limits=LIMITS).start()
        cls.good = form(token="x", client_secret=cls.gateway.api_keys["first"])

    def head(self, count=BODY, *fields, version="HTTP/1.1"):
        return wire.head("POST", "/revoke", TYPE, *fields, f"Content-Length: {count}", version=version)

    def chunks(self, body):
        return wire.head("POST", "/revoke", TYPE, "Transfer-Encoding: chunked").encode() + body

    def whole(self, *fields, **options):
        return self.head(len(self.good), *fields, **options).encode() + self.good

    def has_room(self):
        """Whether the longest body is read: 401 for what is in it, and not 503."""
        with self.gateway.wire() as connection:
            reply = connection.send(self.head(), b"x" * BODY).reply()
            self.assertIn(reply.status, (401, 503), reply)
            return reply.status == 401

    def assertGivesBack(self, *ends):
        """Each end is given a connection, and does to it what its name says."""
        for end in ends:
            with self.subTest(end.__name__):
                for _ in range(TIMES):
                    try:
                        with self.gateway.wire() as connection:
                            end(connection)
                    except (OSError, EOFError):
                        pass  # The gateway ended the connection first.
                wire.poll(self.has_room, "room", timeout=5)

    def test_callers_that_leave(self):
        def amid_a_body(connection):
            connection.send(self.head(), b"token=x")

        def amid_a_chunk(connection):
            connection.send(self.chunks(b"5\r\nab"))

        def by_a_reset(connection):
            connection.send(self.head(), b"token=x")
            time.sleep(0.01)
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        def by_half(connection):
            connection.send(self.head(), b"token=x").socket.shutdown(socket.SHUT_WR)
            connection.is_closed()

        def after_100_continue(connection):
            self.assertEqual(connection.send(self.head(BODY, "Expect: 100-continue")).reply(interim=True).status, 100)

        def before_their_answers(connection):
            connection.send(self.whole() * 30)

        self.assertGivesBack(amid_a_body, amid_a_chunk, by_a_reset, by_half, after_100_continue, before_their_answers)

    def test_bodies_that_are_refused(self):
        def too_late(connection):
            self.assertEqual(connection.send(self.head(), b"token=x").reply().status, 408)

        def too_long(connection):
            self.assertEqual(connection.send(self.head(BODY + 1_000), b"x" * (BODY + 1_000)).reply().status, 401)

        def too_long_in_chunks(connection):
            self.assertEqual(connection.send(self.chunks(wire.chunked(b"x" * 5_000, 900))).reply().status, 401)

        def no_chunks(connection):
            self.assertEqual(connection.send(self.chunks(b"5\r\nabcde\r\nzz\r\n")).reply().status, 400)

        def of_another_type(connection):
            request = self.whole().replace(FORM.encode(), b"text/html")
            self.assertEqual(connection.send(request).reply().status, 415)

        def of_another_method(connection):
            self.assertEqual(connection.send(self.whole().replace(b"POST", b"PUT")).reply().status, 405)

        def of_nobody(connection):
            self.assertEqual(connection.send(self.head(7), b"token=x").reply().status, 401)

        self.assertGivesBack(
            too_late, too_long, too_long_in_chunks, no_chunks, of_another_type, of_another_method, of_nobody)

    def test_bodies_that_are_served(self):
        def one(connection):
            self.assertEqual(connection.send(self.whole()).reply().status, 200)

        def one_by_one(connection):
            connection.send(self.whole() * 30)
            self.assertEqual({connection.reply().status for _ in range(30)}, {200})

        def the_last(connection):
            self.assertEqual(connection.send(self.whole("Connection: close")).reply().status, 200)

        def of_old(connection):
            self.assertEqual(connection.send(self.whole(version="HTTP/1.0")).reply().status, 200)

        def without_content(connection):
            self.assertEqual(connection.send(self.head(0)).reply().status, 401)

        self.assertGivesBack(one, one_by_one, the_last, of_old, without_content)

    def test_reload_amid_a_body(self):
        held = [self.gateway.wire() for _ in range(3)]
        for connection in held:
            connection.send(self.head(), b"token=x")
        self.assertEqual(self.gateway.reload(), "reloaded")
        for connection in held:
            self.assertEqual(connection.reply().status, 408)
            connection.socket.close()
        wire.poll(self.has_room, "room", timeout=5)


if __name__ == "__main__":
    unittest.main()
