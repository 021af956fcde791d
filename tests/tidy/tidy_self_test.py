#!/usr/bin/env python3
"""Every rule of tidy_test.py finds what it forbids: a clean little tree passes, and each violation
planted in it is found, by its own rule and by no other."""

import os
import sys
import tempfile
from pathlib import Path

import cpp_text
import headers_test
import text_rules
import tidy_test
from tree import Tree

CONTRACT = '// What this file is for, in a sentence.\n#pragma once\n\n'
CLEAN = {
    'sim/CMakeLists.txt': 'set(TRIAZ_LEVEL_0 low twin)\nset(TRIAZ_LEVEL_1 scenario engine)\n'
                          'set(TRIAZ_LEVEL_2 cli)\n'
                          'set(TRIAZ_DOOR_fmt ANY)\nset(TRIAZ_DOOR_nlohmann_json scenario)\n'
                          'set(TRIAZ_DOOR_SimGrid engine)\n',
    'sim/README.md': '| 0 | low | a |\n| 0 | twin | a |\n| 1 | scenario | b |\n| 1 | engine | b |\n'
                     '| 2 | cli | c |\n',
    **{f'sim/{name}/README.md': 'What it is for.\n'
       for name in ('low', 'twin', 'scenario', 'engine', 'cli')},
    'sim/low/thing.hpp': CONTRACT + '#include <vector>\n\nnamespace triaz::low {\n\n'
                         'std::vector<int> things();\n\n}  // namespace triaz::low\n',
    'sim/low/thing.cpp': '#include "sim/low/thing.hpp"\n\n#include <fmt/format.h>\n\n'
                         'namespace triaz::low {\n\n'
                         'std::vector<int> things() { return {1\'000}; }  // no printf( here\n\n'
                         'static_assert(sizeof(int) == 4, "catch (...) in a text is no code");\n\n'
                         '}  // namespace triaz::low\n',
    'sim/twin/twin.hpp': CONTRACT + 'namespace triaz::twin {\n}  // namespace triaz::twin\n',
    'sim/scenario/tree.hpp': '// Private to sim/scenario: the tree of a file.\n#pragma once\n\n'
                             '#include "sim/low/thing.hpp"\n#include <nlohmann/json_fwd.hpp>\n\n'
                             'namespace triaz::scenario {\n}  // namespace triaz::scenario\n',
    'sim/engine/run.cpp': '#include <simgrid/s4u.hpp>\n\nnamespace triaz::engine {\n'
                          '}  // namespace triaz::engine\n',
    'sim/cli/main.cpp': '#include <cstdio>\n\nint main() { std::printf("hello"); }\n',
    'tests/CMakeLists.txt': 'triaz_test_folder(oracle low)\n',
    'tests/low/thing_test.cpp': '#include "sim/low/thing.hpp"\n\nTEST(Thing, is) {\n'
                                '    EXPECT_EQ(things().size(), 1);\n}\n',
    'tests/oracle/oracle_test.py': 'assert True\n',
    'tests/low/data/wrong.json': 'data may end in spaces   ',
}


def in_namespace(library, body):
    return f'namespace triaz::{library} {{\n{body}\n}}  // namespace triaz::{library}\n'


def low(body):
    return {'sim/low/planted.cpp': in_namespace('low', body)}


def including(library, path, name='planted.cpp'):
    start = CONTRACT if name.endswith('.hpp') else ''
    return {f'sim/{library}/{name}': f'{start}#include {path}\n' + in_namespace(library, '')}


def long_function(lines, head='void f() {'):
    return low(head + '\n' + '    g();\n' * (lines - 2) + '}')


def long_method(before, after=''):
    return low(f'{before}int f() const override {{\n' + 'g();\n' * 69 + '}\n};\n' + after)


BANNED = {
    'assert(true);', 'try { f(); } catch (...) {}', '#define FOUR 4', 'int x = std::rand();',
    'std::random_device d;', 'std::mt19937 g;', 'std::normal_distribution<double> n;',
    'double y = std::log(2.0);', 'auto t = std::chrono::steady_clock::now();',
    'auto t = std::chrono::system_clock::now();', 'std::map<const Host*, int> m;',
    'std::set<Host*> s;', 'void f() { std::cout << 1; }', 'void f() { printf("x"); }',
    'void f() { std::fprintf(stderr, "x"); }', 'void f() { fmt::print("x"); }',
    'void f() { std::exit(1); }', 'void f() { std::abort(); }',
    'void f() { std::ranges::unique(all); }',
}

