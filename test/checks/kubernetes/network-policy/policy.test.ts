/** What the API server refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyOf } from '../../../../src/checks/kubernetes/network-policy/policy.ts';

function faultsOf(spec: unknown): readonly string[] {
  return policyOf({ metadata: { name: 'p' }, spec }).faults.map(({ path, what }) => `${path} ${what}`);
}

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['a peer that names nobody', { ingress: [{ from: [{}] }] }, 'ingress.0.from.0 names no peer'],
  [
    'a block beside a selector',
    { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }] },
    'ingress.0.from.0 has an ipBlock beside a selector',
  ],
  [
    'a single address',
    { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.1' } }] }] },
    'egress.0.to.0.ipBlock has no valid cidr',
  ],
  [
    'an exception elsewhere',
    { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }] }] },
    'egress.0.to.0.ipBlock.except.0 does not lie within the cidr',
  ],
  [
    'an unknown type',
    { policyTypes: ['ingress'] },
    'policyTypes holds something other than Ingress and Egress',
  ],
  [
    'an unknown protocol',
    { ingress: [{ ports: [{ protocol: 'tcp' }] }] },
    'ingress.0.ports.0 has a protocol other than TCP, UDP and SCTP',
  ],
  [
    'a port of none',
    { ingress: [{ ports: [{ port: 0 }] }] },
    'ingress.0.ports.0 has a port outside 1 to 65535',
  ],
  [
    'a number as text',
    { ingress: [{ ports: [{ port: '5432' }] }] },
    'ingress.0.ports.0 has a port that is neither a number nor a name',
  ],
  [
    'an end without a start',
    { ingress: [{ ports: [{ endPort: 9 }] }] },
    'ingress.0.ports.0 has an endPort without a port',
  ],
  [
    'an end before the start',
    { ingress: [{ ports: [{ port: 9, endPort: 8 }] }] },
    'ingress.0.ports.0 has an endPort below its port or above 65535',
  ],
  [
    'an end after a name',
    { ingress: [{ ports: [{ port: 'http', endPort: 80 }] }] },
    'ingress.0.ports.0 has an endPort beside a named port',
  ],
  [
    'In without values',
    { podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
    'podSelector.matchExpressions.0 needs values for In',
  ],
  [
    'Exists with values',
    { podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] } },
    'podSelector.matchExpressions.0 takes no values for Exists',
  ],
  [
    'an unknown operator',
    { podSelector: { matchExpressions: [{ key: 'a', operator: 'Gt' }] } },
    'podSelector.matchExpressions.0 has an operator other than In, NotIn, Exists and DoesNotExist',
  ],
];

for (const [name, spec, fault] of REFUSED) {
  test(`refused: ${name}`, () => assert.deepEqual(faultsOf(spec), [fault]));
}

test('takes what is right at the edge', () => {
  const ports = [{}, { port: 1 }, { port: 65535, endPort: 65535 }, { port: 'http-2' }];
  const to = [{ ipBlock: { cidr: '0.0.0.0/0', except: ['0.0.0.0/0'] } }, { podSelector: {} }];
  assert.deepEqual(faultsOf({ podSelector: {}, ingress: [{ ports }], egress: [{ to }, {}] }), []);
});

test('anything at all is read without an exception', () => {
  for (const spec of [
    null,
    1,
    'x',
    [],
    { ingress: 1, egress: [1, null, 'x'], podSelector: 3, policyTypes: {} },
  ]) {
    assert.doesNotThrow(() => policyOf({ metadata: 4, spec }));
  }
});
