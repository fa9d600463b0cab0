"""
What a legacy service may do to an exchange: behaviours, and greetings (of a connection without a request yet) for
`upstreams.Service`, and tables of them by what must come of each.
"""

import gzip
import itertools
import select
import time

import bodies
from upstreams import UNKNOWN, answers, message

LIMIT = 65_536  # the default of reply-limit
CHUNKED = "Transfer-Encoding: chunked"
FLAT = b'{"resCode":100,"resDesc":"SUCCESS","referenceId":"r","token":"t","expireAt":1231231231212}'
WORDS = b'{"resCode":"TOK200","resDesc":"SUCCESS","data":{"resCode":"100"}}'


# Makers of behaviours.

def slow(seconds, then=answers):
    def behaviour(exchange):
        time.sleep(seconds)
        then(exchange)
    return behaviour


def says(text, status="200 OK", *fields):
    """A whole answer with a body of the service's own choice, sealed where it seals."""
    return lambda exchange: exchange.answer(text, status, *fields)


def bare(data, closes=True):
    """Bytes as they are, then the end of the connection."""
    def behaviour(exchange):
        exchange.send(data)
        if closes:
            exchange.close()
    return behaviour


def part(count, ending="close"):
    """So many bytes of a good answer (from its end, if negative), and no more."""
    def behaviour(exchange):
        exchange.send(exchange.message()[:count])
        getattr(exchange, ending)()
    return behaviour


