"""What the gateway says on standard error, whoever reads it or does not."""

import os
import re
import signal
import subprocess
import time
import unittest

import wire
from fronting import Front
from gateway import BINARY, Gateway, revgate
from upstreams import Service

LINE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (info|notice|warning|error) revgate: .*\[\w+\] .+$")


class Unread(unittest.TestCase):
    def test_a_full_pipe_for_both_outputs_stops_neither_exchanges_nor_the_stop(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service, top='access-log: "-"\n')
        front.stop()
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        front.process = subprocess.Popen(
            [BINARY, "serve", "--config", front.config], stdout=writer, stderr=writer, env=front.environment)
        wire.poll(front.is_ready_or_ended, "the gateway to be ready")
        wire.poll(front.handles_signals, "the gateway to handle its signals")
        self.fill(writer)
        os.close(writer)
        service.refuse()
        for number in range(30):
            self.assertEqual(front.revoke(f"upstream-gone-{number}").status, 503)
        front.signal(signal.SIGHUP)
        page = wire.poll(lambda: self.reloaded(front), "the reload")
        self.assertGreater(sum(map(int, re.findall(r"^revgate_upstream_alarms_total\{.*\} (\d+)$", page, re.M))), 25)
        began = time.monotonic()
        front.stop()
        self.assertLess(time.monotonic() - began, 15)

    @staticmethod
    def reloaded(gateway):
        page = gateway.metrics()
        return page if 'revgate_reloads_total{result="reloaded"} 1\n' in page else None

    @staticmethod
    def fill(writer):
        """Through a description of its own: the gateway's end goes on waiting for a reader."""
        own = os.open(f"/proc/self/fd/{writer}", os.O_WRONLY | os.O_NONBLOCK)
        try:
            while os.write(own, b"\n"):
                pass
        except BlockingIOError:
            pass
        finally:
            os.close(own)

    def test_a_reader_that_has_gone_kills_nothing(self):
        service = Service(self.addCleanup)
        front = Front(self.addCleanup, service)
        front.stop()
        reader, writer = os.pipe()
        front.process = subprocess.Popen(
            [BINARY, "serve", "--config", front.config], stdout=subprocess.DEVNULL, stderr=writer,
            env=front.environment)
        os.close(writer)
        wire.poll(front.is_ready_or_ended, "the gateway to be ready")
        wire.poll(front.handles_signals, "the gateway to handle its signals")
        os.close(reader)
        service.refuse()
        self.assertEqual(front.revoke("nobody-is-told").status, 503)
        wire.poll(
            lambda: re.search(r"^revgate_messages_dropped_lines_total [1-9]", front.metrics(), re.M), "dropped lines")
        front.stop()


class Read(unittest.TestCase):
    def test_the_last_words_of_a_stop_are_there(self):
        gateway = Gateway(self.addCleanup).start()
        gateway.stop()
        lines = gateway.log().splitlines()
        for line in lines:
            self.assertRegex(line, LINE)
        self.assertEqual([line.split("] ")[-1] for line in lines[-2:]], ["stopping", "stopped"])

    def test_a_start_that_fails_says_all_of_it_in_order(self):
        gateway = Gateway(self.addCleanup)
        with Gateway(self.addCleanup).start().wire() as other:
            taken = other.socket.getpeername()[1]
            gateway.port = taken
            gateway.configure()
            done = revgate("serve", "--config", gateway.config)
        self.assertEqual(done.returncode, 74)
        lines = done.stderr.decode().splitlines()
        self.assertGreater(len(lines), 1)
        for line in lines[:-1]:
            self.assertRegex(line, LINE)
        self.assertTrue(lines[-1].startswith("revgate: "), lines)
        self.assertIn(str(taken), lines[-1])


if __name__ == "__main__":
    unittest.main()
