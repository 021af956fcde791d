"""`triaz lint` as its callers see it: what it says of the reference deployment and of a bad one,
its forms, its exit codes."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

TRIAZ = os.environ["TRIAZ"]
SOURCE = Path(os.environ["SOURCE_DIR"])
DATA = SOURCE / "tests/cli/data"
REFERENCE = "models/reference.json"
REWRITE = "TRIAZ_REWRITE" in os.environ
PLAIN = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


def lint(*words):
    return subprocess.run([TRIAZ, "lint", *map(str, words)], capture_output=True, text=True,
                          timeout=60, cwd=SOURCE, env=PLAIN)


class Lint(unittest.TestCase):
    maxDiff = None

    def check_transcript(self, name, found):
        path = DATA / name
        if REWRITE:
            path.write_text(found, encoding="utf-8")
        self.assertEqual(found, path.read_text(encoding="utf-8"),
                         f"{path}; TRIAZ_REWRITE=1 writes it anew")

    def test_what_it_says_of_a_bad_deployment(self):
        done = lint("tests/cli/data/lint_bad.json")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.check_transcript("lint_bad.txt", done.stdout)

    def test_no_line_is_wider_than_a_terminal(self):
        for file in (REFERENCE, "models/write-path.json", "tests/cli/data/lint_bad.json"):
            for line in lint(file, "-k", 3).stdout.split("\n"):
                self.assertLessEqual(len(line), 80, line)

    def test_exit_codes(self):
        for code, words in [
            (1, ["tests/cli/data/lint_bad.json"]),
            (0, ["tests/cli/data/lint_good.json"]),
            (1, ["tests/cli/data/lint_good.json", "--strict"]),
            (0, ["--help"]),
            (2, []),
            (2, [REFERENCE, "--order", "5"]),
            (2, [REFERENCE, "--order", "0"]),
            (2, [REFERENCE, "-f", "junit"]),
            (3, ["tests/cli/data/invalid.json"]),
            (6, ["missing.json"]),
            (6, [REFERENCE, "-o", "/no/such/folder/lint.txt"]),
        ]:
            with self.subTest(words):
                done = lint(*words)
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)

    def test_json_says_the_same_and_where(self):
        done = lint("tests/cli/data/lint_bad.json", "-f", "json")
        result = json.loads(done.stdout)
        self.assertEqual(result["schema"], "triaz.lint/1.0")
        files = {f"tests/cli/data/{name}": (DATA / name).read_text().split("\n")
                 for name in ("lint_bad.json", "lint_good.json")}
        found = {}
        for finding in result["findings"]:
            found.setdefault(finding["code"], []).append(finding)
            self.assertIn(finding["file"], files)
            lines = files[finding["file"]]
            self.assertIn(finding["severity"], ("error", "warning", "note"))
            key = finding["path"].split("/")[-1]
            line = lines[finding["line"] - 1]
            if not key.isdigit() and f'"{key}"' in line:
                self.assertTrue(line[finding["column"] - 1:].startswith(f'"{key}"'))
        lines = files["tests/cli/data/lint_bad.json"]
        self.assertIn('"ledger"', lines[found["TZ201"][0]["line"] - 1])
        writes = next(t for t in result["targets"] if t["name"] == "writes to ledger")
        self.assertIn(["zone a"], writes["cut_sets"])
        self.assertEqual([s["any"] for s in writes["survives"] if s["kind"] == "zone"], [0])

    def test_the_same_but_for_context_each_time(self):
        first, second = (json.loads(lint(REFERENCE, "-k", 3, "-f", "json").stdout)
                         for _ in range(2))
        del first["context"], second["context"]
        self.assertEqual(first, second)

    def test_sarif_is_what_its_readers_expect(self):
        done = lint("tests/cli/data/lint_bad.json", "-f", "sarif")
        log = json.loads(done.stdout)
        self.assertEqual(log["version"], "2.1.0")
        self.assertEqual(len(log["runs"]), 1)
        run = log["runs"][0]
        driver = run["tool"]["driver"]
        self.assertEqual(driver["name"], "triaz")
        ids = [rule["id"] for rule in driver["rules"]]
        self.assertEqual(len(ids), len(set(ids)))
        human = json.loads(lint("tests/cli/data/lint_bad.json", "-f", "json").stdout)["findings"]
        self.assertEqual(len(run["results"]), len(human))
        for result, finding in zip(run["results"], human):
            self.assertEqual(ids[result["ruleIndex"]], result["ruleId"])
            self.assertEqual(result["ruleId"], finding["code"])
            self.assertIn(result["level"], ("error", "warning", "note"))
            self.assertEqual(result["message"]["text"], finding["message"])
            place = result["locations"][0]["physicalLocation"]
            self.assertEqual(place["artifactLocation"]["uri"], finding["file"])
            self.assertEqual(place["region"]["startLine"], finding["line"])
            self.assertEqual(place["region"]["startColumn"], finding["column"])

    def test_a_scenario_is_its_model_with_its_overrides(self):
        with tempfile.TemporaryDirectory(dir=DATA) as folder:
            path = Path(folder) / "scenario.json"
            path.write_text(json.dumps({
                "triaz": "scenario/1.0", "question": "Well?", "model": "../lint_good.json",
                "duration": "60s", "mutants": {"none": "a test"},
                "claims": [{"id": "rpo", "kind": "recovery-point"}],
                "overrides": {"stores": {"ledger": {"copies_before_acknowledging": 1}}}}))
            done = lint(path)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("TZ203", done.stdout)
        self.assertIn("scenario.json:1:", done.stdout)  # where the override says it

    def test_every_code_is_explained(self):
        rules = json.loads(lint(REFERENCE, "-f", "sarif").stdout)["runs"][0]["tool"]["driver"]
        listed = subprocess.run([TRIAZ, "explain"], capture_output=True, text=True, check=True,
                                env=PLAIN).stdout
        readme = (SOURCE / "sim/structure/README.md").read_text()
        for rule in rules["rules"]:
            done = subprocess.run([TRIAZ, "explain", rule["id"]], capture_output=True, text=True,
                                  check=True, env=PLAIN)
            self.assertIn(rule["name"], done.stdout)
            self.assertIn("Cure:", done.stdout)
            self.assertIn(rule["id"], listed)
            self.assertIn(f'| {rule["id"]} |', readme)


if __name__ == "__main__":
    unittest.main()
