import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { faultsOf } from '../support/faults.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';

function load(
  t: TestContext,
  files: Readonly<Record<string, string | Buffer>>,
  explicit: string | null = null,
): Config {
  const root = temporaryFolder(t);
  writeTree(root, files);
  return loadConfig({ root, explicit: explicit === null ? null : join(root, explicit) });
}

/** The file of the documentation. */
const WHOLE = `profile: recommended            # or strict
podSecurity: { level: restricted }   # required level where no namespace label says otherwise
handshakeArg: null              # name of a build argument that must be checked in Dockerfiles
failOn: medium
include: ["**"]
exclude: ["vendor/**"]
nginxVersion: 1.29.3            # kubernetesVersion, postgresVersion
rules:
  tls-min-version: { params: { minimum: TLSv1.3 }, severity: critical }
  request-body-limit: off
overrides:
  - paths: ["deploy/dev/**"]
    rules: { tls-min-version: off }
ruleDirs: [security/rules]      # one's own rules, inside the root; they add to the built-in ones
suppress:
  - { rule: csp-header, path: deploy/edge.conf, reason: "set by the CDN", expires: 2027-01-31 }
baseline: secbaseline.baseline.jsonl
accept:                         # what need not be analysed, with the reason; then it no longer makes the run incomplete
  - { path: "chart/templates/**", reason: "rendered and checked in the deploy job" }
targets:
  - { id: api-prod, kind: tls, url: "tls://api.example.test:443", declaredIn: deploy/nginx.conf, server: api.example.test }
`;

test('reads the file of the documentation', (t) => {
  const { file, ...config } = load(t, { 'secbaseline.yaml': WHOLE });
  assert.equal(file?.source.path, 'secbaseline.yaml');
  assert.equal(file?.outsideRoot, false);
  assert.deepEqual(JSON.parse(JSON.stringify(config)), {
    profile: 'recommended',
    podSecurityLevel: 'restricted',
    handshakeArg: null,
    failOn: 'medium',
    include: ['**'],
    exclude: ['vendor/**'],
    nginxVersion: '1.29.3',
    kubernetesVersion: null,
    postgresVersion: null,
    rules: [
      {
        rule: 'tls-min-version',
        enabled: null,
        severity: 'critical',
        params: { minimum: 'TLSv1.3' },
        at: ['rules', 'tls-min-version'],
      },
      {
        rule: 'request-body-limit',
        enabled: false,
        severity: null,
        params: {},
        at: ['rules', 'request-body-limit'],
      },
    ],
    overrides: [
      {
        paths: ['deploy/dev/**'],
        rules: [
          {
            rule: 'tls-min-version',
            enabled: false,
            severity: null,
            params: {},
            at: ['overrides', 0, 'rules', 'tls-min-version'],
          },
        ],
        at: ['overrides', 0],
      },
    ],
    ruleDirs: ['security/rules'],
    builtInRules: true,
    suppress: [
      {
        rule: 'csp-header',
        path: 'deploy/edge.conf',
        reason: 'set by the CDN',
        expires: '2027-01-31',
        line: 16,
        at: ['suppress', 0],
      },
    ],
    baseline: 'secbaseline.baseline.jsonl',
    accept: [{ path: 'chart/templates/**', reason: 'rendered and checked in the deploy job', line: 19 }],
    targets: [
      {
        id: 'api-prod',
        kind: 'tls',
        url: 'tls://api.example.test:443',
        declaredIn: 'deploy/nginx.conf',
        server: 'api.example.test',
        queries: [],
        exchanges: [],
        thresholds: [],
        mounts: [],
        context: null,
        namespaces: null,
        mutualTls: false,
        expect: null,
        line: 21,
      },
    ],
  });
});

test('takes defaults where there is no file, and where the file is empty', (t) => {
  const none = load(t, {});
  assert.equal(none.file, null);
  assert.equal(none.profile, 'recommended');
  assert.equal(none.failOn, 'medium');
  assert.deepEqual(none.include, ['**']);
  const { file, ...empty } = load(t, { 'secbaseline.yaml': '# nothing yet\n' });
  assert.notEqual(file, null);
  assert.deepEqual({ ...empty, file: null }, none);
});

