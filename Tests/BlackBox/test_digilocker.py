"""
Dialect `digilocker` (seed 001; reference/dialects.md § 2): JSON and forms, whichever label they bear, since its
description shows one and its clients send the other.
"""

import unittest

import dialect_cases
from dialect_gateway import basic
from dialects import FORM, JSON, as_json, form, lines


class DigiLocker(dialect_cases.DialectCase):
    DIALECT = "digilocker"
    FORMATS = (JSON, FORM)

    def test_body_is_read_as_what_it_is_whatever_its_label(self):
        """Public Laravel code sends JSON labelled as a form."""
        for index, (label, body) in enumerate({
            FORM: as_json(token="mislabelled-0"), JSON: form(token="mislabelled-1"),
        }.items()):
            with self.subTest(label):
                self.assertDone(self.send(body, content_type=label))
                self.assertEqual(
                    self.gateway.json("tokens", "show", "--token", f"mislabelled-{index}")["state"], "revoked")
        self.assertDone(self.send(b' \r\n\t{"token":"mislabelled-2"}', content_type=FORM))
        for label, body in {
            FORM: as_json(token="mislabelled-3", client_id="first", client_secret=self.key()),
            JSON: form(token="mislabelled-4", client_id="first", client_secret=self.key()),
        }.items():
            with self.subTest(label, credential="in the body"):
                self.assertDone(self.anonymous(body, content_type=label))

    def test_body_that_is_neither_is_400(self):
        for label in (FORM, JSON):
            for body in (b"mislabelled", b"[]", b'["token"]', b'"token=x"', b"{token=x}", b"{'token':'x'}",
                         b'{"token":"x"'):
                with self.subTest(label, body=body):
                    self.assertRefused(self.send(body, content_type=label), 400, "invalid_request")

    def test_missing_content_type_is_415_since_there_are_two(self):
        for body in (as_json(token="untyped"), form(token="untyped")):
            self.assertRefused(self.send(body, Content_Type=None), 415, "invalid_request")
        body = form(token="untyped", client_id="first", client_secret=self.key())
        self.assertRefused(self.anonymous(body, Content_Type=None), 415, "invalid_request")
        self.assertRefused(self.anonymous(form(token="untyped"), Content_Type=None), 401, "invalid_client")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "untyped")["state"], "unknown")

    def test_what_deployed_clients_send(self):
        """reference/dialects.md § 2.2: {form, JSON} by {Basic, Bearer, body credentials}."""
        key = self.key()
        heads = {"Basic": basic("first", key), "Bearer": f"Bearer {key}", "body": None}
        for content_type in self.FORMATS:
            for name, value in heads.items():
                with self.subTest(name, content_type=content_type):
                    token = f"deployed-{name}-{content_type}"
                    more = {"client_id": "first", "client_secret": key} if value is None else {}
                    body = self.write(content_type, token=token, token_type_hint="access_token", **more)
                    self.assertDone(self.anonymous(body, content_type=content_type, Authorization=value))

    def test_hint_is_a_hint(self):
        for content_type in self.FORMATS:
            for hint in ("access_token", "refresh_token", "session", "id_token", "", "ACCESS_TOKEN"):
                with self.subTest(hint, content_type=content_type):
                    body = self.write(content_type, token=f"hint-{hint}-{content_type}", token_type_hint=hint)
                    self.assertDone(self.send(body, content_type=content_type))
        self.assertDone(self.send(b'{"token":"hint-null","token_type_hint":null}'))

    def test_any_token_of_a_grant_takes_the_others_along(self):
        """Seed 001: "will invalidate the specified token and, if applicable, other tokens based on the same
        authorisation grant"."""
        for number, kind in enumerate(("access_token", "refresh_token")):
            tokens = {
                f"grant-{number}-access": {"kind": "access_token"},
                f"grant-{number}-refresh": {"kind": "refresh_token"},
                f"grant-{number}-more": {"kind": "access_token"},
                f"grant-{number}-of-another": {"consumer": "awkward"},
            }
            known = [{"token": token, "grant": f"grant-{number}", "consumer": "first", **more}
                     for token, more in tokens.items()]
            self.gateway.command("tokens", "import", "-", input=lines(*known))
            self.assertDone(self.send(as_json(token=f"grant-{number}-{kind.split('_')[0]}")))
            states = [self.gateway.json("tokens", "show", "--token", token)["state"] for token in tokens]
            self.assertEqual(states, ["revoked", "revoked", "revoked", "known"], kind)

    def test_names_of_the_generated_clients_documentation_are_not_those_of_the_wire(self):
        """`tokenTypeHint` is how the Java client's documents call the property; on the wire it is `token_type_hint`."""
        self.assertDone(self.send(as_json(token="java-name", tokenTypeHint="banana")))


if __name__ == "__main__":
    unittest.main()
