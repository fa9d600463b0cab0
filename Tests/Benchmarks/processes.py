"""Processes under measurement: pinned to a core, found with their children, their CPU time and memory read."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time

CORES = sorted(os.sched_getaffinity(0))
GATEWAY_CORE = CORES[0]
LOAD_CORE = CORES[1 % len(CORES)]
TICK = os.sysconf("SC_CLK_TCK")


def pinned(core, *command):
    return ["taskset", "-c", str(core), *command]


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def answers(port):
    """Whether HTTP is answered: a start may bind the port, to see that it is free, before it serves there."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as probe:
        probe.settimeout(10)
        probe.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return probe.recv(5) == b"HTTP/"
    return False


def wait_until_answering(process, port, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        if answers(port):
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def running(command, port, core, folder, environment=None, patience=20):
    """A shell command that listens on the port, for as long as the `with` block runs."""
    if accepts(port):
        raise RuntimeError(f"port {port} is taken by something else")
    messages = os.path.join(folder, f"stderr-{port}")
    with open(messages, "w", encoding="utf-8") as stderr:
        process = subprocess.Popen(
            pinned(core, "sh", "-c", f"exec {command}"), stdout=subprocess.DEVNULL, stderr=stderr,
            start_new_session=True, env={**os.environ, **(environment or {})})
    try:
        if not wait_until_answering(process, port, patience):
            with open(messages, encoding="utf-8", errors="replace") as file:
                raise RuntimeError(f"{command} did not start: {file.read()[-500:]}")
        yield process
    finally:
        stop(process)


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def family(pid):
    """The process and all that descend from it."""
    found = [pid]
    with contextlib.suppress(FileNotFoundError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                for child in file.read().split():
                    found += family(int(child))
    return found


def cpu_seconds(pids):
    ticks = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICK


def resident_kib(pids):
    kib = 0
    for pid in pids:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            kib += int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])
    return kib
