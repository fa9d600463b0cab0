"""The client credentials grant as an upstream's credential: fetched, shown, renewed, given up; and never told."""

import os
import time

import certificates
import wire
from forwarding import ForwardGateway, Origin
from fronting import CREDENTIAL, PATIENT, ROUTES, Front, FrontCase, timed, together
from token_endpoints import CLIENT, TARGET, SecureTokenEndpoint, TokenEndpoint, basic, form, guarded, issues, says, secret_of
from upstream_faults import CREDENTIAL_REFUSED, silent, slow
from upstreams import Service, answers


def metric(front, name, **labels):
    """The value of a series; None where it is not there."""
    pairs = ",".join(f'{key}="{value}"' for key, value in labels.items())
    for line in front.metrics().splitlines():
        if line.startswith(f"{name}{{{pairs}}} "):
            return float(line.split(" ")[1])
    return None


def fetches(front, result):
    return metric(front, "revgate_upstream_access_token_fetches_total", upstream="legacy", result=result) or 0


def is_valid(front):
    return metric(front, "revgate_upstream_access_token_valid", upstream="legacy") == 1


class ClientCredentialsCase(FrontCase):
    def begin(self, endpoint, behaviour=answers, **settings):
        """A service that wants tokens of this endpoint, and a gateway in front of it."""
        service = Service(self.addCleanup, guarded(endpoint, behaviour))
        options = {**PATIENT, "credential": endpoint.credential(), **settings}
        front = Front(self.addCleanup, service, **options)
        self.addCleanup(lambda: secret_of(front, endpoint))
        return front, service

    def await_token(self, front):
        wire.poll(lambda: is_valid(front), "an access token")

    def assertNoToken(self, front, service):
        """Callers come again later, and the upstream hears nothing."""
        before = len(service.requests)
        reply = front.revoke("without-token")
        self.assertUnavailable(reply)
        self.assertEqual(len(service.requests), before)
        lines = wire.poll(
            lambda: [line for line in front.logged() if line["id"] == reply["X-Request-Id"]], "its line in the log")
        self.assertEqual([line["why"] for line in lines], ["upstream-no-access-token"])


class Fetching(ClientCredentialsCase):
    def test_a_token_is_fetched_by_basic_and_shown(self):
        endpoint = TokenEndpoint(self.addCleanup)
        front, service = self.begin(endpoint, credential=endpoint.credential(scope="revoke tokens:all"))
        self.await_token(front)
        for number in range(3):
            self.assertRevoked(front.revoke(f"shown-{number}"))
        self.assertEqual(endpoint.fetches, 1)
        asked = endpoint.requests[0]
        self.assertEqual(asked.line, f"POST {TARGET} HTTP/1.1")
        self.assertEqual(asked["Host"], f"127.0.0.1:{endpoint.port}")
        self.assertEqual(asked["Content-Type"], "application/x-www-form-urlencoded")
        self.assertEqual(asked["Accept"], "application/json")
        self.assertEqual(basic(asked), (CLIENT, CREDENTIAL))
        self.assertEqual(form(asked), {"grant_type": "client_credentials", "scope": "revoke tokens:all"})
        self.assertEqual(
            asked.names, ["accept", "authorization", "connection", "content-length", "content-type", "host"])
        self.assertEqual([each["Authorization"] for each in service.requests], [f"Bearer {endpoint.last}"] * 3)
        self.assertEqual(fetches(front, "ok"), 1)
        self.assertIn("an access token for the upstream is there", front.log())

    def test_name_and_secret_are_form_encoded_however_they_are_sent(self):
        endpoint = TokenEndpoint(self.addCleanup)
        for method in "basic", "post":
            with self.subTest(method):
                front, service = self.begin(endpoint, credential=endpoint.credential(method=method))
                path = os.path.join(front.folder, "client-secret")
                with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
                    file.write("s:p+ä &=%2F-secret\n")
                front.sends("a client's secret", "s:p+ä &=%2F-secret".encode())
                front.point(service, **PATIENT, credential=endpoint.credential(
                    method=method, client_id="'gate way+1'", client_secret="file:client-secret"))
                before = endpoint.fetches
                self.assertEqual(front.reload(), "reloaded")
                wire.poll(lambda: endpoint.fetches > before, "a fetch with the other secret")
                asked = endpoint.requests[-1]
                if method == "basic":
                    self.assertEqual(basic(asked), ("gate way+1", "s:p+ä &=%2F-secret"))
                    self.assertEqual(form(asked), {"grant_type": "client_credentials"})
                else:
                    self.assertIsNone(asked["Authorization"])
                    self.assertEqual(form(asked), {
                        "grant_type": "client_credentials", "client_id": "gate way+1",
                        "client_secret": "s:p+ä &=%2F-secret"})
                self.await_token(front)
                self.assertRevoked(front.revoke("encoded"))

    def test_a_token_endpoint_behind_tls_is_proven(self):
        authority = certificates.Authority(self.addCleanup)
        context = authority.server(*authority.issue("tokens"))

        endpoint = SecureTokenEndpoint(self.addCleanup, context)
        front, service = self.begin(endpoint, credential=endpoint.credential(tls={"ca": authority.path}))
        self.await_token(front)
        self.assertRevoked(front.revoke("secure"))
        for tls in {"ca": certificates.Authority(self.addCleanup).path}, {"ca": authority.path, "server-name": "b.example"}:
            front.point(service, **PATIENT, credential=endpoint.credential(tls=tls))
            before = endpoint.fetches
            self.assertEqual(front.reload(), "reloaded")
            wire.poll(lambda: fetches(front, "unreachable"), "a fetch that fails")
            self.assertNoToken(front, service)
            self.assertEqual(endpoint.fetches, before)

    def test_a_forward_route_shows_the_token_in_place_of_the_callers(self):
        endpoint = TokenEndpoint(self.addCleanup)
        origin = Origin(self.addCleanup)
        gateway = ForwardGateway(self.addCleanup, origin, credential=endpoint.credential())
        self.addCleanup(lambda: secret_of(gateway, endpoint))
        wire.poll(lambda: metric(gateway, "revgate_upstream_access_token_valid", upstream="rest") == 1, "a token")
        self.assertEqual(gateway.ask("GET", "/pass/a").status, 200)
        self.assertEqual(origin.last("/a")["Authorization"], f"Bearer {endpoint.last}")
        self.assertIsNone(origin.last("/a")["X-API-KEY"])
        self.assertEqual(gateway.ask("GET", "/pass/b", "Authorization: Bearer mine").status, 400)
        self.assertEqual(origin.times("/b"), 0)

    def test_a_forward_route_without_a_token_asks_nobody(self):
        endpoint = TokenEndpoint(self.addCleanup, behaviour=says({"error": "invalid_client"}, "401 Unauthorized"))
        origin = Origin(self.addCleanup)
        gateway = ForwardGateway(self.addCleanup, origin, credential=endpoint.credential())
        reply = gateway.ask("POST", "/pass/a", body=b"content")
        self.assertEqual((reply.status, reply["Retry-After"]), (503, "1"), reply)
        self.assertEqual(origin.seen, [])


