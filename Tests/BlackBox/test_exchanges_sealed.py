"""Whole exchanges whose bodies are sealed as partners seal them: session keys, JWE, several profiles, and key changes."""

import base64
import json
import os
import re
import threading
import time
import unittest

import bodies
import reference_jose as jose
import sealed_exchanges as sealed
import wire
from gateway import Gateway
from sealed_exchanges import BANK, CLIENT, PARTNERS, SHARED
from upstreams import Service

LIMITS = "{open-failures: 1000000}"


def routes(partners=PARTNERS):
    return "\n" + "".join(partner.route() for partner in partners)


class Exchanges(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup, routes=" []", more=sealed.ciphers(), limits=LIMITS)
        sealed.import_keys(cls.gateway)
        cls.gateway.command(
            "consumers", "update", "first", "--response-key", "client", "--signature-key", "client")
        cls.gateway.configure(routes(), LIMITS, more=sealed.ciphers())
        cls.gateway.start()

    def test_each_partner_revokes_and_reads_the_answer(self):
        for partner in PARTNERS:
            for number, outcome in enumerate(("revoked", "already-revoked", "already-revoked")):
                with self.subTest(partner.name, outcome=outcome):
                    reply, text = partner.ask(self.gateway, bodies.request(f"{partner.name}-reference"))
                    self.assertEqual((reply.status, reply["Revgate-Outcome"], text), (200, outcome, bodies.SUCCESS))
                    self.assertEqual(reply["Cache-Control"], "no-store")
                    self.assertEqual(self.gateway.state_of(f"{partner.name}-reference"), "revoked")

    def test_no_two_replies_are_the_same(self):
        for partner in PARTNERS:
            with self.subTest(partner.name):
                text = bodies.request("again-and-again")
                replies = {partner.ask(self.gateway, text)[0].body for _ in range(4)}
                self.assertEqual(len(replies), 4)

    def test_content_type_is_the_formats_and_may_be_left_out(self):
        for partner in PARTNERS:
            with self.subTest(partner.name):
                body, fields = partner.request(bodies.request("typed"))
                reply = partner.post(self.gateway, body, fields)
                self.assertEqual(reply["Content-Type"], partner.content_type)
                headers = {"X-API-KEY": self.gateway.api_keys["first"], **fields}
                bare = self.gateway.post(body, path=partner.path, Content_Type=None, **fields)
                self.assertEqual((bare.status, set(headers) - set(fields)), (200, {"X-API-KEY"}))
                self.assertEqual(partner.post(self.gateway, body, fields, **{"Content-Type": "text/html"}).status, 415)

    def test_wrong_requests_are_refused_in_the_sealed_dialect(self):
        """What opens and is no call: the answer is readable, with the dialect's code."""
        for partner in PARTNERS:
            with self.subTest(partner.name):
                if partner.name == "cbc-session":
                    # Any content may stand there after a change, and without its key no caller could read a sealed refusal.
                    reply = partner.post(self.gateway, *partner.request(b'{"tokenReference":"x"}'))
                    self.assertEqual((reply.status, json.loads(reply.body)["resCode"]), (400, 400))
                    continue
                reply, text = partner.ask(self.gateway, b'{"tokenReference":"x"}')
                self.assertEqual((reply.status, json.loads(text)["resCode"]), (400, 400))

    def test_signature_of_another_is_refused(self):
        partner = next(each for each in PARTNERS if each.name == "hdfc")
        forged = sealed.HDFC.seal(bodies.request("forged"), BANK, sealed.OTHER)
        self.assertEqual(partner.post(self.gateway, *forged).status, 400)
        unsigned = sealed.HDFC.row.seal(bodies.request("forged"), BANK)
        self.assertEqual(partner.post(self.gateway, *unsigned).status, 400)
        none = ".".join([jose.encode(b'{"alg":"none"}'), jose.encode(bodies.request("forged")), ""]).encode()
        self.assertEqual(partner.post(self.gateway, *sealed.HDFC.row.seal(none, BANK)).status, 400)
        self.assertEqual(self.gateway.state_of("forged"), "unknown")

    def test_missing_parts_of_an_envelope_are_refused(self):
        for name in ("icici", "hdfc"):
            partner = next(each for each in PARTNERS if each.name == name)
            body, fields = partner.request(bodies.request("part"))
            members = json.loads(body)
            for member in members:
                rest = {name: value for name, value in members.items() if name != member}
                expected = 200 if member in ("requestId", "service", "oaepHashingAlgorithm", "Scope") else 400
                with self.subTest(name, member=member):
                    self.assertEqual(partner.post(self.gateway, json.dumps(rest).encode(), fields).status, expected)
        partner = next(each for each in PARTNERS if each.name == "mastercard-headers")
        body, fields = partner.request(bodies.request("part"))
        for field in fields:
            rest = {name: value for name, value in fields.items() if name != field}
            self.assertEqual(partner.post(self.gateway, body, rest).status, 400, field)
        self.assertEqual(partner.post(self.gateway, body, fields).status, 200)


