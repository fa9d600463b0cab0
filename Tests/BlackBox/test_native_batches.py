"""Batches of dialect `native`: up to 1,000 tokens and references, each with its outcome, in one exchange."""

import json
import threading
import time
import unittest

import bodies
import wire
from dialects import JSON, as_json, lines
from fronting import PATIENT, flow, together, upstreams
from gateway import Gateway
from native import NativeCase
from tracing import Tracer
from upstreams import Service, message

ROUTES = "\n  - {path: /native, dialect: native, revoker: embedded}\n"
PATIENT_SETTINGS = {name.replace("_", "-"): value for name, value in PATIENT.items()}
UNKNOWN = {"error": "unknown_token", "error_description": "Invalid Token Passed"}
FOREIGN = {"error": "invalid_grant", "error_description": "Invalid Token Passed"}
LATER = {"error": "temporarily_unavailable", "error_description": "Try Again Later"}
LIMITED = {"error": "temporarily_unavailable", "error_description": "Too Many Unknown Tokens"}


class BatchCase(NativeCase):
    def batch(self, items, path="/native", **more):
        return self.gateway.post(as_json(revocations=items), path=path, Content_Type=JSON, **more)

    def items(self, reply, status):
        """What became of each item; the reply has a Retry-After where that helps and no outcome of its own."""
        self.assertEqual(reply.status, status, reply)
        self.assertEqual((reply["Content-Type"], reply["Cache-Control"]), (JSON, "no-store"))
        self.assertEqual((reply["Revgate-Outcome"], reply["WWW-Authenticate"]), (None, None))
        self.assertEqual(reply["Retry-After"] is not None, status in (429, 503))
        said = json.loads(reply.body)
        self.assertEqual(list(said), ["revocations"])
        return said["revocations"]

    def words(self, items):
        """`revoked`, `already-revoked`, or the error word of each."""
        for item in items:
            self.assertIn(list(item), (["status", "revoked_at"], ["error", "error_description"]), item)
        return [item.get("status") or item["error"] for item in items]

    def state(self, token):
        return self.gateway.json("tokens", "show", "--token", token)["state"]


