"""What a route may decide for itself, for every dialect: `unknown-token`, `hint`, `reply`, and who may use it."""

import json
import unittest

import bodies
from dialects import FORM, JSON, as_json, form, lines
from fronting import flow, upstreams
from gateway import Gateway, revgate
from upstreams import Service, message

DIALECTS = ("token-service", "digilocker", "screening-eagle", "rfc7009", "native")
CIPHER = {"profile": "aes-256-gcm", "key": "gcm-body"}
# Of a token that is not known: the reply where routes make it an error, and whether that is the dialect's habit.
UNKNOWN = {
    "token-service": (401, {"resCode": 401, "resDesc": "Invalid Token Passed"}, True),
    "digilocker": (400, {"error": "invalid_token", "error_description": "The token is invalid"}, True),
    "screening-eagle": (400, {"error": "invalid_token", "errorDescription": "Invalid Token Passed"}, True),
    "rfc7009": (400, {"error": "invalid_token", "error_description": "Invalid Token Passed"}, False),
    "native": (404, {"error": "unknown_token", "error_description": "Invalid Token Passed"}, True),
}
# What a token that is not known is answered with where routes make it a success.
DONE = {"token-service": bodies.SUCCESS, "native": b'{"status":"already-revoked"}'}
# Of a hint that is none: the reply where routes are strict, and whether that is the dialect's habit.
ODD_HINT = {
    "digilocker": ("invalid_request", "error_description", False),
    "screening-eagle": ("invalid_request", "errorDescription", True),
    "rfc7009": ("unsupported_token_type", "error_description", False),
    "native": ("unsupported_token_type", "error_description", False),
}
FORBIDDEN = {
    "token-service": {"resCode": 403, "resDesc": "Not Allowed"},
    "screening-eagle": {"error": "unauthorized_client", "errorDescription": "Not Allowed"},
    **dict.fromkeys(
        ("digilocker", "rfc7009", "native"), {"error": "unauthorized_client", "error_description": "Not Allowed"}),
}


def write(dialect, token, **hint):
    """A clear body and its content type."""
    if dialect == "token-service":
        return as_json(tokenReferenceId=token), "text/plain"
    if dialect in ("screening-eagle", "rfc7009"):
        return form(token=token, **hint), FORM
    return as_json(token=token, **hint), JSON


def route(dialect, path, **more):
    cipher = {"cipher": CIPHER} if dialect == "token-service" else {}
    return "  - " + flow({"path": path, "dialect": dialect, "revoker": "embedded", **cipher, **more}) + "\n"


class PolicyCase(unittest.TestCase):
    def ask(self, dialect, path, token, consumer="first", **hint):
        """Sends sealed where the dialect is, and opens the reply; 403 is clear, its reader may not have the key."""
        body, content_type = write(dialect, token, **hint)
        if dialect == "token-service":
            body = bodies.seal_gcm(body)
        reply = self.gateway.post(body, path=path, consumer=consumer, Content_Type=content_type)
        if dialect == "token-service" and reply.status != 403:
            reply.body = bodies.open_gcm(reply.body)
        return reply

    def assertRefused(self, reply, status, said):
        self.assertEqual((reply.status, reply["Revgate-Outcome"]), (status, None), reply)
        self.assertEqual(json.loads(reply.body), said)
        self.assertIsNone(reply["WWW-Authenticate"])

    def assertDone(self, dialect, reply, outcome):
        self.assertEqual((reply.status, reply["Revgate-Outcome"]), (200, outcome), reply)


class Policies(PolicyCase):
    @classmethod
    def setUpClass(cls):
        unknown = message(as_json(error="unknown_token"), "404 Not Found")
        cls.service = Service(cls.addClassCleanup, lambda exchange: exchange.send(unknown))
        routes = []
        for dialect in DIALECTS:
            routes.append(route(dialect, f"/{dialect}"))
            for rule in ("ok", "error"):
                for path, revoker in (("", "embedded"), ("/behind", "behind")):
                    policy = {"unknown-token": rule, "revoker": revoker}
                    routes.append(route(dialect, f"/{dialect}/{rule}{path}", **policy))
            if dialect != "token-service":
                for rule in ("strict", "ignore"):
                    routes.append(route(dialect, f"/{dialect}/{rule}", hint=rule))
        cls.gateway = Gateway(
            cls.addClassCleanup, routes="\n" + "".join(routes),
            more="embedded: {unknown: refuse}\n" + upstreams(behind={"url": cls.service.url(), "dialect": "native"}))
        cls.gateway.command("tokens", "import", "-", input=lines(
            *({"token": f"known-{dialect}-{rule}"} for dialect in ODD_HINT for rule in ("habit", "strict", "ignore"))))
        cls.gateway.start()

    def test_unknown_token_is_a_success_or_an_error_as_the_route_says(self):
        for dialect in DIALECTS:
            status, said, is_habit = UNKNOWN[dialect]
            for suffix, is_error in (("", is_habit), ("/ok", False), ("/error", True), ("/ok/behind", False),
                                     ("/error/behind", True)):
                with self.subTest(dialect + suffix):
                    reply = self.ask(dialect, f"/{dialect}{suffix}", "never-seen")
                    if is_error:
                        self.assertRefused(reply, status, said)
                        continue
                    self.assertDone(dialect, reply, "unknown")
                    self.assertEqual(reply.body, DONE.get(dialect, b""))
        self.assertEqual(self.gateway.json("tokens", "show", "--token", "never-seen")["state"], "unknown")
        self.assertEqual(self.gateway.state_of("never-seen"), "unknown")

    def test_odd_hint_is_refused_or_passed_over_as_the_route_says(self):
        for dialect, (error, description, is_habit) in ODD_HINT.items():
            for rule, is_strict in (("habit", is_habit), ("strict", True), ("ignore", False)):
                with self.subTest(dialect, rule=rule):
                    path = f"/{dialect}" if rule == "habit" else f"/{dialect}/{rule}"
                    token = f"known-{dialect}-{rule}"
                    reply = self.ask(dialect, path, token, token_type_hint="banana")
                    if is_strict:
                        self.assertRefused(reply, 400, {"error": error, description: "Unsupported Token Type"})
                        reply = self.ask(dialect, path, token, token_type_hint="refresh_token")
                    self.assertDone(dialect, reply, "revoked")


