"""diagnose for people: its table, its advice about keys and versions, header fields, usage."""

import base64
import json
import os
import unittest

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import bodies
from gateway import Gateway, revgate

PROFILES = """ciphers:
  fixed-iv: {algorithm: aes-256-cbc, iv: fixed, iv-value: "text:0123456789abcdef"}
  in-member: {algorithm: aes-256-gcm, wrapper: "json:data"}
  in-header: {algorithm: aes-256-cbc, key-wrap: rsa-oaep-sha256, wrapped-key: "header:X-Session-Key"}
"""
TEXT = b'{"tokenReferenceId":"a-secret-reference"}'


class Advice(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup)
        cls.gateway.configure(more=PROFILES)

    def sample(self, name, content):
        path = os.path.join(self.gateway.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def diagnose(self, key, *arguments, status=0, input=b""):
        done = self.gateway.command("diagnose", "--key", key, *arguments, "--json", input=input, status=status)
        report = json.loads(done.stdout)
        self.assertNotIn(b"a-secret-reference", done.stderr)
        self.assertNotIn(b"a-secret-reference", done.stdout)
        return report, {row["profile"]: row for row in report["profiles"]}

    def test_profile_that_fits_is_said_first(self):
        path = self.sample("gcm.txt", bodies.seal_gcm(TEXT))
        report, rows = self.diagnose("gcm-body", path)
        self.assertEqual((report["key"], report["samples"]), ("gcm-body", 1))
        self.assertIn("aes-256-gcm", report["fits"])
        self.assertTrue(report["profiles"][0]["fits"])
        row = rows["aes-256-gcm"]
        self.assertEqual((row["version"], row["reading"], row["opened"]), (1, "as-stored", 1))
        self.assertEqual(row["samples"], [{"sample": path, "opened": True, "content": "json"}])
        self.assertFalse(rows["aes-256-cbc"]["fits"])
        self.assertEqual(rows["in-member"]["step"], "wrapper")
        text = self.gateway.command("diagnose", "--key", "gcm-body", path).stdout.decode()
        self.assertRegex(text, r"(?m)^PROFILE +FITS +STEP +VERSION +WHY$")
        self.assertRegex(text, r"(?m)^aes-256-gcm +yes +- +1 +opens to json$")
        self.assertNotIn("a-secret-reference", text)

    def test_key_that_is_too_short_is_said_to_be(self):
        path = self.sample("cbc.txt", bodies.seal_cbc(TEXT))
        _, rows = self.diagnose("cbc192-body", "--profile", "aes-256-cbc", path, status=1)
        self.assertEqual(rows["aes-256-cbc"]["step"], "key")
        self.assertIn("24", rows["aes-256-cbc"]["explanation"])

    def test_key_that_was_taken_for_another_form_is_noticed(self):
        key = bodies.fixed_key("other-form", 32)
        path = self.sample("form.txt", bodies.seal_gcm(TEXT, key))
        forms = {
            "from-hex": (key.hex().encode(), "hex"), "from-base64": (base64.b64encode(key), "base64"),
            "without-line-break": (key + b"\n", "line break"),
        }
        for reading, (stored, words) in forms.items():
            with self.subTest(reading):
                self.gateway.command("keys", "import", f"stored-{reading}", "--format", "raw", "-", input=stored)
                report, rows = self.diagnose(f"stored-{reading}", path)
                self.assertEqual(rows["aes-256-gcm"]["reading"], reading)
                self.assertIn(words, report["advice"])
                text = self.gateway.command("diagnose", "--key", f"stored-{reading}", path).stdout.decode()
                self.assertIn(report["advice"], text)
        digits = b"0123456789abcdef0123456789abcdef"
        path = self.sample("digits.txt", bodies.seal_gcm(TEXT, digits))
        self.gateway.command("keys", "import", "digits", "--format", "hex", "-", input=digits)
        report, rows = self.diagnose("digits", path)
        self.assertEqual(rows["aes-256-gcm"]["reading"], "as-hex-text")
        self.assertIn("--format raw", report["advice"])

    def test_staged_version_that_fits_is_named(self):
        keys = [bodies.fixed_key(f"staged-{number}", 32) for number in range(2)]
        for key in keys:
            self.gateway.command("keys", "import", "staging", "--format", "raw", "-", input=key)
        report, rows = self.diagnose("staging", self.sample("staged.txt", bodies.seal_gcm(TEXT, keys[1])))
        self.assertEqual((rows["aes-256-gcm"]["version"], rows["aes-256-gcm"]["state"]), (2, "staged"))
        self.assertIn("staged", report["advice"])

    def test_another_iv_is_told_from_another_key(self):
        path = self.sample("iv.txt", base64.b64encode(base64.b64decode(bodies.seal_cbc(TEXT))[16:]))
        report, rows = self.diagnose("cbc-body", "--profile", "fixed-iv", path, status=1)
        self.assertEqual(rows["fixed-iv"]["step"], "text")
        self.assertIn("the key fits", rows["fixed-iv"]["explanation"])
        self.assertEqual(report["fits"], [])

    def test_all_samples_must_fit(self):
        good = [self.sample(f"good-{number}.txt", bodies.seal_gcm(TEXT)) for number in range(2)]
        bad = self.sample("bad.txt", bodies.seal_gcm(TEXT, bodies.OWN))
        _, rows = self.diagnose("gcm-body", *good)
        self.assertEqual(rows["aes-256-gcm"]["opened"], 2)
        report, rows = self.diagnose("gcm-body", *good, bad, status=1)
        self.assertEqual((report["fits"], rows["aes-256-gcm"]["opened"]), ([], 2))
        text = self.gateway.command("diagnose", "--key", "gcm-body", *good, bad, status=1).stdout.decode()
        self.assertRegex(text, r"(?m)^aes-256-gcm +2 of 3 +tag +1 .*bad\.txt")

    def test_wrapped_key_in_a_header_field_is_taken(self):
        pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = pair.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.gateway.command("keys", "import", "own", "--format", "pem", "-", input=pem)
        fields = os.path.join(self.gateway.folder, "fields.txt")
        sealed = self.gateway.command(
            "seal", "--profile", "in-header", "--key", "own", "--fields-to", fields, input=TEXT).stdout
        with open(fields, encoding="ascii") as file:
            field = file.read().strip().replace(": ", "=", 1)
        report, _ = self.diagnose("own", "--field", field, "-", input=sealed)
        self.assertEqual(report["fits"][0], "in-header")
        _, rows = self.diagnose("own", "--profile", "in-header", "-", input=sealed, status=1)
        self.assertEqual(rows["in-header"]["step"], "wrapper")
        _, rows = self.diagnose("own", "--profile", "aes-256-gcm", "-", input=sealed, status=1)
        self.assertEqual(rows["aes-256-gcm"]["step"], "key")

    def test_usage(self):
        path = self.sample("usage.txt", bodies.seal_gcm(TEXT))
        for arguments, status in (
            ([], 64), (["--key", "gcm-body"], 64), (["--key", "gone", path], 78),
            (["--key", "gcm-body", "--profile", "gone", path], 78), (["--key", "gcm-body", path + ".gone"], 74),
            (["--key", "gcm-body", "--field", "noseparator", path], 64),
        ):
            with self.subTest(arguments):
                done = revgate("diagnose", *arguments, "--config", self.gateway.config)
                self.assertEqual((done.returncode, done.stdout), (status, b""), done)


if __name__ == "__main__":
    unittest.main()
