"""Introspection of tokens that only an upstream knows (RFC 7662 as a client), and what is kept of its answers."""

import json
import threading
import time
import unittest
import urllib.parse

import wire
from gateway import ROUTES, Gateway
from test_introspection import DEAD, IntrospectionCase
from tracing import Tracer
from upstreams import Service, message

KEY = "as-credential-0123456789"
PROXIED = ROUTES + """
  - {path: /introspect, name: introspect, dialect: introspection, revoker: embedded, proxy: as}
  - {path: /revoke, dialect: rfc7009, revoker: embedded}
  - {path: /revoke-there, dialect: rfc7009, revoker: as-revoke}
  - {path: /native-there, dialect: native, revoker: as-revoke}
"""


class AuthorizationServer(Service):
    """
    Knows `tokens`: what it says of each that lives. `before_answer` is called with each question once its answer is
    decided; `says`, if set, is its whole answer to every question.
    """

    def __init__(self, cleanup, profile=None):
        self.media_type = "text/plain" if profile else "application/x-www-form-urlencoded"
        self.tokens, self.asked, self.revoked = {}, [], []
        self.before_answer, self.says = lambda token: None, None
        super().__init__(cleanup, self.work, profile=profile)

    def work(self, exchange):
        request = exchange.request
        form = dict(urllib.parse.parse_qsl(request.text.decode(), strict_parsing=True))
        if request["X-API-KEY"] != KEY or request["Content-Type"] != self.media_type:
            return exchange.send(message(b"", "401 Unauthorized"))
        if request.line == "POST /revoke HTTP/1.1":
            self.revoked.append(form["token"])
            self.tokens.pop(form["token"], None)
            return exchange.send(message(b""))
        assert request.line == "POST /introspect HTTP/1.1", request.line
        self.asked.append(form)
        told = self.tokens.get(form["token"])
        answer = json.dumps({"active": True, **told} if told is not None else {"active": False}).encode()
        self.before_answer(form["token"])
        return exchange.send(self.says or message(self.seal(answer)))

    def times(self, token):
        return sum(form["token"] == token for form in self.asked)

    def settings(self, more=""):
        return (
            f"upstreams:\n  as: {{url: \"{self.url(target='/introspect')}\", dialect: introspection, "
            f"credential: env:AS_KEY{more}}}\n"
            f"  as-revoke: {{url: \"{self.url(target='/revoke')}\", dialect: rfc7009, credential: env:AS_KEY}}\n")


class ProxyCase(IntrospectionCase):
    routes, upstream, profile = PROXIED, "", None

    @classmethod
    def setUpClass(cls):
        cls.server = AuthorizationServer(cls.addClassCleanup, cls.profile)
        cls.more = cls.server.settings(cls.upstream)
        cls.environment = {"AS_KEY": KEY}
        super().setUpClass()

    def setUp(self):
        self.server.before_answer, self.server.says = lambda token: None, None
        self.addCleanup(lambda: self.assertEqual(self.server.problems, []))

    def lives(self, token, **told):
        self.server.tokens[token] = told
        return token