def broken(partner):
    """Requests that do not open, or hold no call, by what is wrong with them."""
    text = bodies.request("broken")
    if partner.name.startswith("jwe"):
        return broken_jwe(partner, text)
    body, fields = partner.request(text)
    members = json.loads(body)
    sealed_name = max(members, key=lambda name: len(members[name]) if "Key" not in name else 0)
    is_hex = partner.name == "mastercard-headers"
    decode, encode = (bytes.fromhex, bytes.hex) if is_hex else (
        base64.b64decode, lambda data: base64.b64encode(data).decode())

    def with_sealed(change):
        return json.dumps({**members, sealed_name: change(members[sealed_name])}).encode(), fields

    def flipped(data, place):
        changed = bytearray(data)
        changed[place] ^= 0x40
        return encode(bytes(changed))

    key_name = next((name for name in members if "Key" in name), None)
    key_text = members[key_name] if key_name else fields["x-encrypted-key"]

    def with_key(value):
        if key_name:
            return json.dumps({**members, key_name: value}).encode(), fields
        return body, {**fields, "x-encrypted-key": value}

    # What is no call is told apart where a signature says who wrote it.
    cases = {
        "signature": sealed.HDFC.seal(text, BANK, sealed.OTHER), "no signature": sealed.HDFC.row.seal(text, BANK),
    } if partner.name == "hdfc" else {
        "no JSON": partner.request(b"no JSON at all, of a length"), "no call": partner.request(b'{"a":"bcdefghijklmnopqr"}')}
    return {
        **cases,
        "encoding": with_sealed(lambda text: "!" + text[1:]),
        "padding": with_sealed(lambda text: flipped(decode(text), -17)),
        "half a block": with_sealed(lambda text: encode(decode(text)[:-8])),
        "nothing sealed": with_sealed(lambda text: ""),
        "key's encoding": with_key("!" + key_text[1:]),
        "unwrap": with_key(flipped(decode(key_text), 100)),
        "short key": with_key(encode(decode(key_text)[:-1])),
    }


