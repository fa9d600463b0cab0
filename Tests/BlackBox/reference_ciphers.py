"""
The formats of body-ciphers.md § 5.2, row by row, by Python's `cryptography` and hashlib: what Revgate's built-in profiles
are compared with. Written from the table alone.
"""

import base64
import datetime
import hashlib
import hmac
import json
import os
import random
import string
import urllib.parse
import warnings

from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.utils import CryptographyDeprecationWarning

import reference_jose as jose

with warnings.catch_warnings():
    warnings.simplefilter("ignore", CryptographyDeprecationWarning)
    try:
        from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    except ImportError:
        TripleDES = algorithms.TripleDES

LETTERS = string.ascii_letters + string.digits


class Encoding:
    def __init__(self, encode, decode):
        self.encode, self.decode = encode, decode


BASE64 = Encoding(base64.b64encode, lambda text: base64.b64decode(text, validate=True))
BASE64URL = Encoding(lambda data: jose.encode(data).encode(), lambda text: jose.decode(text.decode()))
HEX = Encoding(lambda data: data.hex().encode(), lambda text: bytes.fromhex(text.decode()))
HEX_UPPER = Encoding(lambda data: data.hex().upper().encode(), lambda text: bytes.fromhex(text.decode()))
TEXT = Encoding(bytes, bytes)


def letters(count):
    return "".join(random.SystemRandom().choice(LETTERS) for _ in range(count)).encode()


# Keys: of a secret and a salt.


def raw(secret, salt):
    return secret


def from_base64(secret, salt):
    return base64.b64decode(secret)


def from_hex(secret, salt):
    return bytes.fromhex(secret.decode())


def md5(secret, salt):
    return hashlib.md5(secret).digest()


def md5_digits(secret, salt):
    return hashlib.md5(secret).hexdigest().encode()


def sha256(secret, salt):
    return hashlib.sha256(secret + salt).digest()


def sha256_16(secret, salt):
    return hashlib.sha256(secret).digest()[:16]


def pbkdf2_sha512(secret, salt):
    return hashlib.pbkdf2_hmac("sha512", secret, salt, 65536, 32)


def bytes_to_key(secret, salt, count=48):
    """OpenSSL's EVP_BytesToKey with MD5 and one round."""
    derived, last = b"", b""
    while len(derived) < count:
        last = hashlib.md5(last + secret + salt).digest()
        derived += last
    return derived[:count]


# Algorithms.


def padded(text, block, is_zero):
    if is_zero:
        return text + bytes(-len(text) % block)
    padder = padding.PKCS7(8 * block).padder()
    return padder.update(text) + padder.finalize()


def unpadded(text, block, is_zero):
    if is_zero:
        return text.rstrip(b"\0")
    unpadder = padding.PKCS7(8 * block).unpadder()
    return unpadder.update(text) + unpadder.finalize()


def blocks(mode, key, iv):
    if mode == "3des":
        return Cipher(TripleDES(key), modes.ECB())
    return Cipher(algorithms.AES(key), modes.ECB() if mode == "ecb" else modes.CBC(iv))


def encrypt(mode, key, iv, text, aad=b"", is_zero=False):
    """The tag of GCM is the last 16 bytes."""
    if mode == "gcm":
        return AESGCM(key).encrypt(iv, text, aad or None)
    encryptor = blocks(mode, key, iv).encryptor()
    return encryptor.update(padded(text, 8 if mode == "3des" else 16, is_zero)) + encryptor.finalize()


def decrypt(mode, key, iv, sealed, aad=b"", is_zero=False):
    if mode == "gcm":
        return AESGCM(key).decrypt(iv, sealed, aad or None)
    decryptor = blocks(mode, key, iv).decryptor()
    return unpadded(decryptor.update(sealed) + decryptor.finalize(), 8 if mode == "3des" else 16, is_zero)


# Wrappers: of fields by name; the sealed text is the one named.


class Bare:
    name = "body"

    def write(self, fields):
        assert list(fields) == [self.name], fields
        return fields[self.name]

    def read(self, body):
        return {self.name: body.strip()}


class JSONObject:
    """`constants` stand beside what is sealed in everything that is written, here too."""

    def __init__(self, name, **constants):
        self.name, self.constants = name, constants

    def write(self, fields):
        """A member's path may go through objects, with full stops."""
        body = {}
        for name, text in {**self.constants, **{name: text.decode() for name, text in fields.items()}}.items():
            *path, last = name.split(".")
            place = body
            for step in path:
                place = place.setdefault(step, {})
            place[last] = text
        return json.dumps(body).encode()

    def read(self, body):
        fields = {}

        def collect(value, path):
            if isinstance(value, dict):
                for name, inner in value.items():
                    collect(inner, path + [name])
            elif isinstance(value, str):
                fields[".".join(path)] = value.encode()

        collect(json.loads(body), [])
        return fields


