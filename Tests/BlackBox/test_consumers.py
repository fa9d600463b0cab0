"""consumers and check as commands."""

import concurrent.futures
import json
import os
import unittest

import bodies
from gateway import LEGACY_KEY, Gateway, revgate, seal


class Consumers(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway(self.addCleanup)

    def add(self, *arguments, input=b""):
        return revgate("consumers", "add", *arguments, "--config", self.gateway.config, "--json", input=input)

    def test_new_keys_are_made_and_given_ones_taken_without_their_newline(self):
        made = json.loads(self.add("fresh").stdout)
        self.assertRegex(made["api-key"], r"^rvg_[0-9A-Za-z]{40,}$")
        given = json.loads(self.add("given", "--api-key-file", "-", input=b"MOB-APP-2002\n").stdout)
        self.assertEqual(given, {"consumer": "given", "api-key": "MOB-APP-2002"})
        path = os.path.join(self.gateway.folder, "api-key")
        with open(path, "w", encoding="ascii") as file:
            file.write("MOB-APP-2003\r\n")
        self.assertEqual(json.loads(self.add("from-file", "--api-key-file", path).stdout)["api-key"], "MOB-APP-2003")
        self.gateway.start()
        for name, key in (("given", "MOB-APP-2002"), ("from-file", "MOB-APP-2003")):
            self.assertEqual(self.gateway.post(seal(name), X_API_KEY=key).status, 200)

    def test_duplicates_and_faulty_ones_are_refused(self):
        refused = {
            "name": self.add("first"),
            "API key": self.add("another", "--api-key-file", "-", input=LEGACY_KEY.encode()),
            "empty API key": self.add("another", "--api-key-file", "-", input=b"\n"),
            "API key of two lines": self.add("another", "--api-key-file", "-", input=b"a\nb\n"),
            "API key file": self.add("another", "--api-key-file", "/nonexistent"),
            "body key": self.add("another", "--body-key", "gone"),
            "faulty name": self.add("two words"),
            "empty name": self.add(""),
        }
        for what, done in refused.items():
            with self.subTest(what):
                self.assertIn(done.returncode, (64, 74, 78), done)
                self.assertEqual(done.stdout, b"")
        self.assertNotIn("another", [row["consumer"] for row in self.gateway.json("consumers", "list")])

    def test_list_shows_state_and_permissions_and_no_api_key(self):
        self.add("narrow", "--allow", "/flat", "--allow", "main", "--body-key", "own-body")
        self.gateway.command("consumers", "disable", "narrow")
        rows = {row["consumer"]: row for row in self.gateway.json("consumers", "list")}
        self.assertEqual(rows["narrow"]["state"], "disabled")
        self.assertEqual(sorted(rows["narrow"]["allow"]), ["/flat", "main"])
        self.assertEqual(rows["narrow"]["body-key"], "own-body")
        out = self.gateway.command("consumers", "list").stdout + self.gateway.command("consumers", "list", "--json").stdout
        self.assertNotIn(LEGACY_KEY.encode(), out)

    def test_unknown_consumer_cannot_be_disabled(self):
        self.assertIn(
            revgate("consumers", "disable", "nobody", "--config", self.gateway.config).returncode, (64, 78))

    def test_many_added_at_once_are_all_there(self):
        """The key directory's lock: commands beside each other lose nothing."""
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            done = list(pool.map(lambda number: self.add(f"many-{number}"), range(24)))
        self.assertEqual({each.returncode for each in done}, {0})
        names = {row["consumer"] for row in self.gateway.json("consumers", "list")}
        self.assertLessEqual({f"many-{number}" for number in range(24)}, names)


class Check(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway(self.addCleanup)

    def check(self, *arguments):
        return revgate("check", "--config", self.gateway.config, *arguments)

    def test_good_configuration_is_0_and_its_weak_points_are_warned_of(self):
        done = self.check()
        self.assertEqual(done.returncode, 0, done)
        self.assertIn(b"plaintext: allow", done.stdout)
        self.assertEqual(json.loads(self.check("--json").stdout)["faults"], [])

    def test_faults_are_1_and_named_with_file_line_and_a_way_out(self):
        faults = [
            ("aes-256-gcm", "aes-256-gmc", r'revgate\.yaml:10: .*aes-256-gmc.*did you mean "aes-256-gcm"'),
            ("dialect: token-service", "dialect: token-servise", r"revgate\.yaml:10: .*token-servise"),
            ("limits: {}", "limits: {bodi: 1KiB}", r"revgate\.yaml:7: .*bodi.*body"),
            ("limits: {}", "limits: {body: 1 parsec}", r"revgate\.yaml:7: .*body"),
            ("key: gcm-body", "key: gone", r"revgate\.yaml:10: .*gone"),
            ("reply: flat", "reply: flatt", r"revgate\.yaml:11: .*flatt"),
            ("path: /flat", "path: flat", r"revgate\.yaml:11: .*path"),
            ("path: /clear", "path: /flat", r"revgate\.yaml:12: .*/flat"),
            ("revoker: embedded", "revoker: nowhere", r"revgate\.yaml:10: .*nowhere"),
            ("127.0.0.1:", "127.0.0.1-", r"revgate\.yaml:2: .*127\.0\.0\.1-"),
            ("store: sqlite:", "store: oracle:", r"revgate\.yaml:6: .*store"),
            ("keys: keys\n", "keys: keys\nkeys: keys\n", r"revgate\.yaml:[56]: .*keys"),
        ]
        good = open(self.gateway.config, encoding="utf-8").read()
        for old, new, message in faults:
            with self.subTest(new):
                self.assertIn(old, good)
                with open(self.gateway.config, "w", encoding="utf-8") as file:
                    file.write(good.replace(old, new, 1))
                done = self.check()
                self.assertEqual(done.returncode, 1, done)
                self.assertRegex(done.stdout.decode(), message)
                report = json.loads(self.check("--json").stdout)
                self.assertTrue(report["faults"] and report["faults"][0]["message"])
                self.assertEqual(revgate("serve", "--config", self.gateway.config, timeout=20).returncode, 78)

    def test_several_faults_are_named_at_once(self):
        self.gateway.configure(limits="{bodi: 1KiB}", more="nonsense: 1\n")
        self.assertEqual(len(json.loads(self.check("--json").stdout)["faults"]), 2)

    def test_keys_of_the_contract_that_are_not_carried_out_yet_are_refused_by_name(self):
        later = {
            "upstreams": "upstreams: {legacy: {url: 'http://127.0.0.1:9/', dialect: token-service}}\n",
            "access-log": 'access-log: "-"\n',
        }
        for name, text in later.items():
            with self.subTest(name):
                self.gateway.configure(more=text)
                done = self.check()
                if done.returncode == 0:
                    continue
                self.assertEqual(done.returncode, 1)
                self.assertIn(name.encode(), done.stdout)

    def test_token_service_without_a_cipher_is_a_fault_unless_plaintext_is_allowed(self):
        clear = "\n  - {path: /c, dialect: token-service, revoker: embedded%s}\n"
        self.gateway.configure(routes=clear % "")
        self.assertEqual(self.check().returncode, 1)
        self.gateway.configure(routes=clear % ", plaintext: allow")
        self.assertEqual(self.check().returncode, 0)
        self.gateway.start()
        self.assertEqual(self.gateway.post(bodies.request("clear"), path="/c").body, bodies.SUCCESS)

    def test_check_changes_nothing(self):
        def tree():
            return sorted(
                (os.path.join(folder, name), os.stat(os.path.join(folder, name)).st_mtime_ns)
                for folder, _, names in os.walk(self.gateway.folder) for name in names)

        before = tree()
        self.check()
        self.assertEqual(tree(), before)

    def test_other_commands_do_not_need_the_routes_to_resolve(self):
        cipher = "{profile: aes-256-gcm, key: gone}"
        self.gateway.configure(
            routes=f"\n  - {{path: /x, dialect: token-service, cipher: {cipher}, revoker: embedded}}\n")
        self.assertEqual(self.check().returncode, 1)
        self.gateway.command("keys", "create", "gone", "--profile", "aes-256-gcm")
        self.assertEqual(self.check().returncode, 0)
        self.gateway.configure(routes=" []\n")
        self.assertEqual(self.check().returncode, 0)


if __name__ == "__main__":
    unittest.main()
