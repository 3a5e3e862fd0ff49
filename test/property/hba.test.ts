/** Files of pg_hba.conf that nobody would write: nothing throws, and fixes close without locking anybody out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { postgresCollector } from '../../src/checks/postgres/collect.ts';
import { firstMatch } from '../../src/checks/postgres/hba/match.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import { generatedCases } from '../support/generated.ts';
import { hbaOf } from '../support/hba.ts';
import { settled } from '../support/hba-fixed.ts';
import { anyConnection, hbaText, PLAIN, WILD } from '../support/hba-generator.ts';
import { assess } from '../support/nginx-fixable.ts';
import { type Random, random } from '../support/random.ts';

const ASKED = { ...COLLECT_DEFAULTS, asked: new Map([['pg.hba.remoteUsers.*.user', ['postgres', 'bob']]]) };
const PIECES = [
  ...[
    '"',
    '""',
    '\\\n',
    '\n',
    '\r',
    '\t',
    ',',
    '#',
    '@',
    '@pg_hba.conf',
    '/',
    '/.*',
    '/(((((',
    '+',
    '0',
    '::',
    '%1',
  ],
  ...[
    'include pg_hba.conf\n',
    'include_dir .\n',
    'samenet',
    '0.0.0.1 255.0.255.1',
    '\u0000',
    '\ufffd',
    '💥',
    '\u2028',
  ],
  ...[
    ' host all all all trust\n',
    'local ',
    '/^a{99}$',
    '"/x"',
    '/128',
    '/-1',
    '=',
    'map=',
    'clientcert=',
    '{{ x }}',
  ],
];

/** Cuts, doubles, swaps and inserts. */
function mutated(source: Random, text: string): string {
  let result = text;
  for (let count = 1 + source.below(6); count > 0; count--) {
    const at = source.below(result.length + 1);
    const to = Math.min(result.length, at + source.below(12));
    const way = source.below(4);
    if (way === 0) result = result.slice(0, at) + result.slice(to);
    else if (way === 1) result = result.slice(0, to) + result.slice(at);
    else if (way === 2) result = result.slice(0, at) + source.pick(PIECES) + result.slice(at);
    else result = result.slice(at) + result.slice(0, at);
  }
  return result;
}

test('mutated files never throw, and every place lies in its file', () => {
  for (let seed = 1; seed <= generatedCases(50_000); seed++) {
    const source = random(seed);
    const text = mutated(source, hbaText(source, source.chance(0.5) ? WILD : PLAIN));
    const { facts } = postgresCollector.collect(memoryProject({ 'pg_hba.conf': text }), ASKED);
    for (const fact of facts) {
      for (const [field, at] of Object.entries(fact.positions)) {
        assert.ok(at.start >= 0 && at.start <= at.end && at.end <= text.length, `${seed} ${field}\n${text}`);
      }
      JSON.stringify(fact.value);
    }
  }
});

test('large files come to an end: thousands of entries, names, lists, masks and nested includes', {
  timeout: 120_000,
}, () => {
  const texts = [
    Array.from({ length: 4000 }, (_, at) => `host db${at} u${at} 10.${at % 256}.${at >> 8}.0/24 trust`).join(
      '\n',
    ),
    Array.from(
      { length: 900 },
      (_, at) => `host all u${at} 10.0.0.${at % 256} 255.0.${at % 7}.255 trust`,
    ).join('\n'),
    `host ${Array.from({ length: 20_000 }, (_, at) => `d${at}`).join(',')} all all trust\n`,
    Array.from({ length: 60 }, (_, at) => `host all +g${at},/x${at} all,${at} trust`).join('\n'),
    'include pg_hba.conf\ninclude pg_hba.conf\n',
    `host all /${'('.repeat(900)}${')'.repeat(900)} all trust\n`,
    `host all "${'a'.repeat(1_000_000)}" all trust\n`,
    '\\\n'.repeat(100_000),
    '\n'.repeat(100_000),
    'host sameuser,samerole +a,+b all trust\n'.repeat(400),
  ];
  for (const text of texts) {
    postgresCollector.collect(memoryProject({ 'pg_hba.conf': text }), ASKED);
  }
});

test('safe fixes change nobody’s fate, all fixes leave a file that loads and is not reported again', () => {
  let fixed = 0;
  for (let seed = 1; seed <= generatedCases(400); seed++) {
    const source = random(seed);
    const text = hbaText(source, PLAIN);
    if (hbaOf(text).entries.length === 0) continue;
    const closed = settled(text, (findings) => findings.filter(({ fix }) => fix?.safety === 'safe')).text;
    assert.deepEqual(hbaOf(closed).faults, [], `${text}\n${closed}`);
    for (let count = 0; count < 20; count++) {
      const connection = anyConnection(source);
      const [old, now] = [text, closed].map((one) => firstMatch(hbaOf(one).entries, connection));
      const word = (decision: typeof old): string =>
        decision?.kind === 'match' ? decision.entry.method : 'reject';
      assert.equal(word(now), word(old), `${text}\n${closed}`);
    }
    const all = settled(text, (findings) => findings);
    const after = assess({ 'pg_hba.conf': all.text }, 'strict');
    for (const rule of ['pg-hba-final-reject', 'pg-hba-plaintext']) {
      if (!all.rules.has(rule)) continue;
      fixed++;
      assert.ok(!after.failing.has(`${rule} pg_hba.conf`), `${rule}\n${text}\n${all.text}`);
    }
  }
  assert.ok(fixed > 20);
});

test('what only a hostile repository holds comes to an end', { timeout: 120_000 }, () => {
  const many = 100_000;
  const files: Readonly<Record<string, string>> = {
    'pg_hba.conf': 'a\\\n'.repeat(many),
    'a/pg_hba.conf': `host all all all md5\n${'${a'.repeat(many)}\n`,
    'b/pg_hba.conf': `host ${'x,'.repeat(many)}y all all md5\n`,
    'c/pg_hba.conf': 'host @list all all md5\n',
    'c/list': 'x,'.repeat(many),
    'postgresql.conf': `a ${' '.repeat(many)}\n'${"''".repeat(many)}\n`,
    'd/postgresql.conf': 'port = 1 x\n'.repeat(many),
    'a.sql': `ALTER SYSTEM SET ssl = off;${'/*'.repeat(many)}`,
    'b.sql': `${'\\ '.repeat(many)} ALTER SYSTEM SET ssl = off;`,
    'c.sql': 'ALTER SYSTEM SET ssl = off;'.repeat(15_000),
    'd.sql': `ALTER SYSTEM SET ssl = off;${'/*'.repeat(many)}${'*/'.repeat(many)}`,
    'a.sh': 'psql pg_hba <<A\n'.repeat(50_000),
    'b.sh': `pg_hba ${'echo "host x" >> '.repeat(100_000)}`,
    'c.sh': 'cat >> pg_hba.conf <<A\nhost all all all md5\nA\n'.repeat(4000),
    'a.yaml': `postgres: [${'postgres -c a=b, '.repeat(4000)}]\npg_hba: |\n${'  host all all all md5\n'.repeat(4000)}`,
    'b.yaml': `image: postgres\ncommand: "${"' ".repeat(100_000)}"\n`,
    'c.yaml': `pg_hba:\n${'  - host all all all md5\n'.repeat(4000)}`,
  };
  const { facts } = postgresCollector.collect(memoryProject(files), ASKED);
  assert.ok(facts.length > 10_000);
});
