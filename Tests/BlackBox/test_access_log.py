"""The access log: one line of JSON an exchange, wherever it goes and whatever becomes of that place."""

import json
import os
import re
import socket
import sqlite3
import struct
import subprocess
import threading
import time
import unittest

import bodies
import certificates
import wire
from forwarding import ForwardGateway, Origin
from fronting import ROUTES as ROUTES_OF_FRONT
from fronting import Front
from gateway import BINARY, PATH, Gateway, revgate, seal
from load import Load
from upstream_faults import silent
from upstreams import Service

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Lines(unittest.TestCase):
    def one(self, gateway, **wanted):
        """The one line that has these members."""
        lines = [line for line in gateway.logged() if wanted.items() <= line.items()]
        self.assertEqual(len(lines), 1, f"{wanted} in {gateway.logged()}")
        return lines[0]

    def test_a_revocation_is_told_in_full(self):
        gateway = Gateway(self.addCleanup).start()
        body = seal("a-logged-reference")
        before = time.time()
        reply = gateway.post(body, X_Request_Id="caller-id.1")
        gateway.post(body, X_Request_Id="caller-id.2")
        gateway.logged(2)
        line = self.one(gateway, id="caller-id.1")
        shown = gateway.json("tokens", "show", "--reference", "a-logged-reference")
        self.assertEqual(
            {key: line[key] for key in line if key not in ("time", "duration_us", "bytes_in")},
            {"id": "caller-id.1", "peer": "127.0.0.1", "consumer": "first", "route": "main", "dialect": "token-service",
             "profile": "aes-256-gcm", "method": "POST", "outcome": "revoked", "status": 200, "bytes_out": len(reply.body) + self.head(reply),
             "subject": shown["log_id"]})
        self.assertRegex(line["subject"], "^[0-9a-f]{16}$")
        self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        at = time.mktime(time.strptime(line["time"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
        self.assertAlmostEqual(at, before, delta=2)
        self.assertGreater(line["duration_us"], 0)
        self.assertGreater(line["bytes_in"], len(body))
        again = self.one(gateway, id="caller-id.2")
        self.assertEqual((again["outcome"], again["subject"]), ("already-revoked", line["subject"]))
        # The name differs from every name in the store, and between a reference and a token of the same text.
        token = gateway.json("tokens", "show", "--token", "a-logged-reference")["log_id"]
        self.assertNotEqual(token, line["subject"])
        with open(os.path.join(gateway.folder, "data", "revgate.sqlite-wal"), "rb") as file:
            self.assertNotIn(bytes.fromhex(line["subject"]), file.read())

    @staticmethod
    def head(reply):
        lines = [f"HTTP/1.1 {reply.status} OK", *(f"{name}: {value}" for name, value in reply.headers), "", ""]
        return len("\r\n".join(lines))

    def test_refusals_say_why_and_to_whom(self):
        gateway = Gateway(self.addCleanup)
        gateway.add_consumer("elsewhere", allow=["/flat"])
        gateway.start()
        sealed = seal("a-refused-reference")
        with gateway.wire() as connection:
            connection.send("GET / HTTP/1.1\r\nBad Field: x\r\n\r\n")
            malformed = connection.reply()["X-Request-Id"]
        replies = {
            "open": gateway.post(b"AAAA" * 20), "parse": gateway.post(bodies.seal_gcm(b'{"tokenReferenceId":7}')),
            "forbidden": gateway.post(sealed, consumer="elsewhere"), "unknown": gateway.post(sealed, path="/secret-path?q=1"),
            "bad": gateway.post(sealed, X_API_KEY="nobodys-key"), "large": gateway.post(b"x" * 70_000),
        }
        gateway.logged(7)
        seen = {name: self.one(gateway, id=reply["X-Request-Id"]) for name, reply in replies.items()}
        seen["malformed"] = self.one(gateway, id=malformed)
        facts = {name: tuple(line.get(key) for key in ("status", "refusal", "why", "consumer", "route"))
                 for name, line in seen.items()}
        self.assertEqual(facts, {
            "open": (400, "not-opened", "open-cipher", "first", "main"),
            "parse": (400, "not-parsed", "parse-wrong-type", "first", "main"),
            "forbidden": (403, "forbidden", None, "elsewhere", "main"),
            "unknown": (404, "not-found", None, None, None),
            "bad": (401, "bad-credential", None, None, "main"),
            "large": (413, "body-too-large", None, "first", "main"),
            "malformed": (400, "malformed-message", "field", None, None),
        })
        self.assertEqual({line["outcome"] for line in seen.values()}, {"refused"})
        self.assertNotIn("secret-path", json.dumps(gateway.logged()))

    def test_upstreams_are_told_with_their_time_and_attempts(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service, timeout="300ms")
        front.post(seal("an-upstream-reference"), traceparent=TRACE)
        service.behave(silent)
        front.revoke("a-silent-reference")
        front.logged(2)
        good = self.one(front, outcome="revoked")
        self.assertEqual((good["upstream"], good["attempts"], good["traceparent"]), ("legacy", 1, TRACE))
        self.assertTrue(0 < good["upstream_us"] <= good["duration_us"], good)
        late = self.one(front, outcome="refused")
        self.assertEqual((late["why"], late["refusal"], late["status"]), ("upstream-timeout", "unavailable", 503))
        self.assertGreater(late["upstream_us"], 250_000)

    def test_callers_who_go_away_have_a_line(self):
        gateway = Gateway(self.addCleanup).start()
        with gateway.wire() as connection:
            connection.send(gateway.request(b"x" * 100)[:-50])
        line = gateway.logged(1)[0]
        self.assertEqual(
            (line["outcome"], line["why"], line["consumer"], "status" in line), ("aborted", "caller-gone", "first", False))

    def test_callers_who_leave_before_a_timed_refusal_got_nothing(self):
        gateway = Gateway(self.addCleanup).start()
        request = gateway.request(b"A" * 65_000)

        def leave():
            with gateway.wire() as connection:
                connection.send(request)
                time.sleep(0.001)
                connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            lines = gateway.logged()
            return [line for line in lines if line["outcome"] == "aborted" and line["bytes_in"] == len(request)]

        line = wire.poll(leave, "a caller that left in the 5 ms before its refusal")[0]
        self.assertEqual(
            (line.get("status"), line.get("refusal"), line["why"], line["bytes_out"]), (None, None, "caller-gone", 0))

    def test_exchanges_that_a_stop_cuts_off_have_a_line(self):
        service = Service(self.addCleanup, behaviour=silent)
        front = Front(self.addCleanup, service, timeout="20s")
        authority = certificates.Authority(self.addCleanup)
        front.secure(authority.issue("gateway"), authority.client())
        front.configure(
            ROUTES_OF_FRONT, limits="{drain-timeout: 300ms, revoker-timeout: 20s}", more=Front.section([service], settings={"timeout": "20s"}))
        front.restart()
        connections = [front.wire() for _ in range(5)]
        for number, connection in enumerate(connections):
            self.addCleanup(connection.socket.close)
            connection.send(front.request(seal(f"cut-off-{number}")))
        wire.poll(lambda: len(service.requests) == 5, "the exchanges to be under way")
        front.stop()
        lines = front.logged(5)
        self.assertEqual([(line["outcome"], line.get("status")) for line in lines], [("aborted", None)] * 5)

    def test_learning_counts_in_the_duration(self):
        origin = Origin(self.addCleanup, behaviour=lambda exchange: (
            exchange.read(), exchange.answer(b'{"token":"a-learned-token"}', "200 OK", "Content-Type: application/json")))
        gateway = ForwardGateway(
            self.addCleanup, origin, routes="\n  - {path: /pass/*, forward: rest, learn: {token: /token}}\n")
        store = sqlite3.connect(os.path.join(gateway.folder, "data", "revgate.sqlite"), isolation_level=None)
        self.addCleanup(store.close)
        store.execute("BEGIN IMMEDIATE")
        asker = threading.Thread(target=lambda: gateway.ask("POST", "/pass/login", body=b"{}"))
        asker.start()
        wire.poll(lambda: origin.times("login"), "the request")
        time.sleep(0.5)
        store.execute("ROLLBACK")
        asker.join()
        line = gateway.logged(1)[0]
        self.assertEqual(line["outcome"], "forwarded")
        self.assertGreater(line["duration_us"] - line["upstream_us"], 300_000, line)

    def test_connections_refused_before_their_handshake_have_no_status(self):
        authority = certificates.Authority(self.addCleanup)
        gateway = Gateway(self.addCleanup, limits="{connections: 1}")
        gateway.secure(authority.issue("gateway"), authority.client())
        gateway.configure(limits="{connections: 1}")
        gateway.start()
        with gateway.wire() as held:
            held.send(gateway.request(seal("the-one-connection")))
            self.assertEqual(held.reply().status, 200)
            with self.assertRaises(OSError), gateway.wire():
                pass
            gateway.logged(2)
        line = self.one(gateway, refusal="connection-limit")
        self.assertEqual((line["outcome"], line.get("status"), line["bytes_out"]), ("refused", None, 0))

    def test_each_exchange_has_one_line_and_every_line_is_json(self):
        gateway = Gateway(self.addCleanup).start()
        with Load(gateway, "logged", threads=6) as load:
            load.reach(600)
        count = len(load.successes) + len(load.refusals)
        gateway.stop()
        lines = gateway.logged(count)
        self.assertEqual(len(lines), count)
        self.assertEqual(len({line["id"] for line in lines}), count)

    def test_names_of_the_configuration_are_escaped(self):
        gateway = Gateway(self.addCleanup)
        name = 'a "quoted" \\ näme'
        gateway.configure(routes=f"""
  - {{path: {PATH}, name: '{name}', dialect: token-service, cipher: {{profile: aes-256-gcm, key: gcm-body}}, revoker: embedded}}
""")
        gateway.start()
        gateway.revoke("an-escaped-reference")
        self.assertEqual(gateway.logged(1)[0]["route"], name)
        self.assertIn('route="a \\"quoted\\" \\\\ näme"', gateway.metrics())


class Places(unittest.TestCase):
    def test_the_file_is_for_its_owner_and_group(self):
        gateway = Gateway(self.addCleanup).start()
        self.assertEqual(os.stat(gateway.access_log).st_mode & 0o137, 0)

    def test_without_the_key_or_with_none_there_is_no_log(self):
        for more in ("access-log: none\n", "# access-log:\n"):
            gateway = Gateway(self.addCleanup, more=more).start()
            gateway.revoke("not-logged")
            gateway.stop()
            self.assertFalse(os.path.exists(gateway.access_log))

    def test_places_that_cannot_be_written_are_named(self):
        gateway = Gateway(self.addCleanup)
        os.mkfifo(os.path.join(gateway.folder, "pipe"))
        places = {"keys": "is a folder", "nowhere/log": "cannot be made", "pipe": "is no file"}
        for place, message in places.items():
            with self.subTest(place):
                gateway.configure(more=f"access-log: {place}\n")
                done = revgate("check", "--config", gateway.config)
                self.assertEqual(done.returncode, 1, done)
                self.assertRegex(done.stdout.decode(), rf"revgate.yaml:\d+: access-log: .*{message}")
                self.assertEqual(revgate("serve", "--config", gateway.config, timeout=20).returncode, 78)
        gateway.configure()
        gateway.start()
        gateway.configure(more="access-log: keys\n")
        self.assertEqual(gateway.reload(), "refused")
        gateway.revoke("still-logged")
        gateway.logged(1)

    def test_files_in_use_are_refused_by_whatever_name(self):
        authority = certificates.Authority(self.addCleanup)
        files = authority.issue("gateway")
        gateway = Gateway(self.addCleanup)
        gateway.secure(files, authority.client())
        gateway.configure()
        os.symlink("data/revgate.sqlite", os.path.join(gateway.folder, "by-link"))
        # Before there is a store, and with one.
        self.assertRefused(gateway, "data/revgate.sqlite", "the store")
        gateway.configure()
        gateway.start()
        os.link(os.path.join(gateway.folder, "keys", "gcm-body.json"), os.path.join(gateway.folder, "by-hard-link"))
        for place, what in {
            "data/revgate.sqlite": "the store", "./data/../data/revgate.sqlite": "the store", "by-link": "the store",
            "data/revgate.sqlite-wal": "the store", "data/revgate.sqlite-shm": "the store", "revgate.yaml": "the configuration",
            "keys/consumers.json": "lies in the key directory", "keys/new.log": "lies in the key directory",
            "by-hard-link": "a file of the key directory", files[0]: "a certificate", files[1]: "a private key",
        }.items():
            with self.subTest(place):
                self.assertRefused(gateway, place, what)
        gateway.configure(more="access-log: data/revgate.sqlite\n")
        self.assertEqual(gateway.reload(), "refused")
        gateway.stop()
        done = revgate("serve", "--config", gateway.config, timeout=20)
        self.assertEqual(done.returncode, 78, done)
        gateway.configure()
        gateway.start()
        gateway.revoke("still-a-store")

    def assertRefused(self, gateway, place, what):
        gateway.configure(more=f"access-log: {place}\n")
        done = revgate("check", "--config", gateway.config)
        self.assertEqual(done.returncode, 1, done)
        self.assertRegex(done.stdout.decode(), rf"revgate.yaml:\d+: access-log: .*{what}; name a file")

    def test_a_renamed_file_is_let_go_of_at_SIGHUP(self):
        gateway = Gateway(self.addCleanup).start()
        gateway.revoke("before-rotation")
        gateway.logged(1)
        rotated = gateway.access_log + ".1"
        os.rename(gateway.access_log, rotated)
        gateway.revoke("during-rotation")
        wire.poll(lambda: open(rotated, "rb").read().count(b"\n") == 2, "the second line")
        self.assertEqual(gateway.reload(), "reloaded")
        gateway.revoke("after-rotation")
        gateway.logged(1)
        # Also when the rest of the configuration is at fault.
        os.rename(gateway.access_log, gateway.access_log + ".2")
        gateway.configure(more="nonsense: 1\n")
        self.assertEqual(gateway.reload(), "refused")
        gateway.revoke("after-the-refusal")
        self.assertEqual(len(gateway.logged(1)), 1)

    def test_a_changed_place_counts_after_SIGHUP(self):
        gateway = Gateway(self.addCleanup).start()
        gateway.revoke("to-the-first")
        gateway.logged(1)
        for place, lines in (("second.log", 1), ("none", 0), ("third.log", 1)):
            gateway.configure(more=f"access-log: {place}\n")
            self.assertEqual(gateway.reload(), "reloaded")
            gateway.revoke(f"to-{place}")
            if lines:
                path = os.path.join(gateway.folder, place)
                wire.poll(lambda: open(path, "rb").read().count(b"\n") == 1, f"a line in {place}")
        self.assertEqual(len(gateway.logged()), 1)

    @staticmethod
    def counted(gateway):
        """Lines of the access log that were written, and that were dropped."""
        page = gateway.metrics()
        return [int(re.search(rf"^revgate_access_log_{name}_total (\d+)", page, re.MULTILINE)[1])
                for name in ("lines", "dropped_lines")]

    def test_a_full_disk_drops_lines_counts_them_and_recovers_with_whole_lines(self):
        if os.geteuid() != 0:
            self.skipTest("only root may mount the small file system that this fills")
        gateway = Gateway(self.addCleanup)
        place = os.path.join(gateway.folder, "small")
        os.mkdir(place)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest(f"no file system may be mounted here: {mounted.stderr.decode().strip()}")
        self.addCleanup(lambda: (gateway.close(), subprocess.run(["umount", "-l", place], check=True)))
        gateway.configure(more="access-log: small/log\n")
        gateway.access_log = os.path.join(place, "log")
        filler = os.path.join(place, "filler")
        with open(filler, "wb") as file:
            file.write(b"\0" * 32_768)
        gateway.start()
        with Load(gateway, "full", threads=4) as load:
            wire.poll(lambda: "No space left" in gateway.log(), "the log to be dropped", timeout=60)
        self.assertEqual((load.refusals, load.broken), ([], []))
        # What still waits would fill the room that is made below; the line that was cut counts when it is whole.
        wire.poll(lambda: sum(self.counted(gateway)) >= len(load.successes) - 1, "the lines to have been tried")
        # The same file, opened anew, goes on where it was cut.
        self.assertEqual(gateway.reload(), "reloaded")
        os.remove(filler)
        for number in range(20):
            self.assertEqual(gateway.revoke(f"room-again-{number}").status, 200)
            time.sleep(0.02)
        wire.poll(lambda: "is written again" in gateway.log(), "the log to recover")
        dropped = self.counted(gateway)[1]
        gateway.stop()
        lines = gateway.logged()
        self.assertGreater(dropped, 0)
        self.assertEqual(len(lines) + dropped, len(load.successes) + 20)
        self.assertEqual(gateway.log().count("lines of the access log are dropped"), 1)


class StandardOutput(unittest.TestCase):
    """The gateway's standard output is a pipe that the test reads, or does not."""

    def start(self, stdout):
        gateway = Gateway(self.addCleanup, more='access-log: "-"\n')
        with open(gateway.logs, "ab") as log:
            gateway.process = subprocess.Popen(
                [BINARY, "serve", "--config", gateway.config], stdout=stdout, stderr=log, env=gateway.environment)
        wire.poll(gateway.is_ready_or_ended, "the gateway to be ready")
        wire.poll(gateway.handles_signals, "the gateway to handle its signals")
        return gateway

    def dropped(self, gateway):
        return self.count(gateway, "dropped_lines")

    def count(self, gateway, what):
        return int(re.search(rf"^revgate_access_log_{what}_total (\d+)", gateway.metrics(), re.MULTILINE)[1])

    def test_every_line_has_come_when_the_gateway_has_stopped(self):
        gateway = self.start(subprocess.PIPE)
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(gateway.process.stdout), daemon=True)
        reader.start()
        with Load(gateway, "stdout", threads=4) as load:
            load.reach(300)
        gateway.stop()
        reader.join(20)
        gateway.process.stdout.close()
        self.assertEqual(len([json.loads(line) for line in lines]), len(load.successes))

    def test_a_reader_that_does_not_read_stops_neither_exchanges_nor_the_stop(self):
        gateway = self.start(subprocess.PIPE)
        with Load(gateway, "blocked", threads=4) as load:
            load.reach(1_500)
        self.assertEqual((load.refusals, load.broken), ([], []))
        began = time.monotonic()
        gateway.stop(timeout=10)
        self.assertLess(time.monotonic() - began, 6)
        got = gateway.process.stdout.read()
        gateway.process.stdout.close()
        for line in got.splitlines():
            json.loads(line)
        self.assertTrue(0 < got.count(b"\n") < len(load.successes))

    def blocked(self, count):
        """A gateway whose reader has not read more lines than a pipe holds, and how many exchanges there were."""
        gateway = self.start(subprocess.PIPE)
        with Load(gateway, "blocked", threads=4) as load:
            load.reach(count)
        return gateway, len(load.successes)

    def reads(self, gateway):
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(gateway.process.stdout), daemon=True)
        reader.start()
        self.addCleanup(gateway.process.stdout.close)
        self.addCleanup(reader.join, 20)
        return reader, lines

    def test_SIGHUP_drops_no_line_of_a_reader_that_is_slow(self):
        gateway, count = self.blocked(1_000)
        for _ in range(3):
            self.assertEqual(gateway.reload(), "reloaded")
        reader, lines = self.reads(gateway)
        gateway.stop()
        reader.join(20)
        self.assertEqual(len([json.loads(line) for line in lines]), count)
        self.assertNotIn("are dropped", gateway.log())

    def test_what_a_change_to_none_discards_counts_as_dropped(self):
        gateway, count = self.blocked(1_000)
        gateway.configure(more="access-log: none\n")
        self.assertEqual(gateway.reload(), "reloaded")
        wire.poll(lambda: self.count(gateway, "lines") + self.dropped(gateway) == count, "every line to be counted")
        self.assertGreater(self.dropped(gateway), 0)
        self.assertLessEqual(gateway.log().count("are dropped"), 1)
        self.reads(gateway)
        gateway.stop()

    def test_a_reader_that_has_gone_drops_lines_and_kills_nothing(self):
        gateway = self.start(subprocess.PIPE)
        gateway.process.stdout.close()
        for number in range(5):
            self.assertEqual(gateway.revoke(f"no-reader-{number}").status, 200)
        wire.poll(lambda: self.dropped(gateway) == 5, "lines to be dropped")
        gateway.stop()
        self.assertIn("Broken pipe", gateway.log())

    def test_a_killed_gateway_leaves_whole_lines(self):
        gateway = Gateway(self.addCleanup).start()
        with Load(gateway, "killed", threads=4, reconnects=False) as load:
            load.reach(200)
            gateway.logged(20)
            gateway.kill9()
            load.wait()
        with open(gateway.access_log, "rb") as file:
            lines = file.read().split(b"\n")
        for line in lines[:-1]:
            json.loads(line)
        # What a tenth of a second brought may be missing, no more.
        self.assertGreater(len(lines), 20)


if __name__ == "__main__":
    unittest.main()
