/** The visit to API servers that are well and badly behaved: pages, expiry, limits, and what is never taken. */
import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { type ApiLimits, apiOver } from '../../../../src/checks/kubernetes/live/api.ts';
import { type ClusterState, visit } from '../../../../src/checks/kubernetes/live/visit.ts';
import { connections } from '../../../../src/probe/connect.ts';
import { consentTo } from '../../../../src/probe/consent.ts';
import { httpSession } from '../../../../src/probe/session.ts';
import { type Listening, serve, serveRaw } from '../../../support/http-server.ts';

const LIMITS: ApiLimits = { answer: 1_500, visit: 10_000, page: 200_000, total: 5_000_000 };

async function visited(
  server: Listening,
  limits: Partial<ApiLimits> = {},
  namespaces: readonly string[] | null = null,
  signal = new AbortController().signal,
): Promise<ClusterState> {
  const session = httpSession(connections(consentTo(['127.0.0.1']), signal), {
    url: new URL(`http://127.0.0.1:${server.port}`),
    tls: { serverName: null, authorities: null, isVerified: true, client: null },
    headers: { Authorization: 'Bearer canary-token' },
    deadline: 1_000,
  });
  try {
    return await visit(apiOver(session, signal, { ...LIMITS, ...limits }), {
      namespaces,
      isWanted: () => true,
    });
  } finally {
    session.end();
    server.close();
  }
}

type Answer = (url: URL, request: IncomingMessage) => unknown;

/** An API server whose lists are empty but for what `answer` gives; a number is a status. */
function apiServer(answer: Answer): Promise<Listening> {
  return serve((request, response) => {
    const url = new URL(request.url ?? '/', 'http://server');
    const given = answer(url, request);
    if (typeof given === 'number') send(response, given, { kind: 'Status' });
    else send(response, 200, given ?? usual(url, request));
  });
}

function usual({ pathname }: URL, { headers }: IncomingMessage): unknown {
  if (pathname === '/version') return { major: '1', minor: '35+' };
  if (pathname === '/apis')
    return groups('apps/v1', 'batch/v1', 'networking.k8s.io/v1', 'rbac.authorization.k8s.io/v1');
  const isMetadata = headers.accept?.includes('PartialObjectMetadataList') === true;
  return {
    kind: isMetadata ? 'PartialObjectMetadataList' : `${KINDS[pathname.split('/').at(-1) ?? '']}List`,
    items: null,
    metadata: {},
  };
}

const KINDS: Readonly<Record<string, string>> = {
  namespaces: 'Namespace',
  pods: 'Pod',
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  replicasets: 'ReplicaSet',
  cronjobs: 'CronJob',
  jobs: 'Job',
  replicationcontrollers: 'ReplicationController',
  serviceaccounts: 'ServiceAccount',
  services: 'Service',
  configmaps: 'ConfigMap',
  networkpolicies: 'NetworkPolicy',
  ingresses: 'Ingress',
  roles: 'Role',
  rolebindings: 'RoleBinding',
  clusterroles: 'ClusterRole',
  clusterrolebindings: 'ClusterRoleBinding',
  externalsecrets: 'ExternalSecret',
  clusterexternalsecrets: 'ClusterExternalSecret',
};

