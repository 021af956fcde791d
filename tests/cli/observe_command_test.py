"""`triaz observe import` and the report of what it took in, as their callers see them."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import jsonschema

TRIAZ = os.environ['TRIAZ']
SOURCE = Path(os.environ['SOURCE_DIR'])
FILE = 'scenarios/plans/observed/lose-zone-a.json'
SCENARIO = 'scenarios/zone-loss/az-power-loss.json'


def triaz(*words):
    return subprocess.run([TRIAZ, *words], cwd=SOURCE, capture_output=True, text=True, check=False,
                          env={**os.environ, 'NO_COLOR': '1', 'LC_ALL': 'C.UTF-8'}, timeout=120)


class Observe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.scratch.name)
        cls.observed = str(cls.folder / 'observed.json')
        cls.done = triaz('observe', 'import', FILE, '-o', cls.observed)
        cls.seeds = [str(cls.folder / f'seed-{seed}.json') for seed in (1, 2, 3)]
        for seed, path in enumerate(cls.seeds, 1):
            triaz('run', SCENARIO, '--seed', str(seed), '-f', 'json', '-o', path)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def report(self, *words):
        done = triaz('report', *words, '-f', 'md')
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_tells_the_verdict_and_keeps_a_result_of_the_published_shape(self):
        self.assertEqual(self.done.returncode, 1, self.done.stdout + self.done.stderr)
        self.assertEqual(self.done.stderr, '')
        self.assertIn('Observed in lose-zone-a, 2027-09-07T07:30:00Z to', self.done.stdout)
        self.assertNotIn('imulated', self.done.stdout)
        self.assertIn(f'triaz observe import {FILE}', self.done.stdout)
        self.assertLessEqual(max(map(len, self.done.stdout.splitlines())), 80)
        result = json.loads(Path(self.observed).read_text())
        schema = json.loads(triaz('schema', 'result').stdout)
        jsonschema.Draft202012Validator(schema).validate(result)
        self.assertEqual(result['evidence_class'], 'observed')
        self.assertEqual(result['scenario']['path'], SCENARIO)
        self.assertEqual(result['inputs'][0]['path'], FILE)
        self.assertEqual(result['events'][0]['t2_s'] - result['events'][0]['t0_s'], 42)
        self.assertEqual([step['in_time'] for step in result['observation']['steps']],
                         [True, False, True, True])

    def test_a_table_gives_the_same(self):
        table = str(self.folder / 'table.json')
        triaz('observe', 'import', FILE.replace('.json', '.csv'), '-o', table)
        one, other = (json.loads(Path(path).read_text()) for path in (self.observed, table))
        for result in (one, other):
            del result['context'], result['inputs']
            for claim in result['claims']:
                del claim['reproduce']
        self.assertEqual(one, other)

    def test_a_report_sets_it_beside_what_was_predicted_and_names_what_is_off(self):
        text = self.report(self.observed, '--predicted', *self.seeds)
        self.assertIn('Evidence class: **observation**', text)
        self.assertRegex(text, r'detected .T2 - T0. \| .* to .* \| 42 s, to 1 s '
                               r'\| \*\*more than predicted\*\*')
        self.assertIn('Which assumption is off', text)
        self.assertRegex(text, r'\| detected .T2 - T0. \| balancer')
        self.assertRegex(text, r'\| rto \| upheld in 3 of 3 runs \| \*\*refuted, expected upheld')
        self.assertIn('the first page went unheard', text)
        self.assertIn('o.brandt', text)

    def test_a_pack_of_it_is_verified_by_taking_it_in_again(self):
        pack = str(self.folder / 'pack.zip')
        done = triaz('evidence', 'pack', self.observed, '-o', pack)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = triaz('evidence', 'verify', pack)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('1 results came out the same again', done.stdout)

    def test_one_run_predicts_no_interval(self):
        self.assertIn('One run predicts no interval', self.report(self.observed, self.seeds[0]))
        self.assertIn('nothing was predicted', self.report(self.observed))

    def test_a_history_of_clients_is_judged_too(self):
        observation = json.loads((SOURCE / FILE).read_text())
        observation['history'] = {'began': observation['from'], 'cohort': 'users-a',
                                  'store': 'state'}
        observation['evidence'] = []
        tree = self.folder / 'tree'
        shutil.copytree(SOURCE / 'models', tree / 'models')
        for path in (FILE, SCENARIO):
            (tree / path).parent.mkdir(parents=True)
        shutil.copy(SOURCE / SCENARIO, tree / SCENARIO)
        (tree / FILE).write_text(json.dumps(observation))
        history = self.folder / 'clients.jsonl'
        lines = []
        for number in range(20):
            for kind in ('invoke', 'ok'):
                lines.append({'process': 0, 'type': kind, 'f': 'write', 'value': number})
        for kind, value in (('invoke', None), ('ok', 7)):
            lines.append({'process': 1, 'type': kind, 'f': 'read', 'value': value})
        history.write_text(''.join(json.dumps(line) + '\n' for line in lines))
        done = triaz('observe', 'import', str(tree / FILE), '--history', str(history), '-f',
                     'json')
        claims = {claim['id']: claim for claim in json.loads(done.stdout)['claims']}
        self.assertEqual(claims['history']['verdict'], 'refuted')
        self.assertEqual(claims['history']['measured']['operations'], 21)

    def test_complains_with_place_and_cure(self):
        broken = self.folder / 'broken.csv'
        broken.write_text('[observation]\nexercise,x\n[count]\n')
        done = triaz('observe', 'import', str(broken))
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r'broken.csv:3:1: error: unknown key "count"')
        self.assertIn('did you mean "counts"?', done.stderr)
        self.assertEqual(triaz('observe').returncode, 2)
        self.assertEqual(triaz('observe', 'import', 'not-there.json').returncode, 6)


if __name__ == '__main__':
    unittest.main()
