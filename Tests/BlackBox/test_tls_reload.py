"""SIGHUP and listeners: certificates are renewed, addresses come and go, and what cannot be done changes nothing."""

import os
import socket
import ssl
import unittest

import certificates
import wire
from gateway import ROUTES, SOAK, Gateway, free_ports, seal
from load import Load
from test_reload import NEW_ROUTE


class ListenerReload(unittest.TestCase):
    def setUp(self):
        self.authority = certificates.Authority(self.addCleanup)
        self.files = self.authority.issue("gateway")
        self.trust = self.authority.client()
        self.gateway = Gateway(self.addCleanup)
        self.gateway.secure(self.files, self.trust)
        self.gateway.configure()
        self.gateway.start()

    def serial(self, port=None):
        """Which certificate is shown."""
        with wire.Wire(port or self.gateway.port, tls=self.trust) as connection:
            return connection.socket.getpeercert()["serialNumber"]

    def listen(self, *listeners, **options):
        """`(port, files)` or `(port,)` for each address; then reloads."""
        self.gateway.listen = "".join(self.gateway.listener(*each) for each in listeners)
        self.gateway.configure(**options)
        return self.gateway.reload()

    def revoke(self, connection, reference):
        return connection.send(self.gateway.request(seal(reference))).reply()

    def assertRefused(self, port):
        with socket.socket() as probe:
            self.assertNotEqual(probe.connect_ex(("127.0.0.1", port)), 0)

    def test_renewed_certificate_counts_for_new_connections_and_kept_ones_live_on(self):
        first = self.serial()
        with self.gateway.wire() as kept:
            self.assertEqual(self.revoke(kept, "before").status, 200)
            self.authority.issue("gateway")
            self.assertEqual(self.serial(), first)
            self.assertEqual(self.gateway.reload(), "reloaded")
            second = self.serial()
            self.assertNotEqual(second, first)
            for number in range(3):
                reply = self.revoke(kept, f"after-{number}")
                self.assertEqual((reply.status, reply["Connection"]), (200, None))
            self.assertEqual(kept.socket.getpeercert()["serialNumber"], first)
        self.assertEqual(self.serial(), second)

    def test_bad_certificate_refuses_the_reload_whole(self):
        serial = self.serial()
        good = {path: open(path, "rb").read() for path in self.files}
        _, other = self.authority.issue("other")
        faults = {
            "no certificate": (self.files[0], b"nonsense"), "no key": (self.files[1], b""),
            "another key": (self.files[1], open(other, "rb").read()),
        }
        for name, (path, content) in faults.items():
            with self.subTest(name):
                self.authority.write(os.path.basename(path), content)
                self.gateway.configure(routes=ROUTES.rstrip() + NEW_ROUTE.replace("new-body", "gcm-body"))
                self.assertEqual(self.gateway.reload(), "refused")
                self.assertEqual(self.serial(), serial)
                self.assertEqual(self.gateway.post(seal("x"), path="/new").status, 404)
                self.authority.write(os.path.basename(path), good[path])
        os.chmod(self.files[1], 0o644)
        self.assertEqual(self.gateway.reload(), "refused")
        os.chmod(self.files[1], 0o600)
        self.assertEqual(self.gateway.reload(), "reloaded")
        self.assertEqual(self.gateway.post(seal("x"), path="/new").status, 200)

    def test_listeners_come_and_go(self):
        port, clear = free_ports(2)
        self.assertEqual(self.listen((self.gateway.port, self.files), (port, self.files), (clear,)), "reloaded")
        self.assertEqual(self.serial(port), self.serial())
        with self.gateway.wire() as kept, wire.Wire(clear) as leaving, wire.Wire(port, tls=self.trust) as idle:
            for connection in kept, leaving, idle:
                self.assertEqual(self.revoke(connection, "on-all").status, 200)
            body = seal("under-way")
            request = self.gateway.request(body)
            leaving.send(request[:-1])
            self.assertEqual(self.listen((self.gateway.port, self.files)), "reloaded")
            self.assertRefused(port)
            self.assertRefused(clear)
            # What has begun is finished, and told that it was the last.
            reply = leaving.send(request[-1:]).reply()
            self.assertEqual((reply.status, reply["Connection"]), (200, "close"))
            self.assertTrue(leaving.is_closed())
            self.assertTrue(idle.is_closed())
            self.assertEqual(self.revoke(kept, "stays")["Connection"], None)

    def test_address_turns_from_clear_to_secure_and_back(self):
        port, = free_ports(1)
        stays = (self.gateway.port, self.files)
        self.assertEqual(self.listen(stays, (port,)), "reloaded")
        with wire.Wire(port) as clear:
            self.assertEqual(self.revoke(clear, "clear").status, 200)
            self.assertEqual(self.listen(stays, (port, self.files)), "reloaded")
            self.assertEqual(self.serial(port), self.serial())
            reply = self.revoke(clear, "last-clear")
            self.assertEqual((reply.status, reply["Connection"]), (200, "close"))
        self.assertEqual(self.listen(stays, (port,)), "reloaded")
        with wire.Wire(port) as clear:
            self.assertEqual(self.revoke(clear, "clear-again")["Connection"], None)

    def test_port_that_is_taken_changes_nothing(self):
        free, = free_ports(1)
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            other = (taken.getsockname()[1],)
            routes = ROUTES.rstrip() + NEW_ROUTE.replace("new-body", "gcm-body")
            self.authority.issue("gateway")
            serial = self.serial()
            self.assertEqual(self.listen((free,), other, routes=routes), "refused")
            self.assertIn("the address is in use", self.gateway.log())
            self.assertRefused(free)
            self.assertEqual(self.serial(), serial)
            self.assertEqual(self.gateway.post(seal("x"), path="/new").status, 404)
            # Nobody who connected to the other program was sent away by the look at its port.
            taken.settimeout(0.2)
            self.assertRaises(TimeoutError, taken.accept)

    def test_address_that_covers_another_takes_over(self):
        port = self.gateway.port
        self.gateway.listen = self.gateway.listener(port, self.files, "0.0.0.0")
        self.gateway.configure()
        self.assertEqual(self.gateway.reload(), "reloaded")
        self.assertEqual(self.gateway.revoke("everywhere").status, 200)
        with socket.create_connection(("127.0.0.2", port), timeout=5) as connection:
            self.assertTrue(self.trust.wrap_socket(connection, server_hostname="127.0.0.1").version())

    def test_renewals_under_load_lose_no_exchange(self):
        with Load(self.gateway, "renewals") as load:
            for turn in range(200 if SOAK else 25):
                self.authority.issue("gateway")
                self.assertEqual(self.gateway.reload(), "reloaded")
            load.reach(len(load.successes) + 50)
        self.assertEqual((load.broken, load.refusals), ([], []))


if __name__ == "__main__":
    unittest.main()