class Batches(BatchCase):
    @classmethod
    def setUpClass(cls):
        sealed = {"path": "/sealed", "dialect": "native", "revoker": "embedded",
                  "cipher": {"profile": "aes-256-cbc", "key": "cbc-body"}}
        cls.gateway = Gateway(cls.addClassCleanup, routes=f"{ROUTES}  - {flow(sealed)}\n").start()

    def test_batch_of_one_and_of_a_thousand_is_carried_out_in_its_order(self):
        self.assertEqual(self.words(self.items(self.batch([{"token": "one"}]), 200)), ["revoked"])
        every = [{"token": f"thousand-{index}"} for index in range(1000)]
        self.items(self.batch([every[index] for index in range(0, 1000, 3)]), 200)
        said = self.words(self.items(self.batch(every), 200))
        self.assertEqual(said, ["revoked" if index % 3 else "already-revoked" for index in range(1000)])
        self.assertEqual(self.words(self.items(self.batch(every), 200)), ["already-revoked"] * 1000)

    def test_batch_of_none_or_of_more_than_a_thousand_is_400_and_does_nothing(self):
        self.assertRefused(self.batch([]), 400, "invalid_request")
        self.assertRefused(self.batch([{"token": f"over-{index}"} for index in range(1001)]), 400, "invalid_request")
        self.assertEqual((self.state("over-0"), self.state("over-1000")), ("unknown", "unknown"))

    def test_tokens_and_references_and_hints_stand_in_one_batch(self):
        self.gateway.command("tokens", "import", "-", input=lines({"reference": "both-r", "token": "both-t"}))
        said = self.items(self.batch([
            {"token": "both-t", "token_type_hint": "access_token"}, {"reference": "both-r"},
            {"reference": "both-alone", "token_type_hint": "session"}, {"token": "both-t"},
        ]), 200)
        self.assertEqual(self.words(said), ["revoked", "already-revoked", "revoked", "already-revoked"])
        self.assertEqual(len({item["revoked_at"] for item in said if item is not said[2]}), 1)

    def test_item_twice_in_a_batch_is_revoked_once(self):
        said = self.items(self.batch([{"token": "twice"}] * 5), 200)
        self.assertEqual(self.words(said), ["revoked", *["already-revoked"] * 4])
        self.assertEqual(len({item["revoked_at"] for item in said}), 1)

    def test_malformed_item_refuses_the_batch_and_nothing_of_it_is_done(self):
        good = {"token": "beside-malformed"}
        for bad in (
            {}, {"token": ""}, {"token": 17}, {"token": None}, {"token": "a", "reference": "b"}, {"Token": "a"},
            {"revocations": [good]}, {"token": "a", "revocations": []}, "beside", 17, None, [good],
            {"token": "a", "token_type_hint": 17}, {"token": "x" * 20_000},
        ):
            for items in ([bad], [good, bad], [bad, good], [good] * 999 + [bad]):
                with self.subTest(str(bad)[:60], count=len(items)):
                    self.assertRefused(self.batch(items), 400, "invalid_request")
        for text in (b'{"revocations":[{"token":"beside-malformed"},{"token":"a","token":"a"}]}',
                     b'{"revocations":[{"token":"beside-malformed"}],"revocations":[{"token":"a"}]}',
                     b'{"revocations":[{"token":"beside-malformed"},]}',
                     b'{"revocations":[{"token":"beside-malformed"}'):
            with self.subTest(text):
                self.assertRefused(self.gateway.post(text, path="/native", Content_Type=JSON), 400, "invalid_request")
        self.assertEqual(self.state("beside-malformed"), "unknown")

    def test_batch_is_a_list_and_stands_alone(self):
        for members in (
            {"revocations": {}}, {"revocations": "a"}, {"revocations": None}, {"revocations": 1},
            {"revocations": [{"token": "alone"}], "token": "alone"},
            {"revocations": [{"token": "alone"}], "reference": "alone"},
        ):
            with self.subTest(str(members)):
                reply = self.gateway.post(as_json(**members), path="/native", Content_Type=JSON)
                self.assertRefused(reply, 400, "invalid_request")
        self.assertEqual(self.state("alone"), "unknown")

    def test_credential_may_stand_in_a_batchs_body(self):
        key = self.gateway.api_keys["first"]
        for fields, status in (({"client_secret": key}, 200), ({"client_secret": "nobody's"}, 401), ({}, 401)):
            body = as_json(revocations=[{"token": "credential", "client_secret": "a member like any other"}], **fields)
            reply = self.gateway.post(body, path="/native", Content_Type=JSON, X_API_KEY=None)
            self.assertEqual(reply.status, status, reply)
        inside = as_json(revocations=[{"token": "inside", "client_secret": key}])
        reply = self.gateway.post(inside, path="/native", Content_Type=JSON, X_API_KEY=None)
        self.assertRefused(reply, 401, "invalid_client")
        self.assertEqual(self.state("inside"), "unknown")

    def test_sealed_batch_is_answered_sealed(self):
        body = bodies.seal_cbc(as_json(revocations=[{"token": f"sealed-{index}"} for index in range(3)]))
        reply = self.gateway.post(body, path="/sealed")
        self.assertEqual((reply.status, reply["Content-Type"]), (200, "text/plain"))
        said = json.loads(bodies.open_cbc(reply.body))["revocations"]
        self.assertEqual(self.words(said), ["revoked"] * 3)
        refused = self.gateway.post(bodies.seal_cbc(as_json(revocations=[])), path="/sealed")
        self.assertEqual(refused.status, 400)
        self.assertEqual(json.loads(bodies.open_cbc(refused.body))["error"], "invalid_request")

    def test_batches_at_once_revoke_each_token_once(self):
        items = [{"token": f"at-once-{index}"} for index in range(300)]
        replies = together(6, lambda index: self.batch(items if index % 2 else items[::-1]))
        said = [self.items(reply, 200) for reply in replies]
        said = [each if index % 2 else each[::-1] for index, each in enumerate(said)]
        for outcomes in zip(*said):
            self.assertEqual(sorted(self.words(outcomes)), ["already-revoked"] * 5 + ["revoked"])
            self.assertEqual(len({outcome["revoked_at"] for outcome in outcomes}), 1)

    def test_pipelined_batches_are_answered_in_order(self):
        bodies_ = [as_json(revocations=[{"token": f"line-{turn}-{index}"} for index in range(turn * 7 % 40 + 1)])
                   for turn in range(20)]
        key = f"X-API-KEY: {self.gateway.api_keys['first']}"
        with self.gateway.wire() as connection:
            for body in bodies_:
                connection.send(wire.head("POST", "/native", key, f"Content-Length: {len(body)}"), body)
            for turn in range(20):
                self.assertEqual(len(self.items(connection.reply(), 200)), turn * 7 % 40 + 1)


