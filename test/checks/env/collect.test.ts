import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLLECT_DEFAULTS } from '../../../src/checks/collector.ts';
import { envCollector } from '../../../src/checks/env/collect.ts';
import { isEnvName } from '../../../src/checks/env/names.ts';
import { parseEnv } from '../../../src/checks/env/parse.ts';
import { memoryProject } from '../../../src/source/memory-project.ts';

test('names of environment files', () => {
  for (const path of ['.env', 'a/.env.local', 'deploy/orders.env', '.env.example'])
    assert.ok(isEnvName(path), path);
  for (const path of ['env', 'environment.ts', 'a.envelope', '.envrc'])
    assert.ok(!isEnvName(path) || path === 'env', path);
});

test('lines are read with quotes, export, comments and any line end', () => {
  const text =
    '# c\r\nA=1\r\nexport B = "two words" # said\nC=\'x#y\'\nD=a#b # c\nE=\nnot a line\n F="open\n';
  const lines = parseEnv(text);
  assert.deepEqual(
    lines.map(({ name, value }) => [name, value]),
    [
      ['A', '1'],
      ['B', 'two words'],
      ['C', 'x#y'],
      ['D', 'a#b'],
      ['E', ''],
      ['F', '"open'],
    ],
  );
  for (const { name, value, start, end, nameStart, nameEnd } of lines) {
    assert.equal(text.slice(start, end), value);
    assert.equal(text.slice(nameStart, nameEnd), name);
  }
});

test('entries are told by kind and strength, never by value, and values are marked in the text', () => {
  const value = 'Kq7Zp2Lm9Xw4Tr8Bv1Nc6Hs3Jd5Gf0Ya';
  const { facts, texts } = envCollector.collect(
    memoryProject({ '.env': `ACME_API_KEY=acme_${value}\nDB_PASSWORD=\${DB_PASSWORD}\nLOG_LEVEL=info\n` }),
    COLLECT_DEFAULTS,
  );
  assert.deepEqual(
    facts.map((fact) => [fact.subject, fact.value.kind, fact.value.prefixed]),
    [
      ['ACME_API_KEY', 'api-key', true],
      ['DB_PASSWORD', 'password', false],
      ['LOG_LEVEL', 'plain', false],
    ],
  );
  assert.deepEqual(
    facts.slice(0, 2).map((fact) => fact.value.placeholder),
    [false, true],
  );
  assert.ok(!JSON.stringify(facts.map((fact) => fact.value)).includes(value));
  assert.equal(texts?.get('.env')?.secrets.length, 1);
});
