"""A legacy service that is down, slow, closing, flapping or answering garbage, alone and beside one that is well."""

import signal
import threading
import time
import unittest

import wire
from fronting import PATIENT, Front, FrontCase, timed, together
from gateway import seal
from load import Load
from upstream_faults import (
    ADDRESS_FAULTS, before_the_request, by_prefix, closes, closes_as_the_next_arrives, closes_silently, every,
    half_body, once_more, resets, slow)
from upstreams import Hole, Service

# An address is left alone after two failures, so that the tests of many faults stay short.
QUICK = {"ejection": {"consecutive-failures": 2, "time": "10s"}, "timeout": "2s", "connect_timeout": "300ms"}


class TwoAddresses(FrontCase):
    """One is well, the other is not: no exchange fails, and the bad one is soon left alone."""

    def exercise(self, front):
        for number in range(30):
            self.assertRevoked(front.revoke(f"reference-one-{number}"))
        for reply in together(8, lambda index: [front.revoke(f"reference-{index}-{turn}") for turn in range(6)]):
            for each in reply:
                self.assertRevoked(each)

    def check(self, front, bad):
        self.exercise(front)
        before = bad.accepted + len(bad.requests)
        self.exercise(front)
        self.assertLess(bad.accepted + len(bad.requests) - before, 10, "the bad address is asked on and on")

    def test_no_exchange_fails_whatever_the_bad_one_does(self):
        for name, fault in ADDRESS_FAULTS.items():
            with self.subTest(name):
                bad, good = Service(self.addCleanup, **fault), Service(self.addCleanup)
                front = Front(self.addCleanup, bad, good, **QUICK)
                self.check(front, bad)
                front.kill9()

    def test_no_exchange_fails_when_one_refuses_connections(self):
        bad, good = Service(self.addCleanup), Service(self.addCleanup)
        bad.refuse()
        self.check(Front(self.addCleanup, good, bad, **QUICK), bad)

    def test_no_exchange_fails_when_connections_to_one_get_lost(self):
        self.exercise(Front(self.addCleanup, Hole(self.addCleanup), Service(self.addCleanup), **QUICK))

    def test_both_are_used_while_both_are_well(self):
        services = [Service(self.addCleanup) for _ in range(2)]
        self.exercise(Front(self.addCleanup, *services))
        for service in services:
            self.assertGreater(len(service.requests), 0)

    def test_address_killed_under_load_costs_no_exchange_and_is_used_again_once_it_is_back(self):
        services = [Service(self.addCleanup) for _ in range(2)]
        front = Front(self.addCleanup, *services, ejection={"time": "500ms"}, maximum_age="1s")
        with Load(front, "killed", threads=6) as load:
            load.reach(100)
            for service in services:
                service.refuse()
                load.reach(len(load.successes) + 100)
                before = len(service.requests)
                service.listen()
                wire.poll(lambda: len(service.requests) > before + 10, "the address to be used again", timeout=10)
        self.assertEqual((load.broken, load.refusals), ([], []))

    def test_address_that_breaks_every_tenth_exchange_costs_none(self):
        for name, fault in {"closes": closes, "resets": resets, "half a body": half_body}.items():
            with self.subTest(name):
                bad, good = Service(self.addCleanup, every(10, fault)), Service(self.addCleanup)
                front = Front(self.addCleanup, bad, good)
                with Load(front, name.replace(" ", "-"), threads=4) as load:
                    load.reach(200)
                self.assertEqual((load.broken, load.refusals), ([], []))
                front.kill9()