# (rule, what is planted: path -> text, or nothing to remove the file)
PLANTED = [
    ('levels', including('low', '"sim/scenario/planted.hpp"')),
    ('levels', including('low', '"sim/twin/twin.hpp"')),
    ('levels', including('engine', '"sim/nowhere/x.hpp"')),
    ('table', {'sim/twin/README.md': None}),
    ('table', {'sim/README.md': CLEAN['sim/README.md'].replace('| 0 | twin', '| 1 | twin')}),
    ('table', {'sim/README.md': CLEAN['sim/README.md'] + '| 3 | ghost | d |\n'}),
    ('table', {'sim/other/README.md': 'A library without a level.\n'}),
    ('doors', including('low', '<nlohmann/json.hpp>')),
    ('doors', including('scenario', '<simgrid/s4u.hpp>')),
    ('doors', including('low', '<boost/any.hpp>')),
    ('doors', including('low', '<unheard/of.hpp>')),
    ('doors', including('low', '"thing.hpp"')),
    ('doors', including('low', '<fmt/format.h>', 'planted.hpp')),
    ('doors', including('engine', '<simgrid/s4u.hpp>', 'planted.hpp')),
    ('doors', including('scenario', '<nlohmann/json.hpp>', 'planted.hpp')),
    ('doors', including('cli', '"sim/scenario/tree.hpp"')),
    ('names', {'sim/low/planted.cpp': 'namespace triaz::twin {\n}\n'}),
    ('names', {'sim/low/planted.cpp': in_namespace('low', '') + 'namespace triaz::twin {\n}\n'}),
    ('names', {'sim/low/planted.cpp': 'int x = 4;\n'}),
    ('contracts', {'sim/low/planted.hpp': '#pragma once\n\n' + in_namespace('low', '')}),
    ('contracts', {'sim/low/planted.hpp': '// A contract without its guard.\n\n'
                                          + in_namespace('low', '')}),
    ('contracts', {'sim/low/planted.hpp': '// A contract, then an include.\n#include <vector>\n'
                                          '#pragma once\n' + in_namespace('low', '')}),
    ('asserting', {'tests/low/idle_test.cpp': 'TEST(Idle, is) { f(); }  // EXPECT_EQ(1, 1)\n'}),
    ('orphans', {'tests/forgotten/x_test.py': 'assert True\n'}),
    ('orphans', {'tests/x_test.sh': 'true\n'}),
    ('orphans', {'tests/low/more_tests.cpp': 'TEST(More, is) { EXPECT_EQ(1, 1); }\n'}),
    ('sizes', {'sim/low/planted.cpp': in_namespace('low', 'int x();\n' * 600)}),
    ('sizes', {f'sim/low/planted_{i}.cpp': in_namespace('low', 'int x();\n' * 420)
               for i in range(2)}),
    ('functions', long_function(71)),
    ('functions', long_function(71, 'template <class T> requires (sizeof(T) > 1) void f() {')),
    ('functions', long_function(71, 'Foo::Foo(int a) : a_{a}, b_{2} {')),
    ('functions', long_function(71, 'bool operator==(const Foo& a, const Foo& b) {')),
    ('functions', long_method('class Foo {\npublic:\n')),
    ('functions', long_method('template <class T>\nclass Foo {\n')),
    ('functions', long_method('class Outer {\npublic:\n    struct Foo {\n', '};\n')),
    ('functions', {'tests/low/planted.py': 'def f():\n' + '    g()\n' * 70}),
    *[('banned', low(text)) for text in sorted(BANNED)],
    ('banned', {'sim/low/planted.hpp': CONTRACT + in_namespace('low', 'using namespace std;')}),
    ('banned', {'tests/low/planted_test.cpp': '#define X 1\nTEST(A, b) { EXPECT_EQ(1, X); }\n'}),
    ('unordered', low('std::unordered_map<int, int> m;')),
    ('unordered', low('std::unordered_set<int> m;')),
    ('promises', low('// TO' 'DO: later')),
    ('promises', {'planted.md': 'FIX' 'ME\n'}),
    ('machine', low('// see /ho' 'me/someone/notes')),
    ('machine', {'planted.json': '{"file": "/wo' 'rk/x"}\n'}),
    ('machine', {'planted.sh': 'cat ../sha' 'red/x\n'}),
    ('machine', {'planted.md': 'http://deb.' 'debian.org/\n'}),
    ('spaces', low('int x;   ')),
    ('spaces', low('\tint x;')),
    ('spaces', low(f'int {"x" * 100};')),
    ('spaces', {'planted.md': 'no newline'}),
    ('spaces', {'planted.md': 'two newlines\n\n'}),
    ('alone', {'sim/low/planted.hpp': CONTRACT + in_namespace('low', 'std::string name();')}),
    ('alone', {'sim/low/planted.hpp': CONTRACT
               + in_namespace('low', 'inline int f(long x) { return x; }')}),
]

