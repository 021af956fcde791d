"""What axe-core finds in the reports, in light and in dark: nothing serious, nothing critical.

axe-core (MPL-2.0) is fetched once by `npm pack` into the build folder, and is taken only when it is
the very file that is named here. Where it cannot be fetched this test fails: run it where npm
reaches its registry, or put the file there by hand.
"""

import hashlib
import os
import shutil
import subprocess
import tarfile
import unittest
from pathlib import Path

from chromium import CHROMIUM, Browser

SOURCE = Path(os.environ['SOURCE_DIR'])
KEPT = Path(os.environ['BUILD_DIR']) / 'axe-core'
VERSION = '4.10.3'
SHA512 = ('5e6edba515e70d25f6604d9815f064d859c5d1ea7ab661bbc4f87c88779ef0c2'
          '1cae0abbeb636471ef39e9d62d2582e4b88a1866f19f4ecfcf6d986275e4dc12')
PAGES = ('reports/reference/rehearsal.html',)

# Everything is opened first: what is folded is not looked at.
RUN = """(async () => {
  document.querySelectorAll('details').forEach((each) => { each.open = true; });
  const found = await axe.run(document, {resultTypes: ['violations']});
  return {passed: found.passes.length, violations: found.violations
    .filter((each) => ['serious', 'critical'].includes(each.impact))
    .map((each) => `${each.impact} ${each.id}: ${each.help}, such as `
                   + each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | '))};
})()"""


def axe():
    """The text of axe.min.js."""
    packed = KEPT / f'axe-core-{VERSION}.tgz'
    if not packed.exists():
        npm = shutil.which('npm')
        assert npm, 'npm is missing, which fetches axe-core; on Debian: apt-get install npm'
        KEPT.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([npm, 'pack', f'axe-core@{VERSION}', '--silent'], cwd=KEPT,
                              capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0 and packed.exists(), (
            f'npm cannot fetch axe-core {VERSION}: is its registry within reach? It may be put to '
            f'{packed} by hand.\n{done.stderr}')
    found = hashlib.sha512(packed.read_bytes()).hexdigest()
    assert found == SHA512, f'{packed} is another file than axe-core {VERSION}: SHA-512 {found}'
    with tarfile.open(packed) as archive:
        return archive.extractfile('package/axe.min.js').read().decode()


@unittest.skipUnless(CHROMIUM, 'chromium is not installed (apt-get install chromium)')
class Accessibility(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.axe = axe()
        cls.browser = Browser()
        # The page lets no script in but its own; this one comes by the debugger's door.
        cls.browser.call('Page.setBypassCSP', enabled=True)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def found_in(self, page, scheme):
        self.browser.call('Emulation.setEmulatedMedia',
                          features=[{'name': 'prefers-color-scheme', 'value': scheme}])
        self.browser.open(page)
        self.browser.value(self.axe + ';undefined')
        return self.browser.value(RUN)

    def test_finds_nothing_serious_in_the_reports(self):
        for page in PAGES:
            for scheme in ('light', 'dark'):
                with self.subTest(f'{page}, {scheme}'):
                    self.assertTrue((SOURCE / page).is_file(), 'no such page')
                    found = self.found_in(SOURCE / page, scheme)
                    self.assertEqual(found['violations'], [])
                    self.assertGreater(found['passed'], 20)

    def test_would_find_what_is_wrong(self):
        """The same page without its language, and with a picture without words."""
        self.browser.open(SOURCE / PAGES[0])
        self.browser.value(self.axe + ';undefined')
        self.browser.value('document.documentElement.removeAttribute("lang");'
                           'document.querySelector("main").append(new Image());')
        told = ' '.join(self.browser.value(RUN)['violations'])
        self.assertIn('html-has-lang', told)
        self.assertIn('image-alt', told)


if __name__ == '__main__':
    unittest.main()
