import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { PlanOptions } from '../../src/config/command-line.ts';
import { loadConfig } from '../../src/config/load.ts';
import { resolvePlan } from '../../src/config/plan.ts';
import type { BoundRule, Plan } from '../../src/engine/plan.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { faultsOf } from '../support/faults.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { rule } from '../support/reports.ts';

const evidence = { fact: 'nginx.server', assert: { path: 'ssl', equals: true } } as const;

const RULES: readonly Rule[] = [
  rule('tls-min-version', {
    aliases: ['tls-version'],
    params: {
      minimum: { type: 'string', enum: ['TLSv1.2', 'TLSv1.3'], default: 'TLSv1.2', strict: 'TLSv1.3' },
      timeout: { type: 'duration', minimum: 1, maximum: 86_400, default: '30s' },
    },
    evidence: [evidence, { ...evidence, profiles: ['strict'] }],
  }),
  rule('request-body-limit', {
    severity: 'medium',
    params: {
      ports: { type: 'array', items: 'integer', minimum: 1, maximum: 65_535, default: [80] },
      ranges: { type: 'array', items: 'cidr', default: ['10.0.0.0/8'] },
      share: { type: 'number', default: 0.5 },
      always: { type: 'boolean', default: true },
    },
    evidence: [evidence],
  }),
  rule('csp-header', { severity: 'low', profiles: ['strict'], evidence: [evidence] }),
  rule('mine', { severity: 'low', origin: 'rules/mine.yaml', evidence: [{ ...evidence, severity: 'high' }] }),
];

const NOTHING: PlanOptions = { rule: [], skipRule: [], param: [] };

function plan(t: TestContext, yaml: string, options: Partial<PlanOptions> = {}): Plan {
  const root = temporaryFolder(t);
  writeTree(root, { 'secbaseline.yaml': yaml });
  const config = loadConfig({ root, explicit: null });
  return resolvePlan({ config, rules: RULES, options: { ...NOTHING, ...options } });
}

function at(resolved: Plan, path: string | null): readonly BoundRule[] {
  return resolved.variants[resolved.variantOf(path)] ?? [];
}

function ids(resolved: Plan, path: string | null = null): readonly string[] {
  return at(resolved, path).map((bound) => bound.rule.id);
}

function bound(resolved: Plan, id: string, path: string | null = null): BoundRule {
  const found = at(resolved, path).find((one) => one.rule.id === id);
  assert.ok(found, `${id} does not run`);
  return found;
}

test('runs the rules of the profile with its values of parameters', (t) => {
  const recommended = plan(t, '');
  assert.deepEqual(ids(recommended), ['tls-min-version', 'request-body-limit', 'mine']);
  assert.deepEqual(bound(recommended, 'tls-min-version').params, { minimum: 'TLSv1.2', timeout: 30 });
  assert.deepEqual(bound(recommended, 'tls-min-version').evidence, [0]);

  const strict = plan(t, 'profile: strict');
  assert.deepEqual(ids(strict), ['tls-min-version', 'request-body-limit', 'csp-header', 'mine']);
  assert.deepEqual(bound(strict, 'tls-min-version').params, { minimum: 'TLSv1.3', timeout: 30 });
  assert.deepEqual(bound(strict, 'tls-min-version').evidence, [0, 1]);
});

test('lets the command line choose the profile', (t) => {
  assert.equal(
    bound(plan(t, 'profile: recommended', { profile: 'strict' }), 'tls-min-version').params.minimum,
    'TLSv1.3',
  );
});

