"""/metrics: read by the parser of Python's Prometheus client, and right to the last exchange."""

import json
import os
import time
import unittest

import bodies
import certificates
import wire
from forwarding import ForwardGateway, Origin, bare
from fronting import Front, together, upstreams
from gateway import PATH, ROUTES, Gateway, missing, seal
from upstream_faults import says
from upstreams import Service

try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:
    text_string_to_metric_families = None

MAIN = {"route": "main", "dialect": "token-service"}
NOWHERE = {"route": "", "dialect": ""}


class Page:
    """A parsed page: values by series."""

    def __init__(self, text):
        self.text = text
        self.families = {family.name: family for family in text_string_to_metric_families(text)}
        self.values = {}
        for family in self.families.values():
            for sample in family.samples:
                series = (sample.name, frozenset(sample.labels.items()))
                assert series not in self.values, f"{series} stands twice"
                self.values[series] = sample.value

    def value(self, name, **labels):
        """Of one series; 0 when it is not there."""
        return self.values.get((name, frozenset(labels.items())), 0)

    def total(self, name, **labels):
        """Of all series that have these labels, whatever else they have."""
        wanted = set(labels.items())
        return sum(value for (each, has), value in self.values.items() if each == name and wanted <= has)


class MetricsCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if text_string_to_metric_families is None:
            missing(cls("setUp"), "prometheus_client", "python3-prometheus-client")

    def setUp(self):
        pass

    def page(self, gateway):
        return Page(gateway.metrics())


