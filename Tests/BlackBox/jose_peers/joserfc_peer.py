"""
Opens and seals JWEs with joserfc: a JSON object a line, `{id, op, alg, enc, jwk, text|jwe}`, and `{id, jwe|text|error}` a
line of answers. All binary is base64url. `shape` asks for `flattened` or `general` instead of compact text, `zip` for a compressed
plaintext, `aad` for additional data, `others` for recipients before the one whose key is given.
"""

import base64
import json
import sys
import warnings

from joserfc import jwe
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

warnings.simplefilter("ignore")
KINDS = {"oct": OctKey, "RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}


def seal(case, key, names):
    text, shape = base64.urlsafe_b64decode(case["text"]), case.get("shape", "compact")
    header = {"enc": case["enc"], **({"zip": "DEF"} if case.get("zip") else {})}
    if shape == "compact":
        return jwe.encrypt_compact({"alg": case["alg"], **header}, text, key, algorithms=names)
    kind = jwe.FlattenedJSONEncryption if shape == "flattened" else jwe.GeneralJSONEncryption
    message = kind(header, text, aad=case["aad"].encode() if "aad" in case else None)
    for other in case.get("others", []):
        message.add_recipient({"alg": case["alg"]}, KINDS[other["kty"]].import_key(other))
    message.add_recipient({"alg": case["alg"]}, key)
    return json.dumps(jwe.encrypt_json(message, None, algorithms=names))


def answer(case):
    key = KINDS[case["jwk"]["kty"]].import_key(case["jwk"])
    names = [case["alg"], case["enc"], "DEF"]
    if case["op"] == "seal":
        return {"jwe": seal(case, key, names)}
    message = case["jwe"]
    if message.startswith("{"):
        opened = jwe.decrypt_json(json.loads(message), key, algorithms=names)
    else:
        opened = jwe.decrypt_compact(message, key, algorithms=names)
    return {"text": base64.urlsafe_b64encode(opened.plaintext).decode()}


for line in sys.stdin:
    case = json.loads(line)
    try:
        found = answer(case)
    except Exception as error:  # of any kind: a case that fails is for the test to judge
        found = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps({"id": case["id"], **found}))
