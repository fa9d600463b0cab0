"""What callers see of upstreams that fail behind forward routes, and what is asked twice."""

import threading
import time
import unittest

import wire
from forwarding import CREDENTIAL, ForwardCase, ForwardGateway, Origin, bare, echo, message
from fronting import PATIENT, timed, together
from upstreams import Hole, Service

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
# No replies: the caller is told so before anything of them.
GARBAGE = {
    "both-lengths": OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two-lengths": OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "signed": OK + b"Content-Length: +5\r\n\r\nhello", "negative": OK + b"Content-Length: -5\r\n\r\nhello",
    "no-number": OK + b"Content-Length: five\r\n\r\nhello", "too-long": OK + b"Content-Length: 99999999999999999999\r\n\r\nhello",
    "chunked-twice": OK + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", "gzip": OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "identity": OK + b"Transfer-Encoding: identity\r\nContent-Length: 1\r\n\r\n0",
    "chunked-1.0": b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "101": b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "099": b"HTTP/1.1 099 Odd\r\n\r\n",
    "600": b"HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n", "content-of-204": b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
    "chunks-of-204": b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "line-feeds": b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    "folded": OK + b"X: a\r\n b\r\nContent-Length: 0\r\n\r\n", "nul": OK + b"X: a\0b\r\nContent-Length: 0\r\n\r\n",
    "blank-before-colon": OK + b"X : a\r\nContent-Length: 0\r\n\r\n", "h2": b"HTTP/2 200\r\nContent-Length: 0\r\n\r\n",
    "1.2": b"HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n", "html": b"<html>not at home</html>", "nothing": b"", "half-a-head": OK + b"X: ",
    "ssh": b"SSH-2.0-OpenSSH_9\r\n", "zeros": b"\0" * 5000, "many-interim": b"HTTP/1.1 100 Continue\r\n\r\n" * 2000,
    "long-head": OK + b"X: " + b"a" * 200_000 + b"\r\nContent-Length: 2\r\n\r\nok",
    "reply-then-101": b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n\r\n",
}
# Replies that begin well: the caller's connection is reset, so that no half passes for a whole.
BROKEN = {
    "half-a-length": OK + b"Content-Length: 500\r\n\r\n" + b"x" * 100, "endless-length": OK + b"Content-Length: 999999999999999999\r\n\r\nhello",
    "no-chunk": CHUNKED + b"zz\r\n", "half-a-chunk": CHUNKED + b"ff\r\nhello", "no-last-chunk": CHUNKED + b"5\r\nhello\r\n",
    "no-end-of-trailers": CHUNKED + b"5\r\nhello\r\n0\r\nX: y\r\n", "short-chunk": CHUNKED + b"3\r\nhello\r\n0\r\n\r\n",
    "chunk-of-line-feeds": CHUNKED + b"5\nhello\n0\n\n", "huge-chunk": CHUNKED + b"ffffffffffffffffff\r\nhello",
    "length-in-trailer": CHUNKED + b"5\r\nhello\r\n0\r\nContent-Length: 1\r\n\r\n", "endless-chunk-line": CHUNKED + b"5;" + b"a" * 200_000,
}
EVIL = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nEVIL!"
STRAY = {
    "behind-length": OK + b"Content-Length: 2\r\n\r\nok" + EVIL, "behind-chunks": CHUNKED + b"2\r\nok\r\n0\r\n\r\n" + EVIL,
    "behind-204": b"HTTP/1.1 204 No Content\r\n\r\n" + EVIL, "behind-304": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nEVIL!",
    "behind-empty": OK + b"Content-Length: 0\r\n\r\n" + EVIL, "line-break": OK + b"Content-Length: 2\r\n\r\nok\r\n",
}


