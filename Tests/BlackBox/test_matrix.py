"""
Every dialect in, every dialect out: what the service behind says of a token, and what the caller is told of it in its
own dialect, as two tables whose product is the matrix.
"""

import base64
import datetime
import json
import re
import unittest
import urllib.parse

import bodies
import wire
from dialects import FORM, JSON, TIME, as_json, field_of, form, lines
from fronting import PATIENT, flow, upstreams
from gateway import Gateway
from tracing import Tracer
from upstreams import Service, message

REVOKED_AT = "2026-01-02T03:04:05.678Z"
PLAIN = "text/plain"
SEALED = "-sealed"
STATES = ("live", "dead", "unknown", "credential", "away", "garbage")

# What the service behind says by the state of the token, by upstream dialect. One that has a single word for two states
# says it twice.
NO_SUCH_TOKEN = ("401 Unauthorized", b'{"resCode":"TOK404","resDesc":"No such token"}')
TOKEN_SERVICE = {
    "live": ("200 OK", bodies.SUCCESS),
    "dead": ("200 OK", bodies.SUCCESS),
    "unknown": NO_SUCH_TOKEN,
    "credential": ("403 Forbidden", b'{"resCode":403,"resDesc":"Forbidden"}'),
}
DIGILOCKER = {
    "live": ("200 OK", b""),
    "dead": ("400 Bad Request", as_json(error="invalid_token", error_description="The token is invalid")),
    "unknown": ("400 Bad Request", as_json(error="invalid_token", error_description="The token is invalid")),
    "credential": ("401 Unauthorized", as_json(error="invalid_client_id", error_description="Invalid client")),
}
SCREENING_EAGLE = {
    "live": ("200 OK", b""),
    "dead": ("200 OK", b""),
    "unknown": ("400 Bad Request", as_json(error="Bad Request", errorDescription="no such token")),
    "credential": ("401 Unauthorized", as_json(error="Forbidden", errorDescription="permission denied")),
}
RFC7009 = {
    "live": ("200 OK", b""),
    "dead": ("200 OK", b""),
    "unknown": ("200 OK", b""),
    "credential": ("401 Unauthorized", as_json(error="invalid_client")),
}
NATIVE = {
    "live": ("200 OK", as_json(status="revoked", revoked_at=REVOKED_AT)),
    "dead": ("200 OK", as_json(status="already-revoked", revoked_at=REVOKED_AT)),
    "unknown": ("404 Not Found", as_json(error="unknown_token", error_description="Invalid Token Passed")),
    "credential": ("403 Forbidden", as_json(error="unauthorized_client", error_description="Not Allowed")),
}
# What every service says in the same words; the second is no service's own, and never sealed.
ANY = {
    "away": ("503 Service Unavailable", b"", "Retry-After: 7"),
    "garbage": ("200 OK", b"<html><body>revoked</body></html>"),
}
# What the OAuth-like ones have words for beside that (RFC 6749 § 5.2, RFC 7009 § 2.2.1).
WORDS = {
    "foreign": ("400 Bad Request", as_json(error="invalid_grant")),
    "unsupported": ("400 Bad Request", as_json(error="unsupported_token_type")),
}
# By upstream dialect: what clear bodies are, what it names, what it says, and what its configuration must tell. Each is
# asked in the clear and, as `…-sealed`, under a cipher of its own.
SPEAKS = {
    "token-service": (PLAIN, "reference", TOKEN_SERVICE, {"unknown-token-codes": ["TOK404"]}),
    "digilocker": (JSON, "token", DIGILOCKER, {}),
    "screening-eagle": (FORM, "token", SCREENING_EAGLE, {"unknown-token-codes": ['"Bad Request"']}),
    "rfc7009": (FORM, "token", RFC7009, {}),
    "native": (JSON, "either", NATIVE, {}),
}
CIPHER_BEHIND = {"cipher": {"profile": "aes-192-cbc", "key": "cbc192-body"}}
# The gateway's own credential, by upstream dialect: how it is configured, and the field it travels in.
SECRET = "behind-user:behind-secret-1f2e3d"
KEY_FIELD = ("x-api-key", SECRET)
BASIC_FIELD = ("authorization", "Basic " + base64.b64encode(SECRET.encode()).decode())
BEARER_FIELD = ("authorization", f"Bearer {SECRET}")
CREDENTIALS = {
    "token-service": ("env:BEHIND", KEY_FIELD), "native": ({"api-key": "env:BEHIND"}, KEY_FIELD),
    "digilocker": ({"bearer": "env:BEHIND"}, BEARER_FIELD),
    "screening-eagle": ({"basic": "env:BEHIND"}, BASIC_FIELD), "rfc7009": ({"basic": "env:BEHIND"}, BASIC_FIELD),
}

