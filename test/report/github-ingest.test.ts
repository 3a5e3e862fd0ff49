/** The checker itself: a good log passes, and each fault that it knows is noticed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printSarif } from '../../src/report/sarif.ts';
import { assertIngestable, ingestFaults } from '../support/github-ingest.ts';
import { context, finding, NGINX, placeIn, report } from '../support/reports.ts';

const start = NGINX.text.indexOf('TLSv1 TLSv1.1');
const GOOD = printSarif(
  report([
    finding({
      location: placeIn(NGINX, 'TLSv1 TLSv1.1'),
      related: [{ message: 'set here', location: placeIn(NGINX, 'http') }],
      fix: {
        title: 'Allow TLSv1.2',
        safety: 'unsafe',
        edits: [{ path: NGINX.path, start, end: start + 5, text: 'TLSv1.2' }],
      },
    }),
    finding({ location: placeIn(NGINX, 'server'), outcome: 'unknown' }),
  ]),
  context([NGINX]),
);

test('a good log has no fault', () => {
  assertIngestable(GOOD);
});

const FAULTS: readonly (readonly [string, string | RegExp, string, RegExp])[] = [
  ['severity as a number', '"security-severity": "8.0"', '"security-severity": 8.0', /security-severity/],
  ['severity out of range', '"security-severity": "8.0"', '"security-severity": "11.0"', /security-severity/],
  ['no security tag', '"security",', '', /tag security/],
  [
    'a CWE tag that GitHub does not read',
    'external/cwe/cwe-326',
    'external/cwe/CWE-326',
    /the form GitHub reads/,
  ],
  [
    'too many tags',
    '"security",',
    `"security",${Array.from({ length: 20 }, (_, n) => `"t${n}",`).join('')}`,
    /more than 20/,
  ],
  ['unknown precision', '"precision": "very-high"', '"precision": "certain"', /precision/],
  ['a long title', '"text": "A TLS version', `"text": "${'x'.repeat(1025)}`, /shortDescription/],
  ['a long name', '"name": "TlsMinVersion"', `"name": "${'x'.repeat(256)}"`, /longer than 255/],
  ['no line hash', 'primaryLocationLineHash', 'somethingElse', /primaryLocationLineHash/],
  ['no fingerprint of our own', 'secbaseline/v1', 'secbaseline/v0', /fingerprint of our own/],
  [
    'an absolute address',
    '"uri": "deploy/nginx.conf"',
    '"uri": "https://x/deploy/nginx.conf"',
    /relative reference/,
  ],
  ['a path out of the root', '"uri": "deploy/nginx.conf"', '"uri": "../nginx.conf"', /leaves the root/],
  ['an unencoded path', '"uri": "deploy/nginx.conf"', '"uri": "deploy/nginx conf"', /percent-encoded/],
  ['another base', '"uriBaseId": "%SRCROOT%"', '"uriBaseId": "ROOT"', /SRCROOT/],
  ['columns of another kind', 'utf16CodeUnits', 'unicodeCodePoints', /columnKind/],
  ['no category', '"id": "secbaseline/"', '"id": "secbaseline"', /category/],
  [
    'an unknown level',
    '"level": "error",\n          "message"',
    '"level": "fatal",\n          "message"',
    /level/,
  ],
  ['a passing result', '"ruleIndex": 0,', '"ruleIndex": 0, "kind": "pass",', /kind pass/],
  ['a rule that is not there', '"ruleIndex": 0,', '"ruleIndex": 7,', /ruleIndex 7/],
  [
    'a suppressed result',
    '"ruleIndex": 0,',
    '"ruleIndex": 0, "suppressions": [{ "kind": "external" }],',
    /suppressions/,
  ],
  ['a line before the first', '"startLine": 5', '"startLine": 0', /from 1 on/],
  ['an end before the start', '"endColumn": 32', '"endColumn": 2', /ends before it starts/],
  [
    'unknown as a warning',
    /"level": "error"(?=,\s+"message": \{\s+"text": "[^"]+"\s+\},\s+"locations": \[\s+\{\s+"physicalLocation": \{\s+"artifactLocation": \{[^}]+\},\s+"region": \{\s+"startLine": 3)/,
    '"level": "warning"',
    /is no error/,
  ],
  [
    'unknown about no rule',
    '"associatedRule": {\n                "id": "tls-min-version"',
    '"associatedRule": {\n                "id": "x"',
    /names no rule/,
  ],
  [
    'a relationship to nothing',
    '"index": 0,\n                    "toolComponent"',
    '"index": 3,\n                    "toolComponent"',
    /points nowhere/,
  ],
  ['a raw control character', '"secbaseline/"', '"secbaseline/"\t', /raw control character/],
  ['what the schema does not know', '"columnKind"', '"columnKinds": 1, "columnKind"', /schema/],
  ['broken JSON', '"runs"', 'runs', /not JSON/],
];

for (const [name, from, to, expected] of FAULTS) {
  test(`noticed: ${name}`, () => {
    const bad = GOOD.replace(from, to);
    assert.notEqual(bad, GOOD, 'the fault was not put in');
    assert.ok(
      ingestFaults(bad).some((fault) => expected.test(fault)),
      JSON.stringify(ingestFaults(bad)),
    );
  });
}

test('noticed: two runs, a result without a location, too many results and locations', () => {
  const log = JSON.parse(GOOD);
  const [run] = log.runs;
  const [result] = run.results;
  const faultsOf = (runs: readonly unknown[]) => ingestFaults(JSON.stringify({ ...log, runs })).join('\n');
  assert.match(faultsOf([run, run]), /2 runs/);
  assert.match(faultsOf([{ ...run, results: [{ ...result, locations: [] }] }]), /no location/);
  const logical = { logicalLocations: [{ name: 'x' }] };
  assert.match(faultsOf([{ ...run, results: [{ ...result, locations: [logical] }] }]), /without a file/);
  const many = Array.from({ length: 1001 }, () => result.locations[0]);
  assert.match(
    faultsOf([{ ...run, results: [{ ...result, locations: many }] }]),
    /more than 1,000 locations/,
  );
  assert.match(faultsOf([{ ...run, results: Array(25_001).fill(result) }]), /more than 25,000/);
});
