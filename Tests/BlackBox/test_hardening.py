"""What a damaged folder, a small mistake or a hostile peer must not do."""

import os
import socket
import subprocess
import unittest

import gateway as harness
import wire
from gateway import PATH, Gateway, seal


class Damage(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway(self.addCleanup)

    def key_file(self, name):
        return os.path.join(self.gateway.folder, "keys", name)

    def check(self, status, *words):
        done = self.gateway.command("check", status=status)
        for word in words:
            self.assertIn(word.encode(), done.stdout)

    def test_missing_secret_of_api_keys_is_a_fault_and_is_not_made_anew(self):
        os.remove(self.key_file("revgate.api-keys.json"))
        self.check(1, "revgate.api-keys", "restore the key directory")
        self.gateway.command("serve", status=78)
        self.assertFalse(os.path.exists(self.key_file("revgate.api-keys.json")))

    def test_missing_secret_of_a_store_is_a_fault_and_is_not_made_anew(self):
        self.gateway.start().stop()
        os.remove(self.key_file("revgate.subjects.json"))
        self.check(1, "revgate.subjects", "restore the key directory")
        self.gateway.command("serve", status=78)
        self.assertFalse(os.path.exists(self.key_file("revgate.subjects.json")))

    def test_store_under_another_key_stays_closed(self):
        self.gateway.start().stop()
        other = Gateway(self.addCleanup)
        with open(os.path.join(other.folder, "keys", "revgate.subjects.json"), "rb") as file:
            foreign = file.read()
        with open(self.key_file("revgate.subjects.json"), "wb") as file:
            file.write(foreign)
        self.check(1, "named under another key")
        self.gateway.command("serve", status=74)
        self.gateway.command("tokens", "show", "--reference", "r", status=74)

    def test_check_looks_at_the_store(self):
        self.gateway.start().stop()
        store = os.path.join(self.gateway.folder, "data", "revgate.sqlite")
        os.chmod(store, 0o644)
        self.check(1, "chmod 600")
        os.chmod(store, 0o600)
        self.check(0, "ok")
        with open(store, "wb") as file:
            file.write(b"no database" * 1000)
        self.check(1)

    def test_open_key_directory_is_a_fault(self):
        os.chmod(os.path.join(self.gateway.folder, "keys"), 0o777)
        self.check(1, "lets others in")
        self.gateway.command("serve", status=78)

    def test_commands_that_read_write_nothing(self):
        os.remove(self.key_file("revgate.subjects.json"))
        self.assertEqual(self.gateway.state_of("r"), "unknown")
        self.assertFalse(os.path.exists(self.key_file("revgate.subjects.json")))

    def test_lost_output_is_74(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [harness.BINARY, "keys", "list", "--config", self.gateway.config], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 74)
        self.assertIn(b"output failed", done.stderr)

    def test_owners_that_are_no_consumer_names_are_faulty_lines(self):
        lines = b'{"reference":"a","consumer":"first\\u0000x"}\n{"reference":"b","consumer":"no such one !"}\n'
        done = self.gateway.command("tokens", "import", "-", input=lines, status=74)
        self.assertEqual(done.stderr.count(b"is not a consumer name"), 2)
        self.assertEqual(self.gateway.state_of("a"), "unknown")

    def test_reload_keeps_the_key_directory_it_started_with(self):
        gateway = self.gateway.start()
        os.mkdir(os.path.join(gateway.folder, "keys2"), 0o700)
        with open(gateway.config, encoding="utf-8") as file:
            text = file.read()
        with open(gateway.config, "w", encoding="utf-8") as file:
            file.write(text.replace("keys: keys\n", "keys: keys2\n"))
        self.assertEqual(gateway.reload(), "reloaded")
        self.assertEqual(gateway.revoke("still").status, 200)
        self.assertEqual(os.listdir(os.path.join(gateway.folder, "keys2")), [])
        self.assertIn("takes effect at the next start only", gateway.log())


class Peers(unittest.TestCase):
    def test_body_in_the_smallest_chunks_is_answered(self):
        gateway = Gateway(self.addCleanup).start()
        body = seal("tiny-chunks") + b"\r\n" * 20_000
        chunked = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
        with gateway.wire() as connection:
            head = wire.head(
                "POST", PATH, f"X-API-KEY: {gateway.api_keys['first']}", "Content-Type: text/plain",
                "Transfer-Encoding: chunked")
            self.assertEqual(connection.send(head, chunked).reply().status, 200)
            self.assertEqual(connection.send(gateway.request(seal("after"))).reply().status, 200)

    def test_requests_before_a_half_close_are_all_answered(self):
        gateway = Gateway(self.addCleanup).start()
        with gateway.wire() as connection:
            connection.send(b"".join(gateway.request(seal(f"half-{number}")) for number in range(5)))
            connection.socket.shutdown(socket.SHUT_WR)
            for _ in range(5):
                self.assertEqual(connection.reply().status, 200)
            self.assertTrue(connection.is_closed())

    def test_connections_over_the_limit_hold_no_descriptors(self):
        gateway = Gateway(self.addCleanup, limits="{connections: 4}").start()
        descriptors = f"/proc/{gateway.process.pid}/fd"
        before = len(os.listdir(descriptors))
        held = [socket.create_connection(("127.0.0.1", gateway.port)) for _ in range(100)]
        # Four, and what the gateway itself opens after its start; far from a hundred, and sooner than they linger.
        wire.poll(lambda: len(os.listdir(descriptors)) <= before + 20, "all but four to be closed", timeout=4)
        for each in held:
            each.close()

    def test_admin_is_asked_by_configured_names(self):
        gateway = Gateway(self.addCleanup)
        with open(gateway.config, encoding="utf-8") as file:
            text = file.read()
        with open(gateway.config, "w", encoding="utf-8") as file:
            file.write(text.replace(
                f"  address: 127.0.0.1:{gateway.admin}\n",
                f"  address: 127.0.0.1:{gateway.admin}\n  hosts: [ops.example]\n"))
        gateway.start()
        for host, status in ((f"ops.example:{gateway.admin}", 200), (f"other.example:{gateway.admin}", 421)):
            self.assertEqual(wire.exchange(gateway.admin, "GET", "/readyz", headers={"Host": host}).status, status)


if __name__ == "__main__":
    unittest.main()
