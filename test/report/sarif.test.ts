import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineHashes } from '../../src/findings/line-hash.ts';
import { printSarif } from '../../src/report/sarif.ts';
import { sourceText } from '../../src/source/text.ts';
import { assertIngestable } from '../support/github-ingest.ts';
import { context, finding, NGINX, placeIn, report, rule } from '../support/reports.ts';

/** The only run of a log that GitHub would take. */
function runOf(...given: Parameters<typeof printSarif>) {
  const sarif = printSarif(...given);
  assertIngestable(sarif, { suppressed: given[2]?.suppressed ?? false });
  return JSON.parse(sarif).runs[0];
}

const located = finding({ location: placeIn(NGINX, 'TLSv1 TLSv1.1') });

test('a result has its rule, its region, GitHub’s hash and our fingerprint', () => {
  const { results, tool } = runOf(report([located]), context([NGINX]));
  const [result] = results;
  assert.equal(result.ruleId, 'tls-min-version');
  assert.equal(result.level, 'error');
  assert.deepEqual(result.locations[0].physicalLocation, {
    artifactLocation: { uri: 'deploy/nginx.conf', uriBaseId: '%SRCROOT%' },
    region: { startLine: 5, startColumn: 19, endLine: 5, endColumn: 32 },
  });
  assert.deepEqual(result.partialFingerprints, {
    primaryLocationLineHash: lineHashes(NGINX.text)[4],
    'secbaseline/v1': 'f1',
  });
  const [described] = tool.driver.rules;
  assert.deepEqual(described.properties, {
    tags: ['security', 'external/cwe/cwe-326', 'tls'],
    precision: 'very-high',
    'security-severity': '8.0',
  });
  assert.equal(described.helpUri, 'https://www.rfc-editor.org/rfc/rfc8996');
  assert.match(described.help.markdown, /\*\*What to do\*\*/);
});

test('the severity that counts is the configured one', () => {
  const of = rule('x', { severity: 'low' });
  const { results, tool } = runOf(
    report([finding({ location: placeIn(NGINX, 'server'), severity: 'critical' }, of)]),
    context([NGINX]),
  );
  assert.equal(tool.driver.rules[0].properties['security-severity'], '9.5');
  assert.equal(tool.driver.rules[0].defaultConfiguration.level, 'error');
  assert.equal(results[0].level, 'error');
});

test('paths are relative to the root from wherever, and percent-encoded', () => {
  const odd = sourceText('a b/ü#?%:\u202e.conf', 'x\n');
  const made = report([finding({ location: placeIn(odd, 'x') })]);
  const [result] = runOf(made, context([odd], { workingDirectory: 'a b', cwd: '/repo/a b' })).results;
  assert.equal(
    result.locations[0].physicalLocation.artifactLocation.uri,
    'a%20b/%C3%BC%23%3F%25%3A%E2%80%AE.conf',
  );
});

test('suppressed findings are left out unless asked for', () => {
  const suppressed = {
    ...located,
    suppressed: { by: 'inline', reason: 'old', expires: '2027-01-31' },
  } as const;
  assert.deepEqual(runOf(report([suppressed]), context([NGINX])).results, []);
  const [result] = runOf(report([suppressed]), context([NGINX]), { suppressed: true }).results;
  assert.deepEqual(result.suppressions, [
    {
      kind: 'inSource',
      status: 'accepted',
      justification: 'old',
      properties: { by: 'inline', expires: '2027-01-31' },
    },
  ]);
});

test('what is unknown, not analysed or without a place is told, never passed over and never a result', () => {
  const made = report(
    [
      finding({ outcome: 'unknown', location: placeIn(NGINX, 'server'), message: 'x.conf is missing' }),
      finding({ message: 'no alert', severity: 'medium' }),
      finding({ location: { path: '../up.yaml', startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 } }),
      finding({ target: { id: 'api', url: 'tls://x:443' }, evidence: 'live' }),
    ],
    {
      notAnalysed: [
        { path: 'a.yaml', line: 3, reason: 'template', accepted: null },
        { path: 'b.yaml', line: null, reason: 'template', accepted: 'rendered later' },
      ],
      unusedSuppressions: [{ by: 'config', path: 's.yaml', line: 2, rule: 'y', why: 'expired' }],
      builtInRules: false,
      interrupted: true,
    },
  );
  const { results, invocations } = runOf(made, context([NGINX]));
  assert.deepEqual(results, []);
  const [{ executionSuccessful, toolExecutionNotifications: told }] = invocations;
  assert.equal(executionSuccessful, false);
  assert.deepEqual(
    told.map((entry: { descriptor: { id: string }; level: string; message: { text: string } }) =>
      [entry.descriptor.id, entry.level, entry.message.text].join(' | '),
    ),
    [
      'unknown | error | x.conf is missing',
      'not-analysed | error | not analysed: template',
      'not-analysed | note | not analysed: template; accepted: rendered later',
      'not-placed | warning | no alert (medium)',
      'not-placed | warning | server api.example.test accepts TLSv1; the minimum is TLSv1.2 (high)',
      'not-placed | warning | api tls://x:443: server api.example.test accepts TLSv1; the minimum is TLSv1.2 (high)',
      'suppression | warning | the configured suppression of y has expired',
      'built-in-rules-off | warning | the configuration turns the built-in rules off',
      'interrupted | error | the run was interrupted; this is a part',
    ],
  );
  assert.deepEqual(told[0].associatedRule, { id: 'tls-min-version', index: 0 });
  assert.equal(told[1].locations[0].physicalLocation.region.startLine, 3);
});

