"""`tokens` beside a running gateway, and the rules of ownership as callers see them."""

import json
import time
import unittest

import bodies
from gateway import Gateway, revgate, seal
from load import Load


def lines(*tokens):
    return b"".join(json.dumps(token).encode() + b"\n" for token in tokens)


class Tokens(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup).start()

    def show(self, **subject):
        (kind, value), = subject.items()
        return self.gateway.json("tokens", "show", f"--{kind}", value)

    def learn(self, *tokens):
        return self.gateway.json("tokens", "import", "-", input=lines(*tokens))

    def test_show_knows_three_states_and_ends_with_0_in_all(self):
        self.assertEqual(self.show(reference="never-seen")["state"], "unknown")
        self.learn({"reference": "state-1", "token": "state-1-token", "consumer": "first", "kind": "session"})
        self.assertEqual(self.show(reference="state-1")["state"], "known")
        self.assertEqual(self.show(token="state-1-token")["state"], "known")
        before = time.time()
        self.assertEqual(self.gateway.revoke("state-1").status, 200)
        shown = self.show(reference="state-1")
        self.assertEqual((shown["state"], shown["reference"], shown["revoked_by"]), ("revoked", "state-1", "first"))
        self.assertRegex(shown["revoked_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
        revoked = time.mktime(time.strptime(shown["revoked_at"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
        self.assertLess(abs(revoked - before), 5)
        self.assertEqual(self.show(token="state-1-token")["state"], "revoked", "the pair is not revoked")

    def test_second_revocation_keeps_the_first_time(self):
        self.assertEqual(self.gateway.revoke("twice").status, 200)
        first = self.show(reference="twice")
        self.assertEqual(self.gateway.revoke("twice").status, 200)
        self.assertEqual(self.show(reference="twice"), first)

    def test_what_a_command_revoked_counts_for_the_gateway_when_it_ends(self):
        self.learn({"reference": "by-command", "token": "by-command-token"})
        self.gateway.command("tokens", "revoke", "--token", "by-command-token")
        self.assertEqual(self.gateway.revoke("by-command")["Revgate-Outcome"], "already-revoked")
        self.gateway.command("tokens", "revoke", "--reference", "unseen-by-command")
        self.assertEqual(self.gateway.revoke("unseen-by-command")["Revgate-Outcome"], "already-revoked")

    def test_token_of_another_consumer_is_an_invalid_token(self):
        self.learn({"reference": "owned", "consumer": "legacy"})
        refused = self.gateway.revoke("owned")
        self.assertEqual((refused.status, refused["WWW-Authenticate"]), (401, None))
        self.assertEqual(json.loads(bodies.open_gcm(refused.body))["resCode"], 401)
        self.assertEqual(self.show(reference="owned")["state"], "known")
        self.assertEqual(self.gateway.revoke("owned", consumer="legacy").status, 200)

    def test_unknown_reference_binds_tokens_of_the_one_who_asked_only(self):
        self.assertEqual(self.gateway.revoke("early").status, 200)
        self.learn({"reference": "early", "token": "early-token", "consumer": "first"})
        self.assertEqual(self.show(token="early-token")["state"], "revoked")
        self.assertEqual(self.gateway.revoke("foreign").status, 200)
        self.learn({"reference": "foreign", "token": "foreign-token", "consumer": "legacy"})
        self.assertEqual(self.show(token="foreign-token")["state"], "known", "revoked by one who does not own it")

    def test_no_import_clears_a_revocation(self):
        self.assertEqual(self.gateway.revoke("kept").status, 200)
        for token in ({"reference": "kept"}, {"reference": "kept", "token": "kept-token", "consumer": "first"},
                      {"token": "kept-token"}, {"reference": "kept", "expires_at": 4102444800}):
            self.learn(token)
            self.assertEqual(self.show(reference="kept")["state"], "revoked")
        self.assertEqual(self.gateway.revoke("kept")["Revgate-Outcome"], "already-revoked")

    def test_all_of_a_consumer_can_be_revoked(self):
        self.gateway.add_consumer("departing")
        self.learn(*({"reference": f"departing-{number}", "consumer": "departing"} for number in range(20)))
        self.learn({"reference": "staying", "consumer": "first"})
        self.gateway.command("tokens", "revoke", "--consumer", "departing")
        self.assertEqual({self.show(reference=f"departing-{number}")["state"] for number in range(20)}, {"revoked"})
        self.assertEqual(self.show(reference="staying")["state"], "known")

    def test_list_shows_what_is_known(self):
        self.learn({"reference": "listed", "consumer": "listing"})
        rows = self.gateway.command("tokens", "list", "--consumer", "listing", "--json").stdout
        self.assertEqual([json.loads(line)["state"] for line in rows.splitlines()], ["known"])
        self.assertNotIn(b"listed", rows)

    def test_faulty_lines_are_named_and_left_out(self):
        faulty = [b"{", b"[]", b"{}", b'{"reference":17}', b'{"reference":"a","kind":"cookie"}',
                  b'{"reference":"a","expires_at":"tomorrow"}', b'{"reference":"a","nonsense":1}', b'{"reference":""}']
        text = b"\n".join([*faulty, lines({"reference": "after-faults"})])
        done = revgate("tokens", "import", "-", "--config", self.gateway.config, input=text)
        self.assertEqual(done.returncode, 74, done)
        for number in range(1, len(faulty) + 1):
            self.assertIn(f":{number}:".encode(), done.stderr)
        self.assertEqual(self.show(reference="after-faults")["state"], "known")
        self.assertEqual(self.show(reference="a")["state"], "unknown")

    def test_expiry_is_read_in_both_forms(self):
        self.learn({"reference": "expiry-1", "expires_at": 4102444800},
                   {"reference": "expiry-2", "expires_at": "2100-01-01T00:00:00Z"},
                   {"reference": "expiry-3", "expires_at": "2100-01-01T00:00:00.5+02:00"})
        for number in (1, 2, 3):
            self.assertEqual(self.show(reference=f"expiry-{number}")["state"], "known")

    def test_references_that_look_like_options_and_other_scripts(self):
        for reference in ("-starts-with-a-dash", "na\u00efve \u2603 \U0001f511", "a/b?c=d&e", "'; drop table --"):
            with self.subTest(reference):
                self.assertEqual(self.gateway.revoke(reference).status, 200)
                shown = self.gateway.json("tokens", "show", f"--reference={reference}")
                self.assertEqual((shown["state"], shown["reference"]), ("revoked", reference))

    def test_commands_beside_a_loaded_gateway_disturb_nothing(self):
        with Load(self.gateway, "beside", threads=4) as load:
            for turn in range(5):
                self.learn(*({"reference": f"beside-{turn}-{number}", "consumer": "first"} for number in range(500)))
                self.gateway.command("tokens", "revoke", "--reference", f"beside-{turn}-0")
                self.assertEqual(self.show(reference=f"beside-{turn}-0")["state"], "revoked")
            load.reach(100)
        self.assertEqual((load.broken, [reply.status for _, reply in load.refusals]), ([], []))


class Policies(unittest.TestCase):
    def test_unknown_refuse_lets_only_known_tokens_be_revoked(self):
        gateway = Gateway(self.addCleanup, more="embedded: {unknown: refuse}\n").start()
        gateway.command("tokens", "import", "-", input=lines({"reference": "known"}))
        self.assertEqual(gateway.revoke("known").status, 200)
        refused = gateway.revoke("not-known")
        self.assertEqual((refused.status, refused["Revgate-Outcome"]), (401, None))
        self.assertEqual(gateway.state_of("not-known"), "unknown")

    def test_unknown_subjects_over_the_limit_of_a_consumer_are_429(self):
        gateway = Gateway(self.addCleanup, more="embedded: {max-unknown-per-consumer: 5}\n").start()
        statuses = [gateway.revoke(f"unknown-{number}").status for number in range(7)]
        self.assertEqual(statuses, [200] * 5 + [429] * 2)
        self.assertGreater(int(gateway.revoke("unknown-7")["Retry-After"]), 0)
        self.assertEqual(gateway.revoke("unknown-0")["Revgate-Outcome"], "already-revoked")
        self.assertEqual(gateway.revoke("unknown-8", consumer="legacy").status, 200)
        gateway.restart()
        self.assertEqual(gateway.revoke("unknown-9").status, 429)


class Offline(unittest.TestCase):
    def test_tokens_work_without_a_gateway_and_the_gateway_finds_them(self):
        gateway = Gateway(self.addCleanup)
        gateway.command("tokens", "import", "-", input=lines({"reference": "offline"}, {"reference": "other"}))
        gateway.command("tokens", "revoke", "--reference", "offline")
        self.assertEqual(gateway.state_of("offline"), "revoked")
        gateway.start()
        self.assertEqual(gateway.post(seal("offline"))["Revgate-Outcome"], "already-revoked")
        self.assertEqual(gateway.post(seal("other"))["Revgate-Outcome"], "revoked")


if __name__ == "__main__":
    unittest.main()
