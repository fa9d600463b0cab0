"""
Dialect `rfc7009`: each MUST and SHOULD of RFC 7009 that a server can be held to, in the numbering of
reference/dialects.md § 4.1, and what RFC 6749 asks of every such endpoint.
"""

import json
import time
import unittest

import certificates
import dialect_cases
import wire
from dialect_gateway import basic
from dialects import FORM, JSON, OAuthCase, form, lines
from fronting import PATIENT, upstreams
from gateway import Gateway, revgate
from upstreams import Service, message

PATH = "/oauth2/revoke"
APP = "https://app.example"
LOCAL = "http://localhost:3000"


def routes(*more):
    """The dialect's route, with further keys."""
    return "\n  - {path: %s, dialect: rfc7009, revoker: embedded%s}\n" % (PATH, "".join(f", {key}" for key in more))


class RFC7009Case(OAuthCase):
    """`ask` sends a form to one gateway; nothing is imported but what a test imports."""

    def ask(self, body, path=PATH, consumer="first", **more):
        return self.gateway.post(body, path=path, consumer=consumer, **{"Content_Type": FORM, **more})

    def learn(self, *tokens):
        self.gateway.command("tokens", "import", "-", input=lines(*tokens))

    def state(self, token):
        return self.gateway.json("tokens", "show", "--token", token)["state"]


class Inherited(dialect_cases.DialectCase):
    DIALECT = "rfc7009"


