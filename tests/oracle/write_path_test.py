"""The engine against a twin on the reference write path, the twin being a plain SimGrid program
(write_path_s4u_main.cpp): two programs that share no code, and a mean that others found as well."""
import json
import math
import os
import subprocess
import tempfile
import unittest

SOURCE = os.environ["SOURCE_DIR"]
TWIN = os.path.join(os.environ["BUILD_DIR"], "tests", "triaz_write_path_s4u")
TWIN_REQUESTS = 100_000
EXPECTED_MEAN_MS = 5.876
# Latencies of requests that meet in a queue are alike; at this load that adds little to the error.
ALIKE = 1.1


def by_engine():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "result.json")
        scenario = os.path.join(SOURCE, "scenarios", "smoke", "write-path.json")
        subprocess.run([os.environ["TRIAZ"], "run", scenario, "-f", "json", "-o", path], check=True)
        with open(path) as file:
            return json.load(file)


def by_twin():
    done = subprocess.run([TWIN, str(TWIN_REQUESTS), "7"], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


class WritePath(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = by_engine()
        cls.engine = cls.result["cohorts"][0]["latency"]
        cls.twin = by_twin()

    def test_both_did_all_of_the_work(self):
        self.assertEqual(self.twin["requests"], TWIN_REQUESTS)
        self.assertGreater(self.engine["count"], 900_000)
        self.assertEqual(self.engine["count"], self.result["requests"]["issued"])

    def error_of_mean(self, count):
        return ALIKE * self.twin["deviation_ms"] / math.sqrt(count)

    def test_their_means_agree_within_statistical_error(self):
        engine_ms = self.engine["mean_s"] * 1e3
        error = math.hypot(self.error_of_mean(self.engine["count"]),
                           self.error_of_mean(TWIN_REQUESTS))
        self.assertLess(abs(engine_ms - self.twin["mean_ms"]), 4 * error)

    def test_each_mean_is_the_known_one(self):
        for mean_ms, count in ((self.engine["mean_s"] * 1e3, self.engine["count"]),
                               (self.twin["mean_ms"], TWIN_REQUESTS)):
            self.assertLess(abs(mean_ms - EXPECTED_MEAN_MS), 0.005 * EXPECTED_MEAN_MS)
            # The known mean has three digits behind the point, and an error of its own.
            self.assertLess(abs(mean_ms - EXPECTED_MEAN_MS), 4 * self.error_of_mean(count) + 0.002)

    def test_their_quantiles_agree(self):
        # The engine's are upper bounds of buckets 0.8 % wide; the twin's rarest has 100 beyond it.
        for name, within in (("p50", 0.01), ("p99", 0.015), ("p999", 0.06)):
            with self.subTest(name):
                engine_ms, twin_ms = self.engine[f"{name}_s"] * 1e3, self.twin[f"{name}_ms"]
                self.assertLess(abs(engine_ms - twin_ms), within * twin_ms)

    def test_the_engine_is_as_busy_as_the_load_says(self):
        # 10,000 a second, 2 ms each, over 72 workers.
        for zone in self.result["zones"]:
            self.assertAlmostEqual(zone["busiest_before"], 10_000 * 0.002 / 72, delta=0.002)


if __name__ == "__main__":
    unittest.main()
