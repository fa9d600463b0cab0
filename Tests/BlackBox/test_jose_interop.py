"""JWEs of Revgate and of other implementations, each opened by the other, over all pairs of algorithms that they know."""

import base64
import json
import unittest

import reference_jose as jose
from jose_cases import ALL_PEERS, PAIRS, fresh_keys
from sealing import Bench

# Of one length in no block or base64 group, and with bytes beyond ASCII.
TEXT = '{"tokenReferenceId":"übergabe-0001"}'.encode()
SHAPES = [
    ("RSA-OAEP-256", "A256GCM", "RSA"), ("A256KW", "A128CBC-HS256", "oct-32"), ("A192GCMKW", "A192GCM", "oct-24"),
    ("ECDH-ES+A128KW", "A256CBC-HS512", "P-256"), ("ECDH-ES", "A128GCM", "X25519"), ("dir", "A256GCM", "oct-32"),
]


def fields(alg, enc, more=""):
    return f"{{algorithm: jwe, key-management: [{alg}], content-encryption: [{enc}]{more}}}"


def case(op, alg, enc, key, **more):
    return {"op": op, "alg": alg, "enc": enc, "jwk": key, **more}


def text_of(answer):
    return jose.decode(answer["text"].rstrip("=")) if "text" in answer else answer