class Permission(PolicyCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(
            cls.addClassCleanup,
            routes="\n" + "".join(route(dialect, f"/{dialect}", name=f"by-{dialect}") for dialect in DIALECTS))
        for dialect in DIALECTS:
            cls.gateway.add_consumer(f"only-{dialect}", allow=[f"by-{dialect}"])
        cls.gateway.add_consumer("two", allow=["by-rfc7009", "by-native"])
        cls.gateway.start()

    def test_consumer_may_use_the_routes_that_name_it_and_is_told_so_in_the_routes_dialect(self):
        allowed = {f"only-{dialect}": {dialect} for dialect in DIALECTS}
        allowed.update(two={"rfc7009", "native"}, first=set(DIALECTS))
        for consumer, routes in allowed.items():
            for dialect in DIALECTS:
                with self.subTest(consumer, dialect=dialect):
                    token = f"permission-{consumer}-{dialect}"
                    reply = self.ask(dialect, f"/{dialect}", token, consumer)
                    if dialect in routes:
                        self.assertDone(dialect, reply, "revoked")
                        continue
                    self.assertRefused(reply, 403, FORBIDDEN[dialect])
                    kind = "reference" if dialect == "token-service" else "token"
                    self.assertEqual(self.gateway.json("tokens", "show", f"--{kind}", token)["state"], "unknown")


class Faults(PolicyCase):
    """What `check` and `serve` refuse: by name, with the line, and nothing is served."""

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup)

    def faults(self, *routes):
        self.gateway.configure(routes="\n" + "".join(routes))
        done = revgate("check", "--config", self.gateway.config)
        served = revgate("serve", "--config", self.gateway.config) if done.returncode else None
        return done.returncode, (done.stdout + done.stderr).decode(), served and served.returncode

    def assertFault(self, name, *routes):
        status, said, served = self.faults(*routes)
        self.assertEqual((status, served), (1, 78), said)
        self.assertIn(name, said)
        self.assertRegex(said, r"revgate\.yaml:\d+")

    def test_reply_has_two_shapes_in_token_service_only(self):
        for dialect in DIALECTS[1:]:
            for style in ("flat", "enveloped"):
                with self.subTest(dialect, style=style):
                    self.assertFault("reply", route(dialect, "/a", reply=style))
        self.assertEqual(self.faults(route("token-service", "/a", reply="flat"))[0], 0)

    def test_words_that_no_policy_has_are_faults(self):
        for dialect in DIALECTS:
            with self.subTest(dialect):
                self.assertFault("unknown-token", route(dialect, "/a", **{"unknown-token": "maybe"}))
                self.assertFault("hint", route(dialect, "/a", hint="lenient"))
        self.assertFault("hint", route("token-service", "/a", hint="strict"))

    def test_policies_of_dialects_are_none_of_forward_routes(self):
        for key in ("unknown-token: ok", "hint: strict", 'origins: ["https://app.example"]'):
            with self.subTest(key):
                self.gateway.configure(
                    routes=f"\n  - {{path: /a, forward: rest, {key}}}\n",
                    more=upstreams(rest={"url": "http://127.0.0.1:9"}))
                done = revgate("check", "--config", self.gateway.config)
                self.assertEqual(done.returncode, 1, done)
                self.assertIn(key.split(":")[0].encode(), done.stdout + done.stderr)

    def test_clear_bodies_are_a_matter_of_course_but_for_token_service(self):
        for dialect in DIALECTS:
            line = "  - " + flow({"path": "/a", "dialect": dialect, "revoker": "embedded"}) + "\n"
            with self.subTest(dialect):
                if dialect == "token-service":
                    self.assertFault("cipher", line)
                else:
                    self.assertEqual(self.faults(line)[0], 0)


if __name__ == "__main__":
    unittest.main()
