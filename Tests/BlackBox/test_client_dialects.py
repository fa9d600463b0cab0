"""Upstreams that speak DigiLocker's, Screening Eagle's, RFC 7009's and the gateway's own API: asked, and understood."""

import json
import unittest
import urllib.parse

import wire
from fronting import CREDENTIAL, KEY_OF, PATIENT, upstreams
from gateway import Gateway
from upstream_faults import closes, says, silent
from upstreams import Service, message

FORM = "application/x-www-form-urlencoded"
TOKEN = 'token "1"+ä&=%/?'
PROFILES = (None, "aes-256-gcm", "aes-192-cbc")


def names(text):
    """The parameters of a form, each once."""
    pairs = urllib.parse.parse_qsl(text.decode("ascii"), strict_parsing=True, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs), text
    return dict(pairs)


# By dialect: the type of clear requests, how to read them, and what they say of a token without and with a hint.
REQUESTS = {
    "rfc7009": (FORM, names, {"token": TOKEN}, {"token": TOKEN, "token_type_hint": "refresh_token"}),
    "screening-eagle": (FORM, names, {"token": TOKEN}, {"token": TOKEN, "token_type": "refresh_token"}),
    "digilocker": (
        "application/json", json.loads, {"token": TOKEN}, {"token": TOKEN}),
    "native": ("application/json", json.loads, {"token": TOKEN}, {"token": TOKEN, "token_type_hint": "refresh_token"}),
}
SUCCESS = {name: b'{"status":"revoked"}' if name == "native" else b"" for name in REQUESTS}
BY_STATUS = [name for name in REQUESTS if name != "native"]

# What the caller is told: status and, of a refusal, `error`.
REVOKED, UNKNOWN, FOREIGN = (200, None), (400, "invalid_token"), (400, "invalid_grant")
UNSUPPORTED, UNAVAILABLE = (400, "unsupported_token_type"), (503, "temporarily_unavailable")


def error(word):
    return json.dumps({"error": word, "error_description": "in words"}).encode()


BAD, UNAUTHORIZED, FORBIDDEN = "400 Bad Request", "401 Unauthorized", "403 Forbidden"
# Replies of those that say success by status, and what comes of them with the codes that they have by themselves.
REPLIES = [
    (says(b""), REVOKED), (says(b" \r\n"), REVOKED), (says(b"{}"), REVOKED), (says(b" { } \n"), REVOKED),
    # What says something may deny it, or be the request thrown back.
    (says(b'{"success":true}'), UNAVAILABLE), (says(b'{"error":null}'), UNAVAILABLE), (says(b"{}{}"), UNAVAILABLE),
    (says(json.dumps({"token": TOKEN}).encode()), UNAVAILABLE), (says(b"{"), UNAVAILABLE),
    # Cut off behind its head, as far as anybody knows.
    (lambda exchange: (exchange.send(b"HTTP/1.1 200 OK\r\n\r\n"), exchange.close()), UNAVAILABLE),
    (says(b"<html>Log in</html>"), UNAVAILABLE), (says(b"OK"), UNAVAILABLE), (says(b"null"), UNAVAILABLE),
    (says(error("invalid_token")), UNAVAILABLE), (says(b"{}", "202 Accepted"), UNAVAILABLE),
    (says(b"", "201 Created"), UNAVAILABLE), (says(b"", "302 Found", "Location: /elsewhere"), UNAVAILABLE),
    (says(b"{}", "200 OK", "Content-Encoding: gzip"), UNAVAILABLE),
    (says(error("invalid_grant"), BAD), FOREIGN), (says(error("invalid_grant"), FORBIDDEN), FOREIGN),
    (says(error("unsupported_token_type"), BAD), UNSUPPORTED),
    (says(error("invalid_request"), BAD), UNAVAILABLE), (says(error("invalid_client"), BAD), UNAVAILABLE),
    (says(error("invalid_client"), UNAUTHORIZED, "WWW-Authenticate: Basic realm=x"), UNAVAILABLE),
    (says(error("unauthorized_client"), FORBIDDEN), UNAVAILABLE), (says(error("invalid_token"), UNAUTHORIZED), UNAVAILABLE),
    (says(b"", UNAUTHORIZED), UNAVAILABLE), (says(b"", FORBIDDEN), UNAVAILABLE), (says(b"", BAD), UNAVAILABLE),
    (says(b"", "404 Not Found"), UNAVAILABLE), (says(error("invalid_grant"), "404 Not Found"), UNAVAILABLE),
    (says(b"", "429 Too Many Requests"), UNAVAILABLE), (says(b"", "500 Internal Server Error"), UNAVAILABLE),
    (says(error("invalid_grant"), "503 Service Unavailable"), UNAVAILABLE),
    (closes, UNAVAILABLE), (silent, UNAVAILABLE),
]
NATIVE_REPLIES = [
    (says(b'{"status":"revoked","revoked_at":"2026-01-31T12:00:00Z"}'), REVOKED), (says(b'{"status":"already-revoked"}'), REVOKED),
    (says(b""), UNAVAILABLE), (says(b"{}"), UNAVAILABLE),
    (says(error("unknown_token"), "404 Not Found"), UNKNOWN), (says(error("invalid_grant"), BAD), FOREIGN),
    (says(error("unsupported_token_type"), "422 Unprocessable Content"), UNSUPPORTED),
    (says(error("unsupported_token_type")), UNAVAILABLE), (says(error("invalid_client"), UNAUTHORIZED), UNAVAILABLE),
]


