"""`revgate seal` and `open` on profiles that stand in a configuration of their own, many at once."""

import concurrent.futures
import json
import os

from gateway import Gateway, revgate

WORKERS = 4


class Bench:
    """
    A folder that `init` made, with the keys that a test imports. Each configuration is a file beside the first, so that
    one profile that cannot be read fails its own case only.
    """

    def __init__(self, cleanup):
        self.gateway = Gateway(cleanup)
        self.pool = concurrent.futures.ThreadPoolExecutor(WORKERS)
        cleanup(self.pool.shutdown)

    def import_key(self, name, material):
        """A JWK, or the bytes of a symmetric key."""
        form, text = ("jwk", json.dumps(material).encode()) if isinstance(material, dict) else ("raw", material)
        self.gateway.command("keys", "import", name, "--format", form, "-", input=text)
        return name

    def import_keys(self, materials):
        list(self.pool.map(lambda item: self.import_key(*item), materials.items()))

    def configuration(self, name, profiles):
        """Writes a configuration with these profiles, each the text of its mapping; returns its path."""
        path = os.path.join(self.gateway.folder, f"{name}.yaml")
        ciphers = "".join(f"  {profile}: {fields}\n" for profile, fields in profiles.items())
        with open(path, "w", encoding="utf-8") as file:
            file.write("listen:\n  - address: 127.0.0.1:8080\nkeys: keys\nstore: sqlite:data/revgate.sqlite\n"
                       f"ciphers:{' {}' if not profiles else chr(10) + ciphers.rstrip(chr(10))}\nroutes: []\n")
        return path

    def seal(self, config, profile, key, text, *options):
        return self.run("seal", config, profile, key, text, *options)

    def open(self, config, profile, key, body, *options):
        return self.run("open", config, profile, key, body, *options)

    def run(self, command, config, profile, key, text, *options):
        """What it wrote, or a text that says how it failed."""
        done = revgate(command, "--profile", profile, "--key", key, "--config", config, *options, input=text)
        if done.returncode:
            return f"{command} ended {done.returncode}: {done.stderr.decode(errors='replace').strip()}"
        return done.stdout

    def map(self, function, items):
        return list(self.pool.map(function, items))
