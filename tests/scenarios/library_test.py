#!/usr/bin/env python3
"""Every file under scenarios/ and models/ is a test: it is valid, comes out as it says, its mutants
are refuted, and its result obeys the published schema."""

import json
import os
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema

SOURCE = Path(os.environ['SOURCE_DIR'])
TRIAZ = os.environ['TRIAZ']
SCENARIOS = sorted(str(path.relative_to(SOURCE)) for path in SOURCE.glob('scenarios/**/*.json')
                   if json.loads(path.read_text())['triaz'].startswith('scenario/'))


def triaz(*words):
    return subprocess.run([TRIAZ, *words], cwd=SOURCE, capture_output=True, text=True, check=False)


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

    def test_comes_out_as_expected_and_refutes_its_mutants(self):
        done = triaz('test', 'scenarios')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(f'{len(SCENARIOS)} of {len(SCENARIOS)} scenarios passed', done.stdout)

    def test_gives_results_of_the_published_shape(self):
        schema = json.loads(triaz('schema', 'result').stdout)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for path, done in zip(SCENARIOS, pool.map(
                    lambda path: triaz('run', path, '--format', 'json'), SCENARIOS)):
                self.assertEqual(done.returncode, 0, f'{path}\n{done.stderr}')
                jsonschema.validate(json.loads(done.stdout), schema)


if __name__ == '__main__':
    unittest.main()