class Form:
    def __init__(self, name):
        self.name = name

    def write(self, fields):
        return urllib.parse.urlencode({"other": "field", **fields}).encode()

    def read(self, body):
        return {name: text.encode() for name, text in urllib.parse.parse_qsl(body.decode(), strict_parsing=True)}


class Encoded:
    """Another wrapper, all of it in base64."""

    def __init__(self, inner):
        self.inner, self.name = inner, inner.name

    def write(self, fields):
        return base64.b64encode(self.inner.write(fields))

    def read(self, body):
        return self.inner.read(base64.b64decode(body, validate=True))


# Rows.


class Field:
    """Where a part travels beside the sealed text."""

    def __init__(self, name, encoding=BASE64, count=16, draw=os.urandom, is_header=False):
        self.name, self.encoding, self.count, self.draw, self.is_header = name, encoding, count, draw, is_header


class Row:
    """
    A symmetric row. `iv` is a number of bytes (drawn, and sent before the ciphertext), bytes (fixed, not sent), a Field,
    a function of secret, key and second secret (not sent), or None. `constant_iv` is sent in place of a drawn one.
    """

    def __init__(self, mode, iv=None, derive=raw, salt=0, tag=None, aad=None, encoding=BASE64, wrapper=None, prefix=b"",
                 magic=b"", encodes_text=False, is_zero=False, constant_iv=None, iv_and_key=False, text_iv=0):
        self.mode, self.iv, self.derive, self.salt, self.tag, self.aad = mode, iv, derive, salt, tag, aad
        self.encoding, self.wrapper, self.prefix, self.magic = encoding, wrapper or Bare(), prefix, magic
        self.encodes_text, self.is_zero, self.constant_iv = encodes_text, is_zero, constant_iv
        self.iv_and_key, self.text_iv = iv_and_key, text_iv

    def seal(self, text, secret, second=b""):
        """Body and header fields."""
        fields, headers, head = {}, {}, b""

        def put(field, data):
            (headers if field.is_header else fields)[field.name] = field.encoding.encode(data)

        salt = self.salt.draw(self.salt.count) if isinstance(self.salt, Field) else \
            self.salt if isinstance(self.salt, bytes) else os.urandom(self.salt)
        key, iv, aad = self.derive(secret, salt), b"", b""
        if self.iv_and_key:
            key, iv = key[:-16], key[-16:]
        if isinstance(self.salt, Field):
            put(self.salt, salt)
        shown = b""
        if self.text_iv:
            iv = shown = letters(self.text_iv)
        elif isinstance(self.iv, bytes):
            iv = self.iv
        elif isinstance(self.iv, Field):
            iv = self.iv.draw(self.iv.count) if not self.iv_and_key else iv
            put(self.iv, iv)
        elif callable(self.iv):
            iv = self.iv(secret, key, second)
        elif self.iv:
            iv = head = self.constant_iv or os.urandom(self.iv)
        if isinstance(self.aad, Field):
            aad = self.aad.draw(self.aad.count)
            put(self.aad, aad)
        if isinstance(self.salt, int):
            head += salt
        sealed = encrypt(self.mode, key, iv, base64.b64encode(text) if self.encodes_text else text, aad, self.is_zero)
        if self.tag:
            put(self.tag, sealed[-16:])
            sealed = sealed[:-16]
        fields[self.wrapper.name] = self.prefix + shown + self.encoding.encode(self.magic + head + sealed)
        return self.wrapper.write(fields), headers

    def open(self, body, headers, secret, second=b""):
        fields = self.wrapper.read(body)

        def get(field):
            return field.encoding.decode((headers if field.is_header else fields)[field.name])

        text = fields[self.wrapper.name]
        assert text.startswith(self.prefix), text
        text = text[len(self.prefix):]
        shown, text = text[:self.text_iv], text[self.text_iv:]
        assert self.encoding.encode(self.encoding.decode(text)) == text, f"not as {self.encoding} writes"
        data = self.encoding.decode(text)
        assert data.startswith(self.magic)
        data, iv, salt = data[len(self.magic):], b"", b""
        if isinstance(self.iv, int) and not self.text_iv:
            iv, data = data[:self.iv], data[self.iv:]
            assert self.constant_iv in (None, iv)
        if isinstance(self.salt, Field):
            salt = get(self.salt)
        elif isinstance(self.salt, bytes):
            salt = self.salt
        else:
            salt, data = data[:self.salt], data[self.salt:]
        key = self.derive(secret, salt)
        if self.iv_and_key:
            key, iv = key[:-16], key[-16:]
        if self.text_iv:
            iv = shown
        elif isinstance(self.iv, bytes):
            iv = self.iv
        elif isinstance(self.iv, Field):
            assert not iv or get(self.iv) == iv
            iv = get(self.iv)
        elif callable(self.iv):
            iv = self.iv(secret, key, second)
        aad = get(self.aad) if self.aad else b""
        if self.tag:
            data += get(self.tag)
        text = decrypt(self.mode, key, iv, data, aad, self.is_zero)
        return base64.b64decode(text, validate=True) if self.encodes_text else text


