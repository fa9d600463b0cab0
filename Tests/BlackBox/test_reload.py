"""SIGHUP: what it takes in, what it refuses, and that nobody notices."""

import os
import signal
import time
import unittest

import bodies
import wire
from gateway import PATH, ROUTES, SOAK, Gateway, seal
from load import Load

NEW_ROUTE = """
  - {path: /new, dialect: token-service, cipher: {profile: aes-256-gcm, key: new-body}, revoker: embedded}
"""


class Reload(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway(self.addCleanup).start()

    def test_new_consumer_key_and_route_count_after_sighup(self):
        key = bodies.fixed_key("new-body", 32)
        self.gateway.add_consumer("newcomer")
        self.gateway.command("keys", "import", "new-body", "--format", "raw", "-", input=key)
        self.gateway.configure(routes=ROUTES.rstrip() + NEW_ROUTE)
        body = bodies.seal_gcm(bodies.request("new"), key)
        self.assertEqual(self.gateway.post(body, path="/new").status, 404)
        self.assertEqual(self.gateway.revoke("new", consumer="newcomer").status, 401)
        self.assertEqual(self.gateway.reload(), "reloaded")
        reply = self.gateway.post(body, path="/new", consumer="newcomer")
        self.assertEqual((reply.status, bodies.open_gcm(reply.body, key)), (200, bodies.SUCCESS))

    def test_staged_version_neither_opens_nor_seals(self):
        staged = bodies.fixed_key("staged", 32)
        self.gateway.command("keys", "import", "gcm-body", "--format", "raw", "-", input=staged)
        self.assertEqual(self.gateway.reload(), "reloaded")
        self.assertEqual(self.gateway.post(bodies.seal_gcm(bodies.request("staged"), staged)).status, 400)
        self.assertEqual(bodies.open_gcm(self.gateway.revoke("staged").body), bodies.SUCCESS)

    def test_limits_count_after_sighup(self):
        self.assertEqual(self.gateway.post(b"A" * 4_000).status, 400)
        self.gateway.configure(limits="{body: 2KiB}")
        self.assertEqual(self.gateway.reload(), "reloaded")
        self.assertEqual(self.gateway.post(b"A" * 4_000).status, 413)

    def test_limit_on_failures_to_open_counts_after_sighup(self):
        self.gateway.configure(limits="{open-failures: 3}")
        self.assertEqual(self.gateway.reload(), "reloaded")
        statuses = [self.gateway.post(b"nonsense", path="/cbc").status for _ in range(4)]
        self.assertEqual(statuses, [400] * 3 + [429])

    def test_what_needs_a_restart_is_said(self):
        self.gateway.configure(store="sqlite:data/other.sqlite")
        self.assertEqual(self.gateway.reload(), "reloaded")
        self.assertIn("key=store", self.gateway.log())

    def test_faulty_configuration_is_refused_and_the_old_one_serves_on(self):
        good = open(self.gateway.config, encoding="utf-8").read()
        consumers = os.path.join(self.gateway.folder, "keys", "consumers.json")
        faults = {
            "unknown key": good.replace("limits:", "limitz:"),
            "no YAML": good + "\n  - [",
            "empty": "",
            "a key that is not there": good.replace("key: gcm-body", "key: gone"),
            "a limit out of range": good.replace("limits: {}", "limits: {body: 1B}"),
        }
        for name, text in faults.items():
            with self.subTest(name):
                with open(self.gateway.config, "w", encoding="utf-8") as file:
                    file.write(text)
                self.assertEqual(self.gateway.reload(), "refused")
                self.assertEqual(self.gateway.revoke("on").status, 200)
                self.assertEqual(self.gateway.readyz(), 200)
        with self.subTest("no configuration"):
            os.remove(self.gateway.config)
            self.assertEqual(self.gateway.reload(), "refused")
            self.assertEqual(self.gateway.revoke("on").status, 200)
        with open(self.gateway.config, "w", encoding="utf-8") as file:
            file.write(good)
        with self.subTest("broken consumers"):
            kept = open(consumers, encoding="utf-8").read()
            os.truncate(consumers, 100)
            self.assertEqual(self.gateway.reload(), "refused")
            self.assertEqual(self.gateway.revoke("on").status, 200)
            with open(consumers, "w", encoding="utf-8") as file:
                file.write(kept)
        with self.subTest("a key file that the group can write"):
            path = os.path.join(self.gateway.folder, "keys", "gcm-body.json")
            os.chmod(path, 0o620)
            self.assertEqual(self.gateway.reload(), "refused")
            os.chmod(path, 0o600)
        self.assertEqual(self.gateway.reload(), "reloaded")
        self.assertEqual(self.gateway.revoke("on").status, 200)

    def test_request_ends_on_the_configuration_it_began_with(self):
        body = seal("in-between")
        with self.gateway.wire() as connection:
            connection.send(wire.head("POST", PATH, *self.gateway.fields(body)), body[:10])
            wire.poll(lambda: self.gateway.revoke("other").status == 200, "the gateway to serve")
            self.gateway.configure(routes=" []\n")
            self.assertEqual(self.gateway.reload(), "reloaded")
            reply = connection.send(body[10:]).reply()
            self.assertEqual((reply.status, reply["Revgate-Outcome"]), (200, "revoked"))
            self.assertEqual(connection.send(self.gateway.request(seal("gone"))).reply().status, 404)

    def test_reloads_under_load_lose_no_exchange(self):
        with Load(self.gateway, "reloads") as load:
            for turn in range(200 if SOAK else 25):
                if turn % 5 == 4:
                    self.gateway.add_consumer(f"extra-{turn}")
                self.assertEqual(self.gateway.reload(), "reloaded")
            load.reach(len(load.successes) + 50)
        self.assertEqual((load.broken, load.refusals), ([], []))

    def test_sighups_in_a_row_end_in_the_last_configuration(self):
        self.gateway.configure(limits="{body: 2KiB}")
        for _ in range(50):
            self.gateway.signal(signal.SIGHUP)
        wire.poll(lambda: self.gateway.post(b"A" * 4_000).status == 413, "the last configuration")
        self.assertEqual(self.gateway.revoke("after-sighups").status, 200)

    def test_sighup_right_after_the_start_does_not_end_the_gateway(self):
        for _ in range(8):
            self.gateway.stop()
            self.gateway.start(settled=False)
            self.gateway.signal(signal.SIGHUP)
            time.sleep(0.05)  # a signal without a handler kills at once, one that is handled leaves nothing to poll for
            self.assertIsNone(self.gateway.process.poll(), f"ended by SIGHUP: {self.gateway.log()}")
            self.assertEqual(self.gateway.revoke("after-sighup").status, 200)


if __name__ == "__main__":
    unittest.main()
