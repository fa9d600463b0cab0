"""
Every dialect in, every dialect out: what the service behind says of a token, and what the caller is told of it in its
own dialect, as two tables whose product is the matrix.
"""

import datetime
import json
import re
import unittest
import urllib.parse

import bodies
from dialects import FORM, JSON, TIME, as_json, field_of, form, lines
from fronting import PATIENT, flow, upstreams
from gateway import Gateway
from upstreams import Service, message

REVOKED_AT = "2026-01-02T03:04:05.678Z"
PLAIN = "text/plain"
STATES = ("live", "dead", "unknown", "credential", "away", "garbage")

# The service behind, by the name of the upstream: what it is asked in (content type, whether sealed, what it names),
# and what it says by the state of the token. A dialect that has one word for two states says it twice.
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
    "unknown": ("400 Bad Request", as_json(error="InvalidToken", errorDescription="no such token")),
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
# What every service says in the same words.
ANY = {
    "away": ("503 Service Unavailable", b"", "Retry-After: 7"),
    "garbage": ("200 OK", b"<html><body>revoked</body></html>"),
}
SAYS = {
    "token-service": (PLAIN, "reference", TOKEN_SERVICE),
    "token-service-sealed": (PLAIN, "reference", TOKEN_SERVICE),
    "digilocker": (JSON, "token", DIGILOCKER),
    "screening-eagle": (FORM, "token", SCREENING_EAGLE),
    "rfc7009": (FORM, "token", RFC7009),
    "native": (JSON, "either", NATIVE),
}
SETTINGS = {
    "token-service": {"unknown-token-codes": ["TOK404"]},
    "token-service-sealed": {
        "unknown-token-codes": ["TOK404"], "cipher": {"profile": "aes-192-cbc", "key": "cbc192-body"}},
    "screening-eagle": {"unknown-token-codes": ["InvalidToken"]},
}

# What that means, by upstream and state.
ONLY_DONE = {"live": "revoked", "dead": "revoked", "unknown": "revoked"}
CANNOT_TELL_DEAD = {**ONLY_DONE, "unknown": "unknown"}
MEANS = {
    "token-service": CANNOT_TELL_DEAD,
    "token-service-sealed": CANNOT_TELL_DEAD,
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
    "unsupported": (422, oauth(b"unsupported_token_type", b"Token Cannot Be Revoked Here")),
    "unavailable": (503, oauth(b"temporarily_unavailable", b"Try Again Later")),
}
READS = {
    "token-service": {
        "revoked": (200, bodies.SUCCESS),
        "already-revoked": (200, bodies.SUCCESS),
        "unknown": (401, result(401, b"Invalid Token Passed")),
        "unsupported": (401, result(401, b"Token Cannot Be Revoked Here")),
        "unavailable": (503, result(503, b"Try Again Later")),
    },
    "digilocker": {
        "revoked": (200, b""),
        "already-revoked": (200, b""),
        "unknown": (400, oauth(b"invalid_token", b"The token is invalid")),
        "unsupported": (400, oauth(b"unsupported_token_type", b"Token Cannot Be Revoked Here")),
        "unavailable": (503, oauth(b"temporarily_unavailable", b"Try Again Later")),
    },
    "screening-eagle": {
        "revoked": (200, b""),
        "already-revoked": (200, b""),
        "unknown": (400, oauth(b"invalid_token", b"Invalid Token Passed", CAMEL)),
        "unsupported": (400, oauth(b"unsupported_token_type", b"Token Cannot Be Revoked Here", CAMEL)),
        "unavailable": (503, oauth(b"temporarily_unavailable", b"Try Again Later", CAMEL)),
    },
    "rfc7009": {
        "revoked": (200, b""),
        "already-revoked": (200, b""),
        "unknown": (200, b""),
        "unsupported": (400, oauth(b"unsupported_token_type", b"Token Cannot Be Revoked Here")),
        "unavailable": (503, oauth(b"temporarily_unavailable", b"Try Again Later")),
    },
    "native": NATIVE_READS,
    "native-reference": NATIVE_READS,
}
# How a caller asks: the dialect of its route, what it names, the content type, and the clear body.
ASKS = {
    "token-service": ("token-service", "reference", PLAIN, lambda value: as_json(tokenReferenceId=value)),
    "digilocker": ("digilocker", "token", JSON, lambda value: as_json(token=value, token_type_hint="refresh_token")),
    "screening-eagle": (
        "screening-eagle", "token", FORM, lambda value: form(token=value, token_type="access_token")),
    "rfc7009": ("rfc7009", "token", FORM, lambda value: form(token=value, token_type_hint="refresh_token")),
    "native": ("native", "token", JSON, lambda value: as_json(token=value)),
    "native-reference": ("native", "reference", JSON, lambda value: as_json(reference=value)),
}
HINTS = {"digilocker": "refresh_token", "screening-eagle": "access_token", "rfc7009": "refresh_token"}


def asked(upstream, kind, value, hint):
    """The clear body that a service of this dialect is to be asked by."""
    hinted = {"token_type_hint": hint} if hint else {}
    return {
        "token-service": lambda: {"tokenReferenceId": value},
        "token-service-sealed": lambda: {"tokenReferenceId": value},
        "digilocker": lambda: {"token": value, **hinted},
        "screening-eagle": lambda: {"token": value, **({"token_type": hint} if hint else {})},
        "rfc7009": lambda: {"token": value, **hinted},
        "native": lambda: {kind: value, **hinted},
    }[upstream]()


def read(content_type, body):
    """A clear body by its content type, with every name once."""
    if content_type != FORM:
        return json.loads(body)
    pairs = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs), body
    return dict(pairs)


