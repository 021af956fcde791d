"""`triaz check` as its callers see it: exit codes, streams, files."""
import json
import os
import subprocess
import tempfile
import unittest

TRIAZ = os.environ["TRIAZ"]
HISTORIES = os.path.join(os.environ["SOURCE_DIR"], "tests", "histories")
REFUTED = os.path.join(HISTORIES, "register_new-then-old-inversion_refuted.edn")
UPHELD = os.path.join(HISTORIES, "register_overlapping-reads-see-both-sides_upheld.edn")
SET = os.path.join(HISTORIES, "set_never-read_inconclusive.edn")


def check(*words, **more):
    return subprocess.run([TRIAZ, "check", *words], capture_output=True, text=True, timeout=60,
                          **more)


class Check(unittest.TestCase):
    def test_exit_codes(self):
        for code, words in [
            (0, [UPHELD]),
            (1, [REFUTED]),
            (0, [REFUTED, "--consistency", "sequential"]),
            (0, ["--help"]),
            (2, []),
            (2, [UPHELD, "--model", "queue"]),
            (2, [UPHELD, "--model", "register", "--consistency", "serializable"]),
            (2, [UPHELD, "--initial", "[1"]),
            (2, [SET]),
            (4, [SET, "--model", "set"]),
            (3, [UPHELD, "--model", "mutex"]),
            (3, [os.path.join(HISTORIES, "histories_test.py")]),
            (3, ["/dev/null"]),
            (6, ["missing.edn"]),
            (6, [HISTORIES]),
            (6, [UPHELD, "--witness", "/no/such/folder/w.html"]),
        ]:
            with self.subTest(words):
                done = check(*words)
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)

    def test_reads_standard_input(self):
        with open(REFUTED) as file:
            done = check("-", stdin=file)
        self.assertEqual(done.returncode, 1)
        self.assertIn("standard input (EDN)", done.stdout)

    def test_tells_what_is_wrong_with_a_file_and_where(self):
        done = check("-", input="{:process 0 :type :invoke :f :read}\n{:process 0 :type :okay}\n")
        self.assertEqual(done.returncode, 3)
        self.assertIn("standard input:2:1: error: type is :okay\n", done.stderr)
        self.assertIn("  expected: invoke, ok, fail or info\n", done.stderr)
        done = check("-", "-m", "mutex", "-f", "json", input='{:process 0 :type :invoke :f :x}')
        self.assertEqual(json.loads(done.stdout)["complaint"]["expected"], "acquire or release")

    def test_survives_values_without_end(self):
        for bomb in ["[" * 3_000_000, "{:value " * 500_000, "#_" * 1_000_000, '{"a":' * 500_000]:
            self.assertEqual(check("-", input=bomb).returncode, 3)

    def test_gives_the_same_bytes_twice(self):
        def told():
            result = json.loads(check(REFUTED, "-f", "json").stdout)
            del result["context"]
            return result

        self.assertEqual(told(), told())
        self.assertEqual(check(REFUTED).stdout, check(REFUTED).stdout)

    def test_ends_when_its_time_is_over(self):
        lines = []
        for process in range(60):
            cas = f"[{process % 5} {(process + 1) % 5}]"
            lines.append(f"{{:process {process} :type :invoke :f :cas :value {cas}}}")
        lines.append("{:process 99 :type :invoke :f :read}")
        lines.append("{:process 99 :type :ok :f :read :value 77}")
        for process in range(60):
            cas = f"[{process % 5} {(process + 1) % 5}]"
            lines.append(f"{{:process {process} :type :ok :f :cas :value {cas}}}")
        done = check("-", "--time-budget", "200ms", "--initial", "0", input="\n".join(lines))
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("Give it more with --time-budget", done.stdout)

    def test_writes_a_picture_that_needs_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "w.html")
            self.assertEqual(check(REFUTED, "--witness", path).returncode, 1)
            with open(path) as file:
                page = file.read()
        self.assertIn("<svg", page)
        self.assertNotIn("http", page)
        self.assertNotIn("<script", page)


if __name__ == "__main__":
    unittest.main()
