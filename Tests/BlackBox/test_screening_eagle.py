"""
Dialect `screening-eagle` (seed 002; reference/dialects.md § 3): a form, a type that is no hint, errors in camel case.
"""

import unittest

import dialect_cases
from dialects import FORM, form


class ScreeningEagle(dialect_cases.DialectCase):
    DIALECT = "screening-eagle"
    HINT = "token_type"
    DESCRIPTION = "errorDescription"

    def test_type_is_one_of_two_and_anything_else_is_400(self):
        for name in ("token_type", "token_type_hint"):
            for value in ("access_token", "refresh_token"):
                with self.subTest(name, value=value):
                    self.assertDone(self.send(form(token=f"type-{name}-{value}", **{name: value})))
            for value in ("session", "Access_Token", "access_token ", "id_token", "access_token,refresh_token", "null"):
                with self.subTest(name, value=value):
                    reply = self.send(form(token="type-odd", **{name: value}))
                    self.assertRefused(reply, 400, "invalid_request")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "type-odd")["state"], "unknown")

    def malformed(self):
        """A type that is none makes a body no request, under a cipher without integrity like any other."""
        return {**super().malformed(), "a type that is none": (FORM, form(token="a", token_type="banana"))}

    def test_type_by_both_of_its_names_stands_twice(self):
        for value in ("access_token", "refresh_token"):
            reply = self.send(form(token="both", token_type="access_token", token_type_hint=value))
            self.assertRefused(reply, 400, "invalid_request")

    def test_type_without_a_value_or_left_out_is_none(self):
        self.assertDone(self.send(b"token=typeless-1&token_type="))
        self.assertDone(self.send(b"token_type&token=typeless-2&token_type_hint="))
        self.assertDone(self.send(b"token=typeless-3"))
        self.assertDone(self.send(b"token=typeless-4&token_type=&token_type_hint=refresh_token"))

    def test_missing_content_type_is_accepted(self):
        self.assertDone(self.send(form(token="untyped"), Content_Type=None))
        self.assertDone(self.anonymous(self.with_secret("untyped-2"), Content_Type=None))

    def test_json_labelled_as_a_form_is_400(self):
        self.assertRefused(self.send(b'{"token":"labelled"}'), 400, "invalid_request")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "labelled")["state"], "unknown")

    def test_errors_of_each_kind_are_described_in_camel_case(self):
        """The schema of the seed for 400, 401 and everything else."""
        refusals = {
            400: self.send(form(token="")), 401: self.anonymous(form(token="x")),
            403: self.send(form(token="x"), X_API_KEY=self.key("narrow")),
            415: self.send(form(token="x"), Content_Type="text/xml"), 503: self.send(form(token="x"), "/away"),
        }
        words = {400: "invalid_request", 401: "invalid_client", 403: "unauthorized_client", 415: "invalid_request",
                 503: "temporarily_unavailable"}
        for status, reply in refusals.items():
            with self.subTest(status):
                self.assertRefused(reply, status, words[status])
                self.assertNotIn(b"error_description", reply.body)


if __name__ == "__main__":
    unittest.main()
