#!/usr/bin/env python3
"""clang-tidy (the checks of .clang-tidy) over sim/, each file once for the same contents.

    tests/tidy/lint.py          [BUILD_DIR=build/tidy]
"""

import os
import subprocess
import sys
from pathlib import Path

import cached_compiler
from tree import Tree


def main():
    root = Path(os.environ.get('SOURCE_DIR') or Path(__file__).resolve().parents[2])
    build = Path(os.environ.get('BUILD_DIR') or root / 'build' / 'tidy')
    subprocess.run(['cmake', '-S', root, '-B', build, '-G', 'Ninja', '-DTRIAZ_TESTS=OFF',
                    '-DTRIAZ_PARSE_ONCE=OFF'], check=True, stdout=subprocess.DEVNULL)
    tree = Tree(root)
    failures = cached_compiler.run_cached(
        tree, tree.cpp('sim', suffixes=('.cpp',)), build / 'lint.json',
        cached_compiler.version_of('clang-tidy') + (root / '.clang-tidy').read_text(),
        lambda path: (['clang-tidy', '--quiet', '--warnings-as-errors=*', '-p', str(build), path],
                      None))
    for path, output in failures:
        print(output.replace(f'{root}/', '').rstrip())
    print(f'{len(failures)} files with findings')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
