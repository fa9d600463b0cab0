"""What travels to the upstream beside the call: the gateway's own credential, what is configured, and nothing else."""

import base64
import os
import unittest

import wire
from fronting import CREDENTIAL, Front, FrontCase
from gateway import PATH, seal
from upstreams import TARGET, Service

ALWAYS = ["content-length", "content-type", "host", "x-api-key"]
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
HOSTILE = [
    "Cookie: session=1", "X-Consumer-ID: 7", "X-Consumer-Username: admin", "X-Consumer-Custom-ID: 7",
    "X-Credential-Identifier: admin", "X-Authenticated-Userid: admin", "X-Forwarded-For: 203.0.113.7",
    "X-Forwarded-Proto: https", "X-Forwarded-Host: elsewhere", "X-Forwarded-Port: 443", "X-Real-IP: 203.0.113.7",
    "Forwarded: for=203.0.113.7;proto=https;host=elsewhere", "Via: 1.1 proxy", "TE: trailers", "Accept: */*",
    "User-Agent: caller/1", "Accept-Encoding: gzip", "Keep-Alive: timeout=5", "X-Hop: secret",
    "X-Http-Method-Override: GET", "X-Original-Url: /admin", "tracestate: a=b",
    "X-API-TOKEN: user-token",
    "Connection: keep-alive, X-Hop, X-API-KEY, X-Request-Id",
]


class Fields(FrontCase):
    def ask(self, front, service, *fields, carrier=None, reference="reference-fields"):
        """Posts with header lines of the test's own; returns the reply and what the upstream received."""
        body = seal(reference)
        lines = [carrier or f"X-API-KEY: {front.api_keys['first']}", "Content-Type: text/plain"]
        request = wire.head("POST", PATH, *lines, f"Content-Length: {len(body)}", *fields)
        before = len(service.requests)
        with front.wire() as connection:
            reply = connection.send(request, body).reply()
        self.assertRevoked(reply)
        self.assertEqual(len(service.requests), before + 1)
        return reply, service.requests[-1]


