"""Load: wrk for figures of time, and kept connections in lockstep where the count must be exact."""

import json
import os
import re
import socket
import subprocess

import work
from processes import LOAD_CORE, pinned

SCRIPT = """local file = io.open("%(requests)s", "rb")
local all = file:read("*a")
file:close()
local sent = 0

function request()
  local at = (sent %% %(count)d) * %(length)d
  sent = sent + 1
  return all:sub(at + 1, at + %(length)d)
end

function done(summary, latency, requests)
  local e = summary.errors
  local errors = e.status + e.connect + e.read + e.write + e.timeout
  io.write(string.format('JSON {"n":%%d,"us":%%d,"p50":%%.0f,"p99":%%.0f,"err":%%d}\\n', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99), errors))
end
"""


class Wrk:
    """Sends requests sealed beforehand, of distinct references, so that a ledger has real work."""

    def __init__(self, folder, distinct, connections):
        self.connections = connections
        self.script = os.path.join(folder, "post.lua")
        requests = os.path.join(folder, "requests")
        with open(requests, "wb") as file:
            for number in range(distinct):
                request = work.request(number)
                file.write(request)
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(SCRIPT % {"requests": requests, "count": distinct, "length": len(request)})

    def run(self, port, seconds):
        command = pinned(LOAD_CORE, "wrk", "-t1", f"-c{self.connections}", f"-d{seconds}s", "--timeout", "5s",
                         "-s", self.script, f"http://127.0.0.1:{port}{work.PATH}")
        output = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=True).stdout
        return json.loads(re.search(r"JSON (.*)", output)[1])


class Lockstep:
    """Kept connections: in each turn every one of them sends a request, then every one reads its reply."""

    def __init__(self, port, connections=0):
        self.port = port
        self.sockets = []
        self.sent = 0
        self.widen(connections)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in self.sockets:
            each.close()

    def widen(self, connections):
        """Opens so many more, and returns them."""
        opened = []
        for _ in range(connections):
            connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.append(connection)
        self.sockets += opened
        return opened

    def requests(self, count):
        self.sent += count
        return [work.request(number) for number in range(self.sent - count, self.sent)]

    def exchange(self, total):
        """Exactly so many exchanges, spread evenly; the requests are sealed before the first is sent."""
        requests = self.requests(total)
        width = len(self.sockets)
        for start in range(0, total, width):
            self.turn(self.sockets, requests[start:start + width])

    def turn(self, sockets, requests):
        for connection, request in zip(sockets, requests):
            connection.sendall(request)
        for connection, _ in zip(sockets, requests):
            self.read_reply(connection)

    def read_reply(self, connection):
        reply = b""
        while b"\r\n\r\n" not in reply:
            piece = connection.recv(65536)
            assert piece, f"closed before a whole reply: {reply!r}"
            reply += piece
        head, body = reply.split(b"\r\n\r\n", 1)
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)[1])
        while len(body) < length:
            piece = connection.recv(65536)
            assert piece, "closed within a reply"
            body += piece
        assert len(body) == length, "more than one reply"
