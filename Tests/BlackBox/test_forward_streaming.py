"""Bodies on forward routes: identical to the byte in every framing, in bounded memory, as fast as the slower side."""

import hashlib
import os
import socket
import time
import unittest

import wire
from forwarding import ForwardCase, ForwardGateway, Origin, message
from fronting import PATIENT, together
from gateway import SOAK

MIB = 1 << 20
SIZES = [0, 1, 2, 15, 16, 17, 255, 256, 4095, 4096, 65_535, 65_536, 65_537, 131_072, 262_143, 1_000_003]
LARGE = 1024 * MIB if SOAK else 256 * MIB
# What the gateway may need beside any size of body.
BOUND = 80 * MIB
DATA = os.urandom(max(SIZES))


def asked_size(exchange):
    return int(exchange.target.split("?")[1].split("&")[0])


def says_length(exchange):
    exchange.answer(DATA[:asked_size(exchange)])


def says_chunks(size):
    def behaviour(exchange):
        exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", wire.chunked(DATA[:asked_size(exchange)], size))
    return behaviour


def says_until_close(version):
    def behaviour(exchange):
        exchange.send(f"HTTP/{version} 200 OK\r\n\r\n", DATA[:asked_size(exchange)])
        exchange.close()
    return behaviour


def drips(exchange):
    whole = message(DATA[:asked_size(exchange)])
    for byte in range(len(whole)):
        exchange.send(whole[byte:byte + 1])


BLOCK = DATA[:65_536]


