"""Forward routes over SIGHUP and SIGTERM: what is under way ends where it began."""

import signal
import time
import unittest

import bodies
import wire
from forwarding import ForwardCase, ForwardGateway, Origin
from fronting import PATIENT, together, upstreams


def named(name):
    """An origin that says its name: at once, or after what a transfer waits for."""
    def behaviour(exchange):
        content = exchange.read()
        exchange.answer(name + content)
    return behaviour


class Reload(ForwardCase):
    def setUp(self):
        self.old, self.new = (Origin(self.addCleanup, behaviour=named(name)) for name in (b"old ", b"new "))
        self.gateway = ForwardGateway(self.addCleanup, self.old, **PATIENT)

    def point(self, *origins, routes=ForwardGateway.ROUTES, limits="{}", **settings):
        self.gateway.configure(
            routes=routes, limits=limits, more=upstreams(**self.gateway.entries(*origins, **{**PATIENT, **settings})))
        self.assertEqual(self.gateway.reload(), "reloaded")

    def begin_upload(self):
        caller = self.gateway.caller()
        self.addCleanup(caller.socket.close)
        return caller.send(self.gateway.head("PUT", "/pass/upload", "Content-Length: 8"), b"half")

    def begin_download(self):
        def slowly(exchange):
            exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
            wire.poll(lambda: self.goes_on, "the test to go on")
            exchange.send(b"half")
        self.goes_on = False
        self.old.behaviours["download"] = slowly
        caller = self.gateway.caller()
        self.addCleanup(caller.socket.close)
        caller.send(self.gateway.head("GET", "/pass/download"))
        self.assertEqual((caller.head().status, caller.exactly(4)), (200, b"half"))
        return caller

    def test_transfers_under_way_end_on_the_old_upstream_and_new_ones_go_to_the_new(self):
        upload, download = self.begin_upload(), self.begin_download()
        wire.poll(lambda: self.old.times("upload"), "the upload to begin")
        self.point(self.new)
        self.assertEqual(self.gateway.ask("PUT", "/pass/x", body=b"x").body, b"new x")
        self.goes_on = True
        self.assertEqual(download.exactly(4), b"half")
        self.assertEqual(upload.send(b"half").reply().body, b"old halfhalf")
        # On the callers' kept connections too.
        for caller in (upload, download):
            self.assertEqual(caller.send(self.gateway.head("GET", "/pass/next")).reply().body, b"new ")
        wire.poll(lambda: not self.old.open, "connections to the old upstream to be closed")

    def test_route_that_becomes_another_or_none(self):
        upload = self.begin_upload()
        wire.poll(lambda: self.old.times("upload"), "the upload to begin")
        self.point(self.new, routes="\n  - {path: /other/*, forward: rest}\n")
        self.assertEqual(self.gateway.ask("GET", "/pass/x").status, 404)
        self.assertEqual(self.gateway.ask("GET", "/other/x").body, b"new ")
        self.assertEqual(upload.send(b"half").reply().body, b"old halfhalf")
        self.assertEqual(upload.send(self.gateway.head("GET", "/pass/x")).reply().status, 404)
        self.point(self.new, routes="\n  - {path: /pass/*, forward: rest, cipher: {profile: aes-256-gcm, key: gcm-body}}\n")
        self.assertEqual(bodies.open_gcm(self.gateway.ask("GET", "/pass/x").body), b"new ")

    def test_held_body_under_way_is_opened_and_passed_on(self):
        self.point(self.old, routes="\n  - {path: /sealed/*, forward: rest, cipher: {profile: aes-256-gcm, key: gcm-body}}\n")
        sealed = bodies.seal_gcm(b'{"a":1}')
        with self.gateway.caller() as caller:
            caller.send(self.gateway.head("POST", "/sealed/x", f"Content-Length: {len(sealed)}"), sealed[:10])
            time.sleep(0.1)
            self.point(self.new)
            reply = caller.send(sealed[10:]).reply()
            self.assertEqual((reply.status, bodies.open_gcm(reply.body)[4:]), (200, b'{"a":1}'))
            self.assertEqual(caller.send(self.gateway.head("GET", "/pass/x")).reply().body, b"new ")

    def test_faulty_configuration_changes_nothing(self):
        for routes in (
            "\n  - {path: /pass/*, forward: nobody}\n", "\n  - {path: /pass/*, forward: rest, content-type: text/plain}\n",
            "\n  - {path: /pass/*, forward: rest, plaintext: allow}\n", "\n  - {path: /pass/*, forward: rest, revoker: embedded}\n",
            "\n  - {path: /pass/*, forward: rest}\n  - {path: /pass/*, forward: rest}\n", "\n  - {path: /pa*ss/*, forward: rest}\n",
            "\n  - {path: /pass/../*, forward: rest}\n", "\n  - {path: pass/*, forward: rest}\n", "\n  - {path: /pass*, forward: rest}\n",
        ):
            with self.subTest(routes):
                self.gateway.configure(routes=routes, more=upstreams(**self.gateway.entries(self.new)))
                self.gateway.command("check", status=1)
                self.assertEqual(self.gateway.reload(), "refused")
                self.assertEqual(self.gateway.ask("GET", "/pass/x").body, b"old ")

    def test_reloads_under_load_lose_nothing(self):
        stops = []
        def ask(index):
            count = 0
            while not stops or count < 5:
                content = b"x" * (index * 1000)
                reply = self.gateway.ask("PUT", f"/pass/{index}", body=content)
                self.assertEqual(reply.status, 200)
                self.assertIn(reply.body, (b"old " + content, b"new " + content))
                count += 1
            return count

        def reload(_):
            try:
                for number in range(20):
                    self.point(*((self.new, self.old) if number % 2 else (self.new,)), timeout=f"{3 + number % 3}s")
            finally:
                stops.append(True)

        together(9, lambda index: reload(index) if index == 8 else ask(index))


