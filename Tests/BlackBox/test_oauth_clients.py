"""OAuth clients of others as callers: generated Java, Authlib, requests-oauthlib, Guzzle, curl, and habits of more."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request

import wire
from gateway import Gateway, missing
from generated import GeneratedClient
from test_clients import CLIENTS
from test_real_upstreams import python_with

DIGILOCKER = "/public/oauth2/1/revoke"
SCREENING_EAGLE = "/api/id/v1/auth/token/revoke"
RFC7009 = "/oauth2/revoke"
NATIVE = "/revocations"
ROUTES = f"""
  - {{path: {DIGILOCKER}, dialect: digilocker, revoker: embedded}}
  - {{path: {SCREENING_EAGLE}, dialect: screening-eagle, revoker: embedded}}
  - {{path: {RFC7009}, dialect: rfc7009, revoker: embedded}}
  - {{path: {NATIVE}, dialect: native, revoker: embedded}}
"""
UNKNOWN = '{"error":"invalid_token","error_description":"The token is invalid"}'
# An API key that comes out otherwise where it is form-encoded, or decoded once too often.
ODD_KEY = "odd+key%20with:every/thing&in=it%2B"
FORM = "application/x-www-form-urlencoded"


class OAuthClients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup, routes=ROUTES, more="embedded:\n  unknown: refuse\n")
        cls.gateway.add_consumer("odd", api_key=ODD_KEY)
        cls.gateway.start()
        cls.count = 0

    def tokens(self, count, kind="access_token"):
        """So many tokens that the gateway knows, with the characters that forms and JSON write otherwise."""
        type(self).count += count
        tokens = [f"token-{self.count - index}/+%2B ü=&\"" for index in range(count)]
        lines = "".join(json.dumps({"token": token, "kind": kind}) + "\n" for token in tokens)
        self.gateway.command("tokens", "import", "-", input=lines.encode())
        for token in tokens:
            self.gateway.sends("a token", token.encode())
        return tokens

    def assertRevoked(self, *tokens):
        states = {token: self.gateway.json("tokens", "show", "--token", token)["state"] for token in tokens}
        self.assertEqual(states, dict.fromkeys(tokens, "revoked"))

    def assertKnown(self, token):
        self.assertEqual(self.gateway.json("tokens", "show", "--token", token)["state"], "known")

    def run_client(self, *arguments):
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def url(self, path):
        return f"http://127.0.0.1:{self.gateway.port}{path}"

    def require(self, tool, package):
        if not shutil.which(tool):
            missing(self, tool, package)

    def assertError(self, line, status, error):
        """A line of a client: the status and the refusal's body."""
        word, _, body = line.partition(" ")
        self.assertEqual((word, json.loads(body)["error"]), (str(status), error), line)

    # Generated Java.

    def check_generated(self, library, example):
        with tempfile.TemporaryDirectory(prefix="revgate-generated-") as folder:
            client = GeneratedClient(self, folder, library, example)
            first, second = self.tokens(2)
            key = self.gateway.api_keys["first"]
            lines = client.run(
                self.url("/public"), (key, first, "-"), (key, first, "access_token"), (key, second, "refresh_token"),
                (key, "no-such-token", "-"), ("not-the-key-of-anyone", first, "-"), (key, "-", "-"))
        self.assertEqual(lines[:4], ["200", "200", "200", f"400 {UNKNOWN}"])
        self.assertError(lines[4], 401, "invalid_client")
        # The example as it is printed sets no token, which is then sent as null.
        self.assertError(lines[5], 400, "invalid_request")
        self.assertRevoked(first, second)

    def test_generated_java_client_on_javas_own_http_client(self):
        self.check_generated("native", "NativeExample")

    def test_generated_java_client_on_apaches_http_client(self):
        self.check_generated("apache-httpclient", "OAuthExample")

    # Java's HttpURLConnection.

    def test_java_form_with_credentials_in_a_body_sent_after_100_continue(self):
        self.require("java", "default-jdk-headless")
        paths = (DIGILOCKER, SCREENING_EAGLE, RFC7009)
        tokens = self.tokens(2 * len(paths))
        runs = [(way, path) for path in paths for way in ("length", "chunks")]
        arguments = [
            word for (way, path), token in zip(runs, tokens, strict=True) for word in (way, self.url(path), token)]
        lines = self.run_client(
            "java", os.path.join(CLIENTS, "FormClient.java"), "odd", ODD_KEY, *arguments,
            "length", self.url(DIGILOCKER), "no-such-token")
        self.assertEqual(lines, ["200 quick"] * len(tokens) + [f"400 quick {UNKNOWN}"])
        self.assertRevoked(*tokens)

    # Python.

    WAYS = ("authlib-basic", "authlib-post", "requests-oauthlib-basic", "requests-oauthlib-post")

    def run_python(self, secret, *runs):
        """Runs of way, path, token and hint, as consumer `odd`."""
        python = python_with("authlib", "requests_oauthlib")
        if not python:
            missing(self, "authlib or requests-oauthlib", "python3-authlib, python3-requests-oauthlib")
        arguments = [word for way, path, token, hint in runs for word in (way, self.url(path), token, hint)]
        return self.run_client(python, os.path.join(CLIENTS, "oauth_clients.py"), "odd", secret, *arguments)

    def test_authlib_and_requests_oauthlib(self):
        runs = [
            (way, path, hint) for way in self.WAYS for path in (RFC7009, DIGILOCKER, SCREENING_EAGLE)
            for hint in ("-", "access_token")]
        tokens = self.tokens(len(runs))
        lines = self.run_python(
            ODD_KEY, *[(way, path, token, hint) for (way, path, hint), token in zip(runs, tokens, strict=True)])
        self.assertEqual(dict(zip(runs, lines, strict=True)), dict.fromkeys(runs, "200"))
        self.assertRevoked(*tokens)

    def test_authlib_revoking_the_token_of_its_session(self):
        token, = self.tokens(1, kind="refresh_token")
        self.assertEqual(self.run_python(ODD_KEY, ("authlib-own-token", RFC7009, token, "-")), ["200"])
        self.assertRevoked(token)

    def test_python_clients_see_an_unknown_token_as_each_dialect_has_it(self):
        paths = (RFC7009, DIGILOCKER, SCREENING_EAGLE)
        lines = self.run_python(ODD_KEY, *[(way, path, "no-such-token", "-") for way in self.WAYS for path in paths])
        for way, one, two, three in zip(self.WAYS, lines[0::3], lines[1::3], lines[2::3], strict=True):
            with self.subTest(way):
                self.assertEqual((one, two), ("200", f"400 {UNKNOWN}"))
                self.assertError(three, 400, "invalid_token")

    def test_python_clients_with_a_wrong_secret_revoke_nothing(self):
        token, = self.tokens(1)
        lines = self.run_python("not-the-secret", *[(way, RFC7009, token, "-") for way in self.WAYS])
        for way, line in zip(self.WAYS, lines, strict=True):
            with self.subTest(way):
                self.assertError(line, 401, "invalid_client")
        # A session that is not told to withhold it presents the token itself, which is no API key.
        line, = self.run_python(ODD_KEY, ("requests-oauthlib-bearer", RFC7009, "plain-token", "-"))
        self.assertError(line, 401, "invalid_client")
        self.assertKnown(token)

    # PHP.

    def test_guzzle_labelling_json_as_a_form(self):
        self.require("php", "php-cli")
        if not os.path.exists("/usr/share/php/GuzzleHttp/autoload.php"):
            missing(self, "Guzzle", "php-guzzlehttp-guzzle")
        token, = self.tokens(1)

        def guzzle(path, text):
            return self.run_client("php", os.path.join(CLIENTS, "guzzle.php"), self.url(path), "odd", ODD_KEY, text)

        self.assertEqual(guzzle(DIGILOCKER, token), ["200"])
        self.assertEqual(guzzle(DIGILOCKER, "no-such-token"), [f"400 {UNKNOWN}"])
        self.assertRevoked(token)
        # A form is what it is labelled as for the dialects that have no JSON.
        for path in (RFC7009, SCREENING_EAGLE):
            line, = guzzle(path, token)
            self.assertError(line, 400, "invalid_request")

    # curl.

    def curl(self, path, *arguments):
        """Status and body."""
        self.require("curl", "curl")
        done = subprocess.run(
            ["curl", "-sS", "-w", "\n%{http_code}", *arguments, self.url(path)], capture_output=True, text=True,
            timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        body, _, status = done.stdout.rpartition("\n")
        return int(status), body

    def test_curl_in_each_dialect(self):
        key = self.gateway.api_keys["first"]
        bearer = ["--header", f"Authorization: Bearer {key}"]
        header = ["--header", f"X-API-KEY: {key}"]
        in_body = ["--data-urlencode", "client_id=odd", "--data-urlencode", f"client_secret={ODD_KEY}"]
        calls = [
            (DIGILOCKER, lambda token: [*bearer, "--json", json.dumps({"token": token})]),
            (DIGILOCKER, lambda token: ["--user", f"odd:{ODD_KEY}", "--data-urlencode", f"token={token}"]),
            (DIGILOCKER, lambda token: [*in_body, "--data-urlencode", f"token={token}"]),
            (DIGILOCKER, lambda token: ["--json", json.dumps(
                {"token": token, "client_id": "odd", "client_secret": ODD_KEY})]),
            (SCREENING_EAGLE, lambda token: [
                "--user", f"first:{key}", "--data-urlencode", f"token={token}", "--data", "token_type=access_token"]),
            (SCREENING_EAGLE, lambda token: [
                *header, "--data-urlencode", f"token={token}", "--data", "token_type_hint=refresh_token"]),
            (RFC7009, lambda token: [
                "--user", f"odd:{ODD_KEY}", "--data-urlencode", f"token={token}",
                "--data", "token_type_hint=access_token"]),
            # As RFC 6749 § 2.3.1 wants it: form-encoded before it is put together.
            (RFC7009, lambda token: [
                "--user", f"odd:{urllib.parse.quote_plus(ODD_KEY)}", "--data-urlencode", f"token={token}"]),
            (RFC7009, lambda token: [*in_body, "--data-urlencode", f"token={token}"]),
        ]
        tokens = self.tokens(len(calls))
        for index, ((path, arguments), token) in enumerate(zip(calls, tokens)):
            with self.subTest(f"{index} {path}"):
                self.assertEqual(self.curl(path, *arguments(token)), (200, ""))
        self.assertRevoked(*tokens)

    def test_curl_in_the_native_dialect(self):
        tokens = self.tokens(3)
        header = ["--header", f"X-API-KEY: {self.gateway.api_keys['first']}"]
        for status in ("revoked", "already-revoked"):
            code, body = self.curl(NATIVE, *header, "--json", json.dumps({"token": tokens[0]}))
            self.assertEqual((code, json.loads(body)["status"]), (200, status))
        code, body = self.curl(
            NATIVE, "--user", f"odd:{ODD_KEY}", "--json",
            json.dumps({"revocations": [{"token": token} for token in tokens[1:]]}))
        self.assertEqual((code, [each["status"] for each in json.loads(body)["revocations"]]), (200, ["revoked"] * 2))
        code, body = self.curl(NATIVE, *header, "--json", '{"token": "no-such-token"}')
        self.assertEqual((code, json.loads(body)["error"]), (404, "unknown_token"))
        self.assertRevoked(*tokens)

    def test_curl_with_credentials_of_two_kinds_is_refused(self):
        token, = self.tokens(1)
        twice = ["--user", f"odd:{ODD_KEY}", "--data-urlencode", "client_id=odd", "--data-urlencode",
                 f"client_secret={ODD_KEY}", "--data-urlencode", f"token={token}"]
        for path in (DIGILOCKER, SCREENING_EAGLE, RFC7009):
            code, body = self.curl(path, *twice)
            self.assertEqual((code, json.loads(body)["error"]), (400, "invalid_request"))
        self.assertKnown(token)

    # Clients that send their credentials once they are asked for them.

    def test_clients_that_wait_for_a_challenge(self):
        key = self.gateway.api_keys["first"]
        for path in (DIGILOCKER, SCREENING_EAGLE, RFC7009):
            curl, python = self.tokens(2)
            with self.subTest(path):
                arguments = ["--anyauth", "--user", f"first:{key}", "--data-urlencode", f"token={curl}"]
                self.assertEqual(self.curl(path, *arguments), (200, ""))
                passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
                passwords.add_password(None, self.url(path), "first", key)
                opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords))
                body = urllib.parse.urlencode({"token": python}).encode()
                with opener.open(self.url(path), data=body, timeout=20) as response:
                    self.assertEqual(response.status, 200)
                self.assertRevoked(curl, python)

    # Names of header fields as other clients write them.

    def test_field_names_in_any_case(self):
        key = self.gateway.api_keys["first"]
        writings = {
            "Go": ("Content-Type", "X-Api-Key", "Content-Length"),
            "node": ("content-type", "x-api-key", "content-length"),
            "shouting": ("CONTENT-TYPE", "X-API-KEY", "CONTENT-LENGTH"),
        }
        for path, body in (
            (DIGILOCKER, lambda token: json.dumps({"token": token})),
            (RFC7009, lambda token: urllib.parse.urlencode({"token": token})),
        ):
            for (name, (kind, secret, length)), token in zip(writings.items(), self.tokens(len(writings)), strict=True):
                with self.subTest(f"{name} {path}"), self.gateway.wire() as connection:
                    text = body(token).encode()
                    media = "application/json" if path == DIGILOCKER else FORM
                    fields = (f"{kind}: {media}", f"{secret}: {key}", f"{length}: {len(text)}")
                    reply = connection.send(wire.head("POST", path, *fields), text).reply()
                    self.assertEqual((reply.status, reply.body), (200, b""))
                    self.assertRevoked(token)


if __name__ == "__main__":
    unittest.main()
