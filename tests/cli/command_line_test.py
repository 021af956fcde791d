"""The program (TRIAZ names it) as its callers see it: exit codes, streams, files, signals."""
import json
import os
import pty
import re
import resource
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree

TRIAZ = os.environ["TRIAZ"]
DATA = os.path.join(os.environ["SOURCE_DIR"], "tests", "cli", "data")
PLAIN = {
    key: value
    for key, value in os.environ.items()
    if key not in ("LC_ALL", "LC_CTYPE", "LANG", "NO_COLOR", "TERM")
}


def triaz(*words, cwd=DATA, env=None, **more):
    more.setdefault("stdout", subprocess.PIPE)
    done = subprocess.run(
        [TRIAZ, *words],
        cwd=cwd,
        env={**PLAIN, **(env or {})},
        stderr=subprocess.PIPE,
        timeout=120,
        **more,
    )
    done.out = (done.stdout or b"").decode()
    done.err = done.stderr.decode()
    return done


def read(path):
    with open(path) as file:
        return file.read()


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def changed_scenario(folder, change):
    """x.json in the folder: upheld.json with a change, and its model beside it."""
    shutil.copy(os.path.join(DATA, "model.json"), folder)
    scenario = json.loads(read(os.path.join(DATA, "upheld.json")))
    change(scenario)
    write(os.path.join(folder, "x.json"), json.dumps(scenario))


