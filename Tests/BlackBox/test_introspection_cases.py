"""Introspection is asked like every OAuth-like dialect: the same carriers, order of checks and framing."""

import unittest

import body_cases
import credential_cases
from dialect_gateway import AWKWARD
from dialects import JSON


class Introspection(credential_cases.CredentialCases, body_cases.BodyCases):
    DIALECT = "introspection"
    ME = "inspector"
    AWAY, UPSTREAM = "revoker: embedded", "native"

    @classmethod
    def add_consumers(cls):
        """Only who is allowed by name may ask."""
        every = ["/main", "/second", "/gcm", "/cbc"]
        cls.gateway.add_consumer(cls.ME, allow=every)
        cls.gateway.add_consumer("awkward", api_key=AWKWARD, allow=every)
        cls.gateway.add_consumer("narrow", allow=["/second"])

    def assertDone(self, reply, outcome=None):
        self.assertEqual((reply.status, reply["Revgate-Outcome"]), (200, None), reply)
        self.assertEqual((reply.body, reply["Content-Type"]), (b'{"active":false}', JSON))
        self.assertEqual(reply["Cache-Control"], "no-store")


if __name__ == "__main__":
    unittest.main()
