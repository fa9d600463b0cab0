"""Signals that come while a reload is under way."""

import os
import signal
import socket
import subprocess
import time
import unittest

import wire
from fronting import upstreams
from gateway import Gateway

# Nobody answers there: a name takes as long as the gateway waits for it.
RESOLVER = "127.13.7.53"


class DuringAReload(unittest.TestCase):
    def test_a_stop_waits_for_no_reload_and_reloads_do_not_pile_up(self):
        if os.geteuid() != 0:
            self.skipTest("only root may give the gateway a resolver of its own")
        silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(silent.close)
        silent.bind((RESOLVER, 53))
        gateway = Gateway(self.addCleanup)
        resolver = os.path.join(gateway.folder, "resolv.conf")
        with open(resolver, "w", encoding="ascii") as file:
            file.write(f"nameserver {RESOLVER}\noptions timeout:30 attempts:1\n")
        gateway.prefix = ["unshare", "-m", "sh", "-c", f'mount --bind {resolver} /etc/resolv.conf && exec "$@"', "-"]
        if subprocess.run([*gateway.prefix, "true"], capture_output=True).returncode != 0:
            self.skipTest("no file may be mounted here")
        gateway.start()
        gateway.configure(
            routes="\n  - {path: /pass/*, forward: slow}\n", more=upstreams(slow={"url": "http://slow.example:1"}))
        for _ in range(20):
            gateway.signal(signal.SIGHUP)
            time.sleep(0.02)
        wire.poll(lambda: silent.recv(512), "the reload to look the name up")
        began = time.monotonic()
        gateway.stop(timeout=100)
        self.assertLess(time.monotonic() - began, 4.5)
        self.assertLessEqual(gateway.log().count("] reloaded"), 2)


if __name__ == "__main__":
    unittest.main()