class OneAddress(FrontCase):
    def test_idle_connection_that_ends_as_it_is_used_goes_unnoticed(self):
        races = {"as the next arrives": closes_as_the_next_arrives, "right after the answer": closes_silently}
        for name, behaviour in races.items():
            with self.subTest(name):
                service = Service(self.addCleanup, behaviour)
                front = Front(self.addCleanup, service, **PATIENT)
                for number in range(30):
                    self.assertRevoked(front.revoke(f"reference-race-{number}"))
                for replies in together(4, lambda index: [front.revoke(f"reference-{index}-{n}") for n in range(8)]):
                    for reply in replies:
                        self.assertRevoked(reply)
                front.kill9()

    def test_address_that_flaps_is_used_again_within_seconds(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service)
        for turn in range(3):
            service.refuse()
            for number in range(30):
                self.assertUnavailable(front.revoke(f"reference-down-{turn}-{number}"))
            service.listen()
            wire.poll(lambda: front.revoke(f"reference-up-{turn}").status == 200, "the upstream to be used", timeout=5)
            # One loop has found it well; the other may still ask for patience.
            wire.poll(
                lambda: all(front.revoke(f"reference-well-{turn}").status == 200 for _ in range(20)),
                "every loop to use the upstream", timeout=5)

    def test_restarted_upstream_is_no_fault_of_its_idle_connections(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service)
        for turn in range(5):
            for reply in together(6, lambda index: front.revoke(f"reference-{turn}-{index}")):
                self.assertRevoked(reply)
            service.refuse()
            service.listen()

    def test_answers_nobody_asked_for_are_no_answers(self):
        for delay in (0, 0.05):
            with self.subTest(delay=delay):
                service = Service(self.addCleanup, once_more(delay))
                front = Front(self.addCleanup, service, cores=1, **PATIENT)
                for number in range(10):
                    for reference in (f"reference-{number}", f"unknown-{number}"):
                        self.assertRight(reference, front.revoke(reference))
                        time.sleep(2 * delay)
                front.kill9()

    def test_answer_that_comes_before_the_request_was_read_counts_for_it_alone(self):
        service = Service(self.addCleanup, greeting=before_the_request)
        front = Front(self.addCleanup, service, cores=1, **PATIENT)
        self.assertRevoked(front.revoke("reference-early"))
        for number in range(5):
            self.assertNoSuchToken(front.revoke(f"unknown-after-{number}"))

    def test_caller_that_goes_away_disturbs_nobody(self):
        service = Service(self.addCleanup, by_prefix("reference-gone", slow(0.2)))
        front = Front(self.addCleanup, service, cores=1, connections=2)
        for turn in range(5):
            with front.wire() as connection:
                connection.send(front.request(seal(f"reference-gone-{turn}")))
                wire.poll(lambda: service.times(f"reference-gone-{turn}"), "the request to travel")
            for number in range(3):
                reference = ("unknown-{}-{}" if number % 2 else "reference-{}-{}").format(turn, number)
                self.assertRight(reference, front.revoke(reference))
        front.stop()


class Changes(FrontCase):
    def test_url_changed_by_sighup_under_load_loses_nothing(self):
        services = [Service(self.addCleanup) for _ in range(2)]
        front = Front(self.addCleanup, services[0])
        with Load(front, "moved", threads=4) as load:
            for turn in range(1, 7):
                load.reach(len(load.successes) + 30)
                front.point(services[turn % 2])
                self.assertEqual(front.reload(), "reloaded")
                before = len(services[turn % 2].requests)
                wire.poll(lambda: len(services[turn % 2].requests) > before + 20, "the new address to be asked")
        self.assertEqual((load.broken, load.refusals), ([], []))
        asked = len(services[1].requests)
        self.assertRevoked(front.revoke("reference-moved"))
        self.assertEqual((services[0].references[-1], len(services[1].requests)), ("reference-moved", asked))
        wire.poll(lambda: not services[1].open_connections, "connections to the old address to be closed", timeout=10)

    def test_credential_changed_by_sighup_counts(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service)
        self.assertRevoked(front.revoke("reference-before"))
        front.point(service, credential={"bearer": "env:LEGACY_API_KEY"})
        self.assertEqual(front.reload(), "reloaded")
        self.assertRevoked(front.revoke("reference-after"))
        self.assertIsNone(service.requests[-1]["X-API-KEY"])

    def test_stop_waits_for_the_exchange_at_a_slow_upstream(self):
        service = Service(self.addCleanup, slow(1))
        front = Front(self.addCleanup, service, timeout="3s")
        replies = []
        caller = threading.Thread(target=lambda: replies.append(front.revoke("reference-last")))
        caller.start()
        wire.poll(lambda: service.times("reference-last"), "the request to travel")
        front.signal(signal.SIGTERM)
        self.assertEqual(front.process.wait(10), 0)
        caller.join()
        self.assertRevoked(replies[0])
        self.assertEqual(service.times("reference-last"), 1)

    def test_gateway_starts_and_is_ready_while_its_upstream_is_down(self):
        service = Service(self.addCleanup)
        service.refuse()
        front = Front(self.addCleanup, service)
        reply, seconds = timed(lambda: front.revoke("reference-down"))
        self.assertUnavailable(reply)
        self.assertLess(seconds, 2.5)
        service.listen()
        wire.poll(lambda: front.revoke("reference-up").status == 200, "the upstream to be used", timeout=5)


if __name__ == "__main__":
    unittest.main()
