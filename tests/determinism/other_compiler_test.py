"""The program built by the other compiler, with less optimisation, gives the same bytes.

No header is precompiled there, so that it also shows an include that a file has forgotten.

It is built below BUILD_DIR/other-compiler, which is kept: a second time builds what has changed."""
import os
import shutil
import subprocess
import tempfile
import unittest

import results

BUILD = os.path.join(os.environ["BUILD_DIR"], "other-compiler")
OTHER = "g++" if "clang" in os.path.basename(os.environ["CXX"]) else "clang++"


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    if done.returncode != 0:
        raise AssertionError(" ".join(command) + ":\n" + done.stdout[-4000:])


def build_with_the_other_compiler():
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O1", "-DTRIAZ_TESTS=OFF",
               "-DTRIAZ_BENCH=OFF", f"-DCMAKE_CXX_COMPILER={OTHER}"]
    if shutil.which("ccache"):
        options.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
    run("cmake", "-S", results.SOURCE, "-B", BUILD, "-G", "Ninja", *options)
    run("cmake", "--build", BUILD, "--target", "triaz", "--parallel", str(os.cpu_count() or 1))
    return os.path.join(BUILD, "triaz")


@unittest.skipUnless(shutil.which(OTHER), f"{OTHER} is not installed: nothing to compare with")
class OtherCompiler(unittest.TestCase):
    def test_both_compilers_give_the_same_bytes(self):
        other = build_with_the_other_compiler()
        with tempfile.TemporaryDirectory() as folder:
            for name in results.NAMES:
                with self.subTest(name):
                    scenario = results.shorten(name, folder)
                    ours = results.result_of(os.environ["TRIAZ"], scenario)
                    theirs = results.result_of(other, scenario)
                    self.assertEqual(ours, theirs, results.first_difference(ours, theirs))
        for words in results.PLAIN:
            with self.subTest(words):
                ours = results.answer_of(os.environ["TRIAZ"], words)
                theirs = results.answer_of(other, words)
                self.assertEqual(ours, theirs, results.first_difference(ours, theirs))


if __name__ == "__main__":
    unittest.main(verbosity=2)