class Server(RFC7009Case):
    """What § 2 asks of the endpoint, on a route that says nothing of its own; what was not imported does not exist."""

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(
            cls.addClassCleanup,
            routes=routes() + "  - {path: /strict, dialect: rfc7009, hint: strict, revoker: embedded}\n"
            + "  - {path: /ignore, dialect: rfc7009, hint: ignore, revoker: embedded}\n"
            + "  - {path: /native, dialect: native, revoker: embedded}\n",
            more="embedded: {unknown: refuse}\n")
        cls.gateway.start()

    def test_1_refresh_tokens_must_and_access_tokens_should_be_revocable(self):
        """§ 2: "Implementations MUST support the revocation of refresh tokens and SHOULD support the revocation of
        access tokens"."""
        for kind in ("refresh_token", "access_token"):
            for hint in ({"token_type_hint": kind}, {}):
                with self.subTest(kind, hint=hint):
                    token = f"{kind}-{len(hint)}"
                    self.learn({"token": token, "kind": kind, "consumer": "first"})
                    self.assertEqual(self.state(token), "known")
                    self.assertDone(self.ask(form(token=token, **hint)))
                    self.assertEqual(self.state(token), "revoked")

    def test_3_request_is_a_post_of_a_form(self):
        """§ 2.1: "The client constructs the request by including the following parameters using the
        "application/x-www-form-urlencoded" format in the HTTP request entity-body"."""
        self.learn({"token": "posted"})
        for value in (JSON, "text/plain", "multipart/form-data; boundary=b", "application/x-www-form", "text/html"):
            with self.subTest(value):
                self.assertRefused(self.ask(form(token="posted"), Content_Type=value), 415, "invalid_request")
        self.assertRefused(self.ask(b'{"token":"posted"}'), 400, "invalid_request")
        self.assertEqual(self.state("posted"), "known")
        self.assertDone(self.ask(form(token="posted"), Content_Type=None))

    def test_3_token_is_required_and_is_read_from_the_body_only(self):
        """§ 2.1: "token REQUIRED"; RFC 6749 § 2.3.1: "The parameters can only be transmitted in the request-body and
        MUST NOT be included in the request URI"."""
        self.learn({"token": "in-the-query"})
        for body in (b"", form(token_type_hint="access_token"), form(Token="in-the-query"), b"token", b"token="):
            with self.subTest(body):
                self.assertRefused(self.ask(body, path=PATH + "?token=in-the-query"), 400, "invalid_request")
        secret = self.gateway.api_keys["first"]
        path = f"{PATH}?client_id=first&client_secret={secret}"
        reply = self.ask(form(token="in-the-query"), path, X_API_KEY=None)
        self.assertRefused(reply, 401, "invalid_client")
        self.assertEqual(self.state("in-the-query"), "known")

    def test_3_parameters_of_other_names_are_ignored(self):
        """RFC 6749 § 3.2: "The authorization server MUST ignore unrecognized request parameters"."""
        self.learn({"token": "with-more"})
        body = form(("scope", "a b"), ("x", "1"), ("x", "2"), token="with-more")
        self.assertDone(self.ask(body))

    def test_4_search_is_extended_beyond_the_hint(self):
        """§ 2.1: "If the server is unable to locate the token using the given hint, it MUST extend its search across
        all of its supported token types"."""
        for kind, hint in (("refresh_token", "access_token"), ("access_token", "refresh_token"),
                           ("session", "access_token")):
            with self.subTest(kind, hint=hint):
                token = f"hinted-{kind}"
                self.learn({"token": token, "kind": kind})
                self.assertDone(self.ask(form(token=token, token_type_hint=hint)))
                self.assertEqual(self.state(token), "revoked")

    def test_5_client_is_validated_before_the_token_is_looked_at(self):
        """§ 2.1: "The authorization server first validates the client credentials (in case of a confidential client)
        and then verifies whether the token was issued to the client making the revocation request"."""
        self.learn({"token": "whose", "consumer": "legacy"}, {"token": "anyones"})
        for body in (form(token="whose"), form(token="anyones"), form(token="never-seen"), form(token=""),
                     b"token=a&token=b", form(token="anyones", token_type_hint="banana"), b"%", b""):
            for fields in ({"X_API_KEY": "nobody's"}, {"X_API_KEY": None},
                           {"X_API_KEY": None, "Authorization": basic("legacy", self.gateway.api_keys["first"])}):
                with self.subTest(body, **fields):
                    self.assertRefused(self.ask(body, path="/strict", **fields), 401, "invalid_client")
        self.assertEqual((self.state("whose"), self.state("anyones")), ("known", "known"))

    def test_5_token_of_another_client_is_refused(self):
        """§ 2.1: "If this validation fails, the request is refused and the client is informed of the error by the
        authorization server"; RFC 6749 § 5.2: `invalid_grant`, "was issued to another client"."""
        self.learn({"token": "of-legacy", "reference": "r-of-legacy", "consumer": "legacy", "kind": "refresh_token"})
        for hint in ({}, {"token_type_hint": "refresh_token"}, {"token_type_hint": "banana"}):
            self.assertRefused(self.ask(form(token="of-legacy", **hint)), 400, "invalid_grant")
        self.assertEqual(self.state("of-legacy"), "known")
        self.assertDone(self.ask(form(token="of-legacy"), consumer="legacy"))
        self.assertRefused(self.ask(form(token="of-legacy")), 400, "invalid_grant")
        self.assertDone(self.ask(form(token="of-legacy"), consumer="legacy"), "already-revoked")

    def test_6_invalidation_is_immediate(self):
        """§ 2.1: "The invalidation takes place immediately, and the token cannot be used again after the
        revocation"."""
        self.learn(*({"token": f"at-once-{index}"} for index in range(20)))
        for index in range(20):
            token = f"at-once-{index}"
            self.assertDone(self.ask(form(token=token)))
            elsewhere = self.gateway.post(json.dumps({"token": token}).encode(), path="/native", Content_Type=JSON)
            self.assertEqual(json.loads(elsewhere.body)["status"], "already-revoked")
            if index % 5 == 0:
                self.assertEqual(self.state(token), "revoked")

    def test_7_refresh_token_takes_the_access_tokens_of_its_grant_along(self):
        """§ 2.1: "If the particular token is a refresh token and the authorization server supports the revocation of
        access tokens, then the authorization server SHOULD also invalidate all access tokens based on the same
        authorization grant"."""
        self.learn(
            {"token": "g1-refresh", "kind": "refresh_token", "grant": "g1", "consumer": "first"},
            {"token": "g1-access-1", "kind": "access_token", "grant": "g1", "consumer": "first"},
            {"token": "g1-access-2", "kind": "access_token", "grant": "g1", "consumer": "first"},
            {"token": "g1-access-of-nobody", "kind": "access_token", "grant": "g1"},
            {"token": "g1-access-of-another", "kind": "access_token", "grant": "g1", "consumer": "legacy"},
            {"token": "g2-access", "kind": "access_token", "grant": "g2", "consumer": "first"})
        self.assertDone(self.ask(form(token="g1-refresh", token_type_hint="refresh_token")))
        for token, state in {
            "g1-refresh": "revoked", "g1-access-1": "revoked", "g1-access-2": "revoked",
            "g1-access-of-nobody": "revoked", "g1-access-of-another": "known", "g2-access": "known",
        }.items():
            self.assertEqual(self.state(token), state, token)
        self.assertDone(self.ask(form(token="g1-access-1")), "already-revoked")
        self.learn({"token": "g1-access-3", "kind": "access_token", "grant": "g1", "consumer": "first"})
        self.assertEqual(self.state("g1-access-3"), "revoked", "a token of the grant that became known later lives")

    def test_7_access_token_leaves_its_grant(self):
        """§ 2.1: "If the token passed to the request is an access token, the server MAY revoke the respective refresh
        token as well". It does not: the client may go on with a new access token."""
        self.learn(
            {"token": "g3-refresh", "kind": "refresh_token", "grant": "g3"},
            {"token": "g3-access-1", "kind": "access_token", "grant": "g3"},
            {"token": "g3-access-2", "kind": "access_token", "grant": "g3"})
        self.assertDone(self.ask(form(token="g3-access-1", token_type_hint="access_token")))
        self.assertEqual([self.state(token) for token in ("g3-refresh", "g3-access-1", "g3-access-2")],
                         ["known", "revoked", "known"])

    def test_8_token_that_is_not_valid_is_answered_with_200(self):
        """§ 2.2: "The authorization server responds with HTTP status code 200 if the token has been revoked
        successfully or if the client submitted an invalid token"."""
        self.assertDone(self.ask(form(token="never-seen")), "unknown")
        self.assertDone(self.ask(form(token="never-seen")), "unknown")
        self.assertEqual(self.state("never-seen"), "unknown")
        self.learn({"token": "expired", "expires_at": int(time.time()) - 3600})
        reply = self.ask(form(token="expired"))
        self.assertEqual((reply.status, reply.body), (200, b""), reply)

    def test_8_odd_hint_is_ignored_and_changes_nothing(self):
        """§ 2.2: "An invalid token type hint value is ignored by the authorization server and does not influence the
        revocation response"."""
        for index, hint in enumerate(("banana", "Access_Token", "id_token", "a b", "\u00fc", "x" * 1000, "null")):
            for path in (PATH, "/ignore"):
                with self.subTest(hint[:20], path=path):
                    token = f"odd-{path}-{index}"
                    self.learn({"token": token})
                    self.assertDone(self.ask(form(token=token, token_type_hint=hint), path))
                    self.assertDone(self.ask(form(token="odd-never-seen", token_type_hint=hint), path), "unknown")

    def test_9_type_that_is_not_supported_is_said_where_hints_are_strict(self):
        """§ 2.2.1: "unsupported_token_type: The authorization server does not support the revocation of the presented
        token type"."""
        self.learn({"token": "strict"})
        for hint in ("banana", "session", "ACCESS_TOKEN", "id_token"):
            with self.subTest(hint):
                reply = self.ask(form(token="strict", token_type_hint=hint), "/strict")
                self.assertRefused(reply, 400, "unsupported_token_type")
        self.assertEqual(self.state("strict"), "known")
        self.assertDone(self.ask(form(token="strict", token_type_hint="access_token"), "/strict"))
        self.assertDone(self.ask(b"token=strict&token_type_hint=", "/strict"), "already-revoked")

    def test_9_client_that_is_not_authenticated_is_told_the_scheme(self):
        """RFC 6749 § 5.2: `invalid_client`; "If the client attempted to authenticate via the "Authorization" request
        header field, the authorization server MUST respond with an HTTP 401 (Unauthorized) status code and include the
        "WWW-Authenticate" response header field matching the authentication scheme used by the client"."""
        for fields in ({"Authorization": basic("first", "wrong")}, {"Authorization": "Bearer wrong"},
                       {"Authorization": basic("nobody", self.gateway.api_keys["first"])}, {}):
            with self.subTest(**fields):
                reply = self.ask(form(token="x"), X_API_KEY=None, **fields)
                self.assertRefused(reply, 401, "invalid_client")
                self.assertTrue(reply["WWW-Authenticate"].startswith("Basic "))

    def test_9_nothing_is_kept_by_caches(self):
        """RFC 6749 § 5.1 and 5.2: `Cache-Control: no-store`, here on every reply."""
        self.learn({"token": "cached", "consumer": "legacy"})
        replies = [
            self.ask(form(token="kept")), self.ask(form(token="cached")), self.ask(b""),
            self.ask(form(token="x"), "/nowhere"), self.ask(form(token="x"), X_API_KEY=None),
            self.ask(form(token="x"), Content_Type=JSON),
            self.ask(form(token="x" * 100_000)), self.ask(form(token="x", token_type_hint="banana"), "/strict"),
            wire.exchange(self.gateway.port, "GET", PATH), wire.exchange(self.gateway.port, "OPTIONS", PATH),
        ]
        self.assertEqual([reply.status for reply in replies], [200, 400, 400, 404, 401, 415, 413, 400, 405, 405])
        self.assertEqual({reply["Cache-Control"] for reply in replies}, {"no-store"})

    def test_9_parameter_that_stands_twice_is_invalid_request(self):
        """RFC 6749 § 3.2: "Request and response parameters MUST NOT be included more than once"; § 5.2:
        `invalid_request`, "repeats a parameter"."""
        self.learn({"token": "once"})
        for body in (
            b"token=once&token=once", b"token=once&token=other", b"token=once&%74oken=once", b"token=once&tok%65n=",
            b"token=once&token", b"token=&token=once",
            b"token=once&token_type_hint=access_token&token_type_hint=access_token",
            b"token=once&token_type_hint=&token%5ftype%5Fhint=refresh_token",
            b"token=once&client_id=first&client_id=first",
        ):
            with self.subTest(body):
                self.assertRefused(self.ask(body), 400, "invalid_request")
        self.assertEqual(self.state("once"), "known")

    def test_9_parameter_without_a_value_is_treated_as_omitted(self):
        """RFC 6749 § 3.2: "Parameters sent without a value MUST be treated as if they were omitted from the
        request"."""
        for index, rest in enumerate(("&token_type_hint=", "&token_type_hint", "&client_id=",
                                      "&client_id=&client_secret=", "&client_secret", "&", "&&=")):
            for path in (PATH, "/strict"):
                with self.subTest(rest, path=path):
                    token = f"valueless-{path}-{index}"
                    self.learn({"token": token})
                    self.assertDone(self.ask(f"token={token}{rest}".encode(), path))

    def test_11_there_is_no_get_and_no_jsonp(self):
        """§ 2.3: "it MAY also offer JSONP (Remote JSON - JSONP) by allowing GET requests with an additional parameter".
        It does not."""
        self.learn({"token": "jsonp"})
        for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
            for query in ("", "?token=jsonp&callback=package.myCallback"):
                with self.subTest(method, query=query):
                    reply = wire.exchange(
                        self.gateway.port, method, PATH + query,
                        headers={"X-API-KEY": self.gateway.api_keys["first"]})
                    self.assertEqual((reply.status, reply["Allow"]), (405, "POST"))
                    self.assertNotIn(b"myCallback", reply.body)
        reply = self.ask(form(token="jsonp", callback="package.myCallback"), path=PATH + "?callback=package.myCallback")
        self.assertDone(reply)


