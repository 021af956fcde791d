#!/usr/bin/env python3
"""clang-tidy (the checks of .clang-tidy) over sim/, each file once for the same contents.

    BUILD_DIR=build/release tests/tidy/lint.py      needs compile_commands.json there
"""

import os
import sys
from pathlib import Path

import cached_compiler
from tree import Tree


def main():
    root = Path(os.environ.get('SOURCE_DIR') or Path(__file__).resolve().parents[2])
    build = Path(os.environ.get('BUILD_DIR') or root / 'build' / 'release')
    if not (build / 'compile_commands.json').exists():
        print(f'no {build}/compile_commands.json: configure first (./dev build)')
        return 2
    tree = Tree(root)
    failures = cached_compiler.run_cached(
        tree, tree.cpp('sim', suffixes=('.cpp',)), build / 'tidy' / 'lint.json',
        cached_compiler.version_of('clang-tidy') + (root / '.clang-tidy').read_text(),
        lambda path: (['clang-tidy', '--quiet', '--warnings-as-errors=*', '-p', str(build), path],
                      None))
    for path, output in failures:
        print(output.replace(f'{root}/', '').rstrip())
    print(f'{len(failures)} files with findings')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
