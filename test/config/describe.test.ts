import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  type DescribeOptions,
  type Description,
  describeConfig,
  descriptionLines,
} from '../../src/config/describe.ts';
import { loadConfig } from '../../src/config/load.ts';
import { faultsOf } from '../support/faults.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { rule } from '../support/reports.ts';

const RULES = [
  rule('tls-min-version', {
    aliases: ['tls-version'],
    params: {
      minimum: { type: 'string', default: 'TLSv1.2', strict: 'TLSv1.3' },
      timeout: { type: 'duration', default: '30s' },
    },
    evidence: [{ fact: 'nginx.server', assert: {} }],
  }),
  rule('csp-header', { severity: 'medium', profiles: ['strict'] }),
];

function describe(t: TestContext, yaml: string | null, options: Partial<DescribeOptions> = {}): Description {
  const root = temporaryFolder(t);
  if (yaml !== null) writeTree(root, { 'secbaseline.yaml': yaml });
  const config = loadConfig({ root, explicit: null });
  return describeConfig({ config, rules: RULES, options: { rule: [], skipRule: [], param: [], ...options } });
}

test('says where every setting came from', (t) => {
  const { settings, file } = describe(t, '# c\nfailOn: high\nexclude: [vendor]\n', { profile: 'strict' });
  assert.equal(file, 'secbaseline.yaml');
  assert.deepEqual(settings.failOn, { value: 'high', from: 'file', path: 'secbaseline.yaml', line: 2 });
  assert.deepEqual(settings.exclude, { value: ['vendor'], from: 'file', path: 'secbaseline.yaml', line: 3 });
  assert.deepEqual(settings.profile, { value: 'strict', from: 'command line', option: '--profile' });
  assert.deepEqual(settings.include, { value: ['**'], from: 'default' });
});

test('says where every part of a rule came from', (t) => {
  const yaml = `profile: strict
rules:
  tls-version:
    severity: low
    params: { timeout: 10 min }
  csp-header: off
overrides:
  - paths: [dev]
    rules:
      tls-min-version: { severity: info }
`;
  const { rules, overrides } = describe(t, yaml, { param: ['tls-min-version.minimum=TLSv1.1'] });
  const path = 'secbaseline.yaml';
  assert.deepEqual(rules[0], {
    id: 'tls-min-version',
    enabled: { value: true, from: 'profile', profile: 'strict' },
    severity: { value: 'low', from: 'file', path, line: 4 },
    params: {
      minimum: { value: 'TLSv1.1', from: 'command line', option: '--param' },
      timeout: { value: '10 min', from: 'file', path, line: 5 },
    },
  });
  assert.deepEqual(rules[1]?.enabled, { value: false, from: 'file', path, line: 6 });
  assert.deepEqual(
    overrides.map(({ paths, line, rules: changed }) => [
      paths,
      line,
      changed.map(({ id, severity }) => [id, severity]),
    ]),
    [[['dev'], 8, [['tls-min-version', { value: 'info', from: 'override', path, line: 10 }]]]],
  );
});

test('tells the value of the strict profile from the default of the rule', (t) => {
  const minimum = (yaml: string) => describe(t, yaml).rules[0]?.params.minimum;
  assert.deepEqual(minimum(''), { value: 'TLSv1.2', from: 'rule' });
  assert.deepEqual(minimum('profile: strict'), { value: 'TLSv1.3', from: 'profile', profile: 'strict' });
});

test('prints it as aligned lines', (t) => {
  const lines = descriptionLines(
    describe(
      t,
      'failOn: high\nrules: { tls-min-version: { severity: low } }\noverrides: [{ paths: [dev], rules: { tls-min-version: off } }]\n',
    ),
    () => false,
  );
  assert.deepEqual(
    lines
      .filter((line) => /^(configuration|failOn|profile|rules|for)| {2}/.test(line))
      .filter((line) => !/\bbuilt-in default$/.test(line)),
    [
      'configuration: secbaseline.yaml',
      'failOn             high                    secbaseline.yaml:1',
      'rules',
      '  tls-min-version  on       profile recommended',
      '    severity       low      secbaseline.yaml:2',
      '    minimum        TLSv1.2  default of the rule',
      '    timeout        30s      default of the rule',
      '  csp-header       off      profile recommended',
      'for dev (secbaseline.yaml:3)',
      '  tls-min-version  off  override at secbaseline.yaml:3',
    ],
  );
  assert.equal(descriptionLines(describe(t, null), () => false)[0], 'configuration: none; built-in defaults');
});

test('refuses what a run would refuse', (t) => {
  assert.deepEqual(
    faultsOf(() => describe(t, 'rules: { banana: off }')),
    ['1:10-16 there is no rule `banana` (`secbaseline rules list` names them)'],
  );
});
