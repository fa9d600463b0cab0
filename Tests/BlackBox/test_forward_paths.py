"""Which requests reach an upstream through a forward route: paths, targets, methods, and requests that smuggle."""

import unittest

import bodies
import wire
from forwarding import CREDENTIAL, ForwardCase, ForwardGateway, Origin
from fronting import PATIENT
from gateway import PATH, seal

ROUTES = f"""
  - {{path: {PATH}, dialect: token-service, cipher: {{profile: aes-256-gcm, key: gcm-body}}, revoker: embedded}}
  - {{path: "/v1/tokens:revoke", dialect: token-service, plaintext: allow, revoker: embedded}}
  - {{path: "/v1/to~ken@x", dialect: token-service, plaintext: allow, revoker: embedded}}
  - {{path: /token-service/*, forward: rest}}
  - {{path: /pass/*, forward: rest}}
  - {{path: /pass/deeper/*, forward: based}}
  - {{path: /pass/exact, forward: based}}
  - {{path: /v1/*, forward: rest}}
"""
BASE = PATH.rsplit("/", 1)[0]

# Read by somebody as another path; each on its own below a forward route.
AMBIGUOUS = [
    "/pass/.", "/pass/..", "/pass/./x", "/pass/../x", "/pass/x/.", "/pass/x/..", "/pass/a/../../x", "/pass//x", "/pass/x//",
    "/pass///", "/pass/x//y", "/pass/x;y", "/pass/x;", "/pass/;/x", "/pass/..;/x", "/pass/x;v=1/y", "/pass/\\x", "/pass/x\\",
    "/pass/..\\x", "/pass/%2fx", "/pass/%2Fx", "/pass/x%2f", "/pass/..%2fx", "/pass/%5cx", "/pass/%5Cx", "/pass/..%5c", "/pass/%00",
    "/pass/x%00", "/pass/x%00.html", "/pass/%2e/x", "/pass/%2E", "/pass/%2e%2e/x", "/pass/.%2e/x", "/pass/%2e./x", "/pass/%3bx",
    "/pass/%3Bx", "/pass/%41", "/pass/%5a", "/pass/%61", "/pass/%7a", "/pass/%7A", "/pass/%30", "/pass/%39", "/pass/%2d", "/pass/%5f",
    "/pass/%5F", "/pass/%7e", "/pass/%7E", "/pass/%", "/pass/%2", "/pass/x%", "/pass/%zz", "/pass/%2g", "/pass/%g2", "/pass/%%41",
    "/pass/%u0041", "/pass/x%2", "/pass/x%2/y",
    BASE + "/tok%65n", BASE + "/%74oken", BASE + "/./token", BASE + "/x/../token", BASE + "//token", BASE + "/token;x",
    BASE + "/token;", BASE + "/token/", BASE + "/TOKEN", BASE + "/Token", BASE + "/token%2f", BASE + "/token%00", BASE + "\\token",
    BASE + "/TOKEN/", PATH.upper().replace("/TOKEN-SERVICE", "/token-service"), PATH.replace("client", "Client"),
    "/token-service/./client/server/invalidate/token", "/token-service//client/server/invalidate/token",
    "/token-service/client%2fserver/invalidate/token", "/pass/exact/", "/pass/EXACT", "/pass/Exact/",
    "/v1/tokens:Revoke", "/v1/tokens:revoke/", "/v1/to%7eken@x", "/v1/to%7Eken@x",
]
# An exact route's path, with characters encoded that RFC 3986 § 2.2 reserves: origins decode them before they look.
ENCODED = ["/v1/tokens%3Arevoke", "/v1/tokens%3arevoke", "/v1/to~ken%40x", "/v1/TOKENS%3arevoke", "/v1/tokens%3arevoke/"]
# Everybody reads these alike.
PLAIN = [
    "/pass/", "/pass/x", "/pass/x/", "/pass/x/y/z", "/pass/...", "/pass/.x", "/pass/x.", "/pass/..x", "/pass/x..", "/pass/%20", "/pass/%C3%A9",
    "/pass/%c3%a9", "/pass/a:b@c", "/pass/!$&'()*+,=", "/pass/~-._", "/pass/X", "/pass/%25", "/pass/%3F", "/pass/%23", "/pass/x?", "/pass/x??",
    "/pass/x?a=b&c=d", "/pass/x?a=/../;\\%2f%00%zz%", "/pass/x?q=%41&r=[]|{}^`\"<>", "/pass/x?http://other/", "/pass/deep/exact",
    BASE, BASE + "/", BASE + "/tokens", BASE + "/token/more", "/token-service/x", "/pass/" + "a" * 6000,
]
METHODS = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK",
    "REPORT", "SEARCH",
]


