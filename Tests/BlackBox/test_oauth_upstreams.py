"""
Authorization servers of others behind the gateway: tokens that they gave out are revoked through it, in every dialect
that can carry a token, and are then dead by the server's own introspection; a refusal or an outage leaves them alive.
"""

import base64
import json
import os
import shutil
import socket
import tempfile
import time
import unittest
import urllib.parse

import wire
from fronting import upstreams
from gateway import Gateway, free_ports, missing
from test_real_upstreams import SERVERS, Server, python_with

# A secret that is another one where it is form-encoded, or decoded.
CLIENT, SECRET = "gateway", "upstream+secret%2F:9f3b71d2"
FORM = "application/x-www-form-urlencoded"
# How each dialect asks: type of content, and body of a token and its hint.
ASKING = {
    "digilocker": ("application/json", lambda token, hint: json.dumps({"token": token, "token_type_hint": hint})),
    "screening-eagle": (FORM, lambda token, hint: urllib.parse.urlencode({"token": token, "token_type": hint})),
    "rfc7009": (FORM, lambda token, hint: urllib.parse.urlencode({"token": token, "token_type_hint": hint})),
    "native": ("application/json", lambda token, hint: json.dumps({"token": token, "token_type_hint": hint})),
}
UPSTREAMS = ("server", "stranger", "elsewhere", "guarded", "intruder")


class AuthorizationServer:
    """
    One of servers/, whose tokens outlive its process. `encode` is what this server wants done to the secret for Basic:
    form-encoding as RFC 6749 § 2.3.1 has it, or nothing; `machine` is its client for client credentials, and `method`
    how that one shows an encoded secret.
    """

    def __init__(self, test, script, modules, package, paths, encode, machine, method):
        self.python = python_with(*modules)
        if not self.python:
            missing(test("setUp"), modules[0], package)
        self.cleanup = test.addClassCleanup
        self.script = os.path.join(SERVERS, script)
        self.paths = paths
        self.credential = f"{CLIENT}:{encode(SECRET)}"
        self.machine, self.method = machine, method
        self.port, = free_ports(1)
        self.folder = tempfile.mkdtemp(prefix="revgate-authorization-")
        self.cleanup(lambda: shutil.rmtree(self.folder, ignore_errors=True))
        self.start()

    def start(self):
        self.server = Server(
            self.cleanup, self.port, self.python, self.script, str(self.port), self.folder, CLIENT, SECRET)

    def kill(self):
        self.server.process.kill()
        self.server.process.wait()

    def forget(self):
        """Starts anew, with no tokens."""
        self.kill()
        shutil.rmtree(self.folder)
        os.mkdir(self.folder)
        self.start()

    def post(self, call, **parameters):
        """One of the server's own calls, in the clear and as its client."""
        credential = base64.b64encode(self.credential.encode()).decode()
        return wire.exchange(
            self.port, "POST", self.paths[call], body=urllib.parse.urlencode(parameters),
            headers={"Content-Type": FORM, "Authorization": f"Basic {credential}"})

    def tokens(self):
        """A grant's access and refresh token."""
        reply = self.post("token", grant_type="password", username="user", password="password")
        assert reply.status == 200, reply
        tokens = json.loads(reply.body)
        return tokens["access_token"], tokens["refresh_token"]

    def is_alive(self, token):
        reply = self.post("introspection", token=token)
        assert reply.status == 200, reply
        return json.loads(reply.body)["active"]


