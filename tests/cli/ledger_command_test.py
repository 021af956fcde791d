"""`triaz evidence add`, `list`, `verify` of a ledger; nothing is lost when a writer is killed."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

TRIAZ = os.environ['TRIAZ']


class Ledger(unittest.TestCase):
    def setUp(self):
        # In memory where there is such a folder: processes are killed here, not the power.
        memory = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix='triaz-test-', dir=memory))
        self.addCleanup(shutil.rmtree, self.folder)

    def triaz(self, code, *words):
        done = subprocess.run([TRIAZ, 'evidence', *words], cwd=self.folder, capture_output=True,
                              text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, code, f'{words}\n{done.stdout}\n{done.stderr}')
        return done.stdout

    def entries(self):
        return json.loads(self.triaz(0, 'list', 'l.db', '-f', 'json'))['entries']

    def test_is_added_to_listed_and_verified(self):
        (self.folder / 'notes').write_text('x')
        self.triaz(0, 'add', 'l.db', '-k', 'action', '-w', 'more capacity', '--on', '2026-11-23',
                   '--owner', 'ann', '--due', '2027-01-31', '--retest', 'triaz run x.json',
                   '--file', 'notes')
        self.assertIn('1 entries, 1 open', self.triaz(0, 'list', 'l.db'))
        self.triaz(0, 'add', 'l.db', '-k', 'done', '-w', 'two more hosts', '--closes', '1')
        entries = self.entries()
        self.assertEqual(entries[0]['owner'], 'ann')
        self.assertEqual(len(entries[0]['sha256']), 64)
        self.assertIn('2 entries, 0 open', self.triaz(0, 'list', 'l.db'))
        for entry in entries:
            self.triaz(0, 'verify', 'l.db', '--head', entry['hash'])
        self.triaz(1, 'verify', 'l.db', '--head', '0' * 64)

    def test_refuses_what_is_wrong(self):
        self.triaz(2, 'add', 'l.db', '-k', 'wish', '-w', 'x')
        self.triaz(2, 'add', 'l.db', '-k', 'action', '-w', 'x', '--due', 'soon')
        self.triaz(6, 'list', 'nowhere.db')
        self.triaz(0, 'add', 'l.db', '-k', 'finding', '-w', 'x')
        self.triaz(2, 'add', 'l.db', '-k', 'done', '-w', 'x', '--closes', '2')
        (self.folder / 'other').write_text('no ledger')
        self.triaz(3, 'add', 'other', '-k', 'finding', '-w', 'x')
        self.assertEqual((self.folder / 'other').read_text(), 'no ledger')

    def test_lets_nobody_change_or_cut_it_unnoticed(self):
        for what in ('one', 'two', 'three'):
            self.triaz(0, 'add', 'l.db', '-k', 'finding', '-w', what)
        head = self.entries()[-1]['hash']
        with sqlite3.connect(self.folder / 'l.db') as ledger:
            for change in ("UPDATE entry SET body = ''", 'DELETE FROM entry'):
                with self.assertRaisesRegex(sqlite3.Error, 'append-only'):
                    ledger.execute(change)
            ledger.execute('DROP TRIGGER no_loss')
            ledger.execute('DELETE FROM entry WHERE number = 3')
        ledger.close()
        self.triaz(0, 'verify', 'l.db')
        self.assertIn('missing', self.triaz(1, 'verify', 'l.db', '--head', head))

    def test_loses_nothing_when_writers_are_killed_at_any_instant(self):
        """What a command has told is there; what was killed is there whole or not at all."""
        began = time.monotonic()
        self.triaz(0, 'add', 'l.db', '-k', 'finding', '-w', 'the first')
        takes = time.monotonic() - began
        dice = random.Random(1)
        told = []
        for number in range(40):
            writer = subprocess.Popen(
                [TRIAZ, 'evidence', 'add', 'l.db', '-k', 'finding', '-w', f'finding {number}'],
                cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            time.sleep(0.001 * (4000 * takes) ** dice.random())
            writer.send_signal(signal.SIGKILL)
            said = writer.communicate(timeout=60)[0]
            if said.startswith('entry '):
                told.append((said.split('hash ')[1].strip(), f'finding {number}'))
        self.assertTrue(0 < len(told) < 40, 'some were killed, and some were not')
        self.triaz(0, 'add', 'l.db', '-k', 'finding', '-w', 'the last')
        self.triaz(0, 'verify', 'l.db')
        there = {entry['hash']: entry['what'] for entry in self.entries()}
        for entry, what in told:
            self.assertEqual(there.get(entry), what)


if __name__ == '__main__':
    unittest.main()
