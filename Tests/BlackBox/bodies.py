"""Bodies sealed and opened by Python's `cryptography`: a second implementation of the built-in profiles."""

import base64
import hashlib
import json
import os

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SUCCESS = b'{"resCode":200,"resDesc":"SUCCESS","data":{"resCode":100,"resDesc":"Success"}}'


def fixed_key(name, count):
    """The same key in every run, from its name."""
    return hashlib.sha256(name.encode()).digest()[:count]


GCM = fixed_key("gcm-body", 32)
CBC256 = fixed_key("cbc-body", 32)
CBC192 = fixed_key("cbc192-body", 24)
OWN = fixed_key("own-body", 32)


def request(reference):
    return json.dumps({"tokenReferenceId": reference}).encode()


def seal_gcm(plaintext, key=GCM):
    iv = os.urandom(12)
    return base64.b64encode(iv + AESGCM(key).encrypt(iv, plaintext, None))


def open_gcm(sealed, key=GCM):
    raw = base64.b64decode(sealed, validate=True)
    return AESGCM(key).decrypt(raw[:12], raw[12:], None)


def encrypt_cbc(padded, key, iv=None):
    """Whole blocks, padded by the caller: so that the padding can be wrong."""
    iv = iv or os.urandom(16)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return iv + encryptor.update(padded) + encryptor.finalize()


def seal_cbc(plaintext, key=CBC256):
    padder = padding.PKCS7(128).padder()
    return base64.b64encode(encrypt_cbc(padder.update(plaintext) + padder.finalize(), key))


def open_cbc(sealed, key=CBC256):
    raw = base64.b64decode(sealed, validate=True)
    decryptor = Cipher(algorithms.AES(key), modes.CBC(raw[:16])).decryptor()
    unpadder = padding.PKCS7(128).unpadder()
    padded = decryptor.update(raw[16:]) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()
