"""`triaz plan` and `triaz claims` as their callers see them."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from datetime import date, datetime, timezone
from pathlib import Path

try:
    import icalendar
except ImportError:  # another Python than the system's
    if sys.executable != '/usr/bin/python3':
        os.execv('/usr/bin/python3', ['/usr/bin/python3', '-B', *sys.argv])
    sys.exit('python3-icalendar is missing (apt-get install python3-icalendar)')

TRIAZ = os.environ['TRIAZ']
SOURCE = Path(os.environ['SOURCE_DIR'])
PLAN = 'scenarios/plans/reference.json'
TODAY = '2026-11-23'


def triaz(*words, cwd=SOURCE):
    return subprocess.run([TRIAZ, *words], cwd=cwd, capture_output=True, text=True, timeout=120)


class Tree(unittest.TestCase):
    """Tests with a copy of models and scenarios, and a plan in it that may be changed."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='triaz-test-'))
        for name in ('models', 'scenarios'):
            shutil.copytree(SOURCE / name, self.folder / name)
        self.addCleanup(shutil.rmtree, self.folder)

    def plan_with(self, change):
        """A plan beside the reference's that extends it, and differs by a merge patch."""
        path = self.folder / 'scenarios/plans/changed.json'
        path.write_text(json.dumps({'triaz': 'plan/1.0', 'extends': 'reference.json', **change}))
        return path.relative_to(self.folder)

    def triaz(self, *words):
        return triaz(*words, cwd=self.folder)


