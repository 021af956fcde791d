#!/usr/bin/env python3
"""Holds the project to its own rules: layout, doors, sizes, banned words, white space.

    tests/tidy/tidy_test.py             all rules; exit code 1 when one is broken
    tests/tidy/tidy_test.py --list      the rules
    tests/tidy/tidy_test.py --rule doors --rule levels
    tests/tidy/tidy_test.py --fix       mend white space first
"""

import argparse
import os
import sys
from pathlib import Path

import cached_compiler
import structure_rules
import text_rules
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


RULES = [*structure_rules.RULES, *text_rules.RULES, alone]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--list', action='store_true', help='name the rules')
    parser.add_argument('--fix', action='store_true', help='mend white space first')
    parser.add_argument('--rule', action='append', choices=[rule.__name__ for rule in RULES],
                        help='this rule only (may be repeated)')
    options = parser.parse_args()
    if options.list:
        for rule in RULES:
            print(f'{rule.__name__:10} {rule.__doc__}')
        return 0
    root = os.environ.get('SOURCE_DIR') or Path(__file__).resolve().parents[2]
    tree = Tree(root)
    if options.fix:
        for path in text_rules.fix_spaces(tree):
            print(f'mended {path}')
        tree = Tree(root)
    chosen = [rule for rule in RULES if not options.rule or rule.__name__ in options.rule]
    findings = [finding for rule in chosen for finding in rule(tree)]
    for finding in findings:
        print(finding)
    print(f'{len(findings)} findings; {len(tree.texts)} files, {len(chosen)} rules')
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
