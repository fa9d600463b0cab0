"""Servers as legacy services run on them, sealed and in the clear: nginx, Python's WSGI, Java's HttpServer."""

import collections
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

import bodies
import wire
from fronting import CREDENTIAL, FrontCase, together, upstreams
from gateway import Gateway, free_ports, missing, seal

SERVERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "servers")
KEYS = [bodies.GCM.hex(), bodies.CBC192.hex()]
CIPHERS = {
    "clear": {}, "gcm": {"cipher": {"profile": "aes-256-gcm", "key": "gcm-body"}},
    "cbc": {"cipher": {"profile": "aes-192-cbc", "key": "cbc192-body"}},
}
THREADS, TURNS = 8, 25


class Server:
    """A process of its own, in a folder of its own; its standard output is its account of what it saw."""

    def __init__(self, cleanup, port, *command, folder=None):
        self.port = port
        self.folder = folder or tempfile.mkdtemp(prefix="revgate-server-")
        cleanup(self.end)
        self.output = os.path.join(self.folder, "output")
        with open(self.output, "wb") as output:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=output, stderr=output)
        wire.poll(self.is_up_or_ended, f"{command[0]} to listen", timeout=30)
        assert self.process.poll() is None, self.read("output")

    def is_up_or_ended(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return self.process.poll() is not None

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8", errors="replace") as file:
            return file.read()

    def seen(self, name="output"):
        """For each way: connection and reference of each request."""
        found = collections.defaultdict(list)
        for line in self.read(name).splitlines():
            words = line.split(" ")
            if len(words) == 3:
                found[words[0].rsplit("/", 1)[-1]].append((words[1], words[2]))
        return found

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def python_with(*modules):
    """A python3 that has these modules, or None."""
    for python in (sys.executable, "/usr/bin/python3"):
        names = ", ".join(modules)
        if subprocess.run([python, "-c", f"import {names}"], capture_output=True).returncode == 0:
            return python
    return None


class RealUpstreams(FrontCase):
    def front(self, port, ways, prefix="/"):
        """A gateway with a route and an upstream for each way of sealing."""
        entries = {
            way: {"url": f"http://127.0.0.1:{port}{prefix}{way}", "dialect": "token-service", **CIPHERS[way],
                  "credential": "env:LEGACY_API_KEY", "timeout": "5s"} for way in ways}
        routes = "".join(
            f"\n  - {{path: /{way}, dialect: token-service, cipher: {{profile: aes-256-gcm, key: gcm-body}}, "
            f"revoker: {way}}}" for way in ways) + "\n"
        gateway = Gateway(
            self.addCleanup, routes=routes, more=upstreams(**entries), environment={"LEGACY_API_KEY": CREDENTIAL})
        return gateway.start()

    def exercise(self, front, way):
        """200 exchanges from 8 connections that are kept; the references asked about."""
        def caller(index):
            asked = []
            with front.wire() as connection:
                for turn in range(TURNS):
                    reference = f"{way}-{index}-{turn}"
                    request = front.request(seal(reference), f"/{way}", f"X-Request-Id: {reference}")
                    self.assertRevoked(connection.send(request).reply())
                    asked.append(reference)
            return asked

        return {reference for asked in together(THREADS, caller) for reference in asked}

    def check(self, front, ways, server, reused=True, log="output"):
        for way in ways:
            with self.subTest(way):
                asked = self.exercise(front, way)
                wire.poll(lambda: len(server.seen(log)[way]) >= len(asked), "the server to have said what it saw")
                seen = server.seen(log)[way]
                self.assertEqual({reference for _, reference in seen}, asked)
                if reused:
                    self.assertLessEqual(len({connection for connection, _ in seen}), 2 * THREADS)
        front.stop()

    def wsgi(self, kind):
        port, = free_ports(1)
        python = python_with("cryptography", *(["waitress"] if kind == "waitress" else []))
        if not python:
            missing(self, kind, "python3-waitress")
        script = os.path.join(SERVERS, "wsgi_server.py")
        return Server(self.addCleanup, port, python, script, kind, str(port), *KEYS)

    def test_java(self):
        if not shutil.which("java"):
            missing(self, "java", "default-jdk-headless")
        port, = free_ports(1)
        server = Server(self.addCleanup, port, "java", os.path.join(SERVERS, "LegacyServer.java"), str(port), *KEYS)
        self.check(self.front(port, CIPHERS), CIPHERS, server)

    def test_python_waitress(self):
        server = self.wsgi("waitress")
        self.check(self.front(server.port, CIPHERS), CIPHERS, server)

    def test_python_wsgiref_which_speaks_http_1_0_and_closes_each_time(self):
        server = self.wsgi("wsgiref")
        self.check(self.front(server.port, CIPHERS), CIPHERS, server, reused=False)

    def nginx(self, service=1):
        if not shutil.which("nginx"):
            missing(self, "nginx", "nginx")
        port, = free_ports(1)
        folder = tempfile.mkdtemp(prefix="revgate-server-")
        os.chmod(folder, 0o755)  # its workers are another user's where it is started by root
        with open(os.path.join(SERVERS, "nginx.conf"), encoding="ascii") as file:
            text = file.read().replace("@PORT@", str(port)).replace("@SERVICE@", str(service))
        with open(os.path.join(folder, "nginx.conf"), "w", encoding="ascii") as file:
            file.write(text)
        return Server(
            self.addCleanup, port, shutil.which("nginx"), "-p", folder, "-c", os.path.join(folder, "nginx.conf"),
            "-e", os.path.join(folder, "error.log"), folder=folder)

    def test_nginx_answering_by_itself(self):
        server = self.nginx()
        self.check(self.front(server.port, ["clear"], prefix="/fixed/"), ["clear"], server, log="requests.log")

    def test_nginx_in_front_of_python(self):
        service = self.wsgi("waitress")
        server = self.nginx(service.port)
        front = self.front(server.port, CIPHERS)
        self.check(front, CIPHERS, server, log="requests.log")
        self.assertEqual({way: len({name for _, name in seen}) for way, seen in service.seen().items()},
                         dict.fromkeys(CIPHERS, THREADS * TURNS))


if __name__ == "__main__":
    unittest.main()
