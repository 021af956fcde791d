"""The examples of reports/ci, by running their steps on two small checkouts."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ['SOURCE_DIR'])
TRIAZ = os.environ['TRIAZ']


class Compare(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='triaz-test-'))
        self.addCleanup(shutil.rmtree, self.folder)
        for side in ('base', 'head'):
            shutil.copytree(SOURCE / 'tests/scenario/data', self.folder / side)

    def run_step(self, script, **environment):
        return subprocess.run(['bash', '-euo', 'pipefail', '-c', script], cwd=self.folder,
                              text=True, capture_output=True, check=False, timeout=120,
                              env={**os.environ, 'TRIAZ': TRIAZ, **environment})

    def break_head(self):
        path = self.folder / 'head/base.json'
        model = json.loads(path.read_text())
        model['stores']['state']['copies_before_acknowledging'] = 1
        path.write_text(json.dumps(model))
        path = self.folder / 'head/scenario.json'
        scenario = json.loads(path.read_text())
        # One of them is now the deployment itself.
        scenario['mutants'] = {'none': 'the deployment is one'}
        path.write_text(json.dumps(scenario))

    def test_the_shell_script_passes_what_makes_nothing_worse(self):
        done = self.run_step(f'{SOURCE}/reports/ci/compare.sh base head plan.json')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('Nothing is worse.', (self.folder / 'comparison.md').read_text())

    def test_the_shell_script_refuses_a_regression_and_says_which(self):
        self.break_head()
        done = self.run_step(f'{SOURCE}/reports/ci/compare.sh base head plan.json said.md')
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        said = (self.folder / 'said.md').read_text()
        self.assertRegex(said, r'\| rpo \| inconclusive \| refuted \| \*\*worse\*\* \|')
        self.assertIn(said, done.stdout)

    def test_the_steps_of_the_workflow_do_what_they_say(self):
        """Its steps that call triaz, with small checkouts in place of the real ones."""
        self.break_head()
        workflow = (SOURCE / 'reports/ci/github-actions.yml').read_text()
        steps = dict(re.findall(
            r'- name: (\w+)\n(?: +if: always\(\)\n)? +run: \|\n((?: {10}.*\n)+)', workflow))
        self.assertEqual(set(steps), {'triaz', 'compare', 'report'})
        shutil.copytree(SOURCE / 'reports/ci', self.folder / 'head/reports/ci')
        summary = self.folder / 'summary.md'
        plan = 'scenarios/plans/reference.json'
        compare = self.run_step(steps['compare'].replace(plan, 'plan.json'),
                                GITHUB_STEP_SUMMARY=str(summary))
        self.assertEqual(compare.returncode, 1, compare.stdout + compare.stderr)
        self.assertIn('**worse**', summary.read_text())
        report = self.run_step(steps['report'].replace(plan, 'plan.json'))
        self.assertEqual(report.returncode, 0, report.stdout + report.stderr)
        page = (self.folder / 'rehearsal.html').read_text()
        self.assertIn('<title>Rehearsal report: Small plan', page)
        verified = subprocess.run([TRIAZ, 'evidence', 'verify', 'evidence.zip'], cwd=self.folder,
                                  capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)


if __name__ == '__main__':
    unittest.main()
