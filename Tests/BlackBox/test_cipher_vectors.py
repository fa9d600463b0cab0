"""Every entry of the shared body-ciphers.json, opened and sealed from a profile in the configuration alone."""

import base64
import json
import os
import unittest

from gateway import REQUIRE_SHARED
from sealing import Bench

PATH = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "shared", "vectors", "body-ciphers.json")
FORM_OR_FIELD = "only the value of a member is given; the wrapper is checked with the built-in profiles"


def value(name):
    """The binary value of an entry's member, by the member's name."""
    def read(entry):
        text = entry[name]
        if name.endswith("_hex"):
            return bytes.fromhex(text)
        return base64.b64decode(text) if name.endswith("_b64") else text.encode()
    return read


def text(name):
    return lambda entry: entry[name].encode()


def json_of(**members):
    """A body that is an object; each member is what makes its value from the entry."""
    return lambda entry: json.dumps({name: made(entry).decode() for name, made in members.items()}).encode()


class Case:
    """
    How an entry is opened: the profile's fields, its key, and its body. `%s` in the fields stands for the entry's
    `secret`, a second secret that the profile itself holds. Where `is_fixed`, sealing gives the same bytes; where
    `unsealed`, it is refused, with that word in the reason.
    """

    def __init__(self, fields, key, body, secret=None, is_fixed=False, plaintext=value("plaintext_utf8"), known=(),
                 unsealed=None):
        self.fields, self.key, self.body, self.secret = fields, key, body, secret
        self.is_fixed, self.plaintext, self.unsealed = is_fixed, plaintext, unsealed
        # Members of the entry that are not read here: what is derived from those that are, or names nothing of ours.
        self.known = {"profile", "kind", "note", "plaintext_utf8", *known}


def jwe_of(aes):
    """
    The RSA key of these is not given, their content keys are: a JWE's parts are those of a symmetric profile whose
    additional data is the text of the protected header.
    """
    def body(entry):
        protected, _, iv, sealed, tag = entry["jwe"].split(".")
        return json.dumps({"protected": protected, "iv": iv, "ciphertext": sealed, "tag": tag}).encode()

    fields = (f"{{algorithm: {aes}, encoding: base64url, wrapper: json:ciphertext, iv: field, iv-field: iv, "
              "iv-field-encoding: base64url, tag: field, tag-field: tag, tag-field-encoding: base64url, aad: field, "
              "aad-field: protected, aad-field-encoding: text}")
    return Case(fields, value("cek_hex"), body, known=("jwe", "cek_hex", "rsa"))


