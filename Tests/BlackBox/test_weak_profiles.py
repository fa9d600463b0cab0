"""Profiles that cannot work are refused with file, line and reason; those that are weak are named, and by whom used."""

import re
import unittest

import bodies
import reference_jose as jose
import sealed_exchanges as sealed
from gateway import KEYS, Gateway

# By what is wrong: the fields, and a word that the reason must have (a regular expression, letter case aside).
IMPOSSIBLE = {
    "no algorithm": ("{iv: prefix}", "algorithm"),
    "an algorithm that is none": ("{algorithm: aes-512-cbc}", "aes-512-cbc"),
    "a field that is none": ("{algorithm: aes-256-gcm, nonce: prefix}", "nonce"),
    "a fixed IV with no value": ("{algorithm: aes-256-cbc, iv: fixed}", "iv-value"),
    "a fixed IV that is too short": ("{algorithm: aes-256-cbc, iv: fixed, iv-value: 'hex:0011'}", "16"),
    "an IV of the wrong length": ("{algorithm: aes-256-cbc, iv-length: 12}", "iv-length"),
    "an IV length of GCM": ("{algorithm: aes-256-gcm, iv-length: 7}", "iv-length"),
    "digits that are none": ("{algorithm: aes-256-cbc, iv: fixed, iv-value: 'hex:0x00'}", "hex"),
    "an IV value in the clear": ("{algorithm: aes-256-cbc, iv: fixed, iv-value: '0123456789abcdef'}", "iv-value"),
    "an IV value that nothing uses": ("{algorithm: aes-256-ecb, iv-value: 'hex:00112233445566778899aabbccddeeff'}", "iv"),
    "an IV of ECB": ("{algorithm: aes-256-ecb, iv: prefix}", "iv"),
    "no IV for CBC": ("{algorithm: aes-256-cbc, iv: none}", "iv"),
    "no IV for GCM": ("{algorithm: aes-256-gcm, iv: none}", "iv"),
    "a tag on CBC": ("{algorithm: aes-256-cbc, tag: suffix}", "tag"),
    "a tag on ECB": ("{algorithm: aes-128-ecb, tag: field, tag-field: t, wrapper: json:data}", "tag"),
    "additional data of CBC": ("{algorithm: aes-256-cbc, aad: 'text:x'}", "aad"),
    "padding of GCM": ("{algorithm: aes-256-gcm, padding: zero}", "padding"),
    "a tag in a field that is not named": ("{algorithm: aes-256-gcm, tag: field, wrapper: json:data}", "tag-field"),
    "an IV in a field that is not named": ("{algorithm: aes-256-gcm, iv: field, wrapper: json:data}", "iv-field"),
    "a field with no wrapper": ("{algorithm: aes-256-gcm, iv: field, iv-field: iv}", "wrapper|header"),
    "a field that is the sealed one": ("{algorithm: aes-256-gcm, iv: field, iv-field: data, wrapper: json:data}", "data"),
    "a wrapper that is none": ("{algorithm: aes-256-gcm, wrapper: xml:data}", "wrapper"),
    "a wrapper with no name": ("{algorithm: aes-256-gcm, wrapper: 'json:'}", "name|wrapper"),
    "a derived IV without a derivation": ("{algorithm: aes-256-cbc, iv: derived}", "deriv"),
    "a derivation too short for the key": ("{algorithm: aes-256-cbc, key-derivation: md5}", "md5|16"),
    "a derivation too long for the key": ("{algorithm: aes-128-cbc, key-derivation: sha256}", "sha256|32"),
    "no iterations": ("{algorithm: aes-256-cbc, key-derivation: pbkdf2-sha512, salt: 'text:salt'}", "iterations"),
    "iterations beyond reason": (
        "{algorithm: aes-256-cbc, key-derivation: pbkdf2-sha512, salt: 'text:salt', iterations: 2000000000}", "iterations"),
    "no salt": ("{algorithm: aes-256-cbc, key-derivation: pbkdf2-sha512, iterations: 1000}", "salt"),
    "iterations of nothing": ("{algorithm: aes-256-cbc, iterations: 1000}", "iterations"),
    "3DES without insecure": ("{algorithm: 3des-ecb}", "insecure"),
    "insecure that is not true": ("{algorithm: 3des-ecb, insecure: false}", "insecure"),
    "a code with no key": ("{algorithm: aes-256-cbc, mac: hmac-sha256, mac-at: suffix}", "mac-key"),
    "a place with no code": ("{algorithm: aes-256-cbc, mac-at: suffix}", "mac"),
    "a code that is none": ("{algorithm: aes-256-cbc, mac: hmac-md5, mac-key: 'key:gcm-body', mac-at: suffix}", "hmac-md5"),
    "a wrapped key with no place": ("{algorithm: aes-256-cbc, key-wrap: rsa-pkcs1}", "wrapped-key"),
    "a place with no wrapped key": ("{algorithm: aes-256-cbc, wrapped-key: prefix}", "key-wrap"),
    "an IV of a session that has none": ("{algorithm: aes-256-cbc, iv: session}", "session"),
    "a reply under a session key that there is none of": ("{algorithm: aes-256-gcm, reply-key: session}", "reply-key"),
    "JWE without key management": ("{algorithm: jwe, content-encryption: [A256GCM]}", "key-management"),
    "JWE without content encryption": ("{algorithm: jwe, key-management: [dir]}", "content-encryption"),
    "JWE with an algorithm that is none": (
        "{algorithm: jwe, key-management: [RSA-OAEP-999], content-encryption: [A256GCM]}", "RSA-OAEP-999"),
    "JWE with no encryption": ("{algorithm: jwe, key-management: [none], content-encryption: [A256GCM]}", "none|key-management"),
    "JWE with a tag of its own": ("{algorithm: jwe, key-management: [dir], content-encryption: [A256GCM], tag: suffix}", "tag"),
    "JWE with another encoding": (
        "{algorithm: jwe, key-management: [dir], content-encryption: [A256GCM], encoding: hex}", "encoding"),
    "JWE members of GCM": ("{algorithm: aes-256-gcm, key-management: [dir]}", "key-management"),
    "p2c of no password": (
        "{algorithm: jwe, key-management: [dir], content-encryption: [A256GCM], max-p2c: 5000}", "max-p2c"),
    "p2c beyond reason": (
        "{algorithm: jwe, key-management: [PBES2-HS256+A128KW], content-encryption: [A256GCM], max-p2c: 99999999999}", "max-p2c"),
    "a signature that is none": (
        "{algorithm: jwe, key-management: [dir], content-encryption: [A256GCM], signature: [none]}", "none|signature"),
    "a signature of a shared secret": (
        "{algorithm: jwe, key-management: [dir], content-encryption: [A256GCM], signature: [HS256]}", "HS256"),
    "a profile that is like none": ("{like: nobody-at-all}", "nobody-at-all"),
    "a header field of the gateway's own": (
        "{algorithm: aes-256-gcm, iv: field, iv-field: 'header:Content-Length'}", "Content-Length"),
}
# The profile's fields and the name of a key that is of no use to it, and a word of the reason.
WRONG_KEYS = {
    "24 bytes for 32": ("{algorithm: aes-256-gcm}", "cbc192-body", "24|32"),
    "32 bytes for 24": ("{algorithm: aes-192-cbc}", "gcm-body", "24|32"),
    "octets that are no hex": ("{algorithm: aes-256-gcm, key-encoding: hex}", "gcm-body", "hex"),
    "octets that are no base64": ("{algorithm: aes-256-gcm, key-encoding: base64}", "gcm-body", "base64"),
    "octets for RSA": ("{algorithm: aes-256-cbc, key-wrap: rsa-pkcs1, wrapped-key: prefix}", "gcm-body", "gcm-body|RSA"),
    "a public key to open with": (
        "{algorithm: aes-256-cbc, key-wrap: rsa-pkcs1, wrapped-key: prefix}", "client", "private|public"),
    "a pair for AES": ("{algorithm: aes-256-gcm}", "bank", "bank"),
    "a pair for dir": ("{algorithm: jwe, key-management: [dir], content-encryption: [A256GCM]}", "bank", "bank"),
    "RSA for a curve": ("{algorithm: jwe, key-management: [ECDH-ES], content-encryption: [A256GCM]}", "bank", "bank"),
    "a curve for RSA": ("{algorithm: jwe, key-management: [RSA-OAEP], content-encryption: [A256GCM]}", "bank-ec", "bank-ec"),
    "a key of signatures": ("{algorithm: jwe, key-management: [RSA-OAEP], content-encryption: [A256GCM]}", "sign-only",
                            "sign-only"),
    "dir with a key of another size": (
        "{algorithm: jwe, key-management: [dir], content-encryption: [A256CBC-HS512]}", "shared", "shared"),
    "a second secret that is not there": (
        "{algorithm: aes-256-cbc, iv: fixed, iv-value: 'key:no-such-key'}", "gcm-body", "no-such-key"),
    "a second secret of the wrong size": (
        "{algorithm: aes-256-cbc, iv: fixed, iv-value: 'key:gcm-body'}", "cbc-body", "16|gcm-body"),
    "a key that may only seal": ("{algorithm: aes-256-gcm}", "seals-only", "seals-only.*may not open requests"),
    "a key that may only open": ("{algorithm: aes-256-gcm}", "opens-only", "opens-only.*may not seal replies"),
    "a key that may only unwrap": (
        "{algorithm: jwe, key-management: [A256KW], content-encryption: [A256GCM]}", "unwraps-only",
        "unwraps-only.*may not seal replies"),
}
BOUND_KEYS = {
    "sign-only": {**jose.fresh("RSA"), "use": "sig"},
    "seals-only": jose.octets(bytes(range(32)), key_ops=["encrypt"]),
    "opens-only": jose.octets(bytes(range(32)), key_ops=["decrypt"]),
    "unwraps-only": jose.octets(bytes(range(32)), key_ops=["unwrapKey"]),
}
UNNOTICED, FIXED, ECB, TRIPLE, PKCS1 = (
    "not.authenticated", "fixed.iv", "ecb", "3des", "pkcs.*1.*v1.5")
