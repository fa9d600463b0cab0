"""Bodies under public keys leave the event loops: under load, with callers that go away, with a full queue, at a stop."""

import base64
import concurrent.futures
import contextlib
import json
import os
import signal
import time
import unittest

import bodies
import session_bodies
import wire
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from forwarding import Origin, message
from gateway import Gateway

ROUTES = """
  - {path: /slow, dialect: token-service, cipher: {profile: session, key: pair}, revoker: embedded}
  - {path: /mixed, dialect: token-service, cipher: [{profile: aes-256-gcm, key: gcm-body}, {profile: session, key: pair}], revoker: embedded}
  - {path: /quick, dialect: token-service, cipher: {profile: aes-256-gcm, key: gcm-body}, revoker: embedded}
"""
FORWARD = "  - {path: /fw/*, forward: rest, cipher: {profile: session, key: pair}}\n"
UPSTREAM = "  - {path: /up, dialect: token-service, cipher: {profile: aes-256-gcm, key: gcm-body}, revoker: legacy}\n"
CIPHERS = f"ciphers:\n  session: {session_bodies.PROFILE}\n"
MANY = "open-failures: 1000000"


class Threads(unittest.TestCase):
    def serve(self, limits=MANY, routes=ROUTES, more=CIPHERS, key=session_bodies.PRIVATE):
        gateway = Gateway(self.addCleanup)
        gateway.command("keys", "import", "pair", "--format", "pem", "-", input=session_bodies.pem(key))
        gateway.command("keys", "import", "peer", "--format", "pem", "-", input=session_bodies.public_pem(key))
        gateway.configure(routes, f"{{{limits}}}", more=more)
        return gateway.start()

    def whole(self, gateway, reference, path="/slow", public=session_bodies.PRIVATE.public_key()):
        """A request as bytes, and the content key of its reply."""
        body, field, key = session_bodies.seal(bodies.request(reference), public)
        return gateway.request(body, path, f"X-Session-Key: {field}"), key

    def value(self, gateway, name):
        for line in gateway.metrics().splitlines():
            if line.startswith(name + " "):
                return int(line.split()[-1])
        raise AssertionError(f"no {name}")

    def assertNothingIsHeld(self, gateway):
        wire.poll(lambda: self.value(gateway, "revgate_exchanges_in_flight") == 0, "all exchanges to have ended")
        wire.poll(lambda: self.value(gateway, "revgate_key_operations_waiting") == 0, "nothing to wait")


class Load(Threads):
    def test_many_at_once_are_all_answered_each_with_its_own(self):
        gateway = self.serve()

        def one(number):
            with gateway.wire() as connection:
                for turn in range(5):
                    path = ("/slow", "/mixed")[turn % 2]
                    request, key = self.whole(gateway, f"load-{number}-{turn}", path)
                    reply = connection.send(request).reply()
                    self.assertEqual((reply.status, session_bodies.open_reply(reply.body, key)), (200, bodies.SUCCESS))

        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            list(pool.map(one, range(48)))
        self.assertEqual(self.value(gateway, 'revgate_key_operations_total{kind="open",result="ok"}'), 240)
        self.assertEqual(self.value(gateway, 'revgate_key_operations_total{kind="seal",result="ok"}'), 240)
        self.assertNothingIsHeld(gateway)

    def test_pipelined_requests_are_answered_in_their_order(self):
        gateway = self.serve()
        with gateway.wire() as connection:
            requests = [self.whole(gateway, f"pipelined-{number}") for number in range(12)]
            connection.send(*(request for request, _ in requests))
            for _, key in requests:
                reply = connection.reply()
                self.assertEqual((reply.status, session_bodies.open_reply(reply.body, key)), (200, bodies.SUCCESS))

    def test_symmetric_bodies_of_such_a_route_open_too(self):
        gateway = self.serve()
        for _ in range(3):
            reply = gateway.post(bodies.seal_gcm(bodies.request("symmetric")), "/mixed")
            self.assertEqual((reply.status, bodies.open_gcm(reply.body)), (200, bodies.SUCCESS))

    def test_what_does_not_open_is_refused_on_the_grid_whatever_fails(self):
        gateway = self.serve()
        body, field, _ = session_bodies.seal(bodies.request("refused"))
        other = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
        _, wrong, _ = session_bodies.seal(b"", other)
        replies = set()
        for fields in ([], [f"X-Session-Key: {wrong}"], ["X-Session-Key: AAAA"], [f"X-Session-Key: {field}"] * 2):
            with gateway.wire() as connection:
                began = time.monotonic()
                reply = connection.send(gateway.request(body, "/slow", *fields)).reply()
                self.assertGreaterEqual(time.monotonic() - began, 0.05)
                # Nothing of the request's key is known: in the clear.
                replies.add((reply.status, reply.body, tuple(reply.names)))
        self.assertEqual(len(replies), 1, replies)
        self.assertEqual({status for status, _, _ in replies}, {400})
        with gateway.wire() as connection:
            request, key = self.whole(gateway, "after")
            reply = connection.send(gateway.request(b"!", "/slow", f"X-Session-Key: {field}"), request)
            self.assertEqual((connection.reply().status, connection.reply().status), (400, 200))


