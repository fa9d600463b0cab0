"""Dialect `native` (contract.md): a token or a reference in JSON, or a batch of up to 1,000, each with its outcome."""

import json
import unittest

import dialect_cases
from dialects import JSON, as_json, form, lines
from native import NativeCase


class Native(NativeCase, dialect_cases.DialectCase):
    DIALECT = "native"
    FORMATS = (JSON,)

    def test_reference_is_revoked_like_a_token_and_is_another_subject(self):
        self.assertDone(self.send(as_json(reference="same-words")))
        self.assertDone(self.send(as_json(reference="same-words")), "already-revoked")
        self.assertDone(self.send(as_json(token="same-words")), "revoked")
        self.assertEqual(self.gateway.state_of("same-words"), "revoked")

    def test_pair_is_revoked_by_either_half(self):
        self.gateway.command("tokens", "import", "-", input=lines({"reference": "pair-r", "token": "pair-t"}))
        first = self.send(as_json(reference="pair-r"))
        self.assertDone(first)
        second = self.send(as_json(token="pair-t"))
        self.assertDone(second, "already-revoked")
        self.assertEqual(json.loads(second.body)["revoked_at"], json.loads(first.body)["revoked_at"])

    def test_exactly_one_subject_is_asked_for(self):
        for body in (
            as_json(token="a", reference="b"), as_json(token_type_hint="session"), as_json(),
            as_json(reference=""), as_json(reference=None), as_json(reference=["a"]), as_json(reference=17),
            b'{"reference":"a","reference":"a"}',
        ):
            with self.subTest(body):
                self.assertRefused(self.send(body), 400, "invalid_request")

    def test_members_that_are_null_count_as_left_out(self):
        """As serializers write objects whose other members are not set."""
        for index, members in enumerate((
            {"token": "null-0", "reference": None}, {"token": None, "reference": "null-1"},
            {"token": "null-2", "token_type_hint": None}, {"token": "null-3", "revocations": None},
            {"token": "null-4", "reference": None, "revocations": None, "client_id": None, "client_secret": None},
        )):
            with self.subTest(**members):
                self.assertDone(self.send(as_json(**members)))
        reply = self.send(as_json(token=None, reference=None, revocations=[{"token": "null-5", "reference": None}]))
        self.assertEqual(reply.status, 200, reply)

    def test_hint_is_a_hint(self):
        for hint in ("access_token", "refresh_token", "session", "banana", "", None):
            with self.subTest(hint):
                self.assertDone(self.send(as_json(token=f"hint-{hint}", token_type_hint=hint)))

    def test_missing_content_type_is_accepted(self):
        self.assertDone(self.send(as_json(token="untyped"), Content_Type=None))
        self.assertDone(self.anonymous(self.with_secret("untyped-2"), Content_Type=None))

    def test_form_is_refused_however_it_is_labelled(self):
        self.assertRefused(self.send(form(token="x"), content_type="application/x-www-form-urlencoded"), 415,
                           "invalid_request")
        self.assertRefused(self.send(form(token="x")), 400, "invalid_request")

    def test_time_is_that_of_the_first_revocation(self):
        first = json.loads(self.send(as_json(token="timed")).body)["revoked_at"]
        self.assertEqual(json.loads(self.send(as_json(token="timed")).body)["revoked_at"], first)
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "timed")["revoked_at"], first)


if __name__ == "__main__":
    unittest.main()