class Replies(ForwardCase):
    @classmethod
    def setUpClass(cls):
        cls.origin = Origin(cls.addClassCleanup)
        cls.gateway = ForwardGateway(cls.addClassCleanup, cls.origin, timeout="1s", **PATIENT)

    def assertFailed(self, reply, status):
        self.assertEqual(reply.status, status, reply)
        self.assertEqual(reply["Cache-Control"], "no-store")
        self.assertEqual(reply["Retry-After"] is not None, status == 503)
        for word in (b"127.0.0.1", CREDENTIAL.encode(), b"rest"):
            self.assertNotIn(word, reply.body)

    def test_what_is_no_reply_is_a_bad_gateway(self):
        for name, data in GARBAGE.items():
            for closes in (True, False):
                if not closes and name in ("nothing", "half-a-head", "html", "ssh"):
                    continue
                if not closes and name == "zeros":
                    continue
                with self.subTest(name, closes=closes):
                    self.origin.behaviours[name] = bare(data, closes=closes)
                    with self.gateway.caller() as caller:
                        for method, content in (("GET", b""), ("POST", b"hello")):
                            caller.send(self.gateway.head(method, f"/pass/{name}", f"Content-Length: {len(content)}"), content)
                            self.assertFailed(caller.reply(), 502)
        self.assertServes(self.gateway)

    def test_reply_that_breaks_is_never_whole(self):
        for name, data in BROKEN.items():
            for version in ("HTTP/1.1", "HTTP/1.0"):
                with self.subTest(name, version=version):
                    self.origin.behaviours[name] = bare(data)
                    with self.gateway.caller() as caller:
                        caller.send(self.gateway.head("GET", f"/pass/{name}", version=version))
                        with self.assertRaises(ConnectionResetError):
                            caller.reply()
        self.assertServes(self.gateway)

    def test_reset_of_the_upstream_is_never_a_whole(self):
        """Where the content ends with the connection, only a reset tells that it is not all."""
        for version in ("HTTP/1.1", "HTTP/1.0"):
            for head in (OK + b"\r\n", b"HTTP/1.0 200 OK\r\n\r\n", OK + b"Content-Length: 100\r\n\r\n", CHUNKED):
                with self.subTest(head, version=version):
                    def resets(exchange):
                        exchange.read()
                        exchange.send(head, b"5\r\nhello\r\n")
                        time.sleep(0.1)
                        exchange.reset()
                    self.origin.behaviours["resets"] = resets
                    with self.gateway.caller() as caller:
                        caller.send(self.gateway.head("GET", "/pass/resets", version=version))
                        with self.assertRaises((ConnectionResetError, EOFError)) as caught:
                            caller.reply()
                        self.assertIsInstance(caught.exception, ConnectionResetError)

    def test_stray_bytes_are_nobodys_reply(self):
        for name, data in STRAY.items():
            for parts in ((data,), (data[:-3], data[-3:])):
                for method in ("GET", "HEAD"):
                    with self.subTest(name, method=method, parts=len(parts)):
                        def says(exchange):
                            for part in parts:
                                exchange.send(part)
                                time.sleep(0.01)
                        self.origin.behaviours[name] = says
                        with self.gateway.caller() as caller:
                            for turn in range(3):
                                caller.send(self.gateway.head(method, f"/pass/{name}"))
                                reply = caller.reply(method)
                                self.assertIn(reply.status, (200, 204, 304))
                                self.assertNotIn(b"EVIL", reply.body)
                                caller.send(self.gateway.head("PUT", "/pass/echo", "Content-Length: 4"), b"mine")
                                reply = caller.reply()
                                self.assertIn((reply.status, reply.body), [(200, b"mine"), (502, b'{"error":"Bad Gateway"}')])
                            self.assertEqual(caller.buffer, b"")
        for _ in range(20):
            self.assertEqual(self.gateway.ask("GET", "/pass/echo").body, b"")

    def test_reply_between_requests_is_nobodys(self):
        def later(exchange):
            echo(exchange)
            time.sleep(0.05)
            exchange.send(EVIL)
            exchange.was_closed = exchange.wait(5)
            exchange.close()
        origin = Origin(self.addCleanup, behaviour=later)
        gateway = ForwardGateway(self.addCleanup, origin, cores=1, **PATIENT)
        for number in range(5):
            reply = gateway.ask("POST", "/pass/x", body=b"mine")
            self.assertEqual((reply.status, reply.body), (200, b"mine"))
            wire.poll(lambda: not origin.open, "the connection to be closed")

    def test_silence_is_a_gateway_timeout(self):
        for name, part in {
            "silent": b"", "half-a-head": OK + b"X", "interim": b"HTTP/1.1 100 Continue\r\n\r\n",
        }.items():
            with self.subTest(name):
                def says(exchange):
                    exchange.read()
                    exchange.send(part)
                    exchange.wait()
                    exchange.close()
                self.origin.behaviours[name] = says
                before = self.origin.times(name)
                reply, seconds = timed(lambda: self.gateway.ask("POST", f"/pass/{name}", body=b"x"))
                self.assertFailed(reply, 504)
                self.assertTrue(0.9 < seconds < 5, seconds)
                self.assertEqual(self.origin.times(name), before + 1)
                reply = self.gateway.ask("GET", f"/pass/{name}")
                self.assertFailed(reply, 504)

    def test_silence_within_a_reply_resets_the_caller(self):
        def says(exchange):
            exchange.send(OK + b"Content-Length: 100\r\n\r\nhello")
            exchange.wait()
            exchange.close()
        self.origin.behaviours["stops"] = says
        with self.gateway.caller() as caller:
            caller.send(self.gateway.head("GET", "/pass/stops"))
            self.assertEqual(caller.head().status, 200)
            with self.assertRaises(ConnectionResetError):
                caller.exactly(100)

    def test_reply_that_takes_longer_than_the_timeout_but_goes_on_is_whole(self):
        def says(exchange):
            exchange.read()
            exchange.send(OK + b"Content-Length: 8\r\n\r\n")
            for _ in range(8):
                time.sleep(0.3)
                exchange.send(b"x")
        self.origin.behaviours["steady"] = says
        self.assertEqual(self.gateway.ask("GET", "/pass/steady").body, b"x" * 8)

    def test_upload_that_takes_longer_than_the_timeout_but_goes_on_is_whole(self):
        with self.gateway.caller() as caller:
            caller.send(self.gateway.head("PUT", "/pass/upload", "Content-Length: 8"))
            for _ in range(8):
                time.sleep(0.3)
                caller.send(b"x")
            self.assertEqual(caller.reply().body, b"x" * 8)

    def test_early_reply_reaches_the_caller(self):
        """413 before the body is read, the connection kept or closed upstream."""
        def early(closes):
            def behaviour(exchange):
                exchange.send(message(b"too much", "413 Content Too Large", *(["Connection: close"] if closes else [])))
                if closes:
                    exchange.close()
            return behaviour
        for closes in (True, False):
            self.origin.behaviours["early"] = early(closes)
            for size in (1, 100_000, 900_000, 8_000_000):
                for _ in range(3):
                    with self.subTest(size, closes=closes), self.gateway.caller() as caller:
                        caller.send(self.gateway.head("POST", "/pass/early", f"Content-Length: {size}"))
                        try:
                            caller.send(b"x" * size)
                        except OSError:
                            self.assertGreater(size, 1_000_000)
                        reply = caller.reply()
                        self.assertEqual((reply.status, reply.body), (413, b"too much"))
                        if size < 1_000_000:
                            caller.send(self.gateway.head("GET", "/pass/next"))
                            self.assertEqual(caller.reply().status, 200)
        self.assertServes(self.gateway)

    def test_early_reply_leaves_no_connection_with_half_a_request(self):
        def early(exchange):
            exchange.send(message(b"no", "403 Forbidden"))
            exchange.wait(5)
            exchange.close()
        self.origin.behaviours["refused"] = early
        with self.gateway.caller() as caller:
            for _ in range(10):
                caller.send(self.gateway.head("POST", "/pass/refused", "Content-Length: 50000"), b"GET /pass/smuggled HTTP/1.1\r\n\r\n")
                self.assertEqual(caller.reply().status, 403)
                caller.send(b"y" * (50_000 - 31))
                caller.send(self.gateway.head("PUT", "/pass/echo", "Content-Length: 4"), b"mine")
                self.assertEqual(caller.reply().body, b"mine")
        self.assertEqual(self.origin.times("smuggled"), 0)


