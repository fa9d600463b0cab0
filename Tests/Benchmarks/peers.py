"""The gateways that Revgate is compared with, and the stub that stands for the upstream."""

import os
import subprocess
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
STUB_PORT = 9000


@dataclass
class Peer:
    port: int
    command: str
    opens_bodies: bool


def configuration(name, folder, stub_port=STUB_PORT):
    """A configuration of `peers/`, with its places filled in."""
    with open(f"{HERE}/peers/{name}", encoding="utf-8") as file:
        text = file.read()
    for place, value in (("@RUN@", folder), ("@HERE@", HERE), ("@STUB@", str(stub_port))):
        text = text.replace(place, value)
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def nginx(name, folder, **places):
    return f"nginx -p {folder} -c {configuration(name, folder, **places)}"


def go_gateway(folder):
    """Built from the standard library alone: nothing is fetched."""
    binary = os.path.join(folder, "go-gw")
    environment = {**os.environ, "GOPROXY": "off", "GOFLAGS": "-mod=mod", "GO111MODULE": "on",
                   "CGO_ENABLED": "0", "GOCACHE": os.path.join(folder, "go-cache")}
    subprocess.run(["go", "build", "-o", binary, "."], cwd=f"{HERE}/peers/go-gw", env=environment, check=True)
    return binary


MAKERS = {
    "nginx-pass": lambda folder: Peer(9102, nginx("nginx-pass.conf", folder), False),
    "haproxy-pass": lambda folder: Peer(9103, f"haproxy -f {configuration('haproxy.cfg', folder)} -db", False),
    "nginx-lua": lambda folder: Peer(9101, nginx("nginx-lua.conf", folder), True),
    "nginx-lua-local": lambda folder: Peer(9111, nginx("nginx-lua.conf", folder), True),
    "go": lambda folder: Peer(9105, go_gateway(folder), True),
    "node": lambda folder: Peer(9104, f"node {HERE}/peers/node-gw.js", True),
}


def chosen(names, gateways, folder):
    """Peers in the order of `names` ("a,b"; all when empty); `gateways` are further ones, each "name=PORT=COMMAND"."""
    found = {}
    for gateway in gateways:
        name, port, command = gateway.split("=", 2)
        found[name] = Peer(int(port), command, True)
    wanted = names.split(",") if names else [*found, *MAKERS]
    return {name: found[name] if name in found else MAKERS[name](folder) for name in wanted}


def stub(folder, port=STUB_PORT):
    return nginx("upstream.conf", folder, stub_port=port)