# What `check` calls weak: the fields, and words for each weakness.
WEAK = {
    "cbc": ("{algorithm: aes-256-cbc}", "gcm-body", [UNNOTICED]),
    "fixed": ("{algorithm: aes-256-cbc, iv: fixed, iv-value: 'hex:000102030405060708090a0b0c0d0e0f'}", "gcm-body",
              [UNNOTICED, FIXED]),
    "key-as-iv": ("{algorithm: aes-256-cbc, iv: key}", "gcm-body", [UNNOTICED, FIXED]),
    "constant": ("{algorithm: aes-256-cbc, iv: prefix, iv-value: 'hex:000102030405060708090a0b0c0d0e0f'}", "gcm-body",
                 [UNNOTICED, FIXED]),
    "gcm-fixed": ("{algorithm: aes-256-gcm, iv: fixed, iv-value: 'hex:000102030405060708090a0b'}", "gcm-body", [FIXED]),
    "ecb": ("{algorithm: aes-256-ecb}", "gcm-body", [UNNOTICED, ECB]),
    "triple": ("{algorithm: 3des-ecb, insecure: true}", "cbc192-body", [UNNOTICED, ECB, TRIPLE]),
    "pkcs1": ("{algorithm: aes-256-gcm, key-wrap: rsa-pkcs1, wrapped-key: prefix}", "bank", [PKCS1]),
    "jwe-pkcs1": ("{algorithm: jwe, key-management: [RSA-OAEP, RSA1_5], content-encryption: [A256GCM]}", "bank", [PKCS1]),
}
SOUND = {
    "gcm": ("{algorithm: aes-256-gcm}", "gcm-body"),
    "cbc-with-code": ("{algorithm: aes-256-cbc, mac: hmac-sha256, mac-key: 'key:cbc-body', mac-at: suffix}", "gcm-body"),
    "cbc-with-header": (
        "{algorithm: aes-256-cbc, mac: hmac-sha512, mac-key: 'key:cbc-body', mac-at: 'header:X-Body-Hmac'}", "gcm-body"),
    "oaep": ("{algorithm: aes-256-gcm, key-wrap: rsa-oaep-sha256, wrapped-key: prefix}", "bank"),
    "jwe": ("{algorithm: jwe, key-management: [RSA-OAEP-256], content-encryption: [A128CBC-HS256]}", "bank"),
}


