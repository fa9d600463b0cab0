"""Replies of dialect `native`."""

import json

from dialects import JSON, TIME, OAuthCase


class NativeCase(OAuthCase):
    def assertDone(self, reply, outcome="revoked"):
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual(reply["Revgate-Outcome"], outcome)
        self.assertEqual((reply["Content-Type"], reply["Cache-Control"]), (JSON, "no-store"))
        self.assertSuccessBody(reply.body, outcome)

    def assertSuccessBody(self, body, outcome):
        said = json.loads(body)
        self.assertEqual(list(said), ["status", "revoked_at"])
        self.assertEqual(said["status"], outcome)
        self.assertRegex(said["revoked_at"], TIME)
