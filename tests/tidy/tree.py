"""The files of the project as the checks see them, and the table of sim/CMakeLists.txt."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import cpp_text

_SKIPPED_FOLDERS = {'.git', 'build', 'out', '__pycache__', 'node_modules', '.cache'}
_TEXT = {'.cpp', '.hpp', '.py', '.sh', '.cmake', '.md', '.json', '.html', '.css', '.js', '.txt', ''}


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    text: str

    def __str__(self):
        return f'{self.path}:{self.line}: {self.text} [{self.rule}]'


class Tree:
    """Texts by path relative to the root. Order: by path, so that findings never change places."""

    def __init__(self, root):
        self.root = Path(root)
        self.texts = dict(self._read())
        table = self.texts.get('sim/CMakeLists.txt', '')
        self.levels = {library: int(level)
                       for level, names in re.findall(r'set\(TRIAZ_LEVEL_(\d+)\s+([^)]*)\)', table)
                       for library in names.split()}
        self.doors = {package: names.split()
                      for package, names in re.findall(r'set\(TRIAZ_DOOR_(\w+)\s+([^)]*)\)', table)}
        self._code = {}
        self._includes = {}

    def _read(self):
        for folder, folders, files in os.walk(self.root):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS)
            for name in sorted(files):
                path = Path(folder, name).relative_to(self.root)
                if path.suffix not in _TEXT or '.min.' in name:
                    continue
                try:
                    yield path.as_posix(), Path(folder, name).read_bytes().decode()
                except (UnicodeDecodeError, FileNotFoundError):
                    continue

    def cpp(self, *folders, suffixes=('.cpp', '.hpp')):
        """The C++ files in these folders (default: sim and tests)."""
        starts = tuple(f'{folder}/' for folder in folders or ('sim', 'tests'))
        return [path for path in self.texts if path.startswith(starts) and path.endswith(suffixes)]

    def headers(self, *folders):
        return self.cpp(*folders, suffixes=('.hpp',))

    def code(self, path):
        if path not in self._code:
            self._code[path] = cpp_text.code_of(self.texts[path])
        return self._code[path]

    def includes(self, path):
        """(line, 'quoted' or 'angled', path) of each include."""
        if path not in self._includes:
            self._includes[path] = list(cpp_text.includes_of(self.texts[path]))
        return self._includes[path]

    def search(self, pattern, path, text):
        """The line of each match of a regular expression in a text of this path."""
        for match in re.finditer(pattern, text, re.M):
            yield cpp_text.line_of(text, match.start()), match.group()

    def closure(self, path):
        """The file and all project files it includes, directly or not, in a fixed order."""
        seen, queue = {path}, [path]
        while queue:
            for _, kind, included in self.includes(queue.pop()):
                if kind == 'quoted' and included in self.texts and included not in seen:
                    seen.add(included)
                    queue.append(included)
        return sorted(seen)


def library_of(path):
    """'check' for sim/check/..., else nothing."""
    parts = path.split('/')
    return parts[1] if parts[0] == 'sim' and len(parts) > 2 else None


def is_private_header(tree, path):
    return tree.texts[path].startswith(f'// Private to sim/{library_of(path)}')