def route(name, profile, key):
    return f"  - {{path: /{name}, dialect: token-service, cipher: {{profile: {profile}, key: {key}}}, revoker: embedded}}\n"


class Profiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup, routes=" []")
        sealed.import_keys(cls.gateway, {**sealed.KEYS, **BOUND_KEYS})
        cls.gateway.command("consumers", "update", "first", "--response-key", "client")

    def check(self, profiles, routes, status):
        text = "ciphers:\n" + "".join(f"  {name}: {fields}\n" for name, fields in profiles.items())
        self.gateway.configure("\n" + routes if routes else " []", more=text)
        with open(self.gateway.config, encoding="utf-8") as file:
            lines = file.read().splitlines()
        done = self.gateway.command("check", status=status)
        return lines, (done.stdout + done.stderr).decode()

    def test_profiles_that_cannot_work_are_refused_with_file_line_and_reason(self):
        """One at a time: each is a fault by itself, on its own line."""
        for name, (fields, reason) in IMPOSSIBLE.items():
            with self.subTest(name):
                lines, said = self.check({"fine": "{algorithm: aes-256-gcm}", "wrong": fields}, "", 1)
                line = next(number for number, text in enumerate(lines, 1) if text.startswith("  wrong:"))
                faults = [each for each in said.splitlines() if f"revgate.yaml:{line}" in each]
                self.assertTrue(faults, said)
                self.assertRegex("\n".join(faults), f"(?i){reason}")

    def test_all_faults_are_named_at_once(self):
        names = {f"wrong-{index}": fields for index, (fields, _) in enumerate(IMPOSSIBLE.values())}
        lines, said = self.check(names, "", 1)
        for name in names:
            line = next(number for number, text in enumerate(lines, 1) if text.startswith(f"  {name}:"))
            self.assertIn(f"revgate.yaml:{line}", said, name)

    def test_block_style_names_the_line_of_the_field(self):
        self.gateway.configure(
            " []", more="ciphers:\n  wrong:\n    algorithm: aes-256-cbc\n    iv: prefix\n    tag: suffix\n")
        with open(self.gateway.config, encoding="utf-8") as file:
            line = file.read().splitlines().index("    tag: suffix") + 1
        said = self.gateway.command("check", status=1).stdout.decode()
        self.assertRegex(said, f"revgate.yaml:{line}\\b.*tag")

    def test_keys_that_a_profile_cannot_use_are_refused_by_name(self):
        for name, (fields, key, reason) in WRONG_KEYS.items():
            with self.subTest(name):
                lines, said = self.check({"made": fields}, route("wrong", "made", key), 1)
                line = next(number for number, text in enumerate(lines, 1) if "/wrong" in text)
                self.assertRegex(said, f"(?i)revgate.yaml:({line}|{line - 1})\\b|{reason}")
                self.assertRegex(said, f"(?i){reason}")

    def test_upstreams_seal_requests_and_open_replies(self):
        for key, fault in (("opens-only", "may not seal requests"), ("seals-only", "may not open replies")):
            upstream = (f"upstreams:\n  legacy: {{url: 'http://127.0.0.1:9999/x', dialect: token-service, "
                        f"cipher: {{profile: aes-256-gcm, key: {key}}}}}\n")
            self.gateway.configure(" []", more=upstream)
            said = self.gateway.command("check", status=1)
            self.assertRegex((said.stdout + said.stderr).decode(), f'revgate.yaml:[0-9]+: upstream "legacy": .*{key}.*{fault}')

    def test_profiles_that_are_weak_are_named_with_their_route(self):
        profiles = {f"made-{name}": fields for name, (fields, _, _) in WEAK.items()}
        routes = "".join(route(f"weak-{name}", f"made-{name}", key) for name, (_, key, _) in WEAK.items())
        profiles.update({f"made-{name}": fields for name, (fields, _) in SOUND.items()})
        routes += "".join(route(f"sound-{name}", f"made-{name}", key) for name, (_, key) in SOUND.items())
        _, said = self.check(profiles, routes, 0)
        for name, (_, _, words) in WEAK.items():
            with self.subTest(name):
                about = "\n".join(line for line in said.splitlines() if re.search(f"made-{name}\\b(?!-)", line))
                for word in [*words, f"/weak-{name}", "consumers: .*first"]:
                    self.assertRegex(about, f"(?i){word}")
        for name in SOUND:
            with self.subTest(name):
                self.assertNotRegex(said, f"made-{name}\\b(?!-)")

    def test_weak_profiles_are_warned_of_at_start_and_in_the_metrics(self):
        gateway = Gateway(self.addCleanup, routes="\n" + route("weak", "aes-256-cbc", "cbc-body")
                          + route("sound", "aes-256-gcm", "gcm-body"))
        gateway.start()
        said = gateway.log()
        self.assertRegex(said, f"(?i)aes-256-cbc.*({UNNOTICED})")
        rows = [line for line in gateway.metrics().splitlines()
                if "aes-256-cbc" in line and not line.startswith("#") and "bodies_opened" not in line]
        self.assertTrue(rows, "no metric names the weak profile")
        self.assertTrue(any("/weak" in row for row in rows), rows)
        self.assertEqual(gateway.post(bodies.seal_cbc(bodies.request("x")), "/weak").status, 200)

    def test_second_secrets_are_not_shown(self):
        """A profile that says where its secrets are says no more of them."""
        secret = b"ABCDEFGHIJKLMNOP"
        self.gateway.configure(" []")
        self.gateway.command("keys", "import", "short-iv", "--format", "raw", "-", input=secret)
        self.check({"made": "{algorithm: aes-256-cbc, iv: fixed, iv-value: 'key:short-iv'}"}, "", 0)
        for command in (["check"], ["profiles", "made"], ["profiles", "--json"], ["keys", "list", "--json"]):
            done = self.gateway.command(*command)
            for each in (*KEYS.values(), secret):
                self.assertNotIn(each, done.stdout + done.stderr)
                self.assertNotIn(each.hex().encode(), done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
