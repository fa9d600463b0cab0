"""Runs the tests of this folder (unittest discovery, or the tests named) and prints a line for programs at the end."""

import os
import signal
import sys
import time
import unittest

FOLDER = os.path.dirname(os.path.abspath(__file__))


class Result(unittest.TextTestResult):
    """Counts tests, not sub-tests, and says what took long."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.failed = set()
        self.times = []

    def startTest(self, test):
        self.began = time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        self.times.append((time.monotonic() - self.began, test.id()))
        super().stopTest(test)

    def addFailure(self, test, problem):
        self.failed.add(test.id())
        super().addFailure(test, problem)

    def addError(self, test, problem):
        self.failed.add(test.id())
        super().addError(test, problem)

    def addSubTest(self, test, subtest, problem):
        if problem is not None:
            self.failed.add(test.id())
        super().addSubTest(test, subtest, problem)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.path.insert(0, FOLDER)
    loader = unittest.TestLoader()
    names = sys.argv[1:]
    suite = loader.loadTestsFromNames(names) if names else loader.discover(FOLDER)
    result = unittest.TextTestRunner(verbosity=2, resultclass=Result).run(suite)
    for seconds, name in sorted(result.times, reverse=True)[:5]:
        print(f"{seconds:6.1f} s  {name}", file=sys.stderr)
    sys.stderr.flush()
    failed, skipped = len(result.failed), len({test.id() for test, _ in result.skipped} - result.failed)
    passed = max(result.testsRun - failed - skipped, 0)
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    sys.exit(1 if failed or not passed or not result.wasSuccessful() else 0)


main()