function groups(...names: readonly string[]): unknown {
  const parts = names.map((name) => name.split('/'));
  return { groups: parts.map(([name, version]) => ({ name, versions: [{ version }] })) };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

const named = (name: string, more: object = {}): object => ({
  metadata: { name, namespace: 'shop', uid: name },
  ...more,
});
const names = ({ objects }: ClusterState): readonly string[] =>
  objects.map(({ kind, name }) => `${kind} ${name}`);

test('a cluster without anything is known to be empty', async () => {
  const state = await visited(await apiServer(() => null));
  assert.deepEqual(
    { ...state, unread: [...state.unread] },
    { version: '1.35', objects: [], added: [], unread: [], unknown: [] },
  );
});

test('pages follow each other, and an expired list is read anew', async () => {
  let expired = false;
  const asked: string[] = [];
  const state = await visited(
    await apiServer((url) => {
      if (url.pathname !== '/api/v1/pods') return null;
      asked.push(url.search);
      const next = url.searchParams.get('continue');
      if (next === null) return { kind: 'PodList', items: [named('a')], metadata: { continue: 'x=1&y' } };
      if (!expired) {
        expired = true;
        return 410;
      }
      return { kind: 'PodList', items: [named('b')], metadata: {} };
    }),
  );
  assert.deepEqual(names(state), ['Pod a', 'Pod b']);
  assert.deepEqual(asked, [
    '?limit=500',
    '?limit=500&continue=x%3D1%26y',
    '?limit=500',
    '?limit=500&continue=x%3D1%26y',
  ]);
  assert.deepEqual(state.unknown, []);
});

test('a page that is too large is asked for in smaller ones', async () => {
  const state = await visited(
    await apiServer((url) => {
      if (url.pathname !== '/api/v1/configmaps') return null;
      const limit = Number(url.searchParams.get('limit'));
      const from = Number(url.searchParams.get('continue') ?? 0);
      const items = Array.from({ length: Math.min(limit, 60 - from) }, (_, index) =>
        named(`m${from + index}`, { data: { a: 'x'.repeat(10_000) } }),
      );
      const end = from + items.length;
      return { kind: 'ConfigMapList', items, metadata: end < 60 ? { continue: String(end) } : {} };
    }),
  );
  assert.equal(names(state).length, 60);
  assert.deepEqual(state.unknown, []);
});

test('what the server does not have does not apply, and the newest version that it has is asked', async () => {
  const asked: string[] = [];
  const state = await visited(
    await apiServer((url) => {
      asked.push(url.pathname);
      if (url.pathname === '/apis') return groups('apps/v1', 'external-secrets.io/v1beta1');
      return url.pathname.startsWith('/apis/apps') ? 404 : null;
    }),
  );
  assert.deepEqual([...state.unread], []);
  assert.ok(asked.includes('/apis/external-secrets.io/v1beta1/externalsecrets'));
  assert.ok(!asked.some((path) => path.startsWith('/apis/batch')));
});

test('whoever asked for names of Secrets takes nothing else', async () => {
  const state = await visited(
    await apiServer((url) =>
      url.pathname === '/api/v1/secrets'
        ? { kind: 'SecretList', items: [named('s', { data: { p: 'Y2FuYXJ5' } })], metadata: {} }
        : null,
    ),
  );
  assert.deepEqual(names(state), []);
  assert.deepEqual(state.unknown, ['secrets: the answer is no list of them']);
});

test('only some namespaces: one by one, and nothing that stands in none', async () => {
  const asked: string[] = [];
  const state = await visited(
    await apiServer((url) => {
      asked.push(url.pathname);
      if (url.pathname === '/api/v1/namespaces/shop')
        return { kind: 'Namespace', metadata: { name: 'shop' } };
      if (url.pathname === '/api/v1/namespaces/gone') return 404;
      return url.pathname === '/api/v1/namespaces/shop/pods'
        ? { kind: 'PodList', items: [named('a')], metadata: {} }
        : null;
    }),
    {},
    ['shop', 'gone'],
  );
  assert.deepEqual(names(state), ['Namespace shop', 'Pod a']);
  assert.deepEqual(state.unknown, ['namespace gone: it is not there']);
  assert.ok(!asked.some((path) => path.includes('clusterroles') || path === '/api/v1/pods'));
});

test('what the API server brings along and what has ended is left out', async () => {
  const own = { metadata: { name: 'view', labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } } };
  const state = await visited(
    await apiServer((url) => {
      if (url.pathname.endsWith('/clusterroles'))
        return { kind: 'ClusterRoleList', items: [own, named('mine')], metadata: {} };
      if (url.pathname !== '/api/v1/pods') return null;
      return {
        kind: 'PodList',
        items: [
          named('a', { status: { phase: 'Succeeded' } }),
          named('b', { status: { phase: 'Running', podIP: '10.0.0.1' } }),
        ],
        metadata: {},
      };
    }),
  );
  assert.deepEqual(names(state), ['ClusterRole mine', 'Pod b']);
  assert.deepEqual(JSON.parse(state.objects[1]?.text ?? '').status, { podIP: '10.0.0.1' });
});

