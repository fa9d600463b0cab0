"""Credentials of every carrier, as cases of every OAuth-like dialect."""

import urllib.parse

import bodies
import wire
from dialect_gateway import AWKWARD, DialectGateway, basic
from dialects import FORM, JSON


class CredentialCases(DialectGateway):
    def test_api_key_counts_in_each_carrier_and_format(self):
        quoted = urllib.parse.quote_plus(AWKWARD)
        carriers = {
            "X-API-KEY": {"X_API_KEY": AWKWARD}, "Bearer": {"Authorization": f"Bearer {AWKWARD}"},
            "Basic as sent": {"Authorization": basic("awkward", AWKWARD)},
            "Basic form-encoded": {"Authorization": basic("awkward", quoted)},
        }
        for content_type in self.FORMATS:
            for carrier, fields in carriers.items():
                with self.subTest(carrier, content_type=content_type):
                    body = self.write(content_type, token=f"carrier-{carrier}-{content_type}")
                    fields = {"X_API_KEY": None, **fields}
                    self.assertDone(self.send(body, content_type=content_type, **fields))
            with self.subTest("in the body", content_type=content_type):
                body = self.with_secret(f"carrier-body-{content_type}", "awkward", content_type)
                self.assertDone(self.anonymous(body, content_type=content_type))
                body = self.write(content_type, client_secret=AWKWARD, token=f"carrier-secret-{content_type}")
                self.assertDone(self.anonymous(body, content_type=content_type))

    def test_caller_is_known_to_the_access_log_by_each_carrier(self):
        for name, consumer, send in (
            ("in the head", self.ME, lambda: self.send(self.write(token="logged"))),
            ("in the body", "awkward", lambda: self.anonymous(self.with_secret("logged", "awkward"))),
            ("not allowed", "narrow", lambda: self.anonymous(self.with_secret("logged", "narrow"))),
            ("nobody", None, lambda: self.anonymous(self.write(token="logged", client_id=self.ME))),
        ):
            with self.subTest(name):
                request = send()["X-Request-Id"]
                line, = wire.poll(
                    lambda: [line for line in self.gateway.logged() if line["id"] == request], "its line of the log")
                self.assertEqual(line.get("consumer"), consumer)
                self.assertEqual((line["route"], line["dialect"]), ("/main", self.DIALECT))

    def test_connection_that_was_served_is_no_credential(self):
        with self.gateway.wire() as connection:
            body = self.write(token="remembered")
            self.assertDone(connection.send(self.bare(body, f"X-API-KEY: {self.key()}")).reply())
            self.assertRefused(connection.send(self.bare(body)).reply(), 401, "invalid_client")
            secret = self.with_secret("remembered")
            self.assertDone(connection.send(self.bare(secret)).reply(), "already-revoked")
            self.assertRefused(connection.send(self.bare(body)).reply(), 401, "invalid_client")

    def test_two_credentials_are_400_whatever_their_kinds(self):
        heads = {
            "X-API-KEY": {"X_API_KEY": self.key()}, "Bearer": {"Authorization": f"Bearer {self.key()}"},
            "Basic": {"Authorization": basic(self.ME, self.key())},
        }
        for content_type in self.FORMATS:
            body = self.with_secret("two-credentials", content_type=content_type)
            for name, fields in heads.items():
                with self.subTest(name, content_type=content_type):
                    fields = {"X_API_KEY": None, **fields}
                    self.assertRefused(
                        self.send(body, content_type=content_type, **fields), 400, "invalid_request")
            body = self.write(content_type, token="two-credentials")
            with self.subTest("two in the head", content_type=content_type):
                reply = self.send(body, content_type=content_type, **heads["Basic"])
                self.assertRefused(reply, 400, "invalid_request")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "two-credentials")["state"], "unknown")

    def test_one_credential_twice_is_400(self):
        key, me = urllib.parse.quote(self.key()).encode(), self.ME.encode()
        twice = {
            FORM: [
                b"token=twice&client_secret=%s&client_secret=%s" % (key, key),
                b"token=twice&client_secret=%s&client%%5Fsecret=%s" % (key, key),
                b"token=twice&client_id=%s&client_secret=%s&client_id=%s" % (me, key, me),
            ],
            JSON: [
                b'{"token":"twice","client_secret":"%s","client_secret":"%s"}' % (key, key),
                b'{"token":"twice","client_secret":"%s","client\\u005fsecret":"%s"}' % (key, key),
                b'{"client_id":"%s","token":"twice","client_secret":"%s","client_id":"%s"}' % (me, key, me),
            ],
        }
        for content_type in self.FORMATS:
            for index, body in enumerate(twice[content_type]):
                with self.subTest(content_type=content_type, index=index):
                    self.assertRefused(
                        self.anonymous(body, content_type=content_type), 400, "invalid_request")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "twice")["state"], "unknown")

    def test_credential_of_nobody_or_of_another_is_401(self):
        for content_type in self.FORMATS:
            cases = {
                "none": {}, "a name only": {"client_id": self.ME},
                "an unknown secret": {"client_secret": "rvg_nobody's"},
                "another's name": {"client_id": "awkward", "client_secret": self.key()},
                "a name in another case": {"client_id": "First", "client_secret": self.key()},
                "an empty secret": {"client_id": self.ME, "client_secret": ""},
                "a secret that is too long": {"client_secret": self.key() * 30},
            }
            for name, fields in cases.items():
                with self.subTest(name, content_type=content_type):
                    body = self.write(content_type, token="nobody", **fields)
                    self.assertRefused(
                        self.anonymous(body, content_type=content_type), 401, "invalid_client")
        for value in ("Digest abc", "Basic !!!", "Bearer", "Bearer nobody", basic("awkward", self.key())):
            with self.subTest(value):
                reply = self.anonymous(self.write(token="nobody"), Authorization=value)
                self.assertRefused(reply, 401, "invalid_client")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "nobody")["state"], "unknown")

    def test_client_id_beside_a_credential_in_the_head_must_be_its_holders(self):
        for content_type in self.FORMATS:
            for name, fields in {
                "X-API-KEY": {}, "Basic": {"X_API_KEY": None, "Authorization": basic(self.ME, self.key())},
                "Bearer": {"X_API_KEY": None, "Authorization": f"Bearer {self.key()}"},
            }.items():
                with self.subTest(name, content_type=content_type):
                    body = self.write(content_type, client_id=self.ME, token=f"client-{name}-{content_type}")
                    self.assertDone(self.send(body, content_type=content_type, **fields))
                    body = self.write(content_type, client_id="narrow", token="client-of-another")
                    self.assertRefused(
                        self.send(body, content_type=content_type, **fields), 401, "invalid_client")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "client-of-another")["state"], "unknown")

    def test_credential_in_a_sealed_body_does_not_count(self):
        for path, seal in (("/gcm", bodies.seal_gcm), ("/cbc", bodies.seal_cbc)):
            with self.subTest(path):
                body = seal(self.with_secret("sealed-credential"))
                self.assertRefused(self.anonymous(body, path), 401, "invalid_client")
                clear = self.with_secret("sealed-credential")
                self.assertRefused(self.anonymous(clear, path), 401, "invalid_client")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "sealed-credential")["state"], "unknown")
