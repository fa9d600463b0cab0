"""seal and open from the command line: kinds of keys, header fields, replies, files, --explain; openssl on the other side."""

import base64
import json
import os
import shutil
import subprocess
import unittest

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import bodies
from gateway import Gateway, missing, revgate

PROFILES = """ciphers:
  in-header: {algorithm: aes-256-cbc, key-wrap: rsa-oaep-sha256, wrapped-key: "header:X-Session-Key", reply-key: session}
  in-member: {algorithm: aes-128-cbc, key-wrap: rsa-pkcs1, wrapped-key: "field:encryptedKey", wrapper: "json:data", reply-wrapper: "json:answer", reply-key: response-key}
  rsa-jwe: {algorithm: jwe, key-management: [RSA-OAEP-256], content-encryption: [A256GCM]}
  signed-jwe: {algorithm: jwe, key-management: [RSA-OAEP-256], content-encryption: [A256GCM], signature: [ES256]}
  wrapped: {algorithm: aes-256-gcm, wrapper: "json:data", reply-wrapper: "json:answer"}
"""
TEXT = b'{"tokenReferenceId":"body-commands"}'


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def read_base64url(text):
    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))


def private_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def public_pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


class Bodies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup)
        cls.gateway.configure(more=PROFILES)
        cls.pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        cls.other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        for name, pem in (("own", private_pem(cls.pair)), ("own-public", public_pem(cls.pair)),
                          ("partner", private_pem(cls.other)), ("partner-public", public_pem(cls.other))):
            cls.gateway.command("keys", "import", name, "--format", "pem", "-", input=pem)
        cls.gateway.command("keys", "create", "signing", "--for", "ES256")
        public = cls.gateway.command("keys", "export", "signing", "--format", "jwk").stdout
        cls.gateway.command("keys", "import", "signing-public", "--format", "jwk", "-", input=public)

    def file(self, name, content=None):
        path = os.path.join(self.gateway.folder, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content)
        return path

    def seal(self, profile, key, *more, text=TEXT):
        return self.gateway.command("seal", "--profile", profile, "--key", key, *more, input=text)

    def open(self, profile, key, *more, body, status=0):
        return self.gateway.command("open", "--profile", profile, "--key", key, *more, input=body, status=status)

    def test_wrapped_key_in_a_header_is_shown_and_read_as_curl_reads_it(self):
        fields = self.file("fields.txt")
        sealed = self.seal("in-header", "own-public", "--fields-to", fields)
        self.assertEqual(sealed.stderr, b"")
        with open(fields, encoding="ascii") as file:
            line = file.read()
        self.assertRegex(line, r"^X-Session-Key: [A-Za-z0-9+/]+=*\n$")
        opened = self.open("in-header", "own", "--fields-from", fields, body=sealed.stdout)
        self.assertEqual(opened.stdout, TEXT)
        value = line.strip().split(": ")[1]
        opened = self.open("in-header", "own", "--field", f"x-session-key={value}", body=sealed.stdout)
        self.assertEqual(opened.stdout, TEXT)
        shown = self.seal("in-header", "own-public")
        self.assertRegex(shown.stderr.decode(), r"^X-Session-Key: \S+\n$")
        refused = self.open("in-header", "own", body=sealed.stdout, status=1)
        self.assertIn(b"header field", refused.stderr)

    def openssl(self, *arguments, input=b""):
        if not shutil.which("openssl"):
            missing(self, "openssl", "openssl")
        done = subprocess.run(["openssl", *arguments], input=input, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_openssl_opens_and_makes_a_session_key_envelope(self):
        pem = self.file("own.pem", private_pem(self.pair))
        oaep = ["-inkey", pem, "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256", "-pkeyopt",
                "rsa_mgf1_md:sha256"]
        fields = self.file("openssl-fields.txt")
        sealed = base64.b64decode(self.seal("in-header", "own-public", "--fields-to", fields).stdout)
        with open(fields, encoding="ascii") as file:
            wrapped = base64.b64decode(file.read().split(": ")[1])
        key = self.openssl("pkeyutl", "-decrypt", *oaep, input=wrapped)
        self.assertEqual(len(key), 32)
        self.assertEqual(self.openssl("enc", "-d", "-aes-256-cbc", "-K", key.hex(), "-iv", sealed[:16].hex(),
                                      input=sealed[16:]), TEXT)
        key, iv = os.urandom(32), os.urandom(16)
        wrapped = self.openssl("pkeyutl", "-encrypt", *oaep, input=key)
        body = base64.b64encode(iv + self.openssl("enc", "-aes-256-cbc", "-K", key.hex(), "-iv", iv.hex(), input=TEXT))
        field = "X-Session-Key=" + base64.b64encode(wrapped).decode()
        self.assertEqual(self.open("in-header", "own", "--field", field, body=body).stdout, TEXT)

    def test_reply_under_the_session_key_needs_its_request(self):
        fields = self.file("request-fields.txt")
        request = self.file("request.txt", self.seal("in-header", "own-public", "--fields-to", fields).stdout)
        with open(fields, encoding="ascii") as file:
            answering = ["--as", "reply", "--answering", request, "--answering-field",
                         file.read().strip().replace(": ", "=", 1)]
        reply = self.seal("in-header", "own", *answering, text=b"the reply")
        self.assertEqual(self.open("in-header", "own", *answering, body=reply.stdout).stdout, b"the reply")
        alone = self.open("in-header", "own", "--as", "reply", body=reply.stdout, status=64)
        self.assertIn(b"--answering", alone.stderr)
        wrong = revgate("open", "--profile", "in-header", "--key", "own", "--config", self.gateway.config, "--answering", request)
        self.assertEqual(wrong.returncode, 64, wrong)

    def test_reply_under_the_readers_key(self):
        reply = self.seal("in-member", "own", "--as", "reply", "--response-key", "partner-public", text=b"reply")
        self.assertIn("answer", json.loads(reply.stdout))
        opened = self.open(
            "in-member", "own-public", "--as", "reply", "--response-key", "partner", body=reply.stdout)
        self.assertEqual(opened.stdout, b"reply")
        without = self.gateway.command("seal", "--profile", "in-member", "--key", "own", "--as", "reply", status=78)
        self.assertIn(b"response-key", without.stderr)

    def test_request_and_reply_have_wrappers_of_their_own(self):
        for role, member in (("request", "data"), ("reply", "answer")):
            sealed = self.seal("wrapped", "gcm-body", "--as", role).stdout
            self.assertEqual(list(json.loads(sealed)), [member])
            self.assertEqual(self.open("wrapped", "gcm-body", "--as", role, body=sealed).stdout, TEXT)
            other = "reply" if role == "request" else "request"
            done = self.open("wrapped", "gcm-body", "--as", other, body=sealed, status=1)
            self.assertEqual(done.stdout, b"")

    def test_jwe_of_python_opens_and_ours_opens_in_python(self):
        key, iv = os.urandom(32), os.urandom(12)
        header = base64url(json.dumps({"alg": "RSA-OAEP-256", "enc": "A256GCM"}).encode())
        sealed = AESGCM(key).encrypt(iv, TEXT, header)
        wrapped = self.pair.public_key().encrypt(key, OAEP)
        body = b".".join([header] + [base64url(part) for part in (wrapped, iv, sealed[:-16], sealed[-16:])])
        self.assertEqual(self.open("rsa-jwe", "own", body=body).stdout, TEXT)
        header, *parts = self.seal("rsa-jwe", "own-public").stdout.strip().split(b".")
        wrapped, iv, text, tag = map(read_base64url, parts)
        self.assertEqual(AESGCM(self.pair.decrypt(wrapped, OAEP)).decrypt(iv, text + tag, header), TEXT)
        self.assertEqual(json.loads(read_base64url(header))["enc"], "A256GCM")

    def test_signatures_are_made_and_verified(self):
        sealed = self.seal("signed-jwe", "own-public", "--signing-key", "signing").stdout
        opened = self.open("signed-jwe", "own", "--verify-key", "signing-public", body=sealed)
        self.assertEqual(opened.stdout, TEXT)
        self.gateway.command("keys", "create", "another", "--for", "ES256")
        public = self.gateway.command("keys", "export", "another", "--format", "pem").stdout
        self.gateway.command("keys", "import", "another-public", "--format", "pem", "-", input=public)
        refused = self.open("signed-jwe", "own", "--verify-key", "another-public", body=sealed, status=1)
        self.assertEqual(refused.stdout, b"")
        self.assertIn(b"signature", refused.stderr)

    def test_files_are_read_as_standard_input_is(self):
        plain = self.file("plain.json", TEXT)
        sealed = self.gateway.command("seal", "--profile", "aes-256-gcm", "--key", "gcm-body", plain).stdout
        path = self.file("sealed.txt", sealed)
        self.assertEqual(bodies.open_gcm(sealed), TEXT)
        self.assertEqual(
            self.gateway.command("open", "--profile", "aes-256-gcm", "--key", "gcm-body", path).stdout, TEXT)
        self.gateway.command("open", "--profile", "aes-256-gcm", "--key", "gcm-body", path + ".gone", status=74)

    def test_json_has_the_body_its_fields_and_the_plaintext(self):
        sealed = self.seal("in-header", "own-public", "--json")
        self.assertEqual(sealed.stderr, b"")
        made = json.loads(sealed.stdout)
        self.assertEqual((set(made), set(made["fields"])), ({"body", "fields"}, {"X-Session-Key"}))
        field = f"X-Session-Key={made['fields']['X-Session-Key']}"
        opened = self.open("in-header", "own", "--field", field, "--json", body=made["body"].encode())
        self.assertEqual(json.loads(opened.stdout), {"plaintext": TEXT.decode()})
        odd = self.open("aes-256-gcm", "gcm-body", "--json", body=bodies.seal_gcm(b"\xff\x00"))
        self.assertEqual(json.loads(odd.stdout), {"plaintext-base64": "/wA="})
        marked = self.open("aes-256-gcm", "gcm-body", "--json", body=bodies.seal_gcm(b"\xef\xbb\xbf{}\x00"))
        self.assertEqual(json.loads(marked.stdout), {"plaintext": "\ufeff{}\0"})

    def test_explain_says_the_steps_and_no_secret(self):
        for profile, keys in (("aes-256-gcm", ("gcm-body", "gcm-body")), ("in-member", ("own-public", "own")),
                              ("rsa-jwe", ("own-public", "own"))):
            with self.subTest(profile):
                sealed = self.seal(profile, keys[0], "--explain")
                opened = self.open(profile, keys[1], "--explain", body=sealed.stdout)
                self.assertEqual(opened.stdout, TEXT)
                self.assertGreater(len(opened.stderr.splitlines()), 1)
                for output in (sealed.stderr, opened.stderr):
                    for secret in (bodies.GCM.hex().encode(), base64.b64encode(bodies.GCM), b"body-commands", TEXT):
                        self.assertNotIn(secret, output)
        refused = self.open("aes-256-gcm", "gcm-body", "--explain", body=bodies.seal_gcm(b"x", bodies.OWN), status=1)
        self.assertEqual(refused.stdout, b"")
        self.assertIn(b"tag", refused.stderr)

    def test_keys_of_a_wrong_kind_are_named(self):
        for profile, key in (("rsa-jwe", "gcm-body"), ("aes-256-gcm", "own")):
            done = self.gateway.command("seal", "--profile", profile, "--key", key, input=TEXT, status=78)
            self.assertIn(key.encode(), done.stderr)


if __name__ == "__main__":
    unittest.main()
