"""What holds for every OAuth-like dialect, as cases that the tests of each inherit."""

import json

import wire
from body_cases import BodyCases
from credential_cases import CredentialCases
from dialect_gateway import AWKWARD
from dialects import FORM, form
from sealed_cases import SealedCases


class DialectCase(CredentialCases, BodyCases, SealedCases):
    def test_token_is_revoked_durably_and_then_already_revoked(self):
        for content_type in self.FORMATS:
            with self.subTest(content_type):
                token = f"durable-{content_type}"
                body = self.write(content_type, token=token, **{self.HINT: "refresh_token"})
                self.assertDone(self.send(body, content_type=content_type), "revoked")
                shown = self.gateway.json("tokens", "show", "--token", token)
                self.assertEqual((shown["state"], shown["revoked_by"]), ("revoked", self.ME))
                self.assertDone(self.send(body, content_type=content_type), "already-revoked")

    def test_token_is_the_same_however_it_is_encoded(self):
        token = "t\u00f6ken +/=&%\"\\\U0001f511"
        self.assertDone(self.send(self.write(token=token)), "revoked")
        for content_type in self.FORMATS:
            with self.subTest(content_type):
                self.assertDone(self.send(self.write(content_type, token=token), content_type=content_type),
                                "already-revoked")
                if content_type == FORM:
                    every = "".join(f"%{byte:02x}" for byte in token.encode()).encode()
                    self.assertDone(self.send(b"t%6fken=" + every, content_type=FORM), "already-revoked")
                else:
                    units = token.encode("utf-16-be").hex(" ", 2).split()
                    every = "".join("\\u" + unit for unit in units).encode()
                    body = b'{"t\\u006fken":"%s"}' % every
                    self.assertDone(self.send(body, content_type=content_type), "already-revoked")

    def test_members_that_nobody_asked_for_are_passed_over(self):
        for content_type in self.FORMATS:
            with self.subTest(content_type):
                body = self.write(content_type, scope="a b", token=f"more-{content_type}", grant="", client="x")
                self.assertDone(self.send(body, content_type=content_type), "revoked")

    def test_body_that_is_no_request_is_400_and_revokes_nothing(self):
        for name, (content_type, body) in self.malformed().items():
            with self.subTest(name):
                self.assertRefused(self.send(body, content_type=content_type), 400, "invalid_request")
        for token in ("a", "t", "17"):
            self.assertEqual(self.gateway.json("tokens", "show", "--token", token)["state"], "unknown")

    def test_upstream_that_is_away_is_503_with_retry_after(self):
        for content_type in self.FORMATS:
            body = self.with_secret("away", content_type=content_type)
            reply = self.anonymous(body, "/away", content_type)
            self.assertRefused(reply, 503, "temporarily_unavailable")
            self.assertGreaterEqual(int(reply["Retry-After"]), 1)

    def test_token_of_another_consumer_is_invalid_grant(self):
        self.gateway.command(
            "tokens", "import", "-", input=json.dumps({"token": "owned", "consumer": "awkward"}).encode() + b"\n")
        self.assertRefused(self.send(self.write(token="owned")), 400, "invalid_grant")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "owned")["state"], "known")
        self.assertDone(self.send(self.write(token="owned"), X_API_KEY=AWKWARD))

    def test_origins_of_nobody_are_told_nothing(self):
        for method in ("POST", "OPTIONS"):
            reply = wire.exchange(
                self.gateway.port, method, "/main", body=form(token="x"),
                headers={"Origin": "https://app.example", "Access-Control-Request-Method": "POST"})
            self.assertFalse([name for name in reply.names if name.lower().startswith("access-control")], reply)