class Twice(ForwardCase):
    """What is sent again when a connection breaks before its reply."""

    def front(self, **settings):
        origin = Origin(self.addCleanup)
        return origin, ForwardGateway(self.addCleanup, origin, cores=1, **{**PATIENT, **settings})

    def test_idle_connections_that_the_upstream_closes_cost_nothing(self):
        origin, gateway = self.front()
        def once(exchange):
            echo(exchange)
            exchange.close()
        origin.behaviour = once
        for number in range(20):
            reply = gateway.ask("POST", f"/pass/{number}", body=b"x")
            self.assertEqual((reply.status, reply.body), (200, b"x"))
            time.sleep(0.02)

    def test_repeatable_requests_are_tried_again_on_another_connection(self):
        """The upstream ends a kept connection when the next request arrives."""
        for method, content in [("GET", None), ("HEAD", None), ("OPTIONS", None), ("DELETE", None), ("PUT", None)]:
            with self.subTest(method):
                origin, gateway = self.front()
                self.assertEqual(gateway.ask("GET", "/pass/first").status, 200)
                origin.behaviours["again"] = lambda exchange: exchange.close() if exchange.number == 1 else echo(exchange)
                reply = gateway.ask(method, "/pass/again", body=content)
                self.assertEqual(reply.status, 200)
                self.assertEqual(origin.times("again"), 2)
                gateway.kill9()

    def test_others_are_sent_once(self):
        origin, gateway = self.front()
        for method, content in [("POST", None), ("POST", b""), ("POST", b"x"), ("PATCH", b"x"), ("PUT", b"x"), ("LOCK", None), ("PROPFIND", b"x")]:
            for ending in ("close", "reset"):
                with self.subTest(method, content=content, ending=ending):
                    def ends(exchange):
                        exchange.read()
                        getattr(exchange, ending)()
                    name = f"once-{method}-{content is None}-{ending}-{time.monotonic()}"
                    origin.behaviours[name] = ends
                    self.assertEqual(gateway.ask("GET", "/pass/kept").status, 200)
                    reply = gateway.ask(method, f"/pass/{name}", body=content)
                    self.assertEqual(reply.status, 502)
                    self.assertEqual(origin.times(name), 1)

    def test_post_is_not_sent_twice_through_any_of_many_breakages(self):
        origin, gateway = self.front()
        numbers, lock = iter(range(10_000)), threading.Lock()
        def sometimes(exchange):
            exchange.read()
            with lock:
                number = next(numbers)
            (exchange.close if number % 3 == 0 else exchange.reset if number % 7 == 0 else lambda: echo(exchange))()
        origin.behaviour = sometimes
        replies = together(8, lambda index: [
            gateway.ask("POST", f"/pass/post-{index}-{turn}-", body=b"x").status for turn in range(25)])
        self.assertEqual({status for each in replies for status in each}, {200, 502})
        for index in range(8):
            for turn in range(25):
                self.assertEqual(origin.times(f"post-{index}-{turn}-"), 1)

    def test_nothing_is_tried_again_once_a_reply_began(self):
        origin, gateway = self.front()
        origin.behaviours["began"] = bare(OK + b"Content-Length: 5\r\n\r\nhe")
        with gateway.caller() as caller:
            caller.send(gateway.head("GET", "/pass/began"))
            with self.assertRaises(ConnectionResetError):
                caller.reply()
        self.assertEqual(origin.times("began"), 1)


