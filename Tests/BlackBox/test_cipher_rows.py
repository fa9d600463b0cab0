"""
Every built-in profile against an independent implementation of its row in body-ciphers.md § 5.2, both ways, requests and
replies; and the reference itself against the shared vectors.
"""

import json
import os
import unittest

import profile_rows as table
import reference_jose as jose
from gateway import REQUIRE_SHARED, revgate
from sealing import Bench

# Whole blocks and not, and bytes beyond ASCII.
TEXTS = [b'{"tokenReferenceId":"reference"}', ('{"tokenReferenceId":"Zoë ' + "r" * 198 + '"}').encode()]


class Rows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bench = Bench(cls.addClassCleanup)
        pairs = {"bank": table.BANK, "client": table.CLIENT, "client-public": jose.public(table.CLIENT),
                 "bank-public": jose.public(table.BANK), "signer": table.SIGNER, "sealer": table.SEALER,
                 "signer-public": jose.public(table.SIGNER), "sealer-public": jose.public(table.SEALER)}
        cls.bench.import_keys(pairs)
        cls.prepared = dict(zip(table.PROFILES, cls.bench.map(cls.prepare, table.PROFILES.items())))

    @classmethod
    def prepare(cls, item):
        """The configuration of a profile that is like a built-in one, with a folder of keys that it names."""
        name, profile = item
        if isinstance(profile.key, bytes):
            cls.bench.import_key(f"{name}-key", profile.key)
        if isinstance(profile.response, bytes):
            cls.bench.import_key(f"{name}-response", profile.response)
        fields = profile.fields(name).replace("key:second", f"key:{name}-second")
        if profile.second:
            cls.bench.import_key(f"{name}-second", profile.second)
        return cls.bench.configuration(f"row-{name}", {"row": fields})

    def test_every_built_in_profile_has_a_row(self):
        listed = {each["profile"]: each for each in self.bench.gateway.json("profiles")}
        self.assertEqual(set(listed), {*table.PROFILES, *table.WITHOUT_A_ROW})
        for name, each in listed.items():
            self.assertIn(each["source"], ("general", "vendor", "community"), name)
            self.assertTrue(each["grade"], name)

    # What the commands are given.

    def keys(self, name, profile, role, is_sealing):
        """The key's name and the options of a role: who reads a request is the bank, who reads a reply the client."""
        is_pair, options = not isinstance(profile.key, bytes), []
        key = f"{name}-key"
        if is_pair:
            key = "bank" if role == "reply" or not is_sealing else "bank-public"
        if role == "reply" and profile.reply == "response":
            own = f"{name}-response"
            options += ["--response-key", own if not is_pair else "client-public" if is_sealing else "client"]
        if profile.is_signed:
            # Both sides sign with their own: a request by `sealer`, a reply by `signer`.
            who = "sealer" if role == "request" else "signer"
            options += ["--signing-key", who] if is_sealing else ["--verify-key", f"{who}-public"]
        return key, ["--as", role, *options]

    def seal(self, name, profile, text, role, *more):
        key, options = self.keys(name, profile, role, True)
        path = os.path.join(self.bench.gateway.folder, f"fields-{name}-{role}")
        body = self.bench.seal(self.prepared[name], "row", key, text, *options, "--fields-to", path, *more)
        headers = {}
        if os.path.exists(path):
            with open(path, encoding="ascii") as file:
                headers = {field: value.encode() for field, value in (line.rstrip("\n").split(": ", 1) for line in file)}
        return body, headers

    def open(self, name, profile, body, headers, role, *more):
        key, options = self.keys(name, profile, role, False)
        for field, value in headers.items():
            options += ["--field", f"{field}={value.decode()}"]
        return self.bench.open(self.prepared[name], "row", key, body, *options, *more)

    def signing(self, profile, role):
        """The pair of a signature, as the reference takes it."""
        if not profile.is_signed:
            return profile.second
        return table.SEALER if role == "request" else table.SIGNER

    def check(self, function, items=None, texts=TEXTS):
        """Each profile in a thread of its own; what fails is shown by its name."""
        names = list(items or table.PROFILES)

        def one(name):
            profile = table.PROFILES[name]
            try:
                return [problem for text in ([profile.text] if profile.text else texts)
                        for problem in [function(name, profile, text)] if problem]
            except Exception as error:  # of any kind: shown beside the others
                return f"{type(error).__name__}: {error}"

        for name, problem in zip(names, self.bench.map(one, names)):
            with self.subTest(name):
                self.assertFalse(problem, problem)

    @staticmethod
    def same(profile, opened, text):
        if profile.text and isinstance(opened, bytes):
            try:
                return json.loads(opened) == json.loads(text)
            except ValueError:
                return False
        return opened == text

    def test_requests_of_the_reference_open(self):
        def one(name, profile, text):
            body, headers = profile.row.seal(text, profile.key, self.signing(profile, "request"))
            opened = self.open(name, profile, body, headers, "request")
            return None if self.same(profile, opened, text) else f"{opened!r} of {body!r} {headers}"
        self.check(one)

    def test_the_reference_opens_requests(self):
        def one(name, profile, text):
            body, headers = self.seal(name, profile, text, "request")
            if profile.unsealed:
                return None if profile.unsealed in str(body) else f"no word of {profile.unsealed}: {body}"
            if not isinstance(body, bytes):
                return body
            opened = profile.row.open(body, headers, profile.key, self.signing(profile, "request"))
            return None if self.same(profile, opened, text) else f"{opened!r} of {body!r} {headers}"
        self.check(one)

    def answering(self, name, profile, text):
        """A sealed request, as the commands and the reference need it to answer."""
        if profile.reply != "session":
            return [], profile.response or profile.key
        body, headers = profile.row.seal(text, profile.key)
        path = os.path.join(self.bench.gateway.folder, f"request-{name}-{len(text)}")
        with open(path, "wb") as file:
            file.write(body)
        options = ["--answering", path]
        for field, value in headers.items():
            options += ["--answering-field", f"{field}={value.decode()}"]
        return options, profile.row.content(body, headers, profile.key)

    def reply_row(self, profile):
        return profile.row.row if profile.reply == "session" else profile.reply_row

    def sealed_replies(self):
        return [name for name, profile in table.PROFILES.items() if profile.reply != "clear"]

    def test_replies_of_the_reference_open(self):
        def one(name, profile, text):
            options, key = self.answering(name, profile, text)
            row = self.reply_row(profile)
            second = [self.signing(profile, "reply")] if profile.reply != "session" else []
            body, headers = row.seal(text, key, *second)
            opened = self.open(name, profile, body, headers, "reply", *options)
            return None if self.same(profile, opened, text) else f"{opened!r} of {body!r} {headers}"
        self.check(one, self.sealed_replies())

    def test_the_reference_opens_replies(self):
        def one(name, profile, text):
            options, key = self.answering(name, profile, text)
            body, headers = self.seal(name, profile, text, "reply", *options)
            if not isinstance(body, bytes):
                return body
            second = [self.signing(profile, "reply")] if profile.reply != "session" else []
            opened = self.reply_row(profile).open(body, headers, key, *second)
            return None if self.same(profile, opened, text) else f"{opened!r} of {body!r} {headers}"
        self.check(one, self.sealed_replies())

    def test_clear_replies_are_left_as_they_are(self):
        def one(name, profile, text):
            body, headers = self.seal(name, profile, text, "reply")
            return None if (body, headers) == (text, {}) else f"{body!r} {headers}"
        self.check(one, [name for name, profile in table.PROFILES.items() if profile.reply == "clear"])

    def test_explain_shows_steps_and_no_secret(self):
        """Of a good body and a changed one; on standard error, and nothing that is secret in any spelling."""
        def one(name, profile, text):
            secrets = [text, profile.key, profile.second, profile.response]
            spelt = []
            for secret in secrets:
                if isinstance(secret, dict):
                    spelt += [secret[member].encode() for member in ("d", "p", "q")]
                elif secret and len(secret) >= 8:
                    spelt += [secret, secret.hex().encode(), table.base64_of(secret)[:-4], jose.encode(secret).encode()]
            body, headers = profile.row.seal(text, profile.key, self.signing(profile, "request"))
            key, options = self.keys(name, profile, "request", False)
            for field, value in headers.items():
                options += ["--field", f"{field}={value.decode()}"]
            for each in (body, body[:-9] + bytes([body[-9] ^ 1]) + body[-8:]):
                done = revgate("open", "--profile", "row", "--key", key, "--config", self.prepared[name], "--explain",
                               *options, input=each)
                if len(done.stderr.splitlines()) < 2:
                    return f"explained nothing: {done.stderr!r}"
                for secret in spelt:
                    if secret in done.stderr:
                        return f"{secret!r} in {done.stderr!r}"
            return None
        self.check(one, texts=TEXTS[:1])


