"""Secure listeners: real clients, what is no TLS, and how connections end."""

import os
import socket
import ssl
import subprocess
import time
import unittest

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import PrivateFormat

import bodies
import certificates
import wire
from gateway import PATH, ROUTES, Gateway, missing, revgate, seal

CLOSING = b"GET /nowhere HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n"


class BareTLS:
    """A client's TLS whose records and end the test decides on."""

    def __init__(self, port, trust):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = trust.wrap_bio(self.incoming, self.outgoing, server_hostname="127.0.0.1")
        self.run(self.tls.do_handshake)

    def run(self, step):
        while True:
            try:
                done = step()
                self.socket.sendall(self.outgoing.read())
                return done
            except ssl.SSLWantReadError:
                self.socket.sendall(self.outgoing.read())
                piece = self.socket.recv(65536)
                if piece:
                    self.incoming.write(piece)
                else:
                    self.incoming.write_eof()

    def send(self, data):
        self.run(lambda: self.tls.write(data))

    def notify(self):
        """Says close_notify, and goes on reading."""
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            pass
        self.socket.sendall(self.outgoing.read())

    def rest(self):
        """What still comes, as ciphertext, to the end of TCP."""
        count = 0
        while piece := self.socket.recv(65536):
            count += len(piece)
        return count