class Hygiene(Fields):
    @classmethod
    def setUpClass(cls):
        cls.service = Service(cls.addClassCleanup)
        cls.front = Front(cls.addClassCleanup, cls.service)

    def test_request_is_written_anew_with_the_gateways_own_fields(self):
        reply, request = self.ask(self.front, self.service)
        self.assertEqual(request.line, f"POST {TARGET} HTTP/1.1")
        self.assertEqual(request.names, sorted([*ALWAYS, "x-request-id"]))
        self.assertEqual(request["Host"], f"127.0.0.1:{self.service.port}")
        self.assertEqual(request["Content-Type"], "text/plain")
        self.assertEqual(request["Content-Length"], str(len(request.body)))
        self.assertEqual(request["X-API-KEY"], CREDENTIAL)
        self.assertEqual(request["X-Request-Id"], reply["X-Request-Id"])
        self.assertEqual(request.body, b'{"tokenReferenceId":"reference-fields"}')

    def test_nothing_of_the_callers_travels(self):
        _, request = self.ask(self.front, self.service, *HOSTILE)
        self.assertEqual(request.names, sorted([*ALWAYS, "x-request-id"]))
        self.assertEqual(request["X-API-KEY"], CREDENTIAL)
        self.assertNotIn(self.front.api_keys["first"].encode(), request.head)

    def test_credential_of_the_caller_stays_behind_however_it_is_carried(self):
        key = self.front.api_keys["first"]
        basic = base64.b64encode(f"first:{key}".encode()).decode()
        for carrier in (f"x-api-key: {key}", f"Authorization: Bearer {key}", f"Authorization: Basic {basic}"):
            with self.subTest(carrier.split(" ")[1]):
                _, request = self.ask(self.front, self.service, carrier=carrier)
                self.assertEqual(request.names, sorted([*ALWAYS, "x-request-id"]))
                self.assertEqual(request["X-API-KEY"], CREDENTIAL)

    def test_query_of_the_caller_stays_behind(self):
        reply = wire.exchange(self.front.port, "POST", f"{PATH}?a=b&X-API-KEY=c", seal("query"), self.front.headers())
        self.assertRevoked(reply)
        self.assertEqual(self.service.requests[-1].line, f"POST {TARGET} HTTP/1.1")

    def test_request_id_travels_when_it_is_usable_and_is_made_otherwise(self):
        reply, request = self.ask(self.front, self.service, "X-Request-Id: caller-1._x")
        self.assertEqual((request["X-Request-Id"], reply["X-Request-Id"]), ("caller-1._x",) * 2)
        for fields in (["X-Request-Id: a b"], ["X-Request-Id: " + "a" * 129], ["X-Request-Id: a", "X-Request-Id: b"]):
            with self.subTest(fields):
                reply, request = self.ask(self.front, self.service, *fields)
                self.assertEqual(request["X-Request-Id"], reply["X-Request-Id"])
                self.assertNotIn(f"X-Request-Id: {request['X-Request-Id']}", fields)

    def test_trace_travels_when_it_is_one(self):
        _, request = self.ask(self.front, self.service, f"traceparent: {TRACE}")
        self.assertEqual(request["traceparent"], TRACE)
        wrong = [
            "", "00", TRACE.upper(), TRACE[:-1], TRACE + "0", TRACE.replace("-", "_"), "ff" + TRACE[2:],
            f"00-{'0' * 32}-00f067aa0ba902b7-01", f"00-4bf92f3577b34da6a3ce929d0e0e4736-{'0' * 16}-01",
            TRACE.replace("4", "g"), TRACE + ", " + TRACE,
        ]
        for lines in [[f"traceparent: {value}"] for value in wrong] + [[f"traceparent: {TRACE}"] * 2]:
            with self.subTest(lines):
                _, request = self.ask(self.front, self.service, *lines)
                self.assertEqual(request.names, sorted([*ALWAYS, "x-request-id"]))

    def test_body_of_any_length_travels_whole(self):
        for count in (1, 100, 255):
            reference = "r" * count
            _, request = self.ask(self.front, self.service, reference=reference)
            self.assertEqual(request.reference, reference)


class Credentials(Fields):
    def check(self, credential, name=None, value=None):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service, credential=credential)
        _, request = self.ask(front, service)
        present = [(each, text) for each, text in request.fields if each.lower() in ("x-api-key", "authorization")]
        self.assertEqual(present, [(name, value)] if name else [])
        self.assertSilentLog(front, service)

    def test_basic(self):
        value = base64.b64encode(f"gateway:{CREDENTIAL}".encode()).decode()
        self.check({"basic": "env:LEGACY_BASIC"}, "Authorization", f"Basic {value}")

    def test_bearer(self):
        self.check({"bearer": "env:LEGACY_API_KEY"}, "Authorization", f"Bearer {CREDENTIAL}")

    def test_file(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service)
        path = os.path.join(front.folder, "legacy-key")
        with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write("from-a-file\n")
        front.point(service, credential="file:legacy-key")
        self.assertEqual(front.reload(), "reloaded")
        _, request = self.ask(front, service)
        self.assertEqual(request["X-API-KEY"], "from-a-file")

    def test_missing_environment_variable_is_a_fault_of_the_configuration(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service)
        front.point(service, credential="env:REVGATE_TEST_NO_SUCH_NAME")
        self.assertIn(b"REVGATE_TEST_NO_SUCH_NAME", front.command("check", status=1).stdout)
        self.assertEqual(front.reload(), "refused")
        self.assertRevoked(front.revoke("reference-on"))


def forwarded(value):
    """The elements of `Forwarded`, each as a dictionary (RFC 7239 § 4)."""
    pairs = [[pair.strip().split("=", 1) for pair in element.split(";")] for element in value.split(",")]
    return [{name.lower(): text.strip('"') for name, text in element} for element in pairs]