class Secure(RFC7009Case):
    def test_2_endpoint_is_served_by_tls(self):
        """§ 2: "URLs for token revocation endpoints MUST be HTTPS URLs. The authorization server MUST use Transport
        Layer Security"."""
        authority = certificates.Authority(self.addCleanup)
        self.gateway = Gateway(self.addCleanup)
        self.gateway.secure(authority.issue("gateway"), authority.client())
        self.gateway.configure(routes=routes())
        self.gateway.start()
        self.assertDone(self.ask(form(token="secure")))
        self.assertDone(self.ask(form(token="secure"), X_API_KEY=None,
                                 Authorization=basic("first", self.gateway.api_keys["first"])), "already-revoked")
        with self.assertRaises((OSError, wire.http.client.HTTPException)):
            wire.exchange(self.gateway.port, "POST", PATH, body=form(token="in-the-clear"))
        self.assertEqual(self.state("in-the-clear"), "unknown")


class Away(RFC7009Case):
    """§ 2.2.1: "If the server responds with HTTP status code 503, the client must assume the token still exists and may
    retry after a reasonable delay. The server may include a "Retry-After" header in the response"."""

    def front(self, service, **settings):
        behind = {"url": service.url(), "dialect": "rfc7009", "timeout": "500ms", **settings,
                  **{name.replace("_", "-"): value for name, value in PATIENT.items()}}
        self.gateway = Gateway(
            self.addCleanup, routes=routes().replace("embedded", "behind"), more=upstreams(behind=behind)).start()

    def test_10_revoker_that_is_away_is_503_with_retry_after_and_never_200(self):
        answers = {
            "closes": lambda exchange: exchange.close(), "resets": lambda exchange: exchange.reset(),
            "is silent": lambda exchange: exchange.wait(),
            **{status: (lambda exchange, status=status: exchange.send(message(b"", status)))
               for status in ("500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable",
                              "504 Gateway Timeout", "429 Too Many Requests", "404 Not Found", "302 Found",
                              "202 Accepted", "401 Unauthorized", "403 Forbidden", "400 Bad Request")},
            "HTML": lambda exchange: exchange.send(message(b"<html>Sign in</html>")),
            "200 with an error": lambda exchange: exchange.send(message(b'{"error":"server_error"}')),
            "half a reply": lambda exchange: (exchange.send(b"HTTP/1.1 200 OK\r\nContent-Le"), exchange.close()),
        }
        service = Service(self.addCleanup)
        self.front(service)
        for name, behaviour in answers.items():
            with self.subTest(name):
                service.behaviour = behaviour
                reply = self.ask(form(token=f"away-{name}"))
                self.assertRefused(reply, 503, "temporarily_unavailable")
                self.assertGreaterEqual(int(reply["Retry-After"]), 1)
        service.behaviour = lambda exchange: exchange.send(message(b""))
        self.assertDone(self.ask(form(token="away-closes")))
        service.refuse()
        self.assertRefused(self.ask(form(token="away-at-last")), 503, "temporarily_unavailable")

    def test_10_retry_after_is_the_upstreams_own(self):
        service = Service(
            self.addCleanup, lambda exchange: exchange.send(message(b"", "503 Service Unavailable", "Retry-After: 17")))
        self.front(service)
        self.assertEqual(self.ask(form(token="later"))["Retry-After"], "17")