test('what kubectl debug adds to a pod is told beside its workload, once', async () => {
  const template = { spec: { template: { spec: { containers: [{ name: 'app' }] } } } };
  const debugged = (name: string) =>
    named(name, {
      metadata: {
        name,
        namespace: 'shop',
        uid: name,
        ownerReferences: [{ uid: 'web', kind: 'StatefulSet', controller: true }],
      },
      spec: {
        hostPID: true,
        containers: [{ name: 'app' }],
        ephemeralContainers: [{ name: 'debugger', image: 'sh' }],
      },
    });
  const state = await visited(
    await apiServer(({ pathname }) => {
      if (pathname.endsWith('/statefulsets'))
        return { kind: 'StatefulSetList', items: [named('web', template)], metadata: {} };
      return pathname === '/api/v1/pods'
        ? { kind: 'PodList', items: [debugged('web-0'), debugged('web-1')], metadata: {} }
        : null;
    }),
  );
  assert.deepEqual(names(state), ['StatefulSet web']);
  assert.equal(state.added.length, 1);
  const { kind, spec } = JSON.parse(state.added[0]?.text ?? '');
  assert.equal(kind, 'StatefulSet');
  assert.deepEqual(spec.template.spec, {
    containers: [],
    hostPID: true,
    ephemeralContainers: [{ name: 'debugger', image: 'sh' }],
  });
});

test('what looks like a template in a cluster is none', async () => {
  const text = 'a {{ .Values.x }} b {% if %} c <% d %>';
  const state = await visited(
    await apiServer((url) =>
      url.pathname === '/api/v1/configmaps'
        ? { kind: 'ConfigMapList', items: [named('m', { data: { text } })], metadata: {} }
        : null,
    ),
  );
  const [map] = state.objects;
  assert.ok(map !== undefined && !/\{\{|\{%|<%/.test(map.text));
  assert.equal(JSON.parse(map.text).data.text, text);
});

const HOSTILE: Readonly<Record<string, () => Promise<Listening>>> = {
  'never answers': () => serveRaw(() => {}),
  'hangs up': () => serveRaw((socket) => socket.destroy()),
  'sends garbage': () => serveRaw((socket) => socket.end('\x00\x01\x02 what?\r\n\r\n')),
  'sends no JSON': () => serve((_, response) => response.end('<html>')),
  'sends other JSON': () => serve((_, response) => response.end('[null]')),
  drips: () =>
    serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
      setInterval(() => socket.write('x'), 50).unref();
    }),
  'redirects in circles': () =>
    serve((_, response) => response.writeHead(302, { Location: '/version' }).end()),
  'sends 100 MB': () =>
    serve((_, response) => {
      const chunk = Buffer.alloc(1_000_000, 0x20);
      for (let sent = 0; sent < 100; sent++) response.write(chunk);
      response.end();
    }),
  'wants other credentials': () => apiServer(() => 401),
  fails: () => apiServer(() => 500),
  'has lists without an end': () =>
    apiServer((url, request) => ({
      ...Object(usual(url, request)),
      metadata: { continue: 'more' },
      groups: [],
    })),
  'sends what is nested deep': () =>
    serve((request, response) => {
      const url = new URL(request.url ?? '/', 'http://server');
      if (url.pathname === '/api/v1/pods') response.end(deep());
      else send(response, 200, usual(url, request));
    }),
};

function deep(): string {
  const levels = 9_000;
  const spec = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  return `{"kind":"PodList","metadata":{},"items":[{"metadata":{"name":"deep"},"spec":${spec}}]}`;
}

for (const [what, start] of Object.entries(HOSTILE)) {
  test(`a server that ${what} leaves the cluster unknown, within the limits`, async () => {
    const before = performance.now();
    const state = await visited(await start(), { answer: 700, visit: 3_000 });
    assert.ok(performance.now() - before < 9_000);
    assert.deepEqual(names(state), []);
    assert.ok(state.unknown.length > 0);
    assert.ok(!JSON.stringify(state.unknown).includes('canary'));
  });
}

test('a run that is ended ends the visit', async () => {
  const ends = new AbortController();
  const going = visited(await serveRaw(() => {}), { answer: 60_000 }, null, ends.signal);
  setTimeout(() => ends.abort(), 100);
  const state = await going;
  assert.deepEqual(state.unknown, ['the run was ended']);
});

test('a server that is busy is asked once more, when it says', async () => {
  let asked = 0;
  const server = await serve((request, response) => {
    const url = new URL(request.url ?? '/', 'http://server');
    if (url.pathname === '/api/v1/pods' && ++asked === 1)
      response.writeHead(429, { 'Retry-After': '1' }).end('{}');
    else send(response, 200, usual(url, request));
  });
  const state = await visited(server);
  assert.equal(asked, 2);
  assert.deepEqual(state.unknown, []);
});
