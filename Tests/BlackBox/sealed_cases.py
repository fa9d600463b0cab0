"""Sealed bodies, as cases of every OAuth-like dialect."""

import base64
import json

import bodies
from dialect_gateway import BODY_LIMIT, DialectGateway
from dialects import field_of


class SealedCases(DialectGateway):
    def test_sealed_routes_seal_what_they_answer_and_open_nothing_else(self):
        ciphers = {"/gcm": (bodies.seal_gcm, bodies.open_gcm), "/cbc": (bodies.seal_cbc, bodies.open_cbc)}
        for path, (seal, opened) in ciphers.items():
            for content_type in self.FORMATS:
                with self.subTest(path, content_type=content_type):
                    token = f"sealed-{path}-{content_type}"
                    body = self.write(content_type, token=token)
                    for declared, outcome in (
                            ("text/plain", "revoked"), (content_type, "already-revoked"), (None, "already-revoked")):
                        reply = self.send(seal(body), path, Content_Type=declared)
                        self.assertEqual((reply.status, reply["Content-Type"]), (200, "text/plain"), reply)
                        self.assertEqual(reply["Revgate-Outcome"], outcome)
                        self.assertEqual(reply["Cache-Control"], "no-store")
                        self.assertSuccessBody(opened(reply.body), outcome)
                    self.assertEqual(self.gateway.json("tokens", "show", "--token", token)["state"], "revoked")
                    self.assertSealedRefusal(self.send(body, path, "text/plain"), opened, 400)
            with self.subTest(path):
                body = seal(self.write(token="sealed"))
                self.assertSealedRefusal(self.send(body, path, "text/html"), opened, 415)
                self.assertSealedRefusal(self.send(seal(b"x" * BODY_LIMIT), path), opened, 413)
                self.assertSealedRefusal(self.send(seal(self.write(scope="x")), path), opened, 400)
                self.assertRefused(self.send(body, path, X_API_KEY="nobody's"), 401, "invalid_client")

    def test_everything_that_fails_to_open_without_integrity_is_one_refusal(self):
        """From decoding to a well-formed call: same status, fields, length and opened text."""
        padding = bodies.encrypt_cbc(b"token=not-padded", bodies.CBC256)
        failures = {
            "another key": bodies.seal_cbc(self.write(token="x"), bodies.OWN), "padding": base64.b64encode(padding),
            "half a block": base64.b64encode(padding[:-8]), "not base64": b"!" + bodies.seal_cbc(b"x"), "nothing": b"",
            **{name: bodies.seal_cbc(body) for name, (_, body) in self.malformed().items()},
            **{f"{name}, clear": body for name, (_, body) in self.malformed().items()},
        }
        replies = set()
        for name, body in failures.items():
            with self.subTest(name):
                reply = self.send(body, "/cbc", "text/plain")
                fields = field_of(reply)
                for each in ("date", "x-request-id"):
                    del fields[each]
                self.assertSealedRefusal(reply, bodies.open_cbc, 400)
                replies.add((tuple(sorted(fields.items())), bodies.open_cbc(reply.body)))
        self.assertEqual(len(replies), 1, replies)

    def assertSuccessBody(self, body, outcome):
        """What a success says beside its status, in the clear."""
        self.assertEqual(body, b"")

    def assertSealedRefusal(self, reply, opened, status):
        self.assertEqual((reply.status, reply["Content-Type"]), (status, "text/plain"), reply)
        said = json.loads(opened(reply.body))
        self.assertEqual(list(said), ["error", self.DESCRIPTION])
        self.assertEqual(said["error"], "invalid_request")