class Guessing(RFC7009Case):
    def test_12_who_guesses_is_limited(self):
        """§ 5: "Appropriate countermeasures, which should be in place for the token endpoint as well, MUST be applied
        to the revocation endpoint"."""
        self.gateway = Gateway(
            self.addCleanup, routes=routes(), more="embedded: {max-unknown-per-consumer: 3}\n").start()
        for index in range(3):
            self.assertDone(self.ask(form(token=f"guess-{index}")))
        reply = self.ask(form(token="guess-3"))
        self.assertRefused(reply, 429, "temporarily_unavailable")
        self.assertGreaterEqual(int(reply["Retry-After"]), 1)
        self.assertDone(self.ask(form(token="guess-0")), "already-revoked")
        self.assertDone(self.ask(form(token="guess-3"), consumer="legacy"))


class CrossOrigin(RFC7009Case):
    """§ 2.3: "The revocation endpoint MAY support Cross-Origin Resource Sharing (CORS)": off without `origins`."""

    @classmethod
    def setUpClass(cls):
        service = Service(cls.addClassCleanup)
        service.refuse()
        cls.gateway = Gateway(
            cls.addClassCleanup, routes=routes(f'origins: ["{APP}", "{LOCAL}"]')
            + "  - {path: /off, dialect: rfc7009, revoker: embedded}\n"
            + f'  - {{path: /away, dialect: rfc7009, revoker: away, origins: ["{APP}"]}}\n'
            + f'  - {{path: /native, dialect: native, revoker: embedded, origins: ["{APP}"]}}\n',
            limits="{body: 4KiB}", more=upstreams(away={"url": service.url(), "dialect": "rfc7009"}))
        cls.gateway.add_consumer("narrow", allow=["/off"])
        cls.gateway.start()

    def assertShared(self, reply, origin):
        self.assertEqual(reply["Access-Control-Allow-Origin"], origin, reply)
        self.assertEqual(reply["Vary"], "Origin")
        self.assertIsNone(reply["Access-Control-Allow-Credentials"])

    def assertNotShared(self, reply):
        self.assertFalse([name for name in reply.names if name.lower().startswith("access-control")], reply)

    def preflight(self, origin, path=PATH, method="POST", headers="authorization,content-type", **more):
        fields = {"Origin": origin, "Access-Control-Request-Method": method,
                  "Access-Control-Request-Headers": headers, **more}
        fields = {name: value for name, value in fields.items() if value is not None}
        return wire.exchange(self.gateway.port, "OPTIONS", path, headers=fields)

    def test_11_listed_origins_may_read_every_reply(self):
        for origin in (APP, LOCAL):
            replies = {
                200: self.ask(form(token="shared"), Origin=origin), 400: self.ask(b"", Origin=origin),
                401: self.ask(form(token="x"), X_API_KEY=None, Origin=origin),
                403: self.ask(form(token="x"), consumer="narrow", Origin=origin),
                405: wire.exchange(self.gateway.port, "GET", PATH, headers={"Origin": origin}),
                413: self.ask(b"x" * 5000, Origin=origin), 415: self.ask(b"x", Content_Type=JSON, Origin=origin),
            }
            for status, reply in replies.items():
                with self.subTest(origin, status=status):
                    self.assertEqual(reply.status, status)
                    self.assertShared(reply, origin)
                    exposed = {name.strip().lower() for name in reply["Access-Control-Expose-Headers"].split(",")}
                    self.assertLessEqual({"retry-after", "revgate-outcome", "www-authenticate"}, exposed)
            with self.subTest(origin, status="401 of a body"):
                self.assertShared(self.ask(form(token="x", client_secret="no"), X_API_KEY=None, Origin=origin), origin)
        reply = self.ask(form(token="away"), "/away", Origin=APP)
        self.assertEqual(reply.status, 503)
        self.assertShared(reply, APP)
        native = self.gateway.post(b'{"token":"shared"}', path="/native", Content_Type=JSON, Origin=APP)
        self.assertEqual(native.status, 200)
        self.assertShared(native, APP)

    def test_11_origin_is_compared_byte_for_byte(self):
        for origin in ("https://evil.example", "https://app.example.evil.example", "https://app.example:8443", "null",
                       "http://app.example", "https://APP.example", "https://app.example/", "https://app.example:443",
                       "*", "", "https://evil.example, https://app.example", "http://localhost:3001",
                       "https://xapp.example"):
            with self.subTest(origin):
                self.assertNotShared(self.ask(form(token="origin"), Origin=origin))
                reply = self.preflight(origin)
                self.assertEqual((reply.status, reply["Allow"]), (405, "POST"))
                self.assertNotShared(reply)

    def test_11_origin_that_stands_twice_is_none(self):
        for second in (APP, "https://evil.example"):
            body = form(token="origin-twice")
            fields = [f"X-API-KEY: {self.gateway.api_keys['first']}", f"Content-Type: {FORM}", f"Origin: {APP}",
                      f"Origin: {second}", f"Content-Length: {len(body)}"]
            with self.gateway.wire() as connection:
                self.assertNotShared(connection.send(wire.head("POST", PATH, *fields), body).reply())

    def test_11_preflight_of_a_listed_origin_is_told_what_it_may_send(self):
        for path in (PATH, "/away", "/native"):
            with self.subTest(path):
                reply = self.preflight(APP, path)
                self.assertEqual((reply.status, reply.body), (204, b""), reply)
                self.assertShared(reply, APP)
                self.assertEqual(reply["Access-Control-Allow-Methods"], "POST")
                allowed = {name.strip().lower() for name in reply["Access-Control-Allow-Headers"].split(",")}
                self.assertEqual(allowed, {"authorization", "content-type", "x-api-key", "x-request-id"})
                self.assertGreater(int(reply["Access-Control-Max-Age"]), 0)
                for name in ("Content-Type", "Content-Length", "Revgate-Outcome"):
                    self.assertIsNone(reply[name])
        for method in ("PUT", "GET"):
            self.assertEqual(self.preflight(APP, method=method)["Access-Control-Allow-Methods"], "POST")

    def test_11_options_that_is_no_preflight_is_405(self):
        for fields in ({"Access-Control-Request-Method": None}, {"Access-Control-Request-Method": ""}):
            with self.subTest(**fields):
                reply = self.preflight(APP, **fields)
                self.assertEqual((reply.status, reply["Allow"]), (405, "POST"))
        self.assertEqual(self.preflight(None).status, 405)
        self.assertEqual(self.preflight(APP, path="/nowhere").status, 404)

    def test_11_routes_without_origins_share_nothing(self):
        for origin in (APP, "*", "null"):
            self.assertNotShared(self.ask(form(token="off"), "/off", Origin=origin))
            reply = self.preflight(origin, "/off")
            self.assertEqual(reply.status, 405)
            self.assertNotShared(reply)

    def test_11_preflight_leaves_the_connection_to_what_follows(self):
        fields = [f"Origin: {APP}", "Access-Control-Request-Method: POST"]
        body = form(token="after-preflight")
        request = wire.head("POST", PATH, f"X-API-KEY: {self.gateway.api_keys['first']}", f"Origin: {APP}",
                            f"Content-Type: {FORM}", f"Content-Length: {len(body)}").encode() + body
        with self.gateway.wire() as connection:
            connection.send(wire.head("OPTIONS", PATH, *fields), request)
            wire.poll(lambda: connection._more() and b"HTTP/1.1 200" in connection.buffer, "the second reply")
            head, connection.buffer = connection.buffer.split(b"\r\n\r\n", 1)
            self.assertTrue(head.startswith(b"HTTP/1.1 204 "), head)
            self.assertShared(connection.reply(), APP)

    def test_11_origins_are_written_out(self):
        gateway = Gateway(self.addCleanup)
        for origin in ("*", "null", "https://*.example", "https://app.example/", "app.example", "https://App.example",
                       "https://app.example:443", "http://app.example:80", "https://", "ftp://app.example", ""):
            with self.subTest(origin):
                gateway.configure(routes=routes(f'origins: ["{origin}"]'))
                done = revgate("check", "--config", gateway.config)
                self.assertEqual(done.returncode, 1, done)
                self.assertIn(b"origins", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
