"""The command line: what each command does, prints and ends with."""

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import bodies
from gateway import KEYS, Gateway, missing, revgate

COMMANDS = [
    [], ["init"], ["serve"], ["check"], ["keys"], ["keys", "create"], ["keys", "import"], ["keys", "list"],
    ["keys", "export"], ["consumers"], ["consumers", "add"], ["consumers", "update"], ["consumers", "list"], ["consumers", "disable"], ["consumers", "enable"],
    ["tokens"], ["tokens", "import"], ["tokens", "show"], ["tokens", "list"], ["tokens", "revoke"], ["seal"], ["open"],
    ["diagnose"], ["profiles"],
]


def mode(path):
    return os.stat(path).st_mode & 0o777


class Init(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="revgate-")
        self.addCleanup(shutil.rmtree, self.folder)

    def test_json_names_what_was_made_and_everything_works(self):
        done = revgate("init", "demo", "--json", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        made = json.loads(done.stdout)
        self.assertEqual(
            (made["config"], made["consumer"], made["key"]), ("demo/revgate.yaml", "first", "first-body"))
        self.assertRegex(made["api-key"], r"^rvg_[0-9A-Za-z]{40,}$")
        checked = revgate("check", "--config", "demo/revgate.yaml", cwd=self.folder)
        self.assertEqual((checked.returncode, checked.stderr), (0, b""), checked)
        for name, bits in (("keys", 0o700), ("data", 0o700), ("revgate.yaml", 0o600)):
            self.assertEqual(mode(os.path.join(self.folder, "demo", name)), bits, name)
        for name in os.listdir(os.path.join(self.folder, "demo", "keys")):
            self.assertEqual(mode(os.path.join(self.folder, "demo", "keys", name)), 0o600, name)

    def test_text_shows_the_api_key_and_a_curl_line(self):
        done = revgate("init", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout.decode(), r"rvg_[0-9A-Za-z]{40,}")
        self.assertRegex(done.stdout.decode(), r"(?m)^ *curl .*X-API-KEY: rvg_.*http://127\.0\.0\.1:8080/token-service/")

    def test_configuration_may_have_another_name_and_place(self):
        done = revgate("init", "demo", "--config", "gateways/payments.yaml", "--json", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        place = "demo/gateways/payments.yaml"
        self.assertEqual(json.loads(done.stdout)["config"], place)
        self.assertEqual(revgate("check", "--config", place, cwd=self.folder).returncode, 0)
        self.assertEqual(set(os.listdir(os.path.join(self.folder, "demo", "gateways"))), {"payments.yaml", "keys", "data"})
        whole = os.path.join(self.folder, "other", "own.yaml")
        self.assertEqual(revgate("init", "--config", whole, cwd=self.folder).returncode, 0)
        self.assertEqual(revgate("check", "--config", "other/own.yaml", cwd=self.folder).returncode, 0)
        self.assertEqual(revgate("init", "--config", whole).returncode, 78)
        for wrong in (["--config", "pay/"], ["--config", "keys"], ["new", "--config", "sub/data"], ["--config", ""], ["--config", "-"], ["new", "--config", whole],
                      ["new", "--config", "../pay.yaml"]):
            self.assertEqual(revgate("init", *wrong, cwd=self.folder).returncode, 64, wrong)
        self.assertEqual(set(os.listdir(self.folder)), {"demo", "other"})

    def test_existing_folder_is_taken_and_an_existing_configuration_is_not_overwritten(self):
        with open(os.path.join(self.folder, "README"), "w", encoding="utf-8"):
            pass
        self.assertEqual(revgate("init", self.folder).returncode, 0)
        before = {name: os.stat(os.path.join(self.folder, "keys", name)).st_mtime_ns
                  for name in os.listdir(os.path.join(self.folder, "keys"))}
        again = revgate("init", self.folder, "--json")
        self.assertEqual((again.returncode, again.stdout), (78, b""))
        self.assertIn(b"revgate.yaml", again.stderr)
        after = {name: os.stat(os.path.join(self.folder, "keys", name)).st_mtime_ns
                 for name in os.listdir(os.path.join(self.folder, "keys"))}
        self.assertEqual(before, after)

    def test_folder_that_cannot_be_made_is_74(self):
        with open(os.path.join(self.folder, "file"), "w", encoding="utf-8"):
            pass
        self.assertEqual(revgate("init", os.path.join(self.folder, "file", "demo")).returncode, 74)

    def test_route_that_stands_as_a_comment_works_without_its_sign(self):
        self.assertEqual(revgate("init", self.folder).returncode, 0)
        path = os.path.join(self.folder, "revgate.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("# - {path: /oauth2/revoke", text)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("# - {path: /oauth2/revoke", "- {path: /oauth2/revoke"))
        done = revgate("check", "--config", path)
        self.assertEqual(done.returncode, 0, done.stderr)


class Usage(unittest.TestCase):
    def test_help_of_every_command_ends_with_0_and_shows_an_example(self):
        for command in COMMANDS:
            with self.subTest(command):
                done = revgate(*command, "--help")
                self.assertEqual((done.returncode, done.stderr), (0, b""))
                wanted = rb"Example|First steps" if not command else rb"Example"
                self.assertRegex(done.stdout, wanted)

    def test_every_command_that_help_names_is_tested_here(self):
        for command in ([], ["keys"], ["consumers"], ["tokens"]):
            listed = revgate(*command, "--help").stdout.decode().split("SUBCOMMANDS:")[1]
            for name in re.findall(r"(?m)^  ([a-z]+) ", listed):
                self.assertIn([*command, name], COMMANDS)

    def test_wrong_usage_is_64(self):
        wrong = [
            ["nonsense"], ["serve", "--nonsense"], ["serve", "extra"], ["keys", "nonsense"], ["keys", "import"],
            ["keys", "import", "name"], ["keys", "import", "name", "--format", "octal", "-"], ["seal"],
            ["seal", "--profile", "aes-256-gcm"], ["tokens", "show", "--reference", "a", "--token", "b"],
            ["tokens", "show"], ["consumers", "add"], ["--config"], ["keys", "create", "name"], ["keys", "export", "name"],
            ["consumers", "update", "first"], ["consumers", "update", "first", "--body-key", "x", "--no-body-key"],
        ]
        for arguments in wrong:
            with self.subTest(arguments):
                done = revgate(*arguments)
                self.assertEqual((done.returncode, done.stdout), (64, b""), done)
                self.assertTrue(done.stderr)

    def test_missing_configuration_is_78_and_the_message_says_what_to_do(self):
        commands = [
            ["serve"], ["check"], ["keys", "list"], ["keys", "create", "x", "--profile", "aes-256-gcm"],
            ["keys", "import", "x", "--format", "raw", "-"], ["consumers", "list"], ["consumers", "add", "x"],
            ["consumers", "disable", "x"], ["consumers", "update", "x", "--no-body-key"],
            ["keys", "export", "x", "--format", "pem"], ["diagnose", "--key", "x", "-"], ["tokens", "show", "--reference", "x"], ["tokens", "list"],
            ["tokens", "import", "-"], ["tokens", "revoke", "--reference", "x"],
            ["seal", "--profile", "aes-256-gcm", "--key", "x"], ["open", "--profile", "aes-256-gcm", "--key", "x"],
        ]
        with tempfile.TemporaryDirectory() as folder:
            for command in commands:
                with self.subTest(command):
                    done = revgate(*command, cwd=folder, input=b"0123456789abcdef")
                    self.assertEqual((done.returncode, done.stdout), (78, b""), done)
                    self.assertIn(b"revgate.yaml", done.stderr)
                    self.assertIn(b"revgate init", done.stderr)


class Keys(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway(self.addCleanup)

    def listed(self, name):
        return [(row["version"], row["state"]) for row in self.gateway.json("keys", "list") if row["key"] == name]

    def test_import_takes_every_format(self):
        key = bodies.fixed_key("imported", 32)
        jwk = json.dumps({"kty": "oct", "k": base64.urlsafe_b64encode(key).rstrip(b"=").decode(), "kid": "x"})
        spaced = b"\n".join(key.hex().upper()[start:start + 10].encode() for start in range(0, 64, 10))
        formats = {
            "hex": spaced + b"\r\n", "base64": base64.b64encode(key)[:20] + b" \n" + base64.b64encode(key)[20:] + b"\n",
            "raw": key, "jwk": jwk.encode(),
        }
        sealed = bodies.seal_gcm(b"exact", key)
        for form, text in formats.items():
            with self.subTest(form):
                made = self.gateway.json("keys", "import", f"from-{form}", "--format", form, "-", input=text)
                self.assertEqual((made["key"], made["version"], made["state"]), (f"from-{form}", 1, "active"))
                opened = self.gateway.command(
                    "open", "--profile", "aes-256-gcm", "--key", f"from-{form}", input=sealed)
                self.assertEqual(opened.stdout, b"exact")

    def test_import_reads_a_file(self):
        path = os.path.join(self.gateway.folder, "key.hex")
        with open(path, "w", encoding="ascii") as file:
            file.write("ab" * 24)
        self.gateway.command("keys", "import", "from-file", "--format", "hex", path)
        self.assertEqual(self.listed("from-file"), [(1, "active")])
        self.gateway.command("keys", "import", "other", "--format", "hex", path + ".gone", status=74)

    def test_faulty_material_is_refused_and_nothing_is_made(self):
        faults = {"hex": b"abc", "base64": b"a*b=", "raw": b"", "jwk": b'{"kty":"RSA","n":"x"}'}
        for form, text in faults.items():
            with self.subTest(form):
                done = revgate("keys", "import", "faulty", "--format", form, "-", "--config", self.gateway.config, input=text)
                self.assertIn(done.returncode, (64, 74), done)
        self.assertEqual(self.listed("faulty"), [])

    def test_names_that_are_no_names_are_refused(self):
        for name in ("../escape", "a/b", "", "UPPER", "a b", "revgate.subjects", "x" * 300, ".lock", "consumers"):
            with self.subTest(name=name):
                done = revgate("keys", "import", name, "--format", "raw", "-", "--config", self.gateway.config, input=b"k" * 32)
                self.assertEqual(done.returncode, 64, done)
        self.gateway.json("consumers", "list")

    def test_second_version_of_a_name_is_staged(self):
        for number, state in ((1, "active"), (2, "staged"), (3, "staged")):
            made = self.gateway.json("keys", "create", "rolling", "--profile", "aes-192-cbc")
            self.assertEqual((made["version"], made["state"]), (number, state))
        self.assertEqual(self.listed("rolling"), [(1, "active"), (2, "staged"), (3, "staged")])

    def test_list_shows_no_material(self):
        out = self.gateway.command("keys", "list", "--json").stdout + self.gateway.command("keys", "list").stdout
        for key in KEYS.values():
            self.assertNotIn(base64.b64encode(key), out)
            self.assertNotIn(key.hex().encode(), out)

    def test_key_files_that_others_can_write_are_refused(self):
        path = os.path.join(self.gateway.folder, "keys", "gcm-body.json")
        for bits in (0o620, 0o602, 0o666):
            with self.subTest(oct(bits)):
                os.chmod(path, bits)
                done = revgate("serve", "--config", self.gateway.config, timeout=20)
                self.assertEqual(done.returncode, 78, done)
                self.assertIn(b"gcm-body.json", done.stderr)
                self.assertEqual(revgate("check", "--config", self.gateway.config).returncode, 1)
                sealing = ["seal", "--profile", "aes-256-gcm", "--key", "gcm-body", "--config", self.gateway.config]
                self.assertIn(revgate(*sealing, input=b"x").returncode, (74, 78))

    def test_seal_and_open_go_round_and_keep_every_byte(self):
        profiles = (("aes-256-gcm", "gcm-body"), ("aes-256-cbc", "cbc-body"), ("aes-192-cbc", "cbc192-body"))
        for profile, key in profiles:
            for text in (b"", b"x", bytes(range(256)) * 300, b"line\n"):
                with self.subTest(profile=profile, count=len(text)):
                    options = ["--profile", profile, "--key", key]
                    sealed = self.gateway.command("seal", *options, input=text).stdout
                    self.assertEqual(self.gateway.command("open", *options, input=sealed).stdout, text)
                    self.assertEqual(self.gateway.command("open", *options, input=sealed + b"\n").stdout, text)

    def test_openssl_agrees(self):
        if not shutil.which("openssl"):
            missing(self, "openssl", "openssl")
        iv = os.urandom(16)
        arguments = ["openssl", "enc", "-aes-256-cbc", "-K", bodies.CBC256.hex(), "-iv", iv.hex()]
        text = bodies.request("openssl")
        done = subprocess.run(arguments, input=text, capture_output=True, check=True)
        options = ["--profile", "aes-256-cbc", "--key", "cbc-body"]
        sealed = base64.b64encode(iv + done.stdout)
        self.assertEqual(self.gateway.command("open", *options, input=sealed).stdout, text)
        raw = base64.b64decode(self.gateway.command("seal", *options, input=text).stdout)
        arguments[-1] = raw[:16].hex()
        done = subprocess.run([*arguments, "-d"], input=raw[16:], capture_output=True, check=True)
        self.assertEqual(done.stdout, text)

    def test_body_that_does_not_open_is_1_and_an_unknown_profile_or_key_78(self):
        options = ["--profile", "aes-256-gcm", "--key", "gcm-body"]
        done = self.gateway.command("open", *options, input=bodies.seal_gcm(b"x", bodies.OWN), status=1)
        self.assertEqual(done.stdout, b"")
        self.gateway.command("open", *options, input=b"not base64!", status=1)
        unknown = self.gateway.command("open", "--profile", "aes-256-gmc", "--key", "gcm-body", status=78)
        self.assertIn(b"aes-256-gcm", unknown.stderr)
        self.gateway.command("seal", "--profile", "aes-256-gcm", "--key", "gone", status=78)
        self.gateway.command("seal", "--profile", "aes-192-cbc", "--key", "gcm-body", status=78)


if __name__ == "__main__":
    unittest.main()
