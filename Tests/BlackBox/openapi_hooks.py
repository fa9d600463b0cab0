"""
What schemathesis has to be told of `/openapi.json`, by SCHEMATHESIS_HOOKS:

- Sealed text stands in the document as text, with what it opens to beside it. Requests are made after that, and sealed
  before they are sent; replies are opened before they are compared with it. So sealed routes are tested as clear ones.
- That a credential in the body is refused beside one in a header cannot be said in OpenAPI, nor that one needs the
  other: bodies with one are not sent.

`OPENAPI_SEALED` is JSON: path to [profile, key]; `REVGATE` and `OPENAPI_CONFIG` are what `revgate seal` needs.
"""

import json
import os
import subprocess

import schemathesis

SEALED = json.loads(os.environ["OPENAPI_SEALED"])


def revgate(command, path, text):
    profile, key = SEALED[path]
    arguments = ["--profile", profile, "--key", key, "--config", os.environ["OPENAPI_CONFIG"]]
    return subprocess.run(
        [os.environ["REVGATE"], command, *arguments], input=text, stdout=subprocess.PIPE, check=True).stdout


def opened(media):
    """A media type of text as what the text opens to, or means as JSON."""
    if "x-revgate-opened" in media:
        return media["x-revgate-opened"]
    if "contentSchema" in media["schema"]:
        return {"schema": media["schema"]["contentSchema"], "example": json.loads(media["example"])}
    return media


@schemathesis.hook
def before_load_schema(_context, document):
    for path in document["paths"].values():
        contents = [path["post"]["requestBody"]["content"]]
        contents += [response.get("content", {}) for response in path["post"]["responses"].values()]
        for content in contents:
            if "text/plain" in content:
                content["text/plain"] = opened(content["text/plain"])


def is_sent(case):
    return not (isinstance(case.body, dict) and any(map(case.body.get, ("client_id", "client_secret"))))


@schemathesis.hook
def filter_case(_context, case):
    return is_sent(case)


@schemathesis.hook
def before_add_examples(_context, examples):
    examples[:] = filter(is_sent, examples)


@schemathesis.serializer("text/plain")
def serialize(context, value):
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    path = context.case.operation.path
    return revgate("seal", path, text) if path in SEALED else text


@schemathesis.deserializer("text/plain")
def deserialize(context, response):
    text = revgate("open", context.operation.path, response.content)
    return json.loads(text) if text else ""
