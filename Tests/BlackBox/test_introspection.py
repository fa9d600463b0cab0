"""The introspection dialect (RFC 7662) over what the embedded revoker knows."""

import base64
import json
import time
import unittest
import urllib.parse

import bodies
import wire
from gateway import ROUTES, Gateway
from test_tokens import lines
from tracing import Tracer

FORM = "application/x-www-form-urlencoded"
DEAD = b'{"active":false}'
MORE_ROUTES = ROUTES + """
  - {path: /introspect, name: introspect, dialect: introspection, revoker: embedded}
  - {path: /strict, name: strict, dialect: introspection, hint: strict, revoker: embedded}
  - path: /sealed
    name: sealed
    dialect: introspection
    cipher: {profile: aes-256-gcm, key: gcm-body}
    revoker: embedded
  - {path: /revoke, dialect: rfc7009, revoker: embedded}
  - {path: /grants, dialect: digilocker, revoker: embedded}
"""


class IntrospectionCase(unittest.TestCase):
    """Tests with a gateway of their own and a consumer `inspector` that may ask."""

    routes, more, limits, environment = MORE_ROUTES, "", "{}", None

    @classmethod
    def setUpClass(cls):
        cls.gateway = cls.make(cls.addClassCleanup)

    @classmethod
    def make(cls, cleanup):
        gateway = Gateway(
            cleanup, routes=cls.routes, more=cls.more, limits=cls.limits, environment=cls.environment)
        gateway.add_consumer("inspector", allow=["introspect"])
        return gateway.start()

    def ask(self, token, path="/introspect", consumer="inspector", gateway=None, **parameters):
        form = urllib.parse.urlencode({"token": token, **parameters})
        return (gateway or self.gateway).post(form, path, consumer, Content_Type=FORM)

    def told(self, token, **options):
        reply = self.ask(token, **options)
        self.assertEqual((reply.status, reply["Content-Type"]), (200, "application/json"), reply)
        self.assertEqual((reply["Cache-Control"], reply["Revgate-Outcome"]), ("no-store", None))
        return json.loads(reply.body)

    def assertDead(self, token, **options):
        reply = self.ask(token, **options)
        self.assertEqual((reply.status, reply.body), (200, DEAD), f"{token}: {reply}")

    def assertNoWord(self, reply):
        """Neither alive nor dead: asked again later."""
        self.assertEqual(reply.status, 503, reply)
        self.assertGreater(int(reply["Retry-After"]), 0)
        self.assertNotIn(b"active", reply.body)
        self.assertEqual(json.loads(reply.body)["error"], "temporarily_unavailable")

    def learn(self, *tokens, gateway=None):
        (gateway or self.gateway).command("tokens", "import", "-", input=lines(*tokens))

    def revoke(self, token, path="/revoke", consumer="first", gateway=None):
        form = urllib.parse.urlencode({"token": token})
        return (gateway or self.gateway).post(form, path, consumer, Content_Type=FORM)


