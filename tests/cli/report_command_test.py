"""`triaz report`, `diff` and `evidence` as their callers see them."""

import csv
import html.parser
import io
import json
import os
import shutil
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path

TRIAZ = os.environ['TRIAZ']
DATA = Path(os.environ['SOURCE_DIR']) / 'tests/cli/data'


class Folder(unittest.TestCase):
    """Tests with a result of upheld.json and one of refuted.json beside their files."""

    @classmethod
    def setUpClass(cls):
        cls.made = Path(tempfile.mkdtemp(prefix='triaz-test-'))
        for path in DATA.glob('*.json'):
            shutil.copy(path, cls.made)
        for name in ('upheld', 'refuted'):
            subprocess.run([TRIAZ, 'run', f'{name}.json', '-f', 'json', '-o', f'{name}.result'],
                           cwd=cls.made, check=False, timeout=60, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.made)

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='triaz-test-'))
        self.addCleanup(shutil.rmtree, self.folder)
        for path in self.made.iterdir():
            shutil.copy(path, self.folder)

    def triaz(self, *words, **environment):
        return subprocess.run([TRIAZ, *words], cwd=self.folder, capture_output=True, text=True,
                              check=False, timeout=120, env={**os.environ, **environment})

    def expect(self, code, *words, **environment):
        done = self.triaz(*words, **environment)
        self.assertEqual(done.returncode, code, f'{words}\n{done.stdout}\n{done.stderr}')
        return done


