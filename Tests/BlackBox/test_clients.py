"""Other implementations, as the callers of the legacy service have them: each seals, posts, and opens our reply."""

import os
import shutil
import subprocess
import unittest

import bodies
from gateway import PATH, Gateway, missing

CLIENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "clients")
SUCCESS = bodies.SUCCESS.decode()


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway(cls.addClassCleanup).start()

    def run_client(self, *arguments):
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def url(self, path):
        return f"http://127.0.0.1:{self.gateway.port}{path}"

    def test_openssl_by_way_of_python(self):
        for path, key, seal, opener in (
            (PATH, bodies.GCM, bodies.seal_gcm, bodies.open_gcm),
            ("/cbc", bodies.CBC256, bodies.seal_cbc, bodies.open_cbc),
            ("/cbc192", bodies.CBC192, bodies.seal_cbc, bodies.open_cbc),
        ):
            for outcome in ("revoked", "already-revoked"):
                reply = self.gateway.post(seal(bodies.request(f"python{path}"), key), path=path)
                self.assertEqual((reply["Revgate-Outcome"], opener(reply.body, key)), (outcome, bodies.SUCCESS))

    def test_every_length_of_body_goes_both_ways(self):
        """Padding and base64 at each remainder; the flat reply carries the reference back."""
        for count in range(1, 50):
            reference = "r" * count
            reply = self.gateway.post(bodies.seal_gcm(bodies.request(reference)), path="/flat")
            self.assertIn(f'"referenceId":"{reference}"'.encode(), bodies.open_gcm(reply.body))
            reply = self.gateway.post(bodies.seal_cbc(bodies.request(reference)), path="/cbc")
            self.assertEqual(reply["Revgate-Outcome"], "already-revoked")

    def test_java(self):
        if not shutil.which("java"):
            missing(self, "java", "default-jdk-headless")
        lines = self.run_client(
            "java", os.path.join(CLIENTS, "Client.java"), self.gateway.api_keys["first"],
            self.url(PATH), "gcm", bodies.GCM.hex(), "java-gcm",
            self.url("/cbc"), "cbc", bodies.CBC256.hex(), "java-cbc",
            self.url("/cbc192"), "cbc", bodies.CBC192.hex(), "java-cbc192")
        expected = [
            f"{mode} {coder} {way} 200 revoked {SUCCESS}"
            for mode in ("gcm", "cbc", "cbc") for coder in ("standard", "mime")
            for way in ("HttpClient", "HttpURLConnection", "chunks")]
        self.assertEqual(lines, expected)

    def test_node(self):
        if not shutil.which("node"):
            missing(self, "node", "nodejs")
        lines = self.run_client(
            "node", os.path.join(CLIENTS, "client.js"), self.gateway.api_keys["first"],
            self.url(PATH), "aes-256-gcm", bodies.GCM.hex(), "node-gcm",
            self.url("/cbc"), "aes-256-cbc", bodies.CBC256.hex(), "node-cbc",
            self.url("/cbc192"), "aes-192-cbc", bodies.CBC192.hex(), "node-cbc192")
        expected = [
            f"{cipher} 200 {outcome} {SUCCESS}" for cipher in ("aes-256-gcm", "aes-256-cbc", "aes-192-cbc")
            for outcome in ("revoked", "already-revoked")]
        self.assertEqual(lines, expected)

    def test_curl_as_the_documents_show_it(self):
        if not shutil.which("curl"):
            missing(self, "curl", "curl")
        clear = '{\n    "tokenReferenceId": "replace_with_referenceid_from_new_token_api_response"\n}'
        lines = self.run_client(
            "curl", "-sS", "--location", "--request", "POST", self.url("/clear"), "--header", "Content-Type: text/plain",
            "--header", f"X-API-KEY: {self.gateway.api_keys['legacy']}", "--data-raw", clear)
        self.assertEqual(lines, [SUCCESS])


if __name__ == "__main__":
    unittest.main()