class Counts(MetricsCase):
    def test_exchanges_of_every_kind_are_counted_once_each(self):
        gateway = Gateway(self.addCleanup)
        gateway.add_consumer("elsewhere", allow=["/flat"])
        gateway.start()
        key = gateway.api_keys["first"]
        sealed = [bodies.seal_gcm(bodies.request(f"counted-reference-{number}")) for number in range(5)]
        for body in [*sealed, *sealed[:2]]:
            self.assertEqual(gateway.post(body).status, 200)
        refusals = {
            "method-not-allowed": lambda: wire.exchange(gateway.port, "GET", PATH, headers=gateway.headers()),
            "bad-credential": lambda: gateway.post(sealed[0], X_API_KEY="wrong"),
            "ambiguous-credential": lambda: gateway.post(sealed[0], Authorization=f"Bearer {key}"),
            "forbidden": lambda: gateway.post(sealed[0], consumer="elsewhere"),
            "unsupported-media-type": lambda: gateway.post(sealed[0], Content_Type="text/html"),
            "body-too-large": lambda: gateway.post(b"x" * 70_000),
            "not-opened": lambda: gateway.post(b"no base64!"),
            "not-parsed": lambda: gateway.post(bodies.seal_gcm(b'{"wrong":1}')),
        }
        for number, (kind, ask) in enumerate(refusals.items()):
            for _ in range(number + 1):
                self.assertGreaterEqual(ask().status, 400, kind)
        for _ in range(3):
            self.assertEqual(gateway.post(sealed[0], path="/nowhere/counted-path").status, 404)
        for _ in range(2):
            with gateway.wire() as connection:
                connection.send("GET / HTTP/1.1\r\nBad Field: x\r\n\r\n")
                self.assertEqual(connection.reply().status, 400)
        page = self.page(gateway)
        self.assertEqual(page.value("revgate_exchanges_total", **MAIN, outcome="revoked"), 5)
        self.assertEqual(page.value("revgate_exchanges_total", **MAIN, outcome="already-revoked"), 2)
        refused = sum(range(1, len(refusals) + 1))
        self.assertEqual(page.value("revgate_exchanges_total", **MAIN, outcome="refused"), refused)
        for number, kind in enumerate(refusals):
            with self.subTest(kind):
                self.assertEqual(page.value("revgate_refusals_total", **MAIN, kind=kind), number + 1)
        self.assertEqual(page.total("revgate_refusals_total", **MAIN), refused)
        self.assertEqual(page.value("revgate_refusals_total", **NOWHERE, kind="not-found"), 3)
        self.assertEqual(page.value("revgate_refusals_total", **NOWHERE, kind="malformed-message"), 2)
        self.assertEqual(page.value("revgate_exchanges_total", **NOWHERE, outcome="refused"), 5)
        causes = {"open-encoding": (MAIN, 7), "parse-missing-subject": (MAIN, 8), "field": (NOWHERE, 2)}
        for cause, (labels, count) in causes.items():
            self.assertEqual(page.value("revgate_refusal_causes_total", **labels, cause=cause), count, cause)
        self.assertEqual(page.total("revgate_refusal_causes_total"), 17)
        for labels in (MAIN, NOWHERE):
            count = page.total("revgate_exchanges_total", **labels)
            self.assertEqual(page.value("revgate_exchange_duration_seconds_count", **labels), count)
            self.assertEqual(page.value("revgate_exchange_duration_seconds_bucket", **labels, le="+Inf"), count)
        # A body that does not open is answered after 5 ms.
        self.assertLess(page.value("revgate_exchange_duration_seconds_sum", **MAIN), 10)
        self.assertGreater(page.value("revgate_exchange_duration_seconds_sum", **MAIN), 15 * 0.005)
        self.assertEqual(page.value("revgate_ledger_calls_total"), 7)
        self.assertEqual(page.value("revgate_ledger_healthy"), 1)
        self.assertEqual(page.value("revgate_connections"), 0)
        self.assertEqual(page.value("revgate_exchanges_in_flight"), 0)
        self.assertGreater(page.value("revgate_received_bytes_total"), 70_000)
        self.assertGreater(page.value("revgate_sent_bytes_total"), 30 * 100)
        self.assertNotIn("counted", page.text)

    def test_callers_who_go_away_are_counted_as_aborted(self):
        gateway = Gateway(self.addCleanup).start()
        for _ in range(4):
            with gateway.wire() as connection:
                connection.send(gateway.request(b"x" * 100)[:-50])
        wire.poll(lambda: self.page(gateway).value("revgate_exchanges_total", **MAIN, outcome="aborted") == 4, "aborts")
        self.assertEqual(self.page(gateway).value("revgate_refusal_causes_total", **MAIN, cause="caller-gone"), 4)

    def test_connections_over_the_limit_are_counted(self):
        gateway = Gateway(self.addCleanup, limits="{connections: 2}").start()
        held = [gateway.wire(), gateway.wire()]
        for connection in held:
            connection.send(gateway.request(seal("held-connection")))
            self.assertEqual(connection.reply().status, 200)
        for _ in range(3):
            with gateway.wire() as connection:
                self.assertEqual(connection.reply().status, 503)
        page = self.page(gateway)
        self.assertEqual(page.value("revgate_refusals_total", **NOWHERE, kind="connection-limit"), 3)
        self.assertEqual(page.value("revgate_connections"), 2)
        for connection in held:
            connection.socket.close()

    def test_handshakes_that_fail_are_counted(self):
        authority = certificates.Authority(self.addCleanup)
        gateway = Gateway(self.addCleanup)
        gateway.secure(authority.issue("gateway"), authority.client())
        gateway.configure()
        gateway.start()
        gateway.revoke("by-a-good-handshake")
        for _ in range(3):
            with wire.Wire(gateway.port) as connection:
                connection.send("GET / HTTP/1.1\r\nHost: gateway\r\n\r\n")
                self.assertRaises(EOFError, connection.reply)
        wire.poll(lambda: self.page(gateway).value("revgate_tls_handshake_failures_total") == 3, "three failures")

    def test_ambiguous_paths_are_counted_without_a_route(self):
        gateway = Gateway(self.addCleanup, more=upstreams(rest={"url": "http://127.0.0.1:1"}))
        gateway.configure(
            routes="\n  - {path: /a/*, forward: rest}\n", more=upstreams(rest={"url": "http://127.0.0.1:1"}))
        gateway.start()
        with gateway.wire() as connection:
            connection.send("GET /a/../b HTTP/1.1\r\nHost: gateway\r\n\r\n")
            status = connection.reply().status
        page = self.page(gateway)
        self.assertEqual((status, page.value("revgate_refusals_total", **NOWHERE, kind="ambiguous-path")), (400, 1))

    def test_loops_are_merged_and_scrapes_under_load_never_go_back(self):
        gateway = Gateway(self.addCleanup).start()
        last = [0]

        def scrape_on_and_on():
            while last[0] < 400:
                count = self.page(gateway).value("revgate_exchanges_total", **MAIN, outcome="revoked")
                self.assertGreaterEqual(count, last[0])
                last[0] = count

        def revoke(index):
            if index == 0:
                return scrape_on_and_on()
            with gateway.wire() as connection:
                for number in range(20):
                    connection.send(gateway.request(seal(f"merged-{index}-{number}")))
                    self.assertEqual(connection.reply().status, 200)

        together(21, revoke)
        page = self.page(gateway)
        self.assertEqual(page.value("revgate_exchanges_total", **MAIN, outcome="revoked"), 400)
        self.assertEqual(page.value("revgate_loops"), len(os.sched_getaffinity(0)))
        self.assertEqual(page.value("revgate_stale_loops"), 0)


