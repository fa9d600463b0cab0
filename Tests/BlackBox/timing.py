"""How long refusals take, by class of failure, and whether the classes are told apart: Welch's t."""

import math
import os
import random
import selectors
import socket
import statistics
import sys
import time

TRIES = int(os.environ.get("REVGATE_SOAK_TRIES", 100_000))
LIMIT = 4.5
KEPT = 0.95  # of the fastest: what the system delays says nothing of the gateway
TRIES_OF_A_CONNECTION = 5_000


def welch(first, second):
    first, second = (sorted(times)[:int(len(times) * KEPT)] for times in (first, second))
    spread = statistics.variance(first) / len(first) + statistics.variance(second) / len(second)
    return (statistics.fmean(first) - statistics.fmean(second)) / math.sqrt(spread)


def told_apart(name, times):
    """Prints t of each pair of classes, and returns the pairs that are told apart."""
    names, told = list(times), {}
    lines = [f"{name}: seconds from the last byte of the request to the first of the reply"]
    for each in names:
        kept = sorted(times[each])[:int(len(times[each]) * KEPT)]
        lines.append(f"  {statistics.fmean(kept) * 1e6:10.1f} µs  ±{statistics.stdev(kept) * 1e6:8.1f}  {len(kept)} × {each}")
    for index, first in enumerate(names):
        for second in names[:index]:
            score = welch(times[first], times[second])
            lines.append(f"  t = {score:+6.2f}  {first} / {second}")
            if abs(score) > LIMIT:
                told[first, second] = round(score, 1)
    print("\n".join(lines), file=sys.stderr, flush=True)
    return told


def interleaved(classes, tries):
    """Each class so often, in rounds of all of them in an order of their own."""
    order = list(classes)
    for _ in range(tries):
        random.shuffle(order)
        yield from order


class Caller:
    """One of many connections: sends all but the last byte, then that, then waits for the whole reply."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.name, self.began, self.buffer, self.tries = None, 0.0, b"", 0

    def read(self):
        """Whether the reply is whole; the first call after the request is the first byte's."""
        self.buffer += self.socket.recv(65536)
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        assert head.startswith(b"HTTP/1.1 400"), head
        count = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return len(body) == count


def measured(port, requests, connections, tries=TRIES):
    """
    Seconds by class, on so many connections at once: refusals have a moment of their own, milliseconds after the request,
    and alone on the wire 100,000 tries of each class would take hours. The end of each request is sent by itself, at a
    moment of its own, when the rest has been looked at; between it and its reply other callers are served, which delays
    what is measured of each class alike.
    """
    times, order = {name: [] for name in requests}, interleaved(requests, tries)
    selector, waiting = selectors.DefaultSelector(), []
    open_callers = 0

    def start(caller):
        """Whether there was one more to be tried."""
        caller.name, caller.buffer = next(order, None), b""
        if caller.name is None:
            return False
        caller.socket.sendall(requests[caller.name][:-1])
        waiting.append((time.perf_counter() + random.uniform(0.0005, 0.003), caller))
        return True

    def connect():
        caller = Caller(port)
        selector.register(caller.socket, selectors.EVENT_READ, caller)
        return start(caller)

    def close(caller):
        selector.unregister(caller.socket)
        caller.socket.close()

    open_callers = sum(connect() for _ in range(connections))
    while open_callers:
        for key, _ in selector.select(0.0005):
            now, caller = time.perf_counter(), key.data
            if not caller.buffer:
                times[caller.name].append(now - caller.began)
            if not caller.read():
                continue
            caller.tries += 1
            if caller.tries < TRIES_OF_A_CONNECTION:
                if start(caller):
                    continue
                close(caller)
                open_callers -= 1
            else:
                close(caller)
                open_callers -= not connect()
        now = time.perf_counter()
        due = [entry for entry in waiting if entry[0] <= now]
        waiting[:] = [entry for entry in waiting if entry[0] > now]
        for _, caller in due:
            caller.began = time.perf_counter()
            caller.socket.sendall(requests[caller.name][-1:])
    selector.close()
    return times