class Paths(ForwardCase):
    @classmethod
    def setUpClass(cls):
        cls.origin = Origin(cls.addClassCleanup)
        entries = {
            **ForwardGateway.entries(cls.origin, **PATIENT),
            "based": {"url": cls.origin.url("/base/"), "credential": "env:LEGACY_API_KEY"},
        }
        cls.gateway = ForwardGateway(cls.addClassCleanup, routes=ROUTES, entries=entries)

    def target_seen(self, target, method="GET"):
        """What the origin got; None where it got nothing."""
        before = len(self.origin.seen)
        reply = self.gateway.ask(method, target)
        new = self.origin.seen[before:]
        self.assertLessEqual(len(new), 1)
        return reply, new[0].target if new else None

    def test_what_could_be_read_in_two_ways_is_refused(self):
        for path in AMBIGUOUS:
            for suffix in ("", "?x=1"):
                with self.subTest(path + suffix):
                    reply, seen = self.target_seen(path + suffix)
                    self.assertEqual((reply.status, seen), (400, None))
        self.assertServes(self.gateway)

    def test_exact_path_is_not_reached_by_encoding_what_stands_in_it(self):
        for path in ENCODED:
            with self.subTest(path):
                reply, seen = self.target_seen(path)
                self.assertEqual((reply.status, seen), (400, None))

    def test_absolute_form_is_no_way_around(self):
        for path in AMBIGUOUS[::7] + [BASE + "/tok%65n", BASE + "/token/"]:
            with self.subTest(path):
                reply, seen = self.target_seen(f"http://gateway{path}")
                self.assertEqual((reply.status, seen), (400, None))

    def test_bytes_that_no_target_has_are_refused(self):
        for byte in [*range(0x20), *range(0x7F, 0x100)]:
            with self.subTest(byte):
                before = len(self.origin.seen)
                with self.gateway.caller() as caller:
                    caller.send(self.gateway.head("GET", f"/pass/a{chr(byte)}b"))
                    self.assertEqual(caller.reply().status, 400)
                self.assertEqual(len(self.origin.seen), before)
        for target in ("/pass/x#y", "/pass/x?y#z", BASE + "/token#x", BASE + "/token#", "pass/x", ""):
            with self.subTest(target):
                reply, seen = self.target_seen(target)
                self.assertEqual((reply.status, seen), (400, None))

    def test_plain_paths_and_queries_arrive_as_they_were_sent(self):
        for target in PLAIN:
            with self.subTest(target):
                reply, seen = self.target_seen(target)
                self.assertEqual((reply.status, seen), (200, target))

    def test_query_of_any_printable_byte_arrives(self):
        query = "".join(chr(byte) for byte in range(0x21, 0x7F) if chr(byte) != "#")
        reply, seen = self.target_seen("/pass/x?" + query)
        self.assertEqual((reply.status, seen), (200, "/pass/x?" + query))

    def test_longest_route_wins_and_the_url_of_its_upstream_comes_first(self):
        for target, expected in {
            "/pass/deeper/x": "/base/pass/deeper/x", "/pass/exact": "/base/pass/exact", "/pass/deeper": "/pass/deeper",
            "/pass/deeper/": "/base/pass/deeper/", "/pass/exact?a": "/base/pass/exact?a", "/pass/exactly": "/pass/exactly",
            "/pass/exact/x": "/pass/exact/x", "http://gateway/pass/x?y": "/pass/x?y", "http://other:99/pass/x": "/pass/x",
        }.items():
            with self.subTest(target):
                reply, seen = self.target_seen(target)
                self.assertEqual((reply.status, seen), (200, expected))

    def test_what_no_route_begins_is_not_found(self):
        for target in ("/", "/pass", "/Pass/x", "/passx", "/token-service", "http://gateway", "http://gateway?x", "/x/pass/y"):
            with self.subTest(target):
                reply, seen = self.target_seen(target)
                self.assertEqual((reply.status, seen), (404, None))

    def test_methods(self):
        for method in METHODS:
            with self.subTest(method):
                content = None if method == "GET" else b"<content/>"
                reply = self.gateway.ask(method, "/pass/method", body=content)
                self.assertEqual((reply.status, reply.body), (200, content or b""))
                self.assertEqual(self.origin.last("method").method, method)
        for method in ("TRACE",):
            reply, seen = self.target_seen("/pass/x", method)
            self.assertEqual((reply.status, seen), (405, None))
            self.assertNotIn("TRACE", reply["Allow"])
        for target in ("/pass/x", "gateway:80", "127.0.0.1:22"):
            reply, seen = self.target_seen(target, "CONNECT")
            self.assertGreaterEqual(reply.status, 400)
            self.assertIsNone(seen)

    def test_credential_is_asked_for_before_anything_is_passed_on(self):
        key = self.gateway.api_keys["first"]
        for name, status, fields in [
            ("none", 401, []), ("wrong", 401, ["X-API-KEY: wrong"]), ("empty", 401, ["X-API-KEY: "]),
            ("twice", 400, [f"X-API-KEY: {key}", f"X-API-KEY: {key}"]), ("other", 401, [f"X-API-KEY: {CREDENTIAL}"]),
            ("bearer", 401, [f"Authorization: Bearer {key}"]), ("underscore", 401, [f"X_API_KEY: {key}"]),
        ]:
            with self.subTest(name):
                before = len(self.origin.seen)
                reply = self.gateway.ask("GET", "/pass/x", *fields, consumer=None)
                self.assertIn(reply.status, (status, 400))
                self.assertEqual(len(self.origin.seen), before)

    def test_consumer_that_may_not_is_refused(self):
        with self.subTest("two routes of one upstream, one allowed"):
            if "narrow" not in self.gateway.api_keys:
                self.gateway.add_consumer("narrow", allow=["/pass/*"])
                self.assertEqual(self.gateway.reload(), "reloaded")
            self.assertEqual(self.gateway.ask("GET", "/pass/x", consumer="narrow").status, 200)
            before = len(self.origin.seen)
            self.assertEqual(self.gateway.ask("GET", "/pass/exact", consumer="narrow").status, 403)
            self.assertEqual(self.gateway.ask("GET", "/pass/deeper/x", consumer="narrow").status, 403)
            self.assertEqual(len(self.origin.seen), before)

    # Requests that smuggle.

    def test_requests_of_two_lengths_are_none(self):
        inner = "GET /pass/smuggled HTTP/1.1\r\nHost: gateway\r\n\r\n"
        for name, fields, content in [
            ("CL.TE", ["Content-Length: 6", "Transfer-Encoding: chunked"], "0\r\n\r\n" + inner),
            ("TE.CL", ["Transfer-Encoding: chunked", "Content-Length: 4"], "5c\r\n" + inner + "\r\n0\r\n\r\n"),
            ("two lengths", ["Content-Length: 0", f"Content-Length: {len(inner)}"], inner),
            ("a list of lengths", [f"Content-Length: 0, {len(inner)}"], inner),
            ("signed", [f"Content-Length: +{len(inner)}"], inner),
            ("negative", ["Content-Length: -1"], inner),
            ("hexadecimal", ["Content-Length: 0x10"], inner),
            ("blank inside", ["Content-Length: 1 0"], inner),
            ("too long", ["Content-Length: 184467440737095516160"], inner),
            ("blank before colon", ["Transfer-Encoding : chunked", "Content-Length: 5"], "0\r\n\r\n" + inner),
            ("folded", ["Transfer-Encoding:\r\n chunked"], "0\r\n\r\n" + inner),
            ("vertical tab", ["Transfer-Encoding: \vchunked"], "0\r\n\r\n" + inner),
            ("quoted", ['Transfer-Encoding: "chunked"'], "0\r\n\r\n" + inner),
            ("xchunked", ["Transfer-Encoding: xchunked"], "0\r\n\r\n" + inner),
            ("chunked twice", ["Transfer-Encoding: chunked, chunked"], "0\r\n\r\n" + inner),
            ("two codings", ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], "0\r\n\r\n" + inner),
            ("chunked not last", ["Transfer-Encoding: chunked, identity"], "0\r\n\r\n" + inner),
            ("gzip", ["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n" + inner),
            ("line feed in a field", ["X: a\nTransfer-Encoding: chunked"], "0\r\n\r\n" + inner),
            ("carriage return in a field", ["X: a\rTransfer-Encoding: chunked"], "0\r\n\r\n" + inner),
            ("NUL in a field", ["X: a\0b"], inner),
            ("no colon", ["Transfer-Encoding chunked"], inner),
            ("empty name", [": x"], inner),
            ("blank first field", [" X: y"], inner),
            ("two hosts", ["Host: other"], inner),
        ]:
            with self.subTest(name):
                before = len(self.origin.seen)
                with self.gateway.caller() as caller:
                    caller.send(self.gateway.head("POST", "/pass/outer", *fields), content)
                    reply = caller.reply()
                    self.assertGreaterEqual(reply.status, 400, reply)
                    self.assertTrue(caller.is_closed())
                self.assertEqual([seen.target for seen in self.origin.seen[before:] if "smuggled" in seen.target], [])
                self.assertEqual(len(self.origin.seen), before)
        self.assertServes(self.gateway)

    def test_broken_chunks_end_the_upload_and_the_connections(self):
        for name, content in {
            "no number": "zz\r\n", "too large": "fffffffffffffffff\r\nx", "line feed": "5\nhello\n0\n\n",
            "too long": "3\r\nhello\r\n0\r\n\r\n", "blank before": " 5\r\nhello\r\n0\r\n\r\n", "signed": "+5\r\nhello\r\n0\r\n\r\n",
            "prefixed": "0x5\r\nhello\r\n0\r\n\r\n", "line feed in extension": "5;a\nb\r\nhello\r\n0\r\n\r\n",
            "folded trailer": "0\r\nX: a\r\n b\r\n\r\n", "length in trailer": "0\r\nContent-Length: 5\r\n\r\n",
        }.items():
            with self.subTest(name):
                with self.gateway.caller() as caller:
                    caller.send(self.gateway.head("POST", "/pass/broken", "Transfer-Encoding: chunked"), content)
                    caller.send("GET /pass/smuggled HTTP/1.1\r\nHost: gateway\r\n\r\n")
                    self.assertEqual(caller.reply().status, 400)
                    self.assertTrue(caller.is_closed())
        for seen in self.origin.seen:
            if seen.target.endswith("broken"):
                self.assertIsNone(seen.content, "an upload that broke came to an end upstream")
        self.assertEqual(self.origin.times("smuggled"), 0)
        self.assertServes(self.gateway)

    def test_pipelined_requests_of_both_kinds_are_answered_in_order(self):
        revocation = self.gateway.request(seal("reference-mixed"), PATH, "X-Request-Id: r")
        forward = self.gateway.head("GET", "/pass/one?1", "X-Request-Id: f")
        upload = self.gateway.head("PUT", "/pass/two", "X-Request-Id: u", "Transfer-Encoding: chunked").encode() + wire.chunked(
            b"0123456789" * 500, 77)
        refused = self.gateway.head("GET", "/pass/./x", "X-Request-Id: a")
        with self.gateway.caller() as caller:
            caller.send(*[forward, revocation, upload, refused] * 10)
            for _ in range(10):
                first = caller.reply()
                self.assertEqual((first.status, first["X-Request-Id"], first.body), (200, "f", b""))
                second = caller.reply()
                self.assertEqual((second["X-Request-Id"], second.status), ("r", 200))
                self.assertEqual(bodies.open_gcm(second.body), bodies.SUCCESS)
                third = caller.reply()
                self.assertEqual((third.status, third["X-Request-Id"], third.body), (200, "u", b"0123456789" * 500))
                fourth = caller.reply()
                self.assertEqual((fourth.status, fourth["X-Request-Id"]), (400, "a"))


if __name__ == "__main__":
    unittest.main()