CASES = {
    "alipay": Case(
        "{algorithm: aes-128-cbc, iv: fixed, iv-value: 'hex:%s', key-encoding: base64}", text("key_b64"),
        text("ciphertext_b64"), text("iv_hex"), is_fixed=True, known=("key_b64", "iv_hex", "ciphertext_b64")),
    "espay-zero-pad": Case(
        "{algorithm: aes-256-cbc, padding: zero, iv: fixed, iv-value: 'text:%s'}", value("key_utf8"),
        text("ciphertext_b64"), text("iv_utf8"), is_fixed=True, known=("key_utf8", "iv_utf8", "ciphertext_b64")),
    "mastercard-jwe A128GCM": jwe_of("aes-128-gcm"),
    "mastercard-jwe A256GCM": jwe_of("aes-256-gcm"),
    "mastercard-fle legacy": Case(
        "{algorithm: aes-128-cbc, encoding: hex, wrapper: json:encryptedData, iv: field, iv-field: iv, "
        "iv-field-encoding: hex}", value("aes128_key_hex"),
        json_of(encryptedData=text("encryptedData_hex"), iv=text("iv_hex"), encryptedKey=text("encryptedKey_hex")),
        known=("oaep", "iv_hex", "encryptedKey_hex", "encryptedData_hex", "aes128_key_hex")),
    "newebpay": Case(
        "{algorithm: aes-256-cbc, iv: fixed, iv-value: 'key:newebpay-iv', encoding: hex}", value("key_utf8"),
        text("ciphertext_hex"), value("iv_utf8"), is_fixed=True, known=("key_utf8", "iv_utf8", "ciphertext_hex")),
    "gst-einvoice SEK unwrap": Case(
        "{algorithm: aes-256-ecb}", value("appkey_utf8"), text("encrypted_sek_b64"), is_fixed=True,
        plaintext=value("sek_b64"), known=("appkey_utf8", "encrypted_sek_b64", "sek_b64")),
    "wibmo-guess-a (AES-192-CBC, random IV prefix)": Case(
        "{algorithm: aes-192-cbc}", value("key_hex"), text("body"), known=("key_hex", "iv_hex", "body")),
    "wibmo-guess-b (AES-192-ECB)": Case(
        "{algorithm: aes-192-ecb}", value("key_hex"), text("body"), is_fixed=True, known=("key_hex", "body")),
    "wibmo-guess-c (AES-192-CBC, zero IV, no prefix)": Case(
        "{algorithm: aes-192-cbc, iv: fixed, iv-value: 'hex:%s'}", value("key_hex"), text("body"), text("iv_hex"),
        is_fixed=True, known=("key_hex", "iv_hex", "body")),
    "paywize-v1": Case(
        "{algorithm: aes-256-cbc, iv: fixed, iv-value: 'text:%s', wrapper: json:payload}", value("key_utf8"),
        text("body"), text("iv_utf8"), is_fixed=True, known=("key_utf8", "iv_utf8", "body")),
    "enkash": Case(
        "{algorithm: aes-128-ecb, key-derivation: sha256-16, wrapper: json:request}", value("secret_utf8"), text("body"),
        is_fixed=True, known=("secret_utf8", "key_hex", "body")),
    "ccavenue-legacy": Case(
        "{algorithm: aes-128-cbc, key-derivation: md5, iv: fixed, iv-value: 'hex:%s', encoding: hex}",
        value("working_key_utf8"), text("value"), text("iv_hex"), is_fixed=True,
        known=("working_key_utf8", "key_hex", "iv_hex", "value")),
    "ssg-wsg": Case(
        "{algorithm: aes-256-cbc, key-encoding: base64, iv: fixed, iv-value: 'text:%s'}", text("key_b64"), text("body"),
        text("iv_utf8"), is_fixed=True, known=("key_b64", "iv_utf8", "body")),
    "axis-esb (static IV, IV prefixed)": Case(
        "{algorithm: aes-128-cbc, iv: prefix, iv-value: 'hex:%s'}", value("key_hex"), text("value"), text("iv_hex"),
        is_fixed=True, known=("key_hex", "iv_hex", "value")),
    "flutterwave-v3": Case(
        "{algorithm: 3des-ecb, insecure: true, wrapper: json:client}", value("key_utf8"), text("body"), is_fixed=True,
        known=("key_utf8", "body")),
    "flutterwave-v4": Case(
        "{algorithm: aes-256-gcm, key-encoding: base64, wrapper: json:encrypted_card, iv: field, iv-field: nonce, "
        "iv-field-encoding: text}", text("key_b64"),
        json_of(nonce=text("nonce_utf8"), encrypted_card=text("value")), known=("key_b64", "nonce_utf8", "value")),
    "uidai": Case(
        "{algorithm: aes-256-gcm, iv: timestamp, aad: timestamp}", value("key_hex"), text("value"),
        known=("key_hex", "ts", "iv_utf8", "aad_utf8", "value"), unsealed="IV"),
    "dgft-ebrc data field": Case(
        "{algorithm: aes-256-gcm, key-derivation: sha256, salt: prefix, salt-length: 32, plaintext-encoding: base64}",
        value("secret_utf8"), text("value"), known=("secret_utf8", "salt_hex", "iv_hex", "key_hex", "value")),
    "paywise ct/iv/s envelope": Case(
        "{algorithm: aes-256-cbc, key-derivation: evp-bytestokey-md5, salt: field, salt-length: 8, salt-field: s, "
        "salt-field-encoding: hex, iv: derived, wrapper: json:ct, outer-encoding: base64}", text("passphrase"),
        text("value"), known=("passphrase", "value")),
}
UNTESTED = {
    "sagepay/opayo form": "neither the sample's body nor its plaintext is given; its format is checked with the built-in "
                          "profiles",
    "mastercard-jwe A128CBC-HS256": "the RSA key is not given, and the content key alone has two halves, which no profile "
                                    "but `jwe` takes: unit tests open it with the given content key",
}


