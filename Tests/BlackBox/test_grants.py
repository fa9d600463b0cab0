"""Grants: revoking one of their tokens revokes the others, of the same consumer or of nobody, known or not yet."""

import json
import unittest

from gateway import Gateway


def lines(*tokens):
    return b"".join(json.dumps(token).encode() + b"\n" for token in tokens)


class Grants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup).start()

    def learn(self, *tokens):
        return self.gateway.json("tokens", "import", "-", input=lines(*tokens))

    def state(self, **subject):
        (kind, value), = subject.items()
        return self.gateway.json("tokens", "show", f"--{kind}", value)["state"]

    def session(self, name, consumer="first", **more):
        """A session with a pair, a refresh token and an access token, all of one grant."""
        shared = {"grant": f"grant-{name}", **more, **({"consumer": consumer} if consumer else {})}
        self.learn({"reference": f"{name}-ref", "token": f"{name}-tok", "kind": "session", **shared},
                   {"token": f"{name}-refresh", "kind": "refresh_token", **shared},
                   {"reference": f"{name}-access-ref", "token": f"{name}-access", "kind": "access_token", **shared})

    def states(self, name):
        return {kind: self.state(token=f"{name}-{kind}") for kind in ("tok", "refresh", "access")}

    def test_revoking_by_reference_revokes_the_siblings(self):
        self.session("ref")
        self.assertEqual(self.states("ref"), {"tok": "known", "refresh": "known", "access": "known"})
        self.assertEqual(self.gateway.revoke("ref-ref").status, 200)
        self.assertEqual(self.states("ref"), {"tok": "revoked", "refresh": "revoked", "access": "revoked"})
        shown = self.gateway.json("tokens", "show", "--token", "ref-refresh")
        self.assertEqual(shown["revoked_by"], "first")
        self.assertEqual(shown["revoked_at"], self.gateway.json("tokens", "show", "--token", "ref-tok")["revoked_at"])
        self.assertEqual(self.gateway.revoke("ref-access-ref")["Revgate-Outcome"], "already-revoked")

    def test_tokens_revoke_takes_the_grant_along(self):
        for option, value in (("--token", "refresh"), ("--reference", "ref"), ("--token", "access")):
            name = f"command-{value}"
            with self.subTest(value):
                self.session(name)
                self.learn({"token": f"{name}-other", "grant": f"grant-{name}", "consumer": "legacy"})
                self.gateway.command("tokens", "revoke", option, f"{name}-{value}")
                self.assertEqual(set(self.states(name).values()), {"revoked"})
                self.assertEqual(self.state(token=f"{name}-other"), "revoked", "the operator's word holds for all")
                self.assertEqual(self.gateway.revoke(f"{name}-access-ref")["Revgate-Outcome"], "already-revoked")

    def test_access_token_leaves_its_grant_alone(self):
        self.session("short")
        self.assertEqual(self.gateway.revoke("short-access-ref").status, 200)
        self.assertEqual(self.states("short"), {"tok": "known", "refresh": "known", "access": "revoked"})
        # What was revoked alone can be revoked with its grant afterwards.
        self.gateway.command("tokens", "revoke", "--token", "short-access")
        self.assertEqual(self.states("short"), {"tok": "revoked", "refresh": "revoked", "access": "revoked"})

    def test_tokens_of_others_are_not_revoked_and_nobodys_are(self):
        self.session("shared")
        self.learn({"reference": "shared-theirs", "grant": "grant-shared", "consumer": "legacy"},
                   {"reference": "shared-nobodys", "grant": "grant-shared"},
                   {"reference": "shared-elsewhere", "grant": "grant-other", "consumer": "first"})
        self.assertEqual(self.gateway.revoke("shared-ref").status, 200)
        self.assertEqual(self.state(reference="shared-theirs"), "known")
        self.assertEqual(self.state(reference="shared-nobodys"), "revoked")
        self.assertEqual(self.state(reference="shared-elsewhere"), "known")
        self.assertEqual(self.gateway.revoke("shared-theirs", consumer="legacy")["Revgate-Outcome"], "revoked")
        self.learn({"reference": "shared-nobodys", "consumer": "legacy"})
        self.assertEqual(self.state(reference="shared-nobodys"), "revoked", "revived by an import")

    def test_sibling_that_becomes_known_later_is_revoked(self):
        self.session("late")
        self.assertEqual(self.gateway.revoke("late-ref").status, 200)
        self.learn({"reference": "late-new", "grant": "grant-late", "consumer": "first"},
                   {"reference": "late-theirs", "grant": "grant-late", "consumer": "legacy"})
        self.assertEqual(self.state(reference="late-new"), "revoked")
        self.assertEqual(self.state(reference="late-theirs"), "known")
        self.assertEqual(self.gateway.revoke("late-new")["Revgate-Outcome"], "already-revoked")

    def test_token_revoked_before_it_was_known_takes_its_grant_along(self):
        self.assertEqual(self.gateway.revoke("early-ref").status, 200)
        self.session("early")
        self.assertEqual(set(self.states("early").values()), {"revoked"})

    def test_all_of_a_consumer_are_revoked_without_their_grants(self):
        self.gateway.add_consumer("leaving")
        self.session("left", consumer="leaving")
        self.learn({"token": "left-theirs", "grant": "grant-left", "consumer": "first"},
                   {"token": "left-nobodys", "grant": "grant-left"})
        self.gateway.command("tokens", "revoke", "--consumer", "leaving")
        self.assertEqual(set(self.states("left").values()), {"revoked"})
        self.assertEqual(self.state(token="left-theirs"), "known")
        self.assertEqual(self.state(token="left-nobodys"), "known")

    def test_list_shows_no_grants(self):
        gateway = Gateway(self.addCleanup)
        gateway.command("tokens", "import", "-", input=lines(
            {"token": "one", "grant": "g"}, {"reference": "two", "grant": "g", "consumer": "first"}))
        gateway.command("tokens", "revoke", "--token", "one")
        rows = [json.loads(row) for row in gateway.command("tokens", "list", "--json").stdout.splitlines()]
        self.assertEqual(sorted((row["subject"], row["state"]) for row in rows),
                         [("reference", "revoked"), ("token", "revoked")])
        known = gateway.command("tokens", "list", "--state", "known", "--json").stdout
        self.assertEqual(known, b"")


class Killed(unittest.TestCase):
    def test_revoked_grant_outlives_kill_9(self):
        gateway = Gateway(self.addCleanup).start()

        def state(reference):
            return gateway.json("tokens", "show", "--reference", reference)["state"]

        for turn in range(5):
            tokens = [{"reference": f"{turn}-{number}", "grant": f"grant-{turn}", "consumer": "first"}
                      for number in range(3)]
            gateway.command("tokens", "import", "-", input=lines(*tokens[:2]))
            if turn % 2:
                gateway.kill9()
                gateway.start()
            self.assertEqual(gateway.revoke(f"{turn}-0").status, 200)
            gateway.kill9()
            self.assertEqual(state(f"{turn}-1"), "revoked", "answered, and the sibling lives")
            gateway.command("tokens", "import", "-", input=lines(tokens[2]))
            gateway.start()
            for number in (1, 2):
                self.assertEqual(gateway.revoke(f"{turn}-{number}")["Revgate-Outcome"], "already-revoked")


if __name__ == "__main__":
    unittest.main()
