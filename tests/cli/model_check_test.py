"""`triaz model-check` from outside: verdicts, exit codes, the witness, interruption."""

import json
import os
import signal
import subprocess
import time
import unittest

TRIAZ = os.environ['TRIAZ']


def run(*words):
    done = subprocess.run([TRIAZ, 'model-check', *words], capture_output=True, text=True,
                          timeout=120)
    return done.returncode, done.stdout, done.stderr


class ModelCheck(unittest.TestCase):
    def test_upheld_is_proved_within_bounds(self):
        code, out, err = run('raft', '--elections', '1', '--drops', '1')
        self.assertEqual((code, err), (0, ''))
        self.assertIn('UPHELD  proved within bounds', out)
        self.assertIn('1 write, 1 drop, 1 election', out)

    def test_refuted_tells_every_step(self):
        code, out, _ = run('raft', '--mutation', 'vote-without-log-check', '--writes', '0')
        self.assertEqual(code, 1)
        self.assertIn('REFUTED  leader-completeness', out)
        self.assertIn("member 2's election time-out", out)
        self.assertIn('as short as can be', out)
        self.assertIn('20. ', out)

    def test_a_primary_without_fencing_leads_beside_another(self):
        code, out, _ = run('standby', '--settled', '--witnesses', '1', '--heartbeats', '2',
                           '--writes', '0', '--mutation', 'no-fencing')
        self.assertEqual(code, 1)
        self.assertIn('REFUTED  one-leader-at-once', out)
        self.assertIn('a heartbeat period passes', out)
        self.assertIn('begins with a settled leader', out)

    def test_every_protocol_and_preset_can_be_asked(self):
        for what in ['standby', 'isr', 'quorum', 'mirror', 'etcd', 'postgresql-patroni',
                     'mysql-semi-sync', 'kafka-isr', 'cassandra-quorum', 'rds-multi-az']:
            with self.subTest(what=what):
                code, out, err = run(what, '--settled', '--writes', '1', '--elections', '1')
                self.assertEqual((code, err), (0, ''))
                self.assertIn('UPHELD', out)

    def test_json_has_the_same(self):
        code, out, _ = run('mirror', '--copies', '1', '--format', 'json')
        result = json.loads(out)
        self.assertEqual(code, 1)
        self.assertEqual(result['schema'], 'triaz.model-check/1.0')
        self.assertEqual(result['verdict'], 'refuted')
        self.assertEqual(result['witness']['invariant'], 'durable-copies')
        self.assertEqual(len(result['witness']['steps']), 2)

    def test_same_question_same_answer(self):
        def answer():
            result = json.loads(run('raft', '--writes', '0', '-f', 'json')[1])
            del result['context']
            return result
        self.assertEqual(answer(), answer())

    def test_store_of_a_model_file(self):
        code, out, _ = run('models/reference.json#state', '--elections', '1')
        self.assertEqual(code, 0)
        self.assertIn('models/reference.json#state', out)

    def test_time_budget_makes_it_inconclusive(self):
        code, out, _ = run('raft', '--writes', '4', '--elections', '3', '--time-budget', '100ms')
        self.assertEqual(code, 4)
        self.assertIn('cut short by the time budget', out)

    def test_memory_budget_makes_it_inconclusive(self):
        code, out, _ = run('raft', '--writes', '4', '--elections', '3', '--memory-budget', '8MB')
        self.assertEqual(code, 4)
        self.assertIn('cut short by the memory budget', out)

    def test_interrupted_it_tells_what_it_explored(self):
        process = subprocess.Popen([TRIAZ, 'model-check', 'raft', '--writes', '4'],
                                   stdout=subprocess.PIPE, text=True)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 128 + signal.SIGINT)
        self.assertIn('cut short by SIGINT', out)

    def test_what_cannot_be_asked(self):
        for words, code, why in [
                (['rafft'], 2, 'did you mean `raft`?'),
                (['raft', '--mutation', 'read-without-a-round'], 2, 'read-without-round'),
                (['raft', '--duplicates', '1'], 2, 'at most once'),
                (['raft', '--replicas', '9'], 2, 'members'),
                (['raft', '--replicas', '300'], 2, ''),
                (['raft', '--elections', '1,1'], 2, 'for each member'),
                (['mirror', '--no-pre-vote'], 2, "Raft's"),
                (['standby', '--mutation', 'no-fence'], 2, 'did you mean `no-fencing`?'),
                (['raft', '--witnesses', '1'], 2, "a standby's"),
                (['quorum', '--drifts', '1'], 2, 'clocks'),
                (['raft', '--drifts', '1'], 2, 'clocks'),
                (['raft', '--lease-margin', '0'], 2, '--reads-by-lease'),
                (['raft', '--reads-by-lease', '--no-check-quorum'], 2, 'check-quorum'),
                (['standby', '--transfers', '1'], 2, 'Raft'),
                (['models/reference.json#nowhere'], 5, 'no store'),
                (['nowhere.json#state'], 6, 'no such file')]:
            with self.subTest(words=words):
                got, out, err = run(*words)
                self.assertEqual((got, out), (code, ''))
                self.assertIn(why, err)


if __name__ == '__main__':
    unittest.main()
