"""A gateway in a folder of its own: made, configured, run and taken down as its users do it."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import bodies
import wire
from secrecy import found

BINARY = os.environ.get("REVGATE", "")
SOAK = os.environ.get("REVGATE_SOAK") == "1"
REQUIRE_SHARED = os.environ.get("REVGATE_REQUIRE_SHARED") == "1"
PATH = "/token-service/client/server/invalidate/token"
LEGACY_KEY = "MOB-APP-2001"
# What Tests/Tools/python-environment makes.
ENVIRONMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".build-python")

ROUTES = f"""
  - {{path: {PATH}, name: main, dialect: token-service, cipher: {{profile: aes-256-gcm, key: gcm-body}}, revoker: embedded}}
  - {{path: /flat, dialect: token-service, cipher: {{profile: aes-256-gcm, key: gcm-body}}, reply: flat, revoker: embedded}}
  - {{path: /clear, dialect: token-service, cipher: {{profile: aes-256-gcm, key: gcm-body}}, plaintext: allow, revoker: embedded}}
  - {{path: /own, dialect: token-service, cipher: {{profile: aes-256-gcm, key: consumer}}, revoker: embedded}}
  - {{path: /cbc, dialect: token-service, cipher: {{profile: aes-256-cbc, key: cbc-body}}, revoker: embedded}}
  - {{path: /cbc192, dialect: token-service, cipher: {{profile: aes-192-cbc, key: cbc192-body}}, revoker: embedded}}
"""
KEYS = {"gcm-body": bodies.GCM, "cbc-body": bodies.CBC256, "cbc192-body": bodies.CBC192, "own-body": bodies.OWN}


def free_ports(count):
    """Ports that nobody listens on; of those that are this process's alone, where tests run side by side."""
    own = os.environ.get("REVGATE_TEST_PORTS")
    if not own:
        return bound_ports(count, lambda: 0)
    start, stop = map(int, own.split())
    return bound_ports(count, lambda: random.randrange(start, stop))


def bound_ports(count, choose):
    sockets = []
    try:
        while len(sockets) < count:
            held = socket.socket()
            try:
                held.bind(("127.0.0.1", choose()))
            except OSError:
                held.close()
                continue
            sockets.append(held)
        return [held.getsockname()[1] for held in sockets]
    finally:
        for held in sockets:
            held.close()


def revgate(*arguments, input=b"", cwd=None, timeout=60, env=None):
    """Runs one command; its input, output and messages are bytes."""
    return subprocess.run([BINARY, *arguments], input=input, capture_output=True, cwd=cwd, timeout=timeout, env=env)


def missing(test, tool, package):
    """Skips a test whose tool is not there; where everything is promised to be there, fails it."""
    message = f"{tool} is missing; Debian package {package}"
    if REQUIRE_SHARED:
        test.fail(message)
    raise unittest.SkipTest(message)


def missing_environment(test, tool):
    """The same for what is to be found in ENVIRONMENT."""
    message = f"{tool} is missing; Tests/Tools/python-environment installs it, where it reaches the Python packages"
    if REQUIRE_SHARED:
        test.fail(message)
    raise unittest.SkipTest(message)