test('puts defaults below strict below rules below overrides below the command line', (t) => {
  const yaml = `profile: strict
rules: { tls-min-version: { params: { timeout: 10 min }, severity: low } }
overrides:
  - { paths: ["a/**", "b/**"], rules: { tls-version: { params: { minimum: TLSv1.2, timeout: 1h } } } }
  - { paths: ["b/**"], rules: { tls-min-version: { params: { timeout: 5 }, severity: critical } } }
`;
  const values = (resolved: Plan, path: string | null) => {
    const { params, severity } = bound(resolved, 'tls-min-version', path);
    return [params.minimum, params.timeout, severity];
  };
  const resolved = plan(t, yaml);
  assert.deepEqual(values(resolved, null), ['TLSv1.3', 600, 'low']);
  assert.deepEqual(values(resolved, 'x.conf'), ['TLSv1.3', 600, 'low']);
  assert.deepEqual(values(resolved, 'a/x.conf'), ['TLSv1.2', 3600, 'low']);
  assert.deepEqual(values(resolved, 'b/x.conf'), ['TLSv1.2', 5, 'critical']);
  const typed = plan(t, yaml, { param: ['tls-min-version.timeout=2m'] });
  assert.deepEqual(values(typed, 'b/x.conf'), ['TLSv1.2', 120, 'critical']);
});

test('turns rules on and off, by path too', (t) => {
  const resolved = plan(
    t,
    'rules: { csp-header: on, mine: off }\noverrides: [{ paths: [dev], rules: { csp-header: off, mine: on } }]',
  );
  assert.deepEqual(ids(resolved), ['tls-min-version', 'request-body-limit', 'csp-header']);
  assert.deepEqual(ids(resolved, 'dev/a.conf'), ['tls-min-version', 'request-body-limit', 'mine']);
});

test('does not turn a rule on by setting a parameter', (t) => {
  assert.ok(!ids(plan(t, 'rules: { csp-header: { severity: high } }')).includes('csp-header'));
  assert.ok(ids(plan(t, 'rules: { csp-header: { severity: high, enabled: true } }')).includes('csp-header'));
});

test('runs only the rules that --rule names, whatever profile and configuration say', (t) => {
  assert.deepEqual(ids(plan(t, '', { rule: ['csp-header'] })), ['csp-header']);
  assert.deepEqual(ids(plan(t, 'rules: { mine: off }', { rule: ['mine', 'tls-version'] })), [
    'tls-min-version',
    'mine',
  ]);
  assert.deepEqual(ids(plan(t, '', { skipRule: ['mine', 'tls-version'] })), ['request-body-limit']);
  assert.deepEqual(ids(plan(t, '', { rule: ['mine'], skipRule: ['mine'] })), []);
});

test('turns the built-in rules off, but for those that are turned on by name', (t) => {
  assert.deepEqual(ids(plan(t, 'builtInRules: false')), ['mine']);
  assert.deepEqual(ids(plan(t, 'builtInRules: false\nrules: { tls-min-version: on }')), [
    'tls-min-version',
    'mine',
  ]);
  assert.deepEqual(ids(plan(t, 'builtInRules: false', { rule: ['tls-min-version'] })), ['tls-min-version']);
});

test('shares variants among paths and bound rules among variants', (t) => {
  const resolved = plan(
    t,
    `overrides:
  - { paths: [a], rules: { mine: off } }
  - { paths: [b, a/b], rules: { tls-min-version: { severity: low } } }
`,
  );
  assert.equal(resolved.variants.length, 3, 'without overrides, and each alone');
  assert.equal(resolved.variantOf('x'), 0);
  assert.equal(resolved.variantOf(null), 0);
  assert.equal(resolved.variantOf('a/x'), resolved.variantOf('a/y/z'));
  assert.equal(resolved.variantOf('b/x'), 2);
  assert.equal(resolved.variantOf('a/b/x'), 3, 'a new combination adds a variant');
  assert.equal(resolved.variants.length, 4);
  assert.equal(bound(resolved, 'tls-min-version', 'x'), bound(resolved, 'tls-min-version', 'a/x'));
  assert.equal(bound(resolved, 'tls-min-version', 'b/x'), bound(resolved, 'tls-min-version', 'a/b/x'));
  assert.deepEqual(ids(resolved, 'a/b/x'), ['tls-min-version', 'request-body-limit']);
});

test('marks a severity that the configuration sets', (t) => {
  assert.equal(bound(plan(t, ''), 'mine').severityIsSet, undefined);
  assert.equal(bound(plan(t, 'rules: { mine: { severity: low } }'), 'mine').severityIsSet, true);
});