class Behind(Service):
    """One service that speaks each dialect, told by its path, and says what the value it is asked about begins with."""

    def __init__(self, cleanup):
        super().__init__(cleanup, behaviour=self.speak)

    def path(self, upstream):
        return f"http://127.0.0.1:{self.port}/{upstream}"

    @staticmethod
    def clear(upstream, body):
        return bodies.open_cbc(body, bodies.CBC192) if upstream.endswith("-sealed") else body

    def speak(self, exchange):
        upstream = exchange.request.line.split(" ")[1].strip("/")
        content_type, _, table = SAYS[upstream]
        members = read(content_type, self.clear(upstream, exchange.request.body))
        value = next(value for name, value in members.items() if not name.startswith("token_type"))
        status, body, *fields = {**table, **ANY}[value.split("-")[0]]
        if upstream.endswith("-sealed") and body and not body.startswith(b"<"):
            body = bodies.seal_cbc(body, bodies.CBC192)
        exchange.send(message(body, status, *fields))


class Matrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Behind(cls.addClassCleanup)
        settings = {
            upstream: {
                "url": cls.service.path(upstream), "dialect": upstream.removesuffix("-sealed"),
                **{name.replace("_", "-"): value for name, value in PATIENT.items()}, **SETTINGS.get(upstream, {})}
            for upstream in SAYS}
        routes = [cls.route(inbound, upstream) for inbound in ASKS for upstream in SAYS]
        cls.gateway = Gateway(
            cls.addClassCleanup, routes="\n" + "".join(f"  - {flow(each)}\n" for each in routes),
            more=upstreams(**settings))
        cls.learn()
        cls.gateway.start()

    @staticmethod
    def route(inbound, upstream):
        dialect = ASKS[inbound][0]
        sealed = {"cipher": {"profile": "aes-256-gcm", "key": "gcm-body"}} if dialect == "token-service" else {}
        return {"path": f"/{inbound}/{upstream}", "dialect": dialect, "revoker": upstream, **sealed}

    @staticmethod
    def values(state, inbound, upstream):
        """The reference and the token of a cell."""
        return {kind: f"{state}-{inbound}/{upstream} {kind}&\"\u00fc" for kind in ("reference", "token")}

    @classmethod
    def learn(cls):
        """The pairs of all cells, known before any is asked about."""
        pairs = [cls.values(*cell) for cell in cls.cells()]
        cls.gateway.command("tokens", "import", "-", input=lines(*pairs))

    @staticmethod
    def cells():
        return [(state, inbound, upstream) for inbound in ASKS for upstream in SAYS for state in STATES]

    def ask(self, inbound, upstream, value):
        dialect, _, content_type, write = ASKS[inbound]
        body = write(value)
        if dialect == "token-service":
            body = bodies.seal_gcm(body)
        return self.gateway.post(body, path=f"/{inbound}/{upstream}", Content_Type=content_type)

    def assertReads(self, reply, inbound, outcome, retry_after=None, at=None):
        """Status, every header field and the body, opened where it is sealed; nothing beside them."""
        status, body = READS[inbound][outcome]
        is_sealed = ASKS[inbound][0] == "token-service"
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

    def assertAsked(self, request, inbound, upstream, values):
        """The service was asked in its own dialect, about the half of the pair that it knows tokens by."""
        content_type, wants, _ = SAYS[upstream]
        kind = ASKS[inbound][1] if wants == "either" else wants
        self.assertEqual(request.line, f"POST /{upstream} HTTP/1.1")
        self.assertEqual(request["Content-Type"], content_type)
        clear = Behind.clear(upstream, request.body)
        hint = HINTS.get(inbound) if kind == "token" else None
        self.assertEqual(read(content_type, clear), asked(upstream, kind, values[kind], hint))

    def test_every_dialect_by_every_upstream_in_every_state(self):
        for state, inbound, upstream in self.cells():
            with self.subTest(inbound=inbound, upstream=upstream, state=state):
                values = self.values(state, inbound, upstream)
                before = len(self.service.requests)
                reply = self.ask(inbound, upstream, values[ASKS[inbound][1]])
                outcome = MEANS[upstream].get(state, "unavailable")
                at = REVOKED_AT if upstream == "native" else None
                self.assertReads(reply, inbound, outcome, UNAVAILABLE.get(state), at)
                sent = self.service.requests[before:]
                self.assertEqual(len(sent), 1, "the service was asked more than once, or never")
                self.assertAsked(sent[0], inbound, upstream, values)
        self.assertEqual(self.service.problems, [])

    def test_subject_that_the_upstream_has_no_word_for_is_refused_counted_and_not_asked_about(self):
        cells = [
            (inbound, upstream) for inbound in ASKS for upstream in SAYS
            if SAYS[upstream][1] not in ("either", ASKS[inbound][1])]
        self.assertEqual(len(cells), 4 * 2 + 2 * 3)
        for inbound, upstream in cells:
            with self.subTest(inbound=inbound, upstream=upstream):
                asked_before, counted = len(self.service.requests), self.unsupported(inbound, upstream)
                reply = self.ask(inbound, upstream, "live-and-of-no-pair")
                self.assertReads(reply, inbound, "unsupported")
                self.assertEqual(len(self.service.requests), asked_before)
                self.assertEqual(self.unsupported(inbound, upstream), counted + 1)

    def unsupported(self, inbound, upstream):
        """How many refusals of this kind the metrics count for a route."""
        total = 0.0
        for line in self.gateway.metrics().splitlines():
            if line.startswith("revgate_refusals_total{") and 'kind="unsupported-subject"' in line:
                if f'route="/{inbound}/{upstream}"' in line:
                    total += float(line.rsplit(" ", 1)[1])
        return total


if __name__ == "__main__":
    unittest.main()