class Gateway:
    """
    Made by `init`, then configured on ports of its own with the routes above, fixed body keys and two consumers:
    `first` (every route, key own-body) and `legacy` (the API key of the legacy service). `environment` is what `serve`
    and `check` find beside the test's own; `cores` limits on how many of them `serve` runs, one event loop on each.
    """

    def __init__(
        self, cleanup, routes=ROUTES, limits="{}", store="sqlite:data/revgate.sqlite", more="", environment=None,
        cores=None,
    ):
        self.environment = {**os.environ, **(environment or {})}
        self.prefix = ["taskset", "-c", ",".join(map(str, sorted(os.sched_getaffinity(0))[:cores]))] if cores else []
        self.process = None
        self.admin_token = None
        self.listen = None
        self.tls = None
        self.is_killed = False
        self.folder = tempfile.mkdtemp(prefix="revgate-")
        cleanup(self.close)
        self.config = os.path.join(self.folder, "revgate.yaml")
        self.logs = os.path.join(self.folder, "stderr")
        self.access_log = os.path.join(self.folder, "access.log")
        self.sent = {}
        self.port, self.admin = free_ports(2)
        made = revgate("init", self.folder, "--json")
        assert made.returncode == 0, made.stderr
        self.api_keys = {"first": json.loads(made.stdout)["api-key"]}
        self.configure(routes, limits, store, more)
        for name, key in KEYS.items():
            self.command("keys", "import", name, "--format", "hex", "-", input=key.hex().encode())
        self.add_consumer("legacy", api_key=LEGACY_KEY, body_key="own-body")

    def configure(self, routes=ROUTES, limits="{}", store="sqlite:data/revgate.sqlite", more=""):
        log = "" if "access-log:" in more else "access-log: access.log\n"
        listen = self.listen or self.listener(self.port)
        # Replaced whole: commands may read it at any time.
        with open(self.config + ".new", "w", encoding="utf-8") as file:
            file.write(
                f"listen:\n{listen}admin:\n  address: 127.0.0.1:{self.admin}\n"
                f"keys: keys\nstore: {store}\nlimits: {limits}\n{more}{log}routes:{routes}")
        os.replace(self.config + ".new", self.config)

    @staticmethod
    def listener(port, files=None, host="127.0.0.1"):
        """One line of `listen:`; `files` are a certificate's and its key's."""
        tls = ", tls: {certificate: %s, private-key: %s}" % files if files else ""
        return f"  - {{address: {host}:{port}{tls}}}\n"

    def secure(self, files, trust):
        """Listens by TLS from the next `configure` on; `trust` is what callers trust."""
        self.listen, self.tls = self.listener(self.port, files), trust

    # Commands.

    def command(self, *arguments, input=b"", status=0):
        """Runs a command on this gateway's configuration and asserts how it ends."""
        done = revgate(*arguments, "--config", self.config, input=input, env=self.environment)
        assert done.returncode == status, f"{arguments} ended {done.returncode}: {done.stdout!r} {done.stderr!r}"
        return done

    def json(self, *arguments, input=b""):
        return json.loads(self.command(*arguments, "--json", input=input).stdout)

    def add_consumer(self, name, api_key=None, body_key=None, allow=()):
        arguments = ["consumers", "add", name]
        for route in allow:
            arguments += ["--allow", route]
        if body_key:
            arguments += ["--body-key", body_key]
        if api_key:
            arguments += ["--api-key-file", "-"]
        self.api_keys[name] = self.json(*arguments, input=(api_key or "").encode())["api-key"]
        return self.api_keys[name]

    def state_of(self, reference):
        return self.json("tokens", "show", "--reference", reference)["state"]

    # The process.

    def start(self, settled=True):
        """`settled=False` returns as soon as /readyz says ready, for tests of the moment after it."""
        self.is_killed = False
        with open(self.logs, "ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, BINARY, "serve", "--config", self.config], stdout=log, stderr=log, env=self.environment)
        wire.poll(self.is_ready_or_ended, "the gateway to be ready", timeout=30)
        assert self.process.poll() is None, f"serve ended {self.process.returncode}: {self.log()[-1500:]}"
        if settled:
            wire.poll(self.handles_signals, "the gateway to handle its signals")
        return self

    def handles_signals(self):
        wanted = sum(1 << number - 1 for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM))
        with open(f"/proc/{self.process.pid}/status", encoding="ascii", errors="replace") as file:
            masks = [int(line.split()[1], 16) for line in file if line.startswith(("SigBlk", "SigIgn", "SigCgt"))]
        return wanted & (masks[0] | masks[1] | masks[2]) == wanted

    def is_ready_or_ended(self):
        return self.process.poll() is not None or self.readyz() == 200

    def readyz(self):
        """The status of /readyz; None when nobody answers."""
        headers = {"Authorization": f"Bearer {self.admin_token}"} if self.admin_token else {}
        try:
            return wire.exchange(self.admin, "GET", "/readyz", headers=headers, timeout=5).status
        except OSError:
            return None

    def metrics(self):
        """The page of metrics, as text."""
        return self.page("/metrics")

    def document(self):
        """The OpenAPI document of the public listener, as text."""
        return self.page("/openapi.json")

    def page(self, path):
        """A page of the admin listener, as text."""
        headers = {"Authorization": f"Bearer {self.admin_token}"} if self.admin_token else {}
        reply = wire.exchange(self.admin, "GET", path, headers=headers)
        assert reply.status == 200, reply
        return reply.body.decode()

    def logged(self, count=0):
        """The lines of the access log, once there are so many."""
        def lines():
            if not os.path.exists(self.access_log):
                return []
            with open(self.access_log, encoding="utf-8") as file:
                return file.read().splitlines()

        wire.poll(lambda: len(lines()) >= count, f"{count} lines of the access log, not {len(lines())}")
        return [json.loads(line) for line in lines()]

    def log(self):
        """What it has said on standard error; its lines are written by a thread of their own, a moment later."""
        if self.process and self.process.poll() is None:
            time.sleep(0.1)
        return self.said()

    def said(self):
        with open(self.logs, encoding="utf-8", errors="replace") as file:
            return file.read()

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self, timeout=40):
        """SIGTERM, and what must come of it: exit status 0."""
        self.signal(signal.SIGTERM)
        status = self.process.wait(timeout)
        assert status == 0, f"serve ended {status} on SIGTERM: {self.log()[-1500:]}"

    def kill9(self):
        self.is_killed = True
        self.process.kill()
        self.process.wait()

    def restart(self, settled=True):
        self.stop()
        return self.start(settled)

    def reload(self):
        """SIGHUP; returns `reloaded` or `refused` once the gateway has said so."""
        before = len(self.said())
        self.signal(signal.SIGHUP)

        def verdict():
            assert self.process.poll() is None, f"serve ended {self.process.returncode} on SIGHUP: {self.log()[-1500:]}"
            said = self.said()[before:]
            return "refused" if "reload refused" in said else "reloaded" if "reloaded" in said else None

        return wire.poll(verdict, "the gateway to say what became of SIGHUP")

    def close(self):
        if not os.path.isdir(self.folder):
            return
        ended, log = self.process and self.process.poll(), ""
        leak = self.leak()
        if self.process and ended is None:
            self.kill9()
        elif ended and not self.is_killed:
            log = self.log()[-1500:]
        shutil.rmtree(self.folder, ignore_errors=True)
        assert not log, f"serve ended {ended} by itself: {log}"
        assert not leak, f"{leak[0]} stands in {leak[1]}, written {leak[2]!r}"

    # Secrets.

    def sends(self, name, secret):
        """Remembers what nothing that the gateway puts out may hold: long enough that it stands there by no accident."""
        if len(secret) >= 12 and len(self.sent) < 100:
            self.sent[secret[:48]] = name

    def leak(self):
        """The name, place and spelling of a secret of this gateway's life in its metrics, access log or messages."""
        secrets = [(f"API key of {name}", key.encode()) for name, key in self.api_keys.items()]
        secrets += [(f"body key {name}", key) for name, key in KEYS.items()]
        secrets += [(name, secret) for secret, name in self.sent.items()]
        for place, content in self.outputs():
            leak = found(secrets, content)
            if leak:
                return leak[0], place, leak[1]
        return None

    def outputs(self):
        if self.process and self.process.poll() is None:
            try:
                yield "/metrics", self.metrics().encode()
                yield "/openapi.json", self.document().encode()
            except (OSError, AssertionError):
                pass  # Stopped, stuck or not listening, as some tests will have it.
        for place in (self.access_log, self.logs):
            if os.path.isfile(place):
                with open(place, "rb") as file:
                    yield place, file.read()

    # Exchanges.

    def headers(self, consumer="first", **more):
        fields = {"X-API-KEY": self.api_keys[consumer], "Content-Type": "text/plain"}
        fields.update({name.replace("_", "-"): value for name, value in more.items()})
        return {name: value for name, value in fields.items() if value is not None}

    def post(self, body, path=PATH, consumer="first", **more):
        """A request as a well-behaved client sends it; `more` are header fields, None takes one away."""
        if isinstance(body, bytes):
            self.sends("a body", body)
        return wire.exchange(self.port, "POST", path, body=body, headers=self.headers(consumer, **more), tls=self.tls)

    def revoke(self, reference, consumer="first"):
        self.sends("a reference", reference.encode())
        return self.post(bodies.seal_gcm(bodies.request(reference)), consumer=consumer)

    def wire(self, timeout=20.0):
        return wire.Wire(self.port, timeout, self.tls)

    def fields(self, body=None, consumer="first"):
        """Header lines for a bare request, with the length of a body."""
        lines = [f"X-API-KEY: {self.api_keys[consumer]}", "Content-Type: text/plain"]
        return lines if body is None else [*lines, f"Content-Length: {len(body)}"]

    def request(self, body, path=PATH, *fields, consumer="first", version="HTTP/1.1"):
        """A whole bare request, as bytes."""
        return wire.head("POST", path, *self.fields(body, consumer), *fields, version=version).encode() + body


def seal(reference):
    return bodies.seal_gcm(bodies.request(reference))
