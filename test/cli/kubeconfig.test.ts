/** Kubeconfigs as people have them: which context is entered, with what, and what is refused without a word of a secret. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ClusterWish, type FoundCluster, findCluster } from '../../src/cli/kubeconfig.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';

const CANARY = 'c4n4ry-5ecret';

type Json = Readonly<Record<string, unknown>>;

/** One context called `a`, with the current one being it. */
function kubeconfig(user: Json, cluster: Json = {}, more: Json = {}): string {
  return JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: 'https://api.example.test:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [
      { name: 'a', context: { cluster: 'c', user: 'u', namespace: 'shop' } },
      { name: 'nobody', context: { cluster: 'c', user: 'none' } },
    ],
    'current-context': 'a',
    ...more,
  });
}

async function found(
  t: TestContext,
  text: string,
  wish: Partial<ClusterWish> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<FoundCluster> {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'root'));
  writeTree(folder, { config: text, ...files });
  for (const name of Object.keys(files)) chmodSync(join(folder, name), 0o755);
  const nothing = { context: null, server: null, namespaces: null, mayExec: false, isInCluster: false };
  return findCluster({ file: join(folder, 'config'), root: join(folder, 'root'), ...nothing, ...wish }, {});
}

async function entered(
  t: TestContext,
  ...args: Parameters<typeof found> extends [unknown, ...infer Rest] ? Rest : never
) {
  const cluster = await found(t, ...args);
  assert.ok(cluster.kind === 'cluster', cluster.kind === 'none' ? cluster.reason : '');
  return cluster.access.authenticate(new AbortController().signal);
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const jwt = (claims: Json): string =>
  `${base64('{}')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

test('the current context, another one, or the one of an address is entered', async (t) => {
  const current = await found(t, kubeconfig({ token: CANARY }));
  assert.ok(current.kind === 'cluster');
  assert.equal(current.name, 'a');
  assert.equal(current.isTrusted, true);
  assert.equal(current.access.server.host, 'api.example.test:6443');
  assert.equal(current.access.defaultNamespace, 'shop');
  const other = await found(t, kubeconfig({}), { context: 'nobody', namespaces: ['one'] });
  assert.ok(other.kind === 'cluster' && other.access.defaultNamespace === 'one');
  const byAddress = await found(t, kubeconfig({}, {}, { 'current-context': '' }), {
    server: 'https://api.example.test:6443/',
  });
  assert.ok(byAddress.kind === 'cluster' && byAddress.name === 'a');
  const none = await found(t, kubeconfig({}), { server: 'https://elsewhere.test' });
  assert.deepEqual(none, {
    kind: 'none',
    reason: 'no context of the kubeconfig leads to https://elsewhere.test',
  });
});

test('of several files the first that has the context counts', async (t) => {
  const folder = temporaryFolder(t);
  writeTree(folder, {
    'root/x': '',
    one: kubeconfig({ token: 'one' }, {}, { 'current-context': '' }),
    two: kubeconfig({ token: 'two' }),
  });
  const wish = {
    file: null,
    context: null,
    server: null,
    namespaces: null,
    mayExec: false,
    isInCluster: false,
    root: join(folder, 'root'),
  };
  const cluster = await findCluster(wish, { KUBECONFIG: `${join(folder, 'one')}:${join(folder, 'two')}` });
  assert.ok(cluster.kind === 'cluster');
  const shown = await cluster.access.authenticate(new AbortController().signal);
  assert.ok(shown.kind === 'credentials' && shown.headers.Authorization === 'Bearer two');
});

test('tokens, passwords, client certificates and impersonation are used as they stand', async (t) => {
  const token = await entered(t, kubeconfig({ token: CANARY, as: 'auditor' }));
  assert.deepEqual(token, {
    kind: 'credentials',
    headers: { 'Impersonate-User': 'auditor', Authorization: `Bearer ${CANARY}` },
    client: null,
  });
  const password = await entered(t, kubeconfig({ username: 'u', password: 'p' }));
  assert.deepEqual(password, {
    kind: 'credentials',
    headers: { Authorization: `Basic ${base64('u:p')}` },
    client: null,
  });
  const data = await entered(
    t,
    kubeconfig({ 'client-certificate-data': base64('C'), 'client-key-data': base64('K') }),
  );
  assert.deepEqual(data, { kind: 'credentials', headers: {}, client: { certificate: 'C', key: 'K' } });
  const files = await entered(
    t,
    kubeconfig({ 'client-certificate': 'c.pem', 'client-key': 'k.pem' }),
    {},
    { 'c.pem': 'C', 'k.pem': 'K' },
  );
  assert.deepEqual(files, data);
  assert.deepEqual(await entered(t, kubeconfig({}), { context: 'nobody' }), {
    kind: 'credentials',
    headers: {},
    client: null,
  });
});

test('authorities, names and the wish not to look come from the cluster', async (t) => {
  const cluster = await found(
    t,
    kubeconfig({}, { 'certificate-authority-data': base64('CA'), 'tls-server-name': 'other' }),
  );
  assert.ok(cluster.kind === 'cluster');
  assert.deepEqual(cluster.access.tls, { serverName: 'other', authorities: 'CA', isVerified: true });
  const careless = await found(t, kubeconfig({}, { 'insecure-skip-tls-verify': true }));
  assert.ok(careless.kind === 'cluster' && !careless.access.tls.isVerified);
});

test('a token of OpenID Connect counts as long as it is valid', async (t) => {
  const user = (exp: number): string =>
    kubeconfig({ 'auth-provider': { name: 'oidc', config: { 'id-token': jwt({ exp }) } } });
  const valid = await entered(t, user(4_000_000_000));
  assert.ok(valid.kind === 'credentials' && /^Bearer /.test(valid.headers.Authorization ?? ''));
  const expired = await entered(t, user(1_000_000_000));
  assert.ok(expired.kind === 'refused' && /has expired/.test(expired.reason));
  const other = await entered(
    t,
    kubeconfig({ 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/true' } } }),
  );
  assert.ok(other.kind === 'refused' && /not supported/.test(other.reason));
});

const PLUGINS: Readonly<Record<string, readonly [string, RegExp]>> = {
  'writes no JSON': [`echo ${CANARY}`, /wrote no ExecCredential/],
  'writes other JSON': ['echo "{}"', /gave no credentials/],
  fails: [`echo ${CANARY} >&2; exit 3`, /gave no credentials \(3\)/],
  'is not there': ['', /gave no credentials \(ENOENT\)/],
};

for (const [what, [script, expected]] of Object.entries(PLUGINS)) {
  test(`a credential plugin that ${what} is told without its words`, async (t) => {
    const command = what === 'is not there' ? './absent' : './plugin';
    const text = kubeconfig({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command } });
    const outcome = await entered(t, text, { mayExec: true }, { plugin: `#!/bin/sh\n${script}\n` });
    assert.ok(outcome.kind === 'refused');
    assert.match(outcome.reason, expected);
    assert.ok(!outcome.reason.includes(CANARY));
  });
}

