"""The load of `races`: every kind of exchange, reloads and commands beside each other, for some seconds."""

import contextlib
import sys
import threading
import time

import bodies
import certificates
import wire
from fronting import upstreams
from gateway import ROUTES, Gateway, free_ports, seal
from load import Load, lost
from upstreams import SecureService, Service


class Others(threading.Thread):
    """Runs one kind of work again and again until told to end; its failure ends the run."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self.work = work
        self.count = 0
        self.failure = None
        self.ending = threading.Event()

    def run(self):
        while not self.ending.is_set():
            try:
                self.work(self.count)
            except Exception as failure:  # shown at the end, by the main thread
                self.failure = failure
                return
            self.count += 1


def bad_exchanges(gateway):
    """Refusals, other ciphers, connections that come and go, half requests."""
    def work(number):
        gateway.post(b"nonsense")
        gateway.post(b"nonsense", path="/cbc", consumer="legacy")
        gateway.post(bodies.seal_cbc(bodies.request(f"cbc-{number}")), path="/cbc192")
        gateway.post(bodies.request(f"clear-{number}"), path="/clear")
        gateway.post(seal("x"), X_API_KEY="nobody")
        wire.exchange(gateway.admin, "GET", "/readyz")
        with gateway.wire() as connection:
            connection.send(gateway.request(seal("half"))[:100])
    return work


def answers_and_closes(exchange):
    exchange.answer()
    exchange.close()


def behind(cleanup, authority):
    """
    Two addresses of one upstream, one of them by name and closing each time, another upstream behind TLS, and the
    settings in front of them.
    """
    steady, closing = Service(cleanup), Service(cleanup, answers_and_closes)
    settings = {
        "url": [steady.url(), closing.url("localhost")], "dialect": "token-service", "pipelining": 4,
        "resolve-interval": "1s", "health-check": {"path": "/health", "interval": "200ms", "timeout": "200ms"},
    }
    secure = SecureService(cleanup, authority.server(*authority.issue("service")))
    behind_tls = {"url": secure.url(), "dialect": "token-service", "maximum-age": "1s", "tls": {"ca": authority.path}}
    routes = "".join(
        f"  - {{path: /{path}, dialect: token-service, cipher: {{profile: aes-256-gcm, key: gcm-body}}, revoker: {name}}}\n"
        for path, name in (("behind", "legacy"), ("behind-tls", "secure")))
    return upstreams(legacy=settings, secure=behind_tls), ROUTES + routes


def upstream_exchanges(gateway):
    def work(number):
        reply = gateway.post(seal(f"behind-{number}"), path="/behind")
        assert reply.status in (200, 503), reply
    return work


def secure_exchanges(gateway, port, trust):
    """TLS on both sides, a connection for each exchange."""
    def work(number):
        body = seal(f"secure-{number}")
        reply = wire.exchange(port, "POST", "/behind-tls", body=body, headers=gateway.headers(), tls=trust)
        assert reply.status in (200, 503), reply
    return work


def reloads(gateway, authority, port, more, routes):
    """The certificate is renewed each time, and an address comes and goes."""
    files, (other,) = authority.issue("gateway"), free_ports(1)
    fixed = gateway.listener(gateway.port) + gateway.listener(port, files)

    def work(number):
        authority.issue("gateway")
        gateway.listen = fixed + (gateway.listener(other, files) if number % 2 else "")
        gateway.configure(routes=routes, more=more)
        assert gateway.reload() == "reloaded", gateway.log()[-1500:]
    return work


def commands(gateway):
    def work(number):
        gateway.add_consumer(f"beside-{number}")
        gateway.command("tokens", "import", "-", input=b'{"reference":"beside-%d"}\n' % number)
        gateway.command("tokens", "revoke", "--reference", f"beside-{number}")
    return work


def main():
    seconds = float(sys.argv[1])
    with contextlib.ExitStack() as stack:
        authority = certificates.Authority(stack.callback)
        more, routes = behind(stack.callback, authority)
        gateway = Gateway(stack.callback)
        try:
            drive(gateway, seconds, authority, more, routes)
        finally:
            log = gateway.log()
            if "ThreadSanitizer" in log:
                print(log[log.index("ThreadSanitizer") - 100:], file=sys.stderr)
                sys.exit("races: the thread sanitizer found a race")


def drive(gateway, seconds, authority, more, routes):
    port, = free_ports(1)
    gateway.listen = gateway.listener(gateway.port) + gateway.listener(port, authority.issue("gateway"))
    gateway.configure(routes=routes, more=more)
    gateway.start()
    others = [Others(upstream_exchanges(gateway)) for _ in range(2)]
    others += [Others(bad_exchanges(gateway)), Others(reloads(gateway, authority, port, more, routes))]
    others += [Others(commands(gateway)), Others(secure_exchanges(gateway, port, authority.client()))]
    with Load(gateway, "races", threads=4) as load:
        for other in others:
            other.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end and gateway.process.poll() is None:
            time.sleep(0.1)  # the run lasts as long as it was told to
        for other in others:
            other.ending.set()
        for other in others:
            other.join(60)
    failures = [other.failure for other in others if other.failure]
    assert gateway.process.poll() is None, f"serve ended {gateway.process.returncode}: {gateway.log()[-3000:]}"
    assert not failures, failures
    assert not load.broken and not load.refusals, (load.broken[:3], load.refusals[:3])
    assert lost(gateway, load.successes) == []
    gateway.stop()
    print(
        f"races: none in {len(load.successes)} exchanges, {others[3].count} reloads, "
        f"{others[4].count} rounds of commands, {others[5].count} exchanges by TLS")


main()
