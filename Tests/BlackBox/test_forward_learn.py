"""What replies of a clear legacy service teach the embedded revoker, which then refuses everything else."""

import json
import os
import sqlite3
import threading

import bodies
import wire
from forwarding import ForwardCase, ForwardGateway, Origin
from gateway import PATH, seal

CIPHER = "cipher: {profile: aes-256-gcm, key: gcm-body}"
LEARN = "learn: {reference: /referenceId, token: /token, expires-at: /expireAt"
ROUTES = f"""
  - {{path: {PATH}, dialect: token-service, {CIPHER}, revoker: embedded}}
  - {{path: /token-service/client/server/new/*, name: new, forward: rest, {CIPHER}, {LEARN}}}}}
  - {{path: /anybody/*, forward: rest, {LEARN}, owner: none}}}}
  - {{path: /clear/*, forward: rest, {LEARN}}}}}
  - {{path: /inner/*, forward: rest, learn: {{reference: /data/ids/0, token: /data/token}}}}
"""
NEW = "/token-service/client/server/new/v2/token"
YEAR_2100 = 4_102_444_800_000


def issued(reference, token, code="TOK200", expiry=YEAR_2100, **more):
    """A get-token reply as the service's documents show it."""
    return json.dumps(
        {"resCode": code, "resDesc": "SUCCESS", "referenceId": reference, "token": token, "expireAt": expiry, **more}).encode()