class SecureListener(unittest.TestCase):
    def setUp(self):
        self.authority = certificates.Authority(self.addCleanup)
        self.gateway = Gateway(self.addCleanup)
        self.gateway.secure(self.authority.issue("gateway"), self.authority.client())
        self.gateway.configure()
        self.gateway.start()

    def assertServes(self, reference="still-there"):
        reply = self.gateway.revoke(reference)
        self.assertEqual((reply.status, bodies.open_gcm(reply.body)), (200, bodies.SUCCESS))

    def test_curl(self):
        body = os.path.join(self.gateway.folder, "body")
        with open(body, "wb") as file:
            file.write(seal("by-curl"))
        for version in ("--tlsv1.3",), ("--tls-max", "1.2"):
            done = subprocess.run(
                ["curl", "-sS", "--cacert", self.authority.path, *version, "-H",
                 f"X-API-KEY: {self.gateway.api_keys['first']}", "-H", "Content-Type: text/plain", "--data-binary",
                 f"@{body}", f"https://localhost:{self.gateway.port}{PATH}"], capture_output=True, timeout=30)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(bodies.open_gcm(done.stdout), bodies.SUCCESS)

    def s_client(self, *arguments):
        try:
            return subprocess.run(
                ["openssl", "s_client", "-connect", f"127.0.0.1:{self.gateway.port}", "-CAfile", self.authority.path,
                 "-verify_return_error", "-quiet", "-ign_eof", *arguments], input=CLOSING, capture_output=True,
                timeout=30)
        except FileNotFoundError:
            missing(self, "openssl", "openssl")

    def test_openssl_reads_the_last_reply_and_an_orderly_end(self):
        for version in "-tls1_2", "-tls1_3":
            with self.subTest(version):
                done = self.s_client(version)
                self.assertTrue(done.stdout.startswith(b"HTTP/1.1 404 "), done)
                self.assertTrue(done.stdout.endswith(b'{"error":"Not Found"}'), done)
                self.assertEqual(done.returncode, 0, done)
                self.assertNotIn(b"unexpected eof", done.stderr)

    def test_older_versions_and_weak_suites_are_refused(self):
        weak = "DEFAULT:@SECLEVEL=0"
        for arguments in (
            ("-tls1", "-cipher", weak), ("-tls1_1", "-cipher", weak),
            ("-tls1_2", "-cipher", "AES256-GCM-SHA384"), ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA"),
        ):
            with self.subTest(arguments):
                done = self.s_client(*arguments)
                self.assertNotEqual(done.returncode, 0, done)
                self.assertEqual(done.stdout, b"")
        self.assertServes()

    def test_http_1_1_is_chosen_among_what_is_offered(self):
        for offered, chosen in (["h2", "http/1.1"], "http/1.1"), (["h2"], None):
            trust = self.authority.client()
            trust.set_alpn_protocols(offered)
            with wire.Wire(self.gateway.port, tls=trust) as connection:
                self.assertEqual(connection.socket.selected_alpn_protocol(), chosen)

    def test_what_is_no_tls_is_closed_without_a_word_in_the_log(self):
        before = self.gateway.log()
        for said in b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", os.urandom(400), b"\x16\x03\x01\xff\xff" + b"A" * 70_000, b"":
            for _ in range(5):
                with socket.create_connection(("127.0.0.1", self.gateway.port), timeout=20) as connection:
                    try:
                        connection.sendall(said)
                        connection.shutdown(socket.SHUT_WR)
                        self.assertNotIn(b"HTTP/", connection.recv(65536))
                    except OSError:
                        pass
        self.assertServes()
        self.assertEqual(self.gateway.log(), before)

    def test_half_a_handshake_ends_with_the_header_timeout(self):
        self.gateway.configure(limits="{header-timeout: 1s}")
        self.assertEqual(self.gateway.reload(), "reloaded")
        outgoing = ssl.MemoryBIO()
        hello = self.authority.client().wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="127.0.0.1")
        self.assertRaises(ssl.SSLWantReadError, hello.do_handshake)
        said = outgoing.read()
        for part in said[:50], said, b"":
            with socket.create_connection(("127.0.0.1", self.gateway.port), timeout=20) as connection:
                began = time.monotonic()
                connection.sendall(part)
                while connection.recv(65536):
                    pass
                self.assertLess(time.monotonic() - began, 4)
        self.assertServes()

    def test_pipelined_requests_are_answered_in_order(self):
        with self.gateway.wire() as connection:
            references = [f"pipelined-{number}" for number in range(100)]
            connection.send(*[self.gateway.request(seal(reference), PATH, f"X-Request-Id: {reference}")
                              for reference in references])
            for reference in references:
                reply = connection.reply()
                self.assertEqual((reply.status, reply["X-Request-Id"]), (200, reference))

    def test_large_bodies_pass_and_too_large_ones_are_told_so(self):
        self.gateway.configure(limits="{body: 4MiB}")
        self.assertEqual(self.gateway.reload(), "reloaded")
        large = bodies.request("large").rstrip()[:-1] + b',"more":"' + b"x" * 2_500_000 + b'"}'
        with self.gateway.wire() as connection:
            for _ in range(3):
                connection.send(self.gateway.request(bodies.seal_gcm(large)))
            for _ in range(3):
                self.assertEqual(connection.reply().status, 200)
            connection.send(self.gateway.request(b"A" * 5_000_000))
            self.assertEqual(connection.reply().status, 413)
            self.assertTrue(connection.is_closed())

    def test_requests_before_the_end_of_the_input_are_answered(self):
        """Said by close_notify, or only by TCP."""
        for end in "close_notify", "fin":
            with self.subTest(end):
                client = BareTLS(self.gateway.port, self.authority.client())
                client.send(self.gateway.request(seal(end)) + self.gateway.request(seal(end)))
                if end == "close_notify":
                    client.notify()
                else:
                    client.socket.shutdown(socket.SHUT_WR)
                began = time.monotonic()
                self.assertGreater(client.rest(), 400)
                self.assertLess(time.monotonic() - began, 0.9)
                client.socket.close()
                self.assertEqual(self.gateway.state_of(end), "revoked")

    def test_cut_request_is_carried_out_by_nobody(self):
        body = seal("cut")
        client = BareTLS(self.gateway.port, self.authority.client())
        client.send(self.gateway.request(body)[:-1])
        client.socket.shutdown(socket.SHUT_WR)
        client.rest()
        client.socket.close()
        self.assertEqual(self.gateway.state_of("cut"), "unknown")

    def sockets(self):
        folder = f"/proc/{self.gateway.process.pid}/fd"
        links = []
        for name in os.listdir(folder):
            try:
                links.append(os.readlink(os.path.join(folder, name)))
            except FileNotFoundError:
                pass  # closed since
        return sum(link.startswith("socket:") for link in links)

    def test_abandoned_connections_leave_no_socket(self):
        before = self.sockets()
        clients = [BareTLS(self.gateway.port, self.authority.client()) for _ in range(40)]
        self.assertGreaterEqual(self.sockets(), 40)
        for number, client in enumerate(clients):
            if number % 2:
                client.notify()
            client.socket.close()
        wire.poll(lambda: self.sockets() <= before, "the connections to be gone")

    def test_idle_connections_of_a_secure_listener_end(self):
        self.gateway.configure(limits="{idle-timeout: 1s}")
        self.assertEqual(self.gateway.reload(), "reloaded")
        with self.gateway.wire() as connection:
            self.assertEqual(connection.send(self.gateway.request(seal("idle"))).reply().status, 200)
            self.assertTrue(connection.is_closed())

    def test_stop_answers_what_is_under_way(self):
        with self.gateway.wire() as connection:
            connection.send(self.gateway.request(seal("before"))).reply()
            self.gateway.signal(15)
            wire.poll(lambda: "stopping" in self.gateway.log(), "the gateway to stop")
            reply = connection.send(self.gateway.request(seal("last"))).reply()
            self.assertEqual((reply.status, reply["Connection"]), (200, "close"))
            self.assertTrue(connection.is_closed())
        self.assertEqual(self.gateway.process.wait(20), 0)


