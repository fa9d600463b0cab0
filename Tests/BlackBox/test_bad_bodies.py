"""Bodies that do not open, or open to something else: one refusal, nothing recorded, and no oracle."""

import base64
import json
import random
import time
import unittest

import bodies
import wire
from gateway import PATH, Gateway, SOAK

REFERENCE = "bad-body-reference"
PLAIN = bodies.request(REFERENCE)


def flipped(sealed, index):
    raw = bytearray(base64.b64decode(sealed))
    raw[index] ^= 1
    return base64.b64encode(bytes(raw))


def unreadable(seal, key_size):
    """Bodies that no key of the route opens, by name."""
    sealed = seal(PLAIN)
    raw = base64.b64decode(sealed)
    return {
        "empty": b"",
        "one byte": b"A",
        "truncated base64": sealed[:-5],
        "truncated by a byte": base64.b64encode(raw[:-1]),
        "truncated by a block": base64.b64encode(raw[:-16]),
        "only an IV": base64.b64encode(raw[:12]),
        "not base64": b"!" + sealed[1:],
        "white space inside": sealed[:8] + b" " + sealed[8:],
        "bytes that are no text": b"\xff\x00" * 40,
        "wrong key": seal(PLAIN, bodies.fixed_key("another", key_size)),
        "clear JSON": PLAIN,
        "base64 of clear JSON": base64.b64encode(PLAIN),
        "base64url": base64.b64encode(b"\xfb\xff" * 32).replace(b"+", b"-").replace(b"/", b"_"),
    }


CONTENT = {
    "not UTF-8": b'{"tokenReferenceId":"' + b"\xff\xfe" + b'"}',
    "not JSON": b"tokenReferenceId=" + REFERENCE.encode(),
    "JSON and more": PLAIN + b"x",
    "empty content": b"",
    "JSON array": b"[" + PLAIN + b"]",
    "wrong member": b'{"tokenReferenceID":"%s"}' % REFERENCE.encode(),
    "member twice": b'{"tokenReferenceId":"%s","tokenReferenceId":"x"}' % REFERENCE.encode(),
    "wrong type": b'{"tokenReferenceId":17}',
    "null": b'{"tokenReferenceId":null}',
    "empty reference": b'{"tokenReferenceId":""}',
    "single quotes": b"{'tokenReferenceId':'x'}",
    "byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "lone surrogate": b'{"tokenReferenceId":"\\ud800"}',
    "too deep": b'{"tokenReferenceId":"x","a":' + b"[" * 5000 + b"]" * 5000 + b"}",
}