class Forwarding(Fields):
    PEER = {"for": "127.0.0.1", "host": "gateway", "proto": "http"}

    def gateway(self, passed, top=""):
        service = Service(self.addCleanup)
        return Front(self.addCleanup, service, top=top, **{"pass": passed}), service

    def test_nothing_is_passed_where_nothing_is_listed(self):
        _, request = self.ask(*self.gateway([]), *HOSTILE, "X-Request-Id: a", f"traceparent: {TRACE}")
        self.assertEqual(request.names, ALWAYS)

    def test_x_forwarded_names_the_real_peer_and_drops_what_a_stranger_says(self):
        pair = self.gateway(["x-forwarded"])
        for fields in ([], HOSTILE):
            with self.subTest(fields=len(fields)):
                _, request = self.ask(*pair, *fields)
                expected = [*ALWAYS, "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"]
                self.assertEqual(request.names, sorted(expected))
                self.assertEqual(request["X-Forwarded-For"], "127.0.0.1")
                self.assertEqual(request["X-Forwarded-Proto"], "http")
                self.assertEqual(request["X-Forwarded-Host"], "gateway")

    def test_forwarded_names_the_real_peer_and_drops_what_a_stranger_says(self):
        pair = self.gateway(["x-request-id", "forwarded"])
        for fields in ([], HOSTILE):
            with self.subTest(fields=len(fields)):
                _, request = self.ask(*pair, *fields)
                self.assertEqual(request.names, sorted([*ALWAYS, "forwarded", "x-request-id"]))
                self.assertEqual(forwarded(request["Forwarded"]), [self.PEER])

    def test_chain_of_a_trusted_proxy_is_extended(self):
        front, service = self.gateway(["x-forwarded", "forwarded"], top="trusted-proxies: [127.0.0.1/32]\n")
        chain = [
            "X-Forwarded-For: 198.51.100.1, 203.0.113.7", "Forwarded: for=198.51.100.1, for=203.0.113.7;proto=https"]
        _, request = self.ask(front, service, *chain, "X-Consumer-ID: 7")
        self.assertEqual(request["X-Forwarded-For"], "198.51.100.1, 203.0.113.7, 127.0.0.1")
        elements = forwarded(request["Forwarded"])
        self.assertEqual([each["for"] for each in elements], ["198.51.100.1", "203.0.113.7", "127.0.0.1"])
        self.assertEqual(elements[-1], self.PEER)
        self.assertIsNone(request["X-Consumer-ID"])

    def test_chain_of_a_proxy_that_is_not_trusted_is_dropped(self):
        front, service = self.gateway(["x-forwarded", "forwarded"], top="trusted-proxies: [10.0.0.0/8]\n")
        _, request = self.ask(front, service, *HOSTILE)
        self.assertEqual(request["X-Forwarded-For"], "127.0.0.1")
        self.assertEqual(forwarded(request["Forwarded"]), [self.PEER])

    def test_chain_cannot_smuggle_lines_or_elements(self):
        """A host the caller chose is quoted or left out, never the start of another element."""
        front, service = self.gateway(["x-forwarded", "forwarded"])
        body = seal("reference-host")
        fields = [f"X-API-KEY: {front.api_keys['first']}", "Content-Type: text/plain", f"Content-Length: {len(body)}"]
        lines = [f"POST {PATH} HTTP/1.1", "Host: a,for=evil;by=x", *fields, "", ""]
        with front.wire() as connection:
            reply = connection.send("\r\n".join(lines), body).reply()
        if reply.status == 400:
            return
        self.assertRevoked(reply)
        value = service.requests[-1]["Forwarded"]
        self.assertNotIn("for=evil", value.replace('"a,for=evil;by=x"', ""))


if __name__ == "__main__":
    unittest.main()