# What that means, by upstream and state.
ONLY_DONE = {"live": "revoked", "dead": "revoked", "unknown": "revoked"}
CANNOT_TELL_DEAD = {**ONLY_DONE, "unknown": "unknown"}
MEANS = {
    "token-service": CANNOT_TELL_DEAD,
    "digilocker": {"live": "revoked", "dead": "unknown", "unknown": "unknown"},
    "screening-eagle": CANNOT_TELL_DEAD,
    "rfc7009": ONLY_DONE,
    "native": {"live": "revoked", "dead": "already-revoked", "unknown": "unknown"},
}
# Seconds until the caller may try again: the service's own word, a while for what an operator must mend, or soon.
UNAVAILABLE = {"credential": 30, "away": 7, "garbage": 1}


def result(code, text):
    return b'{"resCode":%d,"resDesc":"%s"}' % (code, text)


def oauth(error, text, description=b"error_description"):
    return b'{"error":"%s","%s":"%s"}' % (error, description, text)


# What the caller reads, by inbound dialect and outcome: status and clear body. AT stands for the time of a revocation.
AT = b"AT"
CAMEL = b"errorDescription"
NATIVE_READS = {
    "revoked": (200, b'{"status":"revoked","revoked_at":"AT"}'),
    "already-revoked": (200, b'{"status":"already-revoked","revoked_at":"AT"}'),
    "unknown": (404, oauth(b"unknown_token", b"Invalid Token Passed")),
    "foreign": (400, oauth(b"invalid_grant", b"Invalid Token Passed")),
    "unsupported": (422, oauth(b"unsupported_token_type", b"Token Cannot Be Revoked Here")),
    "unavailable": (503, oauth(b"temporarily_unavailable", b"Try Again Later")),
    "limited": (429, oauth(b"temporarily_unavailable", b"Too Many Unknown Tokens")),
}
READS = {
    "token-service": {
        "revoked": (200, bodies.SUCCESS),
        "already-revoked": (200, bodies.SUCCESS),
        "unknown": (401, result(401, b"Invalid Token Passed")),
        "foreign": (401, result(401, b"Invalid Token Passed")),
        "unsupported": (401, result(401, b"Invalid Token Passed")),
        "unavailable": (503, result(503, b"Try Again Later")),
        "limited": (429, result(429, b"Too Many Unknown Tokens")),
    },
    "digilocker": {
        "revoked": (200, b""),
        "already-revoked": (200, b""),
        "unknown": (400, oauth(b"invalid_token", b"The token is invalid")),
        "foreign": (400, oauth(b"invalid_grant", b"Invalid Token Passed")),
        "unsupported": (400, oauth(b"unsupported_token_type", b"Token Cannot Be Revoked Here")),
        "unavailable": (503, oauth(b"temporarily_unavailable", b"Try Again Later")),
        "limited": (429, oauth(b"temporarily_unavailable", b"Too Many Unknown Tokens")),
    },
    "screening-eagle": {
        "revoked": (200, b""),
        "already-revoked": (200, b""),
        "unknown": (400, oauth(b"invalid_token", b"Invalid Token Passed", CAMEL)),
        "foreign": (400, oauth(b"invalid_grant", b"Invalid Token Passed", CAMEL)),
        "unsupported": (400, oauth(b"unsupported_token_type", b"Token Cannot Be Revoked Here", CAMEL)),
        "unavailable": (503, oauth(b"temporarily_unavailable", b"Try Again Later", CAMEL)),
        "limited": (429, oauth(b"temporarily_unavailable", b"Too Many Unknown Tokens", CAMEL)),
    },
    "rfc7009": {
        "revoked": (200, b""),
        "already-revoked": (200, b""),
        "unknown": (200, b""),
        "foreign": (400, oauth(b"invalid_grant", b"Invalid Token Passed")),
        "unsupported": (400, oauth(b"unsupported_token_type", b"Token Cannot Be Revoked Here")),
        "unavailable": (503, oauth(b"temporarily_unavailable", b"Try Again Later")),
        "limited": (429, oauth(b"temporarily_unavailable", b"Too Many Unknown Tokens")),
    },
    "native": NATIVE_READS,
}


