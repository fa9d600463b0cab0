"""`strace` on a running gateway: faults and delays of its system calls, and the order they come in."""

import os
import shutil
import signal
import subprocess
import unittest

import wire
from gateway import missing


class Tracer:
    """Attached while the `with` block runs; by its end the gateway runs untraced again."""

    def __init__(self, test, gateway, *expressions, output="/dev/null", more=()):
        if not shutil.which("strace"):
            missing(test, "strace", "strace")
        arguments = ["strace", "-f", "-qq", "-p", str(gateway.process.pid), "-o", output, *more]
        for expression in expressions:
            arguments += ["-e", expression]
        self.gateway = gateway
        self.arguments = arguments

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stderr=subprocess.PIPE)
        wire.poll(self.is_attached_or_ended, "strace to attach to every thread")
        if self.process.poll() is not None:
            raise unittest.SkipTest(f"strace may not trace here: {self.process.stderr.read().decode()}")
        return self

    def is_attached_or_ended(self):
        return self.process.poll() is not None or all(self.tracers())

    def tracers(self):
        """The process that traces, for each thread of the gateway; 0 for none."""
        tasks = f"/proc/{self.gateway.process.pid}/task"
        for task in os.listdir(tasks):
            try:
                with open(f"{tasks}/{task}/status", encoding="ascii", errors="replace") as file:
                    yield next(int(line.split()[1]) for line in file if line.startswith("TracerPid"))
            except FileNotFoundError:
                continue

    def detach(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __exit__(self, *_):
        self.detach()
        self.process.stderr.close()