class RevokedUpstream:
    """What must hold with each server."""

    introspects_refresh_tokens = True

    @classmethod
    def setUpClass(cls):
        cls.server = cls.start_server()
        base = f"http://127.0.0.1:{cls.server.port}"
        url = base + cls.server.paths["revocation"]
        entry = {"dialect": "rfc7009", "timeout": "10s"}
        guarded = {"url": f"{base}/guarded", "dialect": "digilocker", "timeout": "10s"}
        # Bound and not listened on: nobody else takes it, and connections are refused.
        closed = socket.socket()
        cls.addClassCleanup(closed.close)
        closed.bind(("127.0.0.1", 0))
        section = upstreams(
            server={"url": url, **entry, "credential": {"basic": "env:RIGHT"}},
            stranger={"url": url, **entry, "credential": {"basic": "env:WRONG"}},
            elsewhere={"url": f"http://127.0.0.1:{closed.getsockname()[1]}/", **entry},
            guarded={**guarded, "credential": {"client-credentials": {
                "token-url": base + cls.server.paths["token"], "client-id": cls.server.machine,
                "client-secret": "env:SECRET", "method": cls.server.method}}},
            intruder={**guarded, "credential": {"bearer": "env:OLD"}})
        routes = "".join(
            f"\n  - {{path: /{upstream}/{dialect}, dialect: {dialect}, revoker: {upstream}}}"
            for upstream in UPSTREAMS for dialect in ASKING) + "\n"
        environment = {
            "RIGHT": cls.server.credential, "WRONG": f"{CLIENT}:not-its-secret-51c7", "SECRET": SECRET,
            "OLD": "no-token-of-this-server-2e64"}
        cls.gateway = Gateway(cls.addClassCleanup, routes=routes, more=section, environment=environment).start()
        cls.gateway.sends("the upstream's credential", SECRET.encode())

    def revoke(self, token, hint, dialect="rfc7009", upstream="server"):
        content_type, body = ASKING[dialect]
        self.gateway.sends("a token", token.encode())
        return self.gateway.post(
            body(token, hint).encode(), path=f"/{upstream}/{dialect}", Content_Type=content_type)

    def assertUnavailable(self, reply):
        self.assertEqual(reply.status, 503, reply)
        self.assertRegex(reply["Retry-After"] or "", "^[0-9]+$")
        self.assertEqual(json.loads(reply.body)["error"], "temporarily_unavailable")

    def test_access_token_is_dead_for_the_server_once_it_was_revoked(self):
        for dialect in ASKING:
            with self.subTest(dialect):
                token, _ = self.server.tokens()
                self.assertTrue(self.server.is_alive(token))
                reply = self.revoke(token, "access_token", dialect)
                self.assertEqual((reply.status, reply["Revgate-Outcome"]), (200, "revoked"), reply)
                self.assertFalse(self.server.is_alive(token))
                self.assertEqual(self.revoke(token, "access_token", dialect).status, 200)

    def test_refresh_token_takes_its_access_token_along(self):
        for dialect in ASKING:
            with self.subTest(dialect):
                access, refresh = self.server.tokens()
                self.assertTrue(self.server.is_alive(access))
                self.assertEqual(self.server.is_alive(refresh), self.introspects_refresh_tokens)
                self.assertEqual(self.revoke(refresh, "refresh_token", dialect).status, 200)
                self.assertFalse(self.server.is_alive(access))
                self.assertFalse(self.server.is_alive(refresh))

    def test_other_tokens_stay_alive(self):
        token, _ = self.server.tokens()
        other, _ = self.server.tokens()
        self.assertEqual(self.revoke(token, "access_token").status, 200)
        self.assertEqual((self.server.is_alive(token), self.server.is_alive(other)), (False, True))

    def test_token_that_the_server_never_gave_out_is_gone_as_it_says(self):
        self.assertEqual(self.revoke("no-such-token-48d1", "access_token").status, 200)

    def test_access_token_is_dead_where_the_gateway_shows_an_access_token_of_its_own(self):
        self.await_access()
        for dialect in ASKING:
            with self.subTest(dialect):
                token, _ = self.server.tokens()
                self.assertEqual(self.revoke(token, "access_token", dialect, "guarded").status, 200)
                self.assertFalse(self.server.is_alive(token))

    def test_token_that_a_guarded_server_never_gave_out_is_answered_as_each_dialect_has_it(self):
        self.await_access()
        replies = {name: self.revoke("no-such-token-93aa", "access_token", name, "guarded") for name in ASKING}
        self.assertEqual(
            {name: (reply.status, reply["Revgate-Outcome"]) for name, reply in replies.items()},
            {"digilocker": (400, None), "screening-eagle": (400, None), "rfc7009": (200, "unknown"),
             "native": (404, None)})

    def test_refused_credential_of_the_gateway_is_no_success_and_the_token_lives(self):
        for upstream in "stranger", "intruder":
            for dialect in ASKING:
                with self.subTest(f"{dialect} at {upstream}"):
                    token, _ = self.server.tokens()
                    self.assertUnavailable(self.revoke(token, "access_token", dialect, upstream))
                    self.assertTrue(self.server.is_alive(token))

    def test_server_that_is_not_there_is_no_success(self):
        for dialect in ASKING:
            with self.subTest(dialect):
                self.assertUnavailable(self.revoke("any-token-77e0", "access_token", dialect, "elsewhere"))

    def test_token_outlives_a_killed_server_until_it_is_revoked_there(self):
        token, _ = self.server.tokens()
        self.server.kill()
        self.assertUnavailable(self.revoke(token, "access_token"))
        self.server.start()
        self.assertTrue(self.server.is_alive(token))
        self.assertEqual(self.once_available(token).status, 200)
        self.assertFalse(self.server.is_alive(token))

    def test_gateway_fetches_another_access_token_when_its_own_is_forgotten(self):
        self.await_access()
        self.server.forget()
        token, _ = self.server.tokens()
        self.assertUnavailable(self.revoke(token, "access_token", upstream="guarded"))
        self.assertTrue(self.server.is_alive(token))
        self.assertEqual(self.once_available(token, "guarded").status, 200)
        self.assertFalse(self.server.is_alive(token))

    def await_access(self):
        """Until the gateway has an access token that the server takes."""
        token, _ = self.server.tokens()
        self.assertEqual(self.once_available(token, "guarded").status, 200)

    def once_available(self, token, upstream="server"):
        """Asks as a caller does that heeds `Retry-After`."""
        end = time.monotonic() + 30
        while True:
            reply = self.revoke(token, "access_token", upstream=upstream)
            if reply.status != 503 or time.monotonic() > end:
                return reply
            time.sleep(int(reply["Retry-After"]))


class DjangoOAuthToolkit(RevokedUpstream, unittest.TestCase):
    introspects_refresh_tokens = False

    @classmethod
    def start_server(cls):
        return AuthorizationServer(
            cls, "django_server.py", ["oauth2_provider", "waitress"], "python3-django-oauth-toolkit",
            {"token": "/o/token/", "revocation": "/o/revoke_token/", "introspection": "/o/introspect/"},
            urllib.parse.quote_plus, "machine", "basic")

    def test_refresh_token_gives_no_more_tokens(self):
        _, refresh = self.server.tokens()
        self.assertEqual(self.revoke(refresh, "refresh_token").status, 200)
        reply = self.server.post("token", grant_type="refresh_token", refresh_token=refresh)
        self.assertEqual((reply.status, json.loads(reply.body)["error"]), (400, "invalid_grant"))


class Authlib(RevokedUpstream, unittest.TestCase):
    @classmethod
    def start_server(cls):
        return AuthorizationServer(
            cls, "authlib_server.py", ["authlib", "flask", "waitress"], "python3-authlib, python3-flask",
            {"token": "/token", "revocation": "/revoke", "introspection": "/introspect"}, str, CLIENT, "post")


if __name__ == "__main__":
    unittest.main()