class Asking(ProxyCase):
    def test_a_token_unknown_here_is_asked_for_there(self):
        self.lives("there +&=é", exp=4102444800, token_type="Bearer", client_id="web", scope="read", sub="you", aud="x",
                   iss="https://as.example", username="you", jti="1")
        self.assertEqual(
            self.told("there +&=é", token_type_hint="refresh_token"),
            {"active": True, "exp": 4102444800, "token_type": "Bearer", "client_id": "web"})
        self.assertEqual(self.server.asked[-1], {"token": "there +&=é", "token_type_hint": "refresh_token"})
        self.lives("bare")
        self.assertEqual(self.told("bare", token_type_hint="banana"), {"active": True})
        self.assertEqual(self.server.asked[-1], {"token": "bare"})

    def test_what_lives_nowhere_is_inactive(self):
        self.assertDead("nowhere")
        self.assertDead("nowhere")
        self.assertEqual(self.server.times("nowhere"), 2, "that a token does not live is kept")
        self.lives("over", exp=int(time.time()) - 1)
        self.assertDead("over")
        self.lives("long-over", exp=1)
        self.assertDead("long-over")

    def test_what_is_known_here_is_not_asked_for_there(self):
        self.learn({"token": "known", "kind": "session"}, {"token": "expired", "expires_at": int(time.time()) - 5},
                   {"token": "revoked"})
        self.assertEqual(self.revoke("revoked").status, 200)
        self.assertEqual(self.revoke("claimed").status, 200)
        for token in ("known", "expired", "revoked", "claimed"):
            self.lives(token, client_id="there")
        self.assertEqual(self.told("known"), {"active": True, "token_type": "session"})
        for token in ("expired", "revoked", "claimed"):
            self.assertDead(token)
            self.assertEqual(self.server.times(token), 0)
        self.assertEqual(self.server.times("known"), 0)

    def test_who_may_not_ask_here_does_not_ask_there(self):
        self.lives("guarded")
        self.assertEqual(self.ask("guarded", consumer="first").status, 403)
        self.assertEqual(self.server.times("guarded"), 0)

    def test_operators_see_who_was_asked(self):
        gateway = self.make(self.addCleanup)
        self.lives("logged")
        self.told("logged", gateway=gateway)
        self.told("logged", gateway=gateway)
        asked, kept = sorted(gateway.logged(2), key=lambda line: "upstream" not in line)
        self.assertEqual((asked["outcome"], asked["upstream"], asked["attempts"]), ("introspected", "as", 1))
        self.assertEqual((kept["outcome"], kept.get("upstream")), ("introspected", None))
        metrics = gateway.metrics()
        self.assertIn('revgate_upstream_results_total{upstream="as",result="ok"} 1', metrics)
        self.assertIn("revgate_introspection_kept_answers 1", metrics)


class Sealed(ProxyCase):
    upstream, profile = ", cipher: {profile: aes-256-gcm, key: gcm-body}", "aes-256-gcm"

    def test_an_upstream_with_a_cipher_is_asked_and_read_sealed(self):
        self.lives("sealed-there", client_id="web")
        self.assertEqual(self.told("sealed-there"), {"active": True, "client_id": "web"})
        self.assertDead("sealed-nowhere")
        self.assertEqual((self.server.times("sealed-there"), self.server.times("sealed-nowhere")), (1, 1))

    def test_a_clear_reply_of_it_is_not_believed(self):
        self.server.says = message(b'{"active":true}')
        self.assertNoWord(self.ask("sealed-doubt"))


class Keeping(ProxyCase):
    limits = "{introspection-ttl: 2s}"

    def test_an_answer_is_kept_for_its_time(self):
        self.lives("kept", client_id="web")
        began = time.monotonic()
        for _ in range(20):
            self.assertEqual(self.told("kept"), {"active": True, "client_id": "web"})
        took = time.monotonic() - began
        if took < 1.5:
            self.assertEqual(self.server.times("kept"), 1)
        wire.poll(lambda: self.told("kept") and self.server.times("kept") > 1, "the answer to be too old")
        self.assertGreater(time.monotonic() - began, 1.9)

    def test_an_answer_is_kept_no_longer_than_its_token_lives(self):
        end = int(time.time()) + 1
        self.lives("short", exp=end)
        self.ask("short")
        del self.server.tokens["short"]
        wire.poll(lambda: self.ask("short").body == DEAD, "the token to expire")
        self.assertGreaterEqual(time.time(), end)

    def test_an_answer_outlives_a_reload(self):
        gateway = self.make(self.addCleanup)
        gateway.configure(self.routes, "{introspection-ttl: 1h}", more=self.more)
        gateway.restart()
        self.lives("reloaded")
        self.told("reloaded", gateway=gateway)
        self.assertEqual(gateway.reload(), "reloaded")
        self.told("reloaded", gateway=gateway)
        self.assertEqual(self.server.times("reloaded"), 1)

    def test_nothing_is_kept_where_none_may_be(self):
        gateway = self.make(self.addCleanup)
        gateway.configure(self.routes, "{introspection-cache: 0}", more=self.more)
        gateway.restart()
        self.lives("uncached")
        for _ in range(3):
            self.told("uncached", gateway=gateway)
        self.assertEqual(self.server.times("uncached"), 3)


