"""What must not be found: keys, API keys, tokens and references, wherever the process writes."""

import base64
import os
import unittest

import bodies
from gateway import KEYS, LEGACY_KEY, Gateway, revgate
from secrecy import found


class Secrets(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway(self.addCleanup).start()
        self.references = [f"secret-reference-{number}-Zq9" for number in range(8)]
        self.tokens = ["secret-token-1-Zq9", "secret-token-2-Zq9"]

    def exercise(self):
        """Requests and commands of every kind, good and bad."""
        gateway, references = self.gateway, self.references
        sealed = bodies.seal_gcm(bodies.request(references[0]))
        key = gateway.api_keys["first"]
        basic = "Basic " + base64.b64encode(f"first:{key}".encode()).decode()
        statuses = [
            gateway.post(sealed).status, gateway.post(sealed).status,
            gateway.post(bodies.request(references[1]), path="/clear", consumer="legacy").status,
            gateway.post(bodies.seal_cbc(bodies.request(references[2])), path="/cbc").status,
            gateway.post(sealed, X_API_KEY=None, Authorization=f"Bearer {key}").status,
            gateway.post(sealed, X_API_KEY=None, Authorization=basic).status,
            gateway.post(sealed, X_API_KEY=None, Authorization=f"Bearer {key}x").status,
            gateway.post(sealed, Authorization=f"Bearer {key}").status,
            gateway.post(bodies.request(references[3])).status,
            gateway.post(bodies.seal_gcm(b'{"wrong":"%s"}' % references[4].encode())).status,
            gateway.post(bodies.request(references[5]), path="/nowhere").status,
            gateway.post(sealed, Content_Type="text/html").status,
            gateway.post(bodies.request(references[6]) + b" " * 70_000).status,
        ]
        self.assertEqual(statuses, [200] * 6 + [401, 400, 400, 400, 404, 415, 413])
        known = b'{"reference":"%s","token":"%s","grant":"%s"}\n' % (
            references[7].encode(), self.tokens[0].encode(), self.tokens[1].encode())
        gateway.command("tokens", "import", "-", input=known)
        gateway.command("tokens", "revoke", "--token", self.tokens[0])
        with gateway.wire() as connection:
            connection.send(f"POST / HTTP/1.1\r\nHost: x\r\nX-API-KEY: {key}\r\nBroken {references[0]}\r\n\r\n")
            self.assertEqual(connection.reply().status, 400)
        self.assertEqual(gateway.reload(), "reloaded")

    def secrets(self):
        yield from ((f"API key of {name}", key.encode()) for name, key in self.gateway.api_keys.items())
        yield from ((f"body key {name}", key) for name, key in KEYS.items())
        yield from ((text, text.encode()) for text in [*self.references, *self.tokens])

    def assertNoSecret(self, place, content):
        self.assertIsNone(found(self.secrets(), content), place)

    def test_nothing_secret_stands_in_the_log_the_store_or_the_consumers(self):
        self.exercise()
        places = [self.gateway.logs, self.gateway.access_log, os.path.join(self.gateway.folder, "keys", "consumers.json")]
        data = os.path.join(self.gateway.folder, "data")
        stored = {os.path.join(data, name) for name in os.listdir(data)}
        self.assertIn(os.path.join(data, "revgate.sqlite-wal"), stored)
        self.gateway.logged(14)
        self.assertNoSecret("/metrics", self.gateway.metrics().encode())
        for place in [*places, *stored]:
            with open(place, "rb") as file:
                content = file.read()
            self.assertTrue(content or place not in places, f"{place} is empty")
            self.assertNoSecret(place, content)
        self.gateway.stop()
        for place in [*places, os.path.join(data, "revgate.sqlite")]:
            with open(place, "rb") as file:
                self.assertNoSecret(place, file.read())

    def test_nothing_secret_stands_in_messages_of_commands(self):
        config = ["--config", self.gateway.config]
        body = ["--profile", "aes-256-gcm", "--key", "gcm-body"]
        done = [
            revgate("open", *body, *config, input=bodies.seal_gcm(self.references[0].encode(), bodies.OWN)),
            revgate("consumers", "add", "first", "--api-key-file", "-", *config, input=LEGACY_KEY.encode()),
            revgate("consumers", "add", "x", "--api-key-file", "-", *config, input=LEGACY_KEY.encode()),
            revgate("keys", "import", "x", "--format", "hex", *config, input=bodies.GCM.hex().encode() + b"0"),
            revgate("tokens", "import", "-", *config, input=b'{"reference":"%s","x":1}' % self.references[0].encode()),
            revgate("keys", "list", "--json", *config), revgate("consumers", "list", "--json", *config),
            revgate("tokens", "list", "--json", *config), revgate("check", "--json", *config),
        ]
        for each in done:
            self.assertNoSecret(f"what {each.args} prints", each.stdout + each.stderr)

    def test_files_are_for_their_owner_only(self):
        self.exercise()
        for place in ("keys", "data"):
            folder = os.path.join(self.gateway.folder, place)
            for name in os.listdir(folder):
                with self.subTest(name):
                    self.assertEqual(os.stat(os.path.join(folder, name)).st_mode & 0o077, 0)
        self.assertEqual(os.stat(os.path.join(self.gateway.folder, "data")).st_mode & 0o777, 0o700)

    def test_a_crash_would_leave_no_core_file(self):
        with open(f"/proc/{self.gateway.process.pid}/limits", encoding="ascii") as file:
            core = next(line for line in file if line.startswith("Max core file size"))
        self.assertEqual(core.split()[4:6], ["0", "0"])


if __name__ == "__main__":
    unittest.main()