test('reads the hidden name too, but not both', (t) => {
  assert.equal(load(t, { '.secbaseline.yaml': 'profile: strict' }).profile, 'strict');
  assert.deepEqual(
    faultsOf(() => load(t, { '.secbaseline.yaml': '', 'secbaseline.yaml': '' })),
    [
      '1:1-1 both `secbaseline.yaml` and `.secbaseline.yaml` stand at the root; only one can count (remove one of them)',
    ],
  );
});

test('refuses the spelling yml', (t) => {
  assert.deepEqual(
    faultsOf(() => load(t, { 'secbaseline.yml': 'profile: strict' })),
    ['1:1-1 `secbaseline.yml` is not read (rename it to `secbaseline.yaml`)'],
  );
  assert.deepEqual(
    faultsOf(() => load(t, { '.secbaseline.yml': '', 'secbaseline.yaml': '' })),
    ['1:1-1 `.secbaseline.yml` is not read (rename it to `.secbaseline.yaml`)'],
  );
  assert.deepEqual(
    faultsOf(() => load(t, { 'a/secbaseline.yml': '' }, 'a/secbaseline.yml')),
    ['1:1-1 `secbaseline.yml` is not read (rename it to `secbaseline.yaml`)'],
  );
});

test('reads the file that is named, inside and outside the root', (t) => {
  const folder = temporaryFolder(t);
  writeTree(folder, {
    'root/secbaseline.yaml': 'profile: recommended',
    'root/ci/strict.yaml': 'profile: strict',
    'outside.yaml': 'profile: strict',
  });
  const root = join(folder, 'root');
  const inside = loadConfig({ root, explicit: join(root, 'ci/strict.yaml') });
  assert.deepEqual(
    [inside.profile, inside.file?.source.path, inside.file?.outsideRoot],
    ['strict', 'ci/strict.yaml', false],
  );
  const outside = loadConfig({ root, explicit: join(folder, 'outside.yaml') });
  assert.deepEqual(
    [outside.profile, outside.file?.source.path, outside.file?.outsideRoot],
    ['strict', '../outside.yaml', true],
  );
});

test('says what is wrong with a file that cannot be read', (t) => {
  const folder = temporaryFolder(t);
  writeTree(folder, { 'outside.yaml': 'profile: strict', 'root/a': '' });
  const root = join(folder, 'root');
  assert.deepEqual(
    faultsOf(() => loadConfig({ root, explicit: '/nowhere/x.yaml' })),
    ['the configuration `/nowhere/x.yaml` does not exist'],
  );
  symlinkSync(join(folder, 'outside.yaml'), join(root, 'secbaseline.yaml'));
  assert.deepEqual(
    faultsOf(() => loadConfig({ root, explicit: null })),
    ['the configuration `secbaseline.yaml` cannot be read: a symbolic link leads out of the root'],
  );
  mkdirSync(join(root, 'folder.yaml'));
  assert.match(
    faultsOf(() => loadConfig({ root, explicit: join(root, 'folder.yaml') })).join(),
    /a folder, not a regular/,
  );
  assert.deepEqual(
    faultsOf(() => load(t, { 'secbaseline.yaml': Buffer.from([0, 1, 2, 0, 255, 0]) })),
    ['the configuration `secbaseline.yaml` is a binary file'],
  );
});

test('takes on, off, true and false for rules', (t) => {
  const { rules } = load(t, {
    'secbaseline.yaml': 'rules: { a: on, b: off, c: true, d: false, e: { enabled: true } }',
  });
  assert.deepEqual(
    rules.map(({ enabled }) => enabled),
    [true, false, true, false, true],
  );
});

test('reads versions as they are typed, quoted or not', (t) => {
  const config = load(t, {
    'secbaseline.yaml': 'nginxVersion: 1.30\nkubernetesVersion: "1.34"\npostgresVersion: 18\n',
  });
  assert.equal(config.nginxVersion, '1.30');
  assert.equal(config.kubernetesVersion, '1.34');
  assert.equal(config.postgresVersion, '18');
});
