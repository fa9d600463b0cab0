"""
Legacy services for tests: threads and real sockets on 127.0.0.1. Each records what it was sent, and does to it what
its behaviour says (upstream_faults.py); a behaviour can be changed while the service runs.
"""

import json
import socket
import ssl
import struct
import threading
import time

import bodies

TARGET = "/token-service/client/server/invalidate/token"
HEALTH = "/healthz"
UNKNOWN = b'{"resCode":"TOK404","resDesc":"No such token"}'

# What seals and opens bodies between the gateway and the service, by profile.
CIPHERS = {
    "aes-256-gcm": (bodies.seal_gcm, bodies.open_gcm, bodies.GCM),
    "aes-192-cbc": (bodies.seal_cbc, bodies.open_cbc, bodies.CBC192),
}


def message(body, status="200 OK", *fields, version="HTTP/1.1", length=True):
    """One response, as bytes."""
    lines = [f"{version} {status}", "Content-Type: text/plain", *fields]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Request:
    """What was read from the wire; `text` is the opened body."""

    def __init__(self, head, body, text, connection):
        self.line, *fields = head.decode("latin-1").split("\r\n")
        self.fields = [tuple(part.strip() for part in field.split(":", 1)) for field in fields]
        self.head = head
        self.body = body
        self.text = text
        self.connection = connection
        self.began = time.monotonic()

    def __getitem__(self, name):
        values = [value for key, value in self.fields if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} stands {len(values)} times"
        return values[0] if values else None

    @property
    def names(self):
        return sorted(name.lower() for name, _ in self.fields)

    @property
    def reference(self):
        """None when the body is no request: a test then looks for it in vain."""
        try:
            return json.loads(self.text)["tokenReferenceId"]
        except (ValueError, KeyError, TypeError):
            return None


class Connection:
    """One accepted connection, handled by a thread of its own."""

    def __init__(self, service, accepted, number):
        self.service = service
        self.socket = accepted
        self.number = number
        self.buffer = b""
        self.answered = 0
        self.is_open = True

    def read(self):
        """The next request; None at the end of the connection."""
        while b"\r\n\r\n" not in self.buffer:
            if not self.more():
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        request = Request(head, b"", b"", self.number)
        count = int(request["Content-Length"] or 0)
        while len(self.buffer) < count:
            if not self.more():
                return None
        request.body, self.buffer = self.buffer[:count], self.buffer[count:]
        if request.line.startswith("POST"):
            request.text = self.service.open(request.body)
        return request

    def more(self):
        piece = self.socket.recv(65536)
        self.buffer += piece
        return bool(piece)

    def waiting(self):
        """How many whole requests lie unread: what a client has pipelined."""
        self.socket.setblocking(False)
        try:
            self.more()
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        finally:
            self.socket.setblocking(True)
        return self.buffer.count(b"POST /")

    def send(self, *parts):
        self.socket.sendall(b"".join(parts))

    def close(self):
        """In order: FIN after what was sent."""
        self.is_open = False
        self.socket.close()

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def has_ended(self, seconds):
        """Waits, at most so long, for the peer to end the connection."""
        self.socket.settimeout(seconds)
        try:
            while self.more():
                pass
            return True
        except TimeoutError:
            return False
        finally:
            self.socket.settimeout(None)


class Exchange:
    """A request that waits for its answer; what a behaviour is given."""

    def __init__(self, connection, request):
        self.service = connection.service
        self.connection = connection
        self.request = request
        self.reference = request.reference
        self.send = connection.send
        self.close = connection.close
        self.reset = connection.reset

    def wait(self):
        """Says nothing until the gateway gives up."""
        self.connection.has_ended(30)
        self.close()

    def body(self, text=None):
        """A body as this service sends it; without a text the one that the reference deserves."""
        if text is None:
            text = UNKNOWN if self.is_unknown else bodies.SUCCESS
        return self.service.seal(text)

    @property
    def is_unknown(self):
        return (self.reference or "").startswith("unknown")

    def message(self, text=None, status=None, *fields, **options):
        status = status or ("401 Unauthorized" if self.is_unknown and text is None else "200 OK")
        return message(self.body(text), status, *fields, **options)

    def answer(self, *arguments, **options):
        self.send(self.message(*arguments, **options))


def answers(exchange):
    """What the service does when it is well: references that begin with `unknown` are."""
    exchange.answer()