class Interop(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.bench = Bench(cls.addClassCleanup)
        cls.keys = fresh_keys()
        cls.names = {pair.kind: pair.key for pair in PAIRS}
        cls.bench.import_keys({cls.names[kind]: cls.material(key) for kind, key in cls.keys.items()})
        profiles = {cls.profile(pair.alg, pair.enc): fields(pair.alg, pair.enc) for pair in PAIRS}
        cls.config = cls.bench.configuration("pairs", profiles)
        cls.sealed = dict(zip(PAIRS, cls.bench.map(cls.seal, PAIRS)))

    @staticmethod
    def material(key):
        """Octets as bytes: a JWK would name no algorithm either."""
        return jose.decode(key["k"]) if key["kty"] == "oct" else key

    @staticmethod
    def profile(alg, enc):
        return f"{alg}-{enc}".lower().replace("+", "-").replace("_", "-")

    @classmethod
    def seal(cls, pair):
        return cls.bench.seal(cls.config, cls.profile(pair.alg, pair.enc), pair.key, TEXT)

    @classmethod
    def open(cls, pair, message):
        return cls.bench.open(cls.config, cls.profile(pair.alg, pair.enc), pair.key, message)

    def assertAllOpen(self, opened):
        """`opened` has what came of each pair or case; what failed is shown whole."""
        self.assertEqual({repr(name): text for name, text in opened.items() if text != TEXT}, {})

    def test_header_says_what_the_profile_says(self):
        for pair, message in self.sealed.items():
            with self.subTest(pair):
                self.assertIsInstance(message, bytes, message)
                self.assertEqual(message.count(b"."), 4)
                header = jose.header_of(message)
                self.assertEqual((header["alg"], header["enc"]), (pair.alg, pair.enc))
                self.assertNotIn("zip", header)
                key = self.keys[pair.kind]
                if key["kty"] != "oct":
                    self.assertEqual(header["kid"], jose.thumbprint(key))
                if "epk" in header:
                    self.assertEqual(set(header["epk"]), {"kty", "crv", "x"} | ({"y"} if key["kty"] == "EC" else set()))
                if "p2c" in header:
                    self.assertGreaterEqual(header["p2c"], 1000)
                    self.assertGreaterEqual(len(jose.decode(header["p2s"])), 8)
                iv = jose.parts_of(message)[2]
                self.assertEqual(len(iv), 12 if pair.enc.endswith("GCM") else 16)

    def test_reference(self):
        self.assertAllOpen({pair: self.open_reference(pair, message) for pair, message in self.sealed.items()})
        messages = [(pair, jose.seal(TEXT, pair.alg, pair.enc, self.keys[pair.kind])) for pair in PAIRS]
        self.assertAllOpen(dict(zip(PAIRS, self.bench.map(lambda item: self.open(*item), messages))))

    def open_reference(self, pair, message):
        try:
            return jose.open(message, self.keys[pair.kind])
        except Exception as error:  # of any kind: shown beside the others
            return repr(error)

    def peer(self, name):
        peer = next(peer for peer in ALL_PEERS if peer.name == name)
        peer.find(self)
        return peer, [pair for pair in PAIRS if not peer.unknown(pair)]

    def check(self, name, count):
        """Both ways, over the pairs that the peer knows, so many of them."""
        peer, pairs = self.peer(name)
        self.assertEqual(len(pairs), count)
        answers = peer.answers({
            pair.name: case("open", pair.alg, pair.enc, self.keys[pair.kind], jwe=self.sealed[pair].decode())
            for pair in pairs if isinstance(self.sealed[pair], bytes)})
        self.assertAllOpen({pair: text_of(answers.get(pair.name, self.sealed[pair])) for pair in pairs})
        answers = peer.answers({
            pair.name: case("seal", pair.alg, pair.enc, jose.public(self.keys[pair.kind]),
                            text=base64.urlsafe_b64encode(TEXT).decode()) for pair in pairs})
        self.assertEqual({name: answer for name, answer in answers.items() if "jwe" not in answer}, {})
        messages = [(pair, answers[pair.name]["jwe"].encode()) for pair in pairs]
        self.assertAllOpen(dict(zip(pairs, self.bench.map(lambda item: self.open(*item), messages))))

    def test_joserfc(self):
        self.check("joserfc", len(PAIRS))

    def test_jwcrypto(self):
        self.check("jwcrypto", len(PAIRS))

    def test_debian_jose(self):
        """Without RSA-OAEP and X25519, which it has not."""
        self.check("jose", len(PAIRS) - 2 * 6 - 4 * 6)

    def test_node(self):
        self.check("node", len(PAIRS))

    def test_java(self):
        self.check("java", len(PAIRS))


class Shapes(unittest.TestCase):
    """JSON serialisations, additional data, compression and several recipients."""

    @classmethod
    def setUpClass(cls):
        cls.bench = Bench(cls.addClassCleanup)
        cls.keys = {kind: key for kind, key in fresh_keys().items() if kind in {shape[2] for shape in SHAPES}}
        cls.bench.import_keys({cls.name(kind): Interop.material(key) for kind, key in cls.keys.items()})
        cls.config = cls.bench.configuration("shapes", {
            cls.profile(alg, enc, shape): fields(alg, enc, f", serialization: {shape}, zip: 64KiB")
            for alg, enc, _ in SHAPES for shape in ("compact", "flattened", "general")})
        cls.strict = cls.bench.configuration("strict", {
            cls.profile(alg, enc, "compact"): fields(alg, enc) for alg, enc, _ in SHAPES})

    @staticmethod
    def name(kind):
        return kind.lower()

    @staticmethod
    def profile(alg, enc, shape):
        return f"{Interop.profile(alg, enc)}-{shape}"

    def open(self, alg, enc, kind, message, config=None):
        return self.bench.open(config or self.config, self.profile(alg, enc, "compact"), self.name(kind), message)

    def check(self, peer):
        peer = next(each for each in ALL_PEERS if each.name == peer)
        peer.find(self)
        other = jose.public(jose.fresh("RSA"))
        ours, theirs = {}, {}
        for alg, enc, kind in SHAPES:
            for shape in ("compact", "flattened", "general"):
                if peer.unknown(next(pair for pair in PAIRS if (pair.alg, pair.enc, pair.kind) == (alg, enc, kind))):
                    continue
                name = f"{alg} {shape}"
                sealed = self.bench.seal(self.config, self.profile(alg, enc, shape), self.name(kind), TEXT)
                self.assertIsInstance(sealed, bytes, sealed)
                self.assertEqual(sealed.startswith(b"{"), shape != "compact")
                ours[name] = case("open", alg, enc, self.keys[kind], jwe=sealed.decode())
                text = {"text": base64.urlsafe_b64encode(TEXT).decode(), "shape": shape, "kind": kind}
                key = jose.public(self.keys[kind])
                theirs[name] = case("seal", alg, enc, key, **text)
                if peer.name == "jose":
                    continue
                theirs[f"{name} compressed"] = case("seal", alg, enc, key, zip=True, **text)
                if shape != "compact":
                    theirs[f"{name} with data"] = case("seal", alg, enc, key, aad="more than the message", **text)
                if shape == "general" and kind == "RSA":
                    theirs[f"{name} to others too"] = case("seal", alg, enc, key, others=[other, other], **text)
        opened = peer.answers(ours)
        self.assertEqual({name: answer for name, answer in opened.items() if text_of(answer) != TEXT}, {})
        sealed = peer.answers(theirs)
        failed = {}
        for name, made in theirs.items():
            self.assertIn("jwe", sealed[name])
            text = self.open(made["alg"], made["enc"], made["kind"], sealed[name]["jwe"].encode())
            if text != TEXT:
                failed[name] = text
        self.assertEqual(failed, {})

    def test_joserfc(self):
        self.check("joserfc")

    def test_jwcrypto(self):
        self.check("jwcrypto")

    def test_debian_jose(self):
        self.check("jose")

    def test_compression_that_is_not_allowed_or_too_large_is_refused(self):
        for alg, enc, kind in SHAPES:
            with self.subTest(alg):
                bomb = jose.seal(bytes(64 * 1024 + 1), alg, enc, self.keys[kind], zip=True)
                whole = jose.seal(bytes(64 * 1024), alg, enc, self.keys[kind], zip=True)
                self.assertIn("open ended 1", str(self.open(alg, enc, kind, bomb)))
                self.assertEqual(self.open(alg, enc, kind, whole), bytes(64 * 1024))
                small = jose.seal(TEXT, alg, enc, self.keys[kind], zip=True)
                self.assertEqual(self.open(alg, enc, kind, small), TEXT)
                self.assertIn("open ended 1", str(self.open(alg, enc, kind, small, self.strict)))

    @staticmethod
    def under(header, alg, enc, key):
        """A message whose tag is right for a header that no library writes."""
        protected, iv = jose.encode(header), bytes(16)
        cek, sent = jose.wrapped(alg, enc, key, {})
        sealed, tag = jose.seal_content(enc, cek, iv, TEXT, protected.encode())
        return ".".join([protected, *(jose.encode(part) for part in (sent, iv, sealed, tag))]).encode()

    def test_messages_that_no_peer_writes(self):
        """What a header must not say, each opened when it does not."""
        alg, enc, kind = "A256KW", "A128CBC-HS256", "oct-32"
        key = self.keys[kind]
        self.assertEqual(self.open(alg, enc, kind, jose.seal(TEXT, alg, enc, key)), TEXT)
        wrong = {
            "an extension that is critical": jose.seal(TEXT, alg, enc, key, {"crit": ["exp"], "exp": 1}),
            "a critical name that is not there": jose.seal(TEXT, alg, enc, key, {"crit": ["exp"]}),
            "an empty list of critical names": jose.seal(TEXT, alg, enc, key, {"crit": []}),
            "a registered name as critical": jose.seal(TEXT, alg, enc, key, {"crit": ["alg"]}),
            "another key management": jose.seal(TEXT, "dir", enc, key),
            "another content encryption": jose.seal(TEXT, alg, "A256GCM", key),
            "an IV of 16 bytes": jose.seal(TEXT, "A192GCMKW", "A192GCM", self.keys["oct-24"], iv_length=16),
        }
        spaced = self.under(b'{ "enc":"A128CBC-HS256", "alg":"A256KW"}', alg, enc, key)
        self.assertEqual(self.open(alg, enc, kind, spaced), TEXT)
        for name, header in {
            "a name twice": b'{"alg":"A256KW","enc":"A128CBC-HS256","alg":"A256KW"}', "no enc": b'{"alg":"A256KW"}',
            "no object": b'["A256KW","A128CBC-HS256"]', "no JSON": b'{"alg":"A256KW","enc":"A128CBC-HS256"', "nothing": b"",
        }.items():
            wrong[name] = self.under(header, alg, enc, key)
        for name, message in wrong.items():
            with self.subTest(name):
                how = ("A192GCMKW", "A192GCM", "oct-24") if "IV" in name else (alg, enc, kind)
                self.assertIn("open ended 1", str(self.open(*how, message)))

    def test_iterations_beyond_the_bound_are_refused_at_once(self):
        self.bench.import_key("password", b"correct horse battery staple")
        config = self.bench.configuration("password", {
            "bounded": fields("PBES2-HS256+A128KW", "A128GCM", ", max-p2c: 5000"),
            "default": fields("PBES2-HS256+A128KW", "A128GCM")})
        key = jose.octets(b"correct horse battery staple")
        for profile, count, opens in (("bounded", 5000, True), ("bounded", 5001, False), ("default", 5001, True)):
            message = jose.seal(TEXT, "PBES2-HS256+A128KW", "A128GCM", key, {"p2c": count})
            opened = self.bench.open(config, profile, "password", message)
            self.assertEqual(opened == TEXT, opens, (profile, count, opened))
        protected, *rest = jose.seal(TEXT, "PBES2-HS256+A128KW", "A128GCM", key).decode().split(".")
        header = json.loads(jose.decode(protected))
        for count in (2**31, 2**63, 2**80, -1, 0, "1000", 1000.5):
            header["p2c"] = count
            message = ".".join([jose.encode(jose.to_json(header)), *rest]).encode()
            self.assertIn("open ended 1", str(self.bench.open(config, "default", "password", message)), count)

    def test_messages_that_are_changed_are_refused(self):
        """A bit of each part, and each part left out."""
        for alg, enc, kind in SHAPES:
            message = jose.seal(TEXT, alg, enc, self.keys[kind])
            parts = message.decode().split(".")
            changed = []
            for index, part in enumerate(parts):
                if part:
                    data = bytearray(jose.decode(part))
                    data[len(data) // 2] ^= 1
                    changed.append(parts[:index] + [jose.encode(bytes(data))] + parts[index + 1:])
                    changed.append(parts[:index] + [""] + parts[index + 1:])
                changed.append(parts[:index] + parts[index + 1:])
            # The tag of GCM and of HMAC, shortened: a library that compares what is there takes it.
            changed += [parts[:4] + [jose.encode(jose.decode(parts[4])[:count])] for count in (1, 4, 12, 15)]
            changed.append([*parts, ""])
            messages = [".".join(one).encode() for one in changed]
            answers = self.bench.map(lambda one: self.open(alg, enc, kind, one), messages)
            for one, answer in zip(messages, answers):
                with self.subTest(alg, message=one[:80]):
                    self.assertIn("open ended 1", str(answer))

    def test_zeros_of_an_agreement_are_refused(self):
        """An ephemeral key whose secret everybody knows (RFC 7748 § 6.1), and one that is not on the curve."""
        for alg, enc, kind in (("ECDH-ES", "A128GCM", "X25519"), ("ECDH-ES+A128KW", "A256CBC-HS512", "P-256")):
            key = self.keys[kind]
            message = jose.seal(TEXT, alg, enc, key)
            protected, *rest = message.decode().split(".")
            header = json.loads(jose.decode(protected))
            points = [jose.encode(bytes(32)), jose.encode(bytes([1]) + bytes(31))] if kind == "X25519" else \
                [jose.encode(bytes(32)), header["epk"]["y"]]
            for point in points:
                header["epk"]["x"] = point
                body = ".".join([jose.encode(jose.to_json(header)), *rest]).encode()
                self.assertIn("open ended 1", str(self.open(alg, enc, kind, body)))


class Bindings(unittest.TestCase):
    """A JWK's own `alg`, `use` and `key_ops` bind, which joserfc and jwcrypto get wrong; `kid` selects."""

    @classmethod
    def setUpClass(cls):
        cls.bench = Bench(cls.addClassCleanup)
        cls.config = cls.bench.configuration("bindings", {
            "kw": fields("A256KW", "A256GCM"), "gcmkw": fields("A256GCMKW", "A256GCM"), "direct": fields("dir", "A256GCM"),
            "oaep": fields("RSA-OAEP-256", "A256GCM"), "oaep1": fields("RSA-OAEP", "A256GCM"),
            "both": fields("A256KW, A256GCMKW", "A256GCM"),
        })

    def usable(self, name, key, profile, alg):
        """Whether it opens, and whether it seals."""
        self.bench.import_key(name, key)
        opened = self.bench.open(self.config, profile, name, jose.seal(TEXT, alg, "A256GCM", key))
        sealed = self.bench.seal(self.config, profile, name, TEXT)
        if not isinstance(sealed, bytes):
            return opened == TEXT, False
        written = jose.header_of(sealed)["alg"]
        self.assertIn(key.get("alg", written), (written, "dir"))
        return opened == TEXT, jose.open(sealed, key) == TEXT

    def test_alg_use_and_operations_bind(self):
        material, pair = bytes(range(32)), jose.fresh("RSA")
        both, neither = (True, True), (False, False)
        cases = [
            ("unbound", jose.octets(material), "kw", "A256KW", both),
            ("same-alg", jose.octets(material, alg="A256KW"), "kw", "A256KW", both),
            ("other-alg", jose.octets(material, alg="A256GCMKW"), "kw", "A256KW", neither),
            ("other-alg-back", jose.octets(material, alg="A256KW"), "gcmkw", "A256GCMKW", neither),
            # Of several algorithms that a profile allows, the one that the key is for is written.
            ("other-alg-listed", jose.octets(material, alg="A256GCMKW"), "both", "A256KW", (False, True)),
            ("listed", jose.octets(material, alg="A256GCMKW"), "both", "A256GCMKW", both),
            ("content-alg", jose.octets(material, alg="A256GCM"), "kw", "A256KW", neither),
            ("encryption", jose.octets(material, use="enc"), "kw", "A256KW", both),
            ("signature", jose.octets(material, use="sig"), "kw", "A256KW", neither),
            ("direct-signature", jose.octets(material, use="sig"), "direct", "dir", neither),
            ("wrapping", jose.octets(material, key_ops=["wrapKey", "unwrapKey"]), "kw", "A256KW", both),
            ("unwrapping", jose.octets(material, key_ops=["unwrapKey"]), "kw", "A256KW", (True, False)),
            ("deriving", jose.octets(material, key_ops=["deriveKey", "deriveBits"]), "kw", "A256KW", neither),
            ("signing", jose.octets(material, key_ops=["sign", "verify"]), "direct", "dir", neither),
            ("rsa-same", {**pair, "alg": "RSA-OAEP-256", "use": "enc"}, "oaep", "RSA-OAEP-256", both),
            ("rsa-other", {**pair, "alg": "RSA-OAEP"}, "oaep", "RSA-OAEP-256", neither),
            ("rsa-signature", {**pair, "use": "sig"}, "oaep", "RSA-OAEP-256", neither),
            ("rsa-signing", {**pair, "alg": "RS256"}, "oaep1", "RSA-OAEP", neither),
        ]
        for name, key, profile, alg, expected in cases:
            with self.subTest(name):
                self.assertEqual(self.usable(name, key, profile, alg), expected)

    def test_kid_of_another_key_is_no_candidate(self):
        key = jose.octets(bytes(range(32)), kid="mine")
        self.bench.import_key("named", key)
        for kid, expected in (("mine", True), ("other", False), (None, True), (7, False)):
            header = {} if kid is None else {"kid": kid}
            opened = self.bench.open(self.config, "kw", "named", jose.seal(TEXT, "A256KW", "A256GCM", key, header))
            self.assertEqual(opened == TEXT, expected, (kid, opened))
        self.assertEqual(jose.header_of(self.bench.seal(self.config, "kw", "named", TEXT))["kid"], "mine")


if __name__ == "__main__":
    unittest.main()
