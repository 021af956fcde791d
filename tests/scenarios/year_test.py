#!/usr/bin/env python3
"""The whole yearly plan of the reference deployment: every scenario is simulated, and the report
over all results is the one under reports/reference. About half a minute.

    TRIAZ_REWRITE=1 TRIAZ=... SOURCE_DIR=. tests/scenarios/year_test.py      writes it anew
"""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ['SOURCE_DIR'])
TRIAZ = os.environ['TRIAZ']
REWRITE = 'TRIAZ_REWRITE' in os.environ
REFERENCE = SOURCE / 'reports/reference'
PLAN = 'scenarios/plans/reference.json'
CLAUSES = [f'C{number:02}' for number in range(1, 31)]


def triaz(*words):
    return subprocess.run([TRIAZ, *words], cwd=SOURCE, capture_output=True, text=True, check=False,
                          env={**os.environ, 'NO_COLOR': '1', 'LC_ALL': 'C.UTF-8'})


class Year(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.scratch.name) / 'year'
        cls.ran = triaz('plan', 'run', PLAN, '-o', str(cls.folder))
        for path in cls.folder.rglob('*.json'):
            result = json.loads(path.read_text())
            if 'context' in result:
                result['context'] = {**result['context'], 'commit': 'of this tree',
                                     'started': 'today', 'wall_seconds': 0, 'command': []}
                path.write_text(json.dumps(result), encoding='utf-8')

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def report(self, form):
        done = triaz('report', str(self.folder), '--today', '2026-12-01', '-f', form)
        self.assertEqual(done.returncode, 0, done.stderr)
        folder = str(self.folder)
        return done.stdout.replace(folder.replace('_', '\\_'), 'year').replace(folder, 'year')

    def test_every_scenario_comes_out_as_expected(self):
        self.assertEqual(self.ran.returncode, 0, self.ran.stdout + self.ran.stderr)

    def test_the_report_is_the_one_that_is_kept(self):
        path = REFERENCE / 'year.md'
        found = self.report('md')
        if REWRITE:
            path.write_text(found, encoding='utf-8')
        else:
            self.assertEqual(found, path.read_text(encoding='utf-8'), f'{path}; {__doc__}')

    def test_every_clause_has_a_verdict_or_an_obligation_or_says_why_not(self):
        rows = re.findall(r'^\| (C\d\d) \|[^|]*\|[^|]*\| ([^|]*) \| ([^|]*) \|$', self.report('md'),
                          re.MULTILINE)
        self.assertEqual([row[0] for row in rows], CLAUSES)
        for clause, standing, decided_by in rows:
            self.assertTrue(standing.strip('* '), clause)
            self.assertTrue(decided_by.strip(), clause)
        self.assertFalse([row for row in rows if 'refuted' in row[1]], rows)


if __name__ == '__main__':
    unittest.main()
