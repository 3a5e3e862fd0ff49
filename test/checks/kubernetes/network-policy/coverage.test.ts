/** What policies mean for a workload: DNS, metadata, the internet, databases. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverages } from '../../../../src/checks/kubernetes/network-policy/coverage.ts';
import { databaseOf } from '../../../../src/checks/kubernetes/network-policy/databases.ts';
import type { Policy } from '../../../../src/checks/kubernetes/network-policy/policy.ts';
import { cluster, namespace, pod, policy } from '../../../support/network.ts';

const web = pod('shop/web', { app: 'web' });
const db = pod('shop/db', { app: 'db' }, { ports: [{ name: null, port: 5432, protocol: 'TCP' }] });
const POSTGRES = { product: 'PostgreSQL', port: 5432 };

const KUBE_SYSTEM = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } };
const DNS_PODS = { ...KUBE_SYSTEM, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };
const BOTH = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
];

const egress = (...rules: readonly unknown[]): Policy =>
  policy('shop', { podSelector: {}, policyTypes: ['Egress'], egress: rules });
const ingress = (...rules: readonly unknown[]): Policy =>
  policy('shop', { podSelector: {}, policyTypes: ['Ingress'], ingress: rules });
const of = (...policies: readonly Policy[]) => coverages(cluster([web, db], policies))(web, null);
const dns = (...rules: readonly unknown[]) => {
  const { open, wanted, wide, depends } = of(egress(...rules)).dns;
  return { open, wanted, wide: wide?.to ?? null, depends: depends?.words ?? null };
};

test('without policies everything is open', () => {
  const { ingressIsolated, egressIsolated, metadata, internet, ingress: from } = of();
  assert.deepEqual([ingressIsolated, egressIsolated, from.kind], [false, false, 'not isolated']);
  assert.deepEqual([metadata?.witness, internet[0]?.witness], ['169.254.169.254', '8.8.8.8']);
});

test('a policy that allows everything is as good as none', () => {
  const { ingressIsolated, egressIsolated, ingress: from, egress: to } = of(egress({}), ingress({}));
  assert.deepEqual(
    [ingressIsolated, egressIsolated, from.kind, to.kind],
    [true, true, 'all allowed', 'all allowed'],
  );
  assert.equal(of(egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] })).egress.kind, 'all allowed');
  assert.equal(
    of(egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] })).egress.kind,
    'restricted',
  );
  assert.equal(of(egress({ ports: [{ protocol: 'TCP' }] })).egress.kind, 'restricted');
  const every = ['TCP', 'UDP', 'SCTP'].map((protocol) => ({ protocol }));
  assert.equal(of(egress({ ports: every })).egress.kind, 'all allowed');
});

test('DNS needs UDP and TCP, and name servers among the peers', () => {
  const none = { wide: null, depends: null };
  assert.deepEqual(dns({ to: [DNS_PODS], ports: BOTH }), { open: ['UDP', 'TCP'], wanted: true, ...none });
  assert.deepEqual(dns({ to: [KUBE_SYSTEM], ports: BOTH.slice(0, 1) }), {
    open: ['UDP'],
    wanted: true,
    ...none,
  });
  assert.deepEqual(dns({ to: [DNS_PODS] }), { open: ['UDP', 'TCP'], wanted: true, ...none });
  assert.deepEqual(dns({ to: [{ podSelector: {} }] }), { open: [], wanted: true, ...none });
  assert.deepEqual(dns({ to: [DNS_PODS], ports: [{ port: 443 }] }), { open: [], wanted: true, ...none });
  assert.deepEqual(dns({ to: [{ ipBlock: { cidr: '169.254.20.10/32' } }], ports: BOTH }), {
    open: ['UDP', 'TCP'],
    wanted: true,
    ...none,
  });
});

test("OpenShift's name servers listen to another port, and ports may be called by their names", () => {
  const to = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } } }];
  assert.deepEqual(dns({ to, ports: [{ protocol: 'UDP', port: 5353 }, { port: 5353 }] }).open, [
    'UDP',
    'TCP',
  ]);
  assert.deepEqual(dns({ to, ports: BOTH }).open, []);
  const names = [
    { protocol: 'UDP', port: 'dns' },
    { protocol: 'TCP', port: 'dns-tcp' },
  ];
  assert.deepEqual(dns({ to, ports: names }).open, ['UDP', 'TCP']);
});

test('nobody wants DNS where nothing, or only addresses are let out', () => {
  assert.equal(dns().wanted, false);
  assert.equal(dns({ to: [{ ipBlock: { cidr: '10.0.0.0/24' } }], ports: [{ port: 5432 }] }).wanted, false);
});

test('labels that nobody says a namespace has decide on DNS', () => {
  const to = [{ namespaceSelector: { matchLabels: { name: 'kube-system' } } }];
  assert.deepEqual(dns({ to, ports: BOTH }), {
    open: [],
    wanted: false,
    wide: null,
    depends: 'name=kube-system',
  });
  const defined = (labels: Readonly<Record<string, string>>) =>
    coverages(cluster([web], [egress({ to, ports: BOTH })], [namespace('kube-system', labels)]))(web, null)
      .dns;
  assert.deepEqual(defined({ name: 'kube-system' }).open, ['UDP', 'TCP']);
  assert.deepEqual([defined({}).open, defined({}).depends], [[], null]);
});

test('DNS to everybody is too wide', () => {
  assert.equal(dns({ to: [{ namespaceSelector: {} }], ports: BOTH }).wide, 'every pod of every namespace');
  assert.equal(dns({ ports: BOTH }).wide, 'every address, the internet included');
  assert.equal(
    dns({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: BOTH }).wide,
    'a range as wide as the internet',
  );
  assert.equal(
    dns({
      to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
      ports: BOTH,
    }).wide,
    null,
  );
  assert.equal(dns({}).wide, null);
});

test('the metadata address is open where a block holds it on port 80', () => {
  const metadata = (block: unknown, ports?: unknown) =>
    of(egress({ to: [{ ipBlock: block }], ports })).metadata?.witness ?? null;
  assert.equal(metadata({ cidr: '0.0.0.0/0' }), '169.254.169.254');
  assert.equal(metadata({ cidr: '0.0.0.0/0' }, [{ port: 443 }]), null);
  assert.equal(metadata({ cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] }), null);
  assert.equal(metadata({ cidr: '::/0' }), 'fd00:ec2::254');
  assert.equal(metadata({ cidr: '::/0', except: ['fd00:ec2::254/128'] }), null);
});

test('the internet is open where a wide block leaves a public address', () => {
  const internet = (block: unknown, ports?: unknown) =>
    of(egress({ to: [{ ipBlock: block }], ports })).internet.map(
      ({ witness, ports: words }) => `${witness} ${words}`,
    );
  assert.deepEqual(internet({ cidr: '0.0.0.0/0' }, [{ port: 443 }]), ['8.8.8.8 443/TCP']);
  assert.deepEqual(internet({ cidr: '0.0.0.0/0', except: ['8.0.0.0/8'] }), ['1.0.0.0 every port']);
  assert.deepEqual(internet({ cidr: '128.0.0.0/1' }), ['128.0.0.0 every port']);
  assert.deepEqual(internet({ cidr: '10.0.0.0/8' }), []);
  assert.deepEqual(internet({ cidr: '203.0.113.0/24' }), []);
  assert.deepEqual(internet({ cidr: '::/0' }), ['2001:4860:4860::8888 every port']);
  assert.deepEqual(internet({ cidr: '2400::/6' }), ['2400:: every port']);
  assert.deepEqual(internet({ cidr: 'fc00::/7' }), []);
  assert.deepEqual(internet({ cidr: '0.0.0.0/0', except: ['0.0.0.0/0'] }), []);
});

test('who reaches a database', () => {
  const reach = (...policies: readonly Policy[]) => {
    const found = coverages(cluster([web, db, pod('other/x')], policies))(db, POSTGRES).databaseReach;
    return `${found?.circle} ${found?.witness}`;
  };
  assert.equal(reach(), 'everybody any address (8.8.8.8)');
  assert.equal(reach(ingress({ ports: [{ port: 5432 }] })), 'everybody any address (8.8.8.8)');
  assert.equal(reach(ingress({ from: [{ namespaceSelector: {} }] })), 'cluster pod x of namespace other');
  assert.equal(reach(ingress({ from: [{ podSelector: {} }] })), 'namespace pod web of namespace shop');
  assert.equal(reach(ingress({ from: [{ podSelector: { matchLabels: { app: 'web' } } }] })), 'picked null');
  assert.equal(reach(ingress({ from: [{ namespaceSelector: {} }], ports: [{ port: 9187 }] })), 'picked null');
});

test('databases are known by their image, else by their port', () => {
  const port = (number: number, protocol: 'TCP' | 'UDP' = 'TCP') => ({ name: null, port: number, protocol });
  assert.deepEqual(databaseOf(['docker.io/bitnami/postgresql:16@sha256:00'], []), POSTGRES);
  assert.deepEqual(databaseOf(['registry.test:5000/postgres'], [port(5433)]), {
    product: 'PostgreSQL',
    port: 5433,
  });
  assert.deepEqual(databaseOf(['redis-7'], [port(6379), port(16379)]), { product: 'Redis', port: 6379 });
  assert.deepEqual(databaseOf(['mcr.microsoft.com/mssql/server:2022'], []), {
    product: 'SQL Server',
    port: 1433,
  });
  assert.deepEqual(databaseOf(['registry.test/own'], [port(27017)]), { product: 'MongoDB', port: 27017 });
  assert.equal(databaseOf(['quay.io/prometheuscommunity/postgres-exporter'], [port(9187)]), null);
  assert.equal(databaseOf(['web'], [port(5432, 'UDP')]), null);
});
