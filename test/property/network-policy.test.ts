/** What holds for every cluster: order does not matter, and policies only ever add to what isolated pods may do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../src/checks/kubernetes/network-policy/decide.ts';
import type { Policy } from '../../src/checks/kubernetes/network-policy/policy.ts';
import { generatedCases } from '../support/generated.ts';
import { cluster, namespace, pod, policy } from '../support/network.ts';

const label = fc.constantFrom('a', 'b', 'c');
const expression = fc.oneof(
  fc.record({
    key: label,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.array(label, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ key: label, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const selector = fc.record(
  {
    matchLabels: fc.dictionary(label, label, { maxKeys: 2 }),
    matchExpressions: fc.array(expression, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
);
const rule = (peers: 'from' | 'to') =>
  fc.record({
    [peers]: fc.array(peer, { maxLength: 2 }),
    ports: fc.array(fc.record({ port: fc.constantFrom(80, 443) }), { maxLength: 2 }),
  });
const policies = fc.array(
  fc
    .record({
      podSelector: selector,
      policyTypes: fc.uniqueArray(fc.constantFrom('Ingress', 'Egress'), { minLength: 1 }),
      ingress: fc.array(rule('from'), { maxLength: 2 }),
      egress: fc.array(rule('to'), { maxLength: 2 }),
    })
    .chain((spec) => fc.constantFrom('n1', 'n2').map((name) => policy(name, spec))),
  { maxLength: 4 },
);
const labels = fc.dictionary(label, label, { maxKeys: 3 });
const pods = fc
  .tuple(labels, labels, labels)
  .map(([a, b, c]) => [pod('n1/a', a), pod('n1/b', b), pod('n2/c', c)] as const);
const scene = fc.record({ pods, policies, one: labels, two: labels, port: fc.constantFrom(80, 443, 22) });

type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

function verdicts({ pods: members, one, two, port }: Scene, given: readonly Policy[]) {
  const net = cluster(members, given, [namespace('n1', one), namespace('n2', two)]);
  return members.flatMap((from) =>
    members.map((to) =>
      decide(net, { from: { kind: 'pod', pod: from }, to: { kind: 'pod', pod: to }, port, protocol: 'TCP' }),
    ),
  );
}

const runs = { numRuns: generatedCases(3_000) };

test('the order of policies decides nothing', () => {
  fc.assert(
    fc.property(scene, (given) => {
      const said = (list: readonly Policy[]) =>
        verdicts(given, list).map(({ allowed, egress, ingress }) => [allowed, egress, ingress]);
      assert.deepEqual(said(given.policies.toReversed()), said(given.policies));
    }),
    runs,
  );
});

test('one policy more takes nothing from a pod that is isolated already', () => {
  fc.assert(
    fc.property(scene, (given) => {
      const deny = ['n1', 'n2'].map((name) =>
        policy(name, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
      );
      const before = verdicts(given, [...deny, ...given.policies.slice(1)]);
      const after = verdicts(given, [...deny, ...given.policies]);
      for (const [index, { allowed }] of before.entries())
        assert.ok(!allowed || after[index]?.allowed === true);
    }),
    runs,
  );
});

test('what is allowed is allowed by a policy of each side that is isolated', () => {
  fc.assert(
    fc.property(scene, (given) => {
      for (const { egress, ingress, by } of verdicts(given, given.policies)) {
        for (const [direction, isAllowed] of [
          ['egress', egress],
          ['ingress', ingress],
        ] as const) {
          const reasons = by.filter((reason) => reason.direction === direction);
          assert.ok(reasons.every(({ rule: entry }) => (entry !== null) === isAllowed));
          assert.ok(isAllowed || reasons.length > 0);
        }
      }
    }),
    runs,
  );
});
