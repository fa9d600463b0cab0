"""
A legacy service as a WSGI application: `wsgi_server.py wsgiref|waitress PORT GCM-KEY CBC-KEY`. The last part of the
path says how bodies are sealed: clear, gcm or cbc. One line a request on standard output: path, connection, reference.
"""

import json
import os
import socketserver
import sys
import wsgiref.simple_server

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import bodies

KEYS = {"gcm": bytes.fromhex(sys.argv[3]), "cbc": bytes.fromhex(sys.argv[4])}
CODERS = {"gcm": (bodies.open_gcm, bodies.seal_gcm), "cbc": (bodies.open_cbc, bodies.seal_cbc)}


def application(environment, start_response):
    way = environment["PATH_INFO"].rsplit("/", 1)[1]
    body = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
    answer = bodies.SUCCESS
    if way in KEYS:
        opener, seal = CODERS[way]
        body, answer = opener(body, KEYS[way]), seal(answer, KEYS[way])
    line = f"{way} {environment.get('REMOTE_PORT', '-')} {json.loads(body)['tokenReferenceId']}\n"
    sys.stdout.write(line)
    sys.stdout.flush()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
    return [answer]


class Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class Handler(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_):
        pass


def main():
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind == "waitress":
        import waitress
        waitress.serve(application, host="127.0.0.1", port=port, threads=8, _quiet=True)
    else:
        wsgiref.simple_server.make_server("127.0.0.1", port, application, Server, Handler).serve_forever()


main()
