"""Header fields on forward routes, both ways."""

import base64
import unittest

import wire
from forwarding import CREDENTIAL, ForwardCase, ForwardGateway, Origin, message
from fronting import PATIENT

ROUTES = """
  - {path: /pass/*, forward: rest}
  - {path: /bare/*, forward: bare}
  - {path: /basic/*, forward: basic}
  - {path: /bearer/*, forward: bearer}
"""
# Not for the upstream, whoever says them.
HOP_BY_HOP = [
    "Connection: keep-alive", "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", "Proxy-Authorization: Basic eDp5", "TE: trailers",
    "Trailer: X-Trailer", "Upgrade: websocket", "Upgrade-Insecure-Requests: 1",
]
CLAIMS = [
    "X-Forwarded-For: 10.0.0.1", "X-Forwarded-Host: evil", "x-forwarded-proto: https", "X-FORWARDED-USER: admin", "Forwarded: for=1",
    "X-Real-IP: 10.0.0.1", "X-Consumer-Username: admin", "x-consumer-id: 1", "X-Credential-Identifier: x", "X_API_KEY: mine",
    "X_Forwarded_For: 1", "A_b: 1",
]


class Fields(ForwardCase):
    @classmethod
    def setUpClass(cls):
        cls.origin = Origin(cls.addClassCleanup)
        rest = ForwardGateway.entries(cls.origin, **PATIENT)["rest"]
        cls.gateway = ForwardGateway(cls.addClassCleanup, routes=ROUTES, entries={
            "rest": rest,
            "bare": {key: value for key, value in rest.items() if key != "credential"},
            "basic": {**rest, "credential": "{basic: env:LEGACY_BASIC}"},
            "bearer": {**rest, "credential": "{bearer: env:LEGACY_API_KEY}"},
        })

    def seen(self, *fields, path="/pass/fields", method="GET", body=None):
        reply = self.gateway.ask(method, path, *fields, body=body)
        self.assertEqual(reply.status, 200, reply)
        return self.origin.last(path)

    def test_credential_of_the_caller_is_replaced(self):
        key = self.gateway.api_keys["first"]
        for path, field, value in [
            ("/pass/x", "X-API-KEY", CREDENTIAL), ("/bare/x", "X-API-KEY", None),
            ("/basic/x", "Authorization", "Basic " + base64.b64encode(f"gateway:{CREDENTIAL}".encode()).decode()),
            ("/bearer/x", "Authorization", f"Bearer {CREDENTIAL}"),
        ]:
            with self.subTest(path):
                seen = self.seen(path=path)
                self.assertEqual(seen[field], value)
                self.assertNotIn(key, str(seen.fields))

    def test_credential_survives_what_connection_names(self):
        for named in ("X-API-KEY", "x-api-key, host, via, x-request-id", "keep-alive, Authorization", "content-length, x-api-key"):
            with self.subTest(named):
                seen = self.seen(f"Connection: {named}", method="POST", body=b"whole")
                self.assertEqual(seen["X-API-KEY"], CREDENTIAL)
                self.assertEqual(seen["Host"], f"127.0.0.1:{self.origin.port}")
                self.assertEqual(seen.all("Via"), ["1.1 revgate"])
                self.assertEqual(seen["Content-Length"], "5")
                self.assertNotIn("connection", seen.names)
        for path, field in (("/basic/x", "Authorization"), ("/bearer/x", "Authorization")):
            self.assertIsNotNone(self.seen("Connection: authorization", path=path)[field])

    def test_authorization_passes_only_where_the_gateway_has_none_of_its_own(self):
        for path in ("/pass/x", "/bare/x"):
            self.assertEqual(self.seen("Authorization: Bearer of-the-caller", path=path)["Authorization"], "Bearer of-the-caller")
        for path in ("/basic/x", "/bearer/x"):
            before = len(self.origin.seen)
            reply = self.gateway.ask("GET", path, "Authorization: Bearer of-the-caller")
            self.assertEqual((reply.status, len(self.origin.seen)), (400, before))

    def test_fields_between_neighbours_are_dropped(self):
        seen = self.seen(*HOP_BY_HOP[1:], "Connection: X-Mine, x-other ,, Upgrade", "X-Mine: 1", "X-Other: 2", "X-Third: 3")
        for name in ("connection", "keep-alive", "proxy-connection", "proxy-authorization", "te", "trailer", "upgrade", "x-mine", "x-other"):
            self.assertNotIn(name, seen.names)
        self.assertEqual(seen["X-Third"], "3")
        self.assertEqual(seen["Upgrade-Insecure-Requests"], "1")
        several = self.seen("Connection: a", "Connection: b,c", "A: 1", "B: 2", "C: 3", "D: 4")
        self.assertEqual([name for name in several.names if len(name) == 1], ["d"])

    def test_claims_about_the_caller_are_dropped(self):
        for field in CLAIMS:
            with self.subTest(field):
                self.assertNotIn(field.split(":")[0].lower(), self.seen(field).names)

    def test_the_rest_arrives_once_in_order_and_as_it_was(self):
        fields = [
            "Accept: */*", "Cookie: a=b; c=d", "X-Odd:   kept inside  kept   ", "accept-ENCODING: gzip, br", "X-Twice: 1", "Range: bytes=0-1",
            "X-Twice: 2", "X-Empty:", 'If-None-Match: "x"', "X-Latin: caf\xe9", "X-Twice: 1", "User-Agent: test", "Origin: http://x", "Referer: http://y/",
            "Content-Type: Text/Odd; a=b", "Content-Encoding: gzip", "Destination: /pass/other", "Depth: 0", "!#$%&'*+-.^`|~: token",
        ]
        seen = self.seen(*fields, method="PUT", body=b"\x00" * 10)
        expected = [tuple(part.strip() for part in field.split(":", 1)) for field in fields]
        mine = {name for name, _ in expected}
        self.assertEqual([field for field in seen.fields if field[0] in mine], expected)

    def test_via_and_request_id(self):
        seen = self.seen("Via: 1.0 before", "X-Request-Id: mine-1")
        self.assertEqual((seen.all("Via"), seen["X-Request-Id"]), (["1.0 before", "1.1 revgate"], "mine-1"))
        seen = self.seen("X-Request-Id: not one of ours")
        self.assertNotEqual(seen["X-Request-Id"], "not one of ours")
        self.origin.behaviours["id"] = lambda exchange: exchange.answer(b"", "200 OK", "X-Request-Id: theirs", "X-Request-Id: theirs2")
        reply = self.gateway.ask("GET", "/pass/id", "X-Request-Id: mine-2")
        self.assertEqual(reply["X-Request-Id"], "mine-2")

    def test_many_and_long_fields(self):
        seen = self.seen(*[f"X-{number}: {number}" for number in range(90)])
        self.assertEqual(seen["X-89"], "89")
        self.assertEqual(len(self.seen("X-Long: " + "v" * 14_000)["X-Long"]), 14_000)
        before = len(self.origin.seen)
        self.assertEqual(self.gateway.ask("GET", "/pass/x", "X-Long: " + "v" * 20_000).status, 431)
        self.assertEqual(self.gateway.ask("GET", "/pass/x", *[f"X-{number}: 1" for number in range(200)]).status, 431)
        self.assertEqual(len(self.origin.seen), before)

    def test_upgrade_is_dropped_and_the_request_served(self):
        for fields in (
            ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"],
            ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"], ["Upgrade: h2c"],
        ):
            with self.subTest(fields[-1]):
                seen = self.seen(*fields)
                for name in ("upgrade", "connection", "http2-settings"):
                    self.assertNotIn(name, seen.names)

    def test_trailers_of_the_caller_are_dropped(self):
        with self.gateway.caller() as caller:
            caller.send(
                self.gateway.head("POST", "/pass/trailers", "Transfer-Encoding: chunked", "Trailer: X-API-KEY, X-T"),
                b"5;x=y\r\nhello\r\n0;z\r\nX-T: 1\r\nX-U: 2\r\n\r\n")
            self.assertEqual(caller.reply().body, b"hello")
        wire.poll(lambda: self.origin.last("trailers").content is not None, "the origin to have read")
        seen = self.origin.last("trailers")
        self.assertEqual((seen.content, seen.trailers), (b"hello", []))
        self.assertNotIn("trailer", seen.names)

    # Of replies.

    def replied(self, *fields, status="200 OK", method="GET", content=b"ok"):
        self.origin.behaviours["said"] = lambda exchange: exchange.send(message(content, status, *fields))
        return self.gateway.ask(method, "/pass/said")

    def test_reply_fields_arrive_in_order_and_as_they_were(self):
        fields = [
            ("Set-Cookie", "a=1; Path=/; HttpOnly"), ("set-cookie", "b=2"), ("Vary", "Accept"), ("Set-Cookie", "c=3"), ("ETag", '"x"'),
            ("Server", "odd/1.0"), ("Date", "Sat, 01 Jan 2000 00:00:00 GMT"), ("WWW-Authenticate", "Basic"), ("WWW-Authenticate", "Bearer"),
            ("Location", "http://elsewhere/;x"), ("Content-Encoding", "gzip"), ("Cache-Control", "public, max-age=5"), ("X_under", "1"),
            ("Retry-After", "7"), ("X-Empty", ""), ("Via", "1.1 theirs"),
        ]
        reply = self.replied(*[f"{name}: {value}" for name, value in fields])
        self.assertEqual([field for field in reply.headers if field[0] not in ("X-Request-Id", "Content-Length")], fields)

    def test_reply_fields_between_neighbours_are_dropped(self):
        reply = self.replied(
            "Connection: X-Hop, keep-alive", "X-Hop: 1", "Keep-Alive: timeout=1", "Proxy-Authenticate: Basic", "Trailer: X", "Upgrade: h2c",
            "Proxy-Connection: x", "X-Kept: 1")
        names = [name.lower() for name in reply.names]
        for name in ("x-hop", "keep-alive", "trailer", "upgrade", "proxy-connection", "connection"):
            self.assertNotIn(name, names)
        self.assertEqual(reply["X-Kept"], "1")

    def test_statuses_arrive(self):
        for status in (200, 201, 202, 203, 206, 207, 226, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 409, 410, 412, 416, 418, 422, 429, 451,
                       500, 501, 502, 503, 504, 507, 599):
            with self.subTest(status):
                reply = self.replied(status=f"{status} Odd Words", content=b"said so")
                self.assertEqual((reply.status, reply.body), (status, b"said so"))
        self.assertServes(self.gateway)

    def test_interim_replies_are_dropped(self):
        self.origin.behaviours["interim"] = lambda exchange: exchange.send(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 199 Odd\r\n\r\n", message(b"last"))
        with self.gateway.caller() as caller:
            caller.send(self.gateway.head("GET", "/pass/interim"))
            reply = caller.head()
            self.assertEqual((reply.status, caller.exactly(4)), (200, b"last"))

    # Expect.

    def test_continue_is_said_by_the_gateway(self):
        with self.gateway.caller() as caller:
            for turn in range(3):
                caller.send(self.gateway.head("POST", "/pass/expect", "Expect: 100-continue", "Content-Length: 5"))
                self.assertEqual(caller.head().status, 100)
                caller.send(b"hello")
                self.assertEqual(caller.reply().body, b"hello")
            self.assertNotIn("expect", self.origin.last("expect").names)
            # Without waiting for it.
            caller.send(self.gateway.head("POST", "/pass/expect", "Expect: 100-continue", "Content-Length: 5"), b"hello")
            self.assertEqual(caller.reply().body, b"hello")
            caller.send(self.gateway.head("POST", "/pass/expect", "Expect: 100-continue", "Transfer-Encoding: chunked"))
            self.assertEqual(caller.head().status, 100)
            caller.send(wire.chunked(b"hello", 2))
            self.assertEqual(caller.reply().body, b"hello")
        self.assertEqual(self.gateway.ask("POST", "/pass/x", "Expect: 200-odd", body=b"x").status, 417)

    def test_refusal_comes_in_the_place_of_continue(self):
        before = len(self.origin.seen)
        for path, consumer, status in (("/pass/../x", "first", 400), ("/pass/x", None, 401), ("/nowhere", "first", 404)):
            with self.gateway.caller() as caller:
                caller.send(self.gateway.head(
                    "POST", path, "Expect: 100-continue", "Content-Length: 5", consumer=consumer))
                self.assertEqual(caller.head().status, status)
        self.assertEqual(len(self.origin.seen), before)


if __name__ == "__main__":
    unittest.main()