def broken_jwe(partner, text):
    whole = partner.request(text)[0].decode().split(".")

    def with_part(index, change):
        data = bytearray(jose.decode(whole[index]))
        change(data)
        return ".".join([*whole[:index], jose.encode(bytes(data)), *whole[index + 1:]]).encode(), {}

    def flip(data):
        data[len(data) // 2] ^= 1

    cases = {
        "encoding": (".".join([*whole[:3], "!" + whole[3][1:], whole[4]]).encode(), {}),
        "ciphertext": with_part(3, flip), "tag": with_part(4, flip), "IV": with_part(2, flip),
        "header": (".".join([jose.encode(b'{"alg":"none"}'), *whole[1:]]).encode(), {}),
        "no header": (".".join(["", *whole[1:]]).encode(), {}),
        "four parts": (".".join(whole[:4]).encode(), {}), "nothing": (b"", {}),
    }
    if whole[1]:
        cases.update({"unwrap": with_part(1, flip), "short key": with_part(1, lambda data: data.pop())})
    return cases


class Refusals(unittest.TestCase):
    """A failure to open is one refusal, whatever its cause: the same bytes in all classes but what is drawn anew."""

    @classmethod
    def setUpClass(cls):
        Exchanges.setUpClass.__func__(cls)

    def test_every_cause_has_the_same_refusal(self):
        for partner in PARTNERS:
            seen = {}
            for name, (body, fields) in broken(partner).items():
                reply = partner.post(self.gateway, body, fields)
                seen[name] = self.shape(partner, reply)
            with self.subTest(partner.name):
                self.assertEqual(len(set(seen.values())), 1, json.dumps(seen, indent=1, default=repr))

    def shape(self, partner, reply):
        """All of a refusal that a caller can tell, its sealed body by its length and by what it opens to."""
        self.assertEqual(reply.status, 400)
        drawn = {"date", "x-request-id", "x-iv", "x-encrypted-key"}
        headers = tuple(sorted((name.lower(), value if name.lower() not in drawn else len(value))
                               for name, value in reply.headers))
        if partner.name.endswith("-session"):
            return reply.status, headers, len(reply.body)  # its key is not known to who cannot seal
        text = partner.opened(reply, b"")
        self.assertEqual(json.loads(text)["resCode"], 400)
        return reply.status, headers, len(reply.body), text.decode()

    def test_failures_are_counted_and_limited(self):
        """20 a minute by default, then 429; of one consumer, and not of another."""
        gateway = Gateway(self.addCleanup, routes=" []", more=sealed.ciphers())
        sealed.import_keys(gateway)
        gateway.command("consumers", "update", "first", "--response-key", "client", "--signature-key", "client")
        gateway.configure(routes(), "{}", more=sealed.ciphers())
        gateway.start()
        partner = next(each for each in PARTNERS if each.name == "icici")
        body, fields = broken(partner)["unwrap"]
        statuses = [partner.post(gateway, body, fields).status for _ in range(25)]
        self.assertEqual(statuses, [400] * 20 + [429] * 5)


class Migration(unittest.TestCase):
    """One route, an old CBC profile and new ones: consumers are moved one by one."""

    @classmethod
    def setUpClass(cls):
        cls.profiles = sealed.ciphers()
        cls.gateway = Gateway(cls.addClassCleanup, routes=" []", more=cls.profiles, limits=LIMITS)
        sealed.import_keys(cls.gateway)
        cls.gateway.command("consumers", "update", "first", "--response-key", "client")
        cls.gateway.command("consumers", "update", "legacy", "--response-key", "client")
        cls.gateway.configure(
            "\n  - {path: /moving, dialect: token-service, cipher: [{profile: aes-256-cbc, key: cbc-body}, "
            "{profile: aes-256-gcm, key: gcm-body}, {profile: jwe-rsa-of-ours, key: bank}], revoker: embedded}\n",
            LIMITS, more=cls.profiles)
        cls.gateway.start()

    WAYS = {
        "aes-256-cbc": (bodies.seal_cbc, bodies.open_cbc), "aes-256-gcm": (bodies.seal_gcm, bodies.open_gcm),
        "jwe-rsa-of-ours": (lambda text: jose.seal(text, "RSA-OAEP-256", "A256GCM", BANK), lambda body: jose.open(body, CLIENT)),
    }

    def revoke(self, profile, consumer):
        seal, opener = self.WAYS[profile]
        kind = "application/jose" if profile == "jwe-rsa-of-ours" else "text/plain"
        reply = self.gateway.post(seal(bodies.request(f"{profile}-{consumer}")), "/moving", consumer, Content_Type=kind)
        self.assertEqual((reply.status, opener(reply.body)), (200, bodies.SUCCESS), reply)
        return reply

    def counted(self):
        counts = {}
        for line in self.gateway.metrics().splitlines():
            if line.startswith("revgate_bodies_opened_total{"):
                labels, count = line[len("revgate_bodies_opened_total{"):].split("} ")
                found = dict(part.split("=") for part in labels.split(","))
                counts[found["consumer"].strip('"'), found["profile"].strip('"')] = int(count)
        return counts

    def test_every_profile_of_a_route_opens_and_is_answered_in_kind_and_counted(self):
        before = self.counted()
        for consumer in ("first", "legacy"):
            for count, profile in enumerate(self.WAYS, 1):
                for _ in range(count):
                    self.revoke(profile, consumer)
        after = self.counted()
        more = {pair: count - before.get(pair, 0) for pair, count in after.items()}
        self.assertEqual({pair: count for pair, count in more.items() if count}, {
            (consumer, profile): count for consumer in ("first", "legacy")
            for count, profile in enumerate(self.WAYS, 1)})

    def test_consumers_are_moved_while_the_gateway_runs(self):
        for profile in ("jwe-rsa-of-ours", "aes-256-gcm", "aes-256-cbc"):
            self.gateway.command("consumers", "update", "legacy", "--body-profile", profile)
            self.assertEqual(self.gateway.reload(), "reloaded")
            rows = {row["consumer"]: row for row in self.gateway.json("consumers", "list")}
            self.assertEqual(rows["legacy"]["body-profile"], profile)
            for each in self.WAYS:
                self.revoke(each, "legacy")
        self.gateway.command("consumers", "update", "legacy", "--no-body-profile")
        self.assertEqual(self.gateway.reload(), "reloaded")

    def test_refusals_are_sealed_by_the_preferred_profile_whatever_fails(self):
        for profile, (seal, opener) in self.WAYS.items():
            self.gateway.command("consumers", "update", "legacy", "--body-profile", profile)
            self.assertEqual(self.gateway.reload(), "reloaded")
            for body in (b"!", b"A" * 64, bodies.seal_gcm(b"x", bodies.OWN), bodies.seal_cbc(b"{}", bodies.OWN),
                         jose.seal(b"{}", "RSA-OAEP-256", "A256GCM", sealed.OTHER)):
                reply = self.gateway.post(body, "/moving", "legacy")
                self.assertEqual((reply.status, json.loads(opener(reply.body))["resCode"]), (400, 400), profile)

    def test_check_says_which_profile_is_weak_and_who_uses_it(self):
        self.gateway.command("consumers", "update", "legacy", "--body-profile", "aes-256-cbc")
        done = self.gateway.command("check")
        said = (done.stdout + done.stderr).decode()
        self.assertIn("aes-256-cbc", said)
        self.assertIn("/moving", said)
        self.assertIn("legacy", said)
        self.assertNotIn("profile aes-256-gcm", said.replace('"', ""))


class Versions(unittest.TestCase):
    """Several versions of a pair: what a message's `kid` names opens, old ones as long as they are accepted."""

    def setUp(self):
        self.first, self.second, self.third = (jose.fresh("RSA") for _ in range(3))
        self.gateway = Gateway(self.addCleanup, routes=" []", limits=LIMITS)
        for key in (self.first, self.second, self.third):
            sealed.import_keys(self.gateway, {"rolling": key})
        sealed.import_keys(self.gateway, {"client": jose.public(CLIENT), "signing": sealed.SIGNER})
        self.gateway.command("consumers", "update", "first", "--response-key", "client")
        self.states("accepting", "active", "retired")
        self.profiles = sealed.ciphers([each for each in PARTNERS if each.name == "jwe-rsa"])
        self.gateway.configure(
            "\n  - {path: /rolling, dialect: token-service, cipher: {profile: jwe-rsa-of-ours, key: rolling}, revoker: embedded}\n"
            "  - {path: /.well-known/jwks.json, jwks: [rolling, signing]}\n", LIMITS, more=self.profiles)
        self.gateway.start()

    def states(self, *states):
        """Sets the states of the versions, oldest first, where no command does."""
        path = os.path.join(self.gateway.folder, "keys", "rolling.json")
        with open(path, encoding="utf-8") as file:
            key = json.load(file)
        for version, state in zip(sorted(key["versions"], key=lambda each: each["version"]), states, strict=True):
            version["state"] = state
        with open(path, "w", encoding="utf-8") as file:
            json.dump(key, file)

    def status(self, key, kid=None, kind="application/jose"):
        header = {"kid": kid} if kid else None
        body = jose.seal(bodies.request("rolling"), "RSA-OAEP-256", "A256GCM", key, header)
        reply = self.gateway.post(body, "/rolling", Content_Type=kind)
        text = jose.open(reply.body, CLIENT)
        self.assertEqual(text == bodies.SUCCESS, reply.status == 200)
        return reply.status

    def test_usable_versions_open_with_their_kid_or_none(self):
        names = [jose.thumbprint(key) for key in (self.first, self.second, self.third)]
        self.assertEqual([self.status(self.first, names[0]), self.status(self.second, names[1])], [200, 200])
        self.assertEqual([self.status(self.first), self.status(self.second)], [200, 200])
        self.assertEqual([self.status(self.third), self.status(self.third, names[2])], [400, 400])
        # A kid that names one version is not opened by the other.
        self.assertEqual([self.status(self.first, names[1]), self.status(self.second, names[0])], [400, 400])
        self.states("retired", "accepting", "active")
        self.assertEqual(self.gateway.reload(), "reloaded")
        self.assertEqual([self.status(key) for key in (self.first, self.second, self.third)], [400, 200, 200])

    def test_jwe_is_declared_as_any_of_its_types(self):
        kinds = {"application/jose": 200, "Application/JOSE+JSON; charset=utf-8": 200, "application/json": 200,
                 "text/plain": 200, "text/xml": 415}
        self.assertEqual({kind: self.status(self.first, kind=kind) for kind in kinds}, kinds)

    def test_published_key_without_a_version_that_opens_is_a_fault(self):
        self.states("retired", "retired", "staged")
        done = self.gateway.command("check", status=1)
        self.assertIn(b"nothing would be published", done.stdout + done.stderr)

    def jwks(self, method="GET"):
        return wire.exchange(self.gateway.port, method, "/.well-known/jwks.json")

    def test_published_set_has_the_public_halves_and_no_more(self):
        reply = self.jwks()
        self.assertEqual(
            (reply.status, reply["Content-Type"], reply["Cache-Control"]),
            (200, "application/jwk-set+json", "public, max-age=300"))
        keys = json.loads(reply.body)["keys"]
        wanted = [self.second, sealed.SIGNER, self.first]
        self.assertEqual([(key["n"], key["e"], key["kid"]) for key in keys],
                         [(key["n"], key["e"], jose.thumbprint(key)) for key in wanted])
        for key in keys:
            self.assertEqual(set(key) & {"d", "p", "q", "dp", "dq", "qi", "k"}, set())
        # What it publishes is what seals.
        for key in (keys[0], keys[2]):
            self.assertEqual(self.status(key, key["kid"]), 200)
        self.states("retired", "retired", "active")
        self.assertEqual(self.gateway.reload(), "reloaded")
        self.assertEqual([key["kid"] for key in json.loads(self.jwks().body)["keys"]],
                         [jose.thumbprint(self.third), jose.thumbprint(sealed.SIGNER)])

    def test_published_set_needs_no_credential_and_takes_head_and_nothing_else(self):
        for method, status in (("GET", 200), ("HEAD", 200), ("POST", 405), ("PUT", 405), ("DELETE", 405)):
            reply = self.jwks(method)
            self.assertEqual(reply.status, status, method)
            if status == 405:
                self.assertEqual({each.strip() for each in reply["Allow"].split(",")}, {"GET", "HEAD"})
            self.assertTrue(reply["X-Request-Id"])
        head = self.jwks("HEAD")
        self.assertEqual((head.body, head["Content-Length"]), (b"", str(len(self.jwks().body))))


class Upstreams(unittest.TestCase):
    """The gateway as the client of a service whose bodies are JWEs, or sealed under session keys."""

    def upstream(self, profile, use, opened, seal, keys):
        service = Service(self.addCleanup)
        service.open, service.seal = opened, seal
        gateway = Gateway(self.addCleanup, routes=" []", limits=LIMITS)
        sealed.import_keys(gateway, keys)
        gateway.configure(
            "\n  - {path: /front, dialect: token-service, cipher: {profile: aes-256-gcm, key: gcm-body}, revoker: legacy}\n",
            LIMITS, more=f"ciphers:\n  theirs: {profile}\nupstreams:\n  legacy:\n    url: {service.url()}\n"
            f"    dialect: token-service\n    cipher: {{profile: theirs, {use}}}\n")
        gateway.start()
        return gateway, service

    def check(self, gateway, service):
        for number in range(3):
            reply = gateway.post(bodies.seal_gcm(bodies.request(f"at-the-service-{number}")), "/front")
            self.assertEqual((reply.status, bodies.open_gcm(reply.body)), (200, bodies.SUCCESS), gateway.log())
        self.assertEqual(service.references, [f"at-the-service-{number}" for number in range(3)])
        self.assertEqual(service.problems, [])
        unknown = gateway.post(bodies.seal_gcm(bodies.request("unknown-reference")), "/front")
        self.assertNotEqual(unknown.status, 200)
        # An answer that is not sealed as agreed is no success.
        service.seal = lambda text: text
        reply = gateway.post(bodies.seal_gcm(bodies.request("in-the-clear")), "/front")
        self.assertEqual(reply.status, 503)

    def test_jwe_under_the_services_public_key_and_back_under_our_own(self):
        theirs, ours = jose.fresh("RSA"), jose.fresh("P-256")
        gateway, service = self.upstream(
            "{algorithm: jwe, key-management: [RSA-OAEP-256, ECDH-ES+A128KW], content-encryption: [A256GCM]}",
            "key: theirs, response-key: ours", lambda body: jose.open(body, theirs),
            lambda text: jose.seal(text, "ECDH-ES+A128KW", "A256GCM", jose.public(ours)),
            {"theirs": jose.public(theirs), "ours": ours})
        self.check(gateway, service)
        for request in service.requests:
            header = jose.header_of(request.body)
            self.assertEqual((header["alg"], header["kid"]), ("RSA-OAEP-256", jose.thumbprint(theirs)))

    def test_jwe_whose_answer_is_under_the_requests_content_key(self):
        theirs, last = jose.fresh("RSA"), {}

        def opened(body):
            text, last["key"] = jose.opened(body, theirs)
            return text

        gateway, service = self.upstream(
            "{algorithm: jwe, key-management: [RSA-OAEP-256], content-encryption: [A128CBC-HS256], reply-key: session}",
            "key: theirs", opened, lambda text: jose.seal(text, "dir", "A128CBC-HS256", jose.octets(last["key"])),
            {"theirs": jose.public(theirs)})
        self.check(gateway, service)

    def test_session_key_under_the_services_public_key(self):
        theirs, ours = jose.fresh("RSA"), jose.fresh("RSA")
        gateway, service = self.upstream(
            PARTNERS[0].profile, "key: theirs, response-key: ours", lambda body: sealed.ICICI.open(body, {}, theirs),
            lambda text: sealed.ICICI.seal(text, ours)[0], {"theirs": jose.public(theirs), "ours": ours})
        self.check(gateway, service)

    def test_jwe_of_a_shared_key(self):
        gateway, service = self.upstream(
            "{algorithm: jwe, key-management: [A256GCMKW], content-encryption: [A256CBC-HS512], serialization: flattened}",
            "key: shared", lambda body: jose.open(body, SHARED),
            lambda text: jose.seal(text, "A256GCMKW", "A256CBC-HS512", SHARED, shape="general"), {"shared": SHARED})
        self.check(gateway, service)


class Load(unittest.TestCase):
    """Opening under a private key leaves the event loop: cheap exchanges go on while costly ones are worked on."""

    def test_cheap_exchanges_do_not_wait_for_costly_ones(self):
        gateway = Gateway(self.addCleanup, routes=" []", limits=LIMITS)
        password = jose.octets(b"a password of some length")
        sealed.import_keys(gateway, {"password": password})
        gateway.configure(
            "\n  - {path: /costly, dialect: token-service, cipher: {profile: slow, key: password}, revoker: embedded}\n"
            "  - {path: /cheap, dialect: token-service, cipher: {profile: aes-256-gcm, key: gcm-body}, revoker: embedded}\n",
            LIMITS, more="ciphers:\n  slow: {algorithm: jwe, key-management: [PBES2-HS512+A256KW], "
            "content-encryption: [A256GCM], max-p2c: 1000000}\n")
        gateway.start()
        body = jose.seal(bodies.request("slow"), "PBES2-HS512+A256KW", "A256GCM", password, {"p2c": 400_000})
        done = []

        def ask():
            reply = gateway.post(body, "/costly", Content_Type="application/jose")
            done.append((time.monotonic(), reply.status))

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        wire.poll(
            lambda: re.search(r"^revgate_key_operations_waiting [1-9]", gateway.metrics(), re.M), "the threads to be held")
        cheap = []
        while any(thread.is_alive() for thread in threads):
            began = time.monotonic()
            self.assertEqual(gateway.post(bodies.seal_gcm(bodies.request("cheap")), "/cheap").status, 200)
            cheap.append(time.monotonic() - began)
        for thread in threads:
            thread.join()
        self.assertEqual([status for _, status in done], [200] * 6)
        self.assertGreater(len(cheap), 5)
        self.assertLess(sorted(cheap)[len(cheap) // 2], 0.1)


if __name__ == "__main__":
    unittest.main()