test('reads parameters from the command line by their type', (t) => {
  const { params } = bound(
    plan(t, '', {
      param: [
        'request-body-limit.ports=80,443',
        'request-body-limit.ranges=["10.0.0.0/8", "fd00::/8"]',
        'request-body-limit.share=0.25',
        'request-body-limit.always=false',
      ],
    }),
    'request-body-limit',
  );
  assert.deepEqual(params, {
    ports: [80, 443],
    ranges: ['10.0.0.0/8', 'fd00::/8'],
    share: 0.25,
    always: false,
  });
});

const CONFIG_FAULTS: readonly (readonly [string, ...string[]])[] = [
  [
    'rules: { tls-min-versoin: off }',
    '1:10-25 there is no rule `tls-min-versoin` (did you mean `tls-min-version`?)',
  ],
  ['rules: { banana: off }', '1:10-16 there is no rule `banana` (`secbaseline rules list` names them)'],
  [
    'overrides: [{ paths: [a], rules: { mien: off } }]',
    '1:36-40 there is no rule `mien` (did you mean `mine`?)',
  ],
  [
    'suppress: [{ rule: mien, path: a, reason: b }]',
    '1:20-24 there is no rule `mien` (did you mean `mine`?)',
  ],
  [
    'rules: { tls-min-version: off, tls-version: off }',
    '1:32-43 `tls-version` and `tls-min-version` are the same rule (it stands at line 1 already)',
  ],
  [
    'rules: { tls-min-version: { params: { minium: x } } }',
    '1:39-45 the rule `tls-min-version` has no parameter `minium` (did you mean `minimum`?)',
  ],
  [
    'rules: { tls-min-version: { params: { banana: x } } }',
    '1:39-45 the rule `tls-min-version` has no parameter `banana` (it has: minimum, timeout)',
  ],
  ['rules: { mine: { params: { x: 1 } } }', '1:28-29 the rule `mine` has no parameter `x` (it has none)'],
  [
    'rules: { tls-min-version: { params: { minimum: TLSv1.1 } } }',
    '1:48-55 `minimum` must be one of TLSv1.2, TLSv1.3; found `TLSv1.1` (did you mean `TLSv1.2`?)',
  ],
  [
    'rules: { tls-min-version: { params: { minimum: 1.2 } } }',
    '1:48-51 `minimum` must be text; found `1.2` (put it in quotes)',
  ],
  [
    'rules: { tls-min-version: { params: { timeout: 10 x } } }',
    '1:48-52 `timeout` must be a length of time such as `30s`, `10 min` or `90d`; found `10 x`',
  ],
  [
    'rules: { tls-min-version: { params: { timeout: 2d } } }',
    '1:48-50 `timeout` must be at most 1d; found `2d`',
  ],
  [
    'rules: { tls-min-version: { params: { timeout: 0 } } }',
    '1:48-49 `timeout` must be at least 1s; found `0`',
  ],
  ['rules: { request-body-limit: { params: { ports: 80 } } }', '1:49-51 `ports` must be a list; found `80`'],
  [
    'rules: { request-body-limit: { params: { ports: [80, 0] } } }',
    '1:54-55 an item of `ports` must be at least 1; found `0`',
  ],
  [
    'rules: { request-body-limit: { params: { ports: [1.5] } } }',
    '1:50-53 an item of `ports` must be a whole number; found `1.5`',
  ],
  [
    'rules: { request-body-limit: { params: { ranges: [10.0.0.0/40] } } }',
    '1:51-62 an item of `ranges` must be an address or range such as `10.0.0.0/8`; found `10.0.0.0/40`',
  ],
  [
    'rules: { request-body-limit: { params: { always: yes } } }',
    '1:50-53 `always` must be true or false; found `yes`',
  ],
  [
    'suppress: [{ rule: tls-version, path: a.conf, reason: x }]',
    '1:20-31 `tls-version` is of high severity: its suppression needs `expires` (add `expires: YYYY-MM-DD`)',
  ],
  [
    'suppress: [{ rule: mine, path: a.conf, reason: x }]',
    '1:20-24 `mine` is of high severity: its suppression needs `expires` (add `expires: YYYY-MM-DD`)',
  ],
  [
    'rules: { request-body-limit: { severity: critical } }\nsuppress: [{ rule: request-body-limit, path: a, reason: x }]',
    '2:20-38 `request-body-limit` is of critical severity: its suppression needs `expires` (add `expires: YYYY-MM-DD`)',
  ],
  [
    'overrides: [{ paths: [prod], rules: { request-body-limit: { severity: high } } }]\nsuppress: [{ rule: request-body-limit, path: "prod/**", reason: x }]',
    '2:20-38 `request-body-limit` is of high severity: its suppression needs `expires` (add `expires: YYYY-MM-DD`)',
  ],
  [
    'suppress: [{ rule: mien, path: a, reason: b }]\nrules: { banana: off }',
    '1:20-24 there is no rule `mien` (did you mean `mine`?)',
    '2:10-16 there is no rule `banana` (`secbaseline rules list` names them)',
  ],
];

