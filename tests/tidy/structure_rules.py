"""Rules about the layout: levels, doors, names, headers, and tests that would not run."""

import re

from tree import Finding, is_private_header, library_of

# The first folder of a third-party include, and the package it belongs to in sim/CMakeLists.txt.
PACKAGES = {'nlohmann': 'nlohmann_json', 'simgrid': 'SimGrid', 'xbt': 'SimGrid', 'CLI': 'CLI11',
            'fmt': 'fmt', 'date': 'date', 'boost': 'Boost', 'pugixml.hpp': 'pugixml',
            'sqlite3.h': 'SQLite3', 'zip.h': 'libzip'}
SYSTEM_FOLDERS = {'sys', 'linux', 'bits', 'netinet', 'arpa'}
# A header marked "Private to sim/<library>" may show these.
SHOWN_IN_PRIVATE_HEADERS = {'nlohmann_json'}


def levels(tree):
    """a library includes itself and strictly lower levels (the table in sim/CMakeLists.txt)"""
    for path in tree.cpp('sim'):
        library = library_of(path)
        for line, kind, included in tree.includes(path):
            used = library_of(included)
            if kind != 'quoted' or used is None or used == library:
                continue
            if library not in tree.levels or used not in tree.levels:
                unknown = library if library not in tree.levels else used
                yield Finding(path, line, 'levels', f'sim/{unknown} has no level')
            elif tree.levels[used] >= tree.levels[library]:
                yield Finding(path, line, 'levels',
                              f'sim/{library} (level {tree.levels[library]}) must not include '
                              f'{included} (level {tree.levels[used]})')


def table(tree):
    """every folder of sim/ has a level, a README.md, and its row in sim/README.md"""
    libraries = {library_of(path) for path in tree.texts if library_of(path)}
    rows = dict((name, int(level)) for level, name in
                re.findall(r'^\| *(\d+) *\| *`?(\w+)`? *\|', tree.texts.get('sim/README.md', ''),
                           re.M))
    for library in sorted(libraries):
        if library not in tree.levels:
            yield Finding('sim/CMakeLists.txt', 1, 'table', f'sim/{library} has no level')
        elif rows.get(library) != tree.levels[library]:
            yield Finding('sim/README.md', 1, 'table',
                          f'no row `| {tree.levels[library]} | {library} |` for sim/{library}')
        if f'sim/{library}/README.md' not in tree.texts:
            yield Finding(f'sim/{library}', 1, 'table', 'a library has a README.md: what it is '
                          'for, where to start reading')
    for library in sorted(set(rows) - set(tree.levels)):
        yield Finding('sim/README.md', 1, 'table', f'a row for {library}, which has no level')


def doors(tree):
    """third-party headers are included by their door libraries only, and shown in no header"""
    for path in tree.cpp('sim'):
        library = library_of(path)
        for line, kind, included in tree.includes(path):
            if kind == 'quoted':
                if not included.startswith('sim/'):
                    yield Finding(path, line, 'doors', f'"{included}": write "sim/..."')
                elif (library_of(included) != library and included in tree.texts
                      and is_private_header(tree, included)):
                    yield Finding(path, line, 'doors', f'{included} is private to its library')
                continue
            folder = included.split('/')[0]
            package = PACKAGES.get(folder)
            if package is None and ('/' not in included or folder in SYSTEM_FOLDERS):
                continue
            allowed = tree.doors.get(package, [])
            if allowed != ['ANY'] and library not in allowed:
                yield Finding(path, line, 'doors', f'sim/{library} is no door to <{included}>')
            elif path.endswith('.hpp') and not (package in SHOWN_IN_PRIVATE_HEADERS
                                                and is_private_header(tree, path)):
                yield Finding(path, line, 'doors', f'a header shows <{included}>; only a .cpp may')


def names(tree):
    """path = namespace: a file of sim/<library> lives in triaz::<library>, and opens no other"""
    for path in tree.cpp('sim'):
        if path.endswith('/main.cpp'):
            continue
        library, code = library_of(path), tree.code(path)
        opened = re.findall(r'\bnamespace\s+(triaz(?:::\w+)*)\s*\{', code)
        if not any(name.split('::')[1:2] == [library] for name in opened):
            yield Finding(path, 1, 'names', f'nothing is in namespace triaz::{library}')
        for name in opened:
            if name.split('::')[1:2] != [library]:
                yield Finding(path, 1, 'names', f'opens namespace {name}, which is not its own')


def contracts(tree):
    """a header opens with its contract in a comment, then #pragma once"""
    for path in tree.headers():
        lines = tree.texts[path].split('\n')
        first = next((line for line in lines if not line.startswith('//')), '')
        if not lines[0].startswith('// ') or len(lines[0]) < 20:
            yield Finding(path, 1, 'contracts', 'a header opens with its contract, as a comment')
        if '#pragma once' not in lines:
            yield Finding(path, 1, 'contracts', '#pragma once is missing')
        elif first not in ('#pragma once', ''):
            yield Finding(path, lines.index(first) + 1, 'contracts',
                          'nothing but the contract stands before #pragma once')


def asserting(tree):
    """every test file asserts something, itself or through a helper named expect_ or check_"""
    for path in tree.cpp('tests', suffixes=('_test.cpp',)):
        if not re.search(r'\b(?:EXPECT_|ASSERT_|RC_ASSERT|expect_|check_)\w*\(', tree.code(path)):
            yield Finding(path, 1, 'asserting', 'no EXPECT_, ASSERT_ or RC_ASSERT: cannot fail')


def orphans(tree):
    """every folder with tests is known to tests/CMakeLists.txt, so none is silently left out"""
    cmake = tree.texts.get('tests/CMakeLists.txt', '')
    listed = set(re.findall(r'triaz_test_folder\((\w+)', cmake))
    for path in tree.texts:
        parts = path.split('/')
        if parts[0] != 'tests' or not re.search(r'_test\.(?:cpp|py|sh)$', path):
            continue
        if len(parts) < 3 or parts[1] not in listed | set(tree.levels):
            yield Finding(path, 1, 'orphans', 'nobody runs this test: its folder mirrors no '
                          'library and is not listed in tests/CMakeLists.txt')
    for path in tree.cpp('tests'):
        if re.search(r'^(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP)\(', tree.code(path), re.M) and not \
                path.endswith('_test.cpp'):
            yield Finding(path, 1, 'orphans', 'tests stand in a file named *_test.cpp')


RULES = [levels, table, doors, names, contracts, asserting, orphans]
