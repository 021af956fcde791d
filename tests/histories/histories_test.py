"""Every recorded history of this folder, judged by the program (TRIAZ names it) as its name says.

MODEL[@CONSISTENCY]_WHAT_VERDICT.EXTENSION; the model must also be found from the functions used,
where nothing but the model is asked.
"""
import json
import os
import subprocess
import unittest

TRIAZ = os.environ["TRIAZ"]
FOLDER = os.path.join(os.environ["SOURCE_DIR"], "tests", "histories")
CODES = {"upheld": 0, "refuted": 1, "inconclusive": 4}


def check(name, *words):
    return subprocess.run([TRIAZ, "check", os.path.join(FOLDER, name), *words],
                          capture_output=True, text=True, timeout=60)


def histories():
    for name in sorted(os.listdir(FOLDER)):
        if name.endswith((".edn", ".log", ".txt", ".jsonl")):
            question, _, verdict = os.path.splitext(name)[0].split("_")
            model, _, consistency = question.partition("@")
            yield name, model, consistency, verdict


class Histories(unittest.TestCase):
    def test_come_out_as_their_names_say(self):
        for name, model, consistency, verdict in histories():
            with self.subTest(name):
                words = ["--model", model]
                if consistency:
                    words += ["--consistency", consistency]
                done = check(name, *words, "--format", "json")
                self.assertEqual(done.returncode, CODES[verdict], done.stdout + done.stderr)
                result = json.loads(done.stdout)
                self.assertEqual(result["verdict"], verdict)
                self.assertEqual(result["witness"] is not None, verdict == "refuted")

    def test_tell_their_model_by_their_functions(self):
        found = set()
        for name, model, consistency, verdict in histories():
            done = check(name, "--format", "json")
            if done.returncode == 2:
                continue  # a set that was never read could be a counter
            found.add(json.loads(done.stdout)["model"])
            if model != "cas-register":
                with self.subTest(name):
                    self.assertIn(json.loads(done.stdout)["model"], (model, "register"))
        self.assertEqual(len(found), 9)

    def test_are_many_of_each_verdict_model_and_form(self):
        names = list(histories())
        self.assertGreaterEqual(len(names), 30)
        self.assertEqual({model for _, model, _, _ in names},
                         {"register", "cas-register", "kv", "set", "append", "bank", "mutex",
                          "counter", "registers"})
        for verdict, least in [("upheld", 15), ("refuted", 25), ("inconclusive", 2)]:
            self.assertGreaterEqual(sum(v == verdict for *_, v in names), least)

    def test_are_told_in_eighty_columns_of_plain_text(self):
        for name, model, consistency, _ in histories():
            words = ["--model", model] + (["--consistency", consistency] if consistency else [])
            told = check(name, *words).stdout
            with self.subTest(name):
                self.assertLessEqual(max(map(len, told.splitlines())), 80)
                self.assertNotIn("\x1b", told)


if __name__ == "__main__":
    unittest.main()
