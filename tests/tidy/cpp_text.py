"""C++ source as text: comments and literals blanked, includes listed, function bodies found.

No parser: a scanner that is right for code clang-format has laid out, and fast.
"""

import re

_SKIP = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|(?:u8|[uUL])?R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'", re.S)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
_LABEL = re.compile(r'\b(?:public|private|protected)\s*:')
_TYPE = re.compile(r'(?:(?:typedef|static|inline|constexpr|const|friend|\[\[[^\]]*\]\])\s+)*'
                   r'(?:class|struct|union|enum)\b')


def _blank(text):
    return re.sub(r'[^\n]', ' ', text)


def code_of(text):
    """The text with comments and literals blanked; every position and line stays the same."""
    return _SKIP.sub(lambda match: _blank(match.group()), text)


def literal_lines(text):
    """The lines that lie wholly inside a raw string: data, not code."""
    inside = set()
    for match in _SKIP.finditer(text):
        if match.group('mark') is not None:
            first = line_of(text, match.start())
            inside.update(range(first + 1, first + match.group().count('\n')))
    return inside


def line_of(text, position):
    return text.count('\n', 0, position) + 1


def includes_of(text):
    """(line, 'quoted' or 'angled', path) of each include."""
    for match in _INCLUDE.finditer(text):
        kind = 'angled' if match.group(1) == '<' else 'quoted'
        yield line_of(text, match.start()), kind, match.group(2)


def _without_template_head(head):
    """Drops leading `template <...>` clauses, whose parameters may say `class`."""
    head = head.lstrip()
    while head.startswith('template'):
        depth = 0
        for index, character in enumerate(head):
            if character == '<':
                depth += 1
            elif character == '>':
                depth -= 1
                if depth == 0:
                    head = head[index + 1:].lstrip()
                    break
        else:
            return head
    return head


def _opens(head, after_brace):
    """What the brace after `head`, in a namespace or a class, opens."""
    head = _without_template_head(_LABEL.sub(' ', head).strip())
    if re.match(r'(?:inline\s+)?namespace\b|extern\b\s*$', head) or _TYPE.match(head):
        return 'scope'
    if not head or head.startswith(','):  # what follows `: member_{value}` in a constructor
        return 'function' if after_brace else 'other'
    if '(' in head and not head.endswith(('=', '(', ',', 'return')):
        return 'function'
    return 'other'


def functions_of(text):
    """(first line, lines of code, heading) of each function body, its lambdas included."""
    data = literal_lines(text)
    code = re.sub(r'^[ \t]*#[^\n]*', lambda match: _blank(match.group()), code_of(text), flags=re.M)
    stack = []  # (kind, start of the heading) of each open brace
    start = 0
    after_brace = False
    for match in re.finditer(r'[{};]', code):
        position = match.start()
        inside = stack and stack[-1][0] != 'scope'
        if match.group() == '{':
            head = code[start:position]
            stack.append(('inner' if inside else _opens(head, after_brace), start))
            after_brace = False
        elif match.group() == '}':
            kind, head_start = stack.pop() if stack else ('other', start)
            if kind == 'function':
                heading = code[head_start:].lstrip()
                first = line_of(code, len(code) - len(heading))
                lines = [line for line in range(first, line_of(code, position) + 1)
                         if line not in data]
                yield first, len(lines), heading.split('\n')[0].strip()
            after_brace = True
        else:
            after_brace = False
        start = position + 1
