"""Whether the moment of a refusal tells its cause: Welch's t over interleaved classes of failure."""

import base64
import math
import random
import statistics
import time
import unittest

import bodies
from gateway import PATH, ROUTES, SOAK, Gateway

ROUNDS = 2_000
LIMIT = 4.5
KEPT = 0.9  # of the fastest: what the system delays says nothing of the gateway
COUNT = 40_000  # bytes of body: the more there is to do, the more there is to see

FORMS = "  - {path: /forms, dialect: digilocker, cipher: {profile: aes-256-cbc, key: cbc-body}, revoker: embedded}\n"


def welch(first, second):
    first, second = (sorted(times)[:int(len(times) * KEPT)] for times in (first, second))
    spread = statistics.variance(first) / len(first) + statistics.variance(second) / len(second)
    return (statistics.mean(first) - statistics.mean(second)) / math.sqrt(spread)


@unittest.skipUnless(SOAK, "takes minutes on an idle machine; --soak runs it")
class Timing(unittest.TestCase):
    runs_alone = True

    def setUp(self):
        self.gateway = Gateway(self.addCleanup, routes=ROUTES + FORMS, limits="{open-failures: 1000000}").start()

    def measure(self, path, classes):
        """Seconds from the last byte of the request to the first of the reply, by class, in random order."""
        requests = {name: self.gateway.request(body, path) for name, body in classes.items()}
        times = {name: [] for name in classes}
        order = list(classes)
        with self.gateway.wire() as connection:
            for _ in range(ROUNDS):
                random.shuffle(order)
                for name in order:
                    connection.send(requests[name][:-1])
                    time.sleep(0.0005)  # all but the last byte is there, and has been looked at
                    began = time.perf_counter()
                    connection.socket.sendall(requests[name][-1:])
                    connection._more()
                    times[name].append(time.perf_counter() - began)
                    self.assertEqual(connection.reply().status, 400)
        return times

    def assertIndistinguishable(self, times):
        names = list(times)
        told = {}
        for index, first in enumerate(names):
            for second in names[:index]:
                score = welch(times[first], times[second])
                if abs(score) > LIMIT:
                    told[first, second] = round(score, 1)
        self.assertFalse(told, f"told apart: {told}")

    def test_classes_of_failure_of_cbc_are_not_told_apart(self):
        plain = b'{"tokenReferenceIx":"' + b"a" * COUNT + b'"}'
        sealed = bodies.seal_cbc(plain)
        padding = bytearray(base64.b64decode(sealed))
        padding[-17] ^= 0x40
        self.assertIndistinguishable(self.measure("/cbc", {
            "no such member": sealed, "not JSON": bodies.seal_cbc(b"x" + plain[1:]),
            "padding": base64.b64encode(padding),
            "not base64": b"!" + sealed[1:], "wrong key": bodies.seal_cbc(plain, bodies.OWN),
        }))

    def test_classes_of_failure_of_forms_are_not_told_apart(self):
        """Of `digilocker`, where JSON and a form may stand: each ends at another place of its reading."""
        plain = b"tokem=" + b"a" * COUNT
        sealed = bodies.seal_cbc(plain)
        padding = bytearray(base64.b64decode(sealed))
        padding[-17] ^= 0x40
        self.assertIndistinguishable(self.measure("/forms", {
            "no such parameter": sealed, "escape at the end": bodies.seal_cbc(plain[:-2] + b"%2"),
            "escape at the begin": bodies.seal_cbc(b"%2" + plain[2:]), "no JSON": bodies.seal_cbc(b"{" + plain[1:]),
            "padding": base64.b64encode(padding), "wrong key": bodies.seal_cbc(plain, bodies.OWN),
        }))

    def test_classes_of_failure_of_gcm_are_not_told_apart(self):
        sealed = bodies.seal_gcm(b"a" * COUNT)
        tag = bytearray(base64.b64decode(sealed))
        tag[-1] ^= 1
        self.assertIndistinguishable(self.measure(PATH, {
            "tag": base64.b64encode(tag), "not base64": b"!" + sealed[1:], "too short": b"AAAA",
            "wrong key": bodies.seal_gcm(b"a" * COUNT, bodies.OWN),
        }))


if __name__ == "__main__":
    unittest.main()
