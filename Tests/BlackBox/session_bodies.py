"""Bodies under a content key of their own, which travels in a header field, wrapped for the gateway: RSA, so that the gateway
opens them on threads beside its event loops."""

import base64
import os

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PROFILE = ("{algorithm: aes-256-gcm, key-wrap: rsa-oaep-sha256, wrapped-key: 'header:X-Session-Key', reply-key: session}")
OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
FIELD = "X-Session-Key"


def pem(private=PRIVATE):
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def public_pem(private=PRIVATE):
    return private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def seal(plaintext, public=PRIVATE.public_key()):
    """The body, its header field's value and the content key."""
    key, iv = os.urandom(32), os.urandom(12)
    return (base64.b64encode(iv + AESGCM(key).encrypt(iv, plaintext, None)),
            base64.b64encode(public.encrypt(key, OAEP)).decode(), key)


def open_reply(body, key):
    raw = base64.b64decode(body, validate=True)
    return AESGCM(key).decrypt(raw[:12], raw[12:], None)
