"""`triaz export` read by the tools it is for: SCRAM finds the cut sets of `triaz lint` in the fault
tree, SimGrid finds the model's latencies in the platform, XML parsers read the rest."""
import json
import os
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TRIAZ = os.environ["TRIAZ"]
SOURCE = Path(os.environ["SOURCE_DIR"])
ROUTES = Path(os.environ["BUILD_DIR"]) / "tests" / "triaz_platform_routes"
REFERENCE = SOURCE / "models/reference.json"
BAD = SOURCE / "tests/cli/data/lint_bad.json"


def triaz(*words):
    return subprocess.run([TRIAZ, *map(str, words)], capture_output=True, text=True, check=True,
                          timeout=60).stdout


def linted(model, order):
    done = subprocess.run([TRIAZ, "lint", model, "-k", str(order), "-f", "json"],
                          capture_output=True, text=True, check=False, timeout=60)
    return json.loads(done.stdout)


class Export(unittest.TestCase):
    def test_scram_finds_the_cut_sets_of_lint(self):
        for model, order in ((REFERENCE, 2), (BAD, 3)):
            with self.subTest(model.name), tempfile.TemporaryDirectory() as folder:
                path, report = Path(folder) / "tree.xml", Path(folder) / "report.xml"
                triaz("export", model, "-f", "open-psa", "-o", path)
                subprocess.run(["scram", "--limit-order", str(order), "-o", report, path],
                               check=True, timeout=120)
                tree = ElementTree.parse(path)
                labels = {part.get("name"): part.findtext("label") for part in tree.iter()
                          if part.tag in ("define-gate", "define-basic-event")}
                found = {labels[result.get("name")]:
                         {frozenset(labels[event.get("name")] for event in
                                    product.iter("basic-event"))
                          for product in result.iter("product")}
                         for result in ElementTree.parse(report).iter("sum-of-products")}
                sets = 0
                for target in linted(model, order)["targets"]:
                    ours = set(map(frozenset, target["cut_sets"]))
                    self.assertEqual(len(ours), target["cut_set_count"])
                    self.assertEqual(found[target["name"]], ours, target["name"])
                    sets += len(ours)
                self.assertGreater(sets, 20)

    def test_probabilities_are_of_the_model_or_say_that_they_are_assumed(self):
        with tempfile.TemporaryDirectory() as folder:
            model = Path(folder) / "model.json"
            model.write_text(json.dumps({
                "triaz": "model/1.0", **json.loads(REFERENCE.read_text()),
                "reliability": {"zone": {"failures_per_year": 0.5, "repair_time": "48h"}}}))
            tree = ElementTree.fromstring(triaz("export", model, "-f", "open-psa"))
        events = {event.findtext("label"): event for event in tree.iter("define-basic-event")}
        load = 0.5 * 48 / (365.25 * 24)
        self.assertAlmostEqual(float(events["zone a"].find("float").get("value")),
                               load / (1 + load), delta=1e-15)
        sources = {label: event.find("attributes/attribute").get("value")
                   for label, event in events.items()}
        self.assertTrue(sources["zone a"].startswith("the model:"))
        self.assertTrue(sources["host a1-h1"].startswith("assumption"))

    def test_simgrid_finds_the_latencies_of_the_model(self):
        model = json.loads(REFERENCE.read_text())
        self.assertEqual((model["network"]["same_data_center"]["latency"],
                          model["network"]["same_zone"]["latency"],
                          model["network"]["between_zones"]["latency"],
                          model["network"]["client_access"]["latency"]),
                         ("50us", "150us", "500us", "10ms"))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "platform.xml"
            triaz("export", REFERENCE, "-f", "simgrid", "-o", path)
            routes = subprocess.run([ROUTES, path], capture_output=True, text=True, check=True,
                                    timeout=60).stdout
        hosts = set()
        for line in routes.splitlines():
            a, b, latency = line.split()
            hosts.add(a)
            if "clients" in (a, b):
                expected = 10_000_000
            elif a.split("-")[0] == b.split("-")[0]:
                expected = 50_000
            elif a[0] == b[0]:
                expected = 150_000
            else:
                expected = 500_000
            self.assertEqual(int(latency), expected, line)
        self.assertEqual(len(hosts), 24 + 1)

    def test_graphml_has_every_part_once_and_no_loose_edge(self):
        space = "{http://graphml.graphdrawing.org/xmlns}"
        for model in (REFERENCE, BAD):
            tree = ElementTree.fromstring(triaz("export", model, "-f", "graphml"))
            nodes = [node.get("id") for node in tree.iter(f"{space}node")]
            self.assertEqual(len(nodes), len(set(nodes)))
            for edge in tree.iter(f"{space}edge"):
                self.assertIn(edge.get("source"), nodes)
                self.assertIn(edge.get("target"), nodes)
        self.assertIn("zone a", nodes)
        self.assertIn("store ledger", nodes)

    def test_dot_is_balanced_and_names_what_there_is(self):
        for model in (REFERENCE, BAD):
            dot = triaz("export", model, "-f", "dot")
            self.assertTrue(dot.startswith("digraph "))
            self.assertEqual(dot.count("{"), dot.count("}"))
            self.assertEqual(dot.replace('\\"', "").count('"') % 2, 0)
        self.assertIn('"clients users-a" -> "balancer edge"', dot)
        self.assertIn('"service api" -> "store ledger"', dot)

    def test_exit_codes(self):
        for code, words in [(2, ["export", REFERENCE]), (2, ["export", REFERENCE, "-f", "svg"]),
                            (0, ["export", "--help"]), (6, ["export", "none.json", "-f", "dot"]),
                            (3, ["export", SOURCE / "tests/cli/data/invalid.json", "-f", "dot"])]:
            done = subprocess.run([TRIAZ, *map(str, words)], capture_output=True, text=True,
                                  check=False, timeout=60)
            self.assertEqual(done.returncode, code, done.stderr)


if __name__ == "__main__":
    unittest.main()
