/** Manifests of every shape that real repositories hold: no pod is missed, nothing that is no pod is taken for one. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Collected, CollectOptions } from '../../../src/checks/collector.ts';
import { kubernetesCollector } from '../../../src/checks/kubernetes/collect.ts';
import { decode } from '../../../src/source/decode.ts';
import { collectWith, valuesOf } from '../../support/collect.ts';

const FOLDER = 'fixtures/kubernetes/robustness';

function textOf(name: string): string {
  const decoded = decode(readFileSync(`${FOLDER}/${name}`));
  assert.ok(decoded.kind === 'text');
  return decoded.text;
}

function collect(...names: readonly string[]): Collected {
  return collectWith(kubernetesCollector, Object.fromEntries(names.map((name) => [name, textOf(name)])));
}

/** `subject: check (container)` of every violation of the baseline level, which the restricted one repeats. */
function baselineViolations({ facts }: Collected): readonly string[] {
  return facts.flatMap(({ fact, subject, value }) => {
    if (fact !== 'k8s.pod') return [];
    const violations = value.violations as readonly {
      level: string;
      check: string;
      container: string | null;
    }[];
    return violations
      .filter(({ level }) => level === 'baseline')
      .map(({ check, container }) => `${subject}: ${check}${container === null ? '' : ` (${container})`}`);
  });
}

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'cron-job.yaml': ['CronJob report: privileged (report)'],
  'list.yaml': ['Pod first: privileged (app)', 'Pod second: hostNamespaces'],
  'pod.json': ['Pod json: hostNamespaces'],
  'anchors.yaml': ['Pod one: privileged (side)'],
  'pod-template.yaml': ['PodTemplate template: hostNamespaces'],
  'ephemeral.yaml': ['Pod debugged: privileged (debug)'],
  'rollout.yaml': ['Rollout canary: privileged (app)'],
  'knative.yaml': ['Service hello: capabilities_baseline (hello)'],
  'several-pods.yaml': ['RayCluster ray (headGroupSpec): privileged (head)'],
  'templated-second.yaml': ['Pod first: privileged (app)', 'Pod third: hostNamespaces'],
  'broken.yaml': [],
  'contradiction.yaml': [],
  'duplicate-key.yaml': ['Pod twice: hostNamespaces'],
  'misplaced.yaml': [],
  'yaml-1.1.yaml': ['Pod old: hostNamespaces'],
  'crlf-bom.yaml': ['Pod windows: hostNamespaces'],
  'crd.yaml': [],
  'patch.yaml': ['Deployment web: privileged (web)'],
  'placeholder.yaml': [],
  'policy.yaml': [],
  'openshift.yaml': ['DeploymentConfig web: privileged (web)'],
  'allow-all-policy.yaml': [],
  'secret.yaml': [],
};

test('finds what is wrong in manifests of every shape', () => {
  assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(EXPECTED).sort());
  for (const [name, expected] of Object.entries(EXPECTED)) {
    assert.deepEqual(baselineViolations(collect(name)), expected, name);
  }
});

test('files do not hide each other, and what is not analysed is listed', () => {
  const all = collect(...Object.keys(EXPECTED));
  assert.deepEqual([...baselineViolations(all)].sort(), Object.values(EXPECTED).flat().sort());
  assert.deepEqual(all.notAnalysed, [
    { path: 'broken.yaml', line: 5, reason: 'not valid YAML: a closing quote is missing' },
    { path: 'templated-second.yaml', line: 7, reason: 'template' },
    { path: 'placeholder.yaml', line: 9, reason: 'privileged is filled in later' },
  ]);
  assert.deepEqual(
    all.notes.map(({ path, line }) => [path, line]),
    [['patch.yaml', 7]],
  );
  assert.deepEqual(all.claims.map(({ path }) => path).sort(), Object.keys(EXPECTED).sort());
});

test('a policy that allows everything isolates nobody, and a Secret is told by its keys', () => {
  const { facts } = collect('allow-all-policy.yaml', 'secret.yaml');
  // Selected by a policy, which is what others count, and open all the same.
  assert.deepEqual(
    valuesOf(
      { facts },
      'k8s.networkPolicyCoverage',
      'workload',
      'ingressIsolated',
      'ingressOpen',
      'egressOpen',
    ),
    [{ workload: 'db', ingressIsolated: true, ingressOpen: true, egressOpen: true }],
  );
  assert.deepEqual(valuesOf({ facts }, 'k8s.secret', 'name', 'plain'), [{ name: 'db', plain: ['password'] }]);
});

test('a patch says what it says itself, and nothing about the rest', () => {
  const { facts } = collect('patch.yaml');
  const [pod, container] = facts;
  assert.deepEqual(pod?.value.violations, [
    {
      level: 'baseline',
      check: 'privileged',
      container: 'web',
      required: true,
      failsBaseline: true,
      who: 'container web of Deployment web',
      what: 'is privileged',
    },
  ]);
  assert.ok(pod !== undefined && !('pss' in pod.value) && !('tokenMounted' in pod.value));
  assert.deepEqual(container?.value.effective, { privileged: true });
  assert.ok(container !== undefined && !('limits' in container.value));
});