@unittest.skipUnless(os.path.exists(PATH) or REQUIRE_SHARED, "the shared vectors are not there")
class Vectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(PATH, encoding="utf-8") as file:
            vectors = json.load(file)
        cls.entries = {entry["profile"]: entry for kind in ("published", "computed") for entry in vectors.pop(kind)}
        cls.shapes = vectors.pop("unkeyed_shape_samples_wibmo")
        cls.rest = vectors
        cls.bench = Bench(cls.addClassCleanup)
        cls.prepared = {}
        for index, (name, case) in enumerate(CASES.items()):
            if name in cls.entries:
                cls.prepared[name] = cls.prepare(f"v{index}", cls.entries[name], case)

    @classmethod
    def prepare(cls, name, entry, case):
        """The configuration that has the entry's profile, which has its key's name."""
        fields = case.fields
        cls.bench.import_key(name, case.key(entry))
        if "key:" in fields:
            cls.bench.import_key(fields.split("key:")[1].split("'")[0], case.secret(entry))
        elif "%s" in fields:
            fields %= case.secret(entry).decode()
        return cls.bench.configuration(name, {name: fields}), name

    def test_every_entry_is_known_with_all_its_members(self):
        self.assertEqual(set(self.entries), {*CASES, *UNTESTED})
        self.assertEqual(self.rest, {})
        for name, case in CASES.items():
            self.assertEqual(set(self.entries[name]) - case.known, set(), name)
        for sample in self.shapes:
            self.assertLessEqual(set(sample), {"request", "token", "url"}, "samples without a key cannot be opened")

    def test_every_entry_opens_to_its_plaintext(self):
        for name, (config, profile) in self.prepared.items():
            entry, case = self.entries[name], CASES[name]
            with self.subTest(name):
                opened = self.bench.open(config, profile, profile, case.body(entry))
                self.assertEqual(opened, case.plaintext(entry))

    def test_fixed_formats_seal_to_the_same_bytes_and_others_open_again(self):
        for name, (config, profile) in self.prepared.items():
            entry, case = self.entries[name], CASES[name]
            with self.subTest(name):
                plaintext, body = case.plaintext(entry), case.body(entry)
                sealed = self.bench.seal(config, profile, profile, plaintext)
                if case.unsealed:
                    # Two messages of one second would share an IV under one key.
                    self.assertRegex(sealed, f"(?i)seal ended [0-9]+: .*{case.unsealed}")
                    continue
                self.assertIsInstance(sealed, bytes, sealed)
                if not case.is_fixed:
                    self.assertNotEqual(sealed, body)
                    self.assertEqual(self.bench.open(config, profile, profile, sealed), plaintext)
                elif body.startswith(b"{"):
                    # JSON's white space is the writer's own.
                    self.assertEqual(json.loads(sealed), json.loads(body))
                else:
                    self.assertEqual(sealed, body)

    def test_a_changed_body_is_no_plaintext(self):
        """So that what opens does so because it is right."""
        for name, (config, profile) in self.prepared.items():
            entry, case = self.entries[name], CASES[name]
            with self.subTest(name):
                other = self.bench.import_key(f"{profile}-other", bytes(reversed(case.key(entry))))
                self.assertNotEqual(self.bench.open(config, profile, other, case.body(entry)), case.plaintext(entry))

    def test_unkeyed_samples_have_the_shape_that_is_described(self):
        """Whole AES blocks in base64: with any key all that can be said is where opening ends."""
        self.assertTrue(self.shapes)
        config = self.bench.configuration("shapes", {"wibmo": "{algorithm: aes-192-cbc, wrapper: json:token}"})
        key = self.bench.import_key("shapes", bytes(24))
        for sample in self.shapes:
            self.assertEqual(len(base64.b64decode(sample["token"])) % 16, 0)
            said = self.bench.open(config, "wibmo", key, json.dumps({"token": sample["token"]}).encode())
            self.assertIsInstance(said, str)
            self.assertIn("open ended 1", said)


if __name__ == "__main__":
    unittest.main()
