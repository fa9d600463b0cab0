"""Several exchanges on one upstream connection: each caller gets its own answer, or none."""

import threading
import time
import unittest

import wire
from fronting import PATIENT, Front, FrontCase, timed, together
from gateway import seal
from upstream_faults import by_prefix, every, first, half_body, resets, slow
from upstreams import Service

ONE = {"cores": 1, "pipelining": 8, "connections": 1, "pipeline_hold": "1s", "timeout": "5s", "queue_timeout": "5s"}
BREAKS = {"closes": lambda exchange: exchange.close(), "resets": resets, "half a body": half_body}


def reference(index, turn=0):
    """Every third is unknown to the service, so that an answer given to the wrong caller shows."""
    return f"{'unknown' if index % 3 == 0 else 'reference'}-{index}-{turn}"


class Pipelining(FrontCase):
    def crowd(self, front, count=50, turn=0):
        """(reference, reply) of calls that are all in flight together."""
        return together(count, lambda index: (reference(index, turn), front.revoke(reference(index, turn))))

    def assertNobodyElses(self, found):
        for asked, reply in found:
            (self.assertUnavailable if reply.status == 503 else lambda reply: self.assertRight(asked, reply))(reply)

    def test_many_calls_share_one_connection_and_each_gets_its_own_answer(self):
        for profile in (None, "aes-256-gcm"):
            with self.subTest(profile=profile):
                service = Service(self.addCleanup, slow(0.002), profile=profile)
                front = Front(self.addCleanup, service, profile=profile, **ONE)
                for turn in range(3):
                    for asked, reply in self.crowd(front, turn=turn):
                        self.assertRight(asked, reply)
                expected = [reference(index, turn) for index in range(50) for turn in range(3)]
                self.assertEqual(sorted(service.references), sorted(expected))
                self.assertEqual(service.accepted, 1)
                self.assertGreater(service.deepest, 1, "nothing was pipelined")
                self.assertLessEqual(service.deepest, 8)
                front.kill9()

    def test_nothing_is_pipelined_unless_asked_for(self):
        service = Service(self.addCleanup, slow(0.002))
        front = Front(self.addCleanup, service, cores=1, connections=2)
        for asked, reply in self.crowd(front):
            self.assertRight(asked, reply)
        self.assertEqual(service.deepest, 1)

    def test_broken_connection_is_repeated_and_everybody_is_answered_rightly(self):
        for name, fault in BREAKS.items():
            with self.subTest(name):
                numbers = iter(range(1_000))
                service = Service(
                    self.addCleanup,
                    lambda exchange: (fault if next(numbers) == 20 else slow(0.002))(exchange))
                front = Front(self.addCleanup, service, **ONE, **PATIENT)
                for asked, reply in self.crowd(front):
                    self.assertRight(asked, reply)
                self.assertEqual(set(service.references), {reference(index) for index in range(50)})
                front.kill9()

    def test_connection_that_breaks_again_and_again_gives_nobody_anothers_answer(self):
        for name, fault in BREAKS.items():
            with self.subTest(name):
                service = Service(self.addCleanup, every(7, fault, slow(0.001)))
                front = Front(self.addCleanup, service, **ONE, **PATIENT)
                found = [each for turn in range(3) for each in self.crowd(front, turn=turn)]
                self.assertNobodyElses(found)
                self.assertGreater(sum(reply.status != 503 for _, reply in found), 75)
                front.kill9()

    def test_answer_that_cannot_be_framed_spoils_those_behind_it_and_no_others(self):
        garbage = first(1, lambda exchange: exchange.send(b"\0garbage\r\n\r\n"))
        service = Service(self.addCleanup, by_prefix("reference-20", garbage, slow(0.002)))
        front = Front(self.addCleanup, service, **ONE, **PATIENT)
        self.assertNobodyElses(self.crowd(front))
        for asked, reply in self.crowd(front, turn=1):
            self.assertRight(asked, reply)

    def test_answer_nobody_asked_for_is_never_the_next_callers(self):
        """Two answers to one request: whatever follows on that connection would be shifted by one."""
        def doubled(exchange):
            exchange.send(exchange.message(), exchange.message())
        service = Service(self.addCleanup, by_prefix("unknown", slow(0.002), first(1, doubled, slow(0.002))))
        front = Front(self.addCleanup, service, **{**ONE, "pipelining": 1}, **PATIENT)
        for turn in range(3):
            for asked, reply in self.crowd(front, count=20, turn=turn):
                self.assertRight(asked, reply)

    def test_connection_that_says_close_answers_no_more(self):
        def last(exchange):
            exchange.answer(None, None, "Connection: close")
            exchange.close()
        service = Service(self.addCleanup, every(10, last, slow(0.002)))
        front = Front(self.addCleanup, service, **ONE, **PATIENT)
        self.assertNobodyElses(self.crowd(front))
        self.assertNobodyElses(self.crowd(front, turn=1))

    def test_one_slow_answer_holds_up_few(self):
        service = Service(self.addCleanup, by_prefix("reference-slow", slow(1)))
        front = Front(self.addCleanup, service, **{**ONE, "connections": 4, "pipeline_hold": "5ms"})
        for asked, reply in self.crowd(front):
            self.assertRight(asked, reply)
        slowest = []
        caller = threading.Thread(target=lambda: slowest.append(front.revoke("reference-slow")))
        caller.start()
        wire.poll(lambda: service.times("reference-slow"), "the slow request to travel")
        found = together(8, lambda index: [timed(lambda: front.revoke(reference(index, n))) for n in range(12)])
        caller.join()
        self.assertRevoked(slowest[0])
        held = [seconds for each in found for _, seconds in each if seconds > 0.5]
        self.assertLessEqual(len(held), 8)

    def test_caller_that_goes_away_leaves_the_others_their_answers(self):
        service = Service(self.addCleanup, by_prefix("reference-gone", slow(0.2), slow(0.002)))
        front = Front(self.addCleanup, service, **ONE, **PATIENT)
        for turn in range(3):
            with front.wire() as connection:
                connection.send(front.request(seal(f"reference-gone-{turn}")))
                wire.poll(lambda: service.times(f"reference-gone-{turn}"), "the request to travel")
                gone = threading.Thread(target=lambda: (time.sleep(0.05), connection.socket.close()))
                gone.start()
                for asked, reply in self.crowd(front, count=12, turn=turn):
                    self.assertRight(asked, reply)
                gone.join()


if __name__ == "__main__":
    unittest.main()
