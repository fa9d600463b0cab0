"""Upstreams and trusted proxies as `check` reads them: file, line and fix of each fault, and what is good."""

import json
import os
import unittest
from unittest import mock

from gateway import Gateway, revgate

SECRET = "RVG-LEGACY-SECRET"
ENVIRONMENT = {"RVG_LEGACY": SECRET, "RVG_BASIC": "user:pass word", "RVG_BROKEN": "a\r\nX-Admin: 1", "RVG_EMPTY": ""}

FULL = """upstreams:
  legacy:
    url:
      - http://127.0.0.1:9000/token-service/client/server/invalidate/token?v=1
      - http://[::1]:9000/token-service/client/server/invalidate/token?v=1
    dialect: token-service
    cipher: {profile: aes-256-gcm, key: gcm-body}
    credential: env:RVG_LEGACY
    timeout: 2s
    connect-timeout: 1s
    connections: 64
    idle-connections: 64
    queue: 512
    queue-timeout: 1s
    idle-timeout: 30s
    maximum-age: 10m
    pipelining: 1
    pipeline-hold: 5ms
    resolve-interval: 30s
    reply-limit: 64KiB
    pass: [x-request-id, traceparent, x-forwarded, forwarded]
    success-codes: [100, 200]
    unknown-token-codes: [TOK404]
    retry-budget: {percent: 20, minimum-per-second: 10, window: 10s}
    circuit-breaker: {consecutive-failures: 10, failure-percent: 50, minimum-calls: 20, window: 10s, open-time: 1s, maximum-open-time: 30s, closing-successes: 2}
    ejection: {consecutive-failures: 5, time: 1s, maximum-time: 60s}
    health-check: {path: /health, interval: 5s, timeout: 1s, rise: 2, fall: 3}
  by-key: {url: "http://127.0.0.1:9001", dialect: native, credential: {bearer: text-key}}
  by-file: {url: "http://localhost:9002", dialect: native, credential: {api-key: "file:legacy.key"}}
  rest: {url: "http://127.0.0.1:9003", credential: {basic: env:RVG_BASIC}}
trusted-proxies: [127.0.0.1/32, 10.0.0.0/8, "::1"]
"""
ROUTES = """
  - {path: /r, dialect: token-service, cipher: {profile: aes-256-gcm, key: gcm-body}, revoker: legacy}
  - {path: /n, dialect: token-service, cipher: {profile: aes-256-gcm, key: gcm-body}, revoker: by-key}
"""

# What is replaced in the above, by what, and what is said of the line that the new text begins on.
FAULTS = [
    ("http://[::1]:9000/", "https://[::1]:9000/", "one upstream is either http or https; make two upstreams of it"),
    ("http://[::1]:9000/", "http://u:hunter2@[::1]:9000/", "has user information.*credential"),
    ("http://[::1]:9000/", "http://::1:9000/", "an IPv6 address stands in brackets"),
    ("http://[::1]:9000/", "http://127.0.0.1:9000/", "stands twice.*leave one out"),
    ("dialect: token-service\n", "dialect: token-servise\n", 'did you mean "token-service"'),
    ("key: gcm-body}\n    credential", "key: consumer}\n    credential", "one key for all consumers; name it"),
    ("timeout: 2s", "timeout: 1ms", "timeout: 1ms is out of range"),
    ("idle-connections: 64", "idle-connections: 65", "is more than connections; lower it"),
    ("pipelining: 1", "pipelining: 257", "257 is out of range"),
    ("maximum-age: 10m", "maximum-age: 10 minutes", "write it like 10m"),
    ("pass: [x-request-id", "pass: [x-request-di", 'did you mean "x-request-id"'),
    ("[TOK404]", "[200]", 'unknown-token-codes: "200" is in success-codes'),
    ("maximum-open-time: 30s", "maximum-open-time: 500ms", "is less than open-time; raise it"),
    ("rise: 2", "rise: 0", "rise: 0 is out of range"),
    ("queue: 512", "tls: {ca: x}", "tls: its url is http; write https://, or leave tls out"),
    ("queue: 512", "quue: 512", 'did you mean "queue"'),
    ("10.0.0.0/8", "10.0.0.1/8", "no bit set after the prefix"),
    ("revoker: legacy", "revoker: legcy", 'no upstream "legcy"; did you mean "legacy"'),
    ("revoker: legacy", "revoker: rest", 'upstream "rest" has no dialect'),
]
# The same for what only the environment, the files and the keys tell: said of the line of the upstream.
UNRESOLVED = [
    ("env:RVG_LEGACY", "env:RVG_UNSET", "the environment has no RVG_UNSET"),
    ("env:RVG_LEGACY", "env:RVG_EMPTY", "the environment has no RVG_EMPTY"),
    ("env:RVG_LEGACY", "env:RVG_BROKEN", "a line break or another control character"),
    ("env:RVG_LEGACY", "{basic: env:RVG_LEGACY}", "this one has no colon"),
    ("env:RVG_LEGACY", "hunter2", "no such key in the key directory"),
    ("env:RVG_LEGACY", "file:nowhere", "nowhere"),
    ("key: gcm-body}\n    credential", "key: nowhere}\n    credential", 'no key "nowhere".*revgate keys create'),
    ("profile: aes-256-gcm, key: gcm-body}\n    c", "profile: aes-192-cbc, key: gcm-body}\n    c", "aes-192-cbc"),
]


