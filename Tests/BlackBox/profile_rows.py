"""The built-in profiles by their rows of body-ciphers.md § 5.2: the reference, keys, and what an operator adds to each."""

import bodies
import reference_jose as jose
from reference_ciphers import (
    BASE64, HEX, HEX_UPPER, JWE, TEXT, UIDAI, Banamex, EachValue, Encoded, Field, Form, JSONObject, Row, Session, Signature,
    Signed, WholeBody, bytes_to_key, from_base64, from_hex, letters, md5, md5_digits, md5_tail, pbkdf2_sha512, sha256,
    sha256_16)

BANK, CLIENT, SIGNER, SEALER = (jose.fresh("RSA") for _ in range(4))
COUNTING = bytes(range(16))
WORDS = b"0123456789abcdef0123456789abcdef"  # a key as most of these hand it out: printable


class Profile:
    """
    `key` is what requests are sealed under: bytes, or a pair. `reply` is how replies travel: `same`, `response` (under
    a key of their own), `session` or `clear`; `reply_row` what they look like, if otherwise. `more` are the fields that
    an operator completes it with; `second` the secret that these name as `second`, `response` the key of replies.
    """

    def __init__(self, row, key, reply="same", reply_row=None, more="", second=b"", response=None, text=None, unsealed=None):
        self.row, self.key, self.reply, self.reply_row = row, key, reply, reply_row or row
        self.more, self.second, self.response, self.text = more, second, response, text
        # Why it only opens: a word of what is said when it is to seal.
        self.unsealed = unsealed
        self.is_signed = isinstance(row, Signed) or getattr(row, "inner", None) is not None

    def fields(self, name):
        return f"{{like: {name}{', ' if self.more else ''}{self.more}}}"


def sealed(row, key, **options):
    """Of a pair: replies go to the reader's own."""
    return Profile(row, key, "response", response=CLIENT, **options)


def base64_of(key):
    return BASE64.encode(key)


def pbkdf2_row(salt, wrapper="encData"):
    return Row("cbc", COUNTING, pbkdf2_sha512, salt=salt, encoding=HEX_UPPER, wrapper=Form(wrapper))


IV_OF = "iv-value: 'key:second'"
ICICI = Session(Row("cbc", 16, wrapper=JSONObject("encryptedData", oaepHashingAlgorithm="NONE", iv="")), "pkcs1",
                Field("encryptedKey"), 16)
DGFT = Session(Row("gcm", 12, sha256, salt=32, encodes_text=True, wrapper=JSONObject("data")), "sha256",
               Field("secretVal", is_header=True), 32, letters)
EVERY_VALUE = b'{"tokenReferenceId":"of-the-row","note":"","other":"value"}'

