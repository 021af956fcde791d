#!/usr/bin/env python3
"""Every scenario refutes its mutants, whose results obey the published schema too."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import jsonschema

SOURCE = Path(os.environ['SOURCE_DIR'])
TRIAZ = os.environ['TRIAZ']


def triaz(*words):
    return subprocess.run([TRIAZ, *words], cwd=SOURCE, capture_output=True, text=True, check=False)


class Mutants(unittest.TestCase):
    def test_are_refuted(self):
        with tempfile.TemporaryDirectory() as folder:
            done = triaz('test', 'scenarios', '--results', folder)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            schema = jsonschema.Draft202012Validator(json.loads(triaz('schema', 'result').stdout))
            results = list(Path(folder).glob('**/*.mutants/*.json'))
            self.assertGreater(len(results), 40)
            for result in results:
                with self.subTest(result):
                    schema.validate(json.loads(result.read_text()))


if __name__ == '__main__':
    unittest.main()
