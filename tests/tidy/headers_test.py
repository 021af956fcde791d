#!/usr/bin/env python3
"""Headers that no source includes first compile alone. (The build shows it of the others.)"""

import os
import sys
from pathlib import Path

import cached_compiler
from tree import Finding, Tree

FLAGS = ['-std=c++20', '-fsyntax-only', '-Wall', '-Wextra', '-Wpedantic', '-Wshadow',
         '-Wconversion', '-Wno-sign-conversion', '-Werror', '-I.', '-x', 'c++', '-']


def comes_first_in_its_source(tree, header):
    """Then building the source shows that the header compiles alone."""
    source = header.removesuffix('.hpp') + '.cpp'
    includes = tree.includes(source) if source in tree.texts else []
    return bool(includes) and includes[0][2] == header


def alone(tree):
    """every header that no source includes first compiles alone (remembered by content)"""
    compiler = os.environ.get('CXX') or 'g++'
    cache = Path(os.environ.get('BUILD_DIR') or tree.root / 'build', 'tidy', 'headers.json')
    headers = [path for path in tree.headers() if not comes_first_in_its_source(tree, path)]
    failures = cached_compiler.run_cached(
        tree, headers, cache, cached_compiler.version_of(compiler) + ' '.join(FLAGS),
        lambda path: ([compiler, *FLAGS], f'#include "{path}"\n'))
    for path, output in failures:
        errors = [line for line in output.split('\n') if 'error:' in line] or [output]
        yield Finding(path, 1, 'alone', f'does not compile alone: {errors[0]}')


def main():
    root = os.environ.get('SOURCE_DIR') or Path(__file__).resolve().parents[2]
    findings = list(alone(Tree(root)))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
