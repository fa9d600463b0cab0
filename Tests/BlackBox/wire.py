"""HTTP/1.1 towards the gateway: `http.client` for what clients do, a bare socket for what they should not do."""

import http.client
import socket
import time


def poll(condition, what, timeout=20.0):
    """Waits until `condition` gives something true, and returns it."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {timeout} s in vain for {what}")
        time.sleep(0.02)


class Reply:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def __getitem__(self, name):
        """The value of a field; None when it is absent, an error when it stands twice."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} stands {len(values)} times"
        return values[0] if values else None

    @property
    def names(self):
        return [name for name, _ in self.headers]

    def __repr__(self):
        return f"Reply({self.status}, {self.headers}, {self.body!r})"


def exchange(port, method, path, body=None, headers=None, timeout=20.0, tls=None, **options):
    """One request on a connection of its own, as `http.client` writes it; `tls` is the context of a secure one."""
    if tls:
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=timeout, context=tls)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body=body, headers=headers or {}, **options)
        response = connection.getresponse()
        return Reply(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


class Wire:
    """A connection whose every byte the test decides on."""

    def __init__(self, port, timeout=20.0, tls=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="127.0.0.1", suppress_ragged_eofs=False)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *parts):
        self.socket.sendall(b"".join(part.encode() if isinstance(part, str) else part for part in parts))
        return self

    def _more(self):
        piece = self.socket.recv(65536)
        self.buffer += piece
        return bool(piece)

    def reply(self, interim=False):
        """The next response; interim ones (1xx) only when asked for."""
        while b"\r\n\r\n" not in self.buffer:
            if not self._more():
                raise EOFError(f"closed before a whole head: {self.buffer!r}")
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
        if 100 <= status < 200:
            return Reply(status, headers, b"") if interim else self.reply()
        reply = Reply(status, headers, b"")
        count = int(reply["Content-Length"])
        while len(self.buffer) < count:
            if not self._more():
                raise EOFError("closed before a whole body")
        reply.body, self.buffer = self.buffer[:count], self.buffer[count:]
        return reply

    def is_closed(self):
        """Whether the peer ended the connection in order, with nothing more said; waits for it."""
        return not self.buffer and not self._more()

    def has_silence(self, seconds):
        """Whether nothing comes for a while, the end of the connection included."""
        self.socket.settimeout(seconds)
        try:
            return not self.buffer and self._more() and False
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(20.0)


def head(method, path, *fields, version="HTTP/1.1"):
    lines = [f"{method} {path} {version}", "Host: gateway", *fields]
    return "\r\n".join(lines) + "\r\n\r\n"


def chunked(body, size=None):
    size = size or max(len(body), 1)
    pieces = [body[start:start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