class Gone(Threads):
    def test_callers_that_go_away_leave_nothing_behind(self):
        gateway = self.serve()
        for number in range(60):
            connection = gateway.wire()
            connection.send(self.whole(gateway, f"gone-{number}")[0])
            connection.socket.close()
        self.assertNothingIsHeld(gateway)
        request, _ = self.whole(gateway, "after")
        with gateway.wire() as connection:
            self.assertEqual(connection.send(request).reply().status, 200)

    def test_a_stop_answers_what_is_on_its_way(self):
        pair = rsa.generate_private_key(public_exponent=65537, key_size=4096)
        gateway = self.serve(f"{MANY}, key-operation-threads: 1", key=pair)
        requests = [self.whole(gateway, f"stop-{number}", public=pair.public_key()) for number in range(16)]
        connections = [gateway.wire() for _ in requests]
        for connection, (request, _) in zip(connections, requests):
            connection.send(request)
        wire.poll(lambda: self.value(gateway, "revgate_connections") == len(requests), "all to have come")
        gateway.signal(signal.SIGTERM)
        for connection, (_, key) in zip(connections, requests):
            reply = connection.reply()
            self.assertEqual((reply.status, session_bodies.open_reply(reply.body, key)), (200, bodies.SUCCESS))
            connection.socket.close()
        self.assertEqual(gateway.process.wait(30), 0)


class Full(Threads):
    def test_over_the_queue_callers_are_told_to_come_again(self):
        pair = rsa.generate_private_key(public_exponent=65537, key_size=4096)
        gateway = self.serve(f"{MANY}, key-operation-threads: 1, key-operation-queue: 1", key=pair)
        statuses = []

        def one(number):
            with gateway.wire() as connection:
                for turn in range(6):
                    request, key = self.whole(gateway, f"full-{number}-{turn}", public=pair.public_key())
                    reply = connection.send(request).reply()
                    statuses.append(reply.status)
                    if reply.status == 503:
                        self.assertEqual(reply["Retry-After"], "1")
                    else:
                        self.assertEqual(session_bodies.open_reply(reply.body, key), bodies.SUCCESS)

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(one, range(16)))
        self.assertEqual(set(statuses), {200, 503})
        refused = [
            self.value(gateway, f'revgate_key_operations_total{{kind="{kind}",result="refused"}}')
            for kind in ("open", "seal")]
        self.assertEqual(sum(refused), statuses.count(503))
        self.assertNothingIsHeld(gateway)
        # What needs no thread is served all the while.
        self.assertEqual(gateway.post(bodies.seal_gcm(bodies.request("quick")), "/quick").status, 200)


