"""kill -9 at random moments: an answered success is in the ledger, always."""

import random
import time
import unittest

from gateway import SOAK, Gateway
from load import Load, lost

ROUNDS = 200 if SOAK else 20
PER_ROUND = 60


class Crash(unittest.TestCase):
    def test_every_answered_success_outlives_kill_9(self):
        gateway = Gateway(self.addCleanup).start()
        chance = random.Random()
        answered = []
        for turn in range(ROUNDS):
            with Load(gateway, f"crash-{turn}", threads=6, reconnects=False) as load:
                load.reach(PER_ROUND)
                time.sleep(chance.uniform(0, 0.1))  # the moment is what is random
                gateway.kill9()
                load.wait()
            gateway.start()
            self.assertEqual(load.refusals, [])
            self.assertEqual(lost(gateway, load.successes), [], f"round {turn}: answered, and not in the ledger")
            answered += load.successes
        self.assertGreaterEqual(len(answered), 1_000)
        gateway.restart()
        self.assertEqual(lost(gateway, answered), [], "lost by a later crash")

    def test_unanswered_request_may_be_repeated_after_a_crash(self):
        gateway = Gateway(self.addCleanup).start()
        with Load(gateway, "unanswered", threads=6, reconnects=False) as load:
            load.reach(PER_ROUND)
            gateway.kill9()
            load.wait()
        gateway.start()
        for reference, _ in load.broken:
            self.assertEqual(gateway.revoke(reference).status, 200)


if __name__ == "__main__":
    unittest.main()