class Reference(unittest.TestCase):
    """The reference against the shared vectors: it is not made to agree with Revgate."""

    PATH = os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "shared", "vectors", "body-ciphers.json")
    # By profile: the entry, its member that is sealed text or a whole body, and its secret.
    ENTRIES = {
        "alipay": ("alipay", "ciphertext_b64", "key_b64"), "newebpay": ("newebpay", "ciphertext_hex", "key_utf8"),
        "paywize-v1": ("paywize-v1", "body", "key_utf8"), "enkash": ("enkash", "body", "secret_utf8"),
        "ccavenue": ("ccavenue-legacy", "value", "working_key_utf8"), "ssg-wsg": ("ssg-wsg", "body", "key_b64"),
        "axis-esb": ("axis-esb (static IV, IV prefixed)", "value", "key_hex"),
        "flutterwave-v3": ("flutterwave-v3", "body", "key_utf8"), "uidai": ("uidai", "value", "key_hex"),
        "dgft-ebrc": ("dgft-ebrc data field", "value", "secret_utf8"),
        "paywise-sandbox": ("paywise ct/iv/s envelope", "value", "passphrase"),
    }

    def test_reference_opens_the_vectors(self):
        if not os.path.exists(self.PATH):
            self.assertFalse(REQUIRE_SHARED, f"{self.PATH} is missing")
            self.skipTest("the shared vectors are not there")
        with open(self.PATH, encoding="utf-8") as file:
            vectors = json.load(file)
        entries = {each["profile"]: each for kind in ("published", "computed") for each in vectors[kind]}
        for name, (entry, member, secret) in self.ENTRIES.items():
            with self.subTest(name):
                entry, row = entries[entry], table.PROFILES[name].row
                row = getattr(row, "row", row)  # of session keys, what is done under the key
                body = entry[member].encode()
                if member != "body" and name != "paywise-sandbox":
                    body = row.wrapper.write({row.wrapper.name: body})
                key = bytes.fromhex(entry[secret]) if name == "uidai" else entry[secret].encode()
                self.assertEqual(row.open(body, {}, key), entry["plaintext_utf8"].encode())


if __name__ == "__main__":
    unittest.main()
