"""Runs a compiler or a linter over many files, at most once for the same contents."""

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import run


def version_of(program):
    return run([program, '--version'], capture_output=True, text=True, check=True).stdout


def run_cached(tree, paths, cache_file, salt, command_of):
    """(path, output) of each path whose command failed. command_of(path) gives (arguments, input).

    Only successes are remembered: a failure is shown again until it is mended.
    Invariant: the key covers `salt` and all the project's files that `path` includes.
    """
    cache_file = Path(cache_file)
    known = set(json.loads(cache_file.read_text())) if cache_file.exists() else set()
    digests = {path: hashlib.sha256(text.encode()).digest() for path, text in tree.texts.items()}

    def key_of(path):
        key = hashlib.sha256(f'{salt}\n{path}\n'.encode())
        for included in tree.closure(path):
            key.update(digests[included])
        return key.hexdigest()

    keys = {path: key_of(path) for path in paths}
    todo = [path for path in paths if keys[path] not in known]

    def check(path):
        arguments, given = command_of(path)
        done = run(arguments, input=given, capture_output=True, text=True, cwd=tree.root,
                   check=False)
        return path, done.returncode, done.stdout + done.stderr

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(check, todo))
    good = known & set(keys.values()) | {keys[path] for path, code, _ in results if code == 0}
    cache_file.parent.mkdir(parents=True, exist_ok=True)
    fresh = cache_file.with_suffix(f'.{os.getpid()}')
    fresh.write_text(json.dumps(sorted(good)))
    fresh.replace(cache_file)
    return [(path, output) for path, code, output in results if code != 0]
