"""Revocations of distinct references from several threads, and an account of how each ended."""

import threading
import time

import wire
from gateway import PATH, seal


class Load:
    """
    Each thread keeps its connection as long as the gateway lets it. A reference ends up in `successes`, in `refusals`
    (with the reply), or in `broken`: sent and never answered.
    """

    def __init__(self, gateway, name, threads=4, reconnects=True):
        self.gateway = gateway
        self.name = name
        self.reconnects = reconnects
        self.successes = []
        self.refusals = []
        self.broken = []
        self.last_replies = {}
        self.ending = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(index,), daemon=True) for index in range(threads)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.ending.set()
        self.wait()

    def wait(self):
        """Until every thread has ended by itself, as they do when the gateway goes away."""
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive(), "a client waits for an answer that does not come"

    def reach(self, count, timeout=60):
        """Lets the load run until so many successes have been answered."""
        wire.poll(lambda: len(self.successes) >= count, f"{count} successes of {self.name}", timeout)
        return self

    def work(self, index):
        connection, number = None, 0
        while not self.ending.is_set():
            if connection is None:
                try:
                    connection = self.gateway.wire()
                except OSError:
                    if not self.reconnects:
                        return
                    time.sleep(0.01)
                    continue
            number += 1
            connection = self.revoke(connection, index, f"{self.name}-{index}-{number}")
            if connection is None and not self.reconnects:
                return
        if connection:
            connection.socket.close()

    def revoke(self, connection, index, reference):
        """Returns the connection when it may be used again."""
        try:
            reply = connection.send(self.gateway.request(seal(reference))).reply()
        except (OSError, EOFError) as problem:
            self.broken.append((reference, repr(problem)))
            connection.socket.close()
            return None
        self.last_replies[index] = reply
        if reply.status == 200:
            self.successes.append(reference)
        else:
            self.refusals.append((reference, reply))
        if reply["Connection"] == "close":
            connection.socket.close()
            return None
        return connection


def outcomes(gateway, references, batch=100):
    """What the gateway answers to each reference, pipelined; None stands for no success."""
    references = list(references)
    found = {}
    for start in range(0, len(references), batch):
        with gateway.wire() as connection:
            part = references[start:start + batch]
            connection.send(*(gateway.request(seal(reference), PATH) for reference in part))
            for reference in part:
                found[reference] = connection.reply()["Revgate-Outcome"]
    return found


def lost(gateway, references):
    """Those of the references that the ledger does not hold as revoked."""
    return [reference for reference, outcome in outcomes(gateway, references).items() if outcome != "already-revoked"]
