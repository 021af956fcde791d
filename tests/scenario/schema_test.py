"""The JSON Schemas against an independent validator (Debian: python3-jsonschema), and against the
program itself: what the program takes the schema takes, and what the schema can know is wrong
neither takes.

Environment: TRIAZ (the program), SOURCE_DIR.
"""

import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

try:
    import jsonschema
except ImportError:  # another Python than the system's
    if sys.executable != "/usr/bin/python3":
        os.execv("/usr/bin/python3", ["/usr/bin/python3", "-B", *sys.argv])
    sys.exit("schema_test needs the Debian package python3-jsonschema")

TRIAZ = os.environ["TRIAZ"]
SOURCE = pathlib.Path(os.environ["SOURCE_DIR"])
DATA = SOURCE / "tests/scenario/data"
KINDS = ("model", "scenario", "contract", "operations", "plan", "observation")

# What the program says of one value alone, without the others.
STRUCTURAL = {
    "unknown-key",
    "missing-key",
    "wrong-type",
    "unknown-word",
    "out-of-bounds",
    "no-unit",
    "wrong-quantity",
    "bad-name",
    "empty-text",
    "wrong-text",
    "too-few",
    "too-many",
}


def schema(kind):
    return json.loads(
        subprocess.run([TRIAZ, "schema", kind], check=True, capture_output=True, text=True).stdout
    )


SCHEMAS = {kind: schema(kind) for kind in KINDS}
VALIDATORS = {kind: jsonschema.Draft202012Validator(SCHEMAS[kind]) for kind in KINDS}


def nodes(value, path=()):
    yield path
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in children:
        yield from nodes(child, path + (key,))


def at(value, path):
    for key in path:
        value = value[key]
    return value


def damaged(root):
    """Copies of a sound file with one thing wrong, or at least other, each with the place of it."""
    others = [None, True, -1, 2.5, 10**30, "", "x", "5ms", "150%", [], {}, ["a"], {"a": 1}]
    for number, path in enumerate(nodes(root)):
        if not path:
            continue
        for step in range(2):
            copied = copy.deepcopy(root)
            at(copied, path[:-1])[path[-1]] = others[(number * 5 + step * 4) % len(others)]
            yield path, copied
        copied = copy.deepcopy(root)
        del at(copied, path[:-1])[path[-1]]
        yield path, copied
        if isinstance(at(root, path), dict):
            copied = copy.deepcopy(root)
            at(copied, path)["unknwon"] = 1
            yield path, copied


def validated(files):
    """What the program says of many files: for each the complaints that are errors."""
    result = {}
    for first in range(0, len(files), 200):
        run = subprocess.run(
            [TRIAZ, "validate", "--format", "json", *files[first : first + 200]],
            capture_output=True,
            text=True,
        )
        for file in json.loads(run.stdout)["files"]:
            result[file["file"]] = [c for c in file["complaints"] if c["severity"] == "error"]
    return result


class Schema(unittest.TestCase):
    def test_is_a_schema_of_the_draft_it_names_with_a_version(self):
        for kind in KINDS:
            self.assertEqual(
                SCHEMAS[kind]["$schema"], "https://json-schema.org/draft/2020-12/schema"
            )
            self.assertEqual(SCHEMAS[kind]["$id"], f"urn:triaz:{kind}:1.0")
            jsonschema.Draft202012Validator.check_schema(SCHEMAS[kind])

    def test_takes_every_file_of_the_project(self):
        files = [
            *(SOURCE / "models").rglob("*.json"),
            *(SOURCE / "scenarios").rglob("*.json"),
            *DATA.glob("*.json"),
        ]
        self.assertGreater(len(files), 3)
        for file in files:
            content = json.loads(file.read_text())
            kind = content["triaz"].split("/")[0]
            errors = [
                f"{error.json_path}: {error.message}"
                for error in VALIDATORS[kind].iter_errors(content)
            ]
            self.assertEqual(errors, [], file)

    def test_has_a_hint_for_every_key_and_defaults_and_examples_that_are_valid(self):
        for kind in KINDS:
            hints = 0
            for name, definition in SCHEMAS[kind]["$defs"].items():
                for key, property_ in definition.get("properties", {}).items():
                    self.assertTrue(property_.get("description"), f"{name}.{key}")
                    given = property_.get("examples", []) + (
                        [property_["default"]] if "default" in property_ else []
                    )
                    validator = jsonschema.Draft202012Validator(
                        {**property_, "$defs": SCHEMAS[kind]["$defs"]}
                    )
                    for value in given:
                        hints += 1
                        self.assertEqual(
                            [e.message for e in validator.iter_errors(value)], [], f"{name}.{key}"
                        )
            self.assertGreater(hints, 15)

    def test_agrees_with_the_program_on_what_is_wrong(self):
        for kind, name, least in (
            ("model", "base.json", 100),
            ("scenario", "scenario.json", 100),
            ("contract", "contract.json", 50),
            ("operations", "operations.json", 100),
            ("observation", "observation.json", 80),
        ):
            with tempfile.TemporaryDirectory() as folder:
                folder = pathlib.Path(folder)
                (folder / "models").mkdir()
                for beside in ("base.json", "scenario.json"):
                    (folder / beside).write_text((DATA / beside).read_text())
                cases = {}
                for number, (path, content) in enumerate(
                    damaged(json.loads((DATA / name).read_text()))
                ):
                    file = folder / f"case-{number}.json"
                    file.write_text(json.dumps(content))
                    cases[str(file)] = (path, content)
                complaints = validated(list(cases))
                self.assertEqual(set(complaints), set(cases))
                self.compare(kind, cases, complaints, least)

    def compare(self, kind, cases, complaints, least):
        taken = refused = 0
        for file, (path, content) in cases.items():
            error = next(VALIDATORS[kind].iter_errors(content), None)
            errors = [] if error is None else [f"{error.json_path}: {error.message}"]
            if not complaints[file]:
                taken += 1
                self.assertEqual(
                    errors, [], f"the program takes {path}: {at_or_none(content, path)!r}"
                )
            in_patch = path[0] in ("overrides", "mutants")
            only_one = len(complaints[file]) == 1 and complaints[file][0]["code"] in STRUCTURAL
            if only_one and not in_patch and not in_bounds_of_text(complaints[file][0]):
                refused += 1
                self.assertNotEqual(errors, [], f"the schema takes {path}: {complaints[file]}")
        self.assertGreater(taken, 20)
        self.assertGreater(refused, least)


def at_or_none(content, path):
    try:
        return at(content, path)
    except (KeyError, IndexError, TypeError):
        return None


def in_bounds_of_text(complaint):
    """Bounds of amounts with units, and amounts that need reckoning, are beyond a pattern; so is
    what the program finds by looking at several values."""
    beyond = (
        complaint["code"] in ("out-of-bounds", "wrong-quantity", "too-many")
        and "number" not in complaint["message"]
    )
    return beyond or "a shared fate of nothing" in complaint["message"]


if __name__ == "__main__":
    unittest.main()
