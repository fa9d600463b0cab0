"""consumers add and update: profile and keys of a consumer's bodies."""

import json
import os
import unittest

from gateway import Gateway, revgate, seal

PROFILES = """ciphers:
  rsa-jwe: {algorithm: jwe, key-management: [RSA-OAEP-256], content-encryption: [A256GCM]}
"""


class ConsumerCiphers(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway(self.addCleanup)
        self.gateway.configure(more=PROFILES)
        for name, options in (("pair", ["--profile", "rsa-jwe", "--bits", "2048"]), ("signing", ["--for", "EdDSA"])):
            self.gateway.command("keys", "create", name, *options)
            pem = self.gateway.command("keys", "export", name, "--format", "pem").stdout
            self.gateway.command("keys", "import", f"{name}-public", "--format", "pem", "-", input=pem)

    def row(self, name):
        return {row["consumer"]: row for row in self.gateway.json("consumers", "list")}[name]

    def stored(self):
        with open(os.path.join(self.gateway.folder, "keys", "consumers.json"), encoding="utf-8") as file:
            return json.load(file)

    def test_all_of_it_is_kept_listed_changed_and_taken_away(self):
        self.assertEqual(self.stored()["format"], 1)
        everything = {"body-key": "pair", "body-profile": "rsa-jwe", "response-key": "pair-public",
                      "signature-key": "signing-public"}
        options = [word for name, value in everything.items() for word in (f"--{name}", value)]
        self.gateway.json("consumers", "add", "partner", *options)
        row = self.row("partner")
        self.assertEqual({name: row[name] for name in everything}, everything)
        self.assertEqual(self.stored()["format"], 2)
        for value in everything.values():
            self.assertIn(value.encode(), self.gateway.command("consumers", "list").stdout)
        changed = self.gateway.json(
            "consumers", "update", "partner", "--no-response-key", "--no-body-key", "--allow", "main", "--allow", "/flat")
        self.assertEqual(
            changed, {"consumer": "partner", "state": "enabled", "api-keys": 1, "allow": ["main", "/flat"],
                      "body-profile": "rsa-jwe", "signature-key": "signing-public"})
        self.assertEqual(self.row("partner"), changed)
        self.gateway.command("consumers", "update", "partner", "--no-allow", "--no-body-profile", "--no-signature-key")
        self.assertEqual(self.row("partner"), {"consumer": "partner", "state": "enabled", "api-keys": 1})
        self.assertEqual(self.stored()["format"], 1)

    def test_what_is_not_there_or_cannot_serve_is_refused(self):
        refused = {
            ("--allow", "gone"): "no route", ("--allow", "/flat", "--allow", "/flta"): 'did you mean "/flat"?',
            ("--body-profile", "rsa-jew"): "rsa-jwe", ("--body-key", "gone"): "gone", ("--response-key", "gone"): "gone",
            ("--signature-key", "gone"): "gone", ("--body-key", "pair-public"): "public",
            ("--response-key", "pair"): "public key", ("--response-key", "signing-public"): "signatures only",
            ("--signature-key", "signing"): "public key", ("--signature-key", "gcm-body"): "octets",
        }
        for options, words in refused.items():
            for command in (["add", "another"], ["update", "first"]):
                with self.subTest(options, command=command):
                    before = self.stored()
                    done = revgate("consumers", *command, *options, "--config", self.gateway.config)
                    self.assertEqual((done.returncode, done.stdout), (78, b""), done)
                    self.assertIn(words, done.stderr.decode())
                    self.assertEqual(self.stored(), before)
        done = revgate("consumers", "update", "nobody", "--no-allow", "--config", self.gateway.config)
        self.assertEqual(done.returncode, 64, done)

    def test_running_gateway_takes_a_change_in_at_sighup(self):
        self.gateway.start()
        self.assertEqual(self.gateway.post(seal("before"), consumer="first").status, 200)
        self.gateway.command("consumers", "update", "first", "--allow", "/flat")
        self.assertEqual(self.gateway.post(seal("still"), consumer="first").status, 200)
        self.gateway.reload()
        self.assertEqual(self.gateway.post(seal("after"), consumer="first").status, 403)
        self.gateway.command("consumers", "update", "first", "--no-allow")
        self.gateway.reload()
        self.assertEqual(self.gateway.post(seal("again"), consumer="first").status, 200)


if __name__ == "__main__":
    unittest.main()
