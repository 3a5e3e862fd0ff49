/** What the conformance data leave out: defaults, IPv6, SCTP, the node's network, oneself, unknown namespaces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, type Endpoint } from '../../../../src/checks/kubernetes/network-policy/decide.ts';
import type { Pod } from '../../../../src/checks/kubernetes/network-policy/network.ts';
import { address, cluster, namespace, pod, policy } from '../../../support/network.ts';

const web = pod('shop/web', { app: 'web' });
const db = pod('shop/db', { app: 'db' }, { addresses: [address('10.0.0.7'), address('fd00::7')] });
const other = pod('other/x');

const at = (one: Pod): Endpoint => ({ kind: 'pod', pod: one });
const outside = (text: string): Endpoint => ({ kind: 'address', address: address(text) });
const tcp = (port: number) => ({ port, protocol: 'TCP' }) as const;

test('without policyTypes a policy isolates for ingress, and for egress only where it has such rules', () => {
  const ingressOnly = cluster([web, db], [policy('shop', { podSelector: {}, egress: [] })]);
  const said = decide(ingressOnly, { from: at(web), to: at(db), ...tcp(80) });
  assert.deepEqual([said.egress, said.ingress], [true, false]);

  const both = cluster([web, db], [policy('shop', { podSelector: {}, egress: [{ ports: [{ port: 81 }] }] })]);
  assert.equal(decide(both, { from: at(web), to: at(db), ...tcp(80) }).egress, false);
  assert.equal(decide(both, { from: at(web), to: at(db), ...tcp(81) }).egress, true);
});

test('rules for a direction that policyTypes leave out count for nothing', () => {
  const one = cluster(
    [web, db],
    [policy('shop', { podSelector: {}, policyTypes: ['Egress'], ingress: [], egress: [{}] })],
  );
  assert.equal(decide(one, { from: at(web), to: at(db), ...tcp(80) }).allowed, true);
});

test('an empty list of peers or ports is everybody and every port, of every protocol', () => {
  const one = cluster([db], [policy('shop', { podSelector: {}, ingress: [{ from: [], ports: [] }] })]);
  const connection = { from: at(other), to: at(db), port: 9, protocol: 'SCTP' } as const;
  assert.equal(decide(one, connection).allowed, true);
});

test('a port without a protocol is a TCP port', () => {
  const one = cluster([db], [policy('shop', { podSelector: {}, ingress: [{ ports: [{ port: 53 }] }] })]);
  const udp = { from: at(web), to: at(db), port: 53, protocol: 'UDP' } as const;
  assert.equal(decide(one, udp).allowed, false);
  assert.equal(decide(one, { ...udp, protocol: 'TCP' }).allowed, true);
});

test('SCTP is a protocol of its own', () => {
  const ports = [{ protocol: 'SCTP', port: 9 }];
  const one = cluster([db], [policy('shop', { podSelector: {}, ingress: [{ ports }] })]);
  const connection = { from: at(web), to: at(db), port: 9, protocol: 'SCTP' } as const;
  assert.equal(decide(one, connection).allowed, true);
  assert.equal(decide(one, { ...connection, protocol: 'TCP' }).allowed, false);
});

test('blocks hold IPv6 addresses, and either address of a pod is enough', () => {
  const block = (cidr: string, except: readonly string[] = []) =>
    cluster(
      [web, db],
      [
        policy('shop', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{ to: [{ ipBlock: { cidr, except } }] }],
        }),
      ],
    );
  const to = (net: ReturnType<typeof block>, end: Endpoint) =>
    decide(net, { from: at(web), to: end, ...tcp(80) }).egress;
  assert.equal(to(block('fd00::/64'), at(db)), true);
  assert.equal(to(block('fd00:1::/64'), at(db)), false);
  assert.equal(to(block('::/0', ['fd00::/8']), outside('2001:db8::1')), true);
  assert.equal(to(block('::/0', ['fd00::/8']), outside('fd00:ec2::254')), false);
  assert.equal(to(block('0.0.0.0/0'), outside('2001:db8::1')), false);
  assert.equal(to(block('0.0.0.0/0', ['169.254.169.254/32']), outside('169.254.169.254')), false);
});

test('a pod reaches itself whatever policies say', () => {
  const one = cluster([web], [policy('shop', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })]);
  assert.equal(decide(one, { from: at(web), to: at(web), ...tcp(80) }).allowed, true);
});

test("a pod on its node's network is neither isolated nor selected", () => {
  const node = pod('shop/node', { app: 'web' }, { hostNetwork: true });
  const from = [{ podSelector: { matchLabels: { app: 'web' } } }];
  const one = cluster(
    [node, db],
    [policy('shop', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{ from }] })],
  );
  assert.equal(decide(one, { from: at(node), to: outside('8.8.8.8'), ...tcp(80) }).allowed, true);
  assert.equal(decide(one, { from: at(node), to: at(db), ...tcp(80) }).allowed, false);
});

test('a namespace that nothing defines has the label of its name, and others that nobody knows', () => {
  const towards = (matchLabels: Readonly<Record<string, string>>) =>
    cluster(
      [web, other],
      [
        policy('shop', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{ to: [{ namespaceSelector: { matchLabels } }] }],
        }),
      ],
    );
  const said = (labels: Readonly<Record<string, string>>) =>
    decide(towards(labels), { from: at(web), to: at(other), ...tcp(80) });
  assert.equal(said({ 'kubernetes.io/metadata.name': 'other' }).allowed, true);
  assert.deepEqual([said({ team: 'x' }).allowed, said({ team: 'x' }).depends], [false, true]);
  assert.equal(said({ 'kubernetes.io/metadata.name': 'elsewhere', team: 'x' }).depends, false);
});

test('says which entries let a connection through, and else who isolates', () => {
  const lets = policy(
    'shop',
    { podSelector: {}, ingress: [{ ports: [{ port: 1 }] }, { ports: [{ port: 80 }] }] },
    'lets',
  );
  const denies = policy('shop', { podSelector: {}, policyTypes: ['Ingress'] }, 'denies');
  const one = cluster([web, db], [denies, lets], [namespace('shop')]);
  const by = (port: number) =>
    decide(one, { from: at(web), to: at(db), ...tcp(port) }).by.map(
      ({ policy: { name }, direction, rule }) => [name, direction, rule],
    );
  assert.deepEqual(by(80), [['lets', 'ingress', 1]]);
  assert.deepEqual(by(81), [
    ['denies', 'ingress', null],
    ['lets', 'ingress', null],
  ]);
});
