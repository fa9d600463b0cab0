"""Calls by reference to an upstream that wants tokens: the ledger learned which belong together."""

import json
import unittest

from forwarding import ForwardGateway, Origin
from upstream_faults import says
from upstreams import Service

ROUTES = """
  - {path: /new/*, forward: rest, learn: {reference: /referenceId, token: /token}}
  - {path: /native, dialect: native, revoker: oauth}
"""


class Pairs(unittest.TestCase):
    def setUp(self):
        self.says = b"{}"
        origin = Origin(self.addCleanup, behaviour=lambda exchange: (
            exchange.read(), exchange.answer(self.says, "200 OK", "Content-Type: application/json")))
        self.service = Service(self.addCleanup, says(b""))
        entries = {
            **ForwardGateway.entries(origin),
            "oauth": {"url": self.service.url(target="/revoke"), "dialect": "rfc7009"}}
        self.gateway = ForwardGateway(self.addCleanup, routes=ROUTES, entries=entries)

    def issue(self, reference, token):
        self.says = json.dumps({"referenceId": reference, "token": token}).encode()
        self.assertEqual(self.gateway.ask("POST", "/new/token", body=b"{}").status, 200)

    def revoke(self, **subject):
        reply = self.gateway.post(
            json.dumps(subject).encode(), path="/native", Content_Type="application/json")
        return reply.status, json.loads(reply.body).get("error")

    @property
    def asked(self):
        return [request.text for request in self.service.requests]

    def test_only_token_of_a_reference_stands_for_it(self):
        self.issue("ref-1", "tok-1")
        self.issue("ref-1", "tok-1")
        self.assertEqual(self.revoke(reference="ref-1"), (200, None))
        self.assertEqual(self.asked, [b"token=tok-1"])

    def test_none_of_several_tokens_stands_for_their_reference(self):
        self.issue("ref-1", "tok-1")
        self.issue("ref-1", "tok-2")
        self.assertEqual(self.revoke(reference="ref-1"), (422, "unsupported_token_type"))
        self.issue("ref-1", "tok-2")
        self.assertEqual(self.revoke(reference="ref-1"), (422, "unsupported_token_type"))
        self.assertEqual(self.asked, [])
        self.assertEqual(self.revoke(token="tok-1"), (200, None))
        self.assertEqual(self.asked, [b"token=tok-1"])

    def test_reference_of_nothing_known_is_refused(self):
        self.assertEqual(self.revoke(reference="ref-1"), (422, "unsupported_token_type"))
        self.assertEqual(self.asked, [])


if __name__ == "__main__":
    unittest.main()
