"""What holds for every OAuth-like dialect, as cases that the tests of each dialect inherit."""

import base64
import json
import urllib.parse

import bodies
import wire
from dialects import FORM, JSON, WRITERS, OAuthCase, field_of, form
from fronting import upstreams
from gateway import Gateway
from upstreams import Service

BODY_LIMIT = 4096
DISCARDED = 65_536
AWKWARD = "p+ss:w%41rd&key=\"\\"


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class DialectCase(OAuthCase):
    """
    A gateway with the dialect on `/main`, `/second`, `/gcm` and `/cbc` (sealed), and `/away` (its upstream is nowhere).
    Consumers: `first`, `awkward` (a key that each encoding writes in its own way) and `narrow` (`/second` only).
    """

    DIALECT = None
    # The content types that clear bodies come in; the first is what most callers send.
    FORMATS = (FORM,)
    # What a request names its hint.
    HINT = "token_type_hint"

    @classmethod
    def setUpClass(cls):
        away = Service(cls.addClassCleanup)
        away.refuse()
        routes = [
            "path: /main", "path: /second",
            "path: /gcm, cipher: {profile: aes-256-gcm, key: gcm-body}",
            "path: /cbc, cipher: {profile: aes-256-cbc, key: cbc-body}",
        ]
        lines = [f"  - {{{route}, dialect: {cls.DIALECT}, revoker: embedded}}\n" for route in routes]
        lines.append(f"  - {{path: /away, dialect: {cls.DIALECT}, revoker: away}}\n")
        cls.gateway = Gateway(
            cls.addClassCleanup, routes="\n" + "".join(lines),
            limits=f"{{body: {BODY_LIMIT}B, discarded-body: {DISCARDED}B, body-timeout: 2s, open-failures: 1000}}",
            more=upstreams(away={"url": away.url(), "dialect": cls.DIALECT}))
        cls.gateway.add_consumer("awkward", api_key=AWKWARD)
        cls.gateway.add_consumer("narrow", allow=["/second"])
        cls.gateway.start()

    # Requests.

    def key(self, consumer="first"):
        return self.gateway.api_keys[consumer]

    def write(self, content_type=None, **fields):
        """A body in one of the dialect's formats."""
        return WRITERS[content_type or self.FORMATS[0]](**fields)

    def send(self, body, path="/main", content_type=None, **more):
        """With `first`'s API key, unless `more` takes it away or says another."""
        return self.gateway.post(body, path=path, **{"Content_Type": content_type or self.FORMATS[0], **more})

    def anonymous(self, body, path="/main", content_type=None, **more):
        """Without a credential in the head."""
        return self.send(body, path, content_type, X_API_KEY=None, **more)

    def with_secret(self, token, consumer="first", content_type=None, **more):
        """A body with the consumer's own credential in it."""
        fields = {"token": token, "client_id": consumer, "client_secret": self.key(consumer), **more}
        return self.write(content_type, **fields)

    def bare(self, body, *fields, path="/main", content_type=None, length=True):
        """A whole request without a credential in its head, as bytes."""
        lines = [f"Content-Type: {content_type or self.FORMATS[0]}", *fields]
        if length:
            lines.append(f"Content-Length: {len(body)}")
        return wire.head("POST", path, *lines).encode() + body

    # What a token is revoked by.

    def test_token_is_revoked_durably_and_then_already_revoked(self):
        for content_type in self.FORMATS:
            with self.subTest(content_type):
                token = f"durable-{content_type}"
                body = self.write(content_type, token=token, **{self.HINT: "refresh_token"})
                self.assertDone(self.send(body, content_type=content_type), "revoked")
                shown = self.gateway.json("tokens", "show", "--token", token)
                self.assertEqual((shown["state"], shown["revoked_by"]), ("revoked", "first"))
                self.assertDone(self.send(body, content_type=content_type), "already-revoked")

    def test_token_is_the_same_however_it_is_encoded(self):
        token = "t\u00f6ken +/=&%\"\\\U0001f511"
        self.assertDone(self.send(self.write(token=token)), "revoked")
        for content_type in self.FORMATS:
            with self.subTest(content_type):
                self.assertDone(self.send(self.write(content_type, token=token), content_type=content_type),
                                "already-revoked")
                if content_type == FORM:
                    every = "".join(f"%{byte:02x}" for byte in token.encode()).encode()
                    self.assertDone(self.send(b"t%6fken=" + every, content_type=FORM), "already-revoked")
                else:
                    units = token.encode("utf-16-be").hex(" ", 2).split()
                    every = "".join("\\u" + unit for unit in units).encode()
                    body = b'{"t\\u006fken":"%s"}' % every
                    self.assertDone(self.send(body, content_type=content_type), "already-revoked")

    def test_members_that_nobody_asked_for_are_passed_over(self):
        for content_type in self.FORMATS:
            with self.subTest(content_type):
                body = self.write(content_type, scope="a b", token=f"more-{content_type}", grant="", client="x")
                self.assertDone(self.send(body, content_type=content_type), "revoked")

    def malformed(self):
        """Bodies that are no request of the dialect, by what is wrong with them: (content type, body)."""
        cases = {}
        for content_type in self.FORMATS:
            for name, fields in {
                "no token": {"scope": "x"}, "an empty token": {"token": ""}, "another case": {"Token": "x"},
            }.items():
                cases[f"{name} {content_type}"] = content_type, self.write(content_type, **fields)
            cases[f"nothing {content_type}"] = content_type, b""
            cases[f"white space {content_type}"] = content_type, b" \r\n "
            cases[f"words {content_type}"] = content_type, b"revoke this"
            cases[f"XML {content_type}"] = content_type, b"<token>t</token>"
            cases[f"bytes that are no text {content_type}"] = content_type, b"\xff\xfe\x00\x01" * 20
        if FORM in self.FORMATS:
            cases["a token twice in a form"] = FORM, b"token=a&token=a"
            cases["a token twice in a form, encoded"] = FORM, b"token=a&%74oken=a"
            cases["a hint twice in a form"] = FORM, b"token=a" + 2 * f"&{self.HINT}=access_token".encode()
            cases["a broken escape"] = FORM, b"token=a%4"
            cases["an escape of no text"] = FORM, b"token=a%ff"
        if JSON in self.FORMATS:
            for name, body in {
                "a token twice": b'{"token":"a","token":"a"}',
                "a token twice, escaped": b'{"token":"a","t\\u006fken":"a"}',
                "a number": b'{"token":17}', "null": b'{"token":null}', "a list": b'{"token":["a"]}',
                "a list around it": b'[{"token":"a"}]', "half": b'{"token":"a"', "more after it": b'{"token":"a"}x',
                "a byte order mark": b"\xef\xbb\xbf" + b'{"token":"a"}', "single quotes": b"{'token':'a'}",
                "half a surrogate": b'{"token":"\\ud800"}', "a hint of no text": b'{"token":"a","token_type_hint":17}',
                "a hint twice": b'{"token":"a","token_type_hint":"access_token","token_type_hint":"access_token"}',
                "a comma too many": b'{"token":"a",}',
            }.items():
                cases[f"JSON: {name}"] = JSON, body
        return cases

    def test_body_that_is_no_request_is_400_and_revokes_nothing(self):
        for name, (content_type, body) in self.malformed().items():
            with self.subTest(name):
                self.assertRefused(self.send(body, content_type=content_type), 400, "invalid_request")
        for token in ("a", "t", "17"):
            self.assertEqual(self.gateway.json("tokens", "show", "--token", token)["state"], "unknown")

    # Credentials.

    def test_api_key_counts_in_each_carrier_and_format(self):
        quoted = urllib.parse.quote_plus(AWKWARD)
        carriers = {
            "X-API-KEY": {"X_API_KEY": AWKWARD}, "Bearer": {"Authorization": f"Bearer {AWKWARD}"},
            "Basic as sent": {"Authorization": basic("awkward", AWKWARD)},
            "Basic form-encoded": {"Authorization": basic("awkward", quoted)},
        }
        for content_type in self.FORMATS:
            for carrier, fields in carriers.items():
                with self.subTest(carrier, content_type=content_type):
                    body = self.write(content_type, token=f"carrier-{carrier}-{content_type}")
                    fields = {"X_API_KEY": None, **fields}
                    self.assertDone(self.send(body, content_type=content_type, **fields))
            with self.subTest("in the body", content_type=content_type):
                body = self.with_secret(f"carrier-body-{content_type}", "awkward", content_type)
                self.assertDone(self.anonymous(body, content_type=content_type))
                body = self.write(content_type, client_secret=AWKWARD, token=f"carrier-secret-{content_type}")
                self.assertDone(self.anonymous(body, content_type=content_type))

    def test_caller_is_known_to_the_access_log_by_each_carrier(self):
        for name, consumer, send in (
            ("in the head", "first", lambda: self.send(self.write(token="logged"))),
            ("in the body", "awkward", lambda: self.anonymous(self.with_secret("logged", "awkward"))),
            ("not allowed", "narrow", lambda: self.anonymous(self.with_secret("logged", "narrow"))),
            ("nobody", None, lambda: self.anonymous(self.write(token="logged", client_id="first"))),
        ):
            with self.subTest(name):
                request = send()["X-Request-Id"]
                line, = wire.poll(
                    lambda: [line for line in self.gateway.logged() if line["id"] == request], "its line of the log")
                self.assertEqual(line.get("consumer"), consumer)
                self.assertEqual((line["route"], line["dialect"]), ("/main", self.DIALECT))

    def test_connection_that_was_served_is_no_credential(self):
        with self.gateway.wire() as connection:
            body = self.write(token="remembered")
            self.assertDone(connection.send(self.bare(body, f"X-API-KEY: {self.key()}")).reply())
            self.assertRefused(connection.send(self.bare(body)).reply(), 401, "invalid_client")
            secret = self.with_secret("remembered")
            self.assertDone(connection.send(self.bare(secret)).reply(), "already-revoked")
            self.assertRefused(connection.send(self.bare(body)).reply(), 401, "invalid_client")

    def test_two_credentials_are_400_whatever_their_kinds(self):
        heads = {
            "X-API-KEY": {"X_API_KEY": self.key()}, "Bearer": {"Authorization": f"Bearer {self.key()}"},
            "Basic": {"Authorization": basic("first", self.key())},
        }
        for content_type in self.FORMATS:
            body = self.with_secret("two-credentials", content_type=content_type)
            for name, fields in heads.items():
                with self.subTest(name, content_type=content_type):
                    fields = {"X_API_KEY": None, **fields}
                    self.assertRefused(
                        self.send(body, content_type=content_type, **fields), 400, "invalid_request")
            body = self.write(content_type, token="two-credentials")
            with self.subTest("two in the head", content_type=content_type):
                reply = self.send(body, content_type=content_type, **heads["Basic"])
                self.assertRefused(reply, 400, "invalid_request")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "two-credentials")["state"], "unknown")

    def test_one_credential_twice_is_400(self):
        key = urllib.parse.quote(self.key()).encode()
        twice = {
            FORM: [
                b"token=twice&client_secret=%s&client_secret=%s" % (key, key),
                b"token=twice&client_secret=%s&client%%5Fsecret=%s" % (key, key),
                b"token=twice&client_id=first&client_secret=%s&client_id=first" % key,
            ],
            JSON: [
                b'{"token":"twice","client_secret":"%s","client_secret":"%s"}' % (key, key),
                b'{"token":"twice","client_secret":"%s","client\\u005fsecret":"%s"}' % (key, key),
                b'{"client_id":"first","token":"twice","client_secret":"%s","client_id":"first"}' % key,
            ],
        }
        for content_type in self.FORMATS:
            for index, body in enumerate(twice[content_type]):
                with self.subTest(content_type=content_type, index=index):
                    self.assertRefused(
                        self.anonymous(body, content_type=content_type), 400, "invalid_request")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "twice")["state"], "unknown")

    def test_credential_of_nobody_or_of_another_is_401(self):
        for content_type in self.FORMATS:
            cases = {
                "none": {}, "a name only": {"client_id": "first"},
                "an unknown secret": {"client_secret": "rvg_nobody's"},
                "another's name": {"client_id": "awkward", "client_secret": self.key()},
                "a name in another case": {"client_id": "First", "client_secret": self.key()},
                "an empty secret": {"client_id": "first", "client_secret": ""},
                "a secret that is too long": {"client_secret": self.key() * 30},
            }
            for name, fields in cases.items():
                with self.subTest(name, content_type=content_type):
                    body = self.write(content_type, token="nobody", **fields)
                    self.assertRefused(
                        self.anonymous(body, content_type=content_type), 401, "invalid_client")
        for value in ("Digest abc", "Basic !!!", "Bearer", "Bearer nobody", basic("awkward", self.key())):
            with self.subTest(value):
                reply = self.anonymous(self.write(token="nobody"), Authorization=value)
                self.assertRefused(reply, 401, "invalid_client")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "nobody")["state"], "unknown")

    def test_client_id_beside_a_credential_in_the_head_must_be_its_holders(self):
        for content_type in self.FORMATS:
            for name, fields in {
                "X-API-KEY": {}, "Basic": {"X_API_KEY": None, "Authorization": basic("first", self.key())},
                "Bearer": {"X_API_KEY": None, "Authorization": f"Bearer {self.key()}"},
            }.items():
                with self.subTest(name, content_type=content_type):
                    body = self.write(content_type, client_id="first", token=f"client-{name}-{content_type}")
                    self.assertDone(self.send(body, content_type=content_type, **fields))
                    body = self.write(content_type, client_id="narrow", token="client-of-another")
                    self.assertRefused(
                        self.send(body, content_type=content_type, **fields), 401, "invalid_client")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "client-of-another")["state"], "unknown")

    def test_credential_in_a_sealed_body_does_not_count(self):
        for path, seal in (("/gcm", bodies.seal_gcm), ("/cbc", bodies.seal_cbc)):
            with self.subTest(path):
                body = seal(self.with_secret("sealed-credential"))
                self.assertRefused(self.anonymous(body, path), 401, "invalid_client")
                clear = self.with_secret("sealed-credential")
                self.assertRefused(self.anonymous(clear, path), 401, "invalid_client")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "sealed-credential")["state"], "unknown")

    # The order of checks, and the framing of bodies.

    def test_checks_come_in_the_order_of_the_contract(self):
        big = b"A" * (BODY_LIMIT + 1)
        wrong = {"content_type": "text/html"}
        self.assertEqual(self.anonymous(big, "/nowhere", **wrong).status, 404)
        method = wire.exchange(self.gateway.port, "PUT", "/main", body=big, headers={"Content-Type": "text/html"})
        self.assertRefused(method, 405, "invalid_request")
        self.assertRefused(self.send(big, X_API_KEY="nobody's", **wrong), 401, "invalid_client")
        self.assertRefused(self.send(big, X_API_KEY=self.key("narrow"), **wrong), 403, "unauthorized_client")
        self.assertRefused(self.send(big, **wrong), 415, "invalid_request")
        self.assertRefused(self.send(big), 413, "invalid_request")
        self.assertRefused(self.send(b"A" * BODY_LIMIT), 400, "invalid_request")

    def test_checks_come_in_that_order_for_a_credential_in_the_body_too(self):
        for content_type in self.FORMATS:
            with self.subTest(content_type):
                good = self.with_secret("order", content_type=content_type)
                stranger = self.write(content_type, token="order", client_secret="nobody's")
                narrow = self.with_secret("order", "narrow", content_type)
                tokenless = self.write(content_type, client_id="first", client_secret=self.key())
                wrong = {"content_type": "text/html"}
                self.assertEqual(self.anonymous(good, "/nowhere", content_type).status, 404)
                for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
                    reply = wire.exchange(
                        self.gateway.port, method, "/main", body=good, headers={"Content-Type": content_type})
                    self.assertRefused(reply, 405, "invalid_request")
                self.assertRefused(self.anonymous(stranger, **wrong), 401, "invalid_client")
                self.assertRefused(self.anonymous(narrow, content_type=content_type), 403, "unauthorized_client")
                self.assertDone(self.anonymous(self.with_secret(f"order-{content_type}", "narrow", content_type),
                                               "/second", content_type))
                self.assertRefused(
                    self.anonymous(tokenless, content_type=content_type), 400, "invalid_request")
                for fields in ({"content_type": "text/html"}, {"Content_Encoding": "gzip"}):
                    with self.subTest(**fields):
                        fields = {"content_type": content_type, **fields}
                        self.assertRefused(self.anonymous(good, **fields), 415, "invalid_request")
                        self.assertRefused(self.anonymous(narrow, **fields), 403, "unauthorized_client")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "order")["state"], "unknown")

    def test_content_types_of_others_are_415(self):
        body = self.write(token="type")
        others = {FORM, JSON} - set(self.FORMATS)
        for value in {*others, "text/plain", "text/html", "multipart/form-data; boundary=x", "application/xml",
                      self.FORMATS[0] + "x", "application", "", "*/*"}:
            with self.subTest(value):
                self.assertRefused(self.send(body, Content_Type=value), 415, "invalid_request")
        for value in self.FORMATS:
            for spelt in (value.title(), f"{value}; charset=UTF-8", f"{value} ;charset=utf-8"):
                with self.subTest(spelt):
                    self.assertEqual(self.send(self.write(value, token="type"), Content_Type=spelt).status, 200)

    def test_body_that_is_too_long_is_401_without_a_credential_and_413_with_one(self):
        """Within what is drained the connection serves on; beyond it ends in order, the answer read before."""
        follower = self.with_secret("follower")
        for name, head, status, error in (
            ("anonymous", [], 401, "invalid_client"),
            ("known", [f"X-API-KEY: {self.key()}"], 413, "invalid_request"),
        ):
            for count in (BODY_LIMIT + 1, DISCARDED // 2, 1_000_000):
                body = self.with_secret("too-long", pad="x" * count)
                for coding in ("length", "chunked"):
                    with self.subTest(name, count=count, coding=coding), self.gateway.wire() as connection:
                        try:
                            if coding == "length":
                                connection.send(self.bare(body, *head))
                            else:
                                connection.send(
                                    self.bare(b"", *head, "Transfer-Encoding: chunked", length=False),
                                    wire.chunked(body, 8192))
                        except OSError:
                            pass
                        reply = connection.reply()
                        self.assertRefused(reply, status, error)
                        if count < DISCARDED:
                            self.assertIsNone(reply["Connection"])
                            self.assertEqual(connection.send(self.bare(follower)).reply().status, 200)
                            continue
                        try:
                            self.assertTrue(connection.is_closed())
                        except ConnectionResetError:
                            pass
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "too-long")["state"], "unknown")

    def test_body_of_the_limit_may_have_the_credential(self):
        short = self.with_secret("of-the-limit", pad="")
        body = self.with_secret("of-the-limit", pad="x" * (BODY_LIMIT - len(short)))
        self.assertEqual(len(body), BODY_LIMIT)
        self.assertDone(self.anonymous(body))

    def test_expect_100_continue_asks_for_a_body_that_may_have_the_credential(self):
        body = self.with_secret("expect")
        with self.gateway.wire() as connection:
            connection.send(self.bare(body, "Expect: 100-continue")[:-len(body)])
            self.assertEqual(connection.reply(interim=True).status, 100)
            self.assertDone(connection.send(body).reply(interim=True))
        with self.gateway.wire() as connection:
            connection.send(self.bare(body, "Expect: 100-continue"))
            self.assertDone(connection.reply(interim=True), "already-revoked")

    def test_expect_100_continue_is_refused_at_once_where_no_body_can_help(self):
        sealed, long = bodies.seal_gcm(b"x"), b"x" * (BODY_LIMIT + 1)
        for name, request, body in (
            ("sealed", self.bare(sealed, "Expect: 100-continue", path="/gcm"), sealed),
            ("too long", self.bare(long, "Expect: 100-continue"), long),
            ("a credential of nobody", self.bare(sealed, "Expect: 100-continue", "X-API-KEY: nobody's"), sealed),
        ):
            with self.subTest(name), self.gateway.wire() as connection:
                reply = connection.send(request[:-len(body)]).reply(interim=True)
                self.assertRefused(reply, 401, "invalid_client")
                self.assertEqual(reply["Connection"], "close")

    def test_pipelined_requests_are_answered_in_order(self):
        requests, expected = [], []
        for index in range(40):
            content_type = self.FORMATS[index % len(self.FORMATS)]
            body, fields, status = [
                (self.with_secret(f"pipelined-{index}", content_type=content_type), [], 200),
                (self.write(content_type, token=f"pipelined-{index}"), [f"X-API-KEY: {self.key()}"], 200),
                (self.write(content_type, token="pipelined", client_secret="nobody's"), [], 401),
                (self.write(content_type, client_secret=self.key()), [], 400),
                (self.with_secret("pipelined", "narrow", content_type), [], 403),
            ][index % 5]
            requests.append(self.bare(body, *fields, f"X-Request-Id: {index}", content_type=content_type))
            expected.append((str(index), status))
        with self.gateway.wire() as connection:
            connection.send(*requests)
            replies = [connection.reply() for _ in requests]
        self.assertEqual([(reply["X-Request-Id"], reply.status) for reply in replies], expected)

    def test_request_that_comes_byte_by_byte_is_served(self):
        for content_type in self.FORMATS:
            with self.subTest(content_type), self.gateway.wire() as connection:
                body = self.with_secret(f"slow-{content_type}", content_type=content_type)
                for byte in self.bare(body, content_type=content_type):
                    connection.send(bytes([byte]))
                self.assertDone(connection.reply())
                for byte in self.bare(b"", "Transfer-Encoding: chunked", content_type=content_type, length=False) \
                        + wire.chunked(body, 1):
                    connection.send(bytes([byte]))
                self.assertDone(connection.reply(), "already-revoked")

    def test_body_that_does_not_come_is_408_for_a_credential_in_it_too(self):
        body = self.with_secret("never-whole")
        with self.gateway.wire() as connection:
            reply = connection.send(self.bare(body)[:-1]).reply()
            self.assertRefused(reply, 408, "invalid_request")
            self.assertTrue(connection.is_closed())
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "never-whole")["state"], "unknown")

    # Sealed bodies.

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

    # What else is refused.

    def test_upstream_that_is_away_is_503_with_retry_after(self):
        for content_type in self.FORMATS:
            body = self.with_secret("away", content_type=content_type)
            reply = self.anonymous(body, "/away", content_type)
            self.assertRefused(reply, 503, "temporarily_unavailable")
            self.assertGreaterEqual(int(reply["Retry-After"]), 1)

    def test_token_of_another_consumer_is_invalid_grant(self):
        self.gateway.command(
            "tokens", "import", "-", input=json.dumps({"token": "owned", "consumer": "awkward"}).encode() + b"\n")
        self.assertRefused(self.send(self.write(token="owned")), 400, "invalid_grant")
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "owned")["state"], "known")
        self.assertDone(self.send(self.write(token="owned"), X_API_KEY=AWKWARD))

    def test_origins_of_nobody_are_told_nothing(self):
        for method in ("POST", "OPTIONS"):
            reply = wire.exchange(
                self.gateway.port, method, "/main", body=form(token="x"),
                headers={"Origin": "https://app.example", "Access-Control-Request-Method": "POST"})
            self.assertFalse([name for name in reply.names if name.lower().startswith("access-control")], reply)