class Reloads(MetricsCase):
    def test_counts_survive_reloads_and_those_of_routes_that_went(self):
        gateway = Gateway(self.addCleanup).start()
        gateway.revoke("before-the-reload")
        gateway.post(bodies.seal_gcm(bodies.request("of-another-route")), path="/flat")
        fewer = "".join(line + "\n" for line in ROUTES.split("\n") if "/flat" not in line)
        gateway.configure(routes=fewer)
        self.assertEqual(gateway.reload(), "reloaded")
        gateway.revoke("after-the-reload")
        page = self.page(gateway)
        self.assertEqual(page.value("revgate_exchanges_total", **MAIN, outcome="revoked"), 2)
        self.assertEqual(page.value("revgate_exchanges_total", **{**MAIN, "route": "/flat"}, outcome="revoked"), 1)
        gateway.configure(more="nonsense: 1\n")
        self.assertEqual(gateway.reload(), "refused")
        page = self.page(gateway)
        self.assertEqual(page.value("revgate_reloads_total", result="reloaded"), 1)
        self.assertEqual(page.value("revgate_reloads_total", result="refused"), 1)

    def test_weak_settings_are_those_in_force(self):
        gateway = Gateway(self.addCleanup).start()
        weak = {(each["kind"], each["name"]) for each in self.weak(gateway)}
        self.assertEqual(
            weak, {("plaintext-route", "/clear"), ("unauthenticated-profile", "aes-256-cbc"),
                   ("unauthenticated-profile", "aes-192-cbc")})
        gateway.configure(routes="".join(line + "\n" for line in ROUTES.split("\n") if "cbc" not in line))
        self.assertEqual(gateway.reload(), "reloaded")
        self.assertEqual([each["kind"] for each in self.weak(gateway)], ["plaintext-route"])

    def weak(self, gateway):
        return [dict(labels) for (name, labels) in self.page(gateway).values if name == "revgate_weak_settings"]