test('a credential plugin is told what it asks for, and gives a token or a certificate', async (t) => {
  const script = `#!/bin/sh
printf '{"status":{"token":"%s-%s"}}' "$WHO" "$(printf %s "$KUBERNETES_EXEC_INFO" | grep -c 'api.example.test')"
`;
  const exec = {
    command: './plugin',
    apiVersion: 'client.authentication.k8s.io/v1',
    env: [{ name: 'WHO', value: 'me' }],
  };
  const files = { plugin: script };
  const told = await entered(
    t,
    kubeconfig({ exec: { ...exec, provideClusterInfo: true } }),
    { mayExec: true },
    files,
  );
  assert.ok(told.kind === 'credentials' && told.headers.Authorization === 'Bearer me-1');
  const untold = await entered(t, kubeconfig({ exec }), { mayExec: true }, files);
  assert.ok(untold.kind === 'credentials' && untold.headers.Authorization === 'Bearer me-0');
});

const REFUSED: Readonly<Record<string, readonly [string, RegExp]>> = {
  'a proxy': [kubeconfig({}, { 'proxy-url': 'http://proxy:3128' }), /goes through a proxy/],
  'plain text': [kubeconfig({ token: CANARY }, { server: 'http://10.1.2.3:8080' }), /not served over https/],
  'no URL': [kubeconfig({}, { server: 'api' }), /is no URL/],
  'no kubeconfig': [`token: ${CANARY}\n  x: [`, /is no kubeconfig that can be read$/],
  'an authority that is not there': [
    kubeconfig({}, { 'certificate-authority': 'absent.pem' }),
    /authority of context a cannot be read/,
  ],
};

for (const [what, [text, expected]] of Object.entries(REFUSED)) {
  test(`a kubeconfig with ${what} is refused`, async (t) => {
    const cluster = await found(t, text);
    assert.ok(cluster.kind === 'none');
    assert.match(cluster.reason, expected);
    assert.ok(!cluster.reason.includes(CANARY));
  });
}

test('kubectl proxy on this machine is no plain text on the wire', async (t) => {
  const cluster = await found(t, kubeconfig({}, { server: 'http://127.0.0.1:8001' }));
  assert.equal(cluster.kind, 'cluster');
});

test('a kubeconfig of the repository names neither files nor programs, however they are written', async (t) => {
  const texts = [
    kubeconfig({ exec: { command: 'true' } }),
    kubeconfig({ 'client-certificate': '/etc/passwd', 'client-key': '/etc/passwd' }),
    kubeconfig({}, { 'certificate-authority': '/etc/passwd' }),
    kubeconfig({ 'auth-provider': { name: 'x' } }),
    kubeconfig({ 'token-file': '/etc/passwd' }),
    'users: [{ name: u, user: { "token\\x2dfile": /etc/passwd } }]\n',
    'users:\n  - name: u\n    user:\n      ? token-file\n      : /etc/passwd\n',
  ];
  for (const text of texts) {
    const folder = temporaryFolder(t);
    writeTree(folder, { config: text });
    const wish = { context: null, server: null, namespaces: null, mayExec: true, isInCluster: false };
    const cluster = await findCluster({ file: join(folder, 'config'), root: folder, ...wish }, {});
    assert.ok(cluster.kind === 'none', text);
    assert.match(cluster.reason, /only one outside of it may/);
  }
});