class ClientDialects(unittest.TestCase):
    """For each dialect and profile an upstream, and for each upstream a route of RFC 7009 that tells outcomes apart."""

    @classmethod
    def setUpClass(cls):
        cls.services, entries, routes = {}, {}, ""
        for dialect in REQUESTS:
            for profile in PROFILES:
                for codes in (False, True):
                    name = f"{dialect}-{profile or 'clear'}{'-codes' if codes else ''}"
                    service = Service(cls.addClassCleanup, says(SUCCESS[dialect]), profile=profile)
                    entry = {
                        "url": service.url(target="/revoke"), "dialect": dialect, "credential": "env:LEGACY_API_KEY",
                        "timeout": "600ms", **{key.replace("_", "-"): value for key, value in PATIENT.items()}}
                    if profile:
                        entry["cipher"] = {"profile": profile, "key": KEY_OF[profile]}
                    if codes:
                        entry["unknown-token-codes"] = ["gone", "400"]
                    cls.services[name], entries[name] = service, entry
                    routes += f"\n  - {{path: /{name}, dialect: rfc7009, unknown-token: error, revoker: {name}}}"
        cls.gateway = Gateway(
            cls.addClassCleanup, routes=routes + "\n", more=upstreams(**entries),
            environment={"LEGACY_API_KEY": CREDENTIAL})
        cls.gateway.start()

    def revoke(self, name, **parameters):
        self.gateway.sends("a token", TOKEN.encode())
        body = urllib.parse.urlencode({"token": TOKEN, **parameters}).encode()
        return self.gateway.post(body, path=f"/{name}", Content_Type=FORM)

    def told(self, reply):
        return reply.status, json.loads(reply.body)["error"] if reply.status != 200 else None

    def check(self, name, behaviour, expected):
        service = self.services[name]
        service.behave(behaviour)
        reply = self.revoke(name)
        service.behave(says(SUCCESS[name.split("-clear")[0].split("-aes")[0]]))
        self.assertEqual(self.told(reply), expected, reply)
        if expected == REVOKED:
            self.assertIn(reply["Revgate-Outcome"], ("revoked", "already-revoked"))
        else:
            self.assertIsNone(reply["Revgate-Outcome"])
        if expected == UNAVAILABLE:
            self.assertGreaterEqual(int(reply["Retry-After"]), 1)
        # Nothing of it is left behind.
        self.assertEqual(self.told(self.revoke(name)), REVOKED)

    def test_requests_are_those_of_the_dialect(self):
        for dialect, (kind, read, plain, hinted) in REQUESTS.items():
            for profile in PROFILES:
                name = f"{dialect}-{profile or 'clear'}"
                with self.subTest(name):
                    service = self.services[name]
                    for parameters, said in ({}, plain), ({"token_type_hint": "refresh_token"}, hinted), (
                            {"token_type_hint": "no_such_type"}, plain):
                        self.assertEqual(self.told(self.revoke(name, **parameters)), REVOKED)
                        request = service.requests[-1]
                        self.assertEqual(read(request.text), said)
                        self.assertEqual(request.line, "POST /revoke HTTP/1.1")
                        self.assertEqual(request["Content-Type"], "text/plain" if profile else kind)
                        self.assertEqual(request["X-API-KEY"], CREDENTIAL)
                        self.assertIsNone(request["Authorization"])

    def test_replies_mean_what_the_dialect_says(self):
        for dialect in BY_STATUS:
            for profile in PROFILES:
                name = f"{dialect}-{profile or 'clear'}"
                for number, (behaviour, expected) in enumerate(REPLIES):
                    with self.subTest(name, number=number):
                        self.check(name, behaviour, expected)
                with self.subTest(f"{name}, the token is not known"):
                    self.check(
                        name, says(error("invalid_token"), BAD), UNKNOWN if dialect == "digilocker" else UNAVAILABLE)

    def test_replies_of_another_gateway_mean_what_they_say(self):
        for profile in PROFILES:
            name = f"native-{profile or 'clear'}"
            for number, (behaviour, expected) in enumerate(NATIVE_REPLIES):
                with self.subTest(name, number=number):
                    self.check(name, behaviour, expected)

    def test_listed_codes_say_that_a_token_is_not_known(self):
        for dialect in BY_STATUS:
            for profile in PROFILES:
                name = f"{dialect}-{profile or 'clear'}-codes"
                with self.subTest(name):
                    for status in BAD, UNAUTHORIZED, FORBIDDEN:
                        self.check(name, says(error("gone"), status), UNKNOWN)
                    self.check(name, says(error("gone"), "404 Not Found"), UNAVAILABLE)
                    self.check(name, says(error("gone")), UNAVAILABLE)
                    self.check(name, says(error("invalid_token"), BAD), UNAVAILABLE)
                    bare = UNAVAILABLE if dialect == "rfc7009" else UNKNOWN
                    for body in b"", b"Bad Request", b"{}", b'{"error":400}':
                        self.check(name, says(body, BAD), bare)
                    self.check(name, says(b"", UNAUTHORIZED), UNAVAILABLE)

    def test_204_is_a_success_in_the_clear_only(self):
        for dialect in BY_STATUS:
            for profile in PROFILES:
                name = f"{dialect}-{profile or 'clear'}"
                with self.subTest(name):
                    self.check(
                        name, lambda exchange: exchange.send(b"HTTP/1.1 204 No Content\r\n\r\n"),
                        UNAVAILABLE if profile else REVOKED)
                    if profile:
                        self.check(name, lambda exchange: exchange.send(message(b"")), UNAVAILABLE)
                        self.check(name, lambda exchange: exchange.send(message(b"{}")), UNAVAILABLE)
                        self.check(name, lambda exchange: exchange.send(message(error("invalid_grant"), BAD)), UNAVAILABLE)

    def test_a_refused_credential_is_told_to_the_operator(self):
        name = "rfc7009-clear"
        for behaviour in says(error("invalid_client"), UNAUTHORIZED), says(error("invalid_token"), UNAUTHORIZED):
            self.services[name].behave(behaviour)
            reply = self.revoke(name)
            self.services[name].behave(says(b""))
            self.assertEqual((reply.status, reply["Retry-After"]), (503, "30"), reply)
            lines = wire.poll(
                lambda: [line for line in self.gateway.logged() if line["id"] == reply["X-Request-Id"]], "its line")
            self.assertEqual([line["why"] for line in lines], ["upstream-credential-refused"])

    def test_success_codes_are_refused_where_success_is_a_status(self):
        for dialect in BY_STATUS:
            with self.subTest(dialect):
                gateway = Gateway(self.addCleanup, routes=" []\n", more=upstreams(
                    legacy={"url": "http://127.0.0.1:1/", "dialect": dialect, "success-codes": [200]}))
                done = gateway.command("check", status=1)
                self.assertIn(
                    f"success-codes: a success of {dialect} is an HTTP status and no code; leave it out".encode(),
                    done.stdout + done.stderr)
