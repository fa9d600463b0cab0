"""Forward routes in front of servers as they are installed, asked with curl."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from forwarding import ForwardCase, ForwardGateway
from gateway import free_ports, missing
from test_real_upstreams import SERVERS, Server, python_with

SIZE = 5_000_003


class Servers(ForwardCase):
    def setUp(self):
        if not shutil.which("curl"):
            missing(self, "curl", "curl")
        self.folder = tempfile.mkdtemp(prefix="revgate-curl-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.file = os.path.join(self.folder, "file")
        self.data = os.urandom(SIZE)
        with open(self.file, "wb") as file:
            file.write(self.data)

    def front(self, port, **options):
        return ForwardGateway(self.addCleanup, f"http://127.0.0.1:{port}", timeout="10s", **options)

    def curl(self, gateway, *arguments, path="/pass/file"):
        """Status, and the content that was written."""
        output = os.path.join(self.folder, "output")
        done = subprocess.run(
            ["curl", "-sS", "--max-time", "30", "-H", f"X-API-KEY: {gateway.api_keys['first']}", "-o", output, "-w", "%{http_code}", *arguments,
             f"http://127.0.0.1:{gateway.port}{path}"], capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        content = b""
        if os.path.exists(output):
            with open(output, "rb") as file:
                content = file.read()
            os.remove(output)
        return int(done.stdout), content

    def nginx(self):
        if not shutil.which("nginx"):
            missing(self, "nginx", "nginx")
        port, = free_ports(1)
        folder = tempfile.mkdtemp(prefix="revgate-server-")
        for name in ("files", "files/pass", "files/pass/gzip", "files/pass/small"):
            os.mkdir(os.path.join(folder, name))
            os.chmod(os.path.join(folder, name), 0o777)
        os.chmod(folder, 0o777)
        with open(os.path.join(SERVERS, "proxied.conf"), encoding="ascii") as file:
            text = file.read().replace("@PORT@", str(port))
        with open(os.path.join(folder, "nginx.conf"), "w", encoding="ascii") as file:
            file.write(text)
        return Server(
            self.addCleanup, port, shutil.which("nginx"), "-p", folder, "-c", os.path.join(folder, "nginx.conf"), "-e",
            os.path.join(folder, "error.log"), folder=folder)

    def test_nginx_with_files_up_and_down(self):
        server = self.nginx()
        gateway = self.front(server.port)
        for fields in (["-H", "Expect:"], ["-H", "Expect: 100-continue"], ["-H", "Transfer-Encoding: chunked"], ["--http1.0"]):
            with self.subTest(fields[-1]):
                status, _ = self.curl(gateway, *fields, "-T", self.file)
                self.assertIn(status, (201, 204))
                status, content = self.curl(gateway, *fields[:0])
                self.assertEqual((status, content == self.data), (200, True))
                status, content = self.curl(gateway, "--http1.0")
                self.assertEqual((status, content == self.data), (200, True))
        status, content = self.curl(gateway, "-r", "1000-1999")
        self.assertEqual((status, content), (206, self.data[1000:2000]))
        status, content = self.curl(gateway, "-I")
        self.assertEqual(status, 200)
        self.assertIn(b"Content-Length: %d" % SIZE, content)
        shutil.copy(self.file, os.path.join(server.folder, "files/pass/gzip/file"))
        status, content = self.curl(gateway, "--compressed", path="/pass/gzip/file")
        self.assertEqual((status, content == self.data), (200, True))
        status, content = self.curl(gateway, "--http1.0", "-H", "Accept-Encoding: gzip", path="/pass/gzip/file")
        self.assertEqual(status, 200)
        self.assertEqual(self.curl(gateway, path="/pass/moved/x")[0], 302)
        self.assertEqual(self.curl(gateway, path="/pass/none")[0], 404)
        self.assertEqual(self.curl(gateway, "-X", "MKCOL", path="/pass/made/")[0], 201)
        self.assertEqual(self.curl(gateway, "-X", "DELETE")[0], 204)
        self.assertEqual(self.curl(gateway)[0], 404)

    def test_nginx_that_refuses_an_upload_early(self):
        # The whole upload is taken, so that curl reads the answer however late it looks for it.
        gateway = self.front(self.nginx().port, limits="{discarded-body: 8MiB}")
        for fields in (["-H", "Expect:"], ["-H", "Expect: 100-continue"], ["-H", "Transfer-Encoding: chunked"]):
            for _ in range(5):
                self.assertEqual(self.curl(gateway, *fields, "-T", self.file, path="/pass/small/file")[0], 413)

    def test_python_http_server(self):
        port, = free_ports(1)
        folder = tempfile.mkdtemp(prefix="revgate-server-")
        os.mkdir(os.path.join(folder, "pass"))
        shutil.copy(self.file, os.path.join(folder, "pass", "file"))
        Server(self.addCleanup, port, sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port), folder=folder)
        gateway = self.front(port)
        for fields in ([], ["--http1.0"], ["-I"]):
            status, content = self.curl(gateway, *fields)
            self.assertEqual(status, 200)
            if fields != ["-I"]:
                self.assertTrue(content == self.data)
        self.assertEqual(self.curl(gateway, "-X", "POST", "-d", "x")[0], 501)
        self.assertEqual(self.curl(gateway, path="/pass")[0], 404)
        self.assertEqual(self.curl(gateway, path="/pass/")[0], 200)

    def test_waitress(self):
        python = python_with("waitress")
        if not python:
            missing(self, "waitress", "python3-waitress")
        port, = free_ports(1)
        script = (
            "import hashlib, waitress\n"
            "def app(environ, start):\n"
            "    digest = hashlib.sha256(environ['wsgi.input'].read()).hexdigest()\n"
            "    assert environ.get('HTTP_X_API_KEY', '').startswith('upstream-')\n"
            "    start('200 OK', [('Content-Type', 'text/plain')])\n"
            "    return [digest.encode(), b' ', environ['REQUEST_METHOD'].encode()]\n"
            f"waitress.serve(app, listen='127.0.0.1:{port}', threads=4, max_request_body_size=1<<30)\n")
        Server(self.addCleanup, port, python, "-c", script)
        gateway = self.front(port)
        digest = hashlib.sha256(self.data).hexdigest().encode()
        for fields in ([], ["-H", "Expect:"], ["-H", "Transfer-Encoding: chunked"], ["--http1.0"]):
            for method in ("PUT", "PATCH", "POST"):
                status, content = self.curl(gateway, *fields, "-X", method, "-T", self.file)
                self.assertEqual((status, content), (200, digest + b" " + method.encode()))


if __name__ == "__main__":
    unittest.main()