class Held(Threads):
    def test_a_body_waits_for_a_thread_as_long_as_for_a_revoker(self):
        """Passwords that are hashed a million times hold the one thread; who comes behind is told in time."""
        gateway = Gateway(self.addCleanup)
        gateway.command("keys", "import", "password", "--format", "raw", "-", input=b"a password of some length")
        gateway.command("keys", "import", "pair", "--format", "pem", "-", input=session_bodies.pem())
        password = (
            "  hashed: {algorithm: jwe, key-management: [PBES2-HS256+A128KW], content-encryption: [A128GCM], "
            "max-p2c: 1000000}\n")
        route = "  - {path: /hashed, dialect: token-service, cipher: {profile: hashed, key: password}, revoker: embedded}\n"
        limits = f"{MANY}, key-operation-threads: 1, revoker-timeout: 500ms"
        gateway.configure(ROUTES + route, f"{{{limits}}}", more=CIPHERS + password)
        gateway.start()
        header = json.dumps({
            "alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2s": "AAAAAAAAAAAAAAAAAAAAAA", "p2c": 1_000_000}).encode()
        parts = [header, os.urandom(24), os.urandom(12), os.urandom(40), os.urandom(16)]
        body = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        with contextlib.ExitStack() as stack:
            connections = [stack.enter_context(gateway.wire()) for _ in range(6)]
            for connection in connections:
                connection.send(gateway.request(body, "/hashed"))
            wire.poll(lambda: self.value(gateway, "revgate_key_operations_waiting") >= 4, "the thread to be held")
            began = time.monotonic()
            with gateway.wire() as connection:
                request, _ = self.whole(gateway, "held")
                reply = connection.send(request).reply()
                self.assertEqual((reply.status, reply["Retry-After"]), (503, "1"))
                self.assertLess(time.monotonic() - began, 2)
            self.assertLessEqual({connection.reply().status for connection in connections}, {400, 503})
        self.assertNothingIsHeld(gateway)
        state = gateway.json("tokens", "show", "--reference", "held")["state"]
        self.assertEqual(state, "unknown")


class Passed(Threads):
    def test_forward_routes_open_and_seal_on_threads_and_keep_the_field(self):
        origin = Origin(self.addCleanup, lambda exchange: (
            exchange.read(), exchange.answer(b'{"token":"t"}', "200 OK", "Content-Type: application/json", "X-Session-Key: theirs")))
        gateway = self.serve(
            routes=ROUTES + FORWARD, more=CIPHERS + f"upstreams:\n  rest: {{url: '{origin.url()}'}}\n")
        with gateway.wire() as connection:
            for _ in range(4):
                body, field, key = session_bodies.seal(b'{"a":1}')
                reply = connection.send(gateway.request(body, "/fw/x", f"X-Session-Key: {field}")).reply()
                self.assertEqual((reply.status, session_bodies.open_reply(reply.body, key)), (200, b'{"token":"t"}'))
                self.assertIsNone(reply["X-Session-Key"])
                seen = origin.last("x")
                wire.poll(lambda: seen.content is not None, "the origin to have read")
                self.assertEqual((seen.content, seen["X-Session-Key"]), (b'{"a":1}', None))
            refused = connection.send(gateway.request(b"AAAA", "/fw/x", f"X-Session-Key: {field}")).reply()
            self.assertEqual(refused.status, 400)
        for _ in range(20):
            connection = gateway.wire()
            connection.send(gateway.request(body, "/fw/x", f"X-Session-Key: {field}"))
            connection.socket.close()
        self.assertNothingIsHeld(gateway)

    def test_upstreams_are_asked_and_read_on_threads(self):
        problems = []

        def service(exchange):
            sealed = exchange.read()
            key = session_bodies.PRIVATE.decrypt(base64.b64decode(exchange["X-Session-Key"]), session_bodies.OAEP)
            if b"tokenReferenceId" not in session_bodies.open_reply(sealed, key):
                problems.append(sealed)
            iv = os.urandom(12)
            text = bodies.SUCCESS if not origin.is_broken else b"{}"
            exchange.send(message(base64.b64encode(iv + AESGCM(key).encrypt(iv, text, None)), "200 OK", "Content-Type: text/plain"))

        origin = Origin(self.addCleanup, service)
        origin.is_broken = False
        gateway = self.serve(
            routes=ROUTES + UPSTREAM, more=CIPHERS + "upstreams:\n  legacy: {url: '%s', dialect: token-service, "
            "cipher: {profile: session, key: peer}}\n" % origin.url("/invalidate"))
        for number in range(5):
            reply = gateway.post(bodies.seal_gcm(bodies.request(f"up-{number}")), "/up")
            self.assertEqual((reply.status, bodies.open_gcm(reply.body)), (200, bodies.SUCCESS))
        page = gateway.metrics()
        self.assertIn('revgate_upstream_results_total{upstream="legacy",result="ok"} 5', page)
        origin.is_broken = True
        self.assertEqual(gateway.post(bodies.seal_gcm(bodies.request("up-x")), "/up").status, 503)
        page = gateway.metrics()
        self.assertIn('revgate_upstream_results_total{upstream="legacy",result="ok"} 5', page)
        self.assertIn('revgate_upstream_results_total{upstream="legacy",result="not-understood"} 1', page)
        self.assertFalse(problems + origin.problems)
        self.assertNothingIsHeld(gateway)


if __name__ == "__main__":
    unittest.main()
