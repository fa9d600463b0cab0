"""
Python's OAuth clients: `oauth_clients.py CLIENT-ID CLIENT-SECRET`, then runs of WAY URL TOKEN HINT, where `-` is no
hint. One line of standard output a run: STATUS, and the body of what is no success.
"""

import os
import sys

from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from oauthlib.oauth2 import BackendApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

# Oauthlib then takes the URLs of tests, which are not https.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


def authlib(method):
    def revoke(identifier, secret, url, token, hint):
        session = AuthlibSession(identifier, secret, revocation_endpoint_auth_method=method)
        return session.revoke_token(url, token=token, token_type_hint=hint)

    return revoke


def authlib_with_its_own_token(identifier, secret, url, token, hint):
    """What it sends without being told which: the refresh token of its session."""
    session = AuthlibSession(identifier, secret, token={"access_token": "no-such-token", "refresh_token": token})
    return session.revoke_token(url)


def requests_oauthlib(in_body):
    """The session holds the token that is to be revoked, as it does in programs, and withholds it as a Bearer."""
    def revoke(identifier, secret, url, token, hint):
        session = OAuth2Session(client=BackendApplicationClient(identifier), token={"access_token": token})
        more = {"client_id": identifier, "client_secret": secret} if in_body else {}
        url, headers, body = session._client.prepare_token_revocation_request(url, token, hint, **more)
        auth = None if in_body else HTTPBasicAuth(identifier, secret)
        return session.post(url, data=body, headers=headers, auth=auth, withhold_token=True)

    return revoke


def requests_oauthlib_adding_the_token(identifier, secret, url, token, hint):
    """What it does when it is not told to withhold it: the token to be revoked is also the Bearer."""
    session = OAuth2Session(client=BackendApplicationClient(identifier), token={"access_token": token})
    url, headers, body = session._client.prepare_token_revocation_request(url, token, hint)
    return session.post(url, data=body, headers=headers)


WAYS = {
    "authlib-basic": authlib("client_secret_basic"),
    "authlib-post": authlib("client_secret_post"),
    "authlib-own-token": authlib_with_its_own_token,
    "requests-oauthlib-basic": requests_oauthlib(in_body=False),
    "requests-oauthlib-post": requests_oauthlib(in_body=True),
    "requests-oauthlib-bearer": requests_oauthlib_adding_the_token,
}


def main(identifier, secret, *runs):
    for way, url, token, hint in zip(*[iter(runs)] * 4, strict=True):
        response = WAYS[way](identifier, secret, url, token, None if hint == "-" else hint)
        print(response.status_code, *([] if response.ok else [response.text]), flush=True)


main(*sys.argv[1:])