test('merges the contexts of pod and container, and says where each value stands', () => {
  const { facts } = collect('contradiction.yaml', 'anchors.yaml');
  const [torn, app, side] = ['torn', 'app of Pod one', 'side'].map((part) =>
    facts.find(({ fact, subject }) => fact === 'k8s.container' && subject.includes(part)),
  );
  assert.ok(torn !== undefined && app !== undefined && side !== undefined);
  const effective = (fact: typeof torn) => fact.value.effective as Readonly<Record<string, unknown>>;
  assert.deepEqual([effective(torn).runAsNonRoot, effective(torn).runAsUser], [false, 0]);
  assert.equal(effective(torn).seccompProfile, 'RuntimeDefault');
  assert.equal(torn.provenance['effective.seccompProfile']?.[0]?.what, 'inherited');
  assert.equal(torn.provenance['effective.runAsUser'], undefined);
  assert.deepEqual(effective(side).capabilities, { add: [], drop: ['ALL'] });
  const anchor = textOf('anchors.yaml').indexOf('[ALL]');
  assert.equal(app.positions['effective.capabilities.drop']?.start, anchor);
  assert.equal(side.positions['effective.capabilities.drop']?.start, anchor);
});

test('names every field that is ignored, with where it would count', () => {
  const [pod] = valuesOf(collect('misplaced.yaml'), 'k8s.pod', 'ignored');
  assert.deepEqual(pod?.ignored, [
    {
      field: 'capabilities',
      holder: "the pod's securityContext",
      counts: 'in securityContext of each container',
    },
    {
      field: 'allowedHostPaths',
      holder: "the pod's securityContext",
      counts: 'nowhere since Kubernetes 1.25: it was a field of PodSecurityPolicy',
    },
    {
      field: 'readOnlyRootFilesystem',
      holder: "the pod's securityContext",
      counts: 'in securityContext of each container',
    },
    {
      field: 'allowPrivilegeEscalation',
      holder: 'container app itself',
      counts: 'in securityContext of each container',
    },
  ]);
});

test('the last of equal keys counts, and both are told', () => {
  const { facts } = collect('duplicate-key.yaml');
  const [fact] = facts.filter(({ fact: kind }) => kind === 'k8s.duplicateKey');
  const text = textOf('duplicate-key.yaml');
  assert.equal(fact?.value.key, 'hostNetwork');
  assert.equal(fact?.at?.start, text.lastIndexOf('hostNetwork'));
  assert.equal(fact?.positions.path?.start, text.indexOf('hostNetwork'));
});

const namespace = (name: string, level: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { pod-security.kubernetes.io/enforce: ${level} } }\n`;
const pod = (place: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web${place} }\nspec: { containers: [{ name: app, image: "app:1" }] }\n`;

test('a pod is held to the level of its namespace, the nearest of several', () => {
  const levels = (files: Readonly<Record<string, string>>, options: Partial<CollectOptions> = {}) =>
    valuesOf(collectWith(kubernetesCollector, files, options), 'k8s.pod', 'requiredLevel').map(
      ({ requiredLevel }) => requiredLevel,
    );
  const shop = pod(', namespace: shop');
  assert.deepEqual(levels({ 'a.yaml': pod('') }), ['restricted']);
  assert.deepEqual(levels({ 'a.yaml': pod('') }, { podSecurityLevel: 'baseline' }), ['baseline']);
  assert.deepEqual(levels({ 'a.yaml': shop, 'b.yaml': namespace('shop', 'baseline') }), ['baseline']);
  assert.deepEqual(levels({ 'a.yaml': shop, 'b.yaml': namespace('shop', 'lowest') }), ['restricted']);
  assert.deepEqual(levels({ 'a.yaml': pod(''), 'b.yaml': namespace('default', 'privileged') }), [
    'privileged',
  ]);
  const several = {
    'dev/ns.yaml': namespace('shop', 'privileged'),
    'dev/pod.yaml': shop,
    'live/ns.yaml': namespace('shop', 'restricted'),
    'live/pod.yaml': shop,
    'other/both.yaml': `${namespace('shop', 'baseline')}---\n${shop}`,
    'pod.yaml': shop,
  };
  assert.deepEqual(levels(several), ['privileged', 'restricted', 'baseline', 'restricted']);
});

test('the token of a service account', () => {
  const account = (name: string, mounts: boolean): string =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name} }\nautomountServiceAccountToken: ${mounts}\n`;
  const mounted = (spec: string, accounts: string) =>
    valuesOf(
      collectWith(kubernetesCollector, {
        'a.yaml': `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { ${spec}containers: [{ name: app, image: app }] }\n---\n${accounts}`,
      }),
      'k8s.pod',
      'tokenMounted',
    )[0]?.tokenMounted;
  assert.equal(mounted('', ''), true);
  assert.equal(mounted('', account('default', false)), false);
  assert.equal(mounted('serviceAccountName: api, ', account('default', false)), true);
  assert.equal(mounted('automountServiceAccountToken: true, ', account('default', false)), true);
  assert.equal(mounted('automountServiceAccountToken: false, ', ''), false);
});

test('the cost grows with what is written, whatever there is much of', () => {
  const many = (part: (index: number) => string): string =>
    Array.from({ length: 8_000 }, (_, at) => part(at)).join('');
  const head = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n';
  const app = '  containers: [{ name: app, image: "app:1" }]\n';
  const files = {
    'containers.yaml': `${head}  containers:\n${many((at) => `  - { name: c${at}, image: app }\n`)}`,
    'volumes.yaml': `${head}${app}  volumes:\n${many((at) => `  - { name: v${at}, hostPath: { path: /x } }\n`)}`,
    'pods.yaml': `apiVersion: example.test/v1\nkind: Set\nspec:\n${many((at) => `  p${at}: { template: { spec: { containers: [{ name: app, image: app }] } } }\n`)}`,
    'fields.yaml': `${head}${app}  securityContext:\n${many((at) => `    f${at}: 1\n`)}`,
  };
  const { facts, notAnalysed } = collectWith(kubernetesCollector, files);
  assert.deepEqual(notAnalysed, []);
  const places = facts.map(({ positions }) => Object.keys(positions).length);
  assert.ok(facts.length > 24_000 && Math.max(...places) > 8_000);
});