class Folder(unittest.TestCase):
    """Tests with an empty folder of their own, holding copies of the data."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="triaz-test-")
        for name in os.listdir(DATA):
            shutil.copy(os.path.join(DATA, name), self.folder)

    def tearDown(self):
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)


class ExitCodes(unittest.TestCase):
    def expect(self, code, *words, **more):
        done = triaz(*words, **more)
        self.assertEqual(done.returncode, code, f"{words}\n{done.out}\n{done.err}")
        return done

    def test_of_run(self):
        for code, words in [
            (0, ["upheld.json"]),
            (0, ["refuted_as_expected.json"]),
            (1, ["refuted.json"]),
            (4, ["inconclusive.json"]),
            (3, ["invalid.json"]),
            (3, ["model.json"]),
            (6, ["missing.json"]),
            (6, ["."]),
            (1, ["refuted_as_expected.json", "--strict"]),
            (0, ["upheld.json", "--strict"]),
            (4, ["inconclusive.json", "--strict"]),
            (1, ["upheld.json", "--mutant", "an instance of molasses"]),
            (0, ["upheld.json", "--mutant", "an instance of molasses", "--claim", "kept"]),
            (5, ["upheld.json", "--claim", "sreved"]),
            (5, ["upheld.json", "--mutant", "molasses"]),
            (2, ["upheld.json", "--sed", "1"]),
            (2, []),
        ]:
            with self.subTest(words):
                self.expect(code, "run", *words)

    def test_of_a_required_refutation_that_does_not_come(self):
        def change(scenario):
            scenario["claims"][0]["expected"] = "refuted"
            scenario["mutants"] = {"none": "for this test"}

        with tempfile.TemporaryDirectory() as folder:
            changed_scenario(folder, change)
            self.expect(1, "run", "x.json", cwd=folder)
            self.expect(1, "test", "x.json", cwd=folder)

    def test_of_everything_else(self):
        for code, words in [
            (2, []),
            (2, ["rnu"]),
            (0, ["--help"]),
            (0, ["run", "--help"]),
            (0, ["--version"]),
            (0, ["version"]),
            (0, ["validate", "upheld.json", "model.json"]),
            (3, ["validate", "upheld.json", "invalid.json"]),
            (6, ["validate", "missing.json"]),
            (3, ["validate", "missing.json", "invalid.json"]),
            (0, ["schema", "result"]),
            (0, ["schema", "model"]),
            (0, ["schema", "scenario"]),
            (0, ["schema", "contract"]),
            (0, ["schema", "operations"]),
            (0, ["schema", "plan"]),
            (2, ["schema", "plans"]),
            (0, ["explain"]),
            (0, ["explain", "z3"]),
            (0, ["explain", "exposure", "window"]),
            (5, ["explain", "witnes"]),
            (6, ["test", "missing"]),
            (5, ["test", ".", "--filter", "no such name"]),
            (0, ["test", "upheld.json"]),
            (1, ["test", "refuted.json"]),
            (0, ["test", "refuted_as_expected.json"]),
            (4, ["test", "inconclusive.json"]),
            (3, ["test", "invalid.json"]),
            (1, ["test", "mutant_gets_by.json"]),
            (0, ["test", "mutant_gets_by.json", "--no-mutants"]),
            (1, ["test", "refuted.json", "inconclusive.json"]),
            (3, ["test", "."]),
        ]:
            with self.subTest(words):
                self.expect(code, *words)

    def test_of_a_folder_without_scenarios(self):
        with tempfile.TemporaryDirectory() as folder:
            self.expect(5, "test", folder)

    def test_of_a_bug_comes_with_a_reproduce_line(self):
        """A run that dies of a signal we did not send is not taken for a verdict."""

        def little_time():
            resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        with tempfile.TemporaryDirectory() as folder:
            changed_scenario(folder, lambda scenario: scenario.update(duration="24h"))
            done = self.expect(70, "run", "x.json", cwd=folder, preexec_fn=little_time)
            self.assertIn("a bug of triaz, not of your files: killed by SIGXCPU", done.err)
            self.assertIn("Reproduce it with: triaz run x.json --seed 1\n", done.err)

    def test_of_a_module_that_is_missing_says_what_to_install(self):
        with tempfile.TemporaryDirectory() as folder:
            write(os.path.join(folder, "triaz_simgrid.so"), "spoilt")
            there = {"LD_LIBRARY_PATH": folder}
            done = self.expect(6, "run", "upheld.json", env=there)
            self.assertIn("triaz_simgrid.so: ", done.err)
            self.assertIn("install triaz again, and SimGrid 3.32 with it", done.err)
            self.expect(0, "validate", "upheld.json", env=there)


class Suggestions(unittest.TestCase):
    def test_name_the_nearest(self):
        for words, text in [
            (["rnu"], "did you mean `run`?"),
            (["run", "upheld.json", "--mutnat", "x"], "did you mean `--mutant`?"),
            (["run", "upheld.json", "--claim", "sreved"], "did you mean `served`?"),
            (
                ["run", "upheld.json", "--mutant", "an instance of mollases"],
                "did you mean `an instance of molasses`?",
            ),
            (["explain", "witnes"], "did you mean `witness`?"),
            (["run", "invalid.json"], 'did you mean "duration"?'),
        ]:
            with self.subTest(words):
                done = triaz(*words)
                self.assertIn(text, done.err)
                self.assertEqual(done.out, "")

    def test_say_what_cannot_be_read(self):
        for words in [
            ["run", "missing.json"],
            ["validate", "missing.json"],
            ["test", "missing.json"],
        ]:
            with self.subTest(words):
                done = triaz(*words)
                self.assertIn("missing.json", done.out + done.err)


class Results(Folder):
    def test_are_the_same_bytes_but_for_the_context(self):
        def result(*words):
            text = triaz("run", "refuted.json", "-f", "json", *words, cwd=self.folder).out
            return re.sub(r'"context": \{.*?\n  \},', "", text, flags=re.DOTALL)

        self.assertEqual(result(), result())
        self.assertEqual(result(), result("--seed", "1"))
        self.assertNotEqual(result(), result("--seed", "2"))

    def test_obey_the_schema_we_print(self):
        try:
            import jsonschema
        except ImportError:
            self.fail("python3-jsonschema is missing (apt-get install python3-jsonschema)")
        schema = json.loads(triaz("schema", "result").out)
        for name in ["upheld.json", "refuted.json", "inconclusive.json"]:
            with self.subTest(name):
                jsonschema.Draft202012Validator(schema).validate(
                    json.loads(triaz("run", name, "-f", "json").out)
                )

    def test_say_how_to_get_them_again(self):
        result = json.loads(
            triaz(
                "run",
                "upheld.json",
                "--seed",
                "7",
                "--mutant",
                "an instance of molasses",
                "-f",
                "json",
            ).out
        )
        command = result["claims"][0]["reproduce"]
        self.assertEqual(
            command, "triaz run upheld.json --mutant 'an instance of molasses' --seed 7"
        )
        again = subprocess.run(
            command.replace("triaz", f"'{TRIAZ}'", 1) + " -f json",
            shell=True,
            cwd=DATA,
            stdout=subprocess.PIPE,
        ).stdout
        result.pop("context")
        again = json.loads(again)
        again.pop("context")
        self.assertEqual(result, again)

    def test_hold_only_the_claims_selected(self):
        result = json.loads(triaz("run", "upheld.json", "--claim", "kept", "-f", "json").out)
        self.assertEqual([claim["id"] for claim in result["claims"]], ["kept"])

    def test_are_plain_words_for_people(self):
        self.assertTrue(triaz("run", "upheld.json").out.startswith("✓ UPHELD  upheld.json\n"))
        self.assertTrue(
            triaz("run", "refuted_as_expected.json").out.startswith("✗ REFUTED, as expected  ")
        )
        self.assertTrue(
            triaz("run", "upheld.json", env={"LC_ALL": "C"}).out.startswith("+ UPHELD  ")
        )
        self.assertTrue(triaz("run", "upheld.json", env={"LC_ALL": "C.UTF-8"}).out.startswith("✓ "))
        self.assertEqual(
            triaz("run", "upheld.json", "--quiet").out,
            "UPHELD upheld.json: served upheld, kept upheld\n",
        )
        for line in triaz("run", "refuted.json").out.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_are_well_formed_junit(self):
        root = xml.etree.ElementTree.fromstring(triaz("run", "refuted.json", "-f", "junit").out)
        self.assertEqual((root.get("tests"), root.get("failures")), ("1", "1"))
        self.assertIn("Because of: ", root.find(".//failure").text)
        self.assertEqual(root.find(".//property").get("value"), "simulated")
        root = xml.etree.ElementTree.fromstring(triaz("test", ".", "-f", "junit").out)
        by_name = {
            (case.get("classname"), case.get("name")): case for case in root.iter("testcase")
        }
        self.assertEqual(len(by_name), int(root.get("tests")))
        self.assertIsNone(by_name["upheld.json", "mutant: an instance of molasses"].find("failure"))
        self.assertIsNotNone(
            by_name["mutant_gets_by.json", "mutant: a millisecond more"].find("failure")
        )
        self.assertIsNotNone(by_name["inconclusive.json", "served"].find("error"))
        self.assertIsNotNone(by_name["invalid.json", "run"].find("error"))

    def test_of_test_come_in_a_stable_order_whatever_the_jobs(self):
        one = triaz("test", ".", "--jobs", "1")
        many = triaz("test", ".", "--jobs", "8")
        self.assertEqual((one.out, one.err), (many.out, many.err))
        self.assertIn("2 of 6 scenarios passed", one.out)
        self.assertEqual(one.returncode, 3)

    def test_of_test_are_told_to_tools(self):
        report = json.loads(triaz("test", "upheld.json", "mutant_gets_by.json", "-f", "json").out)
        self.assertEqual(report["schema"], "triaz.test/1.0")
        self.assertFalse(report["passed"])
        self.assertEqual(
            [[run["status"] for run in each["runs"]] for each in report["scenarios"]],
            [["passed", "passed"], ["passed", "failed"]],
        )

    def test_of_validate_are_told_to_tools(self):
        report = json.loads(triaz("validate", "upheld.json", "invalid.json", "-f", "json").out)
        self.assertEqual([file["valid"] for file in report["files"]], [True, False])
        complaint = next(c for c in report["files"][1]["complaints"] if c["nearest"])
        self.assertEqual(
            (complaint["line"], complaint["column"], complaint["nearest"]), (5, 3, "duration")
        )


class Files(Folder):
    def test_appear_whole(self):
        done = triaz("run", "upheld.json", "-f", "json", "-o", "result.json", cwd=self.folder)
        self.assertEqual((done.returncode, done.out), (0, ""))
        self.assertEqual(json.loads(read(self.path("result.json")))["verdict"], "upheld")
        self.assertEqual(
            sorted(name for name in os.listdir(self.folder) if "result" in name), ["result.json"]
        )

    def test_keep_mode_and_links_and_replace_what_was_there(self):
        write(self.path("real.json"), "old")
        os.chmod(self.path("real.json"), 0o640)
        os.symlink("real.json", self.path("link.json"))
        triaz("run", "upheld.json", "-q", "-o", "link.json", cwd=self.folder)
        self.assertTrue(os.path.islink(self.path("link.json")))
        self.assertIn("UPHELD", read(self.path("real.json")))
        self.assertEqual(os.stat(self.path("real.json")).st_mode & 0o777, 0o640)

    def test_obey_the_umask_when_new(self):
        old = os.umask(0o027)
        try:
            triaz("run", "upheld.json", "-q", "-o", "new.txt", cwd=self.folder)
        finally:
            os.umask(old)
        self.assertEqual(os.stat(self.path("new.txt")).st_mode & 0o777, 0o640)

    def test_that_cannot_be_written_are_found_before_the_run(self):
        for place in ["no/such/folder/x", ".", "/proc/x"]:
            with self.subTest(place):
                done = triaz("run", "upheld.json", "-o", place, cwd=self.folder)
                self.assertEqual(done.returncode, 6)
                self.assertIn(place, done.err)

    def test_stay_as_they_were_when_the_run_cannot_begin(self):
        write(self.path("result.json"), "old")
        self.assertEqual(
            triaz("run", "invalid.json", "-o", "result.json", cwd=self.folder).returncode, 3
        )
        self.assertEqual(read(self.path("result.json")), "old")

    def test_may_be_devices(self):
        self.assertEqual(triaz("run", "upheld.json", "-o", "/dev/null").returncode, 0)
        self.assertTrue(os.path.exists("/dev/null"))
        done = triaz("run", "upheld.json", "-o", "/dev/full")
        self.assertEqual(done.returncode, 6)
        self.assertIn("/dev/full", done.err)

    def test_that_are_standard_output_may_be_full_or_closed(self):
        for words in [
            ["run", "upheld.json"],
            ["--help"],
            ["schema", "result"],
            ["version"],
            ["validate", "upheld.json"],
            ["explain", "RTO"],
            ["test", "upheld.json"],
        ]:
            with self.subTest(words):
                with open("/dev/full", "w") as full:
                    done = triaz(*words, stdout=full)
                self.assertEqual(done.returncode, 6)
                self.assertIn("standard output", done.err)
                closed = triaz(*words, stdout=None, preexec_fn=lambda: os.close(1))
                self.assertEqual(closed.returncode, 6)

    def test_that_are_pipes_may_lose_their_reader(self):
        for words in [["schema", "result"], ["run", "upheld.json"], ["test", "upheld.json"]]:
            with self.subTest(words):
                read_end, write_end = os.pipe()
                os.close(read_end)
                done = triaz(*words, stdout=write_end)
                os.close(write_end)
                self.assertEqual(done.returncode, 128 + signal.SIGPIPE)
                self.assertEqual(done.err, "")


    def test_of_test_keep_the_result_of_every_run(self):
        def a_mutant_of_nearly_the_same_name(scenario):
            mutant = scenario["mutants"][0]
            scenario["mutants"].append({**mutant, "name": mutant["name"].replace(" ", "_")})

        changed_scenario(self.folder, a_mutant_of_nearly_the_same_name)
        os.mkdir(self.path("below"))
        done = triaz("test", "../x.json", "--results", "kept", cwd=self.path("below"))
        self.assertEqual(done.returncode, 0, done.err)
        kept = os.path.join(self.path("below"), "kept")
        mutants = [one["name"] for one in json.loads(read(self.path("x.json")))["mutants"]]
        files = ["x.json", *(os.path.join("x.mutants", name)
                             for name in sorted(os.listdir(os.path.join(kept, "x.mutants"))))]
        self.assertEqual(len(files), 1 + len(mutants))
        results = [json.loads(read(os.path.join(kept, name))) for name in files]
        clocks = {one["context"]["wall_seconds"] for one in results}
        self.assertEqual(len(clocks), len(results), "every run has its own clock")
        self.assertGreater(min(clocks), 1e-3, "which ran while it was simulated")
        self.assertEqual(sorted(str(one["scenario"]["mutant"]) for one in results),
                         sorted(["None", *mutants]))
        again = json.loads(triaz("run", "../x.json", "-f", "json", cwd=self.path("below")).out)
        self.assertEqual(again["claims"], results[0]["claims"])
        self.assertEqual(triaz("test", "x.json", "--results", "x.json/no", cwd=self.folder)
                         .returncode, 6)


class Signals(Folder):
    def long_run(self, *words):
        changed_scenario(self.folder, lambda scenario: scenario.update(duration="24h"))
        process = subprocess.Popen(
            [TRIAZ, *words],
            cwd=self.folder,
            env=PLAIN,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.wait_for_child(process)
        return process

    def children(self, process):
        try:
            with open(f"/proc/{process.pid}/task/{process.pid}/children") as file:
                return file.read().split()
        except FileNotFoundError:
            return []

    def wait_for_child(self, process):
        for _ in range(1000):
            if self.children(process):
                return
            time.sleep(0.01)
        self.fail("no run has begun")

    def test_end_a_run_with_a_partial_result_marked_aborted(self):
        for number in [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]:
            with self.subTest(number):
                process = self.long_run("run", "x.json", "-f", "json", "-o", "result.json")
                child = self.children(process)[0]
                process.send_signal(number)
                process.communicate(timeout=30)
                self.assertEqual(process.returncode, 128 + number)
                result = json.loads(read(self.path("result.json")))
                self.assertEqual(result["aborted"], signal.Signals(number).name)
                self.assertEqual(result["verdict"], "inconclusive")
                self.assertFalse(os.path.exists(f"/proc/{child}"))

    def test_end_a_test_with_what_there_is(self):
        process = self.long_run("test", "x.json", "-f", "json", "--jobs", "2")
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 128 + signal.SIGTERM)
        runs = json.loads(out)["scenarios"][0]["runs"]
        self.assertEqual([run["status"] for run in runs], ["aborted", "aborted"])


class Terminal(unittest.TestCase):
    def on_terminal(self, *words, env=None):
        leader, follower = pty.openpty()
        process = subprocess.Popen(
            [TRIAZ, *words],
            cwd=DATA,
            env={**PLAIN, "TERM": "xterm", **(env or {})},
            stdout=follower,
            stderr=follower,
            stdin=subprocess.DEVNULL,
        )
        os.close(follower)
        text = b""
        while select.select([leader], [], [], 60)[0]:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            if not part:
                break
            text += part
        process.wait()
        os.close(leader)
        return text.decode()

    def test_gets_colour_unless_it_says_no(self):
        self.assertIn("\x1b[32m", self.on_terminal("run", "upheld.json"))
        self.assertNotIn("\x1b", self.on_terminal("run", "upheld.json", env={"NO_COLOR": "1"}))
        self.assertNotIn("\x1b", self.on_terminal("run", "upheld.json", env={"TERM": "dumb"}))
        self.assertIn("\x1b[32m", self.on_terminal("run", "upheld.json", env={"NO_COLOR": ""}))
        self.assertNotIn("\x1b", triaz("run", "upheld.json").out)

    def test_sees_progress_that_leaves_no_trace(self):
        text = self.on_terminal("test", "upheld.json")
        self.assertIn("1 of 2 runs", text)
        self.assertTrue(text.split("2 of 2 runs")[-1].startswith("\r\x1b[K"))
        self.assertEqual(triaz("test", "upheld.json").err, "")


if __name__ == "__main__":
    unittest.main()
