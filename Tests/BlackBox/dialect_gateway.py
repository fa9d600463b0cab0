"""A gateway with one dialect on several routes, and what its callers send."""

import base64

import wire
from dialects import FORM, JSON, WRITERS, OAuthCase
from fronting import upstreams
from gateway import Gateway
from upstreams import Service

BODY_LIMIT = 4096
DISCARDED = 65_536
AWKWARD = "p+ss:w%41rd&key=\"\\"


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class DialectGateway(OAuthCase):
    """
    A gateway with the dialect on `/main`, `/second`, `/gcm` and `/cbc` (sealed), and `/away` (its upstream is nowhere).
    Consumers: `ME`, `awkward` (a key that each encoding writes in its own way) and `narrow` (`/second` only).
    """

    DIALECT = None
    # The consumer that may use every route.
    ME = "first"
    # The content types that clear bodies come in; the first is what most callers send.
    FORMATS = (FORM,)
    # How `/away` is carried out, and the dialect of its upstream where that is another.
    AWAY, UPSTREAM = "revoker: away", None
    # What a request names its hint.
    HINT = "token_type_hint"

    @classmethod
    def setUpClass(cls):
        away = Service(cls.addClassCleanup)
        away.refuse()
        routes = [
            "path: /main", "path: /second",
            "path: /gcm, cipher: {profile: aes-256-gcm, key: gcm-body}",
            "path: /cbc, cipher: {profile: aes-256-cbc, key: cbc-body}",
        ]
        lines = [f"  - {{{route}, dialect: {cls.DIALECT}, revoker: embedded}}\n" for route in routes]
        lines.append(f"  - {{path: /away, dialect: {cls.DIALECT}, {cls.AWAY}}}\n")
        cls.gateway = Gateway(
            cls.addClassCleanup, routes="\n" + "".join(lines),
            limits=f"{{body: {BODY_LIMIT}B, discarded-body: {DISCARDED}B, body-timeout: 2s, open-failures: 1000}}",
            more=upstreams(away={"url": away.url(), "dialect": cls.UPSTREAM or cls.DIALECT}))
        cls.add_consumers()
        cls.gateway.start()

    @classmethod
    def add_consumers(cls):
        cls.gateway.add_consumer("awkward", api_key=AWKWARD)
        cls.gateway.add_consumer("narrow", allow=["/second"])

    # Requests.

    def key(self, consumer=None):
        return self.gateway.api_keys[consumer or self.ME]

    def write(self, content_type=None, **fields):
        """A body in one of the dialect's formats."""
        return WRITERS[content_type or self.FORMATS[0]](**fields)

    def send(self, body, path="/main", content_type=None, **more):
        """With the API key of `ME`, unless `more` takes it away or says another."""
        fields = {"X_API_KEY": self.key(), "Content_Type": content_type or self.FORMATS[0], **more}
        return self.gateway.post(body, path=path, **fields)

    def anonymous(self, body, path="/main", content_type=None, **more):
        """Without a credential in the head."""
        return self.send(body, path, content_type, X_API_KEY=None, **more)

    def with_secret(self, token, consumer=None, content_type=None, **more):
        """A body with the consumer's own credential in it."""
        fields = {"token": token, "client_id": consumer or self.ME, "client_secret": self.key(consumer), **more}
        return self.write(content_type, **fields)

    def bare(self, body, *fields, path="/main", content_type=None, length=True):
        """A whole request without a credential in its head, as bytes."""
        lines = [f"Content-Type: {content_type or self.FORMATS[0]}", *fields]
        if length:
            lines.append(f"Content-Length: {len(body)}")
        return wire.head("POST", path, *lines).encode() + body

    def malformed(self):
        """Bodies that are no request of the dialect, by what is wrong with them: (content type, body)."""
        cases = {}
        for content_type in self.FORMATS:
            for name, fields in {
                "no token": {"scope": "x"}, "an empty token": {"token": ""}, "another case": {"Token": "x"},
            }.items():
                cases[f"{name} {content_type}"] = content_type, self.write(content_type, **fields)
            cases[f"nothing {content_type}"] = content_type, b""
            cases[f"white space {content_type}"] = content_type, b" \r\n "
            cases[f"words {content_type}"] = content_type, b"revoke this"
            cases[f"XML {content_type}"] = content_type, b"<token>t</token>"
            cases[f"bytes that are no text {content_type}"] = content_type, b"\xff\xfe\x00\x01" * 20
        if FORM in self.FORMATS:
            cases["a token twice in a form"] = FORM, b"token=a&token=a"
            cases["a token twice in a form, encoded"] = FORM, b"token=a&%74oken=a"
            cases["a hint twice in a form"] = FORM, b"token=a" + 2 * f"&{self.HINT}=access_token".encode()
            cases["a broken escape"] = FORM, b"token=a%4"
            cases["an escape of no text"] = FORM, b"token=a%ff"
        if JSON in self.FORMATS:
            for name, body in {
                "a token twice": b'{"token":"a","token":"a"}',
                "a token twice, escaped": b'{"token":"a","t\\u006fken":"a"}',
                "a number": b'{"token":17}', "null": b'{"token":null}', "a list": b'{"token":["a"]}',
                "a list around it": b'[{"token":"a"}]', "half": b'{"token":"a"', "more after it": b'{"token":"a"}x',
                "a byte order mark": b"\xef\xbb\xbf" + b'{"token":"a"}', "single quotes": b"{'token':'a'}",
                "half a surrogate": b'{"token":"\\ud800"}', "a hint of no text": b'{"token":"a","token_type_hint":17}',
                "a hint twice": b'{"token":"a","token_type_hint":"access_token","token_type_hint":"access_token"}',
                "a comma too many": b'{"token":"a",}',
            }.items():
                cases[f"JSON: {name}"] = JSON, body
        return cases
