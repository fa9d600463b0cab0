"""`diagnose`: which profiles fit samples, and which step failed for one that does not."""

import base64
import json
import os
import unittest

import bodies
import profile_rows as table
import reference_jose as jose
from gateway import revgate
from sealing import Bench

# Built-in profiles that fit without being completed; of those alike, any may be named first.
COMPLETE = [
    name for name, profile in table.PROFILES.items() if not profile.more and not profile.is_signed]
TEXT = b'{"tokenReferenceId":"a reference for the diagnosis"}'


class Diagnose(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bench = Bench(cls.addClassCleanup)
        cls.bench.import_keys({
            "bank": table.BANK, "other-pair": table.SEALER, "gcm": bodies.GCM, "cbc": bodies.CBC256,
            "hex-text": bodies.GCM.hex().encode(),
            **{f"{name}-key": table.PROFILES[name].key for name in COMPLETE
               if isinstance(table.PROFILES[name].key, bytes)},
        })
        cls.config = cls.bench.configuration("diagnose", {
            "in-json": "{algorithm: aes-256-gcm, wrapper: json:data}", "triple": "{algorithm: 3des-ecb, insecure: true}",
            "wrapped": "{algorithm: aes-256-gcm, key-wrap: rsa-oaep-sha256, wrapped-key: prefix}"})

    def diagnose(self, key, samples, *options):
        """Exit status and report."""
        paths = []
        for number, sample in enumerate(samples):
            paths.append(os.path.join(self.bench.gateway.folder, f"sample-{key}-{number}-{abs(hash(sample))}"))
            with open(paths[-1], "wb") as file:
                file.write(sample)
        done = revgate("diagnose", "--key", key, "--config", self.config, "--json", *options, *paths)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        for secret in (bodies.GCM, bodies.CBC256, TEXT):
            self.assertNotIn(secret, done.stdout + done.stderr)
            self.assertNotIn(secret.hex().encode(), done.stdout + done.stderr)
        return done.returncode, json.loads(done.stdout)

    def test_built_in_profiles_fit_what_they_seal(self):
        def one(name):
            profile = table.PROFILES[name]
            key = "bank" if isinstance(profile.key, dict) else f"{name}-key"
            text = profile.text or TEXT
            sealed = [profile.row.seal(text, profile.key) for _ in range(2)]
            options = []
            for field, value in sealed[0][1].items():
                options += ["--field", f"{field}={value.decode()}"]
            samples = [body for body, _ in (sealed[:1] if options else sealed)]
            status, report = self.diagnose(key, samples, *options)
            return None if status == 0 and name in report["fits"] else (status, report["fits"], [
                each for each in report["profiles"] if each["profile"] == name])

        failed = {name: problem for name, problem in zip(COMPLETE, self.bench.map(one, COMPLETE)) if problem}
        self.assertEqual(failed, {})

    def step(self, key, sample, profile, *options):
        status, report = self.diagnose(key, [sample], "--profile", profile, *options)
        self.assertEqual((status, report["fits"]), (1, []), report)
        found, = report["profiles"]
        self.assertEqual((found["profile"], found["opened"]), (profile, 0))
        self.assertTrue(found["explanation"])
        return found["step"]

    def test_step_that_failed_is_named(self):
        gcm, cbc = bodies.seal_gcm(TEXT), bodies.seal_cbc(TEXT)
        padding = bytearray(base64.b64decode(cbc))
        padding[-17] ^= 0x40
        wrapped = jose.seal(TEXT, "RSA-OAEP-256", "A256GCM", table.BANK)
        parts = wrapped.decode().split(".")
        tag = ".".join([*parts[:4], jose.encode(bytes(16))]).encode()
        self.assertEqual({
            "encoding": self.step("gcm", b"!" + gcm[1:], "aes-256-gcm"),
            "length": self.step("gcm", b"AAAA", "aes-256-gcm"),
            "blocks": self.step("cbc", base64.b64encode(base64.b64decode(cbc)[:-3]), "aes-256-cbc"),
            "tag": self.step("cbc", gcm, "aes-256-gcm"),
            "padding": self.step("cbc", base64.b64encode(padding), "aes-256-cbc"),
            "text": self.step("cbc", bodies.seal_cbc(bytes(range(128, 200))), "aes-256-cbc"),
            "wrapper": self.step("gcm", gcm, "in-json"),
            "header": self.step("bank", b"AAAA." + wrapped.split(b".", 1)[1], "wise"),
            "unwrap": self.step("other-pair", jose.seal(TEXT, "RSA-OAEP-256", "A256GCM", table.BANK), "wise"),
            "JWE's tag": self.step("bank", tag, "wise"),
        }, {
            "encoding": "encoding", "length": "length", "blocks": "length", "tag": "tag", "padding": "padding",
            "text": "text", "wrapper": "wrapper", "header": "header", "unwrap": "unwrap", "JWE's tag": "tag",
        })

    def test_key_that_was_imported_as_its_text_is_noticed(self):
        status, report = self.diagnose("hex-text", [bodies.seal_gcm(TEXT)])
        self.assertIn("aes-256-gcm", report["fits"])
        self.assertEqual(status, 0)
        self.assertIn("--format hex", report["advice"])

    def test_samples_must_all_fit(self):
        status, report = self.diagnose("gcm", [bodies.seal_gcm(TEXT), bodies.seal_gcm(TEXT, bodies.OWN)])
        self.assertEqual((status, report["fits"]), (1, []))
        best = next(each for each in report["profiles"] if each["profile"] == "aes-256-gcm")
        self.assertEqual(best["opened"], 1)
        self.assertEqual([each["opened"] for each in best["samples"]], [True, False])

    def test_plaintext_is_shown_only_when_asked_for(self):
        path = os.path.join(self.bench.gateway.folder, "shown")
        with open(path, "wb") as file:
            file.write(bodies.seal_gcm(TEXT))
        for options in ([], ["--json"]):
            arguments = ["diagnose", "--key", "gcm", "--config", self.config, *options, path]
            self.assertNotIn(b"a reference for", revgate(*arguments).stdout)
            self.assertIn(b"a reference for", revgate(*arguments, "--show").stdout)


if __name__ == "__main__":
    unittest.main()
