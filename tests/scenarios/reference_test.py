#!/usr/bin/env python3
"""What people read before they run anything is what they would get: the output shown in README.md
and the results under reports/reference are compared with real runs.

    TRIAZ_REWRITE=1 TRIAZ=... SOURCE_DIR=. tests/scenarios/reference_test.py      writes them anew
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
SHOWN = re.compile(r'(```console\n\$ triaz ([^\n]*)\n)(.*?)(```\n)', re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r'\A\$ triaz (.*)\n')


def output_of(command):
    """What `triaz ...` prints, wherever it goes, away from a terminal."""
    return subprocess.run([TRIAZ, *command.split()], cwd=SOURCE, check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          env={**os.environ, 'NO_COLOR': '1', 'LC_ALL': 'C.UTF-8'}).stdout


class Reference(unittest.TestCase):
    maxDiff = None

    def check(self, path, found):
        if REWRITE:
            path.write_text(found, encoding='utf-8')
        else:
            self.assertEqual(found, path.read_text(encoding='utf-8'), f'{path}; {__doc__}')

    def test_output_in_the_readme(self):
        path = SOURCE / 'README.md'
        text = path.read_text(encoding='utf-8')
        self.assertRegex(text, SHOWN)
        self.check(path, SHOWN.sub(
            lambda block: block[1] + output_of(block[2]) + block[4], text))

    def test_results_under_reports(self):
        files = sorted(REFERENCE.glob('*.txt'))
        self.assertTrue(files)
        for path in files:
            with self.subTest(path.name):
                text = path.read_text(encoding='utf-8')
                command = COMMAND.match(text)[1]
                self.check(path, f'$ triaz {command}\n{output_of(command)}')


    def test_the_rehearsal_report(self):
        """The report of the reference plan, with the result of one of its scenarios: all of them
        would take half a minute."""
        scenario = 'scenarios/zone-loss/az-power-loss.json'
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / 'result.json'
            result = json.loads(output_of(f'run {scenario} -f json'))
            result['context'] = {**result['context'], 'commit': 'of this tree', 'started': 'today',
                                 'wall_seconds': 0}
            path.write_text(json.dumps(result), encoding='utf-8')
            for form in ('html', 'md'):
                found = output_of(f'report {path} --plan scenarios/plans/reference.json '
                                  f'--today 2026-12-01 -f {form}')
                self.check(REFERENCE / f'rehearsal.{form}', found.replace(str(path), 'result.json'))


if __name__ == '__main__':
    unittest.main()
