"""Limits of connections and queues, circuit breaker, retry budget, health checks. One loop, so that they add up."""

import time
import unittest

import wire
from fronting import PATIENT, Front, FrontCase, timed, together
from upstream_faults import CREDENTIAL_REFUSED, closes, slow
from upstreams import HEALTH, Hole, Service, answers


class Connections(FrontCase):
    def test_one_connection_serves_one_call_after_the_other(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service, cores=1)
        for number in range(50):
            self.assertRevoked(front.revoke(f"reference-{number}"))
        self.assertEqual((len(service.requests), service.accepted), (50, 1))

    def test_no_more_connections_than_allowed(self):
        service = Service(self.addCleanup, slow(0.05))
        front = Front(self.addCleanup, service, cores=1, connections=3, queue_timeout="5s", timeout="5s")
        for reply in together(20, lambda index: front.revoke(f"reference-{index}")):
            self.assertRevoked(reply)
        self.assertEqual(service.most_open, 3)

    def test_no_more_idle_connections_than_allowed(self):
        service = Service(self.addCleanup, slow(0.2))
        front = Front(self.addCleanup, service, cores=1, connections=10, idle_connections=2)
        for reply in together(8, lambda index: front.revoke(f"reference-{index}")):
            self.assertRevoked(reply)
        self.assertGreater(service.most_open, 2)
        wire.poll(lambda: len(service.open_connections) <= 2, "spare connections to be closed")
        service.behave(answers)
        accepted = service.accepted
        self.assertRevoked(front.revoke("reference-next"))
        self.assertEqual(service.accepted, accepted)

    def test_idle_connection_is_closed_after_its_time(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service, cores=1, idle_timeout="300ms")
        self.assertRevoked(front.revoke("reference-idle"))
        self.assertEqual(len(service.open_connections), 1)
        wire.poll(lambda: not service.open_connections, "the idle connection to be closed", timeout=5)
        self.assertRevoked(front.revoke("reference-after"))

    def test_old_connection_takes_no_further_call(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service, cores=1, maximum_age="1s")
        end = time.monotonic() + 3.5
        while time.monotonic() < end:
            self.assertRevoked(front.revoke(f"reference-{time.monotonic()}"))
        self.assertGreaterEqual(service.accepted, 3)
        self.assertLess(service.accepted, 12)

    def test_connection_that_cannot_be_opened_in_time_is_given_up(self):
        front = Front(self.addCleanup, Hole(self.addCleanup), connect_timeout="300ms", timeout="2s")
        reply, seconds = timed(lambda: front.revoke("reference-hole"))
        self.assertUnavailable(reply)
        self.assertLess(seconds, 2.5)

    def test_name_with_several_addresses_is_used_where_it_is_served(self):
        """`localhost` may be ::1 too, where nobody listens."""
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service.url(host="localhost"), resolve_interval="200ms")
        end = time.monotonic() + 1
        while time.monotonic() < end:
            self.assertRevoked(front.revoke(f"reference-{time.monotonic()}"))
        self.assertEqual(service.requests[-1]["Host"], f"localhost:{service.port}")

    def test_name_that_does_not_resolve_is_unavailable(self):
        front = Front(self.addCleanup, "http://nowhere.invalid:9/x")
        reply, seconds = timed(lambda: front.revoke("reference-nowhere"))
        self.assertUnavailable(reply)
        self.assertLess(seconds, 2.5)


class Queue(FrontCase):
    def crowd(self, front, count):
        """(status, seconds) of calls at once, and every refusal is one that tells to come back."""
        found = together(count, lambda index: timed(lambda: front.revoke(f"reference-{index}")))
        for reply, _ in found:
            (self.assertRevoked if reply.status == 200 else self.assertUnavailable)(reply)
        return [seconds for reply, seconds in found if reply.status == 200], [
            seconds for reply, seconds in found if reply.status != 200]

    def test_call_that_finds_the_queue_full_is_refused_at_once(self):
        service = Service(self.addCleanup, slow(0.4))
        front = Front(self.addCleanup, service, cores=1, connections=1, queue=2, queue_timeout="5s", timeout="5s")
        # A call that waits for the connection to open has a place in the queue too.
        self.assertRevoked(front.revoke("reference-before"))
        served, refused = self.crowd(front, 8)
        self.assertEqual((len(served), len(refused)), (3, 5))
        self.assertLess(max(refused), 0.3)
        self.assertEqual(len(service.requests), 4)
        self.assertRevoked(front.revoke("reference-afterwards"))

    def test_call_waits_no_longer_than_the_queue_allows(self):
        service = Service(self.addCleanup, slow(1))
        front = Front(self.addCleanup, service, cores=1, connections=1, queue_timeout="300ms", timeout="5s")
        served, refused = self.crowd(front, 4)
        self.assertEqual(len(served), 1)
        self.assertLess(max(refused), 0.8)
        self.assertGreater(min(refused), 0.2)

    def test_call_that_was_refused_while_it_waited_is_never_sent(self):
        service = Service(self.addCleanup, slow(0.6))
        front = Front(self.addCleanup, service, cores=1, connections=1, queue_timeout="200ms", timeout="5s")
        self.crowd(front, 4)
        self.assertRevoked(front.revoke("reference-next"))
        self.assertEqual(len(service.requests), 2)


