/** From manifests to facts about policies: places, and what cannot be in force. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubernetesCollector } from '../../../../src/checks/kubernetes/collect.ts';
import { collectWith, valuesOf } from '../../../support/collect.ts';

const pod = (name: string, image: string) => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: ${name} } }
spec: { containers: [{ name: c, image: "${image}" }] }
`;
const policy = (spec: string) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: p, namespace: shop }
spec: ${spec}
`;

function collect(yaml: string) {
  return collectWith(kubernetesCollector, { 'k8s.yaml': yaml });
}

test('a policy that the API server refuses protects nobody, and is said not to be analysed', () => {
  const found = collect(
    pod('web', 'web') + policy('{ podSelector: {}, ingress: [{ from: [{}], ports: [{ port: 0 }] }] }'),
  );
  assert.deepEqual(
    found.notAnalysed.map(({ path, line, reason }) => `${path}:${line} ${reason}`),
    ['k8s.yaml:9 the API server refuses policy p: spec.ingress.0.from.0 names no peer, and 1 more'],
  );
  assert.deepEqual(valuesOf(found, 'k8s.namespaceIsolation', 'openIngress'), [{ openIngress: ['web'] }]);
});

test('a policy of a group that is no longer served is none', () => {
  const old = policy('{ podSelector: {} }').replace('networking.k8s.io/v1', 'extensions/v1beta1');
  assert.deepEqual(
    valuesOf(collect(pod('web', 'web') + old), 'k8s.networkPolicyCoverage', 'ingressIsolated'),
    [{ ingressIsolated: false }],
  );
});

test('where something could not be read, nothing is more certain than medium', () => {
  const confidences = (yaml: string) =>
    new Set(
      collect(yaml)
        .facts.filter(({ fact }) => fact === 'k8s.namespaceIsolation')
        .map(({ confidence }) => confidence),
    );
  assert.deepEqual([...confidences(pod('web', 'web'))], ['high']);
  assert.deepEqual(
    [...confidences(`${pod('web', 'web')}---\napiVersion: v1\nkind: {{ x }}\na: [`)],
    ['medium'],
  );
});

test('what a database is connects to nobody on its own port, unless to its like', () => {
  const reversed = (spec: string) => {
    const [fact] = valuesOf(
      collect(pod('db', 'postgres:16') + pod('web', 'web') + policy(spec)),
      'k8s.networkPolicy',
      'peers',
    );
    return ((fact?.peers ?? []) as readonly { readonly reversed: string | null }[]).map(
      (peer) => peer.reversed,
    );
  };
  const on = (selects: string, from: string, port = 5432) =>
    `{ podSelector: { matchLabels: { app: ${selects} } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: ${from} } } }], ports: [{ port: ${port} }] }] }`;
  assert.deepEqual(reversed(on('web', 'db')), ['PostgreSQL']);
  assert.deepEqual(reversed(on('db', 'web')), [null]);
  assert.deepEqual(reversed(on('db', 'db')), [null]);
  assert.deepEqual(reversed(on('web', 'db', 8080)), [null]);
  assert.deepEqual(reversed(on('web', 'postgres')), ['PostgreSQL']);
  assert.deepEqual(reversed(on('web', 'postgres-exporter')), [null]);
});

test('ten thousand pods and a thousand policies take no time worth speaking of', () => {
  const pods = Array.from({ length: 10_000 }, (_, at) => pod(`w${at}`, 'web'));
  const policies = Array.from({ length: 1_000 }, (_, at) =>
    policy(
      `{ podSelector: { matchLabels: { app: w${at} } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: w${at + 1} } } }] }] }`,
    ),
  );
  const found = collect([...pods, ...policies].join(''));
  const isolated = valuesOf(found, 'k8s.networkPolicyCoverage', 'ingressIsolated').filter(
    ({ ingressIsolated }) => ingressIsolated,
  );
  assert.equal(isolated.length, 1_000);
});

test('where other engines have policies, nothing is said of what is open, but that it is not known', () => {
  const foreign = (kind: string, apiVersion: string, name = 'a') =>
    `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\nspec: {}\n`;
  const cilium = foreign('CiliumNetworkPolicy', 'cilium.io/v2');
  const other = pod('web', 'web').replace('namespace: shop', 'namespace: other');
  const found = collect(
    pod('web', 'web') + other + cilium + foreign('NetworkPolicy', 'crd.projectcalico.org/v1', 'b'),
  );
  assert.deepEqual(valuesOf(found, 'k8s.namespaceIsolation', 'namespace'), [{ namespace: 'other' }]);
  assert.deepEqual(
    found.notAnalysed.map(({ line, reason }) => `${line} ${reason}`),
    [
      '14 CiliumNetworkPolicy shop/a and 1 more: policies of this kind are not evaluated, so that what is open in namespace shop is not known',
    ],
  );
  const wide = collect(
    pod('web', 'web') + other + foreign('AdminNetworkPolicy', 'policy.networking.k8s.io/v1alpha1'),
  );
  assert.deepEqual(valuesOf(wide, 'k8s.namespaceIsolation', 'namespace'), []);
  assert.equal(wide.notAnalysed.length, 1);
});