class Upstreams(MetricsCase):
    def test_replies_failures_and_pools_of_an_upstream(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service, timeout="600ms")
        for number in range(4):
            self.assertEqual(front.revoke(f"upstream-good-{number}").status, 200)
        self.assertEqual(front.revoke("unknown-reference-1").status, 401)
        service.behave(says(b"", "500 Internal Server Error"))
        self.assertEqual(front.revoke("upstream-bad-500").status, 503)
        service.behave(says(b"not understood"))
        self.assertEqual(front.revoke("upstream-bad-text").status, 503)
        page = self.page(front)
        labels = {"route": PATH, "dialect": "token-service"}
        self.assertEqual(page.value("revgate_exchanges_total", **labels, outcome="revoked"), 4)
        self.assertEqual(page.value("revgate_refusals_total", **labels, kind="invalid-token"), 1)
        self.assertEqual(page.value("revgate_refusals_total", **labels, kind="unavailable"), 2)
        for cause in ("token-unknown", "upstream-server-error", "upstream-not-understood"):
            self.assertEqual(page.value("revgate_refusal_causes_total", **labels, cause=cause), 1, cause)
        results = {"ok": 5, "server-error": page.value(
            "revgate_upstream_results_total", upstream="legacy", result="server-error")}
        self.assertGreaterEqual(results["server-error"], 1)
        self.assertEqual(page.value("revgate_upstream_results_total", upstream="legacy", result="ok"), 5)
        replies = page.value("revgate_upstream_duration_seconds_count", upstream="legacy")
        self.assertEqual(replies, len(service.requests))
        self.assertGreaterEqual(page.value("revgate_upstream_alarms_total", upstream="legacy", alarm="server-error"), 1)
        self.assertGreaterEqual(page.value("revgate_upstream_connections", upstream="legacy"), 1)
        self.assertEqual(page.value("revgate_upstream_circuit_state", upstream="legacy"), 0)
        service.refuse()
        for number in range(30):
            front.revoke(f"upstream-gone-{number}")
        page = self.page(front)
        self.assertEqual(page.value("revgate_upstream_circuit_state", upstream="legacy"), 2)
        failures = page.total("revgate_upstream_results_total", upstream="legacy") - replies
        self.assertEqual(failures, 30)
        self.assertGreater(
            page.value("revgate_upstream_results_total", upstream="legacy", result="circuit-open"), 0)
        # The log speaks of most of these no more: they are counted all the same.
        self.assertEqual(
            page.total("revgate_upstream_alarms_total", upstream="legacy", alarm="circuit-open"),
            page.value("revgate_upstream_results_total", upstream="legacy", result="circuit-open"))


    def test_replies_that_break_in_the_middle_are_broken_and_not_good(self):
        origin = Origin(self.addCleanup)
        origin.behaviours["breaks"] = bare(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf")
        gateway = ForwardGateway(self.addCleanup, origin)
        for number in range(3):
            self.assertEqual(gateway.ask("GET", "/pass/whole").status, 200)
            if number < 2:
                with self.assertRaises((ConnectionResetError, EOFError)):
                    gateway.ask("GET", "/pass/breaks")
        page = self.page(gateway)
        results = {result: page.value("revgate_upstream_results_total", upstream="rest", result=result)
                   for result in ("ok", "broken")}
        self.assertEqual(results, {"ok": 3, "broken": 2})
        self.assertEqual(page.value("revgate_upstream_alarms_total", upstream="rest", alarm="broken"), 2)
        self.assertEqual(page.value("revgate_upstream_duration_seconds_count", upstream="rest"), 5)

    def test_replies_that_teach_count_once_by_what_they_taught(self):
        origin = Origin(self.addCleanup)
        replies = {"good": {"id": "a", "token": "b"}, "odd": {"id": "c", "token": "d", "until": "never"},
                   "none": {"other": "e"}}
        for name, reply in replies.items():
            def issues(exchange, reply=reply):
                exchange.read()
                exchange.answer(json.dumps(reply).encode(), "200 OK", "Content-Type: application/json")
            origin.behaviours[name] = issues
        gateway = ForwardGateway(
            self.addCleanup, origin,
            routes="\n  - {path: /pass/*, forward: rest, learn: {reference: /id, token: /token, expires-at: /until}}\n")
        statuses = {name: gateway.ask("POST", f"/pass/{name}", body=b"{}").status for name in replies}
        self.assertEqual(statuses, {"good": 200, "odd": 200, "none": 502})
        page = self.page(gateway)
        results = {result: page.value("revgate_upstream_results_total", upstream="rest", result=result)
                   for result in ("ok", "expiry-not-understood", "not-learned")}
        self.assertEqual(results, {"ok": 1, "expiry-not-understood": 1, "not-learned": 1})


class Pages(MetricsCase):
    def test_every_series_has_its_type_and_meaning_and_few_labels(self):
        gateway = Gateway(self.addCleanup).start()
        gateway.revoke("a-reference-1")
        page = self.page(gateway)
        self.assertGreater(len(page.families), 30)
        for family in page.families.values():
            self.assertTrue(family.documentation, family)
            self.assertNotEqual(family.type, "unknown", family)
        names = {name for _, labels in page.values for name, _ in labels}
        self.assertLessEqual(names, {
            "route", "dialect", "outcome", "kind", "cause", "le", "upstream", "result", "alarm", "name", "key", "version",
            "consumer", "profile", "place"})

    def test_the_documentation_names_every_series(self):
        documentation = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "operations.md")
        with open(documentation, encoding="utf-8") as file:
            text = file.read()
        gateway = Gateway(self.addCleanup).start()
        for line in gateway.metrics().splitlines():
            if line.startswith("# TYPE "):
                self.assertIn(f"`{line.split()[2]}`", text)

    def test_the_process_is_told_of_as_the_kernel_sees_it(self):
        gateway = Gateway(self.addCleanup).start()
        page = self.page(gateway)
        self.assertAlmostEqual(page.value("process_start_time_seconds"), time.time(), delta=60)
        descriptors = len(os.listdir(f"/proc/{gateway.process.pid}/fd"))
        self.assertAlmostEqual(page.value("process_open_fds"), descriptors, delta=3)
        self.assertGreater(page.value("process_resident_memory_bytes"), 1 << 20)
        self.assertGreater(page.value("process_cpu_seconds_total"), 0)
        self.assertGreaterEqual(page.value("process_max_fds"), page.value("process_open_fds"))
        self.assertEqual(page.value("revgate_key_seals_total", key="gcm-body", version="1"), 0)
        gateway.revoke("a-reference-2")
        self.assertEqual(self.page(gateway).value("revgate_key_seals_total", key="gcm-body", version="1"), 1)

    def test_the_page_has_its_type_and_no_body_for_head(self):
        gateway = Gateway(self.addCleanup).start()
        reply = wire.exchange(gateway.admin, "GET", "/metrics")
        self.assertEqual(reply["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
        head = wire.exchange(gateway.admin, "HEAD", "/metrics")
        self.assertEqual((head.status, head.body, head["Content-Type"]), (200, b"", reply["Content-Type"]))
        self.assertEqual(wire.exchange(gateway.admin, "POST", "/metrics").status, 405)
        self.assertEqual(wire.exchange(gateway.admin, "GET", "/metrics", headers={"Host": "evil.example"}).status, 421)

    def test_as_many_connections_as_may_be_and_no_more(self):
        gateway = Gateway(self.addCleanup).start()
        held = [wire.Wire(gateway.admin) for _ in range(64)]
        with wire.Wire(gateway.admin) as one_too_many:
            self.assertTrue(one_too_many.is_closed())
        for connection in held:
            connection.send(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{gateway.admin}\r\n\r\n")
            self.assertEqual(connection.reply().status, 200)
            connection.socket.close()
        wire.poll(lambda: gateway.readyz() == 200, "room again")

    def test_the_page_is_there_after_callers_that_did_not_wait_for_it(self):
        gateway = Gateway(self.addCleanup).start()
        for _ in range(50):
            with wire.Wire(gateway.admin) as connection:
                connection.send(f"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:{gateway.admin}\r\n\r\n")
        self.assertEqual(self.page(gateway).value("revgate_build_info", version="0.1.0"), 1)


if __name__ == "__main__":
    unittest.main()
