"""Forward routes with a cipher: the body is opened on the way in, the reply sealed on the way out."""

import base64
import json
import unittest

import bodies
import wire
from forwarding import CREDENTIAL, ForwardCase, ForwardGateway, Origin, message
from fronting import PATIENT

LIMIT = 1 << 20
ROUTES = """
  - {path: /gcm/*, forward: rest, cipher: {profile: aes-256-gcm, key: gcm-body}}
  - {path: /cbc/*, forward: rest, cipher: {profile: aes-256-cbc, key: cbc-body}}
  - {path: /own/*, forward: rest, cipher: {profile: aes-256-gcm, key: consumer}}
  - {path: /clear/*, forward: rest, cipher: {profile: aes-256-gcm, key: gcm-body}, plaintext: allow}
  - {path: /form/*, forward: rest, cipher: {profile: aes-256-gcm, key: gcm-body}, content-type: "application/x-www-form-urlencoded; charset=utf-8"}
  - {path: /pass/*, forward: rest}
"""
SECRET = "secret-words-7c1f"
JSON = json.dumps({"password": SECRET, "n": 1}).encode()
REPLY = json.dumps({"token": SECRET, "ok": True}).encode()
# Of a body as it was, or of a version of it.
OF_THE_BODY = [
    'ETag: "x"', "Last-Modified: Sat, 01 Jan 2000 00:00:00 GMT", "Accept-Ranges: bytes", "Content-MD5: x", "Digest: sha-256=x", "Content-Digest: x",
    "Repr-Digest: x", "Cache-Control: public", "Expires: Sat, 01 Jan 2000 00:00:00 GMT", "Age: 1",
]