class Renewal(ClientCredentialsCase):
    def test_a_token_is_renewed_before_it_ends(self):
        endpoint = TokenEndpoint(self.addCleanup, lifetime=3)
        front, service = self.begin(endpoint)
        self.await_token(front)
        end = time.monotonic() + 5.5
        number = 0
        while time.monotonic() < end:
            self.assertRevoked(front.revoke(f"renewed-{number}"))
            number += 1
            time.sleep(0.05)
        shown = {request["Authorization"] for request in service.requests}
        self.assertGreaterEqual(len(shown), 3)
        self.assertIn(endpoint.fetches, (3, 4))  # every 2.4 s

    def test_a_token_that_is_over_is_not_shown(self):
        endpoint = TokenEndpoint(self.addCleanup, lifetime=2)
        front, service = self.begin(endpoint)
        self.await_token(front)
        self.assertRevoked(front.revoke("before"))
        endpoint.behave(says(b"", "503 Service Unavailable"))
        wire.poll(lambda: not is_valid(front), "the end of the token")
        self.assertNoToken(front, service)
        self.assertEqual(getattr(service, "strangers", 0), 0)
        endpoint.behave(issues)
        self.await_token(front)
        self.assertRevoked(front.revoke("after"))
        self.assertEqual(front.log().count("an access token for the upstream is there"), 1, "told again within 10 s")

    def test_a_401_of_the_upstream_brings_a_new_token(self):
        for name, refused in CREDENTIAL_REFUSED.items():
            with self.subTest(name):
                endpoint = TokenEndpoint(self.addCleanup)
                front, service = self.begin(endpoint)
                self.await_token(front)
                self.assertRevoked(front.revoke("first"))
                dead = f"Bearer {endpoint.last}"
                service.behave(
                    lambda exchange: (refused if exchange.request["Authorization"] == dead else answers)(exchange))
                reply = front.revoke("refused")
                self.assertUnavailable(reply)
                self.assertEqual(reply["Retry-After"], "1")
                wire.poll(lambda: endpoint.fetches > 1, "another token")
                wire.poll(lambda: front.revoke("again").status == 200, "the other token to be shown")
                self.assertEqual(endpoint.fetches, 2)
                self.assertEqual(service.requests[-1]["Authorization"], f"Bearer {endpoint.last}")

    def test_an_upstream_that_refuses_every_token_does_not_cost_the_endpoint_much(self):
        endpoint = TokenEndpoint(self.addCleanup)
        front, service = self.begin(endpoint)
        self.await_token(front)
        service.behave(CREDENTIAL_REFUSED["401"])
        end = time.monotonic() + 6
        while time.monotonic() < end:
            self.assertUnavailable(front.revoke("refused"))
            time.sleep(0.05)
        # At 0, 1, then 1 to 2 and 2 to 4 seconds later.
        self.assertIn(endpoint.fetches, (3, 4, 5))

    def test_a_reload_keeps_the_token_of_the_same_credential(self):
        endpoint = TokenEndpoint(self.addCleanup)
        front, service = self.begin(endpoint)
        self.await_token(front)
        front.point(service, **PATIENT, credential=endpoint.credential(), timeout="3s")
        self.assertEqual(front.reload(), "reloaded")
        self.assertRevoked(front.revoke("kept"))
        self.assertEqual(endpoint.fetches, 1)
        other = TokenEndpoint(self.addCleanup)
        front.point(service, **PATIENT, credential=other.credential())
        service.behave(guarded(other, answers))
        self.assertEqual(front.reload(), "reloaded")
        self.await_token(front)
        self.assertRevoked(front.revoke("changed"))
        self.assertEqual((endpoint.fetches, other.fetches), (1, 1))
        front.point(service)
        service.behave(answers)
        self.assertEqual(front.reload(), "reloaded")
        self.assertRevoked(front.revoke("without"))
        self.assertIsNone(service.requests[-1]["Authorization"])
        self.assertIsNone(metric(front, "revgate_upstream_access_token_valid", upstream="legacy"))
        secret_of(front, other)


