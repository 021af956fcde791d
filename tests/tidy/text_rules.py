"""Rules about the text of a file: sizes, banned words, white space."""

import ast
import re
from pathlib import PurePosixPath

import cpp_text
from tree import Finding, library_of

MAX_FILE, LONG_FILE, MAX_LONG_SHARE, MAX_FUNCTION, MAX_COLUMNS = 600, 400, 0.10, 70, 100
# path -> why its hash order can never reach a result
UNORDERED = {}

PROGRAMS = {'.cpp', '.hpp', '.py', '.sh', '.cmake'}
MARKUP = {'.md', '.json', '.html', '.css', '.js'}
SCRIPTS = {'dev', '.ci/run', 'tests/bench/run'}


def is_program(path):
    return (PurePosixPath(path).suffix in PROGRAMS or path.endswith('CMakeLists.txt')
            or path in SCRIPTS)


def is_ours(path):
    """Text people write: not the data of tests, which may be wrong on purpose, not what is
    generated."""
    if re.match(r'tests/[^/]+/data/|tests/(?:transcripts|histories)/|reports/reference/', path):
        return False
    return is_program(path) or PurePosixPath(path).suffix in MARKUP


def sizes(tree):
    """a file has at most 600 lines, and at most one file in ten more than 400"""
    counts = {path: text.count('\n') for path, text in tree.texts.items()
              if is_program(path) or path.endswith(('.js', '.css'))}
    for path, count in counts.items():
        if count > MAX_FILE:
            yield Finding(path, MAX_FILE, 'sizes', f'{count} lines; at most {MAX_FILE}')
    long = [path for path, count in counts.items() if count > LONG_FILE]
    if len(long) > MAX_LONG_SHARE * len(counts):
        yield Finding(long[0], LONG_FILE, 'sizes', f'{len(long)} of {len(counts)} files have more '
                      f'than {LONG_FILE} lines; at most one in ten may: {", ".join(long)}')


