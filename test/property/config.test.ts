/** Whatever a repository brings as configuration, the outcome is a configuration or an error with places, never a crash. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { loadConfig } from '../../src/config/load.ts';
import { resolvePlan } from '../../src/config/plan.ts';
import { InputError } from '../../src/source/diagnostic.ts';
import { rule } from '../support/reports.ts';

const VALID = `profile: strict
podSecurity: { level: restricted }
include: ["**"]
exclude: ["vendor/**", a]
nginxVersion: 1.29.3
rules:
  tls-min-version: { params: { minimum: TLSv1.3, timeout: 10s }, severity: critical }
  csp-header: off
overrides:
  - paths: ["deploy/dev/**"]
    rules: { tls-min-version: &off off }
suppress:
  - { rule: csp-header, path: deploy/edge.conf, reason: "set by the CDN", expires: 2027-01-31 }
accept:
  - { path: "chart/**", reason: rendered }
targets:
  - { id: api, kind: http, url: "http://x.test", exchanges: [{ id: e, request: {}, expect: { status: 200 } }] }
`;

const RULES = [
  rule('tls-min-version', {
    params: {
      minimum: { type: 'string', enum: ['TLSv1.2', 'TLSv1.3'], default: 'TLSv1.2' },
      timeout: { type: 'duration', default: '1s' },
    },
    evidence: [{ fact: 'nginx.server', assert: {} }],
  }),
  rule('csp-header', { severity: 'medium' }),
];

const root = mkdtempSync(join(tmpdir(), 'secbaseline-test-'));
after(() => rmSync(root, { recursive: true, force: true }));

function check(text: string): void {
  writeFileSync(join(root, 'secbaseline.yaml'), text);
  try {
    const config = loadConfig({ root, explicit: null });
    const plan = resolvePlan({ config, rules: RULES, options: { rule: [], skipRule: [], param: [] } });
    assert.ok(plan.variants[plan.variantOf('deploy/dev/a.conf')]);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    assert.ok(error.diagnostics.length > 0);
    for (const { source, start = 0, end = 0, message } of error.diagnostics) {
      assert.notEqual(message, '');
      if (source !== undefined)
        assert.ok(start <= end && end <= source.text.length, `${start}-${end} in ${message}`);
    }
  }
}

const piece = fc.oneof(
  fc.constantFrom(
    ':',
    ': ',
    '- ',
    '\n',
    '\n  ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&a ',
    '*a',
    '*off',
    '!!str ',
    '|',
    '>',
    '#',
    '? ',
    '<<: ',
    '~',
    'null',
    '---\n',
    '\t',
    '\r\n',
    ',',
    '%YAML 1.1\n',
    '__proto__',
    'constructor',
    '1',
    '2027-13-01',
    '\u{1F512}',
    '\ufeff',
  ),
  fc.string({ maxLength: 5 }),
  fc.string({ unit: 'binary', maxLength: 3 }),
);

const edit = fc.record({ at: fc.nat(VALID.length), length: fc.nat(20), text: piece });

test('the configuration that is edited is valid', () => {
  writeFileSync(join(root, 'secbaseline.yaml'), VALID);
  resolvePlan({
    config: loadConfig({ root, explicit: null }),
    rules: RULES,
    options: { rule: [], skipRule: [], param: [] },
  });
});

test('random edits of a configuration never crash', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      check(
        edits.reduce(
          (text, { at, length, text: inserted }) => text.slice(0, at) + inserted + text.slice(at + length),
          VALID,
        ),
      );
    }),
    { numRuns: Number(process.env.SECBASELINE_RUNS ?? 500) },
  );
});

test('random data never crashes', () => {
  const keys = fc.constantFrom(
    'profile',
    'rules',
    'overrides',
    'paths',
    'suppress',
    'targets',
    'tls-min-version',
    'params',
    'minimum',
    'kind',
    'id',
    'queries',
    '__proto__',
    'toString',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('off', 'strict', 1, true, null, '', 'postgres', -1.5),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(keys, tree, { maxKeys: 6 }), (data) => check(JSON.stringify(data))),
    { numRuns: Number(process.env.SECBASELINE_RUNS ?? 500) },
  );
});