GOOD = {"access_token": "access-token-of-a-table", "token_type": "Bearer", "expires_in": 60}
# Replies that bring no token: what the endpoint does, what it is counted as, and what the log says of it.
NOT_UNDERSTOOD = "not-understood"
BAD = {
    "no content": (says(b""), NOT_UNDERSTOOD, "no JSON object"),
    "HTML": (says(b"<html>Log in</html>"), NOT_UNDERSTOOD, "no JSON object"),
    "a list": (says([GOOD]), NOT_UNDERSTOOD, "no JSON object"),
    "two objects": (says(b"{}{}"), NOT_UNDERSTOOD, "no JSON object"),
    "no token": (says({**GOOD, "access_token": None}), NOT_UNDERSTOOD, "no access_token"),
    "an empty token": (says({**GOOD, "access_token": ""}), NOT_UNDERSTOOD, "no access_token"),
    "a token with a line break": (says({**GOOD, "access_token": "a\r\nX: y"}), NOT_UNDERSTOOD, "no header field may"),
    "a token that is not ASCII": (says({**GOOD, "access_token": "ä"}), NOT_UNDERSTOOD, "no header field may"),
    "a token twice": (says(b'{"access_token":"a","access_token":"b","token_type":"Bearer"}'), NOT_UNDERSTOOD, "no JSON"),
    "a long token": (says({**GOOD, "access_token": "a" * 8193}), NOT_UNDERSTOOD, "longer than 8192"),
    "no type": (says({"access_token": "a"}), NOT_UNDERSTOOD, "no token_type"),
    "another type": (says({**GOOD, "token_type": "DPoP"}), NOT_UNDERSTOOD, "not Bearer"),
    "a lifetime in words": (says({**GOOD, "expires_in": "3600"}), NOT_UNDERSTOOD, "expires_in"),
    "no lifetime left": (says({**GOOD, "expires_in": 0}), NOT_UNDERSTOOD, "expires_in"),
    "a long reply": (says(b" " * 65_537), NOT_UNDERSTOOD, "too long"),
    "gzip": (says(GOOD, "200 OK", "Content-Encoding: gzip"), NOT_UNDERSTOOD, "Content-Encoding"),
    "gzip that goes on": (lambda exchange: trickles(exchange), NOT_UNDERSTOOD, "Content-Encoding"),
    "no HTTP": (lambda exchange: exchange.send(b"SSH-2.0-x\r\n"), NOT_UNDERSTOOD, "no HTTP"),
    "201": (says(GOOD, "201 Created"), "refused", "answered 201"),
    "302": (says(GOOD, "302 Found", f"Location: {TARGET}"), "refused", "answered 302"),
    "400 with a word": (says({"error": "invalid_scope"}, "400 Bad Request"), "refused", "answered 400 invalid_scope"),
    "401 with a word": (says({"error": "invalid_client"}, "401 Unauthorized"), "refused", "answered 401 invalid_client"),
    "401 with a word of its own": (
        says({"error": "word-of-its-own"}, "401 Unauthorized"), "refused", "answered 401"),
    "503": (says(b"", "503 Service Unavailable"), "refused", "answered 503"),
    "half a reply": (
        lambda exchange: (exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), exchange.close()),
        "broken", "before its reply was whole"),
    "the end at once": (lambda exchange: exchange.close(), "broken", "before its reply was whole"),
    "silence": (silent, "timeout", "did not answer in time"),
}


