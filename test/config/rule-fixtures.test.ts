import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { readFixtures } from '../../src/config/rule-fixtures.ts';
import { InputError } from '../../src/source/diagnostic.ts';
import { ruleOf } from '../support/facts.ts';

function withFiles(files: Readonly<Record<string, string>>, run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'secbaseline-fixtures-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('each folder is an example; expected.txt says which findings come', () => {
  const files = {
    'test/test-rule/fail/one/nginx.conf': 'a',
    'test/test-rule/fail/one/conf.d/b.conf': 'b',
    'test/test-rule/fail/one/expected.txt': 'nginx.conf:3\nconf.d/b.conf:1:5 it is wrong\n\n',
    'test/test-rule/pass/two/nginx.conf': 'c',
    'test/other/fail/one/nginx.conf': 'not of a rule here',
  };
  withFiles(files, (folder) => {
    const fixtures = readFixtures(folder, [ruleOf([])]);
    assert.deepEqual([...fixtures.keys()], ['test-rule']);
    assert.deepEqual(fixtures.get('test-rule'), {
      fail: [
        {
          name: 'test/test-rule/fail/one',
          files: { 'conf.d/b.conf': 'b', 'nginx.conf': 'a' },
          findings: [
            { path: 'nginx.conf', line: 3 },
            { path: 'conf.d/b.conf', line: 1, column: 5, message: 'it is wrong' },
          ],
        },
      ],
      pass: [{ name: 'test/test-rule/pass/two', files: { 'nginx.conf': 'c' } }],
    });
  });
});

test('a failing case without expectations, or with other lines, is an error', () => {
  const files = {
    'test/test-rule/fail/one/a.conf': '',
    'test/test-rule/fail/two/a.conf': '',
    'test/test-rule/fail/two/expected.txt': 'line three\n',
  };
  withFiles(files, (folder) => {
    assert.throws(
      () => readFixtures(folder, [ruleOf([])]),
      (error) => {
        assert.ok(error instanceof InputError);
        const messages = error.diagnostics.map(({ message }) => message);
        assert.deepEqual(messages, [
          '`test/test-rule/fail/one` has no expected.txt',
          'this line is no finding',
        ]);
        return true;
      },
    );
  });
});

test('no folder, no examples', () => {
  assert.equal(readFixtures(join(tmpdir(), 'secbaseline-no-such-folder'), [ruleOf([])]).size, 0);
});
