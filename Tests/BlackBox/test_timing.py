"""Whether the moment of a refusal tells its cause: Welch's t over interleaved classes of failure."""

import base64
import json
import os
import unittest

import bodies
import reference_ciphers as rows
import reference_jose as jose
import sealed_exchanges as sealed
import timing
from gateway import PATH, ROUTES, SOAK, Gateway

# Bytes of body: the more there is to do, the more there is to see. All of a comparison are of one length, which callers know.
COUNT = 40_000

FORMS = "  - {path: /forms, dialect: digilocker, cipher: {profile: aes-256-cbc, key: cbc-body}, revoker: embedded}\n"
LIMITS = "{open-failures: 1000000}"
PARTNERS = {partner.name: partner for partner in sealed.PARTNERS}


@unittest.skipUnless(SOAK, "takes half an hour on an idle machine; --soak runs it (REVGATE_SOAK_TRIES for fewer)")
class Timing(unittest.TestCase):
    runs_alone = True

    def setUp(self):
        self.gateway = Gateway(self.addCleanup, routes=" []", limits=LIMITS, more=sealed.ciphers())
        sealed.import_keys(self.gateway)
        self.gateway.command("consumers", "update", "first", "--response-key", "client", "--signature-key", "client")
        partners = "".join(PARTNERS[name].route() for name in ("icici", "jwe-rsa"))
        self.gateway.configure(ROUTES + FORMS + partners, LIMITS, more=sealed.ciphers())
        self.gateway.start()

    def assertIndistinguishable(self, name, times):
        told = timing.told_apart(name, times)
        self.assertFalse(told, f"told apart: {told}")

    def assertCheapIndistinguishable(self, title, path, classes):
        requests = {name: self.gateway.request(body, path) for name, body in classes.items()}
        self.assertIndistinguishable(title, timing.measured(self.gateway.port, requests, 8))

    def assertCostlyIndistinguishable(self, title, partner, classes):
        requests = {name: self.gateway.request(body, partner.path) for name, body in classes.items()}
        requests = {name: request.replace(b"text/plain", partner.content_type.encode(), 1)
                    for name, request in requests.items()}
        self.assertIndistinguishable(title, timing.measured(self.gateway.port, requests, 64))

    def test_classes_of_failure_of_cbc_are_not_told_apart(self):
        plain = b'{"tokenReferenceIx":"' + b"a" * COUNT + b'"}'
        body = bodies.seal_cbc(plain)
        padding = bytearray(base64.b64decode(body))
        padding[-17] ^= 0x40
        self.assertCheapIndistinguishable("CBC", "/cbc", {
            "no such member": body, "not JSON": bodies.seal_cbc(b"x" + plain[1:]),
            "padding": base64.b64encode(padding),
            "not base64": b"!" + body[1:], "wrong key": bodies.seal_cbc(plain, bodies.OWN),
        })

    def test_classes_of_failure_of_forms_are_not_told_apart(self):
        """Of `digilocker`, where JSON and a form may stand: each ends at another place of its reading."""
        plain = b"tokem=" + b"a" * COUNT
        body = bodies.seal_cbc(plain)
        padding = bytearray(base64.b64decode(body))
        padding[-17] ^= 0x40
        self.assertCheapIndistinguishable("CBC of forms", "/forms", {
            "no such parameter": body, "escape at the end": bodies.seal_cbc(plain[:-2] + b"%2"),
            "escape at the begin": bodies.seal_cbc(b"%2" + plain[2:]), "no JSON": bodies.seal_cbc(b"{" + plain[1:]),
            "padding": base64.b64encode(padding), "wrong key": bodies.seal_cbc(plain, bodies.OWN),
        })

    def test_classes_of_failure_of_gcm_are_not_told_apart(self):
        body = bodies.seal_gcm(b"a" * COUNT)
        tag = bytearray(base64.b64decode(body))
        tag[-1] ^= 1
        self.assertCheapIndistinguishable("GCM", PATH, {
            "tag": base64.b64encode(tag), "not base64": b"!" + body[1:],
            "not base64 at its end": body[:-6] + b"!" + body[-5:],
            "wrong key": bodies.seal_gcm(b"a" * COUNT, bodies.OWN),
        })

    def test_classes_of_failure_of_a_session_key_of_pkcs1_are_not_told_apart(self):
        """What Bleichenbacher's question needs apart: a block that is padded, one that is not, and a key of no size."""
        partner = PARTNERS["icici"]
        plain = b'{"tokenReferenceIx":"' + b"a" * 1_000 + b'"}'
        body = partner.request(plain)[0]

        def changed(**members):
            return json.dumps({**json.loads(body), **members}).encode()

        def wrapped(key):
            block = jose.public_key(sealed.BANK).encrypt(key, rows.PADDINGS["pkcs1"])
            return base64.b64encode(block).decode()

        members = json.loads(body)
        padding = bytearray(base64.b64decode(members["encryptedData"]))
        padding[-17] ^= 0x40
        block = bytearray(base64.b64decode(members["encryptedKey"]))
        block[100] ^= 1
        self.assertCostlyIndistinguishable("RSA PKCS #1 session key, CBC", partner, {
            "encoding": changed(encryptedData="!" + members["encryptedData"][1:]),
            "padding": changed(encryptedData=base64.b64encode(padding).decode()),
            "unwrap": changed(encryptedKey=base64.b64encode(block).decode()),
            "a key of 15 bytes": changed(encryptedKey=wrapped(os.urandom(15))),
            "another key": changed(encryptedKey=wrapped(os.urandom(16))),
            "content": body,
        })

    def test_classes_of_failure_of_jwe_under_rsa_are_not_told_apart(self):
        partner = PARTNERS["jwe-rsa"]
        body = partner.request(b'{"tokenReferenceId":"' + b"a" * 1_000 + b'"}')[0].decode()
        parts = body.split(".")

        def flipped(index):
            data = bytearray(jose.decode(parts[index]))
            data[len(data) // 2] ^= 1
            return ".".join([*parts[:index], jose.encode(bytes(data)), *parts[index + 1:]]).encode()

        short = jose.wrapped("RSA-OAEP-256", "A256GCM", sealed.BANK, {}, os.urandom(16))[1]
        self.assertCostlyIndistinguishable("JWE RSA-OAEP-256, A256GCM", partner, {
            "encoding": ".".join([*parts[:3], "!" + parts[3][1:], parts[4]]).encode(),
            "tag": flipped(4), "ciphertext": flipped(3), "unwrap": flipped(1),
            "a key of 16 bytes": ".".join([parts[0], jose.encode(short), *parts[2:]]).encode(),
            "no key of that name": jose.seal(b"a" * 1_000, "RSA-OAEP-256", "A256GCM", sealed.BANK, {"kid": "x" * 43}),
        })


if __name__ == "__main__":
    unittest.main()
