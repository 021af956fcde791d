"""`triaz explore` from outside: verdicts, reproduce lines, interruption, kill and resume."""

import functools
import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path
from xml.etree import ElementTree

TRIAZ = os.environ['TRIAZ']
SCENARIO = 'tests/search/data/scenarios/small.json'
SHORT = ['--kinds', 'power-loss,partition', '--targets', 'zone', '--for', '3s', '--after', '8s']
MUTANT = ['--mutant', 'acknowledge after one copy']


def run(*words, code=None):
    done = subprocess.run([TRIAZ, *words], capture_output=True, text=True, timeout=120)
    if code is not None:
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done


@functools.cache
def explored(*words):
    """What is asked again is the same: a search has one answer."""
    done = run('explore', SCENARIO, *words, '--format', 'json')
    result = json.loads(done.stdout)
    del result['context']
    return done.returncode, result


class Explore(unittest.TestCase):
    def test_upheld_says_within_which_bounds(self):
        out = run('explore', SCENARIO, *SHORT, '--claim', 'rpo', code=0).stdout
        self.assertIn('UPHELD  rpo  upheld within bounds, exhaustive', out)
        self.assertIn('up to 1 fault out of 6 choices', out)
        self.assertIn('left out, alike to one of them', out)
        self.assertTrue(all(len(line) <= 80 for line in out.splitlines()), out)

    def test_a_planted_bug_is_found_without_a_hint(self):
        code, result = explored(*SHORT, *MUTANT, '--claim', 'rpo')
        self.assertEqual(code, 1)
        claim = result['claims'][0]
        self.assertEqual(claim['verdict'], 'refuted')
        self.assertEqual(claim['mechanisms'][0]['mechanism'], 'acknowledged too early')

    def test_the_reproduce_line_does_what_it_says(self):
        _, result = explored(*SHORT, *MUTANT, '--claim', 'rpo')
        first = result['claims'][0]['mechanisms'][0]
        words = shlex.split(first['first']['reproduce'])[1:]
        again = json.loads(run(*words, '--format', 'json').stdout)
        found = [claim for claim in again['claims'] if claim['id'] == 'rpo'][0]
        self.assertEqual(found['verdict'], 'refuted')
        self.assertEqual(found['witness']['mechanism'], first['mechanism'])
        self.assertEqual(found['witness']['summary'], first['summary'])

    def test_symmetry_leaves_out_what_changes_nothing_of_the_verdict(self):
        _, reduced = explored(*SHORT)
        _, whole = explored(*SHORT, '--no-symmetry')
        self.assertEqual([c['verdict'] for c in reduced['claims']],
                         [c['verdict'] for c in whole['claims']])
        before, after = whole['coverage'][0], reduced['coverage'][0]
        self.assertEqual(after['tried'] + after['symmetric'], before['tried'])
        self.assertLess(after['tried'], before['tried'] / 2)

    def test_any_number_of_workers_gives_the_same(self):
        two = ['--faults', '2', '--of', 'state', '--targets', 'zone', '--kinds', 'power-loss',
               '--for', '300ms', '--after', '5s', '--claim', 'rpo']
        one = explored(*two, '--jobs', '1')
        self.assertEqual(one, explored(*two, '--jobs', '3'))
        self.assertGreater(one[1]['coverage'][1]['tried'], 100)

    def test_a_budget_of_runs_is_kept_and_nothing_is_green(self):
        code, result = explored(*SHORT, '--budget', '5')
        self.assertEqual(code, 4)
        self.assertEqual(result['coverage'][0]['tried'], 5)
        self.assertEqual(result['cut_short_by'], 'the budget of 5 runs')

    def test_random_runs_take_more_faults(self):
        code, result = explored(*SHORT, '--random', '4', '--claim', 'rpo')
        self.assertEqual(result['random'], {'planned': 4, 'tried': 4})
        self.assertEqual(result, explored(*SHORT, '--random', '4', '--claim', 'rpo')[1])
        self.assertIn(code, (0, 1, 4))

    def test_words_that_mean_nothing_are_complained_of(self):
        for words, complaint in [
                (['--kinds', 'power-los'], 'did you mean `power-loss`?'),
                (['--targets', 'zon'], 'did you mean `zone`?'),
                (['--targets', 'zone/x'], 'no zone is named `x`'),
                (['--of', 'stat'], 'did you mean `state`?'),
                (['--budget', 'soon'], 'no number of runs, nor a time'),
                (['--faults', '9'], '--faults')]:
            done = run('explore', SCENARIO, *words, code=2)
            self.assertIn(complaint, done.stderr)
        run('explore', SCENARIO, '--claim', 'rto2', code=5)
        run('explore', SCENARIO, '--kinds', 'partition', '--targets', 'host', code=5)


