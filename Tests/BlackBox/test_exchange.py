"""Sealed and clear exchanges, credentials and permissions."""

import base64
import json
import unittest
import urllib.parse

import bodies
import wire
from gateway import Gateway, seal


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Exchange(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup)
        cls.awkward = "p+ss:w%41rd&key="
        cls.gateway.add_consumer("mobile", body_key="gcm-body")
        cls.gateway.add_consumer("awkward", api_key=cls.awkward)
        cls.gateway.add_consumer("narrow", allow=["/flat"])
        cls.gateway.add_consumer("keyless")
        cls.gateway.start()

    def assertOutcome(self, reply, outcome, opened=bodies.SUCCESS, key=bodies.GCM):
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual(reply["Revgate-Outcome"], outcome)
        self.assertEqual(bodies.open_gcm(reply.body, key), opened)

    def assertRefused(self, reply, status, key=None):
        """The token-service body of a refusal; sealed where a key is given."""
        self.assertEqual(reply.status, status, reply)
        self.assertIsNone(reply["Revgate-Outcome"])
        opened = bodies.open_gcm(reply.body, key) if key else reply.body
        self.assertEqual(json.loads(opened)["resCode"], status)

    def test_sealed_revocation_is_answered_with_the_documented_body_then_as_already_revoked(self):
        body = seal("exchange-1")
        first = self.gateway.post(body)
        self.assertOutcome(first, "revoked")
        self.assertEqual(first["Content-Type"].split(";")[0], "text/plain")
        self.assertEqual(first["Cache-Control"], "no-store")
        self.assertIsNone(first["Connection"])
        again = self.gateway.post(body)
        self.assertOutcome(again, "already-revoked")
        self.assertNotEqual(first.body, again.body, "one IV for two replies")

    def test_flat_reply_names_the_reference_and_leaves_out_what_is_not_known(self):
        reply = self.gateway.post(seal("flat-\u00e9\"\\1"), path="/flat")
        self.assertEqual(reply.status, 200)
        self.assertEqual(
            json.loads(bodies.open_gcm(reply.body)),
            {"resCode": 100, "resDesc": "SUCCESS", "referenceId": "flat-\u00e9\"\\1"})

    def test_reference_is_the_same_however_its_json_is_written(self):
        self.assertOutcome(self.gateway.post(bodies.seal_gcm(b'{"tokenReferenceId":"escaped-A"}')), "revoked")
        spaced = b' { "other": [1, {"a": null}], "tokenReferenceId" : "escaped-\\u0041" } \r\n'
        self.assertOutcome(self.gateway.post(bodies.seal_gcm(spaced)), "already-revoked")

    def test_clear_body_is_answered_clear_where_the_route_allows_it(self):
        clear = b'{\n    "tokenReferenceId": "clear-1"\n}'
        reply = self.gateway.post(clear, path="/clear")
        self.assertEqual((reply.status, reply.body), (200, bodies.SUCCESS))
        self.assertOutcome(self.gateway.post(seal("clear-1"), path="/clear"), "already-revoked")
        self.assertRefused(self.gateway.post(clear), 400, key=bodies.GCM)

    def test_each_consumer_has_its_own_key_where_the_route_says_so(self):
        body = bodies.seal_gcm(bodies.request("own-1"), bodies.OWN)
        self.assertOutcome(self.gateway.post(body, path="/own", consumer="legacy"), "revoked", key=bodies.OWN)
        other = self.gateway.post(body, path="/own", consumer="mobile")
        self.assertRefused(other, 400, key=bodies.GCM)
        self.assertRefused(self.gateway.post(body, path="/own", consumer="keyless"), 403)

    def test_base64_is_read_as_java_mime_encoders_and_unpadded_encoders_write_it(self):
        sealed = seal("mime-1")
        lines = b"\r\n".join(sealed[start:start + 76] for start in range(0, len(sealed), 76))
        self.assertOutcome(self.gateway.post(lines + b"\r\n"), "revoked")
        self.assertOutcome(self.gateway.post(seal("mime-1x").rstrip(b"=")), "revoked")

    # Request identifiers.

    def test_request_id_of_the_caller_is_echoed_and_otherwise_made(self):
        for identifier in ("a", "A-b.c_9" * 18 + "zz"):
            self.assertEqual(self.gateway.post(seal("id"), X_Request_Id=identifier)["X-Request-Id"], identifier)
        made = set()
        for identifier in (None, "", "with space", "x" * 129, "sl/ash", "\u00e9".encode().decode("latin-1")):
            with self.subTest(identifier=identifier):
                reply = self.gateway.post(seal("id"), X_Request_Id=identifier)
                self.assertRegex(reply["X-Request-Id"], r"^[A-Za-z0-9._-]{1,128}$")
                self.assertNotEqual(reply["X-Request-Id"], identifier)
                made.add(reply["X-Request-Id"])
        self.assertEqual(len(made), 6, "generated identifiers repeat")

    def test_request_id_that_stands_twice_is_replaced(self):
        with self.gateway.wire() as connection:
            connection.send(self.gateway.request(seal("id"), "/flat", "X-Request-Id: one", "X-Request-Id: one"))
            self.assertNotEqual(connection.reply()["X-Request-Id"], "one")

    # Credentials.

    def test_api_key_counts_in_each_carrier(self):
        key = self.gateway.api_keys["mobile"]
        carriers = {
            "X-API-KEY": key, "Basic": basic("mobile", key), "lower-case basic": basic("mobile", key).replace("B", "b", 1),
            "Bearer": f"Bearer {key}",
        }
        for carrier, value in carriers.items():
            with self.subTest(carrier=carrier):
                fields = {"X_API_KEY": value} if carrier == "X-API-KEY" else {"X_API_KEY": None, "Authorization": value}
                self.assertEqual(self.gateway.post(seal("carrier"), **fields).status, 200)

    def test_basic_password_is_read_as_sent_and_form_encoded(self):
        for password in (self.awkward, urllib.parse.quote_plus(self.awkward)):
            with self.subTest(password=password):
                fields = {"X_API_KEY": None, "Authorization": basic("awkward", password)}
                self.assertEqual(self.gateway.post(seal("basic"), **fields).status, 200)

    def test_basic_user_must_own_the_key(self):
        fields = {"X_API_KEY": None, "Authorization": basic("mobile", self.awkward)}
        self.assertRefused(self.gateway.post(seal("basic"), **fields), 401)

    def test_unknown_or_missing_credentials_are_refused_in_the_clear(self):
        for value in (None, "rvg_unknown", "", "x" * 5000):
            with self.subTest(value=value):
                reply = self.gateway.post(seal("nobody"), X_API_KEY=value)
                self.assertRefused(reply, 401)
                self.assertIsNotNone(reply["WWW-Authenticate"])
        for value in ("Digest abc", "Basic !!!", "Basic " + base64.b64encode(b"nocolon").decode(), "Bearer", "Bearer x"):
            with self.subTest(value=value):
                self.assertRefused(self.gateway.post(seal("nobody"), X_API_KEY=None, Authorization=value), 401)

    def test_two_credentials_are_refused(self):
        key = self.gateway.api_keys["mobile"]
        lines = {
            "two kinds": [f"X-API-KEY: {key}", f"Authorization: Bearer {key}"],
            "one twice": [f"X-API-KEY: {key}", f"x-api-key: {key}"],
            "authorization twice": [f"Authorization: Bearer {key}", f"Authorization: {basic('mobile', key)}"],
        }
        body = seal("two-credentials")
        for name, fields in lines.items():
            with self.subTest(name), self.gateway.wire() as connection:
                connection.send(wire.head("POST", "/flat", *fields, f"Content-Length: {len(body)}"), body)
                self.assertRefused(connection.reply(), 400)

    def test_consumer_may_use_the_routes_it_was_allowed(self):
        self.assertEqual(self.gateway.post(seal("narrow"), path="/flat", consumer="narrow").status, 200)
        self.assertRefused(self.gateway.post(seal("narrow"), consumer="narrow"), 403)

    def test_disabled_consumer_is_refused_after_sighup_and_served_again_when_enabled(self):
        self.gateway.add_consumer("leaver")
        self.assertEqual(self.gateway.reload(), "reloaded")
        self.assertEqual(self.gateway.revoke("leaver", consumer="leaver").status, 200)
        for action, status in (("disable", 401), ("enable", 200)):
            self.gateway.command("consumers", action, "leaver")
            self.assertEqual(self.gateway.reload(), "reloaded")
            self.assertEqual(self.gateway.revoke("leaver", consumer="leaver").status, status)


if __name__ == "__main__":
    unittest.main()
