"""All pairs of key management and content encryption, and the implementations of others that open and seal them."""

import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import tempfile

import reference_jose as jose
from gateway import ENVIRONMENT, missing, missing_environment

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "jose_peers")
CURVES = ("P-256", "P-384", "P-521", "X25519")
PASSWORD = b"correct horse battery staple"


class Pair:
    """One key management with one content encryption, and what kind of key it is tried with."""

    def __init__(self, alg, enc, kind):
        self.alg, self.enc, self.kind = alg, enc, kind
        self.name = re.sub("[^a-z0-9]+", "-", f"{alg}-{enc}-{kind}".lower())
        self.key = "k-" + re.sub("[^a-z0-9]+", "-", kind.lower())

    def __repr__(self):
        return f"{self.alg} {self.enc} {self.kind}"


def kinds(alg, enc):
    """The kinds of key for a key management: `oct-BYTES`, `RSA`, a curve, `password`."""
    if alg == "dir":
        return [f"oct-{jose.ENCODINGS[enc]}"]
    if alg in jose.KEY_WRAPS:
        return [f"oct-{int(alg[1:4]) // 8}"]
    if alg in jose.RSA_WRAPS:
        return ["RSA"]
    return CURVES if alg in jose.AGREEMENTS else ["password"]


PAIRS = [Pair(alg, enc, kind) for alg in jose.MANAGEMENTS for enc in jose.ENCODINGS for kind in kinds(alg, enc)]


def fresh_keys():
    """A private JWK for each kind of key that PAIRS has."""
    def fresh(kind):
        if kind == "password":
            return jose.octets(PASSWORD)
        return jose.octets(os.urandom(int(kind[4:]))) if kind.startswith("oct-") else jose.fresh(kind)

    return {kind: fresh(kind) for kind in sorted({pair.kind for pair in PAIRS})}


class Peer:
    """A program that reads cases, a JSON object a line, and writes answers (jose_peers/joserfc_peer.py)."""

    def __init__(self, name, command, tool, package=None, unknown=None):
        self.name, self.command, self.tool, self.package = name, command, tool, package
        # The reason why a pair is not known to it; nil: it is.
        self.unknown = unknown or (lambda pair: None)

    def find(self, test):
        """Skips the test where the program is not there."""
        if self.package:
            shutil.which(self.tool) or missing(test, self.tool, self.package)
        elif subprocess.run([PYTHON, "-c", f"import {self.tool}"], capture_output=True).returncode:
            missing_environment(test, self.tool)

    def answers(self, cases):
        """`cases` by name; answers by name."""
        lines = "".join(json.dumps({"id": name, **case}) + "\n" for name, case in cases.items())
        done = subprocess.run(self.command, input=lines.encode(), capture_output=True, timeout=120)
        found = {}
        for line in done.stdout.splitlines():
            answer = json.loads(line)
            found[answer.pop("id")] = answer
        silent = {"error": f"no answer; {self.name} ended {done.returncode}: {done.stderr[-500:]!r}"}
        return {name: found.get(name, silent) for name in cases}


class Command(Peer):
    """Debian's `jose`, a process a case."""

    def answers(self, cases):
        with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(4) as pool:
            return dict(zip(cases, pool.map(lambda case: self.answer(folder, *case), cases.items())))

    def answer(self, folder, name, case):
        key = os.path.join(folder, name)
        with open(key, "w", encoding="ascii") as file:
            # A password is a text of its own here; as a key it would be its base64url.
            is_password = case["alg"].startswith("PBES2")
            json.dump(jose.decode(case["jwk"]["k"]).decode() if is_password else case["jwk"], file)
        if case["op"] == "open":
            with open(key + ".jwe", "w", encoding="ascii") as file:
                file.write(case["jwe"])
            arguments, text = ["dec", "-i", key + ".jwe", "-k", key, "-O", "-"], b""
        else:
            template = json.dumps({"protected": {"alg": case["alg"], "enc": case["enc"]}})
            arguments, text = ["enc", "-i", template, "-I", "-", "-k", key, "-c", "-o", "-"], jose.decode(case["text"])
        done = subprocess.run(["jose", "jwe", *arguments], input=text, capture_output=True, timeout=60)
        if done.returncode:
            return {"error": f"jose ended {done.returncode}: {done.stderr!r}"}
        return {"text": jose.encode(done.stdout)} if case["op"] == "open" else {"jwe": done.stdout.decode().strip()}


def unknown_to_debian(pair):
    if pair.alg in ("RSA-OAEP", "RSA-OAEP-256"):
        return "this build of jose has no RSA-OAEP"
    return "jose has no X25519" if pair.kind == "X25519" else None


PYTHON = os.path.join(ENVIRONMENT, "bin", "python")
ALL_PEERS = [
    Peer("joserfc", [PYTHON, os.path.join(PEERS, "joserfc_peer.py")], "joserfc"),
    Peer("jwcrypto", [PYTHON, os.path.join(PEERS, "jwcrypto_peer.py")], "jwcrypto"),
    Command("jose", [], "jose", "jose", unknown_to_debian),
    Peer("node", ["node", os.path.join(PEERS, "node_peer.js")], "node", "nodejs"),
    Peer("java", ["java", os.path.join(PEERS, "JosePeer.java")], "java", "default-jdk-headless"),
]
