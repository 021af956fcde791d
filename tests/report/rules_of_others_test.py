"""Our reports against the rules of others: JSON Schema (draft 2020-12) and XML.

Needs python3-jsonschema (Debian).
"""
import json
import os
import subprocess
import sys
import unittest
import xml.etree.ElementTree

try:
    import jsonschema
except ImportError:
    sys.exit("python3-jsonschema is missing (apt-get install python3-jsonschema)")


def find(name):
    for folder, _, files in os.walk(os.environ["BUILD_DIR"]):
        if name in files:
            return os.path.join(folder, name)
    sys.exit(f"{name} is not built")


PROGRAM = os.environ.get("SAMPLE_RESULT") or find("triaz_sample_result")
RESULTS = ["upheld", "refuted", "expected", "inconclusive", "aborted", "bare", "hostile"]


def sample(*words):
    return subprocess.run([PROGRAM, *words], check=True, capture_output=True).stdout


class Schema(unittest.TestCase):
    def setUp(self):
        self.schema = json.loads(sample())
        self.validator = jsonschema.Draft202012Validator(self.schema)

    def result(self, name="refuted"):
        return json.loads(sample(name, "json"))

    def rejects(self, change, name="refuted"):
        result = self.result(name)
        change(result)
        self.assertFalse(self.validator.is_valid(result))

    def test_is_itself_valid(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_accepts_every_result(self):
        for name in RESULTS:
            with self.subTest(name):
                self.validator.validate(self.result(name))

    def test_accepts_what_differs_in_context_only_by_its_own_rules(self):
        self.rejects(lambda r: r["context"].pop("version"))

    def test_rejects_what_is_missing_or_unknown(self):
        for key in self.result():
            with self.subTest(key):
                self.rejects(lambda r: r.pop(key))
        self.rejects(lambda r: r.update(unknown=1))
        self.rejects(lambda r: r["claims"][0].update(unknown=1))

    def test_knows_three_verdicts(self):
        self.rejects(lambda r: r.update(verdict="green"))

    def test_demands_a_witness_of_a_refuted_claim_and_of_no_other(self):
        self.rejects(lambda r: r["claims"][0].update(witness=None))
        self.rejects(lambda r: r["claims"][1].update(witness=r["claims"][0]["witness"]))

    def test_describes_every_key_that_a_result_has(self):
        """Required and allowed keys are the same everywhere: nothing is there by accident."""

        def walk(node, path):
            if isinstance(node, dict):
                if node.get("additionalProperties") is False:
                    self.assertEqual(sorted(node["required"]), sorted(node["properties"]), path)
                for key, value in node.items():
                    walk(value, path + "/" + key)

        walk(self.schema, "")


class Numbers(unittest.TestCase):
    def test_seconds_are_decimals_without_noise(self):
        result = json.loads(sample("refuted", "json"), parse_float=str)
        times = [row["t_s"] for row in result["timeline"] + result["claims"][0]["witness"]["steps"]]
        self.assertIn("31.3", times)
        for time in times:
            self.assertRegex(str(time), r"^[0-9]+(\.[0-9]{1,9})?$")


class JUnit(unittest.TestCase):
    def test_is_well_formed_whatever_the_names(self):
        root = xml.etree.ElementTree.fromstring(sample("-", "junit"))
        self.assertEqual(root.get("tests"), "4")
        cases = root.findall("./testsuite/testcase")
        self.assertEqual(len(cases), 4)
        name = cases[0].get("classname")
        self.assertTrue(name.startswith("]]> </x> \"'&<script>alert(1)</script> "))
        self.assertIn("\n\t.", name)
        failure = root.find("./testsuite/testcase/failure")
        self.assertIn("<script>", failure.text)


class Text(unittest.TestCase):
    def test_keeps_control_characters_from_the_terminal(self):
        for form in ["text", "ascii", "line"]:
            with self.subTest(form):
                text = sample("hostile", form)
                self.assertNotIn(b"\x1b", text)
                self.assertNotIn(b"\0", text)
                text.decode("utf-8")


if __name__ == "__main__":
    unittest.main()
