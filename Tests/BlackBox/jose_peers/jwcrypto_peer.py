"""As joserfc_peer.py, with jwcrypto."""

import base64
import json
import sys

from jwcrypto import jwe, jwk


def seal(case, key):
    text, is_general = base64.urlsafe_b64decode(case["text"]), case.get("shape") == "general"
    header = {"enc": case["enc"], **({"zip": "DEF"} if case.get("zip") else {})}
    alg = {"alg": case["alg"]}
    message = jwe.JWE(text, json.dumps(header if is_general else {**alg, **header}), aad=case.get("aad"),
                      algs=[case["alg"], case["enc"]])
    for other in case.get("others", []):
        message.add_recipient(jwk.JWK(**other), json.dumps(alg))
    message.add_recipient(key, json.dumps(alg) if is_general else None)
    return message.serialize(compact=case.get("shape", "compact") == "compact")


def answer(case):
    key = jwk.JWK(**case["jwk"])
    if case["op"] == "seal":
        return {"jwe": seal(case, key)}
    message = jwe.JWE(algs=[case["alg"], case["enc"]])
    message.deserialize(case["jwe"], key)
    return {"text": base64.urlsafe_b64encode(message.payload).decode()}


for line in sys.stdin:
    case = json.loads(line)
    try:
        found = answer(case)
    except Exception as error:  # of any kind: a case that fails is for the test to judge
        found = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps({"id": case["id"], **found}))