class UIDAI:
    """b64(ts19‖ct‖tag); IV and additional data are the ends of the time."""

    wrapper = Bare()

    def seal(self, text, secret, second=b""):
        now = datetime.datetime.now().strftime("%Y-%m-%dT%H:%M:%S").encode()
        return base64.b64encode(now + AESGCM(secret).encrypt(now[-12:], text, now[-16:])), {}

    def open(self, body, headers, secret, second=b""):
        data = base64.b64decode(body.strip(), validate=True)
        datetime.datetime.strptime(data[:19].decode(), "%Y-%m-%dT%H:%M:%S")
        return AESGCM(secret).decrypt(data[7:19], data[19:], data[3:19])


# Session keys.

PADDINGS = {
    "pkcs1": rsa_padding.PKCS1v15(),
    **{name: rsa_padding.OAEP(rsa_padding.MGF1(kind()), kind(), None) for name, kind in
       (("sha1", hashes.SHA1), ("sha256", hashes.SHA256), ("sha512", hashes.SHA512))},
}


class Session:
    """A row whose key is drawn for each message and wrapped: `row` is what it does with the key."""

    def __init__(self, row, padding, key, count=32, draw=os.urandom):
        self.row, self.padding, self.key, self.count, self.draw = row, PADDINGS[padding], key, count, draw
        self.wrapper = row.wrapper

    def seal(self, text, jwk, second=b""):
        content = self.draw(self.count)
        sent = self.key.encoding.encode(jose.public_key(jwk).encrypt(content, self.padding))
        body, headers = self.row.seal(text, content)
        if self.key.is_header:
            return body, {**headers, self.key.name: sent}
        return self.wrapper.write({**self.wrapper.read(body), self.key.name: sent}), headers

    def content(self, body, headers, jwk):
        """What is wrapped: a key for replies too, where they have none of their own."""
        fields = headers if self.key.is_header else self.wrapper.read(body)
        content = jose.private_key(jwk).decrypt(self.key.encoding.decode(fields[self.key.name]), self.padding)
        assert len(content) == self.count, len(content)
        return content

    def open(self, body, headers, jwk, second=b""):
        return self.row.open(body, headers, self.content(body, headers, jwk))


class Signed:
    """A compact JWS of the plaintext, inside of another row; signed and verified under the same pair here."""

    def __init__(self, row, alg):
        self.row, self.alg = row, alg

    def seal(self, text, jwk, second):
        return self.row.seal(jose.sign(text, self.alg, second), jwk)

    def open(self, body, headers, jwk, second):
        return jose.verified(self.row.open(body, headers, jwk), second, [self.alg])


class EachValue:
    """ICICI's field level: every text of an object for itself, empty ones as they are."""

    def __init__(self, padding="pkcs1", header="X-Session-Key"):
        self.padding, self.header = PADDINGS[padding], header

    def seal(self, text, jwk, second=b""):
        key = os.urandom(32)

        def one(value):
            iv = os.urandom(16)
            return base64.b64encode(iv + encrypt("cbc", key, iv, value.encode())).decode() if value else value

        sealed = {name: one(value) for name, value in json.loads(text).items()}
        sent = base64.b64encode(jose.public_key(jwk).encrypt(key, self.padding))
        return json.dumps(sealed).encode(), {self.header: sent}

    def open(self, body, headers, jwk, second=b""):
        key = jose.private_key(jwk).decrypt(base64.b64decode(headers[self.header]), self.padding)

        def one(value):
            data = base64.b64decode(value, validate=True)
            return decrypt("cbc", key, data[:16], data[16:]).decode() if value else value

        return json.dumps({name: one(value) for name, value in json.loads(body).items()}).encode()


