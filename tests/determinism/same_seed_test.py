"""The same inputs and seed give the same bytes, another seed gives other ones."""
import json
import os
import tempfile
import unittest

import results

TRIAZ = os.environ["TRIAZ"]


class SameSeed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)

    def test_the_same_seed_twice_gives_the_same_bytes(self):
        for name in results.NAMES:
            with self.subTest(name):
                scenario = results.shorten(name, self.folder.name)
                once = results.result_of(TRIAZ, scenario)
                again = results.result_of(TRIAZ, scenario)
                self.assertEqual(once, again, results.first_difference(once, again))

    def test_a_mutant_has_its_own_bytes_and_repeats_them(self):
        scenario = results.shorten("zone-loss/az-power-loss", self.folder.name)
        plain = results.result_of(TRIAZ, scenario)
        mutant = ("--mutant", "clients do not retry")
        once = results.result_of(TRIAZ, scenario, *mutant)
        self.assertNotEqual(plain, once)
        self.assertEqual(once, results.result_of(TRIAZ, scenario, *mutant))

    def test_another_seed_gives_another_run(self):
        for name in ("smoke/write-path", "zone-loss/az-power-loss"):
            with self.subTest(name):
                scenario = results.shorten(name, self.folder.name)
                one = json.loads(results.result_of(TRIAZ, scenario, "--seed", "1"))
                other = json.loads(results.result_of(TRIAZ, scenario, "--seed", "2"))
                for part in ("calendar_entries", "requests", "cohorts", "writes"):
                    self.assertNotEqual(one[part], other[part], part)

    def test_the_scenarios_still_have_their_faults_when_shortened(self):
        for name in results.NAMES[1:]:
            with self.subTest(name):
                scenario = results.shorten(name, self.folder.name)
                result = json.loads(results.result_of(TRIAZ, scenario))
                self.assertTrue(result["events"], "a fault is carried out")
                attempts = result["requests"]
                self.assertGreater(attempts["attempts"], attempts["issued"], "and it is felt")


if __name__ == "__main__":
    unittest.main()
