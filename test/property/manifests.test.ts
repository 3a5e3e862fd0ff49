/** Manifests are made by somebody else: whatever stands in them, collectors say something and never throw. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alertsCollector } from '../../src/checks/alerts/collect.ts';
import { kubernetesCollector } from '../../src/checks/kubernetes/collect.ts';
import { collectWith } from '../support/collect.ts';
import { generatedCases } from '../support/generated.ts';

const KINDS: readonly (readonly [string, string])[] = [
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['external-secrets.io/v1', 'ExternalSecret'],
  ['external-secrets.io/v1', 'ClusterExternalSecret'],
  ['kustomize.config.k8s.io/v1beta1', 'Kustomization'],
  ['monitoring.coreos.com/v1', 'PrometheusRule'],
  ['apps/v1', 'Deployment'],
  ...['Namespace', 'Service', 'ConfigMap', 'Secret', 'Pod', 'List'].map((kind) => ['v1', kind] as const),
];

/** Names that collectors look for, so that what is generated gets past the first question. */
const KEYS = [
  ...['spec', 'rules', 'podSelector', 'namespaceSelector', 'matchLabels', 'matchExpressions', 'policyTypes'],
  ...['ingress', 'egress', 'from', 'to', 'ports', 'port', 'endPort', 'protocol', 'ipBlock', 'cidr', 'except'],
  ...['apiGroups', 'resources', 'verbs', 'resourceNames', 'roleRef', 'subjects', 'kind', 'name', 'namespace'],
  ...[
    'tls',
    'hosts',
    'host',
    'type',
    'targetPort',
    'data',
    'dataFrom',
    'target',
    'secretStoreRef',
    'refreshInterval',
  ],
  ...[
    'template',
    'containers',
    'image',
    'env',
    'envFrom',
    'valueFrom',
    'secretKeyRef',
    'volumes',
    'secret',
    'labels',
  ],
  ...[
    'groups',
    'alert',
    'record',
    'expr',
    'for',
    'annotations',
    'metadata',
    'items',
    'status',
    'podIP',
    '__proto__',
  ],
];

const scalar = fc.oneof(
  fc.constantFrom(
    '*',
    'TCP',
    'In',
    'Ingress',
    'Egress',
    '10.0.0.0/8',
    '::/0',
    'x',
    '',
    '1h',
    'up == 0',
    'postgres:16',
  ),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 80, 1.5, 65_536),
  fc.string({ maxLength: 8 }),
);

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    scalar,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('tree')), { maxLength: 5 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

const object = fc
  .tuple(fc.constantFrom(...KINDS), tree, tree, tree, tree)
  .map(([[apiVersion, kind], metadata, spec, rules, other]) => ({
    apiVersion,
    kind,
    metadata: { name: 'x', ...(typeof metadata === 'object' ? metadata : {}) },
    spec,
    rules,
    groups: rules,
    data: other,
    subjects: other,
  }));

test('no manifest makes a collector throw, and every fact can be shown', () => {
  fc.assert(
    fc.property(fc.array(object, { minLength: 1, maxLength: 4 }), (objects) => {
      const text = objects.map((one) => JSON.stringify(one)).join('\n---\n');
      for (const collector of [kubernetesCollector, alertsCollector]) {
        const { facts } = collectWith(collector, { 'k8s.yaml': text });
        for (const fact of facts) {
          for (const { start, end } of [fact.at, ...Object.values(fact.positions)].filter(
            (at) => at !== null,
          )) {
            assert.ok(0 <= start && start <= end && end <= text.length, fact.fact);
          }
          assert.doesNotThrow(() => JSON.stringify([fact.value, fact.unknown, fact.provenance]));
        }
      }
    }),
    { numRuns: generatedCases(20_000) },
  );
});