class Breaker(FrontCase):
    SETTINGS = {"circuit_breaker": {"consecutive-failures": 5, "open-time": "2s", "maximum-open-time": "2s"}}

    def open(self, front):
        for number in range(20):
            self.assertUnavailable(front.revoke(f"reference-opening-{number}"))

    def refuses_fast(self, front):
        for number in range(30):
            reply, seconds = timed(lambda: front.revoke(f"reference-open-{number}"))
            self.assertUnavailable(reply)
            self.assertLess(seconds, 0.3)

    def test_dead_upstream_is_spared_and_its_callers_do_not_wait(self):
        for name, behaviour in {"closes": {"greeting": closes}, "errors": {"behaviour": closes}}.items():
            with self.subTest(name):
                service = Service(self.addCleanup, **behaviour)
                front = Front(self.addCleanup, service, cores=1, **self.SETTINGS)
                self.open(front)
                asked = service.accepted, len(service.requests)
                self.refuses_fast(front)
                self.assertLessEqual(service.accepted - asked[0], 2)
                self.assertLessEqual(len(service.requests) - asked[1], 2)
                service.behave()
                wire.poll(lambda: front.revoke("reference-well").status == 200, "the breaker to close", timeout=5)
                for reply in together(8, lambda index: front.revoke(f"reference-well-{index}")):
                    self.assertIn(reply.status, (200, 503))
                for number in range(20):
                    self.assertRevoked(front.revoke(f"reference-closed-{number}"))
                front.kill9()

    def test_slow_upstream_is_given_up_too(self):
        service = Service(self.addCleanup, slow(5))
        front = Front(self.addCleanup, service, cores=1, timeout="200ms", **self.SETTINGS)
        for reply in together(10, lambda index: front.revoke(f"reference-{index}")):
            self.assertUnavailable(reply)
        self.refuses_fast(front)

    def test_refusals_of_tokens_are_no_failures_of_the_upstream(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service, cores=1, **self.SETTINGS)
        for number in range(40):
            self.assertNoSuchToken(front.revoke(f"unknown-{number}"))
        self.assertRevoked(front.revoke("reference-after"))

    def test_refused_credential_is_asked_about_again(self):
        """Whatever the breaker makes of it: once the credential is accepted, calls are served."""
        service = Service(self.addCleanup, CREDENTIAL_REFUSED["401"])
        front = Front(self.addCleanup, service, cores=1, **self.SETTINGS)
        self.open(front)
        service.behave()
        wire.poll(lambda: front.revoke("reference-accepted").status == 200, "the credential to be tried", timeout=5)

    def test_retries_are_a_share_of_the_calls(self):
        service = Service(self.addCleanup, closes)
        settings = {**PATIENT, "retry_budget": {"percent": 10, "minimum-per-second": 1, "window": "1s"}}
        front = Front(self.addCleanup, service, cores=1, **settings)
        began = time.monotonic()
        for number in range(200):
            self.assertUnavailable(front.revoke(f"reference-{number}"))
        self.assertLess(len(service.requests), 200 + 20 + 4 * (time.monotonic() - began + 1) + 10)


class Health(FrontCase):
    CHECK = {"path": HEALTH, "interval": "100ms", "timeout": "100ms", "rise": 2, "fall": 2}

    def asked(self, front, service):
        """How many of a few calls this address gets; none of them fails."""
        before = len(service.requests)
        for number in range(12):
            self.assertRevoked(front.revoke(f"reference-{time.monotonic()}-{number}"))
        return len(service.requests) - before

    def test_address_that_says_it_is_unwell_gets_no_calls_until_it_says_otherwise(self):
        services = [Service(self.addCleanup) for _ in range(2)]
        # Kept connections carry the calls where they lead; old ones are replaced wherever the address is well.
        front = Front(self.addCleanup, *services, cores=1, health_check=self.CHECK, maximum_age="1s")
        wire.poll(lambda: self.asked(front, services[0]), "the address to be asked")
        services[0].health = "503 Service Unavailable"
        wire.poll(lambda: not self.asked(front, services[0]), "the address to be left alone", timeout=2)
        checks = services[0].checks
        wire.poll(lambda: services[0].checks > checks + 5, "checks to go on")
        self.assertEqual(self.asked(front, services[0]), 0)
        services[0].health = "200 OK"
        wire.poll(lambda: self.asked(front, services[0]), "the address to be asked again", timeout=10)

    def test_check_carries_no_credential_and_comes_by_its_interval(self):
        seen = []
        service = Service(self.addCleanup)
        service.checked = seen.append
        Front(self.addCleanup, service, cores=1, health_check=self.CHECK)
        wire.poll(lambda: len(seen) >= 5, "checks")
        seconds = seen[4].began - seen[0].began
        self.assertTrue(0.2 < seconds < 1.5, seconds)
        for request in seen:
            self.assertEqual(request["Host"], f"127.0.0.1:{service.port}")
            self.assertIsNone(request["X-API-KEY"])
            self.assertIsNone(request["Authorization"])

    def test_address_that_lies_about_its_health_still_costs_no_exchange(self):
        bad, good = Service(self.addCleanup, closes), Service(self.addCleanup)
        front = Front(self.addCleanup, bad, good, cores=1, health_check=self.CHECK)
        for number in range(40):
            self.assertRevoked(front.revoke(f"reference-{number}"))


if __name__ == "__main__":
    unittest.main()