class ListenerFiles(unittest.TestCase):
    """Certificates and keys as `check` and `serve` read them."""

    def setUp(self):
        self.authority = certificates.Authority(self.addCleanup)
        self.gateway = Gateway(self.addCleanup)

    def listen(self, text):
        self.gateway.listen = f"  - address: 127.0.0.1:{self.gateway.port}\n    tls: {{{text}}}\n"
        self.gateway.configure()

    def test_faults_name_the_line_and_the_way_out(self):
        chain, key = self.authority.issue("gateway")
        _, other = self.authority.issue("other")
        write = self.authority.write
        pem = certificates.pem_key(certificates.elliptic(), passphrase=b"hunter2")
        legacy = certificates.pem_key(certificates.rivest(), PrivateFormat.TraditionalOpenSSL, b"hunter2")
        empty, nonsense = write("empty.pem", b""), write("nonsense.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n")
        open_key = write("open.key", open(key, "rb").read(), 0o644)
        half = write("half.pem", open(chain, "rb").read() + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERT")
        cases = [
            (f"certificate: nowhere.pem, private-key: {key}", "tls: certificate: .*/nowhere.pem: no such file"),
            (f"certificate: {chain}, private-key: nowhere.key", "tls: private-key: .*/nowhere.key: no such file"),
            (f"certificate: {chain}", '"private-key" is missing; name a file in PEM'),
            (f"private-key: {key}", '"certificate" is missing; name a file in PEM'),
            (f"certificate: {empty}, private-key: {key}", "empty.pem: holds no certificate that can be read"),
            (f"certificate: {nonsense}, private-key: {key}", "nonsense.pem: holds no certificate"),
            (f"certificate: {half}, private-key: {key}", "half.pem: holds no certificate"),
            (f"certificate: {key}, private-key: {key}", "holds no certificate that can be read"),
            (f"certificate: {chain}, private-key: {chain}", "mode 644 lets others in"),
            (f"certificate: {chain}, private-key: {open_key}", "mode 644 lets others in; run: chmod go-rwx"),
            (f"certificate: {chain}, private-key: {empty}", "empty.pem: holds no private key"),
            (f"certificate: {chain}, private-key: {other}", "does not belong to the first certificate"),
            (f"certificate: {chain}, private-key: {write('locked.key', pem)}", "key is encrypted.*openssl pkey"),
            (f"certificate: {chain}, private-key: {write('older.key', legacy)}", "key is encrypted.*openssl pkey"),
            (f"certificate: {chain}, private-key: {key}, client-ca: {chain}", '"client-ca" is not carried out'),
            (f"certificates: {chain}, private-key: {key}", 'did you mean "certificate"'),
        ]
        for text, said in cases:
            with self.subTest(said):
                self.listen(text)
                done = self.gateway.command("check", status=1)
                self.assertRegex(done.stdout.decode(), rf"revgate\.yaml:3: .*{said}")
                self.assertEqual(revgate("serve", "--config", self.gateway.config).returncode, 78)
        self.gateway.listen = self.gateway.listener(self.gateway.port) * 2
        self.gateway.configure()
        said = self.gateway.command("check", status=1).stdout.decode()
        self.assertRegex(said, r"revgate\.yaml:3: listen\[1\]: address: 127.* stands twice; leave one out")

    def test_validity_is_warned_of_and_no_fault(self):
        for begins, ends, said in (
            (-3, -1, "the certificate has expired at"), (1, 30, "the certificate is not valid before"),
            (-1, 5, "the certificate expires at"),
        ):
            with self.subTest(said):
                chain, key = self.authority.issue("gateway", begins=begins, ends=ends)
                self.listen(f"certificate: {chain}, private-key: {key}")
                self.assertRegex(self.gateway.command("check").stdout.decode(), rf"yaml:3: tls: .*{said}.*\(warning\)")
        self.listen("certificate: %s, private-key: %s" % self.authority.issue("gateway"))
        self.assertNotIn(b"yaml:3:", self.gateway.command("check").stdout)

    def test_keys_of_every_kind_and_chains_are_served(self):
        """PKCS #8, PKCS #1 and SEC 1; the last with the parameters that `openssl ecparam` writes before it."""
        curve = certificates.elliptic()
        parameters = b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
        rsa = certificates.rivest()
        edwards, large = ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP521R1())
        cases = {
            "ed25519": (edwards, certificates.pem_key(edwards)),
            "p521": (large, certificates.pem_key(large)),
            "pkcs8": (curve, certificates.pem_key(curve)),
            "sec1": (curve, parameters + certificates.pem_key(curve, PrivateFormat.TraditionalOpenSSL)),
            "rsa": (rsa, certificates.pem_key(rsa)),
            "pkcs1": (rsa, certificates.pem_key(rsa, PrivateFormat.TraditionalOpenSSL)),
        }
        self.gateway.tls = self.authority.client()
        for name, (key, pem) in cases.items():
            with self.subTest(name):
                chain, _ = self.authority.issue(name, key=key, between=True)
                path = self.authority.write(f"{name}-own.key", pem)
                # Relative to the configuration's folder.
                chain = os.path.relpath(chain, self.gateway.folder)
                self.gateway.listen = self.gateway.listener(self.gateway.port, (chain, path))
                self.gateway.configure(routes=ROUTES)
                self.gateway.start()
                self.assertEqual(self.gateway.revoke(name).status, 200)
                self.gateway.stop()


if __name__ == "__main__":
    unittest.main()