def trickles(exchange):
    """What comes after the verdict, before the connection is closed."""
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
    try:
        for _ in range(200):
            exchange.send(b"1")
            exchange.send(b"\r\na\r\n")
    except OSError:
        pass


class Trouble(ClientCredentialsCase):
    def test_whatever_brings_no_token_is_told_and_counted(self):
        endpoint = TokenEndpoint(self.addCleanup)
        front, service = self.begin(endpoint, credential=endpoint.credential(timeout="500ms"))
        self.await_token(front)
        for number, (name, (behaviour, result, said)) in enumerate(BAD.items()):
            with self.subTest(name):
                endpoint.behave(behaviour)
                before, fetched = fetches(front, result), endpoint.fetches
                # Another credential begins anew; another name lets the log speak at once.
                self.point(front, service, endpoint, f"n{number}")
                wire.poll(lambda: self.count(front, f"n{number}", result) == 1, f"{result} to be counted")
                self.assertNoToken(front, service)
                self.assertIn(endpoint.fetches, (fetched + 1, fetched + 2))  # the second after a second
                lines = [line for line in front.log().splitlines() if f"upstream=n{number}" in line]
                self.assertTrue(any(said in line for line in lines), lines)
                self.assertNotIn("word-of-its-own", front.log())
                self.assertEqual(before, fetches(front, result))

    @staticmethod
    def count(front, upstream, result):
        return metric(front, "revgate_upstream_access_token_fetches_total", upstream=upstream, result=result)

    def point(self, front, service, endpoint, name):
        section = front.section(
            [service], settings={**PATIENT, "credential": endpoint.credential(timeout="500ms")})
        front.configure(
            routes=ROUTES.replace("revoker: legacy", f"revoker: {name}"), more=section.replace("legacy:", f"{name}:"))
        self.assertEqual(front.reload(), "reloaded")

    def test_an_endpoint_that_cannot_be_reached_is_asked_again_and_again(self):
        endpoint = TokenEndpoint(self.addCleanup)
        endpoint.refuse()
        front, service = self.begin(endpoint)
        wire.poll(lambda: fetches(front, "unreachable"), "the first failure")
        self.assertNoToken(front, service)
        endpoint.listen()
        self.await_token(front)
        self.assertRevoked(front.revoke("reached"))
        self.assertEqual(metric(front, "revgate_upstream_results_total", upstream="legacy", result="no-access-token"), 1)

    def test_a_slow_endpoint_delays_nothing_and_is_asked_once_at_a_time(self):
        endpoint = TokenEndpoint(self.addCleanup, behaviour=slow(1.5, issues))
        (front, service), seconds = timed(lambda: self.begin(endpoint))
        self.assertLess(seconds, 1.4)
        for reply in together(20, lambda number: front.revoke(f"early-{number}")):
            self.assertUnavailable(reply)
        self.assertEqual((endpoint.fetches, len(service.requests)), (1, 0))
        self.await_token(front)
        for reply in together(20, lambda number: front.revoke(f"late-{number}")):
            self.assertRevoked(reply)
        self.assertEqual(endpoint.fetches, 1)

    def test_a_stop_does_not_wait_for_the_endpoint(self):
        endpoint = TokenEndpoint(self.addCleanup, behaviour=silent)
        front, _ = self.begin(endpoint, credential=endpoint.credential(timeout="30s"))
        wire.poll(lambda: endpoint.fetches, "a fetch under way")
        _, seconds = timed(front.stop)
        self.assertLess(seconds, 5)

    def test_check_needs_the_secret_and_no_network(self):
        endpoint = TokenEndpoint(self.addCleanup)
        endpoint.refuse()
        front, service = self.begin(endpoint)
        front.command("check")
        front.point(service, credential=endpoint.credential(client_secret="env:REVGATE_NOT_SET"))
        said = front.command("check", status=1).stdout + front.command("check", status=1).stderr
        self.assertIn(b"credential: the environment has no REVGATE_NOT_SET", said)
        self.assertEqual(front.reload(), "refused")
        front.point(service, credential=endpoint.credential(token_url="http://192.0.2.1/token"))
        done = front.command("check")
        self.assertIn(b"the client's secret travels in the clear to another machine", done.stdout + done.stderr)
        self.assertEqual(endpoint.fetches, 0)
