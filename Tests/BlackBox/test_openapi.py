"""The OpenAPI document of the public listener: valid, whole, of the routes in force, and true of every reply."""

import json
import os
import re
import subprocess
import tempfile
import unittest

import wire
from dialects import FORM, JSON, form
from gateway import BINARY, ENVIRONMENT, SOAK, Gateway, missing_environment

SEALED = {"/sealed": ("aes-256-gcm", "gcm-body"), "/either": ("aes-256-gcm", "gcm-body")}
ROUTES = """
  - {path: /public/oauth2/1/revoke, dialect: digilocker, revoker: embedded}
  - {path: /api/id/v1/auth/token/revoke, dialect: screening-eagle, revoker: embedded}
  - {path: /eagle/lenient, dialect: screening-eagle, revoker: embedded, unknown-token: ok, hint: ignore}
  - {path: /oauth2/revoke, name: plain, dialect: rfc7009, revoker: embedded, origins: [https://app.example]}
  - {path: /oauth2/strict, dialect: rfc7009, revoker: embedded, unknown-token: error, hint: strict}
  - {path: /revocations, dialect: native, revoker: embedded}
  - {path: /clear, dialect: token-service, plaintext: allow, reply: flat, revoker: embedded}
  - {path: /sealed, dialect: token-service, cipher: {profile: aes-256-gcm, key: gcm-body}, revoker: embedded}
  - {path: /oauth2/introspect, dialect: introspection, revoker: embedded}
  - {path: /either, dialect: native, cipher: {profile: aes-256-gcm, key: gcm-body}, plaintext: allow, revoker: embedded}
"""
ELSEWHERE = """
  - {path: /elsewhere, dialect: rfc7009, revoker: distant}
  - {path: /rest/*, name: siblings, forward: rest}
"""
UPSTREAMS = """upstreams:
  distant: {url: http://distant.example:9001/inner/path, dialect: rfc7009, credential: env:DISTANT_SECRET}
  rest: {url: http://rest.example:9002, credential: env:DISTANT_SECRET}
"""
SECRET = "secret-of-the-upstream"


# Routes by their names: introspection is only for consumers that are allowed on it.
NAMES = [name or path for path, name in re.findall(r"\{path: ([^,]+),(?: name: ([^,]+),)?", ROUTES)]


def tool(test, name):
    """Something of the tests' own Python environment."""
    path = os.path.join(ENVIRONMENT, "bin", name)
    if not os.path.exists(path):
        missing_environment(test, name)
    return path