class Forgetting(ProxyCase):
    limits = "{introspection-ttl: 1h}"

    def test_a_revocation_there_forgets_the_token(self):
        self.lives("revoked-there")
        self.told("revoked-there")
        self.told("revoked-there")
        self.assertEqual(self.server.times("revoked-there"), 1)
        self.assertEqual(self.revoke("revoked-there", "/revoke-there").status, 200)
        self.assertDead("revoked-there")

    def test_a_revocation_here_counts_at_once(self):
        self.lives("revoked-here")
        self.told("revoked-here")
        self.assertEqual(self.revoke("revoked-here").status, 200)
        self.assertDead("revoked-here")
        self.lives("by-command-here")
        self.told("by-command-here")
        self.gateway.command("tokens", "revoke", "--token", "by-command-here")
        self.assertDead("by-command-here")

    def test_an_answer_that_a_revocation_overtook_is_not_kept(self):
        self.lives("overtaken")
        decided, goes_on = threading.Event(), threading.Event()

        def hold(token):
            decided.set()
            goes_on.wait(10)

        self.server.before_answer = hold
        late = []
        asking = threading.Thread(target=lambda: late.append(self.ask("overtaken")))
        asking.start()
        self.assertTrue(decided.wait(10))
        self.server.before_answer = lambda token: None
        self.assertEqual(self.revoke("overtaken", "/revoke-there").status, 200)
        goes_on.set()
        asking.join()
        self.assertEqual(json.loads(late[0].body), {"active": False})
        self.assertDead("overtaken")

    def test_a_revocation_there_that_may_have_happened_forgets_too(self):
        self.lives("doubtful")
        self.told("doubtful")
        server = self.server
        server.tokens.pop("doubtful")
        server.refuse()
        self.assertEqual(self.revoke("doubtful", "/revoke-there").status, 503)
        server.listen()
        wire.poll(lambda: self.ask("doubtful").status == 200, "the upstream to be asked again")
        self.assertDead("doubtful")


class Recording(ProxyCase):
    def show(self, token, gateway=None):
        return (gateway or self.gateway).json("tokens", "show", "--token", token)["state"]

    def test_what_an_upstream_revoked_is_recorded_of_known_tokens(self):
        self.learn({"token": "known-here", "consumer": "legacy"}, {"reference": "pair", "token": "pair-token"})
        for token in ("known-here", "pair-token"):
            self.assertTrue(self.told(token)["active"])
        self.assertEqual(self.revoke("known-here", "/revoke-there").status, 200)
        reply = self.gateway.post('{"reference":"pair"}', "/native-there", Content_Type="application/json")
        self.assertEqual(reply.status, 200, reply)
        self.assertIn("pair-token", self.server.revoked)
        for token in ("known-here", "pair-token"):
            self.assertDead(token)
            self.assertEqual(self.show(token), "revoked", token)
            self.assertEqual(self.server.times(token), 0, "the ledger knows both of these")

    def test_the_grant_of_what_an_upstream_revoked_goes_too(self):
        self.learn({"token": "granted", "kind": "refresh_token", "grant": "g"},
                   {"token": "granted-sibling", "kind": "access_token", "grant": "g"})
        self.assertTrue(self.told("granted-sibling")["active"])
        self.assertEqual(self.revoke("granted", "/revoke-there").status, 200)
        self.assertDead("granted-sibling")

    def test_what_is_not_known_here_is_dead_when_it_becomes_known(self):
        self.assertEqual(self.revoke("stranger", "/revoke-there").status, 200)
        self.assertEqual(self.show("stranger"), "revoked")
        self.learn({"token": "stranger"})
        self.assertEqual(self.show("stranger"), "revoked")
        self.assertDead("stranger")

    def test_what_cannot_be_recorded_is_no_success(self):
        self.learn({"token": "unrecorded"})
        with Tracer(self, self.gateway, "inject=fsync,fdatasync:error=EIO"):
            reply = self.revoke("unrecorded", "/revoke-there")
            self.assertEqual(reply.status, 503, reply)
            self.assertGreater(int(reply["Retry-After"]), 0)
            self.assertIsNone(reply["Revgate-Outcome"])
        self.assertIn("unrecorded", self.server.revoked)
        wire.poll(lambda: self.gateway.readyz() == 200, "service to resume", timeout=30)
        wire.poll(
            lambda: self.revoke("unrecorded", "/revoke-there").status == 200, "the revocation to be recorded")
        self.assertDead("unrecorded")
        line = next(line for line in self.gateway.logged(1) if line.get("status") == 503)
        self.assertEqual((line["why"], line["upstream"]), ("ledger-unavailable", "as-revoke"))

    def test_without_a_route_of_introspection_nothing_is_recorded(self):
        routes = "".join(line for line in PROXIED.splitlines(True) if "introspect" not in line)
        gateway = Gateway(self.addCleanup, routes=routes, more=self.more, environment=self.environment).start()
        self.learn({"token": "left-alone"}, gateway=gateway)
        self.assertEqual(self.revoke("left-alone", "/revoke-there", gateway=gateway).status, 200)
        self.assertEqual(self.show("left-alone", gateway), "known")