class Stop(ForwardCase):
    def setUp(self):
        self.origin = Origin(self.addCleanup)
        self.goes_on = False

        def slowly(exchange):
            exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
            wire.poll(lambda: self.goes_on, "the test to go on")
            exchange.send(b"5\r\nagain\r\n0\r\n\r\n")
        self.origin.behaviours["download"] = slowly

    def front(self, limits="{}"):
        return ForwardGateway(self.addCleanup, self.origin, limits=limits, timeout="20s")

    def test_transfers_under_way_are_finished(self):
        gateway = self.front()
        with gateway.caller() as upload, gateway.caller() as download:
            upload.send(gateway.head("PUT", "/pass/upload", "Content-Length: 8"), b"half")
            download.send(gateway.head("GET", "/pass/download"))
            self.assertEqual(download.head().status, 200)
            wire.poll(lambda: self.origin.times("upload"), "the upload to begin")
            gateway.signal(signal.SIGTERM)
            wire.poll(lambda: gateway.readyz() != 200, "the stop to begin")
            time.sleep(0.3)
            self.assertIsNone(gateway.process.poll())
            reply = upload.send(b"half").reply()
            self.assertEqual((reply.status, reply.body, reply["Connection"]), (200, b"halfhalf", "close"))
            self.assertTrue(upload.is_closed())
            self.goes_on = True
            self.assertEqual(download.chunks()[0], b"helloagain")
            self.assertTrue(download.is_closed())
        self.assertEqual(gateway.process.wait(10), 0)

    def test_transfer_that_outlasts_the_drain_is_reset_and_the_exit_is_clean(self):
        gateway = self.front(limits="{drain-timeout: 1s}")
        with gateway.caller() as download:
            download.send(gateway.head("GET", "/pass/download", version="HTTP/1.0"))
            self.assertEqual(download.head().status, 200)
            gateway.signal(signal.SIGTERM)
            self.assertEqual(gateway.process.wait(15), 0)
            with self.assertRaises(ConnectionResetError):
                download.rest()


if __name__ == "__main__":
    unittest.main()
