"""Keys that are pairs: made, taken in from what `openssl` and JWK writers make, written out, and kept of one kind."""

import base64
import json
import os
import shutil
import subprocess
import unittest

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519

import bodies
from gateway import Gateway, missing, revgate

PRIVATE = {"RSA 2048": ["RSA", "rsa_keygen_bits:2048"], "P-256": ["EC", "ec_paramgen_curve:P-256"],
           "P-384": ["EC", "ec_paramgen_curve:P-384"], "P-521": ["EC", "ec_paramgen_curve:P-521"],
           "X25519": ["X25519"], "Ed25519": ["ED25519"]}
PROFILES = """ciphers:
  rsa-jwe: {algorithm: jwe, key-management: [RSA-OAEP-256], content-encryption: [A256GCM]}
  agreed-jwe: {algorithm: jwe, key-management: [ECDH-ES+A256KW], content-encryption: [A256GCM]}
  direct-jwe: {algorithm: jwe, key-management: [dir], content-encryption: [A256CBC-HS512]}
  wrapped-jwe: {algorithm: jwe, key-management: [A192GCMKW], content-encryption: [A256GCM]}
  password-jwe: {algorithm: jwe, key-management: [PBES2-HS256+A128KW], content-encryption: [A256GCM]}
  session: {algorithm: aes-256-cbc, key-wrap: rsa-oaep-sha256, wrapped-key: "field:encryptedKey", wrapper: "json:data"}
  hexed: {algorithm: aes-128-gcm, key-encoding: hex}
"""


def number(value, length=None):
    """base64url of a big-endian number."""
    count = length or (value.bit_length() + 7) // 8
    return base64.urlsafe_b64encode(value.to_bytes(count, "big")).rstrip(b"=").decode()


def jwk_of_rsa(key, **more):
    numbers = key.private_numbers()
    public = numbers.public_numbers
    return {"kty": "RSA", "n": number(public.n), "e": number(public.e), "d": number(numbers.d), "p": number(numbers.p),
            "q": number(numbers.q), "dp": number(numbers.dmp1), "dq": number(numbers.dmq1), "qi": number(numbers.iqmp),
            **more}


def jwk_of_ec(key, **more):
    numbers = key.private_numbers()
    public = numbers.public_numbers
    return {"kty": "EC", "crv": "P-256", "x": number(public.x, 32), "y": number(public.y, 32),
            "d": number(numbers.private_value, 32), **more}


def public_jwk(jwk):
    return {name: value for name, value in jwk.items() if name not in ("d", "p", "q", "dp", "dq", "qi")}