class Shrink(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Path(folder.name)
        shutil.copytree('tests/search/data', self.tree, dirs_exist_ok=True)
        self.scenario = str(self.tree / 'scenarios' / 'small.json')

    FAULTS = ['--fault', 'partition zone/a at 6.003332764s for 3s',
              '--fault', 'power-loss zone/c at 16.123456s for 1.5s',
              '--fault', 'process-crash component/app/host/b1-h1 at 13s for 2s']

    def shrink(self, name, *words, code=0):
        path = str(self.tree / 'scenarios' / name)
        done = run('shrink', self.scenario, *MUTANT, *self.FAULTS, '--claim', 'rpo', '-o', path,
                   *words, code=code)
        return path, done.stdout

    def test_what_is_not_needed_goes_and_the_file_is_a_scenario_that_passes(self):
        path, out = self.shrink('shrunk.json')
        self.assertIn('rpo is refuted by 1 fault, because of: acknowledged too early', out)
        shrunk = json.loads(Path(path).read_text())
        self.assertEqual(len(shrunk['faults']), 1)
        self.assertEqual(shrunk['faults'][0]['kind'], 'partition')
        self.assertNotIn('for', shrunk['faults'][0])
        self.assertRegex(shrunk['faults'][0]['at'], r'^[0-9]+s$')
        self.assertLess(int(shrunk['duration'][:-1]), 13)
        self.assertLess(shrunk['overrides']['clients']['users-a']['rate'], 40)
        self.assertEqual([claim['id'] for claim in shrunk['claims']], ['rpo'])
        tested = run('test', path, code=0)
        self.assertIn('1 of 1 scenario passed', tested.stdout)

    def test_the_same_bytes_with_any_number_of_workers(self):
        one, _ = self.shrink('one.json', '--jobs', '1')
        three, _ = self.shrink('three.json', '--jobs', '3')
        self.assertEqual(Path(one).read_bytes(), Path(three).read_bytes())

    def test_explore_writes_what_it_found_as_small_as_it_gets(self):
        done = run('explore', self.scenario, *SHORT, *MUTANT, '--claim', 'rpo', '--shrink',
                   str(self.tree / 'scenarios' / 'found'), code=1)
        self.assertIn('written to: ', done.stdout)
        found = list((self.tree / 'scenarios' / 'found').iterdir())
        self.assertEqual([path.name for path in found], ['rpo-acknowledged-too-early.json'])
        run('test', str(found[0]), code=0)

    def test_what_refutes_nothing_cannot_be_shrunk(self):
        path = self.tree / 'scenarios' / 'none.json'
        done = run('shrink', self.scenario, '--claim', 'rpo', '-o', str(path), code=5)
        self.assertIn('there is nothing to shrink', done.stderr)
        self.assertFalse(path.exists())


class Mutate(unittest.TestCase):
    def mutants(self, *paths, code=0):
        result = json.loads(run('mutate', *paths, '--format', 'json', code=code).stdout)
        return result['scenarios']

    def test_each_mutant_refutes_the_claim_that_it_breaks(self):
        scenario = self.mutants(SCENARIO)[0]
        self.assertTrue(scenario['passed'])
        mutants = {mutant['name']: mutant for mutant in scenario['mutants']}
        self.assertEqual(mutants['acknowledge after one copy']['claims']['copies'], 'refuted')
        self.assertEqual(mutants['a copy less']['claims']['rto'], 'refuted')
        self.assertEqual(mutants['health checks off']['claims']['rto'], 'refuted')
        self.assertEqual(mutants['no spare capacity']['claims']['rto'], 'refuted')
        self.assertEqual(mutants['all zones one shared fate']['claims']['rto'], 'refuted')
        self.assertFalse(mutants['fencing off']['applies'])
        self.assertIn('lease', mutants['fencing off']['why_not'])

    def test_a_scenario_that_notices_nothing_fails_unless_it_says_why(self):
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder)
            shutil.copytree('tests/search/data', tree, dirs_exist_ok=True)
            path = tree / 'scenarios' / 'small.json'
            scenario = json.loads(path.read_text())
            # That three zones work is seen before any fault, whatever is wrong.
            scenario['claims'] = [{'id': 'active', 'kind': 'active-zones'}]
            scenario['duration'] = '20s'
            scenario['faults'] = [{'kind': 'power-loss', 'target': {'zone': 'a'}, 'at': '10s'}]
            scenario['mutants'] = [{'name': 'zone c idles', 'refutes': ['active'],
                                    'model': {'clients': {'users-c': {'home': 'b'}}}}]
            path.write_text(json.dumps(scenario))
            self.assertIn('it would not notice', run('mutate', str(path), code=1).stdout)
            scenario['mutants'] = {'none': 'an example'}
            path.write_text(json.dumps(scenario))
            self.assertTrue(self.mutants(str(path))[0]['passed'])

    def test_the_table_fits_a_terminal(self):
        out = run('mutate', SCENARIO, code=0).stdout
        self.assertTrue(all(len(line) <= 80 for line in out.splitlines()), out)
        self.assertIn('does not apply: no store has a primary', out)


