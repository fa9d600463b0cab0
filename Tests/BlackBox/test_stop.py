"""SIGTERM and SIGINT: what is in flight is finished, clients are told, the exit is clean."""

import signal
import time
import unittest

import wire
from gateway import PATH, Gateway, seal
from load import Load, lost


class Stop(unittest.TestCase):
    def gateway(self, **limits):
        text = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in limits.items())
        return Gateway(self.addCleanup, limits=f"{{{text}}}").start()

    def test_stop_under_load_answers_what_was_sent_and_says_close(self):
        gateway = self.gateway()
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=number):
                with Load(gateway, f"stop-{number}", threads=6, reconnects=False) as load:
                    load.reach(200)
                    began = time.monotonic()
                    gateway.signal(number)
                    self.assertEqual(gateway.process.wait(20), 0, gateway.log())
                    self.assertLess(time.monotonic() - began, 5)
                    load.wait()
                self.assertEqual(load.broken, [], "sent and not answered")
                self.assertEqual(load.refusals, [])
                closed = {reply["Connection"] for reply in load.last_replies.values()}
                self.assertEqual(closed, {"close"})
                gateway.start()
                self.assertEqual(lost(gateway, load.successes), [])

    def test_idle_connections_do_not_hold_up_the_stop(self):
        gateway = self.gateway()
        held = [gateway.wire() for _ in range(20)]
        for connection in held[:10]:
            self.assertEqual(connection.send(gateway.request(seal("idle"))).reply().status, 200)
        gateway.stop(timeout=5)
        for connection in held:
            with connection:
                self.assertTrue(connection.is_closed())

    def test_request_on_a_kept_connection_just_after_the_signal_is_answered(self):
        gateway = self.gateway()
        with gateway.wire() as connection:
            self.assertEqual(connection.send(gateway.request(seal("before"))).reply().status, 200)
            gateway.signal(signal.SIGTERM)
            wire.poll(lambda: gateway.readyz() != 200, "the stop to begin")
            reply = connection.send(gateway.request(seal("just-after"))).reply()
            self.assertEqual((reply.status, reply["Connection"]), (200, "close"))
        self.assertEqual(gateway.process.wait(10), 0)

    def test_body_on_its_way_is_waited_for_and_the_gateway_is_not_ready_meanwhile(self):
        gateway = self.gateway()
        body = seal("on-its-way")
        with gateway.wire() as connection:
            connection.send(wire.head("POST", PATH, *gateway.fields(body)), body[:9])
            self.assertEqual(gateway.revoke("settled").status, 200)
            gateway.signal(signal.SIGTERM)
            wire.poll(lambda: gateway.readyz() == 503, "/readyz to say that it stops")
            wire.poll(lambda: not self.accepts(gateway), "the listener to close")
            reply = connection.send(body[9:]).reply()
            self.assertEqual((reply.status, reply["Connection"]), (200, "close"))
        self.assertEqual(gateway.process.wait(10), 0)

    @staticmethod
    def accepts(gateway):
        try:
            with wire.Wire(gateway.port):
                return True
        except OSError:
            return False

    def test_drain_timeout_ends_the_wait(self):
        gateway = self.gateway(drain_timeout="700ms")
        with gateway.wire() as connection:
            connection.send(wire.head("POST", PATH, *gateway.fields(b"x" * 50)), b"x")
            self.assertEqual(gateway.revoke("settled").status, 200)
            began = time.monotonic()
            gateway.stop(timeout=10)
            self.assertGreater(time.monotonic() - began, 0.65)
            self.assertLess(time.monotonic() - began, 4)
            self.assertTrue(connection.is_closed())
        self.assertIn("did not finish in time", gateway.log())

    def test_drain_timeout_of_zero_stops_at_once(self):
        gateway = self.gateway(drain_timeout="0s")
        with gateway.wire():
            gateway.stop(timeout=3)

    def test_sigterm_right_after_the_start_is_a_clean_stop(self):
        gateway = self.gateway()
        for _ in range(8):
            gateway.stop()
            gateway.start(settled=False)

    def test_second_signal_during_the_stop_does_no_harm(self):
        gateway = self.gateway()
        body = seal("patience")
        with gateway.wire() as connection:
            connection.send(wire.head("POST", PATH, *gateway.fields(body)), body[:9])
            self.assertEqual(gateway.revoke("settled").status, 200)
            gateway.signal(signal.SIGTERM)
            wire.poll(lambda: gateway.readyz() == 503, "the stop to begin")
            gateway.signal(signal.SIGHUP)
            self.assertIsNone(gateway.process.poll(), "SIGHUP ended a stop that waits for an exchange")
            self.assertEqual(connection.send(body[9:]).reply().status, 200)
        self.assertEqual(gateway.process.wait(10), 0)


if __name__ == "__main__":
    unittest.main()
