"""Forward routes: origins that a test decides every byte of, callers that read every framing, and a gateway between."""

import socket
import struct
import threading
import unittest

import wire
from fronting import upstreams
from gateway import Gateway

CREDENTIAL = "upstream-credential-0f4be217"
HEAD_END = b"\r\n\r\n"


class Stream:
    """Bytes of a socket by lines and counts; EOFError where they end too early."""

    def __init__(self, opened):
        self.socket = opened
        self.buffer = b""

    def more(self):
        piece = self.socket.recv(262_144)
        self.buffer += piece
        return bool(piece)

    def until(self, mark):
        while mark not in self.buffer:
            if not self.more():
                raise EOFError(f"ended before {mark!r}: {self.buffer[:200]!r}")
        found, self.buffer = self.buffer.split(mark, 1)
        return found

    def exactly(self, count):
        pieces, missing = [], count
        while missing:
            if not self.buffer and not self.more():
                raise EOFError(f"ended {missing} bytes before its end")
            piece, self.buffer = self.buffer[:missing], self.buffer[missing:]
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def chunks(self):
        """The content of a chunked body, and the trailers behind it."""
        content = []
        while size := int(self.until(b"\r\n").split(b";")[0], 16):
            content.append(self.exactly(size))
            assert self.exactly(2) == b"\r\n", "a chunk that does not end"
        trailers = []
        while line := self.until(b"\r\n"):
            trailers.append(line)
        return b"".join(content), trailers

    def rest(self):
        while self.more():
            pass
        found, self.buffer = self.buffer, b""
        return found

    def count_rest(self):
        """How many bytes come until the end, keeping none of them."""
        count, self.buffer = len(self.buffer), b""
        while piece := self.socket.recv(1 << 20):
            count += len(piece)
        return count


def fields_of(lines):
    return [tuple(part.strip() for part in line.split(":", 1)) for line in lines]


class Exchange(Stream):
    """One accepted connection of an origin, at the request under way."""

    def __init__(self, origin, accepted, number):
        super().__init__(accepted)
        self.origin, self.number = origin, number
        self.is_open = True
        self.content = None
        self.trailers = []

    def read_head(self):
        self.line, *lines = self.until(HEAD_END).decode("latin-1").split("\r\n")
        self.fields = fields_of(lines)
        self.method, self.target, _ = self.line.split(" ")
        self.content, self.trailers = None, []

    def all(self, name):
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def __getitem__(self, name):
        values = self.all(name)
        assert len(values) <= 1, f"{name} stands {len(values)} times: {values}"
        return values[0] if values else None

    @property
    def names(self):
        return [name.lower() for name, _ in self.fields]

    def read(self):
        """The whole content."""
        if self.content is None:
            assert not (self["Transfer-Encoding"] and self["Content-Length"]), self.fields
            if self["Transfer-Encoding"]:
                self.content, self.trailers = self.chunks()
            else:
                self.content = self.exactly(int(self["Content-Length"] or 0))
        return self.content

    def send(self, *parts):
        for part in parts:
            self.socket.sendall(part.encode("latin-1") if isinstance(part, str) else part)

    def answer(self, content=b"", status="200 OK", *fields):
        self.send(message(content, status, *fields))

    def close(self):
        self.is_open = False
        self.socket.close()

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def wait(self, seconds=30):
        """Until the gateway ends the connection; whether it did."""
        self.socket.settimeout(seconds)
        try:
            while self.more():
                self.buffer = b""
            return True
        except TimeoutError:
            return False
        except OSError:
            return True


def message(content=b"", status="200 OK", *fields):
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(content)}"]
    return "\r\n".join(lines).encode("latin-1") + HEAD_END + content


def echo(exchange):
    exchange.answer(exchange.read(), "200 OK", "Content-Type: application/octet-stream")


def bare(*data, closes=True):
    """Reads the request, says these bytes, and ends the connection or not."""
    def behaviour(exchange):
        exchange.read()
        exchange.send(*data)
        if closes:
            exchange.close()
    return behaviour


