"""Debian's Chromium without a window, for the tests of pages."""

import json
import os
import shutil
import subprocess
import tempfile

CHROMIUM = shutil.which('chromium')


class Browser:
    """Chromium with one page, spoken to in the DevTools protocol over descriptors 3 and 4."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix='triaz-chromium-')
        to_child, self.writer = os.pipe()
        self.reader, from_child = os.pipe()
        # Into 3 and 4 whatever numbers the pipes have: by way of the shell.
        self.process = subprocess.Popen(
            ['sh', '-c', f'exec 3<&{to_child} 4>&{from_child} "$0" "$@"', CHROMIUM, '--headless',
             '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
             '--remote-debugging-pipe', f'--user-data-dir={self.profile}', 'about:blank'],
            pass_fds=(to_child, from_child), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_child)
        os.close(from_child)
        self.read, self.count, self.session, self.events = b'', 0, None, []
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        attached = self.call('Target.attachToTarget', targetId=target, flatten=True)
        self.session = attached['sessionId']
        for domain in ('Page', 'Runtime', 'Network', 'Log', 'Security'):
            self.call(f'{domain}.enable')

    def message(self):
        while b'\0' not in self.read:
            data = os.read(self.reader, 1 << 20)
            if not data:
                raise EOFError('Chromium is gone')
            self.read += data
        text, self.read = self.read.split(b'\0', 1)
        return json.loads(text)

    def call(self, method, **params):
        self.count += 1
        text = {'id': self.count, 'method': method, 'params': params}
        if self.session:
            text['sessionId'] = self.session
        data = json.dumps(text).encode() + b'\0'
        while data:
            data = data[os.write(self.writer, data):]
        while True:
            message = self.message()
            if message.get('id') == self.count:
                if 'error' in message:
                    raise RuntimeError(f'{method}: {message["error"]}')
                return message['result']
            self.events.append(message)

    def open(self, path):
        self.events.clear()
        self.call('Page.navigate', url=path.as_uri())
        while not any(event['method'] == 'Page.loadEventFired' for event in self.events):
            self.events.append(self.message())

    def value(self, expression):
        result = self.call('Runtime.evaluate', expression=expression, returnByValue=True,
                           awaitPromise=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(result['exceptionDetails'])
        return result['result'].get('value')

    def press(self, key):
        for kind in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=key,
                      **({'text': key} if len(key) == 1 and kind == 'keyDown' else {}))

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        os.close(self.writer)
        os.close(self.reader)
        shutil.rmtree(self.profile, ignore_errors=True)
