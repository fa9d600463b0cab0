#!/usr/bin/env python3
"""Counts per exchange, each held against its limit in gates.json. Started by the script `gates`, which makes FOLDER."""

import argparse
import json
import mmap
import os
import re
import signal
import struct
import subprocess
import sys
import time

import peers
from load import Lockstep
from processes import GATEWAY_CORE, LOAD_CORE, pinned, running

LIMITS = os.path.join(peers.HERE, "gates.json")
CONNECTIONS = 64
FEW, MANY = 32 * CONNECTIONS, 96 * CONNECTIONS  # Their difference leaves out all that happens once.
ALLOCATION_RUNS = 5
READS = {"read", "readv", "recvfrom", "recvmsg"}
WRITES = {"write", "writev", "sendto", "sendmsg"}


class Gate:
    def __init__(self, folder, path, port):
        self.folder, self.path, self.port = folder, path, port
        self.start = os.path.join(folder, path, "start")

    def serving(self, *tool, environment=None, patience=20):
        command = " ".join([self.start, *tool])
        return running(command, self.port, GATEWAY_CORE, self.folder, environment, patience)

    def file(self, name):
        return os.path.join(self.folder, f"{self.path}-{name}")

    def system_calls(self):
        with self.serving(os.path.join(self.folder, "revgate")) as process, Lockstep(self.port, CONNECTIONS) as load:
            load.exchange(FEW)
            few, many = (self.traced(process.pid, load, total) for total in (FEW, MANY))
        calls = {name: (many[name] - few.get(name, 0)) / (MANY - FEW) for name in many}
        yield "reads", sum(calls.get(name, 0) for name in READS)
        yield "writes", sum(calls.get(name, 0) for name in WRITES)
        yield "system calls", sum(calls.values())
        most = sorted(calls.items(), key=lambda call: -call[1])[:6]
        print(f"{self.path:9} of these: {', '.join(f'{name} {count:.2f}' for name, count in most)}")

    def traced(self, pid, load, total):
        """Calls by name while exactly so many exchanges are done."""
        summary = self.file("strace")
        strace = subprocess.Popen(["strace", "-c", "-f", "-qq", "-p", str(pid), "-o", summary])
        while not self.is_traced(pid):
            assert strace.poll() is None, "strace may not trace here"
            time.sleep(0.02)
        load.exchange(total)
        strace.send_signal(signal.SIGINT)
        strace.wait(30)
        with open(summary, encoding="utf-8") as file:
            rows = [line.split() for line in file if re.match(r" *\d", line)]
        return {row[-1]: int(row[3]) for row in rows if row[-1] != "total"}

    def is_traced(self, pid):
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/status", encoding="utf-8", errors="replace") as file:
                if "TracerPid:\t0\n" in file.read():
                    return False
        return True

    def allocations(self):
        path = self.file("allocations")
        with open(path, "wb") as file:
            file.write(bytes(8))
        environment = {"LD_PRELOAD": os.path.join(self.folder, "count.so"), "REVGATE_ALLOCATIONS": path}
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 8, prot=mmap.PROT_READ) as page:
            with self.serving(os.path.join(self.folder, "revgate"), environment=environment), \
                    Lockstep(self.port, CONNECTIONS) as load:
                load.exchange(FEW)
                counts = [struct.unpack("Q", page[:8])[0]]
                assert counts[0], "nothing is counted: the library is not preloaded"
                for _ in range(ALLOCATION_RUNS):
                    load.exchange(MANY)
                    counts.append(struct.unpack("Q", page[:8])[0])
                # The least: now and then the ledger's fold, which is no exchange's, falls into a run.
                yield "allocations", min(after - before for before, after in zip(counts, counts[1:])) / MANY

    def instructions(self):
        # The least, for the same reason.
        few, many = (min(self.executed(total) for _ in range(2)) for total in (FEW, MANY))
        yield "instructions", (many - few) / (MANY - FEW)

    def executed(self, total):
        """Instructions of a whole run with exactly so many exchanges, outside the kernel."""
        output = self.file("callgrind")
        environment = {"LD_PRELOAD": os.path.join(self.folder, "sigsuspend.so")}
        callgrind = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={output}"]
        tool = [*callgrind, os.path.join(self.folder, "revgate")]
        with self.serving(*tool, environment=environment, patience=120), Lockstep(self.port, CONNECTIONS) as load:
            load.exchange(total)
        with open(output, encoding="utf-8", errors="replace") as file:
            return int(re.search(r"^totals: (\d+)", file.read(), re.MULTILINE)[1])


def bodies():
    """What opening and sealing take, as multiples of libcrypto's calls alone. A ratio of medians, the least of several."""
    command = pinned(GATEWAY_CORE, os.environ["BODIES"])
    output = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False, timeout=300).stdout
    rows = re.findall(r"^(\S+ \S+) .* ratio ([0-9.]+)", output, re.MULTILINE)
    assert rows, "BodiesBench measured nothing"
    for name, ratio in rows:
        yield name, float(ratio)


class Limits:
    """Those of gates.json, and whether one was passed."""

    def __init__(self, is_recording):
        self.is_recording = is_recording
        self.is_over = False
        with open(LIMITS, encoding="utf-8") as file:
            self.limits = json.load(file)

    def judge(self, path, name, measured, unit):
        if self.is_recording:
            self.limits[path].setdefault(name, float(f"{measured * 1.1:.3g}"))
        limit = self.limits[path].get(name)
        is_fine = limit is not None and measured <= limit
        self.is_over |= not is_fine
        verdict = "no limit in gates.json" if limit is None else "ok" if is_fine else "over"
        print(f"{path:9} {name:16} {measured:10.2f} {unit}, limit {limit}: {verdict}", flush=True)

    def write(self):
        with open(LIMITS, "w", encoding="utf-8") as file:
            json.dump(self.limits, file, indent=2)
            file.write("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("port", type=int)
    parser.add_argument("stub", type=int, help="port of the upstream")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="embedded, upstream: what the exchanges walk through")
    parser.add_argument("--record", action="store_true", help="measured + 10%% becomes the limit where there is none")
    options = parser.parse_args()
    limits = Limits(options.record)
    for name, ratio in bodies():
        limits.judge("bodies", name, ratio, "of libcrypto's calls")
    with running(peers.stub(options.folder, options.stub), options.stub, LOAD_CORE, options.folder):
        for path in options.paths:
            gate = Gate(options.folder, path, options.port)
            for count in (gate.system_calls, gate.allocations, gate.instructions):
                for name, measured in count():
                    limits.judge(path, name, measured, "an exchange")
    if options.record:
        limits.write()
    sys.exit(1 if limits.is_over else 0)


if __name__ == "__main__":
    main()
