#!/usr/bin/env python3
"""Holds the project to its own rules: layout, doors, sizes, banned words, white space.

    tests/tidy/tidy_test.py             all rules but `alone`, which compiles (headers_test.py);
                                        exit code 1 when one is broken
    tests/tidy/tidy_test.py --list      the rules
    tests/tidy/tidy_test.py --rule doors --rule levels
    tests/tidy/tidy_test.py --fix       mend white space first
"""

import argparse
import os
import sys
from pathlib import Path

import headers_test
import structure_rules
import text_rules
from tree import Tree

RULES = [*structure_rules.RULES, *text_rules.RULES, headers_test.alone]


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
    chosen = [rule for rule in RULES if rule.__name__ in options.rule] if options.rule else \
        [rule for rule in RULES if rule is not headers_test.alone]
    findings = [finding for rule in chosen for finding in rule(tree)]
    for finding in findings:
        print(finding)
    print(f'{len(findings)} findings; {len(tree.texts)} files, {len(chosen)} rules')
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