for (const [yaml, ...expected] of CONFIG_FAULTS) {
  test(`refuses ${JSON.stringify(yaml)}`, (t) => {
    assert.deepEqual(
      faultsOf(() => plan(t, yaml)),
      expected,
    );
  });
}

test('asks for an expiry only where the severity is high or critical', (t) => {
  for (const yaml of [
    'suppress: [{ rule: request-body-limit, path: a, reason: x }]',
    'suppress: [{ rule: tls-min-version, path: a, reason: x, expires: 2027-01-31 }]',
    'rules: { mine: { severity: low } }\nsuppress: [{ rule: mine, path: a, reason: x }]',
    'overrides: [{ paths: [dev], rules: { tls-min-version: { severity: low } } }]\nsuppress: [{ rule: tls-min-version, path: dev/a.conf, reason: x }]',
  ]) {
    assert.deepEqual(
      faultsOf(() => plan(t, yaml)),
      [],
      yaml,
    );
  }
});

const OPTION_FAULTS: readonly (readonly [Partial<PlanOptions>, ...string[]])[] = [
  [{ rule: ['mien'] }, '--rule: there is no rule `mien` (did you mean `mine`?)'],
  [{ skipRule: ['banana'] }, '--skip-rule: there is no rule `banana` (`secbaseline rules list` names them)'],
  [{ param: ['mine'] }, '--param `mine`: not of the form rule.name=value'],
  [{ param: ['mien.x=1'] }, '--param: there is no rule `mien` (did you mean `mine`?)'],
  [
    { param: ['tls-min-version.minium=x'] },
    '--param: the rule `tls-min-version` has no parameter `minium` (did you mean `minimum`?)',
  ],
  [
    { param: ['tls-min-version.minimum=TLSv1'] },
    '--param: `minimum` must be one of TLSv1.2, TLSv1.3; found `TLSv1` (of the rule `tls-min-version`) (did you mean `TLSv1.2`?)',
  ],
  [
    { param: ['request-body-limit.share=a'] },
    '--param: `share` must be a number; found `a` (of the rule `request-body-limit`)',
  ],
  [
    { param: ['request-body-limit.ports=80,x'] },
    '--param: an item of `ports` must be a whole number; found `x` (of the rule `request-body-limit`)',
  ],
  [
    { param: ['request-body-limit.ports=[80'] },
    '--param: `ports` is not a JSON list (of the rule `request-body-limit`) (write items between commas: a,b)',
  ],
  [
    { rule: ['a-b'], param: ['x'] },
    '--rule: there is no rule `a-b` (`secbaseline rules list` names them)',
    '--param `x`: not of the form rule.name=value',
  ],
];

for (const [options, ...expected] of OPTION_FAULTS) {
  test(`refuses ${JSON.stringify(options)}`, (t) => {
    assert.deepEqual(
      faultsOf(() => plan(t, '', options)),
      expected,
    );
  });
}
