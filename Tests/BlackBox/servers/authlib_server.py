"""
Authlib's authorization server on Flask: `authlib_server.py PORT FOLDER CLIENT-ID CLIENT-SECRET`. Its tokens lie in a
file of the folder and outlive it. `/token` gives access and refresh tokens by password (user `user`, password
`password`), and access tokens by client credentials; `/guarded` revokes as DigiLocker does for who shows such a token.
"""

import json
import os
import sys
import threading
import time

import waitress
from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, grants
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from flask import Flask, jsonify, request

PORT, FOLDER, IDENTIFIER, SECRET = sys.argv[1:]
# The rest of the machine reaches it by http.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"


class Client(ClientMixin):
    def get_client_id(self):
        return IDENTIFIER

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return ""

    def check_client_secret(self, secret):
        return secret == SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method in ("client_secret_basic", "client_secret_post")

    def check_grant_type(self, grant):
        return True


class Token(TokenMixin):
    def __init__(self, fields):
        self.fields = fields

    def check_client(self, client):
        return self.fields["client_id"] == client.get_client_id()

    def get_scope(self):
        return ""

    def is_expired(self):
        return time.time() > self.fields["issued_at"] + self.fields["expires_in"]

    def is_revoked(self):
        return self.fields["revoked"]


class Tokens:
    """All that were given out, as a list in a file."""

    def __init__(self):
        self.path = os.path.join(FOLDER, "tokens.json")
        self.lock = threading.Lock()
        self.all = []
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as file:
                self.all = json.load(file)

    def write(self):
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump(self.all, file)
        os.replace(self.path + ".new", self.path)

    def save(self, token, request):
        with self.lock:
            self.all.append({
                **token, "client_id": request.client.get_client_id(), "issued_at": time.time(), "revoked": False})
            self.write()

    def find(self, text, hint):
        names = [hint] if hint else ["access_token", "refresh_token"]
        with self.lock:
            return next((Token(each) for each in self.all if text in [each.get(name) for name in names]), None)

    def revoke(self, token):
        with self.lock:
            token.fields["revoked"] = True
            self.write()


TOKENS = Tokens()


class ByPassword(grants.ResourceOwnerPasswordCredentialsGrant):
    def authenticate_user(self, name, password):
        return name if (name, password) == ("user", "password") else None


class ByClientCredentials(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]


class Bearers(BearerTokenValidator):
    def authenticate_token(self, token_string):
        return TOKENS.find(token_string, "access_token")


class Revocation(RevocationEndpoint):
    def query_token(self, token_string, token_type_hint):
        return TOKENS.find(token_string, token_type_hint)

    def revoke_token(self, token, request):
        TOKENS.revoke(token)


class Introspection(IntrospectionEndpoint):
    def query_token(self, token_string, token_type_hint):
        return TOKENS.find(token_string, token_type_hint)

    def check_permission(self, token, client, request):
        return True

    def introspect_token(self, token):
        return {"active": True, "client_id": token.fields["client_id"]}


def guarded():
    token = TOKENS.find(request.get_json()["token"], request.get_json().get("token_type_hint"))
    if token is None or token.is_revoked():
        return jsonify(error="invalid_token", error_description="The token is invalid"), 400
    TOKENS.revoke(token)
    return ""


def application():
    app = Flask("authorization")
    app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
    server = AuthorizationServer(app, query_client={IDENTIFIER: Client()}.get, save_token=TOKENS.save)
    server.register_grant(ByPassword)
    server.register_grant(ByClientCredentials)
    server.register_endpoint(Revocation)
    server.register_endpoint(Introspection)
    app.add_url_rule("/token", "token", server.create_token_response, methods=["POST"])
    for endpoint, name in ((Revocation, "revoke"), (Introspection, "introspect")):
        def answer(endpoint=endpoint):
            return server.create_endpoint_response(endpoint.ENDPOINT_NAME)

        app.add_url_rule(f"/{name}", name, answer, methods=["POST"])
    protector = ResourceProtector()
    protector.register_token_validator(Bearers())
    app.add_url_rule("/guarded", "guarded", protector(None)(guarded), methods=["POST"])
    return app


waitress.serve(application(), host="127.0.0.1", port=int(PORT), threads=4, _quiet=True)