class Origin:
    """
    A service behind forward routes. What it does is chosen by the last segment of the path, `behaviours[name]`, else
    `behaviour`; each is given the exchange whose head was read. `exchanges` records (line, fields, content read).
    """

    def __init__(self, cleanup, behaviour=echo, greeting=None):
        self.behaviour, self.behaviours, self.greeting = behaviour, {}, greeting
        self.seen, self.problems = [], []
        self.accepted = 0
        self.open = set()
        self.lock = threading.Lock()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(1024)
        self.port = self.listener.getsockname()[1]
        cleanup(self.end)
        threading.Thread(target=self.accept, daemon=True).start()

    def url(self, path=""):
        return f"http://127.0.0.1:{self.port}{path}"

    def accept(self):
        while True:
            try:
                accepted, _ = self.listener.accept()
            except OSError:
                return
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.accepted += 1
            threading.Thread(target=self.serve, args=(Exchange(self, accepted, self.accepted),), daemon=True).start()

    def serve(self, exchange):
        with self.lock:
            self.open.add(exchange)
        try:
            if self.greeting:
                self.greeting(exchange)
            while exchange.is_open:
                exchange.read_head()
                record = Seen(exchange)
                self.seen.append(record)
                name = exchange.target.split("?")[0].rsplit("/", 1)[-1]
                self.behaviours.get(name, self.behaviour)(exchange)
                if exchange.is_open:
                    exchange.read()
                record.content, record.trailers = exchange.content, exchange.trailers
        except (OSError, EOFError):
            pass
        except Exception as problem:
            self.problems.append(repr(problem))
        finally:
            with self.lock:
                self.open.discard(exchange)
            exchange.socket.close()

    def times(self, name):
        """How often a request whose path ends in this came."""
        return sum(1 for seen in list(self.seen) if seen.target.split("?")[0].endswith(name))

    def last(self, name=""):
        return [seen for seen in list(self.seen) if seen.target.split("?")[0].endswith(name)][-1]

    def end(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        with self.lock:
            for exchange in self.open:
                try:
                    exchange.socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


class Seen:
    """What an origin was sent."""

    def __init__(self, exchange):
        self.line, self.fields, self.target = exchange.line, exchange.fields, exchange.target
        self.method, self.connection = exchange.method, exchange.number
        self.content = self.trailers = None

    all, __getitem__, names = Exchange.all, Exchange.__getitem__, Exchange.names


class Caller(Stream):
    """A caller's connection, reading replies in every framing."""

    def __init__(self, port, timeout=20.0, receive_buffer=None):
        opened = socket.socket()
        if receive_buffer:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        opened.settimeout(timeout)
        opened.connect(("127.0.0.1", port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(opened)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *parts):
        self.socket.sendall(b"".join(part.encode("latin-1") if isinstance(part, str) else part for part in parts))
        return self

    def finish(self):
        self.socket.shutdown(socket.SHUT_WR)
        return self

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def head(self):
        """The head of the next response, interim ones included; its `framing` says how the content ends."""
        line, *lines = self.until(HEAD_END).decode("latin-1").split("\r\n")
        reply = wire.Reply(int(line.split(" ")[1]), fields_of(lines), b"")
        reply.line = line
        return reply

    def reply(self, method="GET"):
        reply = self.head()
        while reply.status < 200:
            reply = self.head()
        coding, length = reply["Transfer-Encoding"], reply["Content-Length"]
        assert not (coding and length), reply
        if method == "HEAD" or reply.status in (204, 304):
            reply.framing = "none"
        elif coding:
            reply.framing = "chunked"
            reply.body, reply.trailers = self.chunks()
        elif length is not None:
            reply.framing = "length"
            reply.body = self.exactly(int(length))
        else:
            reply.framing = "close"
            reply.body = self.rest()
        return reply

    def is_closed(self):
        """Whether the gateway ends the connection in order, with nothing more said; waits for it."""
        return not self.buffer and not self.more()


class ForwardGateway(Gateway):
    """Started, with routes as given; `/pass/*` goes to the upstream `rest` where none are."""

    ROUTES = "\n  - {path: /pass/*, forward: rest}\n"

    def __init__(self, cleanup, *origins, routes=None, entries=None, starts=True, limits="{}", cores=None, top="", **settings):
        environment = {"LEGACY_API_KEY": CREDENTIAL, "LEGACY_BASIC": f"gateway:{CREDENTIAL}"}
        super().__init__(
            cleanup, routes=routes or self.ROUTES, limits=limits, environment=environment, cores=cores,
            more=top + upstreams(**(entries or self.entries(*origins, **settings))))
        if starts:
            self.start()

    @staticmethod
    def entries(*origins, **settings):
        urls = [each if isinstance(each, str) else each.url() for each in origins]
        entry = {"url": urls[0] if len(urls) == 1 else urls, "credential": "env:LEGACY_API_KEY", "timeout": "3s"}
        return {"rest": {**entry, **{key.replace("_", "-"): value for key, value in settings.items()}}}

    def caller(self, **options):
        return Caller(self.port, **options)

    def head(self, method, path, *fields, version="HTTP/1.1", consumer="first"):
        """A bare request head with the consumer's key."""
        key = [f"X-API-KEY: {self.api_keys[consumer]}"] if consumer else []
        return wire.head(method, path, *key, *fields, version=version)

    def ask(self, method, path, *fields, body=None, version="HTTP/1.1", consumer="first", timeout=20.0):
        """One exchange on a connection of its own."""
        lines = [*fields] if body is None else [*fields, f"Content-Length: {len(body)}"]
        with self.caller(timeout=timeout) as caller:
            caller.send(self.head(method, path, *lines, version=version, consumer=consumer), body or b"")
            return caller.reply(method)

    # Its process.

    def descriptors(self):
        import os
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def sockets_to(self, port):
        """Established connections of this machine to a port of 127.0.0.1."""
        found = 0
        with open("/proc/net/tcp", encoding="ascii") as file:
            for line in list(file)[1:]:
                words = line.split()
                found += words[2] == f"0100007F:{port:04X}" and words[3] == "01"
        return found

    def memory(self, field="VmRSS"):
        """Bytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii", errors="replace") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(field))


class ForwardCase(unittest.TestCase):
    def assertServes(self, gateway, path="/pass/after"):
        """Whatever was before: the next exchange passes."""
        reply = gateway.ask("POST", path, body=b"still there")
        self.assertEqual((reply.status, reply.body), (200, b"still there"), reply)
