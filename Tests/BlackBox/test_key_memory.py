"""What a running gateway's memory holds of a private key: what it was read from, and no copies that were freed."""

import json
import os
import unittest

import bodies
import session_bodies
from gateway import Gateway
from cryptography.hazmat.primitives.asymmetric import rsa

ROUTES = "\n  - {path: /s, dialect: token-service, cipher: {profile: session, key: pair}, revoker: embedded}\n"
CIPHERS = f"ciphers:\n  session: {session_bodies.PROFILE}\n"


def memory(pid):
    """What the process may write to, piece by piece."""
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb", 0) as content:
        for line in maps:
            place, rights = line.split()[:2]
            if not rights.startswith("rw") or "[v" in line:
                continue
            start, stop = (int(part, 16) for part in place.split("-"))
            content.seek(start)
            left = stop - start
            piece = b""
            while left and (more := content.read(min(left, 1 << 26))):
                piece += more
                left -= len(more)
            yield piece


class KeyMemory(unittest.TestCase):
    def test_no_freed_copies_of_a_private_key_are_left(self):
        gateway = Gateway(self.addCleanup)
        pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        gateway.command("keys", "import", "pair", "--format", "pem", "-", input=session_bodies.pem(pair))
        gateway.configure(ROUTES, more=CIPHERS)
        gateway.start()
        self.assertEqual(gateway.reload(), "reloaded")
        for number in range(3):
            body, field, _ = session_bodies.seal(bodies.request(f"memory-{number}"), pair.public_key())
            with gateway.wire() as connection:
                reply = connection.send(gateway.request(body, "/s", f"X-Session-Key: {field}")).reply()
            self.assertEqual(reply.status, 200)
        numbers = pair.private_numbers()
        # Pieces of what the file has: of its numbers (libcrypto computes with their words the other way round), and of its
        # text.
        with open(os.path.join(gateway.folder, "keys", "pair.json"), encoding="ascii") as file:
            text = json.load(file)["versions"][0]["material"]["value"].encode()
        values = [text[400:]] + [
            number.to_bytes((number.bit_length() + 7) // 8, "big")
            for number in (numbers.d, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp)]
        pieces = {value[start:start + 16] for value in values for start in range(0, len(value) - 16, 8)}
        contents = list(memory(gateway.process.pid))
        # What is known to be there is found.
        self.assertTrue(any(gateway.config.encode() in content for content in contents))
        self.assertEqual(sum(content.count(piece) for content in contents for piece in pieces), 0)


if __name__ == "__main__":
    unittest.main()
