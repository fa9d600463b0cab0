"""
JSON Web Encryption and Signature (RFC 7515, 7516, 7518, 8037) by Python's `cryptography`, from the RFCs alone: what
Revgate is compared with where no library of others is at hand, and what writes messages that libraries refuse to write.
Keys are JWKs, as dictionaries.
"""

import base64
import hashlib
import hmac
import json
import os
import zlib

from cryptography.hazmat.primitives import hashes, keywrap, padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, utils, x25519
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

ENCODINGS = {"A128GCM": 16, "A192GCM": 24, "A256GCM": 32, "A128CBC-HS256": 32, "A192CBC-HS384": 48, "A256CBC-HS512": 64}
KEY_WRAPS = ["A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW"]
RSA_WRAPS = ["RSA-OAEP", "RSA-OAEP-256", "RSA1_5"]
AGREEMENTS = ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"]
PASSWORDS = ["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"]
MANAGEMENTS = ["dir", *KEY_WRAPS, *RSA_WRAPS, *AGREEMENTS, *PASSWORDS]
CURVES = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1}
OAEP = {"RSA-OAEP": hashes.SHA1, "RSA-OAEP-256": hashes.SHA256}


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_json(value):
    return json.dumps(value, separators=(",", ":")).encode()


def number(value, count=None):
    return encode(value.to_bytes(count or (value.bit_length() + 7) // 8, "big"))


def integer(text):
    return int.from_bytes(decode(text), "big")


# Keys.


def octets(material, **members):
    return {"kty": "oct", "k": encode(material), **members}


def jwk(key, **members):
    """The JWK of a key of `cryptography`, private members included where it has them."""
    if isinstance(key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)):
        numbers, public = key.private_numbers(), jwk(key.public_key())
        if isinstance(key, rsa.RSAPrivateKey):
            own = {"d": numbers.d, "p": numbers.p, "q": numbers.q, "dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp}
            return {**public, **{name: number(value) for name, value in own.items()}, **members}
        return {**public, "d": number(numbers.private_value, (key.key_size + 7) // 8), **members}
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e), **members}
    if isinstance(key, ec.EllipticCurvePublicKey):
        numbers, count = key.public_numbers(), (key.key_size + 7) // 8
        name = next(name for name, curve in CURVES.items() if curve.name == key.curve.name)
        return {"kty": "EC", "crv": name, "x": number(numbers.x, count), "y": number(numbers.y, count), **members}
    name = "X25519" if isinstance(key, (x25519.X25519PrivateKey, x25519.X25519PublicKey)) else "Ed25519"
    raw = serialization.Encoding.Raw
    if hasattr(key, "private_bytes"):
        own = key.private_bytes(raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
        return {**jwk(key.public_key()), "d": encode(own), **members}
    return {"kty": "OKP", "crv": name, "x": encode(key.public_bytes(raw, serialization.PublicFormat.Raw)), **members}


def public(key):
    """A JWK without its private members."""
    return {name: value for name, value in key.items() if name not in ("d", "p", "q", "dp", "dq", "qi")}


def thumbprint(key):
    """RFC 7638."""
    names = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "oct": ("k", "kty")}
    wanted = {name: key[name] for name in names[key["kty"]]}
    return encode(hashlib.sha256(json.dumps(wanted, separators=(",", ":"), sort_keys=True).encode()).digest())


def public_key(key):
    if key["kty"] == "RSA":
        return rsa.RSAPublicNumbers(integer(key["e"]), integer(key["n"])).public_key()
    if key["kty"] == "EC":
        return ec.EllipticCurvePublicNumbers(integer(key["x"]), integer(key["y"]), CURVES[key["crv"]]()).public_key()
    kind = {"X25519": x25519.X25519PublicKey, "Ed25519": ed25519.Ed25519PublicKey}[key["crv"]]
    return kind.from_public_bytes(decode(key["x"]))


def private_key(key):
    if key["kty"] == "RSA":
        values = [integer(key[name]) for name in ("p", "q", "d", "dp", "dq", "qi")]
        return rsa.RSAPrivateNumbers(*values, public_key(key).public_numbers()).private_key()
    if key["kty"] == "EC":
        return ec.EllipticCurvePrivateNumbers(integer(key["d"]), public_key(key).public_numbers()).private_key()
    kind = {"X25519": x25519.X25519PrivateKey, "Ed25519": ed25519.Ed25519PrivateKey}[key["crv"]]
    return kind.from_private_bytes(decode(key["d"]))


def fresh(kind):
    """A new private JWK: `RSA`, the name of a curve, `X25519` or `Ed25519`."""
    if kind == "RSA":
        return jwk(rsa.generate_private_key(65537, 2048))
    if kind in CURVES:
        return jwk(ec.generate_private_key(CURVES[kind]()))
    return jwk({"X25519": x25519.X25519PrivateKey, "Ed25519": ed25519.Ed25519PrivateKey}[kind].generate())


# Content.


def seal_content(enc, cek, iv, text, aad):
    """Ciphertext and tag."""
    if enc.endswith("GCM"):
        sealed = AESGCM(cek).encrypt(iv, text, aad)
        return sealed[:-16], sealed[-16:]
    half = len(cek) // 2
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(cek[half:]), modes.CBC(iv)).encryptor()
    sealed = encryptor.update(padder.update(text) + padder.finalize()) + encryptor.finalize()
    return sealed, content_code(cek, iv, sealed, aad)


def content_code(cek, iv, sealed, aad):
    """RFC 7518 § 5.2.2.1."""
    half = len(cek) // 2
    covered = aad + iv + sealed + (8 * len(aad)).to_bytes(8, "big")
    return hmac.digest(cek[:half], covered, {32: "sha256", 48: "sha384", 64: "sha512"}[len(cek)])[:half]


def open_content(enc, cek, iv, sealed, tag, aad):
    if len(cek) != ENCODINGS[enc]:
        raise ValueError("length of the content key")
    if enc.endswith("GCM"):
        return AESGCM(cek).decrypt(iv, sealed + tag, aad)
    if not hmac.compare_digest(tag, content_code(cek, iv, sealed, aad)):
        raise ValueError("code")
    decryptor = Cipher(algorithms.AES(cek[len(cek) // 2:]), modes.CBC(iv)).decryptor()
    unpadder = padding.PKCS7(128).unpadder()
    return unpadder.update(decryptor.update(sealed) + decryptor.finalize()) + unpadder.finalize()


# Keys of content.


def agreed(alg, enc, secret, header):
    """RFC 7518 § 4.6.2."""
    count = ENCODINGS[enc] if alg == "ECDH-ES" else int(alg[-5:-2]) // 8
    name = enc if alg == "ECDH-ES" else alg
    parts = [name.encode(), decode(header.get("apu", "")), decode(header.get("apv", ""))]
    info = b"".join(len(part).to_bytes(4, "big") + part for part in parts) + (8 * count).to_bytes(4, "big")
    return ConcatKDFHash(hashes.SHA256(), count, info).derive(secret)


def shared(own, peer):
    if isinstance(own, x25519.X25519PrivateKey):
        return own.exchange(peer)
    return own.exchange(ec.ECDH(), peer)


def stretched(alg, key, header):
    """RFC 7518 § 4.8.1.1."""
    name, count = {"PBES2-HS256+A128KW": ("sha256", 16), "PBES2-HS384+A192KW": ("sha384", 24),
                   "PBES2-HS512+A256KW": ("sha512", 32)}[alg]
    salt = alg.encode() + b"\0" + decode(header["p2s"])
    return hashlib.pbkdf2_hmac(name, decode(key["k"]), salt, header["p2c"], count)


def wrapped(alg, enc, key, header, cek=None):
    """The content key and what of it is sent; adds to the header what the opener needs."""
    if alg == "dir":
        return decode(key["k"]), b""
    cek = cek or os.urandom(ENCODINGS[enc])
    if alg in RSA_WRAPS:
        return cek, public_key(key).encrypt(cek, rsa_wrap(alg))
    if alg in AGREEMENTS:
        own = fresh(key["crv"])
        header["epk"] = public(own)
        secret = agreed(alg, enc, shared(private_key(own), public_key(key)), header)
        return (secret, b"") if alg == "ECDH-ES" else (cek, keywrap.aes_key_wrap(secret, cek))
    if alg in PASSWORDS:
        header.setdefault("p2s", encode(os.urandom(16)))
        header.setdefault("p2c", 1000)
        return cek, keywrap.aes_key_wrap(stretched(alg, key, header), cek)
    if alg.endswith("GCMKW"):
        iv = os.urandom(12)
        sealed = AESGCM(decode(key["k"])).encrypt(iv, cek, None)
        header.update(iv=encode(iv), tag=encode(sealed[-16:]))
        return cek, sealed[:-16]
    return cek, keywrap.aes_key_wrap(decode(key["k"]), cek)


def unwrapped(header, key, sent):
    alg, enc = header["alg"], header["enc"]
    if alg == "dir":
        return decode(key["k"])
    if alg in RSA_WRAPS:
        return private_key(key).decrypt(sent, rsa_wrap(alg))
    if alg in AGREEMENTS:
        secret = agreed(alg, enc, shared(private_key(key), public_key(header["epk"])), header)
        return secret if alg == "ECDH-ES" else keywrap.aes_key_unwrap(secret, sent)
    if alg in PASSWORDS:
        return keywrap.aes_key_unwrap(stretched(alg, key, header), sent)
    if alg.endswith("GCMKW"):
        return AESGCM(decode(key["k"])).decrypt(decode(header["iv"]), sent + decode(header["tag"]), None)
    return keywrap.aes_key_unwrap(decode(key["k"]), sent)


def rsa_wrap(alg):
    if alg == "RSA1_5":
        return rsa_padding.PKCS1v15()
    return rsa_padding.OAEP(rsa_padding.MGF1(OAEP[alg]()), OAEP[alg](), None)


# Messages.


def seal(text, alg, enc, key, header=None, shape="compact", cek=None, iv_length=None, zip=False, aad=None):
    """As `shape` says: `compact`, `flattened` or `general`; `aad` is of the JSON shapes."""
    header = {"alg": alg, "enc": enc, **(header or {})}
    if zip:
        header["zip"] = "DEF"
        deflater = zlib.compressobj(wbits=-15)
        text = deflater.compress(text) + deflater.flush()
    cek, sent = wrapped(alg, enc, key, header, cek)
    protected = encode(to_json(header))
    iv = os.urandom(iv_length or (12 if enc.endswith("GCM") else 16))
    covered = protected if aad is None else f"{protected}.{encode(aad)}"
    sealed, tag = seal_content(enc, cek, iv, text, covered.encode())
    parts = [encode(part) for part in (sent, iv, sealed, tag)]
    if shape == "compact":
        return ".".join([protected, *parts]).encode()
    members = {"protected": protected, "iv": parts[1], "ciphertext": parts[2], "tag": parts[3]}
    if aad is not None:
        members["aad"] = encode(aad)
    recipient = {"encrypted_key": parts[0]} if sent else {}
    if shape == "general":
        return to_json({**members, "recipients": [recipient]})
    return to_json({**members, **recipient})


def parts_of(message):
    """Header (protected, shared and of the recipient), encrypted key, IV, ciphertext, tag, additional data."""
    text = message.decode()
    if not text.lstrip().startswith("{"):
        protected, *parts = text.strip().split(".")
        return json.loads(decode(protected)), *map(decode, parts), protected.encode()
    members = json.loads(text)
    recipient = members["recipients"][0] if "recipients" in members else members
    protected = members.get("protected", "")
    header = {**(json.loads(decode(protected)) if protected else {}), **members.get("unprotected", {}),
              **recipient.get("header", {})}
    covered = protected if "aad" not in members else f"{protected}.{members['aad']}"
    names = (recipient.get("encrypted_key", ""), members["iv"], members["ciphertext"], members["tag"])
    return header, *map(decode, names), covered.encode()


def header_of(message):
    return parts_of(message)[0]


def open(message, key):
    return opened(message, key)[0]


def opened(message, key):
    """The plaintext and the content key."""
    header, sent, iv, sealed, tag, covered = parts_of(message)
    if header.get("crit"):
        raise ValueError(f"crit {header['crit']}")
    cek = unwrapped(header, key, sent)
    text = open_content(header["enc"], cek, iv, sealed, tag, covered)
    return zlib.decompress(text, wbits=-15) if header.get("zip") == "DEF" else text, cek


# Signatures.


def sign(payload, alg, key, header=None):
    protected = encode(to_json({"alg": alg, **(header or {})}))
    covered = f"{protected}.{encode(payload)}".encode()
    own = private_key(key)
    if alg == "RS256":
        signature = own.sign(covered, rsa_padding.PKCS1v15(), hashes.SHA256())
    elif alg == "PS256":
        signature = own.sign(covered, rsa_padding.PSS(rsa_padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    elif alg == "ES256":
        r, s = utils.decode_dss_signature(own.sign(covered, ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    else:
        signature = own.sign(covered)
    return covered + b"." + encode(signature).encode()


def verified(message, key, allowed):
    """The payload; raises when it is not what the key signed."""
    covered, signature = message.decode().rsplit(".", 1)
    header, payload = covered.split(".")
    alg, signature, covered = json.loads(decode(header))["alg"], decode(signature), covered.encode()
    if alg not in allowed:
        raise ValueError(alg)
    peer = public_key(key)
    if alg == "RS256":
        peer.verify(signature, covered, rsa_padding.PKCS1v15(), hashes.SHA256())
    elif alg == "PS256":
        peer.verify(signature, covered, rsa_padding.PSS(rsa_padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    elif alg == "ES256":
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        peer.verify(utils.encode_dss_signature(r, s), covered, ec.ECDSA(hashes.SHA256()))
    else:
        peer.verify(signature, covered)
    return decode(payload)
