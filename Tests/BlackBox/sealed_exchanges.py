"""
Partners of a gateway, each with a format of its own: what it posts and how it reads the answer, by the references of
this folder. Each stands for one row of body-ciphers.md § 5.2.
"""

import json

import bodies
import reference_ciphers as rows
import reference_jose as jose
import wire

BANK, CLIENT, OTHER = (jose.fresh("RSA") for _ in range(3))
SIGNER = jose.fresh("RSA")
SHARED = jose.octets(bodies.fixed_key("jwe-dir", 32))
ELLIPTIC, CLIENT_ELLIPTIC = jose.fresh("P-256"), jose.fresh("X25519")
# By the name that configurations use. Of a client only the public half is known here.
KEYS = {
    "bank": BANK, "client": jose.public(CLIENT), "bank-signing": SIGNER, "shared": SHARED, "bank-ec": ELLIPTIC,
    "client-ec": jose.public(CLIENT_ELLIPTIC),
}
RS256 = CLIENT


def json_wrapped(name, **constants):
    return rows.JSONObject(name, **constants)


class Partner:
    """
    `profile` and `use` are configuration. `request` seals (text) -> body, fields; `reply` opens (body, fields, what
    `request` kept) -> text.
    """

    content_type = "application/json"

    def __init__(self, name, profile, use, request, reply, content_type=None):
        self.name, self.profile, self.use = name, profile, use
        self.request, self.reply = request, reply
        self.content_type = content_type or self.content_type

    @property
    def path(self):
        return f"/{self.name}"

    @property
    def profile_name(self):
        """Not that of a built-in profile."""
        return f"{self.name}-of-ours"

    def route(self):
        return (f"  - {{path: {self.path}, dialect: token-service, cipher: {{profile: {self.profile_name}, {self.use}}}, "
                "revoker: embedded}\n")

    def post(self, gateway, body, fields, consumer="first", path=None, **more):
        headers = {"X-API-KEY": gateway.api_keys[consumer], "Content-Type": self.content_type, **fields, **more}
        return wire.exchange(gateway.port, "POST", path or self.path, body=body, headers=headers)

    def ask(self, gateway, text, consumer="first", path=None):
        """Seals, posts and opens what comes: the reply and its text."""
        body, fields = self.request(text)
        reply = self.post(gateway, body, fields, consumer, path)
        return reply, self.opened(reply, body)

    def opened(self, reply, body):
        return self.reply(reply.body, {name.lower(): value.encode() for name, value in reply.headers}, body)


def lowered(row):
    """A row whose header fields are looked for as the wire gives them."""
    return lambda body, fields, _: row.open(body, fields, CLIENT)


def with_text(row, key):
    """What a row seals, its header fields as texts."""
    def seal(text):
        body, fields = row.seal(text, key)
        return body, {name: value.decode() for name, value in fields.items()}
    return seal


ICICI = rows.Session(rows.Row("cbc", 16, wrapper=json_wrapped("encryptedData", requestId="1", service="REVOKE",
                                                              oaepHashingAlgorithm="NONE")),
                     "pkcs1", rows.Field("encryptedKey"), 16)
HDFC = rows.Signed(
    rows.Session(rows.Row("cbc", 16, wrapper=json_wrapped("RequestSignatureEncryptedValue", Scope="REVOKE")), "pkcs1",
                 rows.Field("SymmetricKeyEncryptedValue"), 32, rows.letters), "RS256")
HDFC_REPLY = rows.Signed(
    rows.Session(rows.Row("cbc", 16, wrapper=json_wrapped("ResponseSignatureEncryptedValue")), "pkcs1",
                 rows.Field("GWSymmetricKeyEncryptedValue"), 32, rows.letters), "RS256")
FLE = rows.Session(
    rows.Row("cbc", rows.Field("x-iv", rows.HEX, is_header=True), encoding=rows.HEX, wrapper=json_wrapped("encryptedData")),
    "sha256", rows.Field("x-encrypted-key", rows.HEX, is_header=True), 16)


UNDER_SESSION = rows.Session(rows.Row("cbc", 16, wrapper=json_wrapped("data")), "sha256", rows.Field("encryptedKey"), 32)


def under_the_session_key(body, fields, request):
    return UNDER_SESSION.row.open(body, fields, UNDER_SESSION.content(request, {}, BANK))


