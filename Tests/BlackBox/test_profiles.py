"""The command profiles: what it lists is documented, and what it shows of a profile can be put into a configuration."""

import json
import os
import shutil
import tempfile
import unittest

from gateway import revgate

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Profiles(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="revgate-")
        self.addCleanup(shutil.rmtree, self.folder)

    def listed(self, *arguments):
        done = revgate("profiles", "--json", *arguments, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def configure(self, text):
        with open(os.path.join(self.folder, "revgate.yaml"), "w", encoding="utf-8") as file:
            file.write("listen: [{address: 127.0.0.1:8080}]\nroutes: []\n" + text)

    def test_built_in_profiles_are_listed_without_a_configuration(self):
        rows = self.listed()
        self.assertEqual([row["profile"] for row in rows[:3]], ["aes-256-gcm", "aes-192-cbc", "aes-256-cbc"])
        self.assertEqual((rows[0]["grade"], rows[0]["weaknesses"]), ("authenticated", []))
        self.assertEqual(rows[1]["weaknesses"], ["not-authenticated"])
        table = revgate("profiles", cwd=self.folder).stdout.decode().splitlines()
        self.assertEqual(len(table), len(rows) + 1)
        self.assertRegex(table[0], r"^PROFILE +SOURCE +ALGORITHM +GRADE +NEEDS$")

    def test_the_document_tells_each_with_its_source_grade_and_needs(self):
        with open(os.path.join(ROOT, "docs", "ciphers.md"), encoding="utf-8") as file:
            lines = [line.strip("| \n").split(" | ") for line in file if line.startswith("| `")]
        told = {}
        for cells in lines:
            for name in cells[0].split(", "):
                told[name.strip("`")] = [cell.strip(" |") for cell in cells[1:]] + [""]
        for row in self.listed():
            with self.subTest(row["profile"]):
                needs = ", ".join(f"`{field}`" for field in row["needs"])
                self.assertEqual(told[row["profile"]][:3], [row["source"], row["grade"], needs])

    def test_what_is_shown_of_a_profile_can_be_put_into_a_configuration(self):
        rows = self.listed()
        for row in rows:
            with self.subTest(row["profile"]):
                shown = revgate("profiles", row["profile"], cwd=self.folder)
                self.assertEqual(shown.returncode, 0, shown.stderr)
                self.configure(shown.stdout.decode())
                again = self.listed(f"my-{row['profile']}")
                self.assertEqual((again["source"], again["grade"]), ("configuration", row["grade"]))
                self.assertEqual({**again["fields"], **row["fields"]}, again["fields"])
                os.remove(os.path.join(self.folder, "revgate.yaml"))

    def test_profiles_of_the_configuration_are_listed(self):
        self.configure("ciphers: {x: {like: opayo-form, constants: {Vendor: \"a: b\", n: 1}}}\n")
        row = self.listed("x")
        self.assertEqual(row["note"], "like opayo-form")
        self.assertEqual(row["fields"]["text-prefix"], "@")
        shown = revgate("profiles", "x", cwd=self.folder).stdout.decode()
        self.assertIn('    text-prefix: "@"\n', shown)
        self.assertIn('    constants: {Vendor: "a: b", n: 1}', shown)

    def test_unknown_and_incomplete_names(self):
        done = revgate("profiles", "paywize-v3", cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (64, b""))
        self.assertIn(b'did you mean "paywize-v1"?', done.stderr)
        self.configure("")
        done = revgate("seal", "--profile", "paywize-v1", "--key", "k", cwd=self.folder)
        self.assertEqual(done.returncode, 78)
        self.assertIn(b"{like: paywize-v1, iv-value: key:partner-iv}", done.stderr)
        self.assertEqual(revgate("profiles", "--config", "other.yaml", cwd=self.folder).returncode, 78)