class Asking:
    """How a caller asks: the dialect of its route, what it names, its content type, its hint, and its clear body."""

    def __init__(self, dialect, kind, content_type, hint, write):
        self.dialect, self.kind, self.content_type, self.hint, self.write = dialect, kind, content_type, hint, write


REFRESH, ACCESS = "refresh_token", "access_token"
ASKS = {
    "token-service": Asking("token-service", "reference", PLAIN, None, lambda value: as_json(tokenReferenceId=value)),
    "digilocker": Asking(
        "digilocker", "token", JSON, REFRESH, lambda value: as_json(token=value, token_type_hint=REFRESH)),
    "screening-eagle": Asking(
        "screening-eagle", "token", FORM, ACCESS, lambda value: form(token=value, token_type=ACCESS)),
    "rfc7009": Asking("rfc7009", "token", FORM, REFRESH, lambda value: form(token=value, token_type_hint=REFRESH)),
    "native": Asking("native", "token", JSON, None, lambda value: as_json(token=value)),
    "native-reference": Asking("native", "reference", JSON, None, lambda value: as_json(reference=value)),
}
CIPHER = {"cipher": {"profile": "aes-256-gcm", "key": "gcm-body"}}


def with_sealed(names):
    """Each of them in the clear and sealed."""
    return [name + suffix for name in names for suffix in ("", SEALED)]


def base(name):
    return name.removesuffix(SEALED)


INBOUND, UPSTREAM = with_sealed(ASKS), with_sealed(SPEAKS)


def asked(upstream, kind, value, hint):
    """The members of the clear body that a service of this dialect is to be asked by."""
    hinted = {"token_type_hint": hint} if hint else {}
    return {
        "token-service": {"tokenReferenceId": value},
        # A hint that is wrong would keep it from finding the token.
        "digilocker": {"token": value},
        "screening-eagle": {"token": value, **({"token_type": hint} if hint else {})},
        "rfc7009": {"token": value, **hinted},
        "native": {kind: value, **hinted},
    }[upstream]


def read(content_type, body):
    """The members of a clear body, each of which stands once."""
    if content_type != FORM:
        return json.loads(body)
    pairs = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs), body
    return dict(pairs)


class Behind(Service):
    """One service that speaks each dialect, told by its path, and says what the value it is asked about begins with."""

    def __init__(self, cleanup):
        super().__init__(cleanup, behaviour=self.speak)

    @staticmethod
    def members(upstream, request):
        body = bodies.open_cbc(request.body, bodies.CBC192) if upstream.endswith(SEALED) else request.body
        return read(SPEAKS[base(upstream)][0], body)

    def speak(self, exchange):
        upstream = exchange.request.line.split(" ")[1].strip("/")
        members = self.members(upstream, exchange.request)
        value = next(value for name, value in members.items() if not name.startswith("token_type"))
        status, body, *fields = {**SPEAKS[base(upstream)][2], **ANY, **WORDS}[value.split("-")[0]]
        if upstream.endswith(SEALED) and not value.startswith("garbage"):
            body = bodies.seal_cbc(body, bodies.CBC192)
        exchange.send(message(body, status, *fields))