def half_body(exchange):
    whole = exchange.message()
    exchange.send(whole[:whole.index(b"\r\n\r\n") + 4 + len(exchange.body()) // 2])
    exchange.close()


def preceded(*interim):
    def behaviour(exchange):
        for each in interim:
            exchange.send(each)
            time.sleep(0.002)
        answers(exchange)
    return behaviour


def chunks(size, extension=b"", trailers=b""):
    def behaviour(exchange):
        body = exchange.body()
        pieces = [chunk(body[start:start + size], extension) for start in range(0, len(body), size)]
        exchange.send(head_of(exchange, CHUNKED), *pieces, b"0\r\n", trailers, b"\r\n")
    return behaviour


def chunk(data, extension=b""):
    return b"%x%s\r\n%s\r\n" % (len(data), extension, data)


def head_of(exchange, *fields, version="HTTP/1.1"):
    """A head for the body that the reference deserves, without a length."""
    whole = exchange.message(None, None, *fields, version=version, length=False)
    return whole[:whole.index(b"\r\n\r\n") + 4]


def framed(*fields):
    """A good body under framing of the service's own choice."""
    return lambda exchange: exchange.send(head_of(exchange, *fields), exchange.body())


def first(count, fault, then=answers):
    """The first exchanges fail, those after them do not."""
    numbers = itertools.count()
    return lambda exchange: fault(exchange) if next(numbers) < count else then(exchange)


def every(count, fault, then=answers):
    numbers = itertools.count(1)
    return lambda exchange: fault(exchange) if next(numbers) % count == 0 else then(exchange)


def by_prefix(prefix, fault, then=answers):
    return lambda exchange: fault(exchange) if exchange.reference.startswith(prefix) else then(exchange)


# Behaviours.

def closes(exchange_or_connection):
    exchange_or_connection.close()


def resets(exchange_or_connection):
    exchange_or_connection.reset()


def silent(exchange):
    """Reads and never answers."""
    exchange.wait()


def preceded_by_nothing(exchange):
    exchange.send(b"HTTP/1.1 100 Continue\r\n\r\n")
    silent(exchange)


def says_and_closes(exchange):
    exchange.answer(None, None, "Connection: close")
    exchange.close()


def closes_silently(exchange):
    """Answers as if the connection stayed, then closes it at once."""
    answers(exchange)
    exchange.close()


def closes_as_the_next_arrives(exchange):
    """The race of an idle connection: the next request is on its way when the connection ends."""
    answers(exchange)
    select.select([exchange.connection.socket], [], [], 30)
    exchange.close()


def close_delimited(exchange):
    exchange.send(head_of(exchange), exchange.body())
    exchange.close()


def old_version(exchange):
    exchange.answer(version="HTTP/1.0")
    exchange.close()


def old_version_without_length(exchange):
    exchange.send(head_of(exchange, version="HTTP/1.0"), exchange.body())
    exchange.close()


def byte_by_byte(exchange):
    for byte in exchange.message():
        exchange.send(bytes([byte]))


def before_the_request(connection):
    """Answers what has not been read yet."""
    select.select([connection.socket], [], [], 30)
    connection.send(message(connection.service.seal(bodies.SUCCESS)))
    connection.read()


def once_more(delay):
    """Answers, and says what nobody asked for: success."""
    def behaviour(exchange):
        unasked = message(exchange.body(bodies.SUCCESS))
        if not delay:
            return exchange.send(exchange.message(), unasked)
        answers(exchange)
        time.sleep(delay)
        exchange.send(unasked)
    return behaviour


def zipped(exchange):
    body = gzip.compress(exchange.body())
    exchange.send(message(body, "200 OK", "Content-Encoding: gzip"))


def both_lengths(exchange):
    body = exchange.body()
    exchange.send(head_of(exchange, CHUNKED, f"Content-Length: {len(body)}"), chunk(body), b"0\r\n\r\n")


def two_lengths(exchange):
    body = exchange.body()
    exchange.send(head_of(exchange, f"Content-Length: {len(body)}", f"Content-Length: {len(body) + 1}"), body, b" ")


def broken_chunk(exchange):
    exchange.send(head_of(exchange, CHUNKED), b"zz\r\n", exchange.body(), b"\r\n0\r\n\r\n")


def unfinished_chunks(exchange):
    exchange.send(head_of(exchange, CHUNKED), chunk(exchange.body()))
    exchange.close()


def endless_body(exchange):
    exchange.send(head_of(exchange, CHUNKED))
    while True:
        exchange.send(chunk(b" " * 4_000))
        time.sleep(0.001)


def endless_header(exchange):
    exchange.send(b"HTTP/1.1 200 OK\r\n")
    for number in itertools.count():
        exchange.send(b"X-%d: %s\r\n" % (number, b"x" * 500))
        time.sleep(0.0005)


def endless_interim(exchange):
    while True:
        exchange.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.0005)


def larger_than_the_limit(exchange):
    exchange.answer(bodies.SUCCESS + b" " * LIMIT)


def of_another_key(exchange):
    exchange.send(message(bodies.seal_gcm(bodies.SUCCESS, bodies.OWN)))


def changed(exchange):
    body = exchange.body()
    exchange.send(message(body[:40] + (b"A" if body[40:41] != b"A" else b"B") + body[41:]))


def in_the_clear(exchange):
    exchange.send(message(bodies.SUCCESS))


def unknown_in_the_clear(exchange):
    exchange.send(message(UNKNOWN, "401 Unauthorized"))


# Answers that say success, each in a way of its own.
GOOD = {
    "as documented": answers,
    "flat": says(FLAT),
    "codes as words": says(WORDS),
    "codes as digits in strings": says(b'{"resCode":"200","data":{"resCode":"100"}}'),
    "with white space and members nobody knows": says(b' {\r\n "x" : [1, {"resCode": 5}],\t"resCode" : 200 } \n'),
    "100 before it": preceded(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "103 before it": preceded(b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n"),
    "100, 102 and 103 before it": preceded(
        b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 102 Processing\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "chunked": chunks(1_000),
    "chunked by the byte": chunks(1),
    "chunked with extensions and trailers": chunks(7, b";name=value;flag", b"X-Sum: 1\r\nX-More: 2\r\n"),
    "until the end of the connection": close_delimited,
    "HTTP/1.0": old_version,
    "HTTP/1.0 without a length": old_version_without_length,
    "Connection: close": says_and_closes,
    "byte by byte": byte_by_byte,
}

# Answers that must not be believed, whatever they say, by what is wrong with them.
SUCCESS = bodies.SUCCESS
STATUSES = {
    "500": says(SUCCESS, "500 Internal Server Error"),
    "502": says(b"<html>Bad Gateway</html>", "502 Bad Gateway"),
    "503": says(b"", "503 Service Unavailable", "Retry-After: 7"),
    "503 with success in it": says(SUCCESS, "503 Service Unavailable"),
    "429": says(b"", "429 Too Many Requests", "Retry-After: 7"),
    "404": says(b"Not Found", "404 Not Found"),
    "400": says(b"", "400 Bad Request"),
    "400 with a code": says(b'{"resCode":400,"resDesc":"Bad"}', "400 Bad Request"),
    "400 with success in it": says(SUCCESS, "400 Bad Request"),
    "401 with success in it": says(SUCCESS, "401 Unauthorized"),
    "401 with a code nobody configured": says(b'{"resCode":401,"resDesc":"Invalid Token Passed"}', "401 Unauthorized"),
    "500 with the code of an unknown token": says(UNKNOWN, "500 Internal Server Error"),
    "302": says(SUCCESS, "302 Found", "Location: /elsewhere"),
    "204": lambda exchange: exchange.send(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "304": lambda exchange: exchange.send(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 78\r\n\r\n"),
    "101": bare(b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"),
}
BODIES = {
    "HTML": says(b"<html><body>resCode 200</body></html>"),
    "nothing": says(b""),
    "no code": says(b'{"resDesc":"SUCCESS"}'),
    "null for a code": says(b'{"resCode":null}'),
    "true for a code": says(b'{"resCode":true}'),
    "an object for a code": says(b'{"resCode":{"resCode":200}}'),
    "a list": says(b'[{"resCode":200}]'),
    "a failure within": says(b'{"resCode":200,"resDesc":"SUCCESS","data":{"resCode":400,"resDesc":"Failed"}}'),
    "a failure around success": says(b'{"resCode":500,"data":{"resCode":100}}'),
    "a code that only begins like one": says(b'{"resCode":2001}'),
    "a code of a longer word": says(b'{"resCode":"TOK200X"}'),
    "the code twice": says(b'{"resCode":400,"resCode":200}'),
    "half of it": says(SUCCESS[:40]),
    "more after it": says(SUCCESS + b"}"),
    "larger than the limit": larger_than_the_limit,
    "gzip": zipped,
}
FRAMING = {
    "garbage": bare(bytes(range(256)) * 4),
    "no head": bare(SUCCESS),
    "HTTP/2.0": bare(message(SUCCESS, version="HTTP/2.0")),
    "half a head": part(20),
    "half a head, then reset": part(20, "reset"),
    "half a body": half_body,
    "a reset": resets,
    "the end at once": closes,
    "both lengths": both_lengths,
    "two lengths": two_lengths,
    "a length that is none": framed("Content-Length: 7x"),
    "a transfer coding that is none": framed("Transfer-Encoding: gzip"),
    "chunks that are none": broken_chunk,
    "chunks without an end": unfinished_chunks,
    "line feeds only": bare(message(SUCCESS).replace(b"\r\n", b"\n")),
    "a field that is none": framed("X bad: 1", "Content-Length: 78"),
    "no end of 100s": endless_interim,
    "a body without an end": endless_body,
    "a head without an end": endless_header,
}
SEALED = {
    "another key": of_another_key,
    "a changed byte": changed,
    "success in the clear": in_the_clear,
    "an unknown token in the clear": unknown_in_the_clear,
    "no base64": bare(message(b"!" * 60)),
    "base64 of nothing": bare(message(b"AAAA")),
}
# What keeps the gateway waiting longer than it may.
LATE = {
    "nothing": silent,
    "half a head": part(20, "wait"),
    "all but the last byte": part(-1, "wait"),
    "interim answers only": preceded_by_nothing,
    "success, too late": slow(1.2),
}
# Answers that refuse the gateway's own credential.
CREDENTIAL_REFUSED = {
    "401": lambda exchange: exchange.send(message(b"", "401 Unauthorized", 'WWW-Authenticate: Basic realm="x"')),
    "401 in HTML": lambda exchange: exchange.send(message(b"<html>Unauthorized</html>", "401 Unauthorized")),
    "403": lambda exchange: exchange.send(message(b"", "403 Forbidden")),
    "403 in JSON": lambda exchange: exchange.send(message(b'{"message":"Forbidden"}', "403 Forbidden")),
}

# What is wrong with one address of two: what it does to a request, or to a connection.
ADDRESS_FAULTS = {
    "closes when accepted": {"greeting": closes},
    "resets when accepted": {"greeting": resets},
    "closes when asked": {"behaviour": closes},
    "resets when asked": {"behaviour": resets},
    "garbage": {"behaviour": FRAMING["garbage"]},
    "500": {"behaviour": STATUSES["500"]},
    "503": {"behaviour": STATUSES["503"]},
    "half a head": {"behaviour": FRAMING["half a head"]},
    "half a body": {"behaviour": half_body},
    "never answers": {"behaviour": silent},
}
