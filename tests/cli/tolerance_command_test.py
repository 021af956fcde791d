"""`triaz tolerance`: what a model declares to be survived, by structure and by simulation."""

import json
import os
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

TRIAZ = os.environ['TRIAZ']
DATA = Path('tests/search/data')


def run(*words):
    return subprocess.run([TRIAZ, *words], capture_output=True, text=True, timeout=120,
                          check=False)


def attacked(path, *words):
    done = run('tolerance', str(path), *words, '--format', 'json')
    result = json.loads(done.stdout)
    del result['context']
    return done.returncode, result


class Tolerance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.halls = attacked(DATA / 'scenarios/halls.json')

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Path(folder.name)
        shutil.copytree(DATA, self.tree, dirs_exist_ok=True)

    def small(self, services=None, stores=None, **model):
        """The small deployment with what it declares."""
        path = self.tree / 'models/small.json'
        text = json.loads(path.read_text())
        text['services']['app'].update(services or {})
        text['stores']['state'].update(stores or {})
        text.update(model)
        path.write_text(json.dumps(text))
        return self.tree / 'scenarios/small.json'

    def test_a_hall_that_holds_the_majority_is_found_by_both_sides(self):
        """FoundationDB issue 4970: any two machines may go, and one hall stops recovery."""
        code, result = self.halls
        self.assertEqual(code, 1)
        machines, hall = result['tolerances']
        self.assertEqual([machines['verdict'], hall['verdict']], ['upheld', 'refuted'])
        self.assertGreater(machines['simulation']['runs'], 100)
        self.assertEqual(hall['structure']['ways_past'], ['zone a'])
        self.assertEqual(hall['simulation']['verdict'], 'refuted')
        self.assertFalse(hall['disagree'])
        self.assertEqual(hall['pointer'], '/stores/state/tolerates/1')

    def test_the_reproduce_line_of_a_witness_runs(self):
        _, result = self.halls
        witness = result['tolerances'][1]['simulation']['witnesses'][0]
        done = run(*shlex.split(witness['reproduce'])[1:], '--format', 'json')
        claim = json.loads(done.stdout)['claims'][0]
        self.assertEqual(claim['verdict'], 'refuted')

    def test_what_structure_cannot_see_is_a_disagreement(self):
        path = self.small(services={'tolerates': [{'zones': 1}]})
        self.assertEqual(attacked(path)[0], 0)
        model = json.loads((self.tree / 'models/small.json').read_text())
        off = {'enabled': False}
        edge = model['balancers']['edge']
        path = self.small(balancers={
            'edge': {**edge, 'health_check': off, 'names': {'ttl': '5s', 'health_check': off}}})
        code, result = attacked(path)
        self.assertEqual(code, 1)
        found = result['tolerances'][0]
        self.assertEqual(found['structure']['verdict'], 'upheld')
        self.assertEqual(found['simulation']['verdict'], 'refuted')
        self.assertTrue(found['disagree'])
        text = run('tolerance', str(path)).stdout
        self.assertIn('The two disagree.', text)
        self.assertIn('triaz run', text)

    def test_data_that_one_copy_holds_is_lost(self):
        path = self.small(stores={'tolerates': [{'hosts': 1, 'keeps': 'data'}]})
        self.assertEqual(attacked(path)[0], 0)
        path = self.small(stores={'tolerates': [{'hosts': 2, 'keeps': 'data'}]})
        code, result = attacked(path, '--mutant', 'acknowledge after one copy', '--load', '25%')
        self.assertEqual(code, 1)
        found = result['tolerances'][0]
        self.assertEqual(found['structure']['verdict'], 'refuted')
        self.assertEqual(found['simulation']['verdict'], 'refuted')
        self.assertEqual(found['simulation']['witnesses'][0]['mechanism'],
                         'acknowledged too early')

    def test_power_that_returns_brings_back_what_structure_counts_as_gone(self):
        path = self.small(stores={'tolerates': [{'hosts': 2, 'keeps': 'data'}]})
        code, result = attacked(path, '--load', '25%')
        self.assertEqual(code, 1)
        found = result['tolerances'][0]
        self.assertEqual(found['structure']['verdict'], 'refuted')
        self.assertEqual(found['simulation']['verdict'], 'upheld')
        self.assertFalse(found['disagree'])

    def test_any_number_of_workers_gives_the_same(self):
        path = self.small(stores={'tolerates': [{'zones': 1}, {'hosts': 1, 'keeps': 'data'}]})
        one = attacked(path, '--load', '25%', '--jobs', '1')
        self.assertEqual(one, attacked(path, '--load', '25%', '--jobs', '3'))
        self.assertGreater(sum(of['simulation']['runs'] for of in one[1]['tolerances']), 10)

    def test_a_budget_makes_nothing_green(self):
        path = self.small(stores={'tolerates': [{'zones': 1}]})
        code, result = attacked(path, '--budget', '2')
        self.assertEqual(code, 4)
        self.assertIn('budget', result['tolerances'][0]['simulation']['undecided'])

    def test_nothing_declared_is_nothing_attacked(self):
        done = run('tolerance', str(DATA / 'scenarios/small.json'))
        self.assertEqual(done.returncode, 5)
        self.assertIn('declares what it tolerates', done.stderr)

    def test_lint_finds_what_is_declared_too_much(self):
        done = run('lint', str(DATA / 'models/halls.json'))
        self.assertIn('TZ206', done.stdout)
        self.assertIn('any loss of 1 zone; the loss of zone a', ' '.join(done.stdout.split()))

    def test_the_text_fits_a_terminal(self):
        out = run('tolerance', str(DATA / 'scenarios/halls.json'), '--budget', '40').stdout
        long = [line for line in out.splitlines()
                if len(line) > 80 and 'triaz run' not in line]
        self.assertEqual(long, [])


if __name__ == '__main__':
    unittest.main()
