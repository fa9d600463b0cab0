"""The public listener as an HTTP/1.1 server: order of checks, framing, and the end of connections."""

import http.client
import json
import unittest

import bodies
import wire
from gateway import PATH, Gateway, seal

BODY_LIMIT = 4096


class HTTP(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup, limits="{body: 4KiB, discarded-body: 64KiB, body-timeout: 5s}")
        cls.gateway.add_consumer("narrow", allow=["/flat"])
        cls.gateway.start()

    # The order of checks.

    def test_unknown_path_is_404_whatever_the_method_and_credential(self):
        for method in ("POST", "GET", "DELETE"):
            for path in ("/", "/other", PATH + "/", PATH.upper(), "/flat/x", "//flat"):
                with self.subTest(method=method, path=path):
                    reply = wire.exchange(self.gateway.port, method, path)
                    self.assertEqual(reply.status, 404)
                    self.assertIsNone(reply["Allow"])

    def test_query_is_ignored_for_the_route(self):
        self.assertEqual(self.gateway.post(seal("query"), path=PATH + "?a=b&c").status, 200)

    def test_other_methods_are_405_with_allow_before_any_credential(self):
        for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
            with self.subTest(method=method):
                reply = wire.exchange(self.gateway.port, method, PATH)
                self.assertEqual((reply.status, reply["Allow"]), (405, "POST"))

    def test_head_gets_no_body_and_the_connection_serves_on(self):
        with self.gateway.wire() as connection:
            connection.send(wire.head("HEAD", PATH))
            connection.send(self.gateway.request(seal("after-head")))
            while b"HTTP/1.1 200" not in connection.buffer:
                self.assertTrue(connection._more(), f"closed after HEAD: {connection.buffer!r}")
            head, rest = connection.buffer.split(b"\r\n\r\n", 1)
            self.assertIn(b" 405 ", head.split(b"\r\n")[0])
            self.assertTrue(rest.startswith(b"HTTP/1.1 200"), f"a HEAD was answered with a body: {rest[:80]!r}")

    def test_checks_come_in_the_order_of_the_contract(self):
        big = b"A" * (BODY_LIMIT + 1)
        wrong = {"Content_Type": "application/json"}
        cases = [
            (401, self.gateway.post(big, X_API_KEY="nobody", **wrong)),
            (403, self.gateway.post(big, consumer="narrow", **wrong)),
            (415, self.gateway.post(big, **wrong)),
            (413, self.gateway.post(big)),
            (400, self.gateway.post(b"A" * BODY_LIMIT)),
        ]
        for status, reply in cases:
            self.assertEqual(reply.status, status, reply)

    def test_content_type_is_text_plain_or_missing(self):
        for value in (None, "text/plain", "Text/Plain; charset=UTF-8", "text/plain;charset=utf-8"):
            with self.subTest(value=value):
                self.assertEqual(self.gateway.post(seal("type"), Content_Type=value).status, 200)
        for value in ("application/json", "text/html", "text/plainer", "text", "application/x-www-form-urlencoded"):
            with self.subTest(value=value):
                reply = self.gateway.post(seal("wrong-type"), Content_Type=value)
                self.assertEqual(reply.status, 415)
                self.assertEqual(json.loads(bodies.open_gcm(reply.body))["resCode"], 415)

    def test_content_encoding_is_415(self):
        for value in ("gzip", "identity", "deflate"):
            with self.subTest(value=value):
                self.assertEqual(self.gateway.post(seal("encoded"), Content_Encoding=value).status, 415)

    # Bodies and their framing.

    def test_chunked_bodies_of_any_cut_are_read_whole(self):
        for index, size in enumerate((1, 7, 76, 4096)):
            with self.subTest(size=size), self.gateway.wire() as connection:
                fields = [*self.gateway.fields(), "Transfer-Encoding: chunked"]
                connection.send(wire.head("POST", PATH, *fields), wire.chunked(seal(f"chunked-{index}"), size))
                self.assertEqual(connection.reply()["Revgate-Outcome"], "revoked")
        streamed = wire.exchange(
            self.gateway.port, "POST", PATH, body=iter([seal("streamed")]), headers=self.gateway.headers(),
            encode_chunked=True)
        self.assertEqual(streamed["Revgate-Outcome"], "revoked")

    def test_request_that_comes_byte_by_byte_is_served(self):
        with self.gateway.wire() as connection:
            for byte in self.gateway.request(seal("slow-bytes")):
                connection.send(bytes([byte]))
            self.assertEqual(connection.reply()["Revgate-Outcome"], "revoked")

    def test_body_of_the_limit_is_read_and_one_byte_more_is_413(self):
        room = BODY_LIMIT * 3 // 4 - 12 - 16
        fitting = bodies.request("limit").ljust(room)
        self.assertEqual(len(bodies.seal_gcm(fitting)), BODY_LIMIT)
        self.assertEqual(self.gateway.post(bodies.seal_gcm(fitting)).status, 200)
        for coding in ("length", "chunked"):
            with self.subTest(coding=coding), self.gateway.wire() as connection:
                body = b"A" * (BODY_LIMIT + 1)
                if coding == "length":
                    connection.send(self.gateway.request(body))
                else:
                    fields = [*self.gateway.fields(), "Transfer-Encoding: chunked"]
                    connection.send(wire.head("POST", PATH, *fields), wire.chunked(body, 1000))
                reply = connection.reply()
                self.assertEqual(reply.status, 413)
                self.assertEqual(json.loads(bodies.open_gcm(reply.body))["resCode"], 413)
                self.assertIsNone(reply["Connection"])
                connection.send(self.gateway.request(seal("limit")))
                self.assertEqual(connection.reply()["Revgate-Outcome"], "already-revoked")

    def test_413_is_readable_though_much_is_still_sent_and_the_connection_closes(self):
        """More than is drained: the caller writes on, reads the whole answer, and meets no reset before it."""
        body = b"A" * 1_000_000
        for coding in ("length", "chunked"):
            with self.subTest(coding=coding), self.gateway.wire() as connection:
                try:
                    if coding == "length":
                        connection.send(self.gateway.request(body))
                    else:
                        fields = [*self.gateway.fields(), "Transfer-Encoding: chunked"]
                        connection.send(wire.head("POST", PATH, *fields), wire.chunked(body, 8192))
                except OSError:
                    pass
                self.assertEqual(connection.reply().status, 413)
                try:
                    self.assertTrue(connection.is_closed())
                except ConnectionResetError:
                    pass

    def test_http_client_reads_a_413(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.gateway.port, timeout=20)
        self.addCleanup(connection.close)
        connection.request("POST", PATH, body=b"A" * 50_000, headers=self.gateway.headers())
        response = connection.getresponse()
        self.assertEqual((response.status, bool(response.read())), (413, True))

    def test_expect_100_continue_is_answered_before_the_body_and_refused_without_it(self):
        body = seal("expect")
        with self.gateway.wire() as connection:
            connection.send(wire.head("POST", PATH, *self.gateway.fields(body), "Expect: 100-continue"))
            self.assertEqual(connection.reply(interim=True).status, 100)
            self.assertEqual(connection.send(body).reply()["Revgate-Outcome"], "revoked")
        for field, status in (("Content-Type: text/html", 415), ("Content-Encoding: gzip", 415)):
            with self.subTest(field=field), self.gateway.wire() as connection:
                key = f"X-API-KEY: {self.gateway.api_keys['first']}"
                fields = [key, field, f"Content-Length: {len(body)}", "Expect: 100-continue"]
                reply = connection.send(wire.head("POST", PATH, *fields)).reply(interim=True)
                self.assertEqual((reply.status, reply["Connection"]), (status, "close"))

    def test_expect_is_not_answered_when_the_body_is_there_already(self):
        with self.gateway.wire() as connection:
            connection.send(self.gateway.request(seal("expect-body"), PATH, "Expect: 100-continue"))
            self.assertEqual(connection.reply(interim=True).status, 200)

    # Connections.

    def test_pipelined_requests_are_answered_in_order(self):
        requests = []
        for index in range(40):
            body = seal(f"pipelined-{index}") if index % 4 else b"nonsense"
            requests.append(self.gateway.request(body, PATH, f"X-Request-Id: {index}"))
        with self.gateway.wire() as connection:
            connection.send(*requests)
            for index in range(40):
                reply = connection.reply()
                self.assertEqual(reply["X-Request-Id"], str(index))
                self.assertEqual(reply.status, 200 if index % 4 else 400)

    def test_connection_close_is_honoured_and_said(self):
        with self.gateway.wire() as connection:
            connection.send(self.gateway.request(seal("close"), PATH, "Connection: close"))
            self.assertEqual(connection.reply()["Connection"], "close")
            self.assertTrue(connection.is_closed())

    def test_http_1_0_is_served_and_closed(self):
        with self.gateway.wire() as connection:
            connection.send(self.gateway.request(seal("one-zero"), PATH, version="HTTP/1.0"))
            self.assertEqual(connection.reply().status, 200)
            self.assertTrue(connection.is_closed())

    def test_client_that_ends_its_side_after_the_request_is_answered(self):
        with self.gateway.wire() as connection:
            connection.send(self.gateway.request(seal("half-closed")))
            connection.socket.shutdown(1)
            self.assertEqual(connection.reply()["Revgate-Outcome"], "revoked")
            self.assertTrue(connection.is_closed())

    def test_upgrade_offers_of_java_are_ignored(self):
        fields = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAA"]
        with self.gateway.wire() as connection:
            for _ in range(2):
                connection.send(self.gateway.request(seal("upgrade"), PATH, *fields))
                self.assertEqual(connection.reply().status, 200)

    def test_ambiguous_requests_are_refused_and_nothing_after_them_is_read(self):
        body = seal("smuggled")
        follower = self.gateway.request(body)
        fields = self.gateway.fields()
        ambiguous = {
            "length and chunked": wire.head("POST", PATH, *fields, "Content-Length: 5", "Transfer-Encoding: chunked"),
            "two lengths": wire.head("POST", PATH, *fields, "Content-Length: 5", "Content-Length: 6"),
            "odd length": wire.head("POST", PATH, *fields, "Content-Length: +5"),
            "space before the colon": wire.head("POST", PATH, *fields, "Content-Length : 5"),
            "unknown coding": wire.head("POST", PATH, *fields, "Transfer-Encoding: gzip, chunked"),
            "folded field": wire.head("POST", PATH, *fields, "X-A: b\r\n c"),
            "bare line feed": wire.head("POST", PATH, *fields).replace("\r\n", "\n"),
            "two hosts": wire.head("POST", PATH, "Host: other", *fields),
            "no host": wire.head("POST", PATH, *fields).replace("Host: gateway\r\n", ""),
            "null byte": wire.head("POST", PATH, *fields, "X-A: \0"),
            "no version": f"POST {PATH}\r\n\r\n",
            "other protocol": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        }
        for name, head in ambiguous.items():
            with self.subTest(name), self.gateway.wire() as connection:
                reply = connection.send(head, follower).reply()
                self.assertIn(reply.status, (400, 501, 505), reply)
                self.assertEqual(reply["Connection"], "close")
                try:
                    self.assertTrue(connection.is_closed())
                except ConnectionResetError:
                    pass
        self.assertEqual(self.gateway.post(body)["Revgate-Outcome"], "revoked", "a smuggled request was carried out")


if __name__ == "__main__":
    unittest.main()