class States(IntrospectionCase):
    def test_a_known_token_is_told_of_with_all_that_is_known(self):
        self.learn({"token": "whole", "kind": "access_token", "consumer": "first", "expires_at": 4102444800})
        self.assertEqual(
            self.told("whole"),
            {"active": True, "exp": 4102444800, "token_type": "access_token", "client_id": "first"})
        self.learn({"token": "bare"}, {"token": "session", "kind": "session"},
                   {"token": "refresh", "kind": "refresh_token", "consumer": "legacy"})
        self.assertEqual(self.told("bare"), {"active": True})
        self.assertEqual(self.told("session"), {"active": True, "token_type": "session"})
        self.assertEqual(
            self.told("refresh"), {"active": True, "token_type": "refresh_token", "client_id": "legacy"})

    def test_an_unknown_token_is_inactive_and_asking_changes_nothing(self):
        self.assertDead("never-seen")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "never-seen")["state"], "unknown")

    def test_a_token_known_by_a_claim_only_is_inactive(self):
        self.assertEqual(self.revoke("claimed").status, 200)
        self.assertDead("claimed")

    def test_a_token_lives_until_its_expiry(self):
        end = int(time.time()) + 2
        self.learn({"token": "short", "expires_at": end})
        self.assertEqual(self.told("short"), {"active": True, "exp": end})
        wire.poll(lambda: self.ask("short").body == DEAD, "the token to expire")
        self.assertGreaterEqual(time.time(), end)

    def test_a_reference_is_no_token(self):
        self.learn({"reference": "reference-only", "token": "its-token"})
        self.assertDead("reference-only")
        self.assertEqual(self.told("its-token"), {"active": True})

    def test_a_revoked_token_is_inactive_whichever_way_it_died(self):
        self.learn(
            {"token": "by-route"},
            {"reference": "by-reference", "token": "by-reference-token"},
            {"token": "by-command"},
            {"token": "by-owner", "consumer": "legacy"})
        tokens = ["by-route", "by-reference-token", "by-command", "by-owner"]
        for token in tokens:
            self.assertTrue(self.told(token)["active"], token)
        self.assertEqual(self.revoke("by-route").status, 200)
        self.assertEqual(self.gateway.revoke("by-reference").status, 200)
        self.gateway.command("tokens", "revoke", "--token", "by-command")
        self.gateway.command("tokens", "revoke", "--consumer", "legacy")
        for token in tokens:
            self.assertDead(token)

    def test_a_token_dies_with_its_grant(self):
        self.learn(
            {"token": "sibling", "kind": "refresh_token", "grant": "g1"},
            {"token": "by-grant", "kind": "access_token", "grant": "g1"},
            {"token": "access", "kind": "access_token", "grant": "g2"},
            {"token": "by-digilocker", "kind": "refresh_token", "grant": "g2"})
        for token in ("by-grant", "by-digilocker"):
            self.assertTrue(self.told(token)["active"], token)
        self.assertEqual(self.revoke("sibling").status, 200)
        self.assertEqual(self.revoke("access", "/grants").status, 200)
        for token in ("by-grant", "by-digilocker"):
            self.assertDead(token)

    def test_a_revoked_token_stays_inactive_after_a_crash(self):
        gateway = self.make(self.addCleanup)
        self.learn({"token": "killed"}, {"token": "spared"}, gateway=gateway)
        self.assertEqual(self.revoke("killed", gateway=gateway).status, 200)
        gateway.kill9()
        gateway.start()
        self.assertDead("killed", gateway=gateway)
        self.assertEqual(self.told("spared", gateway=gateway), {"active": True})


