"""The operators' listener: health, readiness, and who may ask."""

import os
import unittest

import wire
from gateway import Gateway, revgate

TOKEN = "operator-token-1"


class Admin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup).start()

    def get(self, path, method="GET", gateway=None, **headers):
        return wire.exchange((gateway or self.gateway).admin, method, path, headers=headers)

    def test_health_and_readiness_are_200(self):
        for path in ("/healthz", "/readyz", "/readyz?verbose"):
            self.assertEqual(self.get(path).status, 200)

    def test_unknown_pages_are_404_and_other_methods_405(self):
        self.assertEqual(self.get("/nowhere").status, 404)
        refused = self.get("/healthz", method="POST")
        self.assertEqual((refused.status, bool(refused["Allow"])), (405, True))

    def test_head_has_no_body(self):
        reply = self.get("/healthz", method="HEAD")
        self.assertEqual((reply.status, reply.body), (200, b""))

    def test_pages_for_other_hosts_are_refused(self):
        self.assertNotEqual(self.get("/readyz", Host="evil.example").status, 200)
        for host in ("localhost", "127.0.0.1"):
            self.assertEqual(self.get("/readyz", Host=f"{host}:{self.gateway.admin}").status, 200)

    def test_public_listener_has_no_admin_pages(self):
        for path in ("/healthz", "/readyz", "/metrics", "/api/status"):
            self.assertEqual(wire.exchange(self.gateway.port, "GET", path).status, 404)

    def test_admin_listener_off_loopback_needs_a_token(self):
        gateway = Gateway(self.addCleanup)
        text = open(gateway.config, encoding="utf-8").read()
        with open(gateway.config, "w", encoding="utf-8") as file:
            file.write(text.replace(f"address: 127.0.0.1:{gateway.admin}", f"address: 0.0.0.0:{gateway.admin}"))
        done = revgate("check", "--config", gateway.config)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn(b"token", done.stdout)
        self.assertEqual(revgate("serve", "--config", gateway.config, timeout=20).returncode, 78)

    def test_token_is_asked_for_on_everything_but_health(self):
        gateway = Gateway(self.addCleanup)
        secret = os.path.join(gateway.folder, "token")
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write(TOKEN + "\n")
        text = open(gateway.config, encoding="utf-8").read()
        address = f"  address: 127.0.0.1:{gateway.admin}\n"
        with open(gateway.config, "w", encoding="utf-8") as file:
            file.write(text.replace(address, address + "  token: file:token\n"))
        gateway.admin_token = TOKEN
        gateway.start()
        self.assertEqual(self.get("/healthz", gateway=gateway).status, 200)
        self.assertEqual(self.get("/readyz", gateway=gateway).status, 401)
        self.assertEqual(self.get("/readyz", gateway=gateway, Authorization="Bearer wrong").status, 401)
        self.assertNotIn(TOKEN, gateway.log())

    def test_connections_leave_nothing_behind(self):
        """Descriptors after hundreds of connections that ended in every way."""
        descriptors = f"/proc/{self.gateway.process.pid}/fd"
        before = len(os.listdir(descriptors))
        for number in range(60):
            self.gateway.revoke(f"descriptor-{number}")
            self.get("/readyz")
            half = self.gateway.wire()
            half.send(self.gateway.request(b"x" * 50)[:-number or None])
            half.socket.close()
            self.gateway.wire().socket.close()
        wire.poll(lambda: len(os.listdir(descriptors)) <= before, "connections to be closed")


if __name__ == "__main__":
    unittest.main()