class MatrixCase(unittest.TestCase):
    """What a caller of each dialect sends to a route `/inbound/upstream` of `gateway`, and what it must read."""

    @staticmethod
    def route(inbound, upstream):
        dialect = ASKS[base(inbound)].dialect
        clear = {"plaintext": "allow"} if dialect == "token-service" else {}
        return {"path": f"/{inbound}/{upstream}", "dialect": dialect, "revoker": upstream,
                **(CIPHER if inbound.endswith(SEALED) else clear)}

    def ask(self, inbound, upstream, value):
        asking = ASKS[base(inbound)]
        body, content_type = asking.write(value), asking.content_type
        if inbound.endswith(SEALED):
            body, content_type = bodies.seal_gcm(body), PLAIN
        return self.gateway.post(body, path=f"/{inbound}/{upstream}", Content_Type=content_type)

    def assertReads(self, reply, inbound, outcome, retry_after=None, at=None):
        """Status, every header field and the body, opened where it is sealed; nothing beside them."""
        status, body = READS[ASKS[base(inbound)].dialect][outcome]
        is_sealed = inbound.endswith(SEALED)
        expected = {"cache-control": "no-store", "content-length": str(len(reply.body))}
        if is_sealed or body:
            expected["content-type"] = PLAIN if is_sealed else JSON
        if status == 200:
            expected["revgate-outcome"] = outcome
        if retry_after is not None:
            expected["retry-after"] = str(retry_after)
        fields = field_of(reply)
        self.assertRegex(fields.pop("x-request-id", ""), r"^[0-9a-f]{32}$")
        self.assertTrue(fields.pop("date", None))
        self.assertEqual((reply.status, fields), (status, expected), reply)
        clear = bodies.open_gcm(reply.body) if is_sealed else reply.body
        if AT in body:
            said = json.loads(clear)["revoked_at"]
            self.assertRegex(said, TIME)
            self.assertIsRecent(said) if at is None else self.assertEqual(said, at)
            clear = clear.replace(said.encode(), AT)
        self.assertEqual(clear, body)

    def assertIsRecent(self, said):
        now = datetime.datetime.now(datetime.timezone.utc)
        then = datetime.datetime.fromisoformat(re.sub(r"\.\d+Z$|Z$", "+00:00", said))
        self.assertLess(abs((now - then).total_seconds()), 60)