class Sealed(ForwardCase):
    @classmethod
    def setUpClass(cls):
        cls.origin = Origin(cls.addClassCleanup)
        cls.origin.behaviours["token"] = lambda exchange: (
            exchange.read(), exchange.answer(REPLY, "200 OK", "Content-Type: application/json", "X-Kept: 1", *OF_THE_BODY))
        cls.gateway = ForwardGateway(
            cls.addClassCleanup, cls.origin, routes=ROUTES, limits="{open-failures: 1000000}", **PATIENT)

    def seal(self, text):
        return bodies.seal_gcm(text)

    def post(self, path, sealed, *fields, method="POST", consumer="first"):
        return self.gateway.ask(method, path, "Content-Type: text/plain", *fields, body=sealed, consumer=consumer)

    def seen(self, name):
        wire.poll(lambda: self.origin.times(name) and self.origin.last(name).content is not None, "the origin to have read")
        return self.origin.last(name)

    def test_opened_on_the_way_in_and_sealed_on_the_way_out(self):
        for path, seal, opener in [
            ("/gcm/token", bodies.seal_gcm, bodies.open_gcm), ("/cbc/token", bodies.seal_cbc, bodies.open_cbc),
            ("/own/token", lambda text: bodies.seal_gcm(text, bodies.OWN), lambda sealed: bodies.open_gcm(sealed, bodies.OWN)),
            ("/clear/token", bodies.seal_gcm, bodies.open_gcm),
        ]:
            for method in ("POST", "PUT", "PATCH", "DELETE", "PROPFIND", "GET"):
                with self.subTest(path, method=method):
                    reply = self.post(path + "?q=1", seal(JSON), method=method, consumer="legacy")
                    self.assertEqual((reply.status, opener(reply.body)), (200, REPLY))
                    self.assertEqual((reply["Content-Type"], reply["Cache-Control"], reply["X-Kept"]), ("text/plain", "no-store", "1"))
                    for field in OF_THE_BODY:
                        if not field.startswith("Cache-Control"):
                            self.assertIsNone(reply[field.split(":")[0]])
                    seen = self.seen("token")
                    self.assertEqual((seen.method, seen.target, seen.content), (method, path + "?q=1", JSON))
                    self.assertEqual((seen["Content-Type"], seen["Content-Length"]), ("application/json", str(len(JSON))))
                    self.assertIsNone(seen["Transfer-Encoding"])
                    self.assertEqual(seen["X-API-KEY"], CREDENTIAL)

    def test_framing_of_either_side_does_not_matter(self):
        sealed = self.seal(JSON)
        self.origin.behaviours["chunked"] = lambda exchange: exchange.send(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", wire.chunked(REPLY, 3))
        def until_close(exchange):
            exchange.read()
            exchange.send(b"HTTP/1.0 200 OK\r\n\r\n", REPLY)
            exchange.close()
        self.origin.behaviours["close"] = until_close
        for name in ("token", "chunked", "close"):
            for version in ("HTTP/1.1", "HTTP/1.0"):
                reply = self.gateway.ask("POST", f"/gcm/{name}", body=sealed, version=version)
                self.assertEqual((reply.framing, bodies.open_gcm(reply.body)), ("length", REPLY))
            with self.gateway.caller() as caller:
                caller.send(self.gateway.head("POST", f"/gcm/{name}", "Transfer-Encoding: chunked"), wire.chunked(sealed, 5))
                self.assertEqual(bodies.open_gcm(caller.reply().body), REPLY)
                caller.send(self.gateway.head("POST", f"/gcm/{name}", "Expect: 100-continue", f"Content-Length: {len(sealed)}"))
                self.assertEqual(caller.head().status, 100)
                caller.send(sealed)
                self.assertEqual(bodies.open_gcm(caller.reply().body), REPLY)

    def test_declared_type_is_the_routes(self):
        for declared in ("text/plain", "application/json", "application/octet-stream", None):
            fields = [f"Content-Type: {declared}"] if declared else []
            self.assertEqual(self.gateway.ask("POST", "/form/x", *fields, body=self.seal(b"a=b")).status, 200)
            seen = self.seen("/form/x")
            self.assertEqual((seen["Content-Type"], seen.content), ("application/x-www-form-urlencoded; charset=utf-8", b"a=b"))

    def test_accept_encoding_is_not_passed_on_where_the_reply_is_read(self):
        self.post("/gcm/plain", self.seal(JSON), "Accept-Encoding: gzip")
        self.assertIsNone(self.seen("plain")["Accept-Encoding"])

    def test_errors_of_the_upstream_are_sealed_too(self):
        for status in (201, 302, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504):
            with self.subTest(status):
                self.origin.behaviours["error"] = lambda exchange: (
                    exchange.read(), exchange.send(message(REPLY, f"{status} Odd", "Retry-After: 3", "Location: /x")))
                reply = self.post("/gcm/error", self.seal(JSON))
                self.assertEqual((reply.status, bodies.open_gcm(reply.body)), (status, REPLY))
                self.assertEqual((reply["Retry-After"], reply["Location"]), ("3", "/x"))

    def test_replies_without_content(self):
        for status, data in {
            204: b"HTTP/1.1 204 No Content\r\nX-Kept: 1\r\n\r\n", 304: b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 5\r\n\r\n',
        }.items():
            self.origin.behaviours["none"] = lambda exchange: (exchange.read(), exchange.send(data))
            with self.gateway.caller() as caller:
                for _ in range(2):
                    sealed = self.seal(JSON)
                    caller.send(self.gateway.head("POST", "/gcm/none", f"Content-Length: {len(sealed)}"), sealed)
                    reply = caller.reply()
                    self.assertEqual(reply.status, status)
                    self.assertIsNone(reply["ETag"])
                    self.assertIsNone(reply["Content-Length"])
        reply = self.gateway.ask("HEAD", "/gcm/token")
        self.assertEqual((reply.status, reply["ETag"]), (200, None))
        self.assertIn(reply["Content-Length"], (None,))

    def test_empty_reply_is_sealed(self):
        self.origin.behaviours["empty"] = lambda exchange: (exchange.read(), exchange.answer(b""))
        self.assertEqual(bodies.open_gcm(self.post("/gcm/empty", self.seal(JSON)).body), b"")

    def test_request_without_content_gets_a_sealed_reply(self):
        for method in ("GET", "DELETE", "OPTIONS"):
            reply = self.gateway.ask(method, "/gcm/token")
            self.assertEqual((reply.status, bodies.open_gcm(reply.body)), (200, REPLY))
            seen = self.seen("token")
            self.assertEqual((seen.content, seen["Transfer-Encoding"]), (b"", None))

    def test_empty_body_is_the_same_however_it_is_said(self):
        statuses = {}
        for method in ("POST", "DELETE", "PUT"):
            statuses[method, "none"] = self.gateway.ask(method, "/gcm/x").status
            statuses[method, "0"] = self.gateway.ask(method, "/gcm/x", body=b"").status
        self.assertEqual(len(set(statuses.values())), 1, statuses)

    def test_failures_to_open_are_one_refusal(self):
        sealed = self.seal(JSON)
        raw = bytearray(base64.b64decode(sealed))
        raw[len(raw) // 2] ^= 1
        faults = {
            "wrong key": bodies.seal_gcm(JSON, bodies.OWN), "tampered": base64.b64encode(bytes(raw)), "cut": base64.b64encode(bytes(raw[:-1])),
            "no base64": b"!" * 60, "clear": JSON, "one byte": b"A", "of nothing": b"AAAA", "spaces": b"    ", "long": b"A" * 100_000,
        }
        seen = set()
        for name, body in faults.items():
            with self.subTest(name):
                before = len(self.origin.seen)
                reply = self.post("/gcm/x", body)
                self.assertEqual(len(self.origin.seen), before)
                fields = tuple(sorted(field for field in reply.headers if field[0] not in ("Date", "X-Request-Id")))
                seen.add((reply.status, fields, len(reply.body), bodies.open_gcm(reply.body)))
        self.assertEqual(len(seen), 1, seen)
        self.assertEqual(next(iter(seen))[0], 400)

    def test_without_integrity_only_well_formed_json_is_passed_on(self):
        seen = set()
        good = base64.b64decode(bodies.seal_cbc(JSON))
        for name, body in {
            "words": bodies.seal_cbc(b"words"), "empty": bodies.seal_cbc(b""), "cut JSON": bodies.seal_cbc(JSON[:-1]), "more": bodies.seal_cbc(JSON + b"}"),
            "single quotes": bodies.seal_cbc(b"{'a':1}"), "bad UTF-8": bodies.seal_cbc(b'{"a":"\xff"}'), "padding": base64.b64encode(
                bodies.encrypt_cbc(JSON.ljust(48, b"\x11"), bodies.CBC256)),
            "tampered": base64.b64encode(good[:20] + bytes([good[20] ^ 255]) + good[21:]), "wrong key": bodies.seal_cbc(JSON, bodies.GCM),
            "no blocks": base64.b64encode(good[:-3]), "no base64": b"!!", "deep": bodies.seal_cbc(b"[" * 100_000),
        }.items():
            with self.subTest(name):
                before = len(self.origin.seen)
                reply = self.post("/cbc/x", body)
                self.assertEqual((reply.status, len(self.origin.seen)), (400, before))
                seen.add((len(reply.body), bodies.open_cbc(reply.body)))
        self.assertEqual(len(seen), 1, seen)
        for body in (JSON, b"[]", b'{"a":"\xc3\xa9"}', b' {"a": [1, 2.5e3, null, true]} \r\n', b'"text"', b"1"):
            with self.subTest(body):
                reply = self.post("/cbc/echo", bodies.seal_cbc(body))
                if reply.status == 200:
                    self.assertEqual(bodies.open_cbc(reply.body), body)
                else:
                    self.assertNotIn(body[:1], (b"{", b"[", b" "))

    def test_failures_to_open_are_limited_for_each_consumer(self):
        gateway = ForwardGateway(self.addCleanup, self.origin, routes=ROUTES, limits="{open-failures: 5}", cores=1)
        statuses = [gateway.ask("POST", "/cbc/x", body=body).status for body in [b"AAAA", bodies.seal_cbc(b"words")] * 4]
        self.assertEqual(statuses, [400] * 5 + [429] * 3)
        sealed, before = bodies.seal_cbc(JSON), len(self.origin.seen)
        self.assertEqual(gateway.ask("POST", "/cbc/x", body=sealed).status, 429)
        self.assertEqual(len(self.origin.seen), before)
        self.assertEqual(gateway.ask("POST", "/cbc/x", body=sealed, consumer="legacy").status, 200)
        self.assertEqual(gateway.ask("POST", "/gcm/x", body=bodies.seal_gcm(JSON)).status, 200)
        self.assertEqual(gateway.ask("POST", "/pass/x", body=sealed).status, 200)

    def test_key_of_another_consumer_opens_nothing(self):
        sealed = bodies.seal_gcm(JSON, bodies.OWN)
        self.assertEqual(self.post("/own/x", sealed, consumer="legacy").status, 200)
        self.gateway.command("keys", "import", "theirs", "--format", "hex", "-", input=bodies.fixed_key("theirs", 32).hex().encode())
        self.gateway.add_consumer("other", body_key="theirs")
        self.assertEqual(self.gateway.reload(), "reloaded")
        before = len(self.origin.seen)
        self.assertEqual(self.post("/own/x", sealed, consumer="other").status, 400)
        self.assertEqual(len(self.origin.seen), before)

    def test_plaintext_where_it_is_allowed(self):
        reply = self.post("/clear/token", JSON)
        self.assertEqual((reply.status, reply.body), (200, REPLY))
        self.assertEqual(self.seen("token").content, JSON)
        reply = self.post("/clear/token", b"  \r\n" + JSON)
        self.assertEqual((reply.status, reply.body), (200, REPLY))
        self.assertEqual(bodies.open_gcm(self.post("/clear/token", self.seal(JSON)).body), REPLY)
        # Clear bodies are answered in the clear, refusals too; what is neither is not told what it is.
        before = len(self.origin.seen)
        self.assertEqual(self.post("/clear/token", b"[1]").status, 400)
        self.assertEqual(self.post("/gcm/token", JSON).status, 400)
        self.assertEqual(len(self.origin.seen), before)

    def test_limits_are_exact(self):
        def opened(count):
            return b'"' + b"x" * (count - 2) + b'"'
        # base64 of 12 bytes of IV, the text and 16 bytes of tag
        largest = LIMIT // 4 * 3 - 28
        reply = self.post("/gcm/echo", self.seal(opened(largest)))
        self.assertEqual(len(self.seal(opened(largest))), LIMIT)
        self.assertEqual(reply.status, 200)
        self.assertEqual(bodies.open_gcm(reply.body), opened(largest))
        before = len(self.origin.seen)
        for sealed in (self.seal(opened(largest)) + b"A", self.seal(opened(largest + 1)), b"A" * 3 * LIMIT):
            for chunked in (False, True):
                with self.gateway.caller() as caller:
                    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(sealed)}"
                    caller.send(self.gateway.head("POST", "/gcm/echo", framing))
                    try:
                        caller.send(wire.chunked(sealed, 60_000) if chunked else sealed)
                    except OSError:
                        self.assertGreater(len(sealed), 2 * LIMIT)
                    self.assertEqual(caller.reply().status, 413)
        self.assertEqual(len(self.origin.seen), before)
        for count, status in ((LIMIT, 200), (LIMIT + 1, 502), (5 * LIMIT, 502)):
            for behaviour in (
                lambda exchange: (exchange.read(), exchange.answer(b"y" * count)),
                lambda exchange: (exchange.read(), exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", wire.chunked(b"y" * count, 50_000))),
                lambda exchange: (exchange.read(), exchange.send(b"HTTP/1.0 200 OK\r\n\r\n", b"y" * count), exchange.close()),
            ):
                self.origin.behaviours["size"] = behaviour
                reply = self.post("/gcm/size", self.seal(JSON))
                self.assertEqual(reply.status, status)
                if status == 200:
                    self.assertEqual(bodies.open_gcm(reply.body), b"y" * count)
        # Neither holds for what passes in a stream.
        self.assertEqual(self.gateway.ask("PUT", "/pass/x", body=b"A" * 3 * LIMIT).status, 200)

    def test_coded_bodies_are_refused(self):
        for coding in ("gzip", "br", "identity, gzip"):
            self.origin.behaviours["coded"] = lambda exchange: (
                exchange.read(), exchange.answer(b"coded", "200 OK", f"Content-Encoding: {coding}"))
            reply = self.post("/gcm/coded", self.seal(JSON))
            self.assertEqual(reply.status, 502)
            self.assertNotIn(b"coded", bodies.open_gcm(reply.body))
        before = len(self.origin.seen)
        self.assertEqual(self.post("/gcm/x", self.seal(JSON), "Content-Encoding: gzip").status, 415)
        self.assertEqual(len(self.origin.seen), before)

    def test_failures_of_the_upstream_are_sealed(self):
        self.origin.behaviours["garbage"] = lambda exchange: (exchange.read(), exchange.send(b"garbage\r\n\r\n"), exchange.close())
        self.origin.behaviours["half"] = lambda exchange: (
            exchange.read(), exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), exchange.close())
        self.origin.behaviours["silent"] = lambda exchange: (exchange.read(), exchange.wait(), exchange.close())
        for name, status in (("garbage", 502), ("half", 502), ("silent", 504)):
            with self.subTest(name):
                before = self.origin.times(name)
                reply = self.post(f"/gcm/{name}", self.seal(JSON))
                self.assertEqual(reply.status, status)
                self.assertIn(b"error", bodies.open_gcm(reply.body))
                self.assertEqual(self.origin.times(name), before + 1)

    def test_zz_nothing_of_it_is_in_the_log(self):
        """Last by its name, so that the log holds what the tests before it made."""
        self.post("/gcm/token", self.seal(JSON))
        log = self.gateway.log()
        for word in (SECRET, CREDENTIAL, self.gateway.api_keys["first"], base64.b64encode(JSON).decode()[:24], JSON.hex()[:24]):
            self.assertNotIn(word, log)


if __name__ == "__main__":
    unittest.main()
