#!/usr/bin/env python3
"""What kept connections cost: memory of the gateway with 1,000 that have done exchanges, and with 10,000 idle ones."""

import argparse
import json
import os
import resource
import tempfile
import time

import peers
from load import Lockstep
from processes import GATEWAY_CORE, LOAD_CORE, cpu_seconds, family, resident_kib, running

IDLE = 10_000
BATCH = 250
WATCHED = 10


def raise_descriptor_limit():
    """Inherited by what is started here."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def memory(peer, folder):
    """MiB at start, and with 1,000 kept connections, all of which have had an exchange in flight at once."""
    with running(peer.command, peer.port, GATEWAY_CORE, folder) as process:
        start = resident_kib(family(process.pid)) / 1024
        with Lockstep(peer.port, 1000) as load:
            load.exchange(10_000)
            return {"start": start, "rss": resident_kib(family(process.pid)) / 1024}


def idle(peer, folder):
    """KiB for each connection that has done one exchange and then nothing, and the share of a core that all take."""
    with running(peer.command, peer.port, GATEWAY_CORE, folder) as process, Lockstep(peer.port, BATCH) as load:
        load.exchange(10 * BATCH)
        pids = family(process.pid)
        before = resident_kib(pids)
        for _ in range(IDLE // BATCH):
            opened = load.widen(BATCH)
            load.turn(opened, load.requests(BATCH))
        kib = (resident_kib(pids) - before) / IDLE
        time.sleep(1)
        spent = cpu_seconds(pids)
        time.sleep(WATCHED)
        spent = cpu_seconds(pids) - spent
        for at in range(0, len(load.sockets), BATCH):  # All of them are still there.
            load.turn(load.sockets[at:at + BATCH], load.requests(BATCH))
        return {"kib": kib, "core": spent / WATCHED}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["memory", "idle"])
    parser.add_argument("--gateway", action="append", default=[], metavar="NAME=PORT=COMMAND")
    parser.add_argument("--only", default="", metavar="NAME,NAME")
    parser.add_argument("--json", default="", metavar="FILE")
    options = parser.parse_args()
    raise_descriptor_limit()
    with tempfile.TemporaryDirectory(prefix="revgate-bench-") as folder:
        os.chmod(folder, 0o755)
        results = {}
        with running(peers.stub(folder), peers.STUB_PORT, LOAD_CORE, folder):
            for name, peer in peers.chosen(options.only, options.gateway, folder).items():
                figures = results[name] = {"memory": memory, "idle": idle}[options.what](peer, folder)
                if options.what == "memory":
                    print(f"{name}: {figures['rss']:.1f} MiB with 1,000 kept connections, "
                          f"{figures['start']:.1f} at start")
                else:
                    print(f"{name}: {figures['kib']:.2f} KiB for each of {IDLE:,} idle connections, "
                          f"{figures['core'] * 100:.2f}% of a core")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(results, file)


if __name__ == "__main__":
    main()
