"""Revocation APIs as callers write requests to them and read replies, after contract.md and reference/dialects.md."""

import json
import unittest
import urllib.parse

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
CHALLENGE = 'Basic realm="revgate", charset="UTF-8"'
# Of a JSON time, as RFC 3339 has it.
TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"


def form(*pairs, **fields):
    """The body of a form; pairs are there for a name that stands twice."""
    return urllib.parse.urlencode([*pairs, *fields.items()]).encode()


def as_json(**members):
    return json.dumps(members).encode()


WRITERS = {FORM: form, JSON: as_json}


def lines(*tokens):
    """NDJSON, as `tokens import` reads it."""
    return b"".join(json.dumps(token).encode() + b"\n" for token in tokens)


def field_of(reply):
    """Every header field of a reply by its name in lower case; a field that stands twice is a defect."""
    fields = {name.lower(): value for name, value in reply.headers}
    assert len(fields) == len(reply.headers), reply
    return fields


class OAuthCase(unittest.TestCase):
    """Replies of the OAuth-like dialects; `DESCRIPTION` is how one names the sentence beside its `error`."""

    DESCRIPTION = "error_description"

    def assertDone(self, reply, outcome="revoked"):
        """The token is dead: 200 without content."""
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual(reply["Revgate-Outcome"], outcome)
        self.assertEqual((reply.body, reply["Content-Type"]), (b"", None))
        self.assertEqual(reply["Cache-Control"], "no-store")

    def assertRefused(self, reply, status, error):
        """The status and the word of RFC 6749 § 5.2, in exactly two members, with the fields that belong to it."""
        self.assertEqual(reply.status, status, reply)
        said = json.loads(reply.body)
        self.assertEqual(list(said), ["error", self.DESCRIPTION])
        self.assertEqual(said["error"], error)
        self.assertRegex(said[self.DESCRIPTION], r"^[A-Z][A-Za-z ]+$")
        self.assertEqual((reply["Content-Type"], reply["Cache-Control"]), (JSON, "no-store"))
        self.assertEqual(reply["WWW-Authenticate"], CHALLENGE if error == "invalid_client" else None)
        self.assertEqual(reply["Retry-After"] is not None, status in (429, 503))
        self.assertEqual(reply["Allow"], "POST" if status == 405 else None)
        self.assertIsNone(reply["Revgate-Outcome"])
