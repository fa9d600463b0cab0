"""The work that every gateway does here, and the requests that ask for it."""

import base64
import http.client
import json
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY = bytes(range(32))
API_KEY = "test-api-key-0123456789abcdef"
PATH = "/token-service/client/server/invalidate/token"


def seal(value):
    iv = os.urandom(12)
    return base64.b64encode(iv + AESGCM(KEY).encrypt(iv, json.dumps(value).encode(), None))


def unseal(body):
    raw = base64.b64decode(body, validate=True)
    return json.loads(AESGCM(KEY).decrypt(raw[:12], raw[12:], None))


def request(number):
    """A whole request with a reference of its own; all of them have the same length."""
    body = seal({"tokenReferenceId": f"5f0c9f6e-8a37-4a55-9a0b-{os.getpid() % 10000:04d}{number:08d}"})
    head = (f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-KEY: {API_KEY}\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {len(body)}\r\n\r\n")
    return head.encode() + body


def check(port):
    """A gateway that does less than the work is not measured."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)

    def post(body, api_key=API_KEY):
        connection.request("POST", PATH, body, {"Content-Type": "text/plain", "X-API-KEY": api_key})
        response = connection.getresponse()
        return response.status, response.read()

    for number in range(50):
        status, body = post(seal({"tokenReferenceId": f"ref-{number:08d}"}))
        assert status == 200, (status, body)
        reply = unseal(body)
        assert reply["resCode"] == 200 and reply["data"]["resCode"] == 100, reply
    changed = bytearray(base64.b64decode(seal({"tokenReferenceId": "x"})))
    changed[20] ^= 1
    assert post(seal({"tokenReferenceId": "x"}), "wrong")[0] == 401, "a wrong API key passes"
    assert post(base64.b64encode(bytes(changed)))[0] == 400, "a changed body passes"
    connection.close()