class Unreachable(ForwardCase):
    def assertUnavailable(self, reply):
        self.assertEqual(reply.status, 503, reply)
        self.assertGreaterEqual(int(reply["Retry-After"]), 1)

    def test_closed_port(self):
        closed = Service.bind(0)
        self.addCleanup(closed.close)
        gateway = ForwardGateway(self.addCleanup, f"http://127.0.0.1:{closed.getsockname()[1]}", **PATIENT)
        with gateway.caller() as caller:
            for turn in range(3):
                caller.send(gateway.head("GET", "/pass/x"))
                self.assertUnavailable(caller.reply())
                caller.send(gateway.head("POST", "/pass/x", "Content-Length: 50000"), b"x" * 50_000)
                self.assertUnavailable(caller.reply())
                caller.send(gateway.head("POST", "/pass/x", "Transfer-Encoding: chunked"), wire.chunked(b"x" * 50_000, 999))
                self.assertUnavailable(caller.reply())
        with gateway.caller() as caller:
            caller.send(gateway.head("POST", "/pass/x", "Content-Length: 5", "Expect: 100-continue"))
            self.assertUnavailable(caller.head())

    def test_port_that_does_not_accept_and_name_that_is_none(self):
        hole = Hole(self.addCleanup)
        gateway = ForwardGateway(self.addCleanup, hole.url(target=""), connect_timeout="200ms", **PATIENT)
        reply, seconds = timed(lambda: gateway.ask("POST", "/pass/x", body=b"x"))
        self.assertUnavailable(reply)
        self.assertLess(seconds, 5)
        other = ForwardGateway(self.addCleanup, "http://nowhere.invalid", **PATIENT)
        self.assertUnavailable(other.ask("GET", "/pass/x"))

    def test_full_queue_and_open_circuit(self):
        origin = Origin(self.addCleanup, behaviour=lambda exchange: (time.sleep(0.5), echo(exchange)))
        gateway = ForwardGateway(self.addCleanup, origin, cores=1, connections=1, queue=1, queue_timeout="300ms", **PATIENT)
        replies = together(6, lambda index: gateway.ask("GET", f"/pass/{index}"))
        statuses = sorted(reply.status for reply in replies)
        self.assertEqual(statuses[0], 200)
        self.assertEqual(statuses[-1], 503)
        for reply in replies:
            if reply.status != 200:
                self.assertUnavailable(reply)
        self.assertLessEqual(len(origin.seen), 2)

        breaker = {"circuit_breaker": {"consecutive-failures": 3, "open-time": "1s", "maximum-open-time": "1s"}}
        origin = Origin(self.addCleanup, behaviour=lambda exchange: exchange.close())
        gateway = ForwardGateway(self.addCleanup, origin, cores=1, **breaker)
        for _ in range(20):
            reply = gateway.ask("POST", "/pass/x", body=b"x")
            self.assertIn(reply.status, (502, 503))
        self.assertUnavailable(reply)
        self.assertLess(len(origin.seen), 10)
        origin.behaviour = echo
        wire.poll(lambda: gateway.ask("POST", "/pass/x", body=b"x").status == 200, "the breaker to close")

    def test_statuses_of_the_upstream_are_passed_on_whatever_the_breaker_makes_of_them(self):
        origin = Origin(self.addCleanup, behaviour=lambda exchange: exchange.answer(b"no", "500 Internal Server Error"))
        gateway = ForwardGateway(self.addCleanup, origin, cores=1)
        for _ in range(40):
            self.assertEqual(gateway.ask("GET", "/pass/x").status, 500)
        origin.behaviour = lambda exchange: exchange.answer(b"no", "404 Not Found")
        for _ in range(40):
            self.assertEqual(gateway.ask("GET", "/pass/x").status, 404)

    def test_other_address_takes_over(self):
        closed = Service.bind(0)
        self.addCleanup(closed.close)
        origin = Origin(self.addCleanup)
        gateway = ForwardGateway(self.addCleanup, f"http://127.0.0.1:{closed.getsockname()[1]}", origin)
        for number in range(20):
            self.assertEqual(gateway.ask("POST", "/pass/x", body=b"x").status, 200)


if __name__ == "__main__":
    unittest.main()