class Frontier(unittest.TestCase):
    TWO_THIRDS = 'scenarios/overload/two-thirds-load.json'

    def test_two_zones_carry_two_thirds_of_three(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ['models', 'scenarios']:
                Path(folder, name).mkdir()
            shutil.copy('models/stateless.json', Path(folder, 'models'))
            scenario = json.loads(Path(self.TWO_THIRDS).read_text())
            # The more workers, the less chance has to say close to saturation.
            scenario['model'] = '../models/stateless.json'
            scenario['overrides'] = {'services': {'app': {'workers': 16, 'queue_limit': 160}},
                                     'clients': {'users': {'rate': 4600}}}
            scenario['mutants'] = {'none': 'a measurement'}
            path = Path(folder, 'scenarios', 'wide.json')
            path.write_text(json.dumps(scenario))
            done = run('frontier', str(path), '--claim', 'rto', '--over',
                       'clients.users.rate=4600:5000', '--seeds', '1', '--precision', '5',
                       '--format', 'json', code=0)
        crossing = json.loads(done.stdout)['crossings'][0]
        # Nine instances with 16 workers of 20 ms serve 7,200 requests/s; two zones of three,
        # two thirds of that.
        middle = (float(crossing['holds']) + float(crossing['refuted'])) / 2
        self.assertAlmostEqual(middle / 7200, 2 / 3, delta=2 / 3 * 0.01)

    def test_csv_and_picture(self):
        with tempfile.TemporaryDirectory() as folder:
            words = [self.TWO_THIRDS, '--claim', 'rto', '--over', 'clients.users.rate=900:1500',
                     '--seeds', '1', '--precision', '20']
            csv, svg = Path(folder, 'f.csv'), Path(folder, 'f.svg')
            run('frontier', *words, '-o', str(csv), code=0)
            run('frontier', *words, '-o', str(svg), code=0)
            lines = csv.read_text().splitlines()
            self.assertEqual(lines[0], 'clients.users.rate,verdict,mechanism')
            self.assertEqual(lines[1], '900,upheld,')
            self.assertEqual(lines[2], '1500,refuted,overload')
            self.assertEqual(ElementTree.parse(svg).getroot().tag,
                             '{http://www.w3.org/2000/svg}svg')

    def test_a_range_without_a_boundary_is_inconclusive(self):
        done = run('frontier', self.TWO_THIRDS, '--claim', 'rto', '--over',
                   'clients.users.rate=300:400', '--seeds', '1', code=4)
        self.assertIn('rto holds at both ends from 300 to 400', done.stdout)

    def test_what_is_no_field_or_range_is_complained_of(self):
        done = run('frontier', self.TWO_THIRDS, '--claim', 'rto', '--over',
                   'clients.users.rat=1:2', code=3)
        self.assertIn('rate', done.stderr)
        run('frontier', self.TWO_THIRDS, '--claim', 'rto', '--over', 'clients.users.rate', code=2)


class Journal(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.journal = Path(folder.name, 'journal')

    def start(self, *words):
        return subprocess.Popen(
            [TRIAZ, 'explore', SCENARIO, '--format', 'json', '--journal', str(self.journal),
             *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait_for_lines(self, process, lines):
        """Until the journal has so many lines, or the search is over."""
        for _ in range(2000):
            if process.poll() is not None:
                return
            if self.journal.exists() and self.journal.read_text().count('\n') >= lines:
                return
            time.sleep(0.005)

    def names(self):
        lines = self.journal.read_text().splitlines()[1:]
        return [json.loads(line)['run'] for line in lines]

    def test_killed_at_any_time_it_goes_on_and_counts_nothing_twice(self):
        words = ['--for', '1s', '--after', '6s', '--no-symmetry', '--claim', 'rpo', '--of', 'state',
                 '--kinds', 'power-loss']
        code, expected = explored(*words)
        lines = random.Random(7)
        for _ in range(5):
            process = self.start(*words, '--jobs', '2')
            self.wait_for_lines(process, lines.randrange(0, 60))
            process.kill()
            process.communicate()
        kept = len(self.names()) if self.journal.exists() else 0
        process = self.start(*words)
        out, _ = process.communicate()
        result = json.loads(out)
        del result['context']
        self.assertEqual((process.returncode, result), (code, expected))
        self.assertGreater(kept, 0)
        names = self.names()
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(len(names), 1 + expected['coverage'][0]['tried'])

    def test_a_finished_journal_answers_without_a_run(self):
        _, expected = explored(*SHORT)
        self.start(*SHORT).communicate()
        before = self.journal.read_bytes()
        out, _ = self.start(*SHORT).communicate()
        result = json.loads(out)
        del result['context']
        self.assertEqual(result, expected)
        self.assertEqual(self.journal.read_bytes(), before)

    def test_control_c_keeps_what_was_found(self):
        words = [*SHORT, *MUTANT, '--no-symmetry', '--claim', 'rpo', '--jobs', '1']
        process = self.start(*words)
        self.wait_for_lines(process, 40)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        result = json.loads(out)
        self.assertEqual(process.returncode, 128 + signal.SIGINT, err)
        self.assertEqual(result['cut_short_by'], 'SIGINT')
        self.assertEqual(result['claims'][0]['verdict'], 'refuted')
        self.assertGreaterEqual(result['coverage'][0]['tried'], 39)

    def test_another_question_does_not_use_it(self):
        self.start(*SHORT).communicate()
        process = self.start(*SHORT, '--no-symmetry')
        _, err = process.communicate()
        self.assertEqual(process.returncode, 6)
        self.assertIn('of another question', err)


if __name__ == '__main__':
    unittest.main()