class Requests(IntrospectionCase):
    def test_hints_do_not_matter_unless_the_route_says_so(self):
        self.learn({"token": "hinted", "kind": "access_token"})
        for hint in ("access_token", "refresh_token", "banana", ""):
            self.assertTrue(self.told("hinted", token_type_hint=hint)["active"], hint)
        self.gateway.add_consumer("strict-inspector", allow=["strict"])
        self.assertEqual(self.gateway.reload(), "reloaded")
        ask = lambda hint: self.ask("hinted", "/strict", "strict-inspector", token_type_hint=hint)
        self.assertEqual(ask("refresh_token").status, 200)
        refused = ask("banana")
        self.assertEqual((refused.status, json.loads(refused.body)["error"]), (400, "unsupported_token_type"))

    def test_a_route_with_a_cipher_is_asked_and_answers_sealed(self):
        self.learn({"token": "sealed-known", "kind": "session"})
        self.gateway.add_consumer("sealed-inspector", allow=["sealed"])
        self.assertEqual(self.gateway.reload(), "reloaded")
        for form, answer in ((b"token=sealed-known", b'{"active":true,"token_type":"session"}'), (b"token=x", DEAD)):
            reply = self.gateway.post(bodies.seal_gcm(form), "/sealed", "sealed-inspector")
            self.assertEqual((reply.status, reply["Content-Type"]), (200, "text/plain"))
            self.assertEqual(bodies.open_gcm(reply.body), answer)
        self.assertEqual(self.gateway.post(b"token=sealed-known", "/sealed", "sealed-inspector").status, 400)

    def test_a_consumer_needs_to_be_allowed_by_name(self):
        for consumer in ("first", "legacy"):
            refused = self.ask("any", consumer=consumer)
            self.assertEqual(refused.status, 403, consumer)
            self.assertEqual(json.loads(refused.body)["error"], "unauthorized_client")
        self.assertEqual(self.ask("any", "/strict").status, 403, "allowed on another route only")
        self.assertEqual(self.ask("any").status, 200)
        self.assertEqual(self.revoke("any", consumer="inspector").status, 403, "allowed to ask, not to revoke")

    def test_every_carrier_of_a_credential_is_read(self):
        key = self.gateway.api_keys["inspector"]
        basic = base64.b64encode(f"inspector:{key}".encode()).decode()
        for fields in ({"Authorization": f"Bearer {key}"}, {"Authorization": f"Basic {basic}"}):
            reply = self.gateway.post("token=x", "/introspect", X_API_KEY=None, Content_Type=FORM, **fields)
            self.assertEqual((reply.status, reply.body), (200, DEAD))
        form = urllib.parse.urlencode({"token": "x", "client_id": "inspector", "client_secret": key})
        reply = self.gateway.post(form, "/introspect", X_API_KEY=None, Content_Type=FORM)
        self.assertEqual((reply.status, reply.body), (200, DEAD))

    def test_who_is_not_known_is_refused(self):
        for fields in ({"X_API_KEY": None}, {"X_API_KEY": "wrong"}):
            refused = self.gateway.post("token=x", "/introspect", "inspector", Content_Type=FORM, **fields)
            self.assertEqual((refused.status, json.loads(refused.body)["error"]), (401, "invalid_client"))
            self.assertIn("Basic", refused["WWW-Authenticate"])

    def test_what_is_no_question_is_refused(self):
        for body in ("", "token=", "token=a&token=b", "token=%zz", "token_type_hint=access_token"):
            refused = self.gateway.post(body, "/introspect", "inspector", Content_Type=FORM)
            self.assertEqual((refused.status, json.loads(refused.body)["error"]), (400, "invalid_request"), body)
        self.assertEqual(
            self.gateway.post('{"token":"x"}', "/introspect", "inspector", Content_Type="application/json").status, 415)
        for method in ("GET", "PUT"):
            refused = wire.exchange(
                self.gateway.port, method, "/introspect?token=x", headers=self.gateway.headers("inspector"))
            self.assertEqual((refused.status, refused["Allow"]), (405, "POST"))

    def test_operators_see_questions_apart_from_revocations(self):
        gateway = self.make(self.addCleanup)
        self.learn({"token": "counted"}, gateway=gateway)
        self.told("counted", gateway=gateway)
        self.assertDead("uncounted", gateway=gateway)
        logged = gateway.logged(2)
        for line in logged:
            self.assertEqual(
                (line["outcome"], line["dialect"], line["consumer"]), ("introspected", "introspection", "inspector"))
        shown = [gateway.json("tokens", "show", "--token", token)["log_id"] for token in ("counted", "uncounted")]
        self.assertEqual({line["subject"] for line in logged}, set(shown))
        self.assertIn(
            'revgate_exchanges_total{route="introspect",dialect="introspection",outcome="introspected"} 2',
            gateway.metrics())


class Failures(IntrospectionCase):
    def test_while_the_store_fails_nothing_is_said_of_any_token(self):
        self.learn({"token": "alive"}, {"token": "dead"})
        self.assertEqual(self.revoke("dead").status, 200)
        with Tracer(self, self.gateway, "inject=fsync,fdatasync:error=EIO"):
            self.assertEqual(self.revoke("meanwhile").status, 503)
            for token in ("alive", "dead", "meanwhile", "never-seen"):
                self.assertNoWord(self.ask(token))
        wire.poll(lambda: self.gateway.readyz() == 200, "service to resume", timeout=30)
        self.assertEqual(self.told("alive"), {"active": True})
        self.assertDead("dead")


if __name__ == "__main__":
    unittest.main()