def says_large(exchange):
    size = asked_size(exchange)
    exchange.send(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n")
    for _ in range(size // len(BLOCK)):
        exchange.socket.sendall(BLOCK)


def takes_large(exchange):
    """Says the digest of what it was sent, keeping none of it."""
    digest, left = hashlib.sha256(exchange.buffer), int(exchange["Content-Length"]) - len(exchange.buffer)
    exchange.buffer = b""
    while left:
        piece = exchange.socket.recv(MIB)
        if not piece:
            raise EOFError
        digest.update(piece)
        left -= len(piece)
    exchange.content = b""
    exchange.answer(digest.hexdigest().encode())


class Streaming(ForwardCase):
    @classmethod
    def setUpClass(cls):
        cls.origin = Origin(cls.addClassCleanup)
        cls.gateway = ForwardGateway(cls.addClassCleanup, cls.origin, timeout="20s", **PATIENT)
        cls.origin.behaviours = {
            "length": says_length, "chunks": says_chunks(70_001), "odd": says_chunks(7), "close": says_until_close("1.1"),
            "close10": says_until_close("1.0"), "large": says_large, "take": takes_large, "drips": drips,
        }

    # Down.

    def test_replies_of_every_framing_arrive_whole(self):
        for name, framings in {
            "length": ("length", "length"), "chunks": ("chunked", "close"), "close": ("chunked", "close"), "close10": ("chunked", "close"),
            "odd": ("chunked", "close"),
        }.items():
            sizes = [size for size in SIZES if name != "odd" or size <= 65_537]
            for version, framing in zip(("HTTP/1.1", "HTTP/1.0"), framings):
                for size in sizes:
                    with self.subTest(name, version=version, size=size):
                        reply = self.gateway.ask("GET", f"/pass/{name}?{size}", version=version)
                        self.assertEqual((reply.status, reply.framing), (200, framing))
                        self.assertTrue(reply.body == DATA[:size], "another body")

    def test_reply_that_comes_byte_by_byte(self):
        self.assertEqual(self.gateway.ask("GET", "/pass/drips?300").body, DATA[:300])

    def test_replies_follow_each_other_on_one_connection(self):
        with self.gateway.caller() as caller:
            for name in ("length", "chunks", "close", "length", "odd", "close10", "chunks"):
                for size in (0, 1, 5000, 65_537):
                    caller.send(self.gateway.head("GET", f"/pass/{name}?{size}"))
                    self.assertTrue(caller.reply().body == DATA[:size])

    def test_http_1_0_caller_finds_the_end_of_each_reply(self):
        """By the end of the connection, unless the reply says that it stays (RFC 9112 § 9.3)."""
        for fields in ([], ["Connection: keep-alive"]):
            for name in ("length", "chunks", "close"):
                with self.subTest(name, fields=fields), self.gateway.caller(timeout=5) as caller:
                    caller.send(self.gateway.head("GET", f"/pass/{name}?100", *fields, version="HTTP/1.0"))
                    reply = caller.reply()
                    self.assertEqual(reply.body, DATA[:100])
                    self.assertNotIn("Transfer-Encoding", reply.names)
                    if (reply["Connection"] or "").lower() != "keep-alive":
                        self.assertTrue(caller.is_closed(), "stays, and does not say so")

    def test_replies_without_content(self):
        said = {
            "head-length": b"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n", "head-chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "head-none": b"HTTP/1.1 200 OK\r\n\r\n", "204": b"HTTP/1.1 204 No Content\r\n\r\n",
            "304": b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 99\r\n\r\n',
        }
        for name, data in said.items():
            self.origin.behaviours[name] = lambda exchange, data=data: exchange.send(data)
        accepted = self.origin.accepted
        with self.gateway.caller() as caller:
            for name in [*said] * 3:
                with self.subTest(name):
                    method = "HEAD" if name.startswith("head") else "GET"
                    caller.send(self.gateway.head(method, f"/pass/{name}"))
                    reply = caller.reply(method)
                    self.assertEqual(reply.status, int(name) if name.isdigit() else 200)
                    if name == "head-length":
                        self.assertEqual(reply["Content-Length"], "12345")
                    if name == "204":
                        self.assertIsNone(reply["Content-Length"])
                    if name == "304":
                        self.assertEqual(reply["ETag"], '"x"')
            caller.send(self.gateway.head("GET", "/pass/length?77"))
            self.assertEqual(caller.reply().body, DATA[:77])
        self.assertLessEqual(self.origin.accepted, accepted + 1)

    # Up.

    def test_requests_of_every_framing_arrive_whole(self):
        with self.gateway.caller() as caller:
            for size in SIZES:
                for name, chunk in {"length": None, "one chunk": max(size, 1), "odd": 7, "large": 65_537}.items():
                    if name == "odd" and size > 70_000:
                        continue
                    with self.subTest(name, size=size):
                        content = DATA[:size]
                        if chunk:
                            caller.send(
                                self.gateway.head("PUT", "/pass/up", "Transfer-Encoding: chunked"), wire.chunked(content, chunk))
                        else:
                            caller.send(self.gateway.head("PUT", "/pass/up", f"Content-Length: {size}"), content)
                        self.assertTrue(caller.reply().body == content, "another body")
                        framing = self.origin.last("up")
                        self.assertEqual(bool(framing["Transfer-Encoding"]), bool(chunk))
                        self.assertEqual(framing["Content-Length"], None if chunk else str(size))

    def test_request_that_comes_byte_by_byte(self):
        whole = self.gateway.head("PUT", "/pass/up", "Transfer-Encoding: chunked").encode() + wire.chunked(DATA[:100], 9)
        with self.gateway.caller() as caller:
            for byte in range(len(whole)):
                caller.send(whole[byte:byte + 1])
            self.assertEqual(caller.reply().body, DATA[:100])

    def test_caller_that_ends_its_side_after_the_request_is_answered(self):
        for content in (None, DATA[:200_000]):
            with self.gateway.caller() as caller:
                fields = [] if content is None else [f"Content-Length: {len(content)}"]
                caller.send(self.gateway.head("PUT" if content else "GET", "/pass/up", *fields), content or b"").finish()
                self.assertTrue(caller.reply().body == (content or b""))
                self.assertTrue(caller.is_closed())

    def test_both_ways_at_once(self):
        """A reply that begins before its request is complete."""
        def mirrors(exchange):
            exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while size := int(exchange.until(b"\r\n"), 16):
                exchange.send(wire.chunked(exchange.exactly(size))[:-5])
                exchange.exactly(2)
            exchange.exactly(2)
            exchange.content = b""
            exchange.send(b"0\r\n\r\n")

        self.origin.behaviours["mirror"] = mirrors
        with self.gateway.caller() as caller:
            caller.send(self.gateway.head("POST", "/pass/mirror", "Transfer-Encoding: chunked"))
            self.assertTrue(caller.send(b"5\r\nhello\r\n").head().status == 200)
            for turn in range(50):
                if turn:
                    caller.send(b"5\r\nhello\r\n")
                self.assertEqual(int(caller.until(b"\r\n"), 16), 5)
                self.assertEqual(caller.exactly(7), b"hello\r\n")
            caller.send(b"0\r\n\r\n")
            self.assertEqual(caller.exactly(5), b"0\r\n\r\n")
            caller.send(self.gateway.head("GET", "/pass/length?5"))
            self.assertEqual(caller.reply().body, DATA[:5])

    def test_many_at_once(self):
        def caller(index):
            for turn in range(10):
                size = SIZES[(index + turn) % len(SIZES)]
                with self.gateway.caller() as one:
                    one.send(self.gateway.head("PUT", f"/pass/up-{index}", f"Content-Length: {size}"), DATA[:size])
                    self.assertTrue(one.reply().body == DATA[:size])
                    one.send(self.gateway.head("GET", f"/pass/odd?{min(size, 5000)}"))
                    self.assertTrue(one.reply().body == DATA[:min(size, 5000)])
        together(16, caller)

    def test_connections_to_the_upstream_are_reused(self):
        origin = Origin(self.addCleanup)
        gateway = ForwardGateway(self.addCleanup, origin, cores=1)
        for number in range(30):
            self.assertEqual(gateway.ask("POST", f"/pass/{number}", body=b"x").status, 200)
        self.assertEqual(origin.accepted, 1)


class Memory(ForwardCase):
    """Each with a gateway of its own, whose peak is its own."""

    def front(self):
        origin = Origin(self.addCleanup)
        origin.behaviours = {"large": says_large, "take": takes_large}
        return origin, ForwardGateway(self.addCleanup, origin, timeout="20s")

    def test_large_bodies_pass_both_ways_in_bounded_memory(self):
        _, gateway = self.front()
        expected = hashlib.sha256()
        for _ in range(LARGE // len(BLOCK)):
            expected.update(BLOCK)
        with gateway.caller(timeout=60) as caller:
            caller.send(gateway.head("GET", f"/pass/large?{LARGE}"))
            self.assertEqual(int(caller.head()["Content-Length"]), LARGE)
            digest, left = hashlib.sha256(caller.buffer), LARGE - len(caller.buffer)
            caller.buffer = b""
            while left:
                piece = caller.socket.recv(min(MIB, left))
                self.assertTrue(piece)
                digest.update(piece)
                left -= len(piece)
            self.assertEqual(digest.digest(), expected.digest())
            caller.send(gateway.head("PUT", "/pass/take", f"Content-Length: {LARGE}"))
            for _ in range(LARGE // len(BLOCK)):
                caller.socket.sendall(BLOCK)
            self.assertEqual(caller.reply().body.decode(), expected.hexdigest())
        self.assertLess(gateway.memory("VmHWM"), BOUND)

    def test_readers_that_stop_do_not_fill_memory(self):
        origin, gateway = self.front()
        size = 64 * MIB
        before = gateway.memory()
        callers = []
        for _ in range(16):
            caller = gateway.caller(receive_buffer=16_384)
            self.addCleanup(caller.socket.close)
            caller.send(gateway.head("GET", f"/pass/large?{size}"))
            self.assertEqual(caller.head().status, 200)
            callers.append(caller)
        # The reply goes on as far as sockets hold it, then stands.
        time.sleep(1.5)
        self.assertLess(gateway.memory("VmHWM") - before, 48 * MIB)
        received = callers[0].exactly(size)
        self.assertTrue(received == BLOCK * (size // len(BLOCK)))
        self.assertServes(gateway)

    def test_readers_that_stop_do_not_fill_memory_when_the_upstream_ends_too(self):
        """The end of the upstream's connection is no reason to take all that is still in it."""
        origin, gateway = self.front()
        size = 3 * MIB
        def says_and_closes(exchange):
            says_large(exchange)
            exchange.close()
        origin.behaviours["ends"] = says_and_closes
        before = gateway.memory()
        callers = []
        for _ in range(60):
            caller = gateway.caller(receive_buffer=4096, timeout=60)
            self.addCleanup(caller.socket.close)
            caller.send(gateway.head("GET", f"/pass/ends?{size}"))
            callers.append(caller)
        time.sleep(2)
        grown = gateway.memory("VmHWM") - before
        self.assertTrue(callers[0].reply().body == BLOCK * (size // len(BLOCK)))
        self.assertTrue(callers[-1].reply().body == BLOCK * (size // len(BLOCK)))
        self.assertLess(grown, 64 * MIB)

    def test_upstreams_that_do_not_read_do_not_fill_memory(self):
        origin, gateway = self.front()
        size, held = 64 * MIB, []
        origin.behaviours["stuck"] = lambda exchange: (held.append(exchange), wire.poll(lambda: origin.released, "release"))
        origin.released = False
        before = gateway.memory()
        callers = []
        for _ in range(16):
            caller = gateway.caller()
            self.addCleanup(caller.socket.close)
            caller.send(gateway.head("PUT", "/pass/stuck", f"Content-Length: {size}"))
            callers.append(caller)
        wire.poll(lambda: len(held) == 16, "the uploads to arrive")
        for caller in callers:
            caller.socket.setblocking(False)
        sent, end = 0, time.monotonic() + 2
        while time.monotonic() < end:
            for caller in callers:
                try:
                    sent += caller.socket.send(BLOCK)
                except BlockingIOError:
                    pass
            time.sleep(0.001)
        self.assertLess(gateway.memory("VmHWM") - before, 48 * MIB)
        self.assertLess(sent, 16 * size)
        origin.released = True
        for caller in callers:
            caller.reset()
        self.assertServes(gateway)

    def test_slow_reader_gets_the_rest_of_a_reply_that_has_ended(self):
        """Never an orderly end before the end: an HTTP/1.0 caller could not tell it from the whole."""
        origin, gateway = self.front()
        def ends(exchange):
            size = asked_size(exchange)
            exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", wire.chunked(b"x" * size, 20_000))
        origin.behaviours["ends"] = ends

        def caller(index):
            version, fields = ("HTTP/1.0", []) if index % 2 else ("HTTP/1.1", ["Connection: close"])
            size = 2_400_000 + index // 2 * 40_000
            with gateway.caller(receive_buffer=4096, timeout=30) as one:
                one.send(gateway.head("GET", f"/pass/ends?{size}", *fields, version=version))
                time.sleep(7)  # longer than a connection lingers
                one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MIB)
                try:
                    return size, version, len(one.reply().body) - size
                except (EOFError, ConnectionResetError) as problem:
                    return size, version, repr(problem)

        wrong = [found for found in together(60, caller) if found[2]]
        self.assertEqual(wrong, [])

    def test_upstream_that_reads_slowly_and_steadily_is_not_silent(self):
        origin = Origin(self.addCleanup)
        gateway = ForwardGateway(self.addCleanup, origin, timeout="1s")
        size = 6 * MIB

        def reads_slowly(exchange):
            left = size - len(exchange.buffer)
            exchange.buffer = b""
            while left:
                piece = exchange.socket.recv(60_000)
                if not piece:
                    raise EOFError
                left -= len(piece)
                time.sleep(0.05)  # about 1 MB a second
            exchange.content = b""
            exchange.answer(b"all")

        origin.behaviours["slowly"] = reads_slowly
        with gateway.caller(timeout=30) as caller:
            caller.send(gateway.head("PUT", "/pass/slowly", f"Content-Length: {size}"))
            try:
                for _ in range(size // len(BLOCK)):
                    caller.socket.sendall(BLOCK)
            except OSError:
                pass  # refused meanwhile
            reply = caller.reply()
        self.assertEqual((reply.status, reply.body), (200, b"all"))


if __name__ == "__main__":
    unittest.main()
