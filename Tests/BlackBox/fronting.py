"""A gateway in front of legacy services (`upstreams.Service`), and what callers must see of it."""

import json
import threading
import time
import unittest

import bodies
from gateway import PATH, Gateway

CREDENTIAL = "upstream-credential-5b1d0c7e"
ROUTES = f"""
  - path: {PATH}
    dialect: token-service
    cipher: {{profile: aes-256-gcm, key: gcm-body}}
    revoker: legacy
"""
KEY_OF = {"aes-256-gcm": "gcm-body", "aes-192-cbc": "cbc192-body"}
# Settings under which each exchange is asked about, whatever became of those before it.
PATIENT = {
    "circuit_breaker": {"consecutive-failures": 1000, "failure-percent": 100, "minimum-calls": 1000},
    "ejection": {"consecutive-failures": 1000},
    "retry_budget": {"percent": 100, "minimum-per-second": 1000},
}


def flow(value):
    """YAML's flow style, as the documents write it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value)


def upstreams(**settings):
    """The section `upstreams:`; a name for each upstream."""
    return "upstreams:\n" + "".join(f"  {name}: {flow(each)}\n" for name, each in settings.items())


class Front(Gateway):
    """
    Started, with an upstream `legacy`: one service or several, clear unless a profile is named, and settings with
    underscores for dashes. `top` is what else stands at the configuration's top level.
    """

    def __init__(self, cleanup, *services, cores=None, top="", **settings):
        environment = {"LEGACY_API_KEY": CREDENTIAL, "LEGACY_BASIC": f"gateway:{CREDENTIAL}"}
        super().__init__(
            cleanup, routes=ROUTES, more=self.section(services, top, settings), environment=environment, cores=cores)
        self.start()

    @staticmethod
    def section(services, top="", settings=None):
        urls = [each if isinstance(each, str) else each.url() for each in services]
        legacy = {
            "url": urls[0] if len(urls) == 1 else urls, "dialect": "token-service", "credential": "env:LEGACY_API_KEY",
            "timeout": "2s", "unknown-token-codes": ["TOK404"],
        }
        settings = {key.replace("_", "-"): value for key, value in (settings or {}).items()}
        profile = settings.pop("profile", None)
        if profile:
            legacy["cipher"] = {"profile": profile, "key": KEY_OF[profile]}
        return top + upstreams(legacy={**legacy, **settings})

    def point(self, *services, top="", **settings):
        """Configures the upstream anew; counts after `reload`."""
        self.configure(routes=ROUTES, more=self.section(services, top, settings))


def together(count, work):
    """What `work` returns for each number below `count`, all begun at once in threads of their own."""
    results, gate = [None] * count, threading.Barrier(count)

    def run(index):
        gate.wait()
        try:
            results[index] = work(index)
        except Exception as problem:
            results[index] = problem

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "an exchange does not end"
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def timed(work):
    """What came of it, and the seconds it took."""
    began = time.monotonic()
    return work(), time.monotonic() - began


class FrontCase(unittest.TestCase):
    def assertRevoked(self, reply):
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual((reply["Revgate-Outcome"], bodies.open_gcm(reply.body)), ("revoked", bodies.SUCCESS))

    def assertUnavailable(self, reply):
        """Not known to be done, said so that the caller repeats it."""
        self.assertEqual(reply.status, 503, reply)
        self.assertGreaterEqual(int(reply["Retry-After"]), 1)
        self.assertIsNone(reply["Revgate-Outcome"])
        self.assertEqual(json.loads(bodies.open_gcm(reply.body))["resCode"], 503)

    def assertNoSuchToken(self, reply):
        self.assertEqual(reply.status, 401, reply)
        said = json.loads(bodies.open_gcm(reply.body))
        self.assertEqual((said["resCode"], said["resDesc"]), (401, "Invalid Token Passed"))

    def assertRight(self, reference, reply):
        """The answer that this reference deserves, and no other's."""
        (self.assertNoSuchToken if reference.startswith("unknown") else self.assertRevoked)(reply)

    def assertSilentLog(self, gateway, *services):
        """No credential, reference or body in what the gateway writes."""
        log = gateway.log()
        self.assertNotIn(CREDENTIAL, log)
        for service in services:
            self.assertEqual(service.problems, [])
            for request in service.requests:
                self.assertNotIn(request.reference, log)
                self.assertNotIn(request.body.decode("latin-1"), log)