class UpstreamConfiguration(unittest.TestCase):
    def setUp(self):
        environment = mock.patch.dict(os.environ, ENVIRONMENT)
        environment.start()
        self.addCleanup(environment.stop)
        self.gateway = Gateway(self.addCleanup)
        self.gateway.command("keys", "import", "text-key", "--format", "raw", "-", input=SECRET.encode())
        path = os.path.join(self.gateway.folder, "legacy.key")
        with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(SECRET + "\n")

    def configure(self, old="", new=""):
        """Writes the configuration with one change; returns the line of the change."""
        self.gateway.configure(routes=ROUTES, more=FULL)
        with open(self.gateway.config, encoding="utf-8") as file:
            text = file.read()
        self.assertIn(old, text)
        with open(self.gateway.config, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new, 1) if old else text)
        return text[:text.index(old)].count("\n") + 1

    def check(self, *arguments):
        return revgate("check", "--config", self.gateway.config, *arguments)

    def faults(self):
        done = self.check("--json")
        self.assertEqual(done.returncode, 1, done)
        self.assertNotIn(b"hunter2", done.stdout + done.stderr)
        self.assertNotIn(SECRET.encode(), done.stdout + done.stderr)
        return json.loads(done.stdout)["faults"]

    def test_every_key_is_accepted(self):
        self.configure()
        done = self.check()
        self.assertEqual((done.returncode, done.stdout), (0, f"{self.gateway.config}: ok\n".encode()), done)

    def test_faults_name_file_line_and_fix(self):
        for old, new, message in FAULTS:
            with self.subTest(new):
                line = self.configure(old, new)
                faults = self.faults()
                places = [(each["file"], each["line"]) for each in faults]
                self.assertEqual(places, [(self.gateway.config, line)], faults)
                self.assertRegex(faults[0]["message"], message)

    def test_what_does_not_resolve_is_told_at_the_upstream(self):
        line = self.configure("  legacy:", "  legacy:")
        for old, new, message in UNRESOLVED:
            with self.subTest(new):
                self.configure(old, new)
                faults = self.faults()
                places = [(each["file"], each["line"]) for each in faults]
                self.assertEqual(places, [(self.gateway.config, line)], faults)
                self.assertRegex(faults[0]["message"], 'upstream "legacy": .*' + message)

    def test_authorities_are_read_and_told_of_with_their_line(self):
        for name, content, message in (
            ("gone.pem", None, "gone.pem: no such file"), ("empty.pem", "", "empty.pem: holds no certificate"),
            ("text.pem", "no PEM", "text.pem: holds no certificate that can be read"),
        ):
            with self.subTest(name):
                if content is not None:
                    with open(os.path.join(self.gateway.folder, name), "w", encoding="utf-8") as file:
                        file.write(content)
                self.gateway.configure(
                    routes=" []\n", more=f"upstreams:\n  x:\n    url: https://a\n    tls: {{ca: {name}}}\n")
                fault, = self.faults()
                with open(self.gateway.config, encoding="utf-8") as file:
                    line = file.read().split("tls:")[0].count("\n") + 1
                self.assertEqual((fault["file"], fault["line"]), (self.gateway.config, line))
                self.assertRegex(fault["message"], rf'upstream "x": tls: ca: .*{message}')

    def test_clear_bodies_to_another_machine_and_weak_profiles_are_warned_of(self):
        for url, warnings in (
            ("http://127.0.0.9", 0), ("http://[::1]", 0), ("http://10.0.0.1", 1), ("http://legacy", 1),
            ("https://10.0.0.1", 0), ("https://legacy", 0),
        ):
            with self.subTest(url):
                self.gateway.configure(routes=" []\n", more=f"upstreams: {{x: {{url: '{url}', dialect: native}}}}\n")
                done = self.check("--json")
                self.assertEqual(done.returncode, 0, done)
                self.assertEqual(len(json.loads(done.stdout)["warnings"]), warnings, done)
        line = self.configure("  legacy:", "  legacy:")
        self.configure(
            "profile: aes-256-gcm, key: gcm-body}\n    c", "profile: aes-256-cbc, key: cbc-body}\n    c")
        done = self.check()
        self.assertEqual(done.returncode, 0, done)
        self.assertIn(f':{line}: upstream "legacy": profile aes-256-cbc is weak (not-authenticated)'.encode(), done.stdout)

    def test_other_commands_do_not_need_the_upstreams_to_resolve(self):
        self.configure("http://127.0.0.1:9000/", "ftp://127.0.0.1:9000/")
        self.gateway.command("keys", "list")
        self.gateway.command("tokens", "list")


if __name__ == "__main__":
    unittest.main()
