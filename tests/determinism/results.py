"""Scenarios of the library made short, and the bytes of their results."""
import json
import os
import shutil
import subprocess

SOURCE = os.environ["SOURCE_DIR"]
SCENARIOS = os.path.join(SOURCE, "scenarios")
# What is run, and why: together they pass every kind of part and of fault.
NAMES = (
    "smoke/write-path",  # mirrored store, callers that balance by themselves
    "zone-loss/az-power-loss",  # nodes, names, checks, elections
    "zone-loss/leader-host-loss",  # targets found when the fault strikes
    "recovery/az-power-return",  # what comes back, and catches up
    "data-safety/acknowledge-after-one-copy",  # lost writes and their witness
)


def shorten(name, folder):
    """The path of a copy in `folder` that ends soon after its first fault, or after 6 s."""
    source = os.path.join(SCENARIOS, name + ".json")
    with open(source) as file:
        scenario = json.load(file)
    shutil.copytree(os.path.join(SOURCE, "models"), os.path.join(folder, "models"),
                    dirs_exist_ok=True)
    scenario["model"] = scenario["model"].replace("../../models/", "models/")
    scenario["warm_up"] = "2s"
    scenario["duration"] = "15s" if "faults" in scenario else "6s"
    for number, fault in enumerate(scenario.get("faults", [])):
        fault["at"] = f"{5 + number}s"
        if "for" in fault:  # and what starts anew needs half a minute
            fault["for"] = "3s"
            scenario["duration"] = "45s"
    # Mutants of the scenario name instants of the original.
    mutants = [one for one in scenario["mutants"] if "scenario" not in one]
    scenario["mutants"] = mutants or {"none": "left out"}
    path = os.path.join(folder, name.replace("/", "-") + ".json")
    with open(path, "w") as file:
        json.dump(scenario, file)
    return path


def without_context(text):
    key = '"context":'
    begin = text.index(key)
    value = begin + len(key)
    while text[value].isspace():
        value += 1
    _, end = json.JSONDecoder().raw_decode(text, value)
    return text[:value] + "null" + text[end:]


def result_of(program, scenario, *options):
    """The bytes of the JSON result but for its context: when, where and how it was run."""
    done = subprocess.run([program, "run", scenario, "--format", "json", *options],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1, 4):  # a verdict, whichever
        raise AssertionError(f"{program} {scenario}: exit code {done.returncode}: {done.stderr}")
    rest = without_context(done.stdout)
    if "wall_seconds" in rest or '"requests"' not in rest:
        raise AssertionError(f"{scenario}: this is not a result without its context")
    return rest


def first_difference(one, other):
    for number, (left, right) in enumerate(zip(one.splitlines(), other.splitlines()), 1):
        if left != right:
            return f"line {number}: {left.strip()[:200]!r} and {right.strip()[:200]!r}"
    return "one is longer than the other"


# Commands that answer without a simulation, in the form for other programs.
PLAIN = (
    ("plan", "respond", "models/operations/reference.json", "--format", "json"),
    ("plan", "check", "scenarios/plans/reference.json", "--today", "2027-03-01",
     "--format", "json"),
    ("claims", "scenarios/plans/reference.json", "--format", "json"),
)


def answer_of(program, words):
    done = subprocess.run([program, *words], cwd=SOURCE, stdout=subprocess.PIPE, text=True,
                          check=False)
    return without_context(done.stdout)
