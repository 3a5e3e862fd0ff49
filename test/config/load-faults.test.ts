import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { faultsOf } from '../support/faults.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';

function faults(t: TestContext, yaml: string): readonly string[] {
  return faultsOf(() => {
    const root = temporaryFolder(t);
    writeTree(root, { 'secbaseline.yaml': yaml });
    loadConfig({ root, explicit: null });
  });
}

const FAULTS: readonly (readonly [string, ...string[]])[] = [
  ['profle: strict', '1:1-7 unknown key `profle` (did you mean `profile`?)'],
  [
    'profile: strict\nprofile: recommended',
    '2:1-8 the key `profile` is given twice (it stands at line 1 already)',
  ],
  [
    'profile: strickt',
    '1:10-17 `profile` must be one of recommended, strict; found `strickt` (did you mean `strict`?)',
  ],
  [
    'podSecurity: { level: strict }',
    '1:23-29 `level` must be one of privileged, baseline, restricted; found `strict`',
  ],
  ['handshakeArg: "A B"', '1:15-20 `handshakeArg` must look like `X_HANDSHAKE`; found `A B`'],
  [
    'failOn: hihg',
    '1:9-13 `failOn` must be one of critical, high, medium, low, info; found `hihg` (did you mean `high`?)',
  ],
  ['exclude: vendor', '1:10-16 `exclude` must be a list; found text (write it as a list: `[…]`)'],
  ['exclude:', '1:1-8 `exclude` must be a list; found nothing (give it a value, or leave it out)'],
  [
    'exclude: ["a/{b"]',
    '1:11-17 this pattern is not valid: `{` without a `}` after it; write `\\{` for the character',
  ],
  ['nginxVersion: 1.29.x', '1:15-21 `nginxVersion` must look like `1.29.3`; found `1.29.x`'],
  ['nginxVersion: -1.5', '1:15-19 `nginxVersion` must be a version such as `1.29.3`'],
  [
    'rules: { tls-min-version: offf }',
    '1:27-31 `tls-min-version` must be one of on, off; found `offf` (did you mean `off`?)',
  ],
  ['rules: { TLS: off }', '1:10-13 `TLS` cannot be a key here'],
  ['rules: { a: { sevrity: high } }', '1:15-22 unknown key `sevrity` in `a` (did you mean `severity`?)'],
  [
    'rules: { a: { severity: hgh } }',
    '1:25-28 `severity` must be one of critical, high, medium, low, info; found `hgh` (did you mean `high`?)',
  ],
  ['rules: { a: {} }', '1:13-15 `a` must not be empty'],
  ['overrides: [{ rules: {} }]', '1:13-26 the key `paths` is missing in an item of `overrides`'],
  ['overrides: [{ paths: [], rules: {} }]', '1:22-24 `paths` must not be empty'],
  [
    'overrides: [{ paths: ["!a"], rules: {} }]',
    '1:23-27 this pattern is not valid: a pattern cannot be negated with `!`; use `exclude`',
  ],
  [
    'ruleDirs: [../rules]',
    '1:12-20 a folder of rules must lie inside the root (write a path relative to the root)',
  ],
  [
    'ruleDirs: [/etc]',
    '1:12-16 a folder of rules must lie inside the root (write a path relative to the root)',
  ],
  [
    'baseline: ../x.jsonl',
    '1:11-21 the baseline must lie inside the root (write a path relative to the root)',
  ],
  [
    'suppress:\n  - rule: csp-header\n    path: a.conf',
    '2:5-21 the key `reason` is missing in an item of `suppress`',
  ],
  [
    'suppress:\n  - { rule: csp-header, path: a.conf, reason: " " }',
    '2:47-50 the reason must not be empty (say why, for whoever reads this in a year)',
  ],
  ['suppress:\n  - { rule: csp-header, path: a.conf, reason: "" }', '2:47-49 `reason` must not be empty'],
  [
    'suppress: [{ rule: a, path: b, reason: c, expires: 2027-02-30 }]',
    '1:52-62 `2027-02-30` is not a day of the calendar (write YYYY-MM-DD)',
  ],
  [
    'suppress: [{ rule: a, path: b, reason: c, expires: next year }]',
    '1:52-61 `expires` must look like `2027-01-31`; found `next year`',
  ],
  [
    'suppress: [{ rule: a, path: "*(a)", reason: c }]',
    '1:29-35 this pattern is not valid: `*(…)` is not known here; write `\\(` for the character',
  ],
  ['accept: [{ path: "chart/**" }]', '1:10-30 the key `reason` is missing in an item of `accept`'],
  [
    'targets: [{ id: a, kind: ftp }]',
    '1:26-29 `kind` must be one of tls, http, postgres, kubernetes, tcp, vault, metrics; found `ftp`',
  ],
  [
    'targets: [{ id: a, kind: tcp, url: "tcp://a:1" }, { id: a, kind: kubernetes }]',
    '1:57-58 a target `a` stands above already',
  ],
  ['targets: [{ id: a, kind: tls }]', '1:17-18 a target of kind tls needs a `url`'],
  [
    'targets: [{ id: a, kind: http, url: "tls://a:1" }]',
    '1:37-48 a target of kind http is not reached by this URL (write https://, http:// and a host)',
  ],
  ['targets: [{ id: a, kind: tcp, url: "tcp://a" }]', '1:36-45 a target of kind tcp needs a port'],
  [
    'targets: [{ id: a, kind: metrics, url: "http://a/m", thresholds: [{ id: t, metric: m }] }]',
    '1:73-74 this threshold bounds nothing (say `atMost` or `atLeast`)',
  ],
  [
    'targets: [{ id: a, kind: vault, url: "https://a", mounts: [/kv] }]',
    '1:60-63 an item of `mounts` must look like `secret`; found `/kv`',
  ],
  [
    'targets: [{ id: a, kind: tls, url: example }]',
    '1:36-43 `url` is not a URL (write scheme, host and port: tls://api.example.test:443)',
  ],
  [
    'targets: [{ id: a, kind: postgres, url: "postgres://u:hunter2@h/d" }]',
    '1:41-67 `url` holds credentials (credentials come from the environment, never from this file)',
  ],
  [
    'targets: [{ id: a, kind: tls, url: "tls://a", expect: open }]',
    '1:55-59 `expect` is not for targets of kind tls (it is for tcp)',
  ],
  [
    'targets: [{ id: a, kind: tls, url: "tls://a", declaredIn: ../x }]',
    '1:59-63 the file of a target must lie inside the root (write a path relative to the root)',
  ],
  [
    'targets: [{ id: a, kind: postgres, url: "postgres://a", queries: [{ id: q, sql: s }, { id: q, sql: t }] }]',
    '1:92-93 the id `q` stands above already',
  ],
  [
    'targets: [{ id: a, kind: http, exchanges: [{ id: e, request: { path: x }, expect: { status: 20 } }] }]',
    '1:70-71 `path` must look like `/health`; found `x`',
    '1:93-95 `status` must be at least 100; found `20`',
  ],
  ['- a', '1:1-4 the file must be a map; found a list'],
  [
    'a: b: c',
    '1:4-5 not valid YAML: a key or list cannot start here, on a line that is already a key (put a value that contains `: ` in quotes)',
  ],
  [
    'failOn: x\nprofle: y\nexclude: [1]',
    '1:9-10 `failOn` must be one of critical, high, medium, low, info; found `x`',
    '2:1-7 unknown key `profle` (did you mean `profile`?)',
    '3:11-12 an item of `exclude` must be text; found `1` (put it in quotes)',
  ],
];

for (const [yaml, ...expected] of FAULTS) {
  test(`refuses ${JSON.stringify(yaml)}`, (t) => {
    assert.deepEqual(faults(t, yaml), expected);
  });
}

test('survives hostile files, quickly', (t) => {
  const started = performance.now();
  const bomb = Array.from(
    { length: 9 },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`,
  );
  for (const yaml of [
    '['.repeat(100_000) + ']'.repeat(100_000),
    ['a0: &a0 [x,x,x,x,x,x,x,x,x]', ...bomb].join('\n'),
    Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join('\n'),
  ]) {
    const found = faults(t, yaml);
    assert.ok(found.length > 0 && found.length <= 101);
  }
  assert.ok(performance.now() - started < 10_000);
});
