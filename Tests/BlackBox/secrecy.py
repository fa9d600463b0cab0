"""What must not be found in what the gateway puts out, in each spelling that it could have there."""

import base64
import urllib.parse

# Enough of an output to search: its beginning and its end, so that a test of a heavy load stays quick.
SEARCHED = 1 << 20


def spellings(secret):
    """A secret as it could stand in a file: clear, hex, URL-encoded, and base64 at each of the three places to begin."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + secret).rstrip(b"=")
        coded = coded[offset + 1 if offset else 0:len(coded) - 1]
        yield coded
        if coded.translate(bytes.maketrans(b"+/", b"-_")) != coded:
            yield coded.translate(bytes.maketrans(b"+/", b"-_"))
    quoted = urllib.parse.quote_from_bytes(secret).encode()
    if quoted != secret:
        yield quoted


def found(secrets, content):
    """(name, spelling) of the first secret that stands in `content`; None when none does."""
    if len(content) > 2 * SEARCHED:
        content = content[:SEARCHED] + content[-SEARCHED:]
    for name, secret in secrets:
        for spelling in spellings(secret):
            if spelling in content:
                return name, spelling
    return None