def functions(tree):
    """a function fits a screen: at most 70 lines"""
    for path, text in tree.texts.items():
        if path.endswith('.py'):
            found = [(node.lineno, node.end_lineno - node.lineno + 1, f'def {node.name}')
                     for node in ast.walk(ast.parse(text))
                     if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        elif path.endswith(('.cpp', '.hpp')):
            found = cpp_text.functions_of(text)
        else:
            continue
        for first, lines, heading in found:
            if lines > MAX_FUNCTION:
                yield Finding(path, first, 'functions',
                              f'{lines} lines; at most {MAX_FUNCTION}: {heading}')


def _outside(*libraries):
    return lambda path: library_of(path) is not None and library_of(path) not in libraries


def _everywhere(_):
    return True


# (pattern, which C++ files, why). The patterns see code only, never comments and literals.
BANNED = [
    (r'^using namespace\b', lambda path: path.endswith('.hpp'),
     'a header must not open a namespace for everyone'),
    (r'\bcatch\s*\(\s*\.\.\.\s*\)', _everywhere,
     'swallows what ends a simulated process; name what you catch'),
    (r'^[ \t]*#[ \t]*define\b', _everywhere, 'no macros of our own'),
    (r'(?<!\w)assert\s*\(', _everywhere, 'vanishes in a release; use ensure (sim/base/ensure.hpp)'),
    (r'\bstd::rand\b|\bsrand\s*\(|\brandom_device\b', _everywhere,
     'randomness comes from the seed (sim/base/stream.hpp)'),
    (r'\bstd::(?:\w+_distribution|mt19937\w*|minstd_rand\w*|default_random_engine|shuffle|sample'
     r')\b', _outside(), 'differs between standard libraries; use sim/base/stream.hpp'),
    (r'\bstd::(?:exp2?|expm1|log(?:2|10|1p)?|pow|sin|cos|tan|[lt]gamma|erfc?|cbrt|hypot)\b',
     _outside('base'), 'differs between compilers in the last bit; use sim/base/portable_math.hpp'),
    (r'\b(?:system_clock|steady_clock|high_resolution_clock|clock_gettime|gettimeofday)\b',
     _outside('cli', 'run'), 'a simulation never reads a real clock'),
    (r'\bstd::(?:map|set|multimap|multiset)<\s*(?:const\s+)?[\w:]+(?:\s+const)?\s*\*', _outside(),
     'the order of pointers differs from run to run'),
    (r'(?<!\w)(?:std::(?:cout|cerr|clog)\b|(?:f|v)?printf\s*\(|puts\s*\(|fmt::print\b)',
     _outside('cli'), 'libraries never print'),
    (r'(?<!\w)(?:exit|quick_exit|abort|terminate)\s*\(', _outside('cli'), 'libraries never exit'),
    (r'\bstd::ranges::(?:stable_partition|partition|unique|rotate|remove(?:_if)?|equal_range|search'
     r'|find_end|subrange)\b', _everywhere,
     'clang 14 refuses the subrange that it makes; take the algorithm of iterators'),
]


def banned(tree):
    """words that break determinism or the rules of style (tests/tidy/text_rules.py says why)"""
    for path in tree.cpp():
        for pattern, applies, why in BANNED:
            if applies(path):
                for line, found in tree.search(pattern, path, tree.code(path)):
                    yield Finding(path, line, 'banned', f'`{found.strip()}`: {why}')


def unordered(tree):
    """no unordered container in sim/ whose order could reach a result"""
    for path in tree.cpp('sim'):
        if path not in UNORDERED:
            for line, found in tree.search(r'\bunordered_(?:multi)?(?:map|set)\b', path,
                                           tree.code(path)):
                yield Finding(path, line, 'unordered', f'`{found}`: hash order leaks into results; '
                              'sort, or give the reason in tests/tidy/text_rules.py')


# In any text of ours. Split, so that this file does not contain them.
_UNFINISHED = r'\b(?:TO' r'DO|FIX' r'ME|XX' r'X)\b'
_MACHINE = (r'(?<![\w.}])/(?:ho' r'me|ro' r'ot|wo' r'rk)/|\.\./sha' r'red\b'
            r'|\b(?:deb|registry|mirror)\.[a-z]+\.(?:org|com)\b')


def promises(tree):
    """no notes about later work: do it, or leave it out"""
    for path, text in tree.texts.items():
        if is_ours(path):
            for line, found in tree.search(_UNFINISHED, path, text):
                yield Finding(path, line, 'promises', f'`{found}`: do it, or leave it out')


def machine(tree):
    """no path or host of one machine"""
    for path, text in tree.texts.items():
        if is_ours(path):
            for line, found in tree.search(_MACHINE, path, text):
                yield Finding(path, line, 'machine', f'`{found}` exists on one machine only')


def spaces(tree):
    """no trailing white space, no tab, a newline at the end, at most 100 columns of code"""
    for path, text in tree.texts.items():
        if not is_ours(path) or not text:
            continue
        if not text.endswith('\n') or text.endswith('\n\n'):
            yield Finding(path, text.count('\n') + 1, 'spaces', 'a file ends with one newline')
        data = cpp_text.literal_lines(text) if path.endswith(('.cpp', '.hpp')) else ()
        for number, line in enumerate(text.split('\n'), 1):
            if line != line.rstrip():
                yield Finding(path, number, 'spaces', 'trailing white space')
            if '\t' in line:
                yield Finding(path, number, 'spaces', 'a tab')
            if (len(line) > MAX_COLUMNS and is_program(path) and '://' not in line
                    and number not in data):
                yield Finding(path, number, 'spaces', f'{len(line)} columns; at most {MAX_COLUMNS}')


def fix_spaces(tree):
    """Writes what `spaces` can mend; gives the paths changed."""
    for path, text in tree.texts.items():
        if is_ours(path) and text:
            mended = '\n'.join(line.rstrip() for line in text.split('\n')).rstrip('\n') + '\n'
            if mended != text:
                (tree.root / path).write_text(mended)
                yield path


RULES = [sizes, functions, banned, unordered, promises, machine, spaces]