test('a live finding stands where its target is declared, and names its endpoint', () => {
  const declared = sourceText('secbaseline.yaml', 'targets:\n  - { id: api }\n');
  const target = { id: 'api', url: 'tls://api.example.test:443' };
  const live = finding({ location: placeIn(declared, 'id: api'), target, evidence: 'live' });
  const [result] = runOf(report([live]), context([declared])).results;
  assert.deepEqual(result.locations[0].logicalLocations, [
    { name: 'api', fullyQualifiedName: 'tls://api.example.test:443', kind: 'resource' },
  ]);
});

test('fixes are replacements by line and column', () => {
  const start = NGINX.text.indexOf('TLSv1 TLSv1.1');
  const edits = [{ path: NGINX.path, start, end: start + 13, text: 'TLSv1.3' }];
  const [result] = runOf(
    report([{ ...located, fix: { title: 'Allow TLSv1.3', safety: 'unsafe', edits } }]),
    context([NGINX]),
  ).results;
  assert.deepEqual(result.fixes, [
    {
      description: { text: 'Allow TLSv1.3' },
      artifactChanges: [
        {
          artifactLocation: { uri: 'deploy/nginx.conf', uriBaseId: '%SRCROOT%' },
          replacements: [
            {
              deletedRegion: { startLine: 5, startColumn: 19, endLine: 5, endColumn: 32 },
              insertedContent: { text: 'TLSv1.3' },
            },
          ],
        },
      ],
    },
  ]);
});

test('secrets leave neither text nor hash behind', () => {
  const secret = sourceText('s.conf', 'password: hunter2\n');
  const other = sourceText('s.conf', 'password: hunter3\n');
  const of = (source: typeof secret) =>
    printSarif(report([finding({ location: placeIn(source, 'password') })]), context([source]));
  assert.ok(!of(secret).includes('hunter2'));
  assert.equal(of(secret), of(other));
});

test('long texts are cut and links in messages taken apart', () => {
  const of = rule('x', { title: 'x'.repeat(2000), rationale: '👍'.repeat(2000) });
  const location = placeIn(NGINX, 'server');
  const made = report([finding({ location, message: `[click](https://x) ${'y'.repeat(9000)}` }, of)]);
  const { results } = runOf(made, context([NGINX]));
  assert.match(results[0].message.text, /^\[click\\\]\(https/);
  assert.ok(results[0].message.text.length <= 4096);
});

test('of too many tags, locations and results the first and the most severe are kept, and it is said', () => {
  const place = placeIn(NGINX, 'server');
  const of = rule('x', { cwe: Array.from({ length: 30 }, (_, index) => `CWE-${index + 1}`) });
  const related = Array.from({ length: 1500 }, () => ({ message: 'here', location: place }));
  const low = Array.from({ length: 25_000 }, () => finding({ location: place, severity: 'low' }, of));
  const high = finding({ location: place, related }, of);
  const { results, invocations, tool } = runOf(report([...low, high]), context([NGINX]));
  assert.equal(results.length, 25_000);
  assert.equal(results.at(-1).level, 'error');
  assert.equal(results.at(-1).relatedLocations.length, 1000);
  assert.equal(tool.driver.rules[0].properties.tags.length, 20);
  assert.match(invocations[0].toolExecutionNotifications[0].message.text, /^1 finding left out/);
});

test('a run without findings describes the rules that ran', () => {
  const { results, tool } = runOf(report([], { rules: [rule('b', { cwe: [] }), rule('a')] }), context());
  assert.deepEqual(results, []);
  assert.deepEqual(
    tool.driver.rules.map(({ id }: { id: string }) => id),
    ['a', 'b'],
  );
});
