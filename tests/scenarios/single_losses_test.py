#!/usr/bin/env python3
"""Every zone, data centre, host and process of the reference deployment lost, one at a time: the
losses are generated from the model, and reports/reference/single-losses.md says what became of
each. The test compares all zones and data centres and a sample of the rest with the table.

    TRIAZ_REWRITE=1 TRIAZ=... SOURCE_DIR=. tests/scenarios/single_losses_test.py      writes it anew
"""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SOURCE = Path(os.environ['SOURCE_DIR'])
TRIAZ = os.environ['TRIAZ']
REWRITE = 'TRIAZ_REWRITE' in os.environ

MODEL = SOURCE / 'models/reference.json'
TABLE = SOURCE / 'reports/reference/single-losses.md'
SAMPLED = 9  # of the hosts and processes, every so many
INVALID = 3

HEAD = '''# Single losses of the reference deployment

Every zone, data centre, host and process (component on host) lost for good at 10 s, one at a time,
in a run of 30 s with seed 1. `rto`: Z1, no slice of 100 ms below 99 % success for the users of any
zone. `rpo`: no acknowledged write lost. Longest outage, failed attempts and requests that failed
for good, of all users. Generated and compared by tests/scenarios/single_losses_test.py.

| lost | rto | longest outage | failed attempts | failed requests | rpo |
|---|---|---|---|---|---|
'''


def losses(model):
    """(what, fault) of every thing that can be lost; pairs of component and host that do not exist
    are among them."""
    buildings = [b for zone in model['zones'] for b in zone['data_centers']]
    hosts = [f"{b['name']}-h{n}" for b in buildings for n in range(1, b['hosts'] + 1)]
    for zone in model['zones']:
        yield f"zone {zone['name']}", {'kind': 'power-loss', 'target': {'zone': zone['name']}}
    for building in buildings:
        yield (f"data centre {building['name']}",
               {'kind': 'power-loss', 'target': {'data_center': building['name']}})
    for host in hosts:
        yield f'host {host}', {'kind': 'power-loss', 'target': {'host': host}}
    for component in [*model['services'], *model['balancers'], *model['stores']]:
        for host in hosts:
            yield (f'{component} on {host}', {
                'kind': 'process-crash', 'target': {'component': component, 'host': host}})


def scenario(fault):
    return {
        'triaz': 'scenario/1.0', 'question': 'What does this loss do?', 'model': MODEL.name,
        'seed': 1, 'warm_up': '5s', 'duration': '30s', 'faults': [{**fault, 'at': '10s'}],
        'claims': [
            {'id': 'rto', 'kind': 'recovery-time', 'level': 'Z1',
             'minimum_service': {'success': '99%'}, 'cohorts': ['users-a', 'users-b', 'users-c']},
            {'id': 'rpo', 'kind': 'recovery-point'}],
        'mutants': {'none': 'a row of a generated table'}}


def row(what, fault, folder):
    """The row of one loss; nothing when there is no such process."""
    path = Path(folder) / f"{what.replace(' ', '-')}.json"
    path.write_text(json.dumps(scenario(fault)), encoding='utf-8')
    done = subprocess.run([TRIAZ, 'run', str(path), '--format', 'json'], cwd=SOURCE, check=False,
                          capture_output=True, text=True)
    if done.returncode == INVALID and 'no process of' in done.stdout + done.stderr:
        return None
    result = json.loads(done.stdout)
    rto, rpo = result['claims']
    measured = rto['measured']
    outage = measured['longest_outage_s']
    failed = sum(measured[key] for key in ('errors_after_retry', 'ambiguous', 'late', 'rejected'))
    return (f"| {what} | {rto['verdict']} | {outage:g} s | {measured['failed_attempts']:,} "
            f"| {failed:,} | {rpo['verdict']} |")


def rows_of(chosen):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(MODEL, folder)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda loss: row(*loss, folder), chosen))


class SingleLosses(unittest.TestCase):
    maxDiff = None

    def test_come_out_as_the_table_says(self):
        every = list(losses(json.loads(MODEL.read_text(encoding='utf-8'))))
        if REWRITE:
            rows = [found for found in rows_of(every) if found]
            TABLE.write_text(HEAD + '\n'.join(rows) + '\n', encoding='utf-8')
        text = TABLE.read_text(encoding='utf-8')
        self.assertTrue(text.startswith(HEAD))
        table = {line.split(' | ')[0][2:]: line for line in text[len(HEAD):].splitlines()}
        large = [loss for loss in every if loss[0].startswith(('zone', 'data centre'))]
        known = [loss for loss in every if loss[0] in table and loss not in large]
        self.assertEqual(len(table), len(large) + len(known),
                         'a row of something that is not there')
        chosen = large + known[::SAMPLED]
        for (what, _), found in zip(chosen, rows_of(chosen)):
            self.assertEqual(found, table[what])


if __name__ == '__main__':
    unittest.main()