PROFILES = {
    "aes-256-gcm": Profile(Row("gcm", 12), bodies.GCM),
    "aes-192-cbc": Profile(Row("cbc", 16), bodies.CBC192),
    "aes-256-cbc": Profile(Row("cbc", 16), bodies.CBC256),
    # 3 to 8
    "paywize-v1": Profile(
        Row("cbc", b"QI8zFZWX272Z0Unb", wrapper=JSONObject("payload")), WORDS, more=IV_OF, second=b"QI8zFZWX272Z0Unb",
        reply_row=Row("cbc", b"QI8zFZWX272Z0Unb", wrapper=JSONObject("data"))),
    "paywize-v2": Profile(
        Row("gcm", 12, sha256, wrapper=JSONObject("payload")), b"a secret key",
        reply_row=Row("gcm", 12, sha256, wrapper=JSONObject("data"))),
    "enkash": Profile(Row("ecb", derive=sha256_16, wrapper=JSONObject("request")), b"client-secret"),
    "flutterwave-v3": Profile(
        Row("3des", wrapper=JSONObject("client")), WORDS[:24], "clear", more="insecure: true"),
    "flutterwave-v4": Profile(
        Row("gcm", Field("nonce", TEXT, 12, letters), from_base64, wrapper=JSONObject("encrypted_card")),
        base64_of(bodies.GCM), "clear", more="wrapper: json:encrypted_card"),
    "juicyway": Profile(Row("gcm", 12, encoding=HEX), bodies.GCM),
    # 9 to 12
    "ssg-wsg": Profile(Row("cbc", b"SSGAPIInitVector", from_base64), base64_of(bodies.CBC256)),
    "gst-einvoice": Profile(Row("ecb", derive=from_base64, wrapper=JSONObject("Data")), base64_of(bodies.CBC256)),
    "dgft-ebrc": Profile(DGFT, BANK, "session", reply_row=DGFT.row),
    "uidai": Profile(UIDAI(), bodies.GCM, "clear", unsealed="IV"),
    # 13 to 15
    "hdfc": sealed(
        Signed(Session(Row("cbc", 16, wrapper=JSONObject("RequestSignatureEncryptedValue")), "pkcs1",
                       Field("SymmetricKeyEncryptedValue"), 32, letters), "RS256"), BANK,
        reply_row=Signed(Session(Row("cbc", 16, wrapper=JSONObject("ResponseSignatureEncryptedValue")), "pkcs1",
                                 Field("GWSymmetricKeyEncryptedValue"), 32, letters), "RS256")),
    "icici-composite": sealed(ICICI, BANK),
    "icici-simple": sealed(WholeBody(), BANK),
    "icici-fields": sealed(EachValue(), BANK, text=EVERY_VALUE),
    "axis-esb": Profile(
        Row("cbc", 16, from_hex, constant_iv=bytes.fromhex("8e12399c07726f5a8e12399c07726f5a"),
            wrapper=JSONObject("TransferRequest.TransferRequestBodyEncrypted")), HEX.encode(COUNTING),
        more="wrapper: 'json:/TransferRequest/TransferRequestBodyEncrypted', "
             "reply-wrapper: 'json:/TransferResponse/TransferResponseBodyEncrypted'",
        reply_row=Row("cbc", 16, from_hex, constant_iv=bytes.fromhex("8e12399c07726f5a8e12399c07726f5a"),
                      wrapper=JSONObject("TransferResponse.TransferResponseBodyEncrypted"))),
    "axis-callback": Profile(Row("cbc", COUNTING, md5, encoding=HEX), b"any length of key"),
    # 16 to 22
    "sbiepay": Profile(Row("cbc", lambda secret, key, _: key[:16], wrapper=Form("EncryptTrans")), WORDS[:16]),
    "pesepay": Profile(Row("cbc", lambda secret, key, _: key[:16], wrapper=JSONObject("payload")), WORDS),
    "sabpaisa": Profile(Row("cbc", WORDS[5:21], encoding=HEX), WORDS[:16], more=IV_OF, second=WORDS[5:21]),
    "ccavenue": Profile(
        Row("cbc", COUNTING, md5, encoding=HEX, wrapper=Form("encRequest")), b"0123456789ABCDEF0123456789ABCDEF",
        reply_row=Row("cbc", COUNTING, md5, encoding=HEX, wrapper=Form("encResp"))),
    "ccavenue-gcm": Profile(
        Row("gcm", 16, encoding=HEX, wrapper=Form("encRequest")), WORDS,
        reply_row=Row("gcm", 16, encoding=HEX, wrapper=Form("encResp"))),
    "atom": Profile(
        pbkdf2_row(b"request-salt"), b"request-key", "response", reply_row=pbkdf2_row(b"reply-salt"),
        response=b"reply-key",
        more="salt: 'key:second', reply-salt: 'text:reply-salt', constants: {merchId: '8952'}", second=b"request-salt"),
    "airpay": Profile(Row("cbc", derive=md5_digits, text_iv=16, wrapper=Form("encdata")), b"user~:~password"),
    "iserveu": Profile(Row("cbc", 16, from_base64), base64_of(bodies.CBC256)),
    # 23 to 31
    "espay": Profile(Row("cbc", WORDS[5:21], is_zero=True), WORDS, more=IV_OF, second=WORDS[5:21]),
    "faspay": Profile(Row("cbc", md5_tail, sha256), b"the key", more=IV_OF, second=b"the other"),
    "eximbay": Profile(
        Row("cbc", b"Eximbay_AES_256_", wrapper=JSONObject("payment.card_number")), WORDS,
        more="wrapper: 'json:/payment/card_number'"),
    "signingcloud": Profile(Row("ecb", derive=sha256, encoding=HEX, wrapper=JSONObject("data")), b"secret"),
    "paywise-sandbox": Profile(
        Row("cbc", Field("iv", HEX), bytes_to_key, salt=Field("s", HEX, 8), iv_and_key=True,
            wrapper=Encoded(JSONObject("ct"))), b"pre-shared"),
    "opayo-form": Profile(
        Row("cbc", lambda secret, key, _: key, encoding=HEX_UPPER, prefix=b"@", wrapper=Form("Crypt")), b"55a51621a6648525"),
    "newebpay": Profile(
        Row("cbc", b"1234567890123456", encoding=HEX, wrapper=Form("TradeInfo")), WORDS, more=IV_OF,
        second=b"1234567890123456"),
    "wechat-pay-v3": Profile(
        Row("gcm", Field("resource.nonce", TEXT, 12, letters), aad=Field("resource.associated_data", TEXT, 11, letters),
            wrapper=JSONObject("resource.ciphertext", **{"resource.algorithm": "AEAD_AES_256_GCM"})), WORDS, "clear"),
    "alipay": Profile(
        Row("cbc", bytes(16), from_base64, wrapper=Form("biz_content")), base64_of(COUNTING),
        more="reply-wrapper: json:alipay_trade_query_response",
        reply_row=Row("cbc", bytes(16), from_base64, wrapper=JSONObject("alipay_trade_query_response"))),
    # 32 to 41
    "mastercard-jwe": sealed(
        JWE("RSA-OAEP-256", "A256GCM", JSONObject("encryptedData"), header={"cty": "application/json"}), BANK),
    "mastercard-fle": sealed(
        Session(Row("cbc", Field("iv", HEX), encoding=HEX,
                    wrapper=JSONObject("encryptedData", oaepHashingAlgorithm="SHA256")), "sha256",
                Field("encryptedKey", HEX), 16), BANK),
    "visa-mle": sealed(JWE("RSA-OAEP-256", "A128GCM", JSONObject("encData")), BANK),
    "visa-jwe-symmetric": Profile(
        JWE("A256GCMKW", "A256GCM", JSONObject("encData"), derive=sha256), b"a shared secret of any length"),
    "wise": sealed(JWE("RSA-OAEP-256", "A256GCM"), BANK),
    "juspay": sealed(
        JWE("RSA-OAEP-256", "A256GCM", shape="flattened", names={
            "protected": "header", "encrypted_key": "encryptedKey", "ciphertext": "encryptedPayload"},
            inner=Signature("RS256", True, ("header", "payload", "signature"))), BANK),
    "juspay-payout": sealed(JWE("RSA-OAEP-256", "A128CBC-HS256", JSONObject("payload", format="compact")), BANK),
    "verestro": sealed(JWE("RSA-OAEP-256", "A256GCM", JSONObject("payload")), BANK),
    "eka-care": Profile(JWE("dir", "A128CBC-HS256", shape="flattened"), bodies.GCM),
    "banamex": Profile(
        Banamex("sha256", Field("X-Session", HEX, is_header=True)), BANK, "session",
        more="key-wrap: rsa-oaep-sha256, wrapped-key: 'header:X-Session'"),
}
# Built-in profiles without a row to compare with, and why.
WITHOUT_A_ROW = {}
# Rows without a built-in profile, and why.
WITHOUT_A_PROFILE = {
    "1, 2": "Wibmo: the key's encoding and the cipher are not known; aes-192-cbc is the likely one",
    "15c": "Axis's new format names no algorithm",
    "39": "Thredd answers under a key that the request brings, and takes no sealed request",
    "40": "Account Aggregator agrees on its key by Curve25519 for each session: no key of a profile",
}
