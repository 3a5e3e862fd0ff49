/** What edits elsewhere must not change about a finding, over generated files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseBaseline } from '../../src/findings/baseline.ts';
import { writeBaseline } from '../../src/findings/baseline-write.ts';
import { sourceText } from '../../src/source/text.ts';
import { scopeOf, settleFiles, TODAY } from '../support/verdicts.ts';

type Server = readonly [name: string, directives: readonly string[]];

const directive = fc.constantFrom(
  'tickets on;',
  'tickets off;',
  'tokens on;',
  'protocols TLSv1 TLSv1.1;',
  'protocols TLSv1.1;',
);
const server: fc.Arbitrary<Server> = fc.tuple(
  fc.constantFrom('a', 'b', 'c'),
  fc.array(directive, { maxLength: 5 }),
);
const servers = fc.array(server, { minLength: 1, maxLength: 5 });

function lines(given: readonly Server[]): string[] {
  return given.flatMap(([name, directives]) => [
    `server ${name} {`,
    ...directives.map((one) => `  ${one}`),
    '}',
  ]);
}

const written = (given: readonly Server[]) => `${lines(given).join('\n')}\n`;

function findings(text: string, path = 'nginx.conf') {
  return settleFiles({ [path]: text }).findings;
}

const fingerprints = (text: string) =>
  findings(text)
    .map(({ fingerprint }) => fingerprint)
    .sort();

function baselineOf(path: string, text: string): string {
  const files = { [path]: text };
  const settled = settleFiles(files).findings;
  const scope = scopeOf(files);
  return writeBaseline({
    findings: settled,
    previous: null,
    scope,
    reason: null,
    expires: null,
    today: TODAY,
  });
}

function openAgainst(baseline: string, path: string, text: string) {
  const settled = settleFiles({ [path]: text }, { baseline: parseBaseline(sourceText('b.jsonl', baseline)) });
  const open = settled.findings.filter(({ suppressed }) => suppressed === null);
  return { open: open.length, unused: settled.unusedSuppressions.length };
}

test('fingerprints are unique within a run', () => {
  fc.assert(
    fc.property(servers, (given) => {
      const all = fingerprints(written(given));
      assert.equal(new Set(all).size, all.length);
    }),
  );
});

test('lines inserted above keep fingerprints and move the finding by as much', () => {
  const above = fc.array(fc.constantFrom('', '# comment', 'user nginx;', '\t'), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(servers, above, (given, inserted) => {
      const before = findings(written(given));
      const after = findings(`${inserted.join('\n')}\n${written(given)}`);
      const shown = (all: typeof before, by: number) =>
        all.map(({ fingerprint, location }) => [fingerprint, (location?.startLine ?? 0) + by]);
      assert.deepEqual(shown(after, 0), shown(before, inserted.length));
    }),
  );
});

test('comments and empty lines anywhere keep fingerprints', () => {
  const scattered = fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '  # a comment', '\t# x')), {
    maxLength: 10,
  });
  fc.assert(
    fc.property(servers, scattered, (given, inserted) => {
      const edited = lines(given);
      for (const [at, line] of inserted) edited.splice(at % (edited.length + 1), 0, line);
      assert.deepEqual(fingerprints(`${edited.join('\n')}\n`), fingerprints(written(given)));
    }),
  );
});

test('reformatting keeps fingerprints', () => {
  const gap = fc.constantFrom(' ', '  ', '\t', '\t \t');
  const end = fc.constantFrom('\n', '\r\n');
  fc.assert(
    fc.property(servers, gap, gap, end, (given, indent, between, lineEnd) => {
      const text = written(given)
        .replaceAll(/^ +/gm, indent)
        .replaceAll(/(?<=\S) +(?=[^{])/g, between);
      assert.deepEqual(fingerprints(text.replaceAll('\n', lineEnd)), fingerprints(written(given)));
    }),
  );
});

test('reordering servers and directives keeps fingerprints', () => {
  const shuffled = servers.chain((given) =>
    fc.tuple(
      fc.constant(given),
      fc.tuple(
        ...given.map(([name, directives]) =>
          fc
            .shuffledSubarray([...directives], { minLength: directives.length })
            .map((order): Server => [name, order]),
        ),
      ),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([given, reordered]) => {
      assert.deepEqual(fingerprints(written(reordered.toReversed())), fingerprints(written(given)));
    }),
  );
});

test('a baseline silences what it was made of, after edits above and after a move', () => {
  fc.assert(
    fc.property(servers, (given) => {
      const text = written(given);
      const baseline = baselineOf('nginx.conf', text);
      const silent = { open: 0, unused: 0 };
      assert.deepEqual(openAgainst(baseline, 'nginx.conf', `# x\n${text}`), silent);
      assert.deepEqual(openAgainst(baseline, 'deploy/api.conf', text), silent);
    }),
  );
});

test('every finding that is added is new, and every one that is removed leaves an entry unused', () => {
  fc.assert(
    fc.property(servers, (given) => {
      const fewer = written(given);
      const more = written([...given, ...given]);
      const count = findings(fewer).length;
      assert.deepEqual(openAgainst(baselineOf('x', fewer), 'x', more), { open: count, unused: 0 });
      assert.deepEqual(openAgainst(baselineOf('x', more), 'x', fewer), { open: 0, unused: count });
    }),
  );
});

test('writing a baseline twice changes nothing', () => {
  fc.assert(
    fc.property(servers, (given) => {
      const files = { 'nginx.conf': written(given) };
      const first = baselineOf('nginx.conf', files['nginx.conf']);
      const previous = parseBaseline(sourceText('b.jsonl', first));
      const again = writeBaseline({
        findings: settleFiles(files, { baseline: previous }).findings,
        previous,
        scope: scopeOf(files),
        reason: 'another',
        expires: null,
        today: '2026-12-24',
      });
      assert.equal(again, first);
    }),
  );
});
