"""What a legacy service answers, and what the caller is told: success only where success was said and understood."""

import unittest

import wire
from fronting import PATIENT, Front, FrontCase, timed
from gateway import seal
from upstream_faults import (
    BODIES, CREDENTIAL_REFUSED, FLAT, FRAMING, GOOD, LATE, SEALED, STATUSES, WORDS, bare, by_prefix, closes, says)
from upstreams import UNKNOWN, Service, answers, message

TIMEOUT = 0.6


class Outcomes(FrontCase):
    """Each answer in the clear and sealed; the one after it shows that nothing of it is left on the connection."""

    @classmethod
    def setUpClass(cls):
        cls.pairs = {}
        for profile in (None, "aes-256-gcm", "aes-192-cbc"):
            service = Service(cls.addClassCleanup, profile=profile)
            front = Front(cls.addClassCleanup, service, profile=profile, timeout="600ms", **PATIENT)
            cls.pairs[profile or "clear"] = (front, service)

    def check(self, table, verdict, *profiles):
        """Each behaviour of a table in a sub-test of its own; `verdict` is given (front, reply, seconds)."""
        for profile in profiles or self.pairs:
            front, service = self.pairs[profile]
            for number, (name, behaviour) in enumerate(table.items()):
                reference = f"{self._testMethodName[:30]}-{number}"
                with self.subTest(name, profile=profile):
                    service.behave(behaviour)
                    try:
                        reply, seconds = timed(lambda: front.revoke(f"reference-{reference}"))
                    finally:
                        service.behave(answers)
                    verdict(front, reply, seconds)
                    self.assertRevoked(front.revoke(f"reference-{reference}-next"))
                    self.assertNoSuchToken(front.revoke(f"unknown-{reference}-next"))
            self.assertSilentLog(front, service)

    def revoked(self, _, reply, __):
        self.assertRevoked(reply)

    def unavailable(self, _, reply, __):
        self.assertUnavailable(reply)

    def no_such_token(self, _, reply, __):
        self.assertNoSuchToken(reply)

    def test_success_is_success_however_it_is_framed_and_spelt(self):
        self.check(GOOD, self.revoked)

    def test_an_unknown_token_is_said_where_its_code_is_explicit(self):
        statuses = ("401 Unauthorized", "400 Bad Request", "404 Not Found", "200 OK")
        self.check({status: says(UNKNOWN, status) for status in statuses}, self.no_such_token)

    def test_status_other_than_200_is_never_success(self):
        self.check(STATUSES, self.unavailable)

    def test_body_that_does_not_say_success_is_never_success(self):
        self.check(BODIES, self.unavailable)

    def test_response_that_is_not_whole_and_strict_http_is_never_success(self):
        self.check(FRAMING, self.unavailable, "clear", "aes-256-gcm")

    def test_sealed_upstream_is_believed_only_when_its_body_opens(self):
        self.check(SEALED, self.unavailable, "aes-256-gcm")

    def test_late_answer_is_no_answer_and_the_caller_waits_no_longer_than_the_timeout(self):
        def verdict(_, reply, seconds):
            self.assertUnavailable(reply)
            self.assertLess(seconds, TIMEOUT + 0.5)
            self.assertGreater(seconds, TIMEOUT - 0.1)

        self.check(LATE, verdict, "clear")

    def test_refused_credential_is_the_operators_fault_and_no_unknown_token(self):
        def verdict(front, reply, _):
            self.assertUnavailable(reply)
            said = [line.lower() for line in front.log().splitlines()]
            self.assertTrue(any("error" in line and "legacy" in line and "credential" in line for line in said), said)

        self.check(CREDENTIAL_REFUSED, verdict, "clear", "aes-256-gcm")

    def test_upstreams_header_fields_stay_behind(self):
        front, service = self.pairs["clear"]
        service.behave(says(None, "200 OK", "Set-Cookie: a=b", "Server: legacy/1", "X-Internal: 10.0.0.1"))
        reply = front.revoke("reference-fields")
        service.behave(answers)
        self.assertRevoked(reply)
        self.assertEqual((reply["Set-Cookie"], reply["X-Internal"]), (None, None))
        self.assertNotEqual(reply["Server"], "legacy/1")

    def test_what_is_asked_is_the_reference_in_the_upstreams_own_cipher(self):
        for profile, (front, service) in self.pairs.items():
            with self.subTest(profile):
                reference = f'reference-"ü\\-{profile}'
                self.assertRevoked(front.revoke(reference))
                request = service.requests[-1]
                self.assertEqual(request.reference, reference)
                self.assertEqual(request.text == request.body, profile == "clear")

    def test_call_refused_by_the_gateway_never_reaches_the_upstream(self):
        front, service = self.pairs["clear"]
        before = len(service.requests)
        self.assertEqual(front.post(seal("x"), path="/nowhere").status, 404)
        self.assertEqual(front.post(b"nonsense").status, 400)
        self.assertEqual(front.post(seal("x"), X_API_KEY="nobody's").status, 401)
        self.assertEqual(len(service.requests), before)


class Doubt(FrontCase):
    """The request was read, the answer is missing: it may have been done, and nobody says that it was."""

    def test_upstream_that_dies_after_reading_leaves_the_call_unavailable(self):
        service = Service(self.addCleanup, closes)
        front = Front(self.addCleanup, service)
        self.assertUnavailable(front.revoke("reference-doubt"))
        self.assertGreaterEqual(service.times("reference-doubt"), 1)
        self.assertLessEqual(service.times("reference-doubt"), 4)

    def test_so_do_two_addresses_that_do(self):
        services = [Service(self.addCleanup, closes) for _ in range(2)]
        front = Front(self.addCleanup, *services)
        for number in range(4):
            self.assertUnavailable(front.revoke(f"reference-doubt-{number}"))
        self.assertSilentLog(front, *services)

    def test_call_repeated_by_its_caller_is_done(self):
        service = Service(self.addCleanup, by_prefix("reference", closes))
        front = Front(self.addCleanup, service)
        self.assertUnavailable(front.revoke("reference-repeated"))
        service.behave(answers)
        wire.poll(lambda: front.revoke("reference-repeated").status == 200, "the repeated call to be done", timeout=5)


class Codes(FrontCase):
    """`success-codes` and `unknown-token-codes` take the place of the dialect's own."""

    def test_listed_codes_decide(self):
        service = Service(self.addCleanup)
        front = Front(
            self.addCleanup, service, success_codes=["MER_2000", 0], unknown_token_codes=["TOK404", 37], **PATIENT)
        expected = {
            b'{"resCode":"MER_2000"}': self.assertRevoked,
            b'{"resCode":0}': self.assertRevoked,
            b'{"resCode":"0","data":{"resCode":0}}': self.assertRevoked,
            b'{"resCode":37}': self.assertNoSuchToken,
            b'{"resCode":"37"}': self.assertNoSuchToken,
            b'{"resCode":"0","data":{"resCode":"LND_200"}}': self.assertUnavailable,
            FLAT: self.assertUnavailable,
            WORDS: self.assertUnavailable,
        }
        for number, (text, verdict) in enumerate(expected.items()):
            with self.subTest(text):
                service.behave(says(text))
                verdict(front.revoke(f"reference-codes-{number}"))

    def test_without_a_list_no_code_says_unknown(self):
        service = Service(self.addCleanup, bare(message(UNKNOWN, "401 Unauthorized"), closes=False))
        front = Front(self.addCleanup, service, unknown_token_codes=[], **PATIENT)
        self.assertUnavailable(front.revoke("reference-unlisted"))


if __name__ == "__main__":
    unittest.main()
