#!/usr/bin/env python3
"""Every file under scenarios/ and models/ is a test: it is valid, comes out as it says, and its
result obeys the published schema. Its mutants are run by mutants_test.py."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import jsonschema

SOURCE = Path(os.environ['SOURCE_DIR'])
TRIAZ = os.environ['TRIAZ']
SCENARIOS = sorted(str(path.relative_to(SOURCE)) for path in SOURCE.glob('scenarios/**/*.json')
                   if json.loads(path.read_text())['triaz'].startswith('scenario/'))


def triaz(*words):
    return subprocess.run([TRIAZ, *words], cwd=SOURCE, capture_output=True, text=True, check=False)


def thinned(value):
    """The same shape with the ends of long lists alone: a series has thousands of equal entries."""
    if isinstance(value, dict):
        return {key: thinned(item) for key, item in value.items()}
    if isinstance(value, list):
        ends = value if len(value) <= 8 else value[:4] + value[-4:]
        return [thinned(item) for item in ends]
    return value


class Library(unittest.TestCase):
    def test_holds_scenarios_of_every_worry_so_far(self):
        worries = {Path(path).parts[1] for path in SCENARIOS}
        self.assertLessEqual(
            {'zone-loss', 'recovery', 'overload', 'data-safety', 'smoke'}, worries)

    def test_is_valid(self):
        done = triaz('validate', 'models', 'scenarios')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_has_a_mutant_for_every_scenario(self):
        for path in SCENARIOS:
            mutants = json.loads((SOURCE / path).read_text())['mutants']
            self.assertTrue(isinstance(mutants, list) and mutants, path)

    def test_comes_out_as_expected_with_results_of_the_published_shape(self):
        with tempfile.TemporaryDirectory() as folder:
            done = triaz('test', 'scenarios', '--no-mutants', '--results', folder)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn(f'{len(SCENARIOS)} of {len(SCENARIOS)} scenarios passed', done.stdout)
            schema = jsonschema.Draft202012Validator(json.loads(triaz('schema', 'result').stdout))
            for path in SCENARIOS:
                with self.subTest(path):
                    schema.validate(thinned(json.loads(Path(folder, path).read_text())))


if __name__ == '__main__':
    unittest.main()
