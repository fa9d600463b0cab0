"""A store that fails, fills up or is taken, and the order of fsync and answer."""

import os
import re
import resource
import subprocess
import time
import unittest

import wire
from gateway import SOAK, Gateway, free_ports, revgate, seal
from load import Load, lost
from tracing import Tracer

STRACE_LINE = re.compile(r"^(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\((?:\d+<([^>]*)>)?)(.*)$", re.S)


def events(trace):
    """(index, process, call, file, text, begins, ends) of each line of a trace."""
    with open(trace, encoding="latin-1") as file:
        for index, line in enumerate(file):
            match = STRACE_LINE.match(line)
            if match:
                process, resumed, call, path, text = match.groups()
                yield index, process, resumed or call, path, text, not resumed, "<unfinished" not in text


class Order(unittest.TestCase):
    def test_no_success_is_written_before_the_fsync_that_covers_it(self):
        gateway = Gateway(self.addCleanup).start()
        trace = os.path.join(gateway.folder, "trace")
        calls = "trace=read,fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg"
        with Tracer(self, gateway, calls, output=trace, more=["-y", "-s", "16"]):
            with Load(gateway, "order", threads=6, reconnects=False) as load:
                load.reach(3_000 if SOAK else 200)
        successes, uncovered = self.verdict(trace)
        self.assertEqual(load.refusals + load.broken, [])
        self.assertGreaterEqual(successes, 200)
        self.assertEqual(uncovered, [])

    def verdict(self, trace):
        """
        A success is covered by a sync of the log that began after a write to the log that came after the request was
        read, and that ended with 0 before the answer was written.
        """
        read_at, syncs, pending, written_before = {}, [], {}, {}
        last_log_write, successes, uncovered = -1, 0, []
        for index, process, call, path, text, begins, ends in events(trace):
            if not begins:
                path, began = pending.pop((process, call), (None, index))
            else:
                began = index
                if not ends:
                    pending[process, call] = (path, index)
            path = path or ""
            if call == "read" and ends and path.startswith(("socket:", "TCP:")):
                read_at[path] = index
            elif call == "pwrite64" and ends and path.endswith("-wal"):
                last_log_write = index
            elif call in ("fsync", "fdatasync") and path.endswith("-wal"):
                if begins:
                    written_before[process] = last_log_write
                if ends and text.rstrip().endswith("= 0"):
                    syncs.append((written_before[process], began, index))
            elif call in ("write", "writev", "sendto", "sendmsg") and begins and "HTTP/1.1 200" in text:
                successes += 1
                read = read_at[path]
                if not any(read < written < began < index for written, began, _ in syncs[-50:]):
                    uncovered.append((path, read, index))
        return successes, uncovered


