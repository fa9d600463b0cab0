"""
Runs the tests of this folder (unittest discovery, or the tests named) and prints a line for programs at the end.

Classes are run by two processes side by side, since most tests wait most of the time; a class that says
`runs_alone = True` is run when the others are through.
"""

import faulthandler
import io
import multiprocessing
import os
import signal
import sys
import time
import unittest
from concurrent import futures

FOLDER = os.path.dirname(os.path.abspath(__file__))
WORKERS = 2
# A test that has not ended by then fails where it stands, instead of holding the run; the soak's may take their time.
SECONDS_A_TEST = 0 if os.environ.get("REVGATE_SOAK") else 300
# Below those that the system gives out, each worker's apart from the other's: nobody takes a port that was found free.
PORTS = [range(12_000, 20_000), range(20_000, 28_000)]


class Result(unittest.TextTestResult):
    """Counts tests, not sub-tests, and says what took long."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.failed = set()
        self.times = []

    def startTest(self, test):
        self.began = time.monotonic()
        super().startTest(test)
        signal.alarm(SECONDS_A_TEST)

    def stopTest(self, test):
        signal.alarm(SECONDS_A_TEST)
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


class Totals:
    def __init__(self):
        self.run, self.failed, self.skipped, self.times, self.is_good = 0, set(), set(), [], True

    def add(self, text, run, failed, skipped, times, is_good):
        sys.stderr.write(text)
        sys.stderr.flush()
        self.run += run
        self.failed |= failed
        self.skipped |= skipped
        self.times += times
        self.is_good &= is_good


class NotEnded(BaseException):
    """No `Exception`: nothing that a test expects, and passes over."""


def fail_for_time(*_):
    faulthandler.dump_traceback(sys.stderr)
    raise NotEnded(f"not ended after {SECONDS_A_TEST} s")


def run(suite):
    """What ``Totals.add`` takes."""
    text = io.StringIO()
    signal.signal(signal.SIGALRM, fail_for_time)
    signal.alarm(SECONDS_A_TEST)
    result = unittest.TextTestRunner(text, verbosity=2, resultclass=Result).run(suite)
    signal.alarm(0)
    skipped = {test.id() for test, _ in result.skipped} - result.failed
    return text.getvalue(), result.testsRun, result.failed, skipped, result.times, result.wasSuccessful()


def by_class(suite):
    """The tests of a suite in suites of one class each, in their order."""
    classes = {}
    for test in flat(suite):
        # A module that cannot be read is a test of its own, which says so.
        classes.setdefault((type(test).__module__, type(test).__qualname__, getattr(test, "runs_alone", False)),
                           unittest.TestSuite()).addTest(test)
    return classes


def flat(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flat(test)
        else:
            yield test


SUITES = []


def prepare(ports):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ["REVGATE_TEST_PORTS"] = "%d %d" % ports.get()


def run_at(index):
    return run(SUITES[index])


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.path.insert(0, FOLDER)
    loader = unittest.TestLoader()
    names = sys.argv[1:]
    classes = by_class(loader.loadTestsFromNames(names) if names else loader.discover(FOLDER))
    SUITES.extend(suite for (_, _, is_alone), suite in classes.items() if not is_alone)
    alone = [suite for (_, _, is_alone), suite in classes.items() if is_alone]
    totals = Totals()
    if len(SUITES) > 1:
        context = multiprocessing.get_context("fork")
        ports = context.SimpleQueue()
        for ranges in PORTS[:WORKERS]:
            ports.put((ranges.start, ranges.stop))
        # A process that dies breaks the run, loudly: its tests are not taken for passed ones, nor waited for.
        with futures.ProcessPoolExecutor(WORKERS, context, prepare, [ports]) as pool:
            try:
                for done in futures.as_completed([pool.submit(run_at, index) for index in range(len(SUITES))]):
                    totals.add(*done.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    else:
        alone = SUITES + alone
    for suite in alone:
        totals.add(*run(suite))
    report(totals)


def report(totals):
    for seconds, name in sorted(totals.times, reverse=True)[:5]:
        print(f"{seconds:6.1f} s  {name}", file=sys.stderr)
    sys.stderr.flush()
    failed, skipped = len(totals.failed), len(totals.skipped)
    passed = max(totals.run - failed - skipped, 0)
    for name in sorted(totals.failed):
        print(f"failed: {name}", file=sys.stderr, flush=True)
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    sys.exit(1 if failed or not passed or not totals.is_good else 0)


if __name__ == "__main__":
    main()