class Service:
    """
    Listens from the start. `behaviour` is called with each exchange, `greeting` with each new connection; `checks`
    counts health checks, which are shown to `checked` and answered with `health`.
    """

    def __init__(self, cleanup, behaviour=answers, greeting=None, profile=None):
        self.seal, self.open = (lambda text: text), (lambda body: body)
        if profile:
            seal, opener, key = CIPHERS[profile]
            self.seal, self.open = (lambda text: seal(text, key)), (lambda body: opener(body, key))
        self.behaviour, self.greeting = behaviour, greeting
        self.health = "200 OK"
        self.checks = 0
        self.checked = lambda request: None
        self.requests = []
        self.problems = []
        self.accepted = 0
        self.deepest = 0
        self.most_open = 0
        self.open_connections = set()
        self.lock = threading.Lock()
        self.listener = self.bind(0)
        self.port = self.listener.getsockname()[1]
        self.thread = None
        cleanup(self.end)
        self.listen()

    # Its port.

    @staticmethod
    def bind(port):
        """Bound and not listening: connections are refused, and nobody else gets the port."""
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", port))
        return bound

    def listen(self):
        self.listener.listen(1024)
        self.thread = threading.Thread(target=self.accept, args=(self.listener,), daemon=True)
        self.thread.start()

    def refuse(self, drops=True):
        """The port is closed until `listen`; open connections are too, unless told otherwise."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()
        self.listener = self.bind(self.port)
        self.thread = None
        if drops:
            self.drop()

    def drop(self):
        """Ends every connection where it is, as a killed process does."""
        with self.lock:
            for connection in self.open_connections:
                try:
                    connection.socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def end(self):
        if self.thread:
            self.refuse()
        self.listener.close()
        self.drop()

    def url(self, host="127.0.0.1", target=TARGET):
        return f"http://{host}:{self.port}{target}"

    # What it saw.

    @property
    def references(self):
        return [request.reference for request in list(self.requests)]

    def times(self, reference):
        return self.references.count(reference)

    # Its work.

    def behave(self, behaviour=answers, greeting=None):
        self.behaviour, self.greeting = behaviour, greeting

    def accept(self, listener):
        while True:
            try:
                accepted, _ = listener.accept()
            except OSError:
                return
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.accepted += 1
            connection = Connection(self, accepted, self.accepted)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with self.lock:
            self.open_connections.add(connection)
            self.most_open = max(self.most_open, len(self.open_connections))
        try:
            if self.greeting:
                self.greeting(connection)
            while connection.is_open:
                request = connection.read()
                if request is None:
                    return
                self.handle(connection, request)
        except OSError:
            pass  # the peer went away, or the service was dropped
        except Exception as problem:
            self.problems.append(repr(problem))
        finally:
            with self.lock:
                self.open_connections.discard(connection)
            connection.socket.close()

    def handle(self, connection, request):
        if request.line == f"GET {HEALTH} HTTP/1.1":
            self.checks += 1
            self.checked(request)
            return connection.send(message(b"", self.health))
        with self.lock:
            self.requests.append(request)
            self.deepest = max(self.deepest, 1 + connection.waiting())
        self.behaviour(Exchange(connection, request))
        connection.answered += 1


class SecureService(Service):
    """Behind TLS. `names` are what callers asked for by SNI (None: none); `failures` what became of handshakes."""

    def __init__(self, cleanup, context, *arguments, **options):
        self.context, self.names, self.failures = context, [], []
        context.sni_callback = lambda connection, name, _: self.names.append(name)
        super().__init__(cleanup, *arguments, **options)

    def serve(self, connection):
        try:
            connection.socket = self.context.wrap_socket(connection.socket, server_side=True)
        except OSError as problem:
            self.failures.append(str(problem))
            return connection.socket.close()
        super().serve(connection)

    def url(self, host="127.0.0.1", target=TARGET):
        return f"https://{host}:{self.port}{target}"


class Hole:
    """An address where connections are neither accepted nor refused: its queue is full."""

    def __init__(self, cleanup):
        self.listener = Service.bind(0)
        self.listener.listen(0)
        self.port = self.listener.getsockname()[1]
        self.fillers = []
        cleanup(self.end)
        for _ in range(3):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", self.port))
            self.fillers.append(filler)

    url = Service.url

    def end(self):
        for each in [*self.fillers, self.listener]:
            each.close()