class Failures(unittest.TestCase):
    def assertRefusedForNow(self, reply):
        self.assertEqual(reply.status, 503, reply)
        self.assertGreater(int(reply["Retry-After"]), 0)
        self.assertIsNone(reply["Revgate-Outcome"])

    def test_no_success_while_fsync_fails_and_service_resumes_by_itself(self):
        gateway = Gateway(self.addCleanup).start()
        with Load(gateway, "before", threads=2) as before:
            before.reach(50)
        for turn in range(10 if SOAK else 2):
            with Tracer(self, gateway, "inject=fsync,fdatasync:error=EIO"):
                for number in range(3):
                    self.assertRefusedForNow(gateway.revoke(f"failing-{turn}-{number}"))
                    self.assertEqual(gateway.readyz(), 503)
                with Load(gateway, f"failing-{turn}", threads=4) as failing:
                    wire.poll(lambda: len(failing.refusals) > 50, "refusals")
                self.assertEqual((failing.successes, failing.broken), ([], []))
            wire.poll(lambda: gateway.readyz() == 200, "service to resume", timeout=30)
            self.assertEqual(gateway.revoke(f"failing-{turn}-0").status, 200)
        self.assertIn("the store is good again", gateway.log())
        self.assertEqual(lost(gateway, before.successes), [])
        gateway.kill9()
        gateway.start()
        self.assertEqual(lost(gateway, [*before.successes, "failing-0-0"]), [])

    def test_other_errors_of_the_store_are_503_too(self):
        for fault in ("pwrite64:error=ENOSPC", "pwrite64:error=EIO"):
            with self.subTest(fault):
                gateway = Gateway(self.addCleanup).start()
                self.assertEqual(gateway.revoke("before").status, 200)
                with Tracer(self, gateway, f"inject={fault}"):
                    self.assertRefusedForNow(gateway.revoke("meanwhile"))
                    self.assertRefusedForNow(gateway.revoke("before"))
                wire.poll(lambda: gateway.readyz() == 200, "service to resume", timeout=30)
                self.assertEqual(gateway.revoke("meanwhile").status, 200)
                self.assertEqual(gateway.revoke("before")["Revgate-Outcome"], "already-revoked")
                gateway.stop()

    def test_full_disk_is_503_until_there_is_room(self):
        if os.geteuid() != 0:
            self.skipTest("only root may mount the small file system that this fills")
        gateway = Gateway(self.addCleanup)
        data = os.path.join(gateway.folder, "data")
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", data], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest(f"no file system may be mounted here: {mounted.stderr.decode().strip()}")
        self.addCleanup(lambda: (gateway.close(), subprocess.run(["umount", "-l", data], check=True)))
        gateway.start()
        self.assertEqual(gateway.revoke("before").status, 200)
        filler = os.path.join(data, "filler")
        with open(filler, "wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 4096):
                    pass
            except OSError:
                pass
        with Load(gateway, "full", threads=2) as load:
            wire.poll(lambda: len(load.refusals) > 20, "the disk to be full", timeout=60)
        self.assertEqual({reply.status for _, reply in load.refusals}, {503})
        self.assertEqual(load.broken, [])
        self.assertEqual(gateway.readyz(), 503)
        os.remove(filler)
        wire.poll(lambda: gateway.readyz() == 200, "service to resume", timeout=30)
        self.assertEqual(gateway.revoke("after").status, 200)
        self.assertEqual(lost(gateway, ["before", "after", *load.successes]), [])
        gateway.restart()
        self.assertEqual(lost(gateway, ["before", "after", *load.successes]), [])

    def test_commands_get_their_turn_beside_a_busy_gateway_on_a_slow_disk(self):
        """The gateway writes without a pause, and holds the store's lock while a sync takes its 40 ms."""
        gateway = Gateway(self.addCleanup).start()
        with Tracer(self, gateway, "trace=fdatasync,fsync", "inject=fdatasync,fsync:delay_enter=40000"):
            with Load(gateway, "slow-disk", threads=6) as load:
                load.reach(20)
                for number in range(60 if SOAK else 6):
                    began = time.monotonic()
                    gateway.command("tokens", "revoke", "--reference", f"by-command-{number}")
                    self.assertLess(time.monotonic() - began, 2, "a command waits for its turn")
        self.assertEqual((load.refusals, load.broken), ([], []))

    def test_connections_beyond_the_descriptors_do_not_end_service(self):
        gateway = Gateway(self.addCleanup).start()
        pid = gateway.process.pid
        room = len(os.listdir(f"/proc/{pid}/fd")) + 10
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (room, limits[1]))
        first = gateway.wire()
        self.assertEqual(first.send(gateway.request(seal("descriptors"))).reply().status, 200)
        held = [first, *(gateway.wire() for _ in range(30))]
        wire.poll(lambda: len(os.listdir(f"/proc/{pid}/fd")) >= room, "the descriptors to be used up")
        self.assertEqual(first.send(gateway.request(seal("descriptors"))).reply().status, 200)
        for connection in held:
            connection.socket.close()
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        wire.poll(lambda: gateway.revoke("descriptors").status == 200, "service to go on")


class Taken(unittest.TestCase):
    def serve(self, gateway, **changes):
        """Runs a second gateway from a changed copy of the configuration; it must not come up."""
        text = open(gateway.config, encoding="utf-8").read()
        for old, new in changes.values():
            self.assertIn(old, text)
            text = text.replace(old, new)
        second = os.path.join(gateway.folder, "second.yaml")
        with open(second, "w", encoding="utf-8") as file:
            file.write(text)
        done = revgate("serve", "--config", second, timeout=20)
        self.assertEqual(gateway.revoke("first").status, 200)
        return done

    def test_second_gateway_on_the_store_or_a_port_is_refused(self):
        gateway = Gateway(self.addCleanup).start()
        port, admin = free_ports(2)
        store = ("data/revgate.sqlite", "data/other.sqlite")
        public = (f"127.0.0.1:{gateway.port}", f"127.0.0.1:{port}")
        private = (f"127.0.0.1:{gateway.admin}", f"127.0.0.1:{admin}")
        cases = {
            "store": (dict(public=public, private=private), b"revgate.sqlite"),
            "public port": (dict(store=store, private=private), str(gateway.port).encode()),
            "admin port": (dict(store=store, public=public), str(gateway.admin).encode()),
        }
        for name, (changes, named) in cases.items():
            with self.subTest(name):
                done = self.serve(gateway, **changes)
                self.assertEqual(done.returncode, 74, done.stderr)
                self.assertIn(named, done.stderr)

    def test_store_of_a_killed_gateway_is_free(self):
        gateway = Gateway(self.addCleanup).start()
        self.assertEqual(gateway.revoke("before").status, 200)
        gateway.kill9()
        gateway.start()
        self.assertEqual(lost(gateway, ["before"]), [])

    def test_store_that_is_no_store_is_refused(self):
        gateway = Gateway(self.addCleanup)
        path = os.path.join(gateway.folder, "data", "revgate.sqlite")
        with open(path, "wb") as file:
            file.write(b"this is no database at all" * 400)
        done = revgate("serve", "--config", gateway.config, timeout=20)
        self.assertEqual(done.returncode, 74, done.stderr)
        self.assertIn(b"revgate.sqlite", done.stderr)


if __name__ == "__main__":
    unittest.main()