class Check(Tree):
    def test_finds_nothing_in_the_plan_of_the_reference(self):
        done = triaz('plan', 'check', PLAN, '--today', TODAY)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('No gap was found.', done.stdout)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_tells_a_gap_its_cure_and_what_closes_it(self):
        plan = self.plan_with({'exercises': {'restore-a-backup': None}})
        done = self.triaz('plan', 'check', plan, '--today', TODAY, '-f', 'json')
        self.assertEqual(done.returncode, 1, done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual({gap['code'] for gap in told['gaps']},
                         {'no-restore-test', 'control-unmapped'})
        self.assertEqual(len(told['closing']['additions']), 1)
        self.assertIn('restore', told['closing']['additions'][0]['what'])
        text = self.triaz('plan', 'check', plan, '--today', TODAY)
        self.assertIn('no-restore-test', text.stdout)
        self.assertIn('cure:', text.stdout)

    def test_knows_the_day_only_from_its_caller(self):
        late = triaz('plan', 'check', PLAN, '--today', '2027-03-01')
        self.assertEqual(late.returncode, 1)
        self.assertIn('overdue', late.stdout)
        self.assertEqual(triaz('plan', 'check', PLAN, '--today', '2027-02-29').returncode, 2)

    def test_looks_for_the_evidence_beside_the_plan(self):
        held = {'exercises': {'simulate-zones': {
            'held': {'on': '2026-11-20', 'evidence': ['notes/of-the-day.txt']}}}}
        plan = self.plan_with(held)
        done = self.triaz('plan', 'check', plan, '--today', TODAY)
        self.assertIn('evidence-missing', done.stdout)
        (self.folder / 'scenarios/plans/notes').mkdir()
        (self.folder / 'scenarios/plans/notes/of-the-day.txt').write_text('all well')
        done = self.triaz('plan', 'check', plan, '--today', TODAY)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_complains_of_a_plan_with_errors(self):
        done = self.triaz('plan', 'check', self.plan_with({'year': {'from': '2026-13-01'}}))
        self.assertEqual(done.returncode, 3)
        self.assertIn('changed.json:1:', done.stderr)
        self.assertEqual(self.triaz('plan', 'check', 'no-such.json').returncode, 6)

    def test_explains_its_codes(self):
        self.assertIn('backup', triaz('explain', 'no-restore-test').stdout)
        self.assertIn('no-restore-test', triaz('explain', 'no-restore-tset').stderr)

    def test_has_a_usage(self):
        self.assertEqual(triaz('plan').returncode, 2)
        self.assertEqual(triaz('plan', 'chek').returncode, 2)
        self.assertEqual(triaz('plan', 'check', PLAN, '--todya', TODAY).returncode, 2)
        self.assertIn('--today', triaz('plan', 'check', PLAN, '--todya', TODAY).stderr)
        for command in ([], ['check'], ['calendar'], ['respond'], ['run']):
            told = triaz('plan', *command, '--help')
            self.assertEqual(told.returncode, 0)
            self.assertIn('triaz plan', told.stdout)
            self.assertLessEqual(max(map(len, told.stdout.splitlines())), 80, told.stdout)


class Calendar(unittest.TestCase):
    def test_is_read_by_another_program_with_every_date(self):
        done = subprocess.run([TRIAZ, 'plan', 'calendar', PLAN], cwd=SOURCE, capture_output=True,
                              check=True)
        again = subprocess.run([TRIAZ, 'plan', 'calendar', PLAN], cwd=SOURCE, capture_output=True,
                               check=True)
        self.assertEqual(done.stdout, again.stdout)
        self.assertNotIn(b'\n', done.stdout.replace(b'\r\n', b''))
        calendar = icalendar.Calendar.from_ical(done.stdout)
        events = {str(event['SUMMARY']): event for event in calendar.walk('VEVENT')}
        plan = json.loads((SOURCE / PLAN).read_text())
        dated = [duty for duty in plan['duties'].values() if 'next' in duty]
        self.assertEqual(len(events), len(plan['exercises']) + len(dated))
        self.assertEqual(len({str(event['UID']) for event in events.values()}), len(events))
        evacuation = events['switchover exercise: evacuate-zone-b']
        self.assertEqual(evacuation.decoded('DTSTART'),
                         datetime(2027, 6, 8, 7, 30, tzinfo=timezone.utc))
        self.assertEqual(evacuation.decoded('DTEND'),
                         datetime(2027, 6, 8, 11, 30, tzinfo=timezone.utc))
        self.assertIn('evaluator: E. Vance', str(evacuation['DESCRIPTION']))
        self.assertEqual(events['due: access-review (C29)'].decoded('DTSTART'), date(2026, 12, 11))
        self.assertEqual(events['due: access-review (C29)']['RRULE']['INTERVAL'], [60])


class Respond(Tree):
    def test_upholds_the_promises_of_the_reference(self):
        done = triaz('plan', 'respond', PLAN, '-f', 'json')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual(len(told['circumstances']), 5)
        for circumstances in told['circumstances']:
            self.assertEqual([f['verdict'] for f in circumstances['findings']], ['upheld'] * 4)
        text = triaz('plan', 'respond', 'models/operations/reference.json')
        self.assertLessEqual(max(map(len, text.stdout.splitlines())), 80)
        self.assertIn('Automate', text.stdout)

    def test_refutes_mutants(self):
        operations = self.folder / 'models/operations/changed.json'
        for change, claim in [
            ({'support': {'overflow_leaves': True}}, 'residency'),
            ({'support': {'desks': {'eea': {'agents': {'anna': {'on_call': False},
                                                       'ben': {'on_call': False}}}}}}, 'urgent'),
            ({'tools': {'runbooks': {'alternative': None}}}, 'response'),
            ({'tools': {'monitoring': {'zone': 'a'}}}, 'response'),
            ({'notification': {'within': '1h'}}, 'notification'),
            ({'notification': {'form': {'planned': None}}}, 'form'),
            ({'notification': {'update_every': '6h'}}, 'updates'),
        ]:
            operations.write_text(json.dumps(
                {'triaz': 'operations/1.0', 'extends': 'reference.json', 'runs': 200, **change}))
            done = self.triaz('plan', 'respond', operations, '-f', 'json')
            self.assertEqual(done.returncode, 1, f'{change}\n{done.stderr}')
            told = json.loads(done.stdout)
            refuted = {f['claim'] for part in [*told['circumstances'], told['support']]
                       for f in part['findings'] if f['verdict'] == 'refuted'}
            self.assertIn(claim, refuted, change)


class Run(Tree):
    def small_plan(self):
        """Two exercises with a short scenario each; the other exercises name none."""
        for name in ('model.json', 'upheld.json'):
            shutil.copy(SOURCE / 'tests/cli/data' / name, self.folder / 'scenarios/plans')
        reference = json.loads((SOURCE / PLAN).read_text())
        exercises = {name: {'scenarios': None} for name in reference['exercises']}
        exercises['simulate-zones'] = {'scenarios': ['upheld.json']}
        exercises['lose-zone-a'] = {'scenarios': ['upheld.json', 'other/upheld.json']}
        (self.folder / 'scenarios/plans/other').mkdir()
        for name in ('model.json', 'upheld.json'):
            shutil.copy(SOURCE / 'tests/cli/data' / name, self.folder / 'scenarios/plans/other')
        scenario = self.folder / 'scenarios/plans/other/upheld.json'
        content = json.loads(scenario.read_text())
        content.update(seed=77, model='../model.json')
        scenario.write_text(json.dumps(content))
        stores = list(json.loads((self.folder / 'scenarios/plans/model.json').read_text())
                      .get('stores', {}))
        objectives = {'calls-and-conversations': {'rpo': {'stores': stores}},
                      'administration': {'rpo': {'stores': stores}}}
        return self.plan_with({'model': 'model.json', 'exercises': exercises, 'library': [],
                               'objectives': objectives})

    def results(self):
        return {str(path.relative_to(self.folder / 'out')): path.read_bytes()
                for path in (self.folder / 'out').rglob('*.json')}

    def index(self):
        return json.loads((self.folder / 'out/index.json').read_text())['results']

    def test_writes_a_result_for_each_scenario_of_each_exercise(self):
        done = self.triaz('plan', 'run', self.small_plan(), '-o', 'out')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(set(self.results()), {
            'index.json', 'simulate-zones/upheld.json', 'lose-zone-a/upheld.json',
            'lose-zone-a/other-upheld.json'})
        alone = json.loads(self.triaz('run', 'scenarios/plans/other/upheld.json', '-f',
                                      'json').stdout)
        inside = json.loads(self.results()['lose-zone-a/other-upheld.json'])
        del alone['context'], inside['context']
        self.assertEqual(inside, alone)

    def test_keeps_what_is_there_and_does_again_what_changed_or_is_damaged(self):
        plan = self.small_plan()
        self.triaz('plan', 'run', plan, '-o', 'out')
        before = self.results()
        done = self.triaz('plan', 'run', plan, '-o', 'out')
        self.assertEqual(done.returncode, 0)
        self.assertEqual([result['kept'] for result in self.index()], [True] * 3)
        del before['index.json']
        self.assertEqual({**self.results(), **before}, self.results())
        damaged = self.folder / 'out/simulate-zones/upheld.json'
        damaged.write_bytes(damaged.read_bytes().replace(b'upheld', b'UPHELD', 1))
        other = self.folder / 'scenarios/plans/other/upheld.json'
        other.write_text(other.read_text().replace('"seed": 77', '"seed": 78'))
        self.triaz('plan', 'run', plan, '-o', 'out')
        self.assertEqual({result['file']: result['kept'] for result in self.index()},
                         {'simulate-zones/upheld.json': False, 'lose-zone-a/upheld.json': True,
                          'lose-zone-a/other-upheld.json': False})

    def test_loses_nothing_when_it_is_killed(self):
        plan = self.small_plan()
        for delay in (0.02, 0.05, 0.1, 0.2, 0.4):
            shutil.rmtree(self.folder / 'out', ignore_errors=True)
            process = subprocess.Popen([TRIAZ, 'plan', 'run', plan, '-o', 'out', '-j', '1'],
                                       cwd=self.folder, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.wait()
            for path, content in self.results().items():
                json.loads(content)  # whole, whenever it is there
            done = self.triaz('plan', 'run', plan, '-o', 'out')
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(len(self.results()), 4)

    def test_refuses_a_folder_that_cannot_be_made(self):
        (self.folder / 'out').write_text('a file')
        done = self.triaz('plan', 'run', self.small_plan(), '-o', 'out')
        self.assertEqual(done.returncode, 6)


class Claims(Tree):
    def test_show_every_clause_of_both_generations(self):
        newest = json.loads(triaz('claims', PLAN, '-f', 'json').stdout)
        self.assertEqual([clause['id'] for clause in newest['clauses']],
                         [f'C{number:02}' for number in range(1, 31)])
        by_id = {clause['id']: clause for clause in newest['clauses']}
        self.assertEqual(by_id['C09']['standing'], 'decided')
        self.assertEqual(by_id['C29']['standing'], 'decided')
        self.assertNotIn('not promised', {clause['standing'] for clause in newest['clauses']})
        for clause in newest['clauses']:
            for decision in clause['decided_by']:
                self.assertTrue(decision['why'], clause['id'])

    def test_differ_by_generation(self):
        def limit(contract):
            told = json.loads(triaz('claims', PLAN, '-c', f'models/contracts/{contract}.json',
                                    '-f', 'json').stdout)
            c16 = next(clause for clause in told['clauses'] if clause['id'] == 'C16')
            c09 = next(clause for clause in told['clauses'] if clause['id'] == 'C09')
            days = [re.search(r'within (\d+) business days', decision['wanted'])
                    for decision in c16['decided_by']]
            return [int(found[1]) for found in days if found], c09['standing']

        self.assertEqual(limit('newest'), ([3], 'decided'))
        self.assertEqual(limit('older'), ([7], 'not promised'))

    def test_depend_on_what_is_offered(self):
        def standing(*files):
            told = json.loads(triaz('claims', *files, '-f', 'json').stdout)
            return {clause['id']: clause['standing'] for clause in told['clauses']}

        alone = standing('models/reference.json')
        self.assertEqual(alone['C09'], 'open')
        self.assertEqual(alone['C29'], 'open')
        zone_a = standing('models/reference.json', 'scenarios/zone-loss/az-power-loss.json')
        self.assertEqual(zone_a['C09'], 'in part')
        zones = standing('scenarios/zone-loss')
        self.assertEqual(zones['C09'], 'decided')
        self.assertEqual(zones['C11'], 'in part')

    def test_can_be_required(self):
        self.assertEqual(triaz('claims', 'models/reference.json', '--strict').returncode, 4)
        self.assertEqual(triaz('claims', 'models/reference.json').returncode, 0)

    def test_fit_a_terminal(self):
        done = triaz('claims', PLAN)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
        self.assertIn('30 clauses:', done.stdout)

    def test_need_a_contract(self):
        shutil.rmtree(self.folder / 'models/contracts')
        done = self.triaz('claims', 'models/reference.json')
        self.assertEqual(done.returncode, 2)
        self.assertIn('--contract', done.stderr)


if __name__ == '__main__':
    unittest.main()