class Matrix(MatrixCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Behind(cls.addClassCleanup)
        routes = [cls.route(inbound, upstream) for inbound in INBOUND for upstream in UPSTREAM]
        cls.gateway = Gateway(
            cls.addClassCleanup, routes="\n" + "".join(f"  - {flow(each)}\n" for each in routes),
            limits="{body: 256KiB}", more=upstreams(**{upstream: cls.upstream(upstream) for upstream in UPSTREAM}),
            environment={"BEHIND": SECRET})
        # The pairs of all cells are known before any is asked about.
        pairs = [cls.values(*cell) for cell in cls.cells((*STATES, *WORDS))]
        pairs += [{**cls.values("live-of-another", *cell), "consumer": "legacy"} for cell in cls.across()]
        cls.gateway.command("tokens", "import", "-", input=lines(*pairs))
        cls.gateway.start()

    @classmethod
    def upstream(cls, name):
        patient = {key.replace("_", "-"): value for key, value in PATIENT.items()}
        return {
            "url": cls.service.url(target=f"/{name}"), "dialect": base(name), "credential": CREDENTIALS[base(name)][0],
            **patient, **SPEAKS[base(name)][3], **(CIPHER_BEHIND if name.endswith(SEALED) else {})}

    @staticmethod
    def cells(states=STATES):
        return [(state, inbound, upstream) for inbound in INBOUND for upstream in UPSTREAM for state in states]

    @staticmethod
    def across():
        """Where the caller names one half of a pair and the service wants the other."""
        return [
            (inbound, upstream) for inbound in INBOUND for upstream in UPSTREAM
            if SPEAKS[base(upstream)][1] not in ("either", ASKS[base(inbound)].kind)]

    @staticmethod
    def values(state, inbound, upstream):
        """The reference and the token of a cell, with what each encoding has to write in its own way."""
        return {kind: f"{state}-{inbound}/{upstream} {kind}&%41+\"\\\u00fc" for kind in ("reference", "token")}

    def assertAsked(self, request, inbound, upstream, values):
        """The service was asked in its own dialect, about the half of the pair that it knows tokens by, with the
        gateway's credential for it and not the caller's."""
        content_type, wants, *_ = SPEAKS[base(upstream)]
        asking = ASKS[base(inbound)]
        kind = asking.kind if wants == "either" else wants
        hint = asking.hint if kind == "token" else None
        self.assertEqual(request.line, f"POST /{upstream} HTTP/1.1")
        self.assertEqual(request["Content-Type"], PLAIN if upstream.endswith(SEALED) else content_type)
        self.assertEqual(Behind.members(upstream, request), asked(base(upstream), kind, values[kind], hint))
        credentials = [(name.lower(), value) for name, value in request.fields
                       if name.lower() in ("x-api-key", "authorization")]
        self.assertEqual(credentials, [CREDENTIALS[base(upstream)][1]])
        self.assertNotIn(self.gateway.api_keys["first"].encode(), request.head + request.body)

    @staticmethod
    def asks_again(state, inbound, upstream):
        """Screening Eagle's service looks among tokens of the type that it is told; of most callers that is a guess."""
        asking = ASKS[base(inbound)]
        return state == "unknown" and base(upstream) == "screening-eagle" and bool(asking.hint) \
            and asking.kind == "token" and base(inbound) != "screening-eagle"

    def test_every_dialect_by_every_upstream_in_every_state(self):
        for state, inbound, upstream in self.cells():
            with self.subTest(inbound=inbound, upstream=upstream, state=state):
                values = self.values(state, inbound, upstream)
                before = len(self.service.requests)
                reply = self.ask(inbound, upstream, values[ASKS[base(inbound)].kind])
                outcome = MEANS[base(upstream)].get(state, "unavailable")
                at = REVOKED_AT if base(upstream) == "native" else None
                self.assertReads(reply, inbound, outcome, UNAVAILABLE.get(state), at)
                sent = self.service.requests[before:]
                self.assertAsked(sent[0], inbound, upstream, values)
                if self.asks_again(state, inbound, upstream):
                    again = Behind.members(upstream, sent.pop())
                    self.assertEqual(again, {"token": values["token"]})
                self.assertEqual(len(sent), 1, "the service was asked more than once, or never")
        self.assertEqual(self.service.problems, [])

    def test_value_of_any_characters_and_length_arrives_as_it_was_sent(self):
        """Up to 16 KiB of UTF-8, of which a form makes 48 KiB and JSON escapes 96."""
        values = {
            "controls": "live-" + "".join(map(chr, range(1, 0x180))), "null": "live-\0-", "spaces": "live- \t\r\n ",
            "beyond the basic plane": "live-\U0001f511\U0010ffff\ufeff\u2028", "separators": "live-&=+%;{}[]\"\\'<>/",
            "longest": "live-" + "\u00fc" * 8_189 + "x", "longest, escaped": "live-" + "\1" * 9_000,
        }
        for inbound, upstream in ((inbound, upstream) for inbound in INBOUND for upstream in UPSTREAM):
            if (inbound, upstream) in self.across():
                continue
            for name, value in values.items():
                with self.subTest(name, inbound=inbound, upstream=upstream):
                    before = len(self.service.requests)
                    reply = self.ask(inbound, upstream, value)
                    at = REVOKED_AT if base(upstream) == "native" else None
                    self.assertReads(reply, inbound, "revoked", at=at)
                    members = Behind.members(upstream, self.service.requests[before])
                    self.assertEqual([each for each in members.values() if each.startswith("live-")], [value])

    def test_refusal_of_a_clients_token_is_passed_on_in_the_callers_dialect(self):
        for state, inbound, upstream in self.cells(WORDS):
            if base(upstream) == "token-service":
                continue  # It has no words for them.
            with self.subTest(inbound=inbound, upstream=upstream, state=state):
                reply = self.ask(inbound, upstream, self.values(state, inbound, upstream)[ASKS[base(inbound)].kind])
                self.assertReads(reply, inbound, state)

    def test_subject_that_the_upstream_has_no_word_for_is_refused_counted_and_not_asked_about(self):
        cells = self.across()
        self.assertEqual(len(cells), 4 * (4 * 1 + 2 * 3))
        before = self.unsupported()
        for inbound, upstream in cells:
            with self.subTest(inbound=inbound, upstream=upstream):
                self.assertReads(self.ask(inbound, upstream, "live-and-of-no-pair"), inbound, "unsupported")
        counted = {route: count - before.get(route, 0) for route, count in self.unsupported().items()}
        counted = {route: count for route, count in counted.items() if count}
        self.assertEqual(counted, {f"/{inbound}/{upstream}": 1 for inbound, upstream in cells})
        self.assertNotAsked("live-and-of-no-pair")

    def test_pair_of_another_consumer_is_not_followed(self):
        for inbound, upstream in self.across():
            with self.subTest(inbound=inbound, upstream=upstream):
                value = self.values("live-of-another", inbound, upstream)[ASKS[base(inbound)].kind]
                self.assertReads(self.ask(inbound, upstream, value), inbound, "foreign")
        self.assertNotAsked("live-of-another")

    def assertNotAsked(self, beginning):
        for request in self.service.requests:
            members = Behind.members(request.line.split(" ")[1].strip("/"), request)
            self.assertFalse([value for value in members.values() if value.startswith(beginning)], members)

    def unsupported(self):
        """How many refusals of this kind the metrics count, by route."""
        counts = {}
        for line in self.gateway.metrics().splitlines():
            labels = dict(re.findall(r'(\w+)="([^"]*)"', line))
            if line.startswith("revgate_refusals_total{") and labels["kind"] == "unsupported-subject":
                counts[labels["route"]] = counts.get(labels["route"], 0) + float(line.rsplit(" ", 1)[1])
        return counts


class Embedded(MatrixCase):
    """The same callers where the gateway is the authority itself: what was not imported does not exist."""

    STATES = ("live", "live-of-another", "live-in-vain")

    @classmethod
    def setUpClass(cls):
        routes = [cls.route(inbound, "embedded") for inbound in INBOUND]
        cls.gateway = Gateway(
            cls.addClassCleanup, routes="\n" + "".join(f"  - {flow(each)}\n" for each in routes),
            more="embedded: {unknown: refuse}\n")
        tokens = []
        for state in cls.STATES:
            owner = {"consumer": "legacy"} if state == "live-of-another" else {}
            for inbound in INBOUND:
                tokens.append({ASKS[base(inbound)].kind: f"{state}-{inbound}", **owner})
        cls.gateway.command("tokens", "import", "-", input=lines(*tokens))
        cls.gateway.start()

    def test_every_dialect_in_every_state(self):
        for inbound in INBOUND:
            for state, outcome in (
                ("live", "revoked"), ("live", "already-revoked"), ("never-seen", "unknown"),
                ("live-of-another", "foreign"),
            ):
                with self.subTest(inbound=inbound, state=state, outcome=outcome):
                    self.assertReads(self.ask(inbound, "embedded", f"{state}-{inbound}"), inbound, outcome)

    def test_every_dialect_while_the_store_fails(self):
        with Tracer(self, self.gateway, "inject=fsync,fdatasync:error=EIO"):
            for inbound in INBOUND:
                with self.subTest(inbound=inbound):
                    reply = self.ask(inbound, "embedded", f"live-in-vain-{inbound}")
                    self.assertReads(reply, inbound, "unavailable", reply["Retry-After"])
                    self.assertRegex(reply["Retry-After"], r"^[1-9]\d?$")
        wire.poll(lambda: self.gateway.readyz() == 200, "service to resume", timeout=30)
        for inbound in INBOUND:
            self.assertReads(self.ask(inbound, "embedded", f"live-in-vain-{inbound}"), inbound, "revoked")


class Limited(MatrixCase):
    def test_every_dialect_over_the_limit_of_unknown_tokens(self):
        routes = [self.route(inbound, "embedded") for inbound in INBOUND]
        self.gateway = Gateway(
            self.addCleanup, routes="\n" + "".join(f"  - {flow(each)}\n" for each in routes),
            more="embedded: {max-unknown-per-consumer: 1}\n").start()
        self.assertReads(self.ask("native", "embedded", "the-one"), "native", "revoked")
        for inbound in INBOUND:
            with self.subTest(inbound=inbound):
                reply = self.ask(inbound, "embedded", f"over-{inbound}")
                self.assertReads(reply, inbound, "limited", reply["Retry-After"])
                self.assertRegex(reply["Retry-After"], r"^[1-9]\d*$")


if __name__ == "__main__":
    unittest.main()