class MixedBatches(BatchCase):
    """Items that do not fare alike: 200 is for batches whose every item is done."""

    def gateway_with(self, embedded):
        self.gateway = Gateway(self.addCleanup, routes=ROUTES, more=f"embedded: {embedded}\n")
        self.gateway.command("tokens", "import", "-", input=lines(
            *({"token": f"known-{index}"} for index in range(20)),
            *({"token": f"foreign-{index}", "consumer": "legacy"} for index in range(5))))
        self.gateway.start()

    def test_status_is_that_of_the_first_refusal(self):
        self.gateway_with("{unknown: refuse}")
        known, foreign, never = {"token": "known-1"}, {"token": "foreign-1"}, {"token": "never-seen"}
        said = self.items(self.batch([known, never, foreign, known]), 404)
        self.assertEqual(self.words(said), ["revoked", "unknown_token", "invalid_grant", "already-revoked"])
        self.assertEqual((said[1], said[2]), (UNKNOWN, FOREIGN))
        said = self.items(self.batch([foreign, never, known]), 400)
        self.assertEqual(self.words(said), ["invalid_grant", "unknown_token", "already-revoked"])
        self.assertEqual(self.words(self.items(self.batch([{"token": "known-2"}, known]), 200)),
                         ["revoked", "already-revoked"])
        self.assertEqual((self.state("known-1"), self.state("foreign-1")), ("revoked", "known"))

    def test_limit_of_unknown_tokens_is_429_for_what_is_over_it(self):
        self.gateway_with("{max-unknown-per-consumer: 3}")
        items = [{"token": "foreign-1"}, *({"token": f"unseen-{index}"} for index in range(5)), {"token": "known-1"}]
        said = self.items(self.batch(items), 429)
        self.assertEqual(
            self.words(said),
            ["invalid_grant", *["revoked"] * 3, *["temporarily_unavailable"] * 2, "revoked"])
        self.assertEqual(said[4], LIMITED)
        self.assertEqual([self.state(f"unseen-{index}") for index in (2, 3)], ["revoked", "unknown"])

    def test_batch_to_an_upstream_tells_of_each_item(self):
        def speak(exchange):
            state = json.loads(exchange.request.body)["token"].split("-")[0]
            status, body = {
                "live": ("200 OK", as_json(status="revoked", revoked_at="2026-01-02T03:04:05Z")),
                "dead": ("200 OK", as_json(status="already-revoked", revoked_at="2026-01-02T03:04:05Z")),
                "unknown": ("404 Not Found", as_json(error="unknown_token")),
                "foreign": ("400 Bad Request", as_json(error="invalid_grant")),
                "away": ("503 Service Unavailable", b""),
            }[state]
            exchange.send(message(body, status))

        service = Service(self.addCleanup, speak)
        behind = {"url": service.url(), "dialect": "native", **PATIENT_SETTINGS}
        self.gateway = Gateway(
            self.addCleanup, routes=ROUTES.replace("embedded", "behind"), more=upstreams(behind=behind)).start()
        means = {"live": "revoked", "dead": "already-revoked", "unknown": "unknown_token", "foreign": "invalid_grant",
                 "away": "temporarily_unavailable"}
        for states, status in (
            (("live", "dead"), 200), (("live", "unknown", "foreign"), 404), (("foreign", "unknown", "live"), 400),
            (("unknown", "live", "away", "foreign", "dead"), 503),
        ):
            for count in (len(states), 200, 1000):
                with self.subTest(states=states, count=count):
                    tokens = [f"{states[index % len(states)]}-{count}-{index}" for index in range(count)]
                    before = len(service.requests)
                    said = self.items(self.batch([{"token": token} for token in tokens]), status)
                    self.assertEqual(self.words(said), [means[token.split("-")[0]] for token in tokens])
                    asked = [json.loads(request.body)["token"] for request in service.requests[before:]]
                    self.assertEqual(sorted(asked), sorted(tokens))
        self.assertEqual(service.problems, [])

    def test_upstream_that_is_away_is_503_for_all_of_a_batch(self):
        service = Service(self.addCleanup)
        service.refuse()
        self.gateway = Gateway(
            self.addCleanup, routes=ROUTES.replace("embedded", "behind"),
            more=upstreams(behind={"url": service.url(), "dialect": "native", "timeout": "1s"})).start()
        said = self.items(self.batch([{"token": f"t{index}"} for index in range(100)]), 503)
        self.assertEqual(said, [LATER] * 100)


