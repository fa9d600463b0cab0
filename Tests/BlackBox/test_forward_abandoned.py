"""Transfers that their callers give up, and callers that hold things up: nothing is left of them."""

import time
import unittest

import bodies
import wire
from forwarding import ForwardCase, ForwardGateway, Origin
from fronting import PATIENT
from upstreams import Hole

ROUTES = """
  - {path: /pass/*, forward: rest}
  - {path: /hole/*, forward: hole}
  - {path: /sealed/*, forward: rest, cipher: {profile: aes-256-gcm, key: gcm-body}}
"""
COUNT = 100
BLOCK = b"x" * 65_536


def endless(exchange):
    exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        exchange.send(b"10000\r\n", BLOCK, b"\r\n")


def silent(exchange):
    exchange.wait()
    exchange.close()


class Abandoned(ForwardCase):
    @classmethod
    def setUpClass(cls):
        cls.origin = Origin(cls.addClassCleanup)
        cls.origin.behaviours = {"endless": endless, "silent": silent, "begun": cls.begun}
        hole = Hole(cls.addClassCleanup)
        rest = ForwardGateway.entries(cls.origin, **PATIENT, timeout="30s")["rest"]
        cls.gateway = ForwardGateway(
            cls.addClassCleanup, routes=ROUTES, limits="{forwards: 4, body-timeout: 1s}", entries={
                "rest": rest,
                "hole": {"url": hole.url(target=""), "timeout": "30s", "connect-timeout": "5s", "queue-timeout": "10s"},
            })
        assert cls.gateway.ask("GET", "/pass/first").status == 200

    @staticmethod
    def begun(exchange):
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegun")
        silent(exchange)

    def abandon(self, begin, endings=("finish and close", "reset")):
        """Begins 100 exchanges, one after the other, and leaves each; then everything is as before."""
        descriptors = self.gateway.descriptors()
        for number in range(COUNT):
            caller = self.gateway.caller()
            begin(caller)
            if endings[number % len(endings)] == "reset":
                caller.reset()
            else:
                caller.socket.close()
            self.has_room()
        wire.poll(lambda: self.gateway.descriptors() <= descriptors + 2, "descriptors to be closed", timeout=15)
        self.serves_together()

    def transfers(self, *ends):
        """Under way at the origin; idle connections are kept as it pleases the gateway."""
        ends = ends or ("/endless", "/begun")
        return sum(each.target.endswith(ends) for each in list(self.origin.open) if hasattr(each, "target"))

    def has_room(self):
        """Another exchange is let in: what was given up counts no more."""
        wire.poll(lambda: self.gateway.ask("GET", "/pass/room").status == 200, "room for an exchange")

    def serves_together(self):
        """As many exchanges at once as the limit says, once the last that was given up is noticed."""
        wire.poll(lambda: self.together() == [b"ab"] * 4, "all exchanges to be let in")

    def together(self):
        callers = [self.gateway.caller() for _ in range(4)]
        for caller in callers:
            caller.send(self.gateway.head("PUT", "/pass/all", "Content-Length: 2"), b"a")
        time.sleep(0.05)
        for caller in callers:
            caller.send(b"b")
        replies = [caller.reply().body for caller in callers]
        for caller in callers:
            caller.socket.close()
        return replies

    def test_download(self):
        def begin(caller):
            caller.send(self.gateway.head("GET", "/pass/endless"))
            self.assertEqual(caller.head().status, 200)
        self.abandon(begin)
        wire.poll(lambda: self.transfers() == 0, "connections upstream to be closed", timeout=40)

    def test_download_that_stands_still(self):
        """Only a reset tells that this caller is gone: nothing is written to it."""
        def begin(caller):
            caller.send(self.gateway.head("GET", "/pass/begun"))
            self.assertEqual(caller.head().status, 200)
            caller.exactly(5)
        self.abandon(begin, endings=("reset",))
        wire.poll(lambda: self.transfers() == 0, "connections upstream to be closed", timeout=40)

    def test_wait_for_a_reply(self):
        def begin(caller):
            caller.send(self.gateway.head("GET", "/pass/silent"))
            wire.poll(lambda: self.origin.times("silent") > self.silent, "the origin to be asked")
            self.silent = self.origin.times("silent")
        self.silent = self.origin.times("silent")
        self.abandon(begin, endings=("reset",))

    def test_upload(self):
        for fields in (["Content-Length: 1000000"], ["Transfer-Encoding: chunked"]):
            with self.subTest(fields[0]):
                def begin(caller):
                    caller.send(self.gateway.head("PUT", "/pass/upload", *fields), b"ffff\r\n" if "chunked" in fields[0] else b"", b"x" * 5000)
                self.abandon(begin)
        for seen in self.origin.seen:
            if seen.target.endswith("upload"):
                self.assertIsNone(seen.content)

    def test_upload_to_an_upstream_that_does_not_read(self):
        def begin(caller):
            caller.send(self.gateway.head("PUT", "/pass/silent", "Content-Length: 100000000"))
            caller.socket.settimeout(0.02)
            try:
                for _ in range(40):
                    caller.socket.sendall(BLOCK)
            except TimeoutError:
                pass
        self.abandon(begin)

    def test_before_the_upstream_is_connected(self):
        def begin(caller):
            caller.send(self.gateway.head("GET", "/hole/x"))
        self.abandon(begin, endings=("reset",))
        def upload(caller):
            caller.send(self.gateway.head("PUT", "/hole/x", "Content-Length: 1000000"), BLOCK)
        self.abandon(upload, endings=("reset",))

    def test_while_a_body_is_held(self):
        sealed = bodies.seal_gcm(b'{"a":"' + b"x" * 50_000 + b'"}')
        def begin(caller):
            caller.send(self.gateway.head("POST", "/sealed/x", f"Content-Length: {len(sealed)}"), sealed[:30_000])
        self.abandon(begin)
        def begin_chunked(caller):
            caller.send(self.gateway.head("POST", "/sealed/x", "Transfer-Encoding: chunked"), b"ffff\r\n", sealed[:30_000])
        self.abandon(begin_chunked)

    def test_while_a_sealed_reply_is_awaited(self):
        sealed = bodies.seal_gcm(b'{"a":"b"}')
        def begin(caller):
            caller.send(self.gateway.head("POST", "/sealed/silent", f"Content-Length: {len(sealed)}"), sealed)
        self.abandon(begin, endings=("reset",))

    def test_refusals_and_failures_give_room_back(self):
        sealed = bodies.seal_gcm(b'{"a":"b"}')
        self.origin.behaviours["garbage"] = lambda exchange: (exchange.send(b"garbage\r\n\r\n"), exchange.close())
        self.origin.behaviours["gzip"] = lambda exchange: exchange.answer(b"zip", "200 OK", "Content-Encoding: gzip")
        self.origin.behaviours["long"] = lambda exchange: exchange.answer(b"x" * (1 << 21))
        for _ in range(6):
            for method, path, body, status in [
                ("POST", "/sealed/x", b"no such body", (400, 429)), ("POST", "/pass/garbage", b"x", (502,)), ("GET", "/pass/garbage", None, (502,)),
                ("POST", "/sealed/garbage", sealed, (502,)), ("POST", "/sealed/gzip", sealed, (502,)), ("POST", "/sealed/long", sealed, (502,)),
                ("POST", "/sealed/x", b"x" * 1_100_000, (413,)), ("GET", "/pass/../x", None, (400,)), ("TRACE", "/pass/x", None, (405,)),
            ]:
                with self.subTest(path, status=status):
                    self.assertIn(self.gateway.ask(method, path, body=body).status, status)
            with self.gateway.caller() as caller:
                caller.send(self.gateway.head("POST", "/pass/x", "Transfer-Encoding: chunked"), b"zz\r\n")
                self.assertEqual(caller.reply().status, 400)
        self.serves_together()

    def test_one_exchange_too_many_is_refused_and_the_next_is_not(self):
        callers = [self.gateway.caller() for _ in range(4)]
        for caller in callers:
            caller.send(self.gateway.head("PUT", "/pass/held", "Content-Length: 2"), b"a")
        wire.poll(lambda: self.transfers("/held") == 4, "all to be let in")
        self.assertEqual(self.gateway.ask("GET", "/pass/x").status, 503)
        for caller in callers:
            caller.send(b"b")
            self.assertEqual(caller.reply().status, 200)
            caller.socket.close()
        self.assertServes(self.gateway)

    def test_caller_that_sends_nothing_more_is_timed_out(self):
        for path in ("/pass/stalled", "/sealed/stalled"):
            with self.subTest(path), self.gateway.caller() as caller:
                caller.send(self.gateway.head("POST", path, "Content-Length: 100"), b"part")
                self.assertEqual(caller.reply().status, 408)
                self.assertTrue(caller.is_closed())
        self.serves_together()

    def test_held_body_has_one_timeout_for_all_of_it(self):
        """Else a caller holds an exchange for a year with a byte now and then."""
        with self.gateway.caller() as caller:
            caller.send(self.gateway.head("POST", "/sealed/drip", "Content-Length: 1000"))
            end = time.monotonic() + 5
            caller.socket.settimeout(0.3)
            while time.monotonic() < end:
                try:
                    caller.send(b"x")
                    if not caller.more() or caller.buffer:
                        break
                except TimeoutError:
                    continue
                except OSError:
                    break
            self.assertTrue(caller.buffer.startswith(b"HTTP/1.1 408"), caller.buffer[:100])


if __name__ == "__main__":
    unittest.main()
