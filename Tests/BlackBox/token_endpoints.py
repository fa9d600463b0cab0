"""A token endpoint for tests (RFC 6749 § 4.4), and services that want to be shown its tokens."""

import base64
import json
import secrets
import threading
import time
import urllib.parse

from fronting import CREDENTIAL
from upstreams import SecureService, Service, message

TARGET = "/oauth/token?tenant=a%2Fb"
CLIENT = "revgate-client"
UNAUTHORIZED = message(b"", "401 Unauthorized", 'WWW-Authenticate: Bearer error="invalid_token"')


def says(content, status="200 OK", *fields):
    """A whole reply with content of one's own choice."""
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return lambda exchange: exchange.send(message(content, status, *fields))


def issues(exchange):
    """What the endpoint does when it is well."""
    exchange.send(message(json.dumps(exchange.service.token()).encode(), "200 OK", "Cache-Control: no-store"))


class TokenEndpoint(Service):
    """Issues a new token to each request; `issued` are all of them, each with the time until which it is good."""

    def __init__(self, cleanup, *arguments, lifetime=3600, behaviour=issues):
        self.lifetime, self.issued, self.turn = lifetime, {}, threading.Lock()
        super().__init__(cleanup, *arguments, behaviour)

    def token(self, **more):
        token = f"access-token-{secrets.token_hex(12)}"
        with self.turn:
            self.issued[token] = time.monotonic() + (self.lifetime or 300)
        reply = {"access_token": token, "token_type": "Bearer", "expires_in": self.lifetime, **more}
        return {name: value for name, value in reply.items() if value is not None}

    @property
    def last(self):
        return list(self.issued)[-1]

    @property
    def fetches(self):
        return len(self.requests)

    def is_good(self, authorization):
        """Whether this `Authorization` carries a token that is not over."""
        token = (authorization or "").removeprefix("Bearer ")
        return self.issued.get(token, 0) > time.monotonic()

    def credential(self, **more):
        """The setting of an upstream."""
        settings = {
            "token-url": self.url(target=TARGET), "client-id": CLIENT, "client-secret": "env:LEGACY_API_KEY", **more}
        return {"client-credentials": {key.replace("_", "-"): value for key, value in settings.items()}}


class SecureTokenEndpoint(TokenEndpoint, SecureService):
    """Behind TLS."""


def guarded(endpoint, then):
    """A service that answers 401 to whoever shows no good token of this endpoint, and counts them."""
    def behaviour(exchange):
        if endpoint.is_good(exchange.request["Authorization"]):
            return then(exchange)
        exchange.service.strangers = getattr(exchange.service, "strangers", 0) + 1
        exchange.send(UNAUTHORIZED)
    return behaviour


def form(request):
    return dict(urllib.parse.parse_qsl(request.body.decode(), strict_parsing=True, keep_blank_values=True))


def basic(request):
    """Name and secret of a Basic credential, as RFC 6749 § 2.3.1 has them encoded."""
    scheme, value = request["Authorization"].split(" ")
    assert scheme == "Basic"
    name, secret = base64.b64decode(value, validate=True).decode("ascii").split(":")
    return urllib.parse.unquote_plus(name), urllib.parse.unquote_plus(secret)


def secret_of(front, endpoint):
    """Nothing that the gateway puts out may hold these."""
    front.sends("a client's secret", CREDENTIAL.encode())
    for token in endpoint.issued:
        front.sends("an access token", token.encode())