class BatchesBehind(BatchCase):
    """Batches that an OAuth service carries out, which knows tokens and no references."""

    def front(self, behaviour, limits="{}"):
        self.service = Service(self.addCleanup, behaviour)
        behind = {"url": self.service.url(), "dialect": "rfc7009", **PATIENT_SETTINGS}
        self.gateway = Gateway(
            self.addCleanup, routes=ROUTES.replace("embedded", "behind"), limits=limits, more=upstreams(behind=behind))
        self.gateway.command("tokens", "import", "-", input=lines(
            {"reference": "pair-r", "token": "pair-t"},
            {"reference": "foreign-r", "token": "foreign-t", "consumer": "legacy"}))
        self.gateway.start()

    def test_reference_is_followed_to_its_token_or_refused(self):
        self.front(lambda exchange: exchange.send(message(b"")))
        said = self.items(self.batch([
            {"token": "t"}, {"reference": "of-no-pair"}, {"reference": "pair-r"}, {"reference": "foreign-r"}]), 422)
        self.assertEqual(self.words(said), ["revoked", "unsupported_token_type", "revoked", "invalid_grant"])
        self.assertEqual(sorted(request.body for request in self.service.requests), [b"token=pair-t", b"token=t"])

    def test_each_subject_that_cannot_be_expressed_is_counted(self):
        self.front(lambda exchange: exchange.send(message(b"", "503 Service Unavailable")))
        beyond = [{"reference": f"of-no-pair-{index}"} for index in range(5)]
        self.items(self.batch(beyond), 422)
        self.assertEqual(self.unsupported(), 5)
        self.items(self.batch([{"token": "t"}, *beyond]), 503)
        self.assertEqual(self.unsupported(), 10)

    def unsupported(self):
        return sum(
            float(line.rsplit(" ", 1)[1]) for line in self.gateway.metrics().splitlines()
            if line.startswith("revgate_refusals_total{") and 'kind="unsupported-subject"' in line)

    def test_batch_that_takes_too_long_tells_what_is_done_and_asks_for_no_more(self):
        self.front(lambda exchange: (time.sleep(0.2), exchange.send(message(b""))), limits="{revoker-timeout: 500ms}")
        items = [{"token": f"slow-{index}"} for index in range(200)]
        with self.gateway.wire() as connection:
            request = self.gateway.request(as_json(revocations=items), "/native").replace(b"text/plain", JSON.encode())
            said = self.items(connection.send(request).reply(), 503)
            words = self.words(said)
            self.assertEqual((len(words), set(words)), (200, {"revoked", "temporarily_unavailable"}))
            later = [item for item in said if "error" in item]
            self.assertEqual(later, [LATER] * len(later))
            asked = len(self.service.requests)
            self.assertLess(asked, 200)
            self.assertLessEqual(words.count("revoked"), asked)
            time.sleep(0.5)
            self.assertEqual(len(self.service.requests), asked)
            self.service.behaviour = lambda exchange: exchange.send(message(b""))
            self.assertEqual(self.words(self.items(connection.send(request).reply(), 200)), ["revoked"] * 200)

    def test_batch_is_logged_by_how_many_it_asks_for(self):
        self.front(lambda exchange: exchange.send(message(b"")))
        reply = self.batch([{"token": f"logged-{index}"} for index in range(7)])
        line, = wire.poll(
            lambda: [line for line in self.gateway.logged() if line["id"] == reply["X-Request-Id"]],
            "its line of the log")
        self.assertEqual((line["outcome"], line["revocations"], line.get("subject")), ("revoked", 7, None))

    def test_caller_that_leaves_amid_a_batch_harms_nobody(self):
        self.front(lambda exchange: (time.sleep(0.05), exchange.send(message(b""))))
        body = as_json(revocations=[{"token": f"left-{index}"} for index in range(200)])
        for _ in range(3):
            with self.gateway.wire() as connection:
                connection.send(self.gateway.request(body, "/native").replace(b"text/plain", JSON.encode()))
                wire.poll(lambda: self.service.requests, "the batch to be under way")
        self.assertEqual(self.words(self.items(self.batch([{"token": "after"}]), 200)), ["revoked"])
        self.gateway.stop()

    def test_stop_waits_for_a_batch_under_way(self):
        self.front(lambda exchange: (time.sleep(0.05), exchange.send(message(b""))))
        items = [{"token": f"stop-{index}"} for index in range(300)]
        results = []
        caller = threading.Thread(target=lambda: results.append(self.batch(items)))
        caller.start()
        wire.poll(lambda: self.service.requests, "the batch to be under way")
        self.gateway.stop()
        caller.join(20)
        self.assertEqual(self.words(self.items(results[0], 200)), ["revoked"] * 300)


class DurableBatches(BatchCase):
    def setUp(self):
        self.gateway = Gateway(self.addCleanup, routes=ROUTES).start()
        self.every = [{"token": f"durable-{index}"} for index in range(500)]

    def test_batch_is_503_while_the_store_fails_and_claims_nothing(self):
        with Tracer(self, self.gateway, "inject=fsync,fdatasync:error=EIO"):
            for _ in range(3):
                reply = self.batch(self.every)
                said = self.items(reply, 503)
                self.assertEqual(said, [LATER] * 500)
        wire.poll(lambda: self.gateway.readyz() == 200, "service to resume", timeout=30)
        self.assertEqual(self.words(self.items(self.batch(self.every), 200)), ["revoked"] * 500)

    def test_batch_that_was_answered_outlives_a_kill(self):
        self.items(self.batch(self.every), 200)
        self.gateway.kill9()
        self.gateway.start()
        self.assertEqual(self.words(self.items(self.batch(self.every), 200)), ["already-revoked"] * 500)


if __name__ == "__main__":
    unittest.main()
