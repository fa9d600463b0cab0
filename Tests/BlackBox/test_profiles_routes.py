"""Routes that take several profiles, envelopes with header fields, and what is counted and published of keys."""

import json
import unittest

import bodies
import session_bodies
import wire
from gateway import Gateway

KEYS_PATH = "/.well-known/jwks.json"
ROUTES = f"""
  - {{path: /both, dialect: token-service, cipher: [{{profile: aes-256-gcm, key: gcm-body}}, {{profile: aes-256-cbc, key: cbc-body}}], revoker: embedded}}
  - {{path: /three, dialect: token-service, cipher: [{{profile: session, key: pair}}, {{profile: aes-256-gcm, key: gcm-body}}], revoker: embedded}}
  - {{path: /own, dialect: token-service, cipher: [{{profile: aes-256-gcm, key: consumer}}, {{profile: aes-192-cbc, key: consumer}}], revoker: embedded}}
  - {{path: {KEYS_PATH}, name: keys, jwks: [pair]}}
"""
MORE = f"ciphers:\n  session: {session_bodies.PROFILE}\n"


class Profiles(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway(self.addCleanup, limits="{open-failures: 1000000}")
        self.gateway.command("keys", "import", "pair", "--format", "pem", "-", input=session_bodies.pem())
        self.gateway.configure(ROUTES, "{open-failures: 1000000}", more=MORE)

    def prefer(self, consumer, profile):
        self.gateway.command("consumers", "update", consumer, "--body-profile", profile)

    def opened(self, consumer, profile):
        for line in self.gateway.metrics().splitlines():
            if line.startswith(f'revgate_bodies_opened_total{{consumer="{consumer}",profile="{profile}"}}'):
                return int(line.split()[-1])
        return 0


class Several(Profiles):
    def test_a_body_is_opened_by_whichever_fits_and_answered_in_kind(self):
        self.prefer("legacy", "aes-256-cbc")
        self.gateway.start()
        for consumer in ("first", "legacy"):
            for seal, opener in ((bodies.seal_gcm, bodies.open_gcm), (bodies.seal_cbc, bodies.open_cbc)):
                reply = self.gateway.post(seal(bodies.request("several")), "/both", consumer)
                self.assertEqual((reply.status, opener(reply.body)), (200, bodies.SUCCESS))

    def test_what_does_not_open_is_refused_as_the_consumer_prefers(self):
        self.prefer("legacy", "aes-256-cbc")
        self.gateway.start()
        for consumer, opener in (("first", bodies.open_gcm), ("legacy", bodies.open_cbc)):
            replies = [
                self.gateway.post(body, "/both", consumer)
                for body in (b"!", b"AAAA", bodies.seal_gcm(b"{}", bodies.OWN), bodies.seal_cbc(b"{}"))
            ]
            self.assertEqual({reply.status for reply in replies}, {400})
            self.assertEqual(len({(opener(reply.body), len(reply.body), tuple(reply.names)) for reply in replies}), 1)

    def test_every_consumers_profile_is_counted_and_logged(self):
        self.gateway.start()
        for _ in range(3):
            self.gateway.post(bodies.seal_gcm(bodies.request("counted")), "/both")
        self.gateway.post(bodies.seal_cbc(bodies.request("counted")), "/both", "legacy")
        self.gateway.post(b"AAAA", "/both")
        self.assertEqual(self.opened("first", "aes-256-gcm"), 3)
        self.assertEqual(self.opened("first", "aes-256-cbc"), 0)
        self.assertEqual(self.opened("legacy", "aes-256-cbc"), 1)
        lines = self.gateway.logged(5)
        self.assertEqual(
            sorted(str(line.get("profile")) for line in lines), ["None", "aes-256-cbc"] + ["aes-256-gcm"] * 3)

    def test_a_key_has_to_fit_one_profile_of_the_route(self):
        """own-body has 32 bytes: good for one of the two, and not for what the consumer is to use."""
        self.assertEqual(self.gateway.command("check").returncode, 0)
        self.gateway.start()
        reply = self.gateway.post(bodies.seal_gcm(bodies.request("own"), bodies.OWN), "/own", "legacy")
        self.assertEqual(reply.status, 200)
        self.prefer("legacy", "aes-192-cbc")
        done = self.gateway.command("check", status=1)
        self.assertRegex(done.stdout.decode(), r'revgate\.yaml:\d+: route "/own": key "own-body"')
        self.assertEqual(self.gateway.reload(), "refused")

    def test_own_keys_are_tried_where_their_consumers_may_go(self):
        """legacy's own key has 32 bytes, first's 24: each fits the one route that its consumer is allowed on."""
        self.gateway.command("keys", "import", "own-24", "--format", "hex", "-", input=b"00" * 24)
        self.gateway.configure("""
  - {path: /24, dialect: token-service, cipher: {profile: aes-192-cbc, key: consumer}, revoker: embedded}
  - {path: /32, dialect: token-service, cipher: {profile: aes-256-gcm, key: consumer}, revoker: embedded}
""")
        for consumer in self.gateway.json("consumers", "list"):
            self.gateway.command("consumers", "disable", consumer["consumer"])
        self.gateway.command("consumers", "update", "first", "--body-key", "own-24", "--allow", "/24")
        self.gateway.command("consumers", "update", "legacy", "--allow", "/32")
        for consumer in ("first", "legacy"):
            self.gateway.command("consumers", "enable", consumer)
        self.gateway.command("check")
        self.gateway.command("consumers", "update", "first", "--allow", "/24", "--allow", "/32")
        done = self.gateway.command("check", status=1)
        self.assertRegex(done.stdout.decode(), r'revgate\.yaml:\d+: route "/32": key "own-24"')

    def test_a_public_key_opens_nothing(self):
        self.gateway.command("keys", "import", "public", "--format", "pem", "-", input=session_bodies.public_pem())
        self.gateway.configure(
            "\n  - {path: /s, dialect: token-service, cipher: {profile: session, key: public}, revoker: embedded}\n", more=MORE)
        done = self.gateway.command("check", status=1)
        self.assertRegex(done.stdout.decode(), r'revgate\.yaml:\d+: route "/s": key "public" is a public key')

    def test_check_warns_of_preferences_that_lead_nowhere_and_of_weak_profiles_with_who_uses_them(self):
        self.prefer("legacy", "aes-256-cbc")
        said = self.gateway.command("check").stdout.decode()
        self.assertRegex(said, r'route "/three": takes no bodies of the profile that is preferred by consumers: legacy')
        self.assertRegex(said, r'route "/both": profile aes-256-cbc is weak \(not-authenticated\); consumers: legacy')
        self.gateway.start()
        self.assertIn(
            'revgate_weak_settings{kind="unauthenticated-profile",name="aes-256-cbc",place="/both",consumer="legacy"} 1',
            self.gateway.metrics())


class Fields(Profiles):
    def post(self, plaintext, consumer="first", **more):
        body, field, key = session_bodies.seal(plaintext)
        return self.gateway.post(body, "/three", consumer, **{"X_Session_Key": field, **more}), key

    def test_the_key_comes_in_a_header_field_and_its_reply_has_the_same_key(self):
        self.gateway.start()
        reply, key = self.post(bodies.request("session"))
        self.assertEqual((reply.status, session_bodies.open_reply(reply.body, key)), (200, bodies.SUCCESS))
        self.assertEqual(self.gateway.state_of("session"), "revoked")
        self.assertEqual(self.opened("first", "session"), 1)

    def test_without_the_field_or_with_two_it_does_not_open(self):
        self.gateway.start()
        body, field, _ = session_bodies.seal(bodies.request("session"))
        for fields in ([], [f"X-Session-Key: {field}"] * 2, ["X-Session-Key: !"]):
            with self.gateway.wire() as connection:
                reply = connection.send(self.gateway.request(body, "/three", *fields)).reply()
                self.assertEqual((reply.status, json.loads(bodies.open_gcm(reply.body))["resCode"]), (400, 400))
        with self.gateway.wire() as connection:
            self.assertEqual(
                connection.send(self.gateway.request(body, "/three", f"x-SESSION-key: {field}")).reply().status, 200)


class Published(Profiles):
    def ask(self, method="GET"):
        return wire.exchange(self.gateway.port, method, KEYS_PATH)

    def test_public_halves_are_given_out_to_anybody(self):
        self.gateway.start()
        reply = self.ask()
        self.assertEqual(
            (reply.status, reply["Content-Type"], reply["Cache-Control"]),
            (200, "application/jwk-set+json", "public, max-age=300"))
        self.assertTrue(reply["X-Request-Id"])
        key, = json.loads(reply.body)["keys"]
        self.assertEqual(key["kty"], "RSA")
        self.assertFalse(set(key) & {"d", "p", "q", "dp", "dq", "qi", "k"})
        head = self.ask("HEAD")
        self.assertEqual((head.status, head["Content-Length"], head.body), (200, str(len(reply.body)), b""))
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            refused = self.ask(method)
            self.assertEqual((refused.status, refused["Allow"]), (405, "GET, HEAD"))
        self.assertIn('revgate_exchanges_total{route="keys",dialect="none",outcome="published"} 2', self.gateway.metrics())
        self.assertEqual(self.gateway.logged(1)[0]["route"], "keys")
        self.assertIn("get", json.loads(self.gateway.document())["paths"][KEYS_PATH])

    def test_secrets_cannot_be_published(self):
        for keys, fault in (("gcm-body", "only public halves can be published"), ("gone", "no key"), ("", "names no key")):
            self.gateway.configure(f"\n  - {{path: /k, jwks: [{keys}]}}\n", more=MORE)
            done = self.gateway.command("check", status=1)
            self.assertRegex(done.stdout.decode(), rf"revgate\.yaml:\d+: .*{fault}")


if __name__ == "__main__":
    unittest.main()