class OpenAPI(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        environment = {"DISTANT_SECRET": SECRET}
        cls.gateway = Gateway(
            cls.addClassCleanup, routes=ROUTES + ELSEWHERE, more=UPSTREAMS, environment=environment)
        cls.gateway.add_consumer("everywhere", allow=NAMES)
        cls.gateway.start()
        cls.document = json.loads(cls.gateway.document())

    def operation(self, path, document=None):
        return (document or self.document)["paths"][path]["post"]

    def test_a_public_validator_finds_it_valid(self):
        validator = tool(self, "openapi-spec-validator")
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(self.gateway.document())
            file.flush()
            done = subprocess.run([validator, "--schema", "3.1", file.name], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_it_is_json_for_get_and_head_only(self):
        reply = wire.exchange(self.gateway.admin, "GET", "/openapi.json")
        self.assertEqual((reply.status, reply["Content-Type"], reply["Cache-Control"]), (200, JSON, "no-store"))
        self.assertEqual(wire.exchange(self.gateway.admin, "HEAD", "/openapi.json").body, b"")
        self.assertEqual(wire.exchange(self.gateway.admin, "POST", "/openapi.json").status, 405)
        self.assertEqual(wire.exchange(self.gateway.port, "GET", "/openapi.json").status, 404)

    def test_every_route_of_a_dialect_is_an_operation_of_its_own_name(self):
        paths = re.findall(r"\{path: ([^,]+),.*dialect", ROUTES + ELSEWHERE)
        self.assertEqual(list(self.document["paths"]), paths)
        names = [self.operation(path)["operationId"] for path in paths]
        self.assertEqual(len(set(names)), len(paths))
        for name in names:
            self.assertRegex(name, r"^[A-Za-z0-9_]+$")
        self.assertEqual(names[:4], ["public_oauth2_1_revoke", "api_id_v1_auth_token_revoke", "eagle_lenient", "plain"])

    def test_forward_routes_are_listed_apart_with_no_more_than_a_name(self):
        self.assertEqual(self.document["x-revgate-forward-routes"], [{"path": "/rest/*", "upstream": "rest"}])

    def test_nothing_of_an_upstream_or_a_key_stands_in_it(self):
        text = self.gateway.document()
        for word in ("distant", "rest.example", "inner", "9001", SECRET, "DISTANT_SECRET", "gcm-body", "env:"):
            self.assertNotIn(word, text)

    def test_the_server_is_the_listener(self):
        self.assertEqual(self.document["servers"], [{"url": f"http://127.0.0.1:{self.gateway.port}"}])

    def test_sealed_routes_take_text_and_show_what_it_opens_to(self):
        content = self.operation("/sealed")["requestBody"]["content"]
        self.assertEqual(list(content), ["text/plain"])
        self.assertEqual(content["text/plain"]["schema"]["contentEncoding"], "base64")
        self.assertEqual(content["text/plain"]["x-revgate-opened"]["schema"]["required"], ["tokenReferenceId"])
        self.assertEqual(list(self.operation("/either")["requestBody"]["content"]), ["text/plain", JSON])
        self.assertEqual(list(self.operation("/sealed")["responses"]["200"]["content"]), ["text/plain"])
        self.assertEqual(list(self.operation("/sealed")["responses"]["401"]["content"]), ["text/plain", JSON])

    def test_a_route_says_what_it_decides_for_itself(self):
        lenient, strict = self.operation("/oauth2/revoke"), self.operation("/oauth2/strict")
        hints = [
            operation["requestBody"]["content"][FORM]["schema"]["properties"]["token_type_hint"]
            for operation in (lenient, strict)]
        self.assertNotIn("enum", hints[0])
        self.assertEqual(hints[1]["enum"], ["access_token", "refresh_token", ""])
        refusals = [operation["responses"]["400"]["content"][JSON]["examples"] for operation in (lenient, strict)]
        self.assertNotIn("invalid-token", refusals[0])
        self.assertIn("invalid-token", refusals[1])
        self.assertIn("https://app.example", lenient["description"])
        # Only an upstream can be asked for what it cannot express.
        self.assertNotIn("422", self.operation("/revocations")["responses"])
        elsewhere = self.operation("/elsewhere")["responses"]["400"]["content"][JSON]["examples"]
        self.assertIn("unsupported-subject", elsewhere)

    def test_its_examples_are_accepted_with_the_credential_in_the_body(self):
        credential = {"client_id": "everywhere", "client_secret": self.gateway.api_keys["everywhere"]}
        checked = 0
        for path in self.document["paths"]:
            for media_type, media in self.operation(path)["requestBody"]["content"].items():
                if path in SEALED or path == "/elsewhere":
                    continue
                example = media["example"]
                members = {**(json.loads(example) if isinstance(example, str) else example), **credential}
                body = form(**members) if media_type == FORM else json.dumps(members).encode()
                reply = wire.exchange(self.gateway.port, "POST", path, body=body, headers={"Content-Type": media_type})
                self.assertEqual(reply.status, 200, (path, media_type, reply))
                checked += 1
        self.assertEqual(checked, 9)

    def test_refusals_are_shown_as_they_are_written(self):
        for path in ("/public/oauth2/1/revoke", "/api/id/v1/auth/token/revoke", "/revocations", "/clear"):
            example = self.operation(path)["responses"]["401"]["content"][JSON]["examples"]["bad-credential"]
            reply = wire.exchange(self.gateway.port, "POST", path, headers={"X-API-KEY": "nobody's"})
            self.assertEqual((reply.status, json.loads(reply.body)), (401, example["value"]))

    def test_the_token_of_the_operators_is_asked_for_where_there_is_one(self):
        gateway = Gateway(self.addCleanup, routes=" []\n", environment={"ADMIN_TOKEN": "token-of-operators"})
        with open(gateway.config, encoding="utf-8") as file:
            text = file.read()
        # Off loopback there must be one.
        text = text.replace(
            f"address: 127.0.0.1:{gateway.admin}\n", f"address: 0.0.0.0:{gateway.admin}\n  token: env:ADMIN_TOKEN\n")
        with open(gateway.config, "w", encoding="utf-8") as file:
            file.write(text)
        gateway.admin_token = "token-of-operators"
        gateway.start()
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            reply = wire.exchange(gateway.admin, "GET", "/openapi.json", headers=headers)
            self.assertEqual((reply.status, b"paths" in reply.body), (401, False))
        self.assertEqual(json.loads(gateway.document())["paths"], {})

    def test_it_follows_a_reload_and_stays_after_one_that_is_refused(self):
        gateway = Gateway(self.addCleanup, routes=ROUTES).start()
        gateway.configure(routes="\n  - {path: /only, dialect: rfc7009, hint: strict, revoker: embedded}\n")
        self.assertEqual(gateway.reload(), "reloaded")
        document = json.loads(gateway.document())
        self.assertEqual(list(document["paths"]), ["/only"])
        schema = self.operation("/only", document)["requestBody"]["content"][FORM]["schema"]
        self.assertIn("enum", schema["properties"]["token_type_hint"])
        gateway.configure(routes="\n  - {path: /broken, dialect: none, revoker: embedded}\n")
        self.assertEqual(gateway.reload(), "refused")
        self.assertEqual(json.loads(gateway.document()), document)


# What is within the schemas is taken; what is not is refused, and where it is long, as too long.
CONFIGURATION = """
[checks.positive_data_acceptance]
expected-statuses = ["200"]
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "405", "413", "415"]
"""


class Schemathesis(unittest.TestCase):
    """Every check that schemathesis has, with what it makes of the document; sealed bodies are really sealed."""

    def test_it_finds_no_fault(self):
        program = tool(self, "schemathesis")
        gateway = Gateway(self.addCleanup, routes=ROUTES)
        key = gateway.add_consumer("everywhere", allow=NAMES)
        gateway.start()
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "schemathesis.toml"), "w", encoding="utf-8") as file:
                file.write(CONFIGURATION)
            done = subprocess.run(
                [
                    program, "run", f"http://127.0.0.1:{gateway.admin}/openapi.json",
                    "--url", f"http://127.0.0.1:{gateway.port}", "-H", f"X-API-KEY: {key}",
                    # One credential is enough, and two are refused.
                    "--generation-with-security-parameters", "false",
                    "--checks", "all", "--phases", "examples,coverage,fuzzing",
                    "--max-examples", "500" if SOAK else "10", "--seed", "1",
                    "--generation-database", "none", "--continue-on-failure", "--no-color",
                ],
                cwd=folder, capture_output=True, text=True, timeout=1800 if SOAK else 300,
                env={
                    **os.environ, "REVGATE": BINARY, "OPENAPI_CONFIG": gateway.config,
                    "OPENAPI_SEALED": json.dumps(SEALED),
                    "SCHEMATHESIS_HOOKS": os.path.join(os.path.dirname(os.path.abspath(__file__)), "openapi_hooks.py"),
                })
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("No issues found", done.stdout)
        # A warning says that operations were not reached.
        self.assertNotIn("WARNINGS", done.stdout)
        self.assertIn(f"Tested: {ROUTES.count('path:')}\n", done.stdout)


if __name__ == "__main__":
    unittest.main()