class Learning(ForwardCase):
    def setUp(self):
        self.says = b"{}"
        self.origin = Origin(self.addCleanup, behaviour=lambda exchange: (
            exchange.read(), exchange.answer(self.says, self.status, "Content-Type: application/json")))
        self.status = "200 OK"
        self.gateway = ForwardGateway(
            self.addCleanup, self.origin, routes=ROUTES, top="embedded: {unknown: refuse}\n")

    def get_token(self, said, consumer="first"):
        """The sealed request that the clear service answers with `said`: (status, opened reply)."""
        self.says = said
        reply = self.gateway.ask(
            "POST", NEW, "Content-Type: text/plain", body=bodies.seal_gcm(b'{"accountNumber":"1"}'), consumer=consumer)
        return reply.status, bodies.open_gcm(reply.body)

    def revoke(self, reference, consumer="first"):
        reply = self.gateway.revoke(reference, consumer=consumer)
        return reply.status, bodies.open_gcm(reply.body)

    def state(self, **subject):
        (kind, value), = subject.items()
        return self.gateway.json("tokens", "show", f"--{kind}", value)

    def assertRefusedAs502(self, said):
        status, text = self.get_token(said)
        self.assertEqual((status, b"tok" in text), (502, False))

    def test_what_the_service_issued_is_known_and_can_be_revoked_by_reference(self):
        self.assertEqual(self.revoke("ref-1")[0], 401)
        said = issued("ref-1", "tok-1")
        self.assertEqual(self.get_token(said), (200, said))
        self.assertEqual(self.origin.last("token").content, b'{"accountNumber":"1"}')
        known = self.state(reference="ref-1")
        self.assertEqual((known["state"], known["expires_at"]), ("known", "2100-01-01T00:00:00.000Z"))
        self.assertEqual(self.revoke("ref-1"), (200, bodies.SUCCESS))
        for subject in ({"reference": "ref-1"}, {"token": "tok-1"}):
            self.assertEqual((self.state(**subject)["state"], self.state(**subject)["revoked_by"]), ("revoked", "first"))
        self.assertEqual(self.revoke("ref-2")[0], 401)

    def test_and_by_token(self):
        self.get_token(issued("ref-1", "tok-1"))
        self.gateway.command("tokens", "revoke", "--token", "tok-1")
        self.assertEqual(self.state(reference="ref-1")["state"], "revoked")

    def test_owned_by_who_asked_or_by_nobody(self):
        self.get_token(issued("ref-1", "tok-1"))
        self.assertEqual(self.revoke("ref-1", consumer="legacy")[0], 401)
        self.says = issued("ref-2", "tok-2")
        self.assertEqual(self.gateway.ask("POST", "/anybody/x", body=b"{}").body, self.says)
        self.assertEqual(self.revoke("ref-2", consumer="legacy")[0], 200)
        self.assertEqual(self.revoke("ref-1")[0], 200)

    def test_only_successes_teach_and_everything_passes(self):
        cases = [("403 Forbidden", issued("ref-1", "tok-1")), ("200 OK", issued("ref-1", "tok-1", code="TOK403")),
                 ("200 OK", issued("ref-1", "tok-1", data={"resCode": "WAL294"})), ("204 No Content", b""), ("200 OK", b"")]
        for status, said in cases:
            with self.subTest(status, said=said):
                self.status = status
                self.says = said
                reply = self.gateway.ask("POST", "/clear/x", body=b"{}")
                self.assertEqual((reply.status, reply.body), (int(status[:3]), said))
                self.assertEqual(self.state(reference="ref-1")["state"], "unknown")

    def test_values_are_found_where_the_pointers_say(self):
        self.says = json.dumps({"data": {"ids": ["ref-1"], "token": 4711, "x": [{"token": "no"}]}}, indent=2).encode()
        reply = self.gateway.ask("POST", "/inner/x", "Accept-Encoding: gzip", body=b"{}")
        self.assertEqual((reply.status, reply.body), (200, self.says))
        self.assertIsNone(self.origin.last("x")["Accept-Encoding"])
        self.assertEqual((self.state(reference="ref-1")["state"], self.state(token="4711")["state"]), ("known", "known"))

    def test_success_that_cannot_be_recorded_is_not_passed_on(self):
        self.assertRefusedAs502(b'{"resCode":"TOK200","other":"tok-1"}')
        wire.poll(lambda: "cause=nothing-found" in self.gateway.log(), "the log to say why")
        for said in (b"tok-1 in plain words", b'{"token":["tok-1"]}', issued("ref-1", "tok" * 6000),
                     b'{"token":"tok-1","token":"tok-2"}'):
            self.assertRefusedAs502(said)
        self.assertEqual(self.state(token="tok-1")["state"], "unknown")

    def test_renewed_reference_takes_all_its_tokens_along(self):
        for number in range(3):
            self.get_token(issued("ref-1", f"tok-{number}"))
        self.assertEqual(self.revoke("ref-1")[0], 200)
        self.get_token(issued("ref-1", "tok-late"))
        for token in ("tok-0", "tok-1", "tok-2", "tok-late"):
            self.assertEqual(self.state(token=token)["state"], "revoked", token)

    def test_learned_before_the_reply_is_out(self):
        """A power cut right behind the reply forgets nothing."""
        for number in range(5):
            self.assertEqual(self.get_token(issued(f"ref-{number}", f"tok-{number}"))[0], 200)
            self.gateway.kill9()
            self.assertEqual(self.state(token=f"tok-{number}")["state"], "known")
            self.gateway.start()

    def test_not_passed_on_while_it_cannot_be_made_durable(self):
        store = sqlite3.connect(os.path.join(self.gateway.folder, "data", "revgate.sqlite"), isolation_level=None)
        self.addCleanup(store.close)
        store.execute("BEGIN IMMEDIATE")
        replies = []
        asker = threading.Thread(target=lambda: replies.append(self.get_token(issued("ref-1", "tok-1"))))
        asker.start()
        asker.join(60)
        store.execute("ROLLBACK")
        (status, text), = replies
        self.assertEqual((status, b"tok" in text), (503, False))
        self.assertEqual(self.get_token(issued("ref-1", "tok-1"))[0], 200)

    def test_expiry_in_seconds_milliseconds_and_words(self):
        for number, expiry in enumerate([YEAR_2100, YEAR_2100 // 1000, str(YEAR_2100), "2100-01-01T00:00:00Z"]):
            self.get_token(issued(f"ref-{number}", f"tok-{number}", expiry=expiry))
            self.assertEqual(self.state(token=f"tok-{number}")["expires_at"], "2100-01-01T00:00:00.000Z")
        for number, expiry in enumerate([3600, 0, -1, "soon", None, True, 1_735_000_000]):
            self.get_token(issued(f"odd-{number}", f"odd-tok-{number}", expiry=expiry))
            self.assertEqual(self.state(token=f"odd-tok-{number}")["expires_at"], None, expiry)
