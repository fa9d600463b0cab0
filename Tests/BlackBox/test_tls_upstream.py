"""`https` upstreams: who is believed, who is not and what is said of it, and how replies end."""

import socket
import ssl
import subprocess
import threading
import time

import bodies
import certificates
import wire
from fronting import CREDENTIAL, PATIENT, FrontCase, Front, together
from gateway import PATH, missing, seal
from upstreams import HEALTH, TARGET, SecureService, Service, message


class SecureUpstream(FrontCase):
    def setUp(self):
        self.authority = certificates.Authority(self.addCleanup)

    def service(self, *arguments, issue=None, **options):
        context = self.authority.server(*self.authority.issue("service", **(issue or {})))
        return SecureService(self.addCleanup, context, *arguments, **options)

    def front(self, *services, tls=None, **settings):
        tls = {"ca": self.authority.path} if tls is None else tls
        if tls:
            settings["tls"] = tls
        return Front(self.addCleanup, *services, **{**PATIENT, "connect_timeout": "2s", "timeout": "5s", **settings})

    def assertDistrusted(self, front, service, said, cause=""):
        """The caller is told to come again, the log why, and the service nothing."""
        self.assertUnavailable(front.revoke("kept-from-strangers"))
        lines = [line for line in front.log().splitlines() if said in line]
        self.assertTrue(lines, front.log())
        self.assertRegex(lines[0], rf"cause=.*{cause}.*upstream=legacy")
        self.assertEqual(service.requests, [])
        self.assertSilentLog(front)

    def test_replies_pass_for_an_address_and_for_a_name(self):
        for host, name in ("127.0.0.1", None), ("localhost", "localhost"), ("LOCALHOST", "localhost"):
            with self.subTest(host):
                service = self.service()
                front = self.front(service.url(host), cores=1)
                for number in range(3):
                    self.assertRevoked(front.revoke(f"secure-{number}"))
                self.assertNoSuchToken(front.revoke("unknown"))
                self.assertEqual(service.accepted, 1)
                self.assertEqual(service.names, [name])
                self.assertEqual(service.requests[0]["Host"], f"{host.lower()}:{service.port}")
                self.assertSilentLog(front, service)

    def test_server_name_is_asked_for_and_checked(self):
        service = self.service(issue={"names": ["legacy.example", "*.wild.example"]})
        for name in "legacy.example", "Legacy.Example", "a.wild.example":
            front = self.front(service, tls={"ca": self.authority.path, "server-name": name})
            self.assertRevoked(front.revoke("named"))
            self.assertEqual(service.names[-1], name.lower())
        service.requests.clear()
        for name in "other.example", "a.b.wild.example", "wild.example":
            front = self.front(service, tls={"ca": self.authority.path, "server-name": name})
            self.assertDistrusted(front, service, "certificate is for another name", f"does not name {name}")

    def test_what_names_somebody_else_is_not_believed(self):
        cases = {
            "another name": ("localhost", {"names": ["elsewhere.example"]}, "localhost"),
            "another address": ("127.0.0.1", {"names": ["127.0.0.2", "localhost"]}, "127.0.0.1"),
            "the address and not the name": ("localhost", {"names": ["127.0.0.1", "::1"]}, "localhost"),
            "only a common name": ("localhost", {"names": (), "common": "localhost"}, "localhost"),
            "an address as a name": ("127.0.0.1", {"names": ["elsewhere.example"], "common": "127.0.0.1"}, "127.0.0.1"),
        }
        for case, (host, issue, expected) in cases.items():
            with self.subTest(case):
                service = self.service(issue=issue)
                front = self.front(service.url(host))
                self.assertDistrusted(front, service, "certificate is for another name", f"does not name {expected}")

    def test_what_a_stranger_sends_with_the_end_of_its_handshake_reaches_nobody(self):
        """A certificate for the address and not for the name: the library believes it, the gateway does not."""
        context = self.authority.server(*self.authority.issue("stranger", names=["127.0.0.1"]))
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_server(("127.0.0.1", 0)) as listening:
            threading.Thread(target=self.speaks_early, args=(listening, context), daemon=True).start()
            front = self.front(f"https://localhost:{listening.getsockname()[1]}{TARGET}")
            for _ in range(3):
                self.assertUnavailable(front.revoke("kept-from-strangers"))
            self.assertIsNone(front.process.poll())
            self.assertIn("certificate is for another name", front.log())
            listening.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def speaks_early(listening, context):
        """Ends each handshake and answers what was never asked in one piece."""
        while True:
            try:
                accepted, _ = listening.accept()
            except OSError:
                return
            received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = context.wrap_bio(received, sent, server_side=True)
            with accepted:
                try:
                    while True:
                        try:
                            tls.do_handshake()
                            break
                        except ssl.SSLWantReadError:
                            accepted.sendall(sent.read())
                            received.write(accepted.recv(65536))
                    tls.write(message(b"nobody asked"))
                    accepted.sendall(sent.read())
                    accepted.recv(65536)
                except (OSError, ssl.SSLError):
                    pass

    def test_unknown_authority_is_not_believed(self):
        service = self.service()
        stranger = certificates.Authority(self.addCleanup, "Somebody Else")
        # An authority of the same name, one of another name, and those of the system.
        namesake = certificates.Authority(self.addCleanup)
        for tls in {"ca": stranger.path}, {"ca": namesake.path}, {}:
            with self.subTest(tls):
                self.assertDistrusted(self.front(service, tls=tls), service, "certificate is not trusted", "unknown CA")
        self.assertTrue(service.failures)

    def test_expired_and_early_certificates_are_not_believed(self):
        for issue, said in (
            ({"begins": -9, "ends": -1}, "certificate has expired"),
            ({"begins": 2, "ends": 9}, "certificate is not valid yet"),
        ):
            with self.subTest(said):
                service = self.service(issue=issue)
                self.assertDistrusted(self.front(service), service, said, "not valid (after|before) 20")

    def test_chains_through_another_authority_are_believed(self):
        service = self.service(issue={"between": True})
        self.assertRevoked(self.front(service).revoke("through-the-middle"))

    def test_what_is_no_tls_is_told_so(self):
        service = Service(self.addCleanup, greeting=lambda connection: connection.send(message(b"")))
        front = self.front(service.url().replace("http:", "https:"))
        self.assertDistrusted(front, service, "TLS with the upstream failed", "WRONG_VERSION_NUMBER")

    def test_older_versions_are_refused(self):
        port = Service.bind(0)
        number = port.getsockname()[1]
        port.close()
        files = self.authority.issue("old")
        server = self.s_server(number, files, "-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0")
        front = self.front(f"https://127.0.0.1:{number}{TARGET}")
        self.assertUnavailable(front.revoke("older"))
        self.assertRegex(front.log(), "cause=TLSV1_ALERT_PROTOCOL_VERSION.*TLS with the upstream failed")
        server.kill()

    def test_service_that_wants_a_certificate_of_the_gateway_is_told_of(self):
        """In TLS 1.3 it refuses when the handshake is over for the gateway, and a request may be under way."""
        for version, cause in (
            (ssl.TLSVersion.TLSv1_2, "HANDSHAKE_FAILURE"), (ssl.TLSVersion.TLSv1_3, "CERTIFICATE_REQUIRED"),
        ):
            with self.subTest(version):
                service = self.service()
                service.context.maximum_version = version
                service.context.verify_mode = ssl.CERT_REQUIRED
                service.context.load_verify_locations(self.authority.path)
                front = self.front(service)
                self.assertUnavailable(front.revoke("nameless"))
                self.assertRegex(front.log(), f"cause=[A-Z0-9_]*_ALERT_[A-Z_]*{cause} .*TLS with the upstream failed")
                self.assertEqual(service.requests, [])

    def test_handshake_is_bounded_by_the_time_for_connecting(self):
        silent = Service(self.addCleanup, greeting=lambda connection: connection.has_ended(20))
        front = self.front(silent.url().replace("http:", "https:"), connect_timeout="500ms", timeout="5s")
        began = time.monotonic()
        self.assertDistrusted(front, silent, "TLS with the upstream failed", "longer than connect-timeout")
        self.assertLess(time.monotonic() - began, 4)
        wire.poll(lambda: not silent.open_connections, "the connections to be given up")

    def test_reply_that_ends_with_the_connection_needs_an_orderly_end(self):
        def orderly(exchange):
            exchange.send(exchange.message(length=False))
            exchange.connection.socket.unwrap()
            exchange.close()

        def cut(exchange):
            exchange.send(exchange.message(length=False))
            exchange.connection.socket.shutdown(socket.SHUT_RDWR)
            exchange.close()

        service = self.service(orderly)
        front = self.front(service)
        self.assertRevoked(front.revoke("orderly"))
        service.behave(cut)
        self.assertUnavailable(front.revoke("cut-1"))
        self.assertIn("broke the connection", front.log())
        service.behave()
        self.assertRevoked(front.revoke("after"))
        self.assertSilentLog(front, service)

    def test_many_at_once_and_pipelined(self):
        service = self.service()
        for settings in {}, {"pipelining": 8, "connections": 2}:
            front = self.front(service, **settings)
            references = [f"unknown-{index}" if index % 3 == 0 else f"many-{index}" for index in range(60)]
            replies = together(60, lambda index: front.revoke(references[index]))
            for reference, reply in zip(references, replies):
                self.assertRight(reference, reply)
            self.assertSilentLog(front, service)

    def test_health_checks_speak_tls_and_look_whom_they_ask(self):
        well, stranger = self.service(), self.service(issue={"names": ["elsewhere.example"]})
        check = {"path": HEALTH, "interval": "500ms", "timeout": "500ms", "rise": 1, "fall": 1}
        self.front(well, stranger, health_check=check)
        wire.poll(lambda: well.checks >= 3, "the service to be asked how it is")
        self.assertEqual(stranger.checks, 0)

    def test_renewed_authority_counts_after_a_reload(self):
        service = self.service()
        front = self.front(service, cores=1)
        self.assertRevoked(front.revoke("before"))
        stranger = certificates.Authority(self.addCleanup, "Somebody Else")
        good = open(self.authority.path, "rb").read()
        self.authority.write("ca.pem", open(stranger.path, "rb").read())
        self.assertEqual(front.reload(), "reloaded")
        self.assertUnavailable(front.revoke("between"))
        self.authority.write("ca.pem", open(stranger.path, "rb").read() + good)
        self.assertEqual(front.reload(), "reloaded")
        self.assertRevoked(front.revoke("after"))
        accepted = service.accepted
        self.assertEqual(front.reload(), "reloaded")
        self.assertRevoked(front.revoke("same"))
        self.assertEqual(service.accepted, accepted, "a reload that changes nothing keeps the connection")
        self.authority.write("ca.pem", b"nonsense")
        self.assertEqual(front.reload(), "refused")
        self.assertRevoked(front.revoke("as-before"))
        self.assertEqual(service.times("between"), 0)

    # OpenSSL's own server.

    def s_server(self, port, files, *arguments):
        try:
            process = subprocess.Popen(
                ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", files[0], "-key", files[1], "-quiet",
                 *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        except FileNotFoundError:
            missing(self, "openssl", "openssl")

        def end():
            process.kill()
            process.communicate()

        self.addCleanup(end)

        def listens():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        wire.poll(listens, "s_server to listen")
        return process

    def test_from_an_https_listener_to_openssl_and_back(self):
        """Sealed by the caller, TLS on both sides, each side with an authority of its own."""
        port = Service.bind(0)
        number = port.getsockname()[1]
        port.close()
        server, heads = self.s_server(number, self.authority.issue("service")), []
        threading.Thread(target=self.answer, args=(server, heads), daemon=True).start()
        callers = certificates.Authority(self.addCleanup, "Callers' Authority")
        url = f"https://localhost:{number}{TARGET}"
        front = self.front(url, cores=1)  # s_server serves one connection after the other
        front.secure(callers.issue("gateway"), callers.client())
        front.point(url, tls={"ca": self.authority.path}, **{"pass": ["x-forwarded", "forwarded"]})
        self.assertEqual(front.reload(), "reloaded")
        self.assertRevoked(front.revoke("end-to-end"))
        self.assertEqual(bodies.open_gcm(self.curl(front, callers)), bodies.SUCCESS)
        reply = self.s_client(front, callers)
        self.assertTrue(reply.startswith(b"HTTP/1.1 200 "), reply)
        self.assertEqual(bodies.open_gcm(reply.split(b"\r\n\r\n")[1]), bodies.SUCCESS)
        self.assertEqual(len(heads), 3)
        head = heads[-1]
        self.assertIn(b"X-Forwarded-Proto: https\r\n", head)
        self.assertIn(b";proto=https", head)
        self.assertIn(CREDENTIAL.encode(), head)

    def curl(self, front, callers):
        return self.run_client(
            seal("end-to-end by curl"), "curl", "-sS", "--cacert", callers.path, "-H",
            f"X-API-KEY: {front.api_keys['first']}", "-H", "Content-Type: text/plain", "--data-binary", "@-",
            f"https://localhost:{front.port}{PATH}")

    def s_client(self, front, callers):
        return self.run_client(
            front.request(seal("end-to-end by s_client"), PATH, "Connection: close"), "openssl", "s_client", "-connect",
            f"localhost:{front.port}", "-CAfile", callers.path, "-verify_return_error", "-quiet", "-ign_eof")

    def run_client(self, said, *command):
        try:
            done = subprocess.run(command, input=said, capture_output=True, timeout=30)
        except FileNotFoundError:
            missing(self, command[0], command[0])
        self.assertEqual(done.returncode, 0, done)
        return done.stdout

    @staticmethod
    def answer(server, heads):
        """What a person at s_server's terminal would do."""
        seen = b""
        while piece := server.stdout.read1(65536):
            seen += piece
            if b"end-to-end" in seen:
                heads.append(seen)
                server.stdin.write(message(bodies.SUCCESS))
                server.stdin.flush()
                seen = b""