class KeyKinds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup)
        cls.gateway.configure(more=PROFILES)

    def listed(self, name):
        return [row for row in self.gateway.json("keys", "list") if row["key"] == name]

    def openssl(self, *arguments, input=b""):
        if not shutil.which("openssl"):
            missing(self, "openssl", "openssl")
        done = subprocess.run(["openssl", *arguments], input=input, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def run_on(self, *arguments, input=b""):
        return revgate(*arguments, "--config", self.gateway.config, input=input)

    def refused(self, *arguments, input=b"", status=(64, 74), words=()):
        done = self.run_on(*arguments, input=input)
        self.assertIn(done.returncode, status, done)
        self.assertEqual(done.stdout, b"")
        for word in words:
            self.assertIn(word, done.stderr.decode())
        return done

    def genpkey(self, kind, *options):
        arguments = ["genpkey", "-algorithm", PRIVATE[kind][0]]
        for option in PRIVATE[kind][1:]:
            arguments += ["-pkeyopt", option]
        return self.openssl(*arguments, *options)

    def test_create_makes_what_the_profile_works_with(self):
        wanted = {
            "rsa-jwe": "RSA 3072 private", "agreed-jwe": "P-256 private", "direct-jwe": "octets 64",
            "wrapped-jwe": "octets 24", "password-jwe": "octets 43", "session": "RSA 3072 private",
            "hexed": "octets 32", "aes-192-cbc": "octets 24",
        }
        for profile, kind in wanted.items():
            with self.subTest(profile):
                made = self.gateway.json("keys", "create", f"for-{profile}", "--profile", profile)
                self.assertEqual((made["kind"], made["version"], made["state"]), (kind, 1, "active"))
                row = self.listed(f"for-{profile}")[0]
                self.assertEqual(row["kind"], kind)
                self.assertEqual(row["kid"] if "private" in kind else row.get("kid"), made.get("kid"))

    def test_create_takes_size_curve_and_signature(self):
        for options, kind in (
            (["--profile", "rsa-jwe", "--bits", "2048"], "RSA 2048 private"),
            (["--profile", "agreed-jwe", "--curve", "X25519"], "X25519 private"),
            (["--profile", "agreed-jwe", "--curve", "P-521"], "P-521 private"),
            (["--for", "RS256", "--bits", "2048"], "RSA 2048 private"), (["--for", "PS256"], "RSA 3072 private"),
            (["--for", "ES256"], "P-256 private"), (["--for", "EdDSA", "--kid", "own"], "Ed25519 private"),
        ):
            with self.subTest(options):
                name = "sized-" + "-".join(options).replace("--", "").lower()
                made = self.gateway.json("keys", "create", name, *options)
                self.assertEqual(made["kind"], kind)
                row = self.listed(name)[0]
                self.assertEqual(row["use"], "sig" if "--for" in options else "enc")
                self.assertEqual(row.get("alg"), options[1] if "--for" in options else None)
                if "--kid" in options:
                    self.assertEqual(row["kid"], "own")
        for wrong in (
            ["--profile", "rsa-jwe", "--bits", "1024"], ["--profile", "rsa-jwe", "--curve", "P-256"],
            ["--profile", "agreed-jwe", "--bits", "2048"], ["--profile", "aes-256-gcm", "--bits", "2048"],
            ["--for", "ES256", "--bits", "2048"], ["--for", "HS256"], [], ["--profile", "rsa-jwe", "--for", "RS256"],
        ):
            with self.subTest(wrong):
                self.refused("keys", "create", "wrong", *wrong)
        self.assertEqual(self.listed("wrong"), [])

    def test_private_keys_of_openssl_come_in_and_go_out_the_same(self):
        for kind in PRIVATE:
            with self.subTest(kind):
                name = "pem-" + kind.lower().replace(" ", "-")
                pem = self.genpkey(kind)
                made = self.gateway.json("keys", "import", name, "--format", "pem", "-", input=pem)
                self.assertEqual(made["kind"], f"{kind} private")
                public = self.openssl("pkey", "-pubout", input=pem)
                self.assertEqual(self.gateway.command("keys", "export", name, "--format", "pem").stdout, public)
                private = self.gateway.command("keys", "export", name, "--format", "pem", "--secret").stdout
                self.assertEqual(
                    self.openssl("pkey", "-outform", "DER", input=private), self.openssl("pkey", "-outform", "DER", input=pem))

    def test_older_pem_forms_public_keys_and_certificates_come_in(self):
        rsa_key, ec_key = self.genpkey("RSA 2048"), self.genpkey("P-256")
        folder = self.gateway.folder
        path = os.path.join(folder, "certified.pem")
        with open(path, "wb") as file:
            file.write(rsa_key)
        certificate = self.openssl("req", "-x509", "-new", "-key", path, "-subj", "/CN=partner", "-days", "2")
        forms = {
            "pkcs1": (self.openssl("rsa", "-traditional", input=rsa_key), "RSA 2048 private", rsa_key),
            "sec1": (self.openssl("ec", input=ec_key), "P-256 private", ec_key),
            "spki": (self.openssl("pkey", "-pubout", input=ec_key), "P-256 public", ec_key),
            "certificate": (certificate, "RSA 2048 public", rsa_key),
        }
        for form, (text, kind, pair) in forms.items():
            with self.subTest(form):
                made = self.gateway.json("keys", "import", f"form-{form}", "--format", "pem", "-", input=text)
                self.assertEqual(made["kind"], kind)
                self.assertEqual(
                    self.gateway.command("keys", "export", f"form-{form}", "--format", "pem").stdout,
                    self.openssl("pkey", "-pubout", input=pair))
        done = self.refused("keys", "export", "form-spki", "--format", "pem", "--secret")
        self.assertIn(b"no secret half", done.stderr)

    def test_what_cannot_be_used_is_refused_in_words(self):
        pem = self.genpkey("RSA 2048")
        faults = {
            "password": (self.openssl("pkey", "-aes256", "-passout", "pass:x", input=pem), ["password"]),
            "short": (self.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"), ["2048", "1024"]),
            "curve": (self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"), ["secp256k1"]),
            "Ed448": (self.openssl("genpkey", "-algorithm", "ED448"), ["448"]),
            "text": (b"not a key", ["PEM"]),
            "cut": (pem[:400] + b"\n-----END PRIVATE KEY-----\n", []),
            "swapped": (pem.replace(b"PRIVATE KEY", b"PUBLIC KEY"), []),
        }
        for name, (text, words) in faults.items():
            with self.subTest(name):
                self.refused("keys", "import", "faulty", "--format", "pem", "-", input=text, words=words)
        self.assertEqual(self.listed("faulty"), [])

    def test_jwk_goes_in_and_out_with_what_binds_it(self):
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        keys = {
            "jwk-rsa": (jwk_of_rsa(made, kid="r-1", alg="RSA-OAEP-256", use="enc"), "RSA 2048 private"),
            "jwk-ec": (jwk_of_ec(ec.generate_private_key(ec.SECP256R1()), kid="e-1", key_ops=["deriveKey"]), "P-256 private"),
            "jwk-oct": ({"kty": "oct", "k": number(7, 32), "kid": "o-1", "alg": "A256GCMKW"}, "octets 32"),
        }
        for name, (jwk, kind) in keys.items():
            with self.subTest(name):
                added = self.gateway.json("keys", "import", name, "--format", "jwk", "-", input=json.dumps(jwk).encode())
                self.assertEqual((added["kind"], added["kid"]), (kind, jwk["kid"]))
                row = self.listed(name)[0]
                for member in ("alg", "use", "key_ops"):
                    self.assertEqual(row.get(member), jwk.get(member))
                out = json.loads(self.gateway.command("keys", "export", name, "--format", "jwk", "--secret").stdout)
                self.assertEqual(out, jwk)
                if jwk["kty"] == "oct":
                    self.refused("keys", "export", name, "--format", "jwk", status=(64,), words=["--secret"])
                else:
                    out = json.loads(self.gateway.command("keys", "export", name, "--format", "jwk").stdout)
                    self.assertEqual({**out, "key_ops": None}, {**public_jwk(jwk), "key_ops": None})
        plain = jwk_of_rsa(made)
        self.gateway.command("keys", "import", "jwk-public", "--format", "jwk", "--kid", "given", "-",
                             input=json.dumps(public_jwk(plain)).encode())
        self.assertEqual((self.listed("jwk-public")[0]["kind"], self.listed("jwk-public")[0]["kid"]),
                         ("RSA 2048 public", "given"))

    def test_pair_without_a_name_is_called_by_its_thumbprint(self):
        """RFC 8037 appendix A.3."""
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        made = self.gateway.json("keys", "import", "thumb", "--format", "jwk", "-", input=json.dumps(jwk).encode())
        self.assertEqual(made["kid"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")

    def test_kid_selects_from_a_set(self):
        keys = [jwk_of_ec(ec.generate_private_key(ec.SECP256R1()), kid=name) for name in ("a", "b")]
        text = json.dumps({"keys": [public_jwk(key) for key in keys]}).encode()
        arguments = ["keys", "import", "of-set", "--format", "jwk", "-"]
        self.refused(*arguments, input=text, status=(64,), words=["--kid", '"a"', '"b"'])
        self.refused(*arguments, "--kid", "c", input=text, status=(64,), words=['"a"', '"b"'])
        made = self.gateway.json(*arguments, "--kid", "b", input=text)
        self.assertEqual((made["kid"], made["kind"]), ("b", "P-256 public"))
        out = json.loads(self.gateway.command("keys", "export", "of-set", "--format", "jwks").stdout)
        self.assertEqual([(key["kid"], key["x"]) for key in out["keys"]], [("b", keys[1]["x"])])

    def test_versions_of_one_key_are_of_one_kind(self):
        self.gateway.command("keys", "create", "one-kind", "--for", "ES256")
        self.refused("keys", "import", "one-kind", "--format", "raw", "-", input=b"k" * 32, status=(64,), words=["one kind"])
        self.refused("keys", "create", "one-kind", "--for", "EdDSA", status=(64,), words=["one kind"])
        made = self.gateway.json("keys", "create", "one-kind", "--for", "ES256")
        self.assertEqual((made["version"], made["state"]), (2, "staged"))
        self.refused("keys", "export", "one-kind", "--format", "pem", "--version", "3", status=(64,))
        first = self.gateway.command("keys", "export", "one-kind", "--format", "pem").stdout
        second = self.gateway.command("keys", "export", "one-kind", "--format", "pem", "--version", "2").stdout
        self.assertNotEqual(first, second)

    def test_octets_are_written_only_when_asked_for(self):
        key = bodies.fixed_key("exported", 32)
        self.gateway.command("keys", "import", "exported", "--format", "raw", "--kid", "k-7", "-", input=key)
        self.assertEqual(self.listed("exported")[0]["kid"], "k-7")
        forms = {"hex": key.hex().encode() + b"\n", "base64": base64.b64encode(key) + b"\n", "raw": key}
        for form, text in forms.items():
            with self.subTest(form):
                self.refused("keys", "export", "exported", "--format", form, status=(64,), words=["--secret"])
                out = self.gateway.command("keys", "export", "exported", "--format", form, "--secret").stdout
                self.assertEqual(out, text)
                told = self.gateway.json("keys", "export", "exported", "--format", form, "--secret")
                encoded = {"raw": forms["base64"]}.get(form, text).decode().strip()
                self.assertEqual(told, {"key": "exported", "format": form.replace("raw", "base64"), "content": encoded})
        self.gateway.command("keys", "create", "exported-pair", "--for", "ES256")
        pem = self.gateway.command("keys", "export", "exported-pair", "--format", "pem").stdout.decode()
        told = self.gateway.json("keys", "export", "exported-pair", "--format", "pem")
        self.assertEqual({**told, "content": told["content"].strip()},
                         {"key": "exported-pair", "format": "pem", "content": pem.strip()})
        self.refused("keys", "export", "exported", "--format", "pem", "--secret", status=(64,), words=["hex"])
        jwk = json.loads(self.gateway.command("keys", "export", "exported", "--format", "jwk", "--secret").stdout)
        self.assertEqual(jwk, {"kty": "oct", "k": base64.urlsafe_b64encode(key).rstrip(b"=").decode(), "kid": "k-7"})
        self.refused("keys", "import", "exported", "--format", "raw", "--kid", "k-7", "-", input=key, status=(64,))

    def test_list_and_public_exports_show_no_secret(self):
        made = x25519.X25519PrivateKey.generate()
        secret = made.private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.gateway.command("keys", "import", "hidden", "--format", "pem", "-", input=pem)
        out = b"".join(
            self.gateway.command("keys", *arguments).stdout for arguments in (
                ["list"], ["list", "--json"], ["export", "hidden", "--format", "pem"],
                ["export", "hidden", "--format", "jwk"], ["export", "hidden", "--format", "jwks"]))
        self.assertIn(b"X25519 private", out)
        for form in (base64.b64encode(secret), base64.urlsafe_b64encode(secret).rstrip(b"="), secret.hex().encode(),
                     b"".join(pem.splitlines()[1:-1])):
            self.assertNotIn(form, out)

    def test_files_of_the_first_format_are_read_and_others_say_so(self):
        folder = os.path.join(self.gateway.folder, "keys")
        with open(os.path.join(folder, "gcm-body.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["format"], 1)
        self.gateway.command("keys", "create", "formatted", "--for", "EdDSA")
        with open(os.path.join(folder, "formatted.json"), encoding="utf-8") as file:
            content = json.load(file)
        self.assertEqual((content["format"], content["versions"][0]["material"]["type"]), (2, "pkcs8"))
        der = base64.b64decode(content["versions"][0]["material"]["value"])
        self.assertIsInstance(serialization.load_der_private_key(der, None), ed25519.Ed25519PrivateKey)


if __name__ == "__main__":
    unittest.main()