class BadBodies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup, limits="{open-failures: 100000}")
        cls.gateway.start()

    def tearDown(self):
        self.assertIsNone(self.gateway.process.poll(), "the gateway died")
        self.assertEqual(self.gateway.state_of(REFERENCE), "unknown", "a refused body was recorded")

    def refusals(self, wrong, path, opener):
        """Posts each body and returns, by name, all that could tell one refusal from another."""
        told = {}
        for name, body in wrong.items():
            with self.subTest(name):
                reply = self.gateway.post(body, path=path)
                opened = opener(reply.body)
                self.assertEqual((reply.status, json.loads(opened)["resCode"]), (400, 400), name)
                self.assertNotIn(b"100", opened)
                told[name] = (reply.status, tuple(reply.names), reply["Content-Type"], len(reply.body), opened)
        return told

    def assertAllTheSame(self, told):
        kinds = {}
        for name, what in told.items():
            kinds.setdefault(what, []).append(name)
        self.assertEqual(len(kinds), 1, f"refusals differ: {kinds}")

    def test_gcm_failures_to_open_are_one_refusal(self):
        wrong = unreadable(bodies.seal_gcm, 32)
        sealed = bodies.seal_gcm(PLAIN)
        for name, index in (("IV", 0), ("first byte", 12), ("middle", 40), ("tag", -1)):
            wrong[f"bit flipped in the {name}"] = flipped(sealed, index)
        wrong["tag cut to 12 bytes"] = base64.b64encode(base64.b64decode(sealed)[:-4])
        self.assertAllTheSame(self.refusals(wrong, PATH, bodies.open_gcm))

    def test_gcm_bodies_that_open_to_no_request_are_400(self):
        self.refusals({name: bodies.seal_gcm(text) for name, text in CONTENT.items()}, PATH, bodies.open_gcm)

    def test_clear_bodies_that_are_no_request_are_400_in_the_clear(self):
        for text in (b"{", b'{"tokenReferenceId":17}', b"{}", b'{"tokenReferenceId":"' + b"\xff" + b'"}'):
            with self.subTest(text=text):
                reply = self.gateway.post(text, path="/clear")
                self.assertEqual((reply.status, json.loads(reply.body)["resCode"]), (400, 400))

    def cbc_bodies(self, seal, key):
        """Every way to fail of a profile without integrity, from decoding to a well-formed call."""
        wrong = unreadable(seal, len(key))
        block = b'{"tokenReferenceI'[:16]
        padded = PLAIN + bytes([16 - len(PLAIN) % 16]) * (16 - len(PLAIN) % 16)
        for name, ending in {
            "padding 0": block[:15] + b"\0", "padding 17": block[:15] + b"\x11", "padding 255": block[:15] + b"\xff",
            "uneven padding": block[:13] + b"\x02\x03\x03", "long uneven padding": b"\x0f" + b"\x10" * 15,
        }.items():
            wrong[name] = base64.b64encode(bodies.encrypt_cbc(padded[:16] + ending, key))
        wrong["nothing but padding"] = base64.b64encode(bodies.encrypt_cbc(b"\x10" * 16, key))
        wrong["bit flipped in the last block"] = flipped(seal(PLAIN), -1)
        wrong["bit flipped in the first block"] = flipped(seal(PLAIN), 16)
        for name, text in CONTENT.items():
            wrong[f"content: {name}"] = seal(text, key)
        return wrong

    def test_cbc_256_failures_of_every_kind_are_one_refusal(self):
        wrong = self.cbc_bodies(bodies.seal_cbc, bodies.CBC256)
        self.assertAllTheSame(self.refusals(wrong, "/cbc", bodies.open_cbc))

    def test_cbc_192_failures_of_every_kind_are_one_refusal(self):
        def seal(text, key=bodies.CBC192):
            return bodies.seal_cbc(text, key)

        wrong = self.cbc_bodies(seal, bodies.CBC192)
        self.assertAllTheSame(self.refusals(wrong, "/cbc192", lambda body: bodies.open_cbc(body, bodies.CBC192)))

    def test_cbc_bodies_are_served(self):
        for path, key in (("/cbc", bodies.CBC256), ("/cbc192", bodies.CBC192)):
            for outcome in ("revoked", "already-revoked"):
                reply = self.gateway.post(bodies.seal_cbc(bodies.request(path), key), path=path)
                self.assertEqual((reply.status, reply["Revgate-Outcome"]), (200, outcome))
                self.assertEqual(bodies.open_cbc(reply.body, key), bodies.SUCCESS)

    def test_oversized_body_is_413(self):
        self.assertEqual(self.gateway.post(b"A" * 65_537).status, 413)
        self.assertEqual(self.gateway.post(b"A" * 65_536).status, 400)

    def test_longest_reference_is_taken_and_a_longer_one_refused(self):
        longest = next(
            count for count in (65_536, 16_384, 8_192, 4_096, 2_048, 1_024, 512, 256)
            if self.gateway.post(bodies.seal_gcm(bodies.request("r" * count))).status == 200)
        self.assertEqual(self.gateway.post(bodies.seal_gcm(bodies.request("r" * (longest + 1)))).status, 400)

    def test_random_bodies_are_never_served(self):
        """Mutations of good bodies, and noise; the process goes on."""
        chance = random.Random(7)
        for _ in range(5_000 if SOAK else 150):
            body = bytearray(bodies.seal_gcm(PLAIN))
            position = chance.randrange(len(body) - 4)  # the last symbols may carry bits that no byte has
            other = chance.choice(b"ABCXYZabcxyz0189+/=\r\n\x00\xff {")
            if other == body[position]:
                continue
            body[position] = other
            self.assertEqual(self.gateway.post(bytes(body)).status, 400, bytes(body))


class OpenFailures(unittest.TestCase):
    """The default limit: what a padding oracle would need."""

    def setUp(self):
        self.gateway = Gateway(self.addCleanup).start()

    def test_twenty_failures_a_minute_then_429_for_that_consumer_on_cbc_routes_only(self):
        good = bodies.seal_cbc(bodies.request("limited"))
        statuses = [self.gateway.post(b"nonsense", path="/cbc").status for _ in range(21)]
        self.assertEqual(statuses, [400] * 20 + [429])
        refused = self.gateway.post(good, path="/cbc")
        self.assertEqual(refused.status, 429)
        self.assertEqual(json.loads(bodies.open_cbc(refused.body))["resCode"], 429)
        self.assertIn(int(refused["Retry-After"]), range(1, 61))
        self.assertEqual(self.gateway.state_of("limited"), "unknown")
        self.assertEqual(self.gateway.post(good, path="/cbc", consumer="legacy").status, 200)
        self.assertEqual(self.gateway.revoke("not-limited").status, 200)
        self.assertEqual(self.gateway.post(b"nonsense").status, 400)

    def test_service_resumes_after_the_time_that_retry_after_says(self):
        if not SOAK:
            self.skipTest("takes a minute; --soak runs it")
        for _ in range(21):
            refused = self.gateway.post(b"nonsense", path="/cbc")
        time.sleep(int(refused["Retry-After"]))
        good = bodies.seal_cbc(bodies.request("patient"))
        wire.poll(lambda: self.gateway.post(good, path="/cbc").status == 200, "the minute to pass", timeout=2)


if __name__ == "__main__":
    unittest.main()