# Rightful, though it looks like a violation.
INNOCENT = [
    {'tests/low/told_test.cpp': 'TEST(Told, is) { expect_transcripts("a", f); }\n'},
    low('int x();\n' * 420),
    long_function(70),
    low('std::string text() {\n    return R"(' + 'line\n' * 100 + ')";\n}'),
    low('// see https://example.org/' + 'x' * 100),
    low('constexpr int table[] = {\n' + '    1,\n' * 80 + '};'),
    low('class Foo {\n' + '    int f();\n' * 80 + '};'),
    low("char c = '\"'; int n = 1'000'000; char d = '{';"),
    {'sim/run/README.md': 'A child process ends with _exit.\n',
     'sim/run/child.cpp': in_namespace('run', 'void f() { _exit(0); steady_clock::now(); }'),
     'sim/CMakeLists.txt': CLEAN['sim/CMakeLists.txt'] + 'set(TRIAZ_LEVEL_3 run)\n',
     'sim/README.md': CLEAN['sim/README.md'] + '| 3 | run | d |\n'},
    {'tests/bench/CMakeLists.txt': '\n'.join(f'# {n}' for n in range(300)) + '\n'},
]


def write(root, files):
    for path, text in files.items():
        target = Path(root, path)
        if text is None:
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)


def rules_broken(changes, compiling):
    """The findings in the clean tree after these changes."""
    with tempfile.TemporaryDirectory() as root:
        write(root, CLEAN)
        write(root, changes)
        os.environ['BUILD_DIR'] = f'{root}/build'
        tree = Tree(root)
        rules = tidy_test.RULES if compiling else [r for r in tidy_test.RULES
                                                   if r is not headers_test.alone]
        return [finding for rule in rules for finding in rule(tree)]


def check_planted():
    for rule, changes in PLANTED:
        findings = rules_broken(changes, compiling=rule == 'alone')
        if {finding.rule for finding in findings} != {rule}:
            yield (f'{rule} planted in {str(changes):.300}\n  found: '
                   + ('; '.join(map(str, findings)) or 'nothing'))


def check_innocent():
    for changes in [{}, *INNOCENT]:
        for finding in rules_broken(changes, compiling=not changes):
            yield f'found in a rightful tree: {finding}'


def check_coverage():
    planted = {rule for rule, _ in PLANTED}
    for rule in tidy_test.RULES:
        if rule.__name__ not in planted:
            yield f'no violation of `{rule.__name__}` is planted'


def check_banned_patterns():
    texts = [cpp_text.code_of(text) for rule, changes in PLANTED if rule == 'banned'
             for text in changes.values()]
    for pattern, _, _ in text_rules.BANNED:
        if not any(text_rules.re.search(pattern, text, text_rules.re.M) for text in texts):
            yield f'nothing planted matches the banned pattern {pattern}'


def check_memory():
    """What is found wrong, here by a header that includes it, is found again until mended."""
    with tempfile.TemporaryDirectory() as root:
        write(root, CLEAN)
        os.environ['BUILD_DIR'] = f'{root}/build'
        wrong = Path(root, 'sim/low/thing.hpp')
        right = wrong.read_text()
        for text, expected in ((right, 0), (right.replace('<vector>', '<array>'), 1),
                               (right.replace('<vector>', '<array>'), 1), (right, 0)):
            wrong.write_text(text)
            found = len(list(headers_test.alone(Tree(root))))
            if found != expected:
                yield f'{expected} headers do not compile alone, {found} were found'


def main():
    failures = [failure for check in (check_coverage, check_banned_patterns, check_innocent,
                                      check_planted, check_memory) for failure in check()]
    for failure in failures:
        print(failure)
    print(f'{len(PLANTED)} violations planted, {len(INNOCENT)} rightful oddities, '
          f'{len(failures)} failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