class WholeBody:
    """ICICI's simple form: the body itself under RSA."""

    wrapper = Bare()

    def seal(self, text, jwk, second=b""):
        return base64.b64encode(jose.public_key(jwk).encrypt(text, PADDINGS["pkcs1"])), {}

    def open(self, body, headers, jwk, second=b""):
        return jose.private_key(jwk).decrypt(base64.b64decode(body.strip(), validate=True), PADDINGS["pkcs1"])


class DotCode:
    """`b64(ct).b64(hmac)` under 80 bytes: a key, an IV and a key of the code."""

    def seal(self, text, session):
        sealed = encrypt("cbc", session[:32], session[32:48], text)
        return base64.b64encode(sealed) + b"." + base64.b64encode(hmac.digest(session[48:], sealed, "sha256")), {}

    def open(self, body, headers, session):
        sealed, code = (base64.b64decode(part, validate=True) for part in body.strip().split(b"."))
        assert hmac.compare_digest(hmac.digest(session[48:], sealed, "sha256"), code)
        return decrypt("cbc", session[:32], session[32:48], sealed)


class Banamex:
    """`b64(ct).b64(hmac)`; the session is key, IV and code key in hexadecimal, wrapped, in hexadecimal."""

    def __init__(self, padding, key):
        self.padding, self.key, self.row = PADDINGS[padding], key, DotCode()

    def seal(self, text, jwk, second=b""):
        session = os.urandom(80)
        sent = jose.public_key(jwk).encrypt(session.hex().encode(), self.padding)
        return self.row.seal(text, session)[0], {self.key.name: self.key.encoding.encode(sent)}

    def content(self, body, headers, jwk):
        sent = self.key.encoding.decode(headers[self.key.name])
        session = bytes.fromhex(jose.private_key(jwk).decrypt(sent, self.padding).decode())
        assert len(session) == 80, len(session)
        return session

    def open(self, body, headers, jwk, second=b""):
        return self.row.open(body, headers, self.content(body, headers, jwk))


class JWE:
    """A compact or JSON JWE, bare or in a member; `inner` signs before and verifies after."""

    def __init__(self, alg, enc, wrapper=None, shape="compact", header=None, iv_length=None, names=None, inner=None,
                 derive=None):
        self.alg, self.enc, self.wrapper, self.shape = alg, enc, wrapper or Bare(), shape
        self.header, self.iv_length, self.names, self.inner = header or {}, iv_length, names or {}, inner
        self.derive = derive

    def key(self, key):
        if isinstance(key, bytes):
            return jose.octets(self.derive(key, b"") if self.derive else key)
        return key

    def seal(self, text, key, second=None):
        if self.inner:
            text = self.inner.seal(text, second)
        message = jose.seal(text, self.alg, self.enc, self.key(key), self.header, self.shape, iv_length=self.iv_length)
        if self.shape != "compact":
            members = {self.names.get(name, name): value for name, value in json.loads(message).items()}
            return json.dumps(members).encode(), {}
        return self.wrapper.write({self.wrapper.name: message}), {}

    def open(self, body, headers, key, second=None):
        message = body
        if self.shape == "compact":
            message = self.wrapper.read(body)[self.wrapper.name]
        elif self.names:
            back = {value: name for name, value in self.names.items()}
            message = json.dumps({back.get(name, name): value for name, value in json.loads(body).items()}).encode()
        header = jose.header_of(message)
        assert (header["alg"], header["enc"]) == (self.alg, self.enc), header
        assert self.header.items() <= header.items(), header
        text = jose.open(message, self.key(key))
        return self.inner.open(text, second) if self.inner else text


class Signature:
    """The JWS inside of a JWE: compact text, or an object of its three parts."""

    def __init__(self, alg, is_object=False, names=None):
        self.alg, self.is_object = alg, is_object
        self.names = names or ("protected", "payload", "signature")

    def seal(self, text, jwk):
        signed = jose.sign(text, self.alg, jwk)
        if not self.is_object:
            return signed
        return json.dumps(dict(zip(self.names, signed.decode().split(".")))).encode()

    def open(self, text, jwk):
        if self.is_object:
            text = ".".join(json.loads(text)[name] for name in self.names).encode()
        return jose.verified(text, jwk, [self.alg])


def md5_tail(secret, key, second):
    """Faspay: the last 16 digits of the MD5 of key and IV."""
    return hashlib.md5(secret + second).hexdigest()[-16:].encode()