class Trouble(ProxyCase):
    upstream = ", timeout: 500ms, circuit-breaker: {consecutive-failures: 1000, failure-percent: 100, minimum-calls: 1000}, " \
        "ejection: {consecutive-failures: 1000}"

    def test_what_is_not_understood_is_no_answer(self):
        self.lives("muddled")
        for content in (
                b"", b"<html>", b"[]", b"{}", b'{"active":"true"}', b'{"active":1}', b'{"active":true,"active":false}',
                b'{"active":true,"exp":"4102444800"}', b'{"active":true,"exp":4102444800.5}',
                b'{"active":true,"client_id":1}', b'{"active":true}}'):
            self.server.says = message(content)
            self.assertNoWord(self.ask("muddled"))
        for status in ("204 No Content", "302 Found", "400 Bad Request", "404 Not Found", "500 Oops", "429 Slow Down"):
            self.server.says = message(b'{"active":true}', status, length=not status.startswith("204"))
            self.assertNoWord(self.ask("muddled"))
        self.server.says = message(b'{"active":true}', "200 OK", "Content-Encoding: gzip")
        self.assertNoWord(self.ask("muddled"))
        self.server.says = None
        self.assertEqual(self.told("muddled"), {"active": True})

    def test_a_refused_credential_is_no_answer_and_told_to_the_operator(self):
        for status in ("401 Unauthorized", "403 Forbidden"):
            self.server.says = message(b'{"active":true}', status)
            refused = self.ask("barred")
            self.assertNoWord(refused)
            self.assertEqual(int(refused["Retry-After"]), 30)
        self.assertIn("refused the gateway's credential", self.gateway.log())

    def test_an_upstream_that_says_nothing_in_time_is_no_answer(self):
        self.lives("slow")
        self.server.before_answer = lambda token: time.sleep(1.5)
        began = time.monotonic()
        self.assertNoWord(self.ask("slow"))
        self.assertLess(time.monotonic() - began, 1.4)
        self.server.before_answer = lambda token: None
        self.assertEqual(self.told("slow"), {"active": True})

    def test_an_upstream_that_is_gone_is_no_answer_and_the_ledger_answers_on(self):
        self.learn({"token": "still-known"})
        self.server.refuse()
        self.assertNoWord(self.ask("unasked"))
        self.assertEqual(self.told("still-known"), {"active": True})
        self.server.listen()
        self.lives("unasked")
        wire.poll(lambda: self.ask("unasked").status == 200, "the upstream to be asked again")
        self.assertEqual(self.told("unasked"), {"active": True})


if __name__ == "__main__":
    unittest.main()
