"""The order of checks, and bodies and their framing, as cases of every OAuth-like dialect."""

import json

import bodies
import wire
from dialect_gateway import BODY_LIMIT, DISCARDED, DialectGateway
from dialects import FORM, JSON


class BodyCases(DialectGateway):
    def test_checks_come_in_the_order_of_the_contract(self):
        big = b"A" * (BODY_LIMIT + 1)
        wrong = {"content_type": "text/html"}
        nowhere = self.anonymous(big, "/nowhere", **wrong)
        self.assertEqual((nowhere.status, json.loads(nowhere.body)), (404, {"error": "Not Found"}))
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
                tokenless = self.write(content_type, client_id=self.ME, client_secret=self.key())
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