class Tables(html.parser.HTMLParser):
    """The tables of a page: rows of the texts of their cells."""

    def __init__(self, page):
        super().__init__()
        self.tables, self.cell = [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == 'table':
            self.tables.append([])
        elif tag == 'tr':
            self.tables[-1].append([])
        elif tag in ('td', 'th'):
            self.cell = ''

    def handle_endtag(self, tag):
        if tag in ('td', 'th'):
            self.tables[-1][-1].append(self.cell)
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data


def tables_of(sections):
    """The tables of a report in JSON, in the order of the page."""
    for section in sections:
        for block in section['blocks']:
            table = block if block['type'] == 'table' else block.get('table')
            if table:
                yield [table['columns']] + [
                    [cell if isinstance(cell, str) else cell['text'] for cell in row]
                    for row in table['rows']]
        yield from tables_of(section.get('sections', []))


class Report(Folder):
    def test_has_the_same_tables_as_a_page_and_as_json(self):
        self.expect(0, 'report', 'upheld.result', 'refuted.result', '-o', 'x.html')
        report = json.loads(self.expect(0, 'report', 'upheld.result', 'refuted.result', '-f',
                                        'json').stdout)
        page = Tables((self.folder / 'x.html').read_text()).tables
        self.assertGreater(len(page), 20)
        self.assertEqual(page, list(tables_of(report['sections'])))

    def test_takes_its_form_from_the_ending(self):
        begins = {'x.html': '<!DOCTYPE html>', 'x.md': '# Rehearsal report', 'x.json': '{',
                  'x.trace.json': '{', 'trace.json': '{', 'x.sarif': '{', 'x.xml': '<?xml',
                  'x.csv': 'scenario,'}
        for name, begin in begins.items():
            self.expect(0, 'report', 'refuted.result', '-o', name)
            text = (self.folder / name).read_text()
            self.assertTrue(text.startswith(begin), name)
            if begin == '{':
                json.loads(text)
        trace = json.loads((self.folder / 'trace.json').read_text())
        self.assertIn('traceEvents', trace)
        self.assertIn('triaz.report/1.0', (self.folder / 'x.json').read_text())
        sarif = json.loads((self.folder / 'x.sarif').read_text())
        result = sarif['runs'][0]['results'][0]
        self.assertEqual(result['level'], 'error')
        self.assertEqual(result['locations'][0]['physicalLocation']['artifactLocation']['uri'],
                         'refuted.json')
        rows = list(csv.DictReader(io.StringIO((self.folder / 'x.csv').read_text())))
        self.assertIn('outage_total_s', {row['measure'] for row in rows})

    def test_is_as_short_as_asked_for(self):
        sizes = [len(self.expect(0, 'report', 'upheld.result', '--kind', kind).stdout)
                 for kind in ('summary', 'rehearsal')]
        self.assertLess(3 * sizes[0], sizes[1] * 2)
        compared = self.expect(0, 'report', 'upheld.result', 'refuted.result', '-k',
                               'comparison').stdout
        self.assertIn('# Comparison of results', compared)
        self.assertIn('| served | upheld | not asked |', compared.replace('**', ''))

    def test_annotates_a_workflow_and_adds_to_its_summary(self):
        summary = self.folder / 'summary.md'
        summary.write_text('before\n')
        done = self.expect(0, 'report', 'refuted.result', '-f', 'github',
                           GITHUB_STEP_SUMMARY=str(summary))
        self.assertRegex(done.stdout, r'(?m)^::error file=refuted.json,title=')
        self.assertRegex(summary.read_text(), r'(?s)^before\n# Summary: refuted')
        self.expect(1, 'run', 'refuted.json', '-f', 'github', GITHUB_STEP_SUMMARY='')

    def test_says_what_to_install_when_no_program_prints_pdf(self):
        done = self.expect(6, 'report', 'upheld.result', '-o', 'x.pdf', PATH='/nonexistent')
        self.assertIn('apt-get install chromium', done.stderr)
        self.assertFalse((self.folder / 'x.pdf').exists())

    def test_prints_a_pdf_with_what_is_installed(self):
        program = self.folder / 'bin/weasyprint'
        program.parent.mkdir()
        program.write_text('#!/bin/sh\n/bin/cp "$3" page.html\nprintf %s %PDF-1.7 > "$4"\n')
        program.chmod(0o755)
        self.expect(0, 'report', 'upheld.result', '-o', 'x.pdf', PATH=str(program.parent))
        self.assertEqual((self.folder / 'x.pdf').read_text(), '%PDF-1.7')
        self.assertIn('<!DOCTYPE html>', (self.folder / 'page.html').read_text())
        program.write_text('#!/bin/sh\necho no fonts >&2\nexit 3\n')
        done = self.expect(6, 'report', 'upheld.result', '-o', 'x.pdf', PATH=str(program.parent))
        self.assertIn('no fonts', done.stderr)

    def test_refuses_what_is_no_result(self):
        self.expect(6, 'report', 'nowhere.json')
        self.expect(3, 'report', 'model.json')
        self.expect(2, 'report', 'upheld.result', '-o', 'x.docx')
        self.expect(2, 'report', 'upheld.result', '-f', 'pdf')
        self.expect(6, 'report', '.')


class Diff(Folder):
    def test_of_a_result_with_itself_finds_nothing(self):
        self.assertIn('No claim is worse.', self.expect(0, 'diff', 'upheld.result',
                                                        'upheld.result').stdout)

    def test_runs_two_scenarios_with_the_same_seeds(self):
        scenario = json.loads((DATA / 'upheld.json').read_text())
        # One of them is now the deployment itself.
        scenario['mutants'] = {'none': 'the deployment is one'}
        (self.folder / 'worse.json').write_text(json.dumps(
            {**scenario, 'overrides': {'services': {'application': {
                'service_time': '900ms', 'workers': 1, 'queue_limit': 1}}}}))
        done = self.expect(1, 'diff', 'upheld.json', 'worse.json', '--seeds', '3', '-f', 'json')
        found = json.loads(done.stdout)
        served = next(claim for claim in found['claims'] if claim['claim'] == 'served')
        self.assertEqual((served['change'], served['pairs']), ('worse', 3))
        failed = next(each for each in served['measures'] if each['name'] == 'outage_total_s')
        self.assertEqual(failed['change'], 'worse')
        self.assertGreater(failed['difference'], failed['half_width'])
        self.assertIn('**worse**', self.expect(1, 'diff', 'upheld.json', 'worse.json', '-n', '2',
                                               '-f', 'md').stdout)

    def test_refuses_a_result_and_a_scenario(self):
        self.expect(2, 'diff', 'upheld.json', 'upheld.result')


class Evidence(Folder):
    def test_can_be_checked_again_and_anywhere(self):
        self.expect(0, 'evidence', 'pack', 'upheld.result', 'refuted.result', '-o', 'e.zip')
        first = (self.folder / 'e.zip').read_bytes()
        self.expect(0, 'evidence', 'pack', 'upheld.result', 'refuted.result', '-o', 'e.zip')
        self.assertEqual(first, (self.folder / 'e.zip').read_bytes())
        for path in self.folder.glob('*.json'):
            path.unlink()
        done = self.expect(0, 'evidence', 'verify', 'e.zip')
        self.assertIn('2 results came out the same again', done.stdout)

    def test_names_what_was_changed_even_with_a_new_manifest(self):
        result = json.loads((self.folder / 'refuted.result').read_text())
        result['claims'][0]['verdict'] = 'upheld'
        (self.folder / 'refuted.result').write_text(json.dumps(result))
        self.expect(0, 'evidence', 'pack', 'upheld.result', 'refuted.result', '-o', 'e.zip')
        self.expect(0, 'evidence', 'verify', 'e.zip', '--hashes-alone')
        done = self.expect(1, 'evidence', 'verify', 'e.zip')
        self.assertIn('results/0002.json', done.stdout)
        self.assertNotIn('results/0001.json', done.stdout)

    def test_names_a_file_of_another_hash(self):
        self.expect(0, 'evidence', 'pack', 'upheld.result', '-o', 'e.zip')
        with zipfile.ZipFile(self.folder / 'e.zip') as old, \
                zipfile.ZipFile(self.folder / 'f.zip', 'w') as new:
            for name in old.namelist():
                data = old.read(name)
                if name.endswith('model.json'):
                    data = data.replace(b'1', b'2')
                new.writestr(name, data)
        done = self.expect(1, 'evidence', 'verify', 'f.zip')
        self.assertIn('inputs/model.json is not what it was', done.stdout)

    def test_is_not_packed_when_an_input_has_changed(self):
        (self.folder / 'model.json').write_text('{}')
        done = self.expect(6, 'evidence', 'pack', 'upheld.result', '-o', 'e.zip')
        self.assertIn('model.json', done.stderr)
        self.assertFalse((self.folder / 'e.zip').exists())
        self.expect(3, 'evidence', 'verify', 'model.json')


class Ledger(Folder):
    def entry(self, *words):
        done = self.triaz('evidence', 'add', 'ledger.db', *words)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_tells_actions_approvals_and_findings_of_the_year(self):
        self.entry('-k', 'finding', '-w', 'the page went unheard', '--on', '2026-09-15')
        self.entry('-k', 'action', '-w', 'page two people', '--owner', 'o.brandt', '--due',
                   '2026-11-01', '--retest', 'page at night', '--on', '2026-09-16')
        self.entry('-k', 'action', '-w', 'two more hosts', '--due', '2027-01-31', '--on',
                   '2026-09-17')
        self.entry('-k', 'done', '-w', 'they stand', '--closes', '3', '--on', '2026-10-01')
        self.entry('-k', 'approval', '-w', 'report of 2026', '--by', 'h.moreau', '--on',
                   '2026-10-02')
        done = self.triaz('report', 'upheld.result', '--ledger', 'ledger.db', '-f', 'md')
        self.assertEqual(done.returncode, 0, done.stderr)
        text = done.stdout
        self.assertRegex(text, r'\| 1 \| 2026-09-15 \| the page went unheard \| none named '
                               r'\| \*\*carried over\*\* \|')
        self.assertRegex(text, r'\| 3 \|.*two more hosts.*closed 2026-10-01 by 4')
        self.assertRegex(text, r'\| 5 \| 2026-10-02 \| report of 2026 \| h.moreau')
        self.assertNotIn('no ledger', text)
        self.assertIn('5 entries, as they were written', text)
        self.assertIn('ledger.db', text)

    def test_refuses_what_is_no_ledger(self):
        done = self.triaz('report', 'upheld.result', '--ledger', 'upheld.json')
        self.assertEqual(done.returncode, 3)
        self.assertIn('is no ledger', done.stderr)


if __name__ == '__main__':
    unittest.main()