def jwe(alg, enc, key):
    return lambda text: (jose.seal(text, alg, enc, key, {"kid": jose.thumbprint(key)} if key["kty"] != "oct" else None), {})


def own_jwe(key, alg, enc):
    def opened(body, fields, _):
        header = jose.header_of(body)
        assert (header["alg"], header["enc"]) == (alg, enc), header
        return jose.open(body, key)
    return opened


def under_the_requests_key(body, fields, request):
    """A reply that is sealed directly under the content key of the request."""
    header = jose.header_of(body)
    assert header["alg"] == "dir", header
    return jose.open(body, jose.octets(jose.opened(request, BANK)[1]))


PARTNERS = [
    Partner(
        "icici", "{algorithm: aes-128-cbc, wrapper: json:encryptedData, key-wrap: rsa-pkcs1, "
        "wrapped-key: 'field:encryptedKey', constants: {oaepHashingAlgorithm: NONE}}", "key: bank",
        with_text(ICICI, BANK), lowered(ICICI)),
    Partner(
        "hdfc", "{algorithm: aes-256-cbc, wrapper: json:RequestSignatureEncryptedValue, "
        "reply-wrapper: json:ResponseSignatureEncryptedValue, key-wrap: rsa-pkcs1, session-key: alphanumeric, "
        "wrapped-key: 'field:SymmetricKeyEncryptedValue', reply-wrapped-key: 'field:GWSymmetricKeyEncryptedValue', "
        "signature: [RS256]}", "key: bank, verify-key: consumer, signing-key: bank-signing",
        lambda text: HDFC.seal(text, BANK, RS256), lambda body, fields, _: HDFC_REPLY.open(body, fields, CLIENT, SIGNER)),
    Partner(
        "mastercard-headers", "{algorithm: aes-128-cbc, encoding: hex, wrapper: json:encryptedData, iv: field, "
        "iv-field: 'header:x-iv', key-wrap: rsa-oaep-sha256, wrapped-key: 'header:x-encrypted-key', "
        "wrapped-key-encoding: hex}", "key: bank", with_text(FLE, BANK), lowered(FLE)),
    Partner(
        "cbc-session", "{algorithm: aes-256-cbc, wrapper: json:data, key-wrap: rsa-oaep-sha256, "
        "wrapped-key: 'field:encryptedKey', reply-key: session}", "key: bank", with_text(UNDER_SESSION, BANK),
        under_the_session_key),
    Partner(
        "jwe-rsa", "{algorithm: jwe, key-management: [RSA-OAEP-256], content-encryption: [A256GCM]}", "key: bank",
        jwe("RSA-OAEP-256", "A256GCM", BANK), own_jwe(CLIENT, "RSA-OAEP-256", "A256GCM"), "application/jose"),
    Partner(
        "jwe-dir", "{algorithm: jwe, key-management: [dir], content-encryption: [A256GCM]}", "key: shared",
        jwe("dir", "A256GCM", SHARED), own_jwe(SHARED, "dir", "A256GCM"), "application/jose"),
    Partner(
        "jwe-session", "{algorithm: jwe, key-management: [RSA-OAEP-256], content-encryption: [A256GCM], reply-key: session}",
        "key: bank", jwe("RSA-OAEP-256", "A256GCM", BANK), under_the_requests_key, "application/jose"),
    Partner(
        "jwe-curves", "{algorithm: jwe, key-management: [ECDH-ES+A256KW, ECDH-ES], content-encryption: [A128CBC-HS256]}",
        "key: bank-ec, response-key: client-ec", jwe("ECDH-ES", "A128CBC-HS256", ELLIPTIC),
        own_jwe(CLIENT_ELLIPTIC, "ECDH-ES+A256KW", "A128CBC-HS256"), "application/jose"),
]


def ciphers(partners=None):
    """The text of `ciphers:`."""
    return "ciphers:\n" + "".join(f"  {each.profile_name}: {each.profile}\n" for each in partners or PARTNERS)


def import_keys(gateway, keys=None):
    for name, key in (keys or KEYS).items():
        gateway.command("keys", "import", name, "--format", "jwk", "-", input=json.dumps(key).encode())


def request(reference):
    return bodies.request(reference)
