/** A real API server judged: with every right, with none, with more than a page of pods, and against files that say otherwise. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import {
  apiServerOrSkip,
  type KubeApiServer,
  kubeconfigText,
  startApiServer,
} from '../support/kube-apiserver.ts';
import { type LiveReport, runCheck } from '../support/live-check.ts';

let started: Promise<KubeApiServer> | null = null;
after(async () => (await started)?.stop());

/** One server for all tests of this file; each has namespaces of its own. */
function server(programs: string): Promise<KubeApiServer> {
  started ??= startApiServer(programs);
  return started;
}

const reasons = ({ notAnalysed }: LiveReport): string => notAnalysed.map(({ reason }) => reason).join('\n');

type Json = Readonly<Record<string, unknown>>;

/** What every level admits. */
const SAFE = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

const container = (more: Json = {}, name = 'app'): Json => ({
  name,
  image: 'registry.example.test/app:1.2.3',
  securityContext: SAFE,
  ...more,
});

const pod = (namespace: string, name: string, spec: Json = {}, metadata: Json = {}): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, ...metadata },
  spec: { containers: [container()], ...spec },
});

const deployment = (namespace: string, name: string, spec: Json = {}): Json => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [container()], ...spec } },
  },
});

/** Where objects of a kind are posted to. */
const PLACES: Record<string, string> = {
  Pod: '/api/v1/namespaces/NS/pods',
  Deployment: '/apis/apps/v1/namespaces/NS/deployments',
  ReplicaSet: '/apis/apps/v1/namespaces/NS/replicasets',
  Secret: '/api/v1/namespaces/NS/secrets',
  ConfigMap: '/api/v1/namespaces/NS/configmaps',
};

async function create(api: KubeApiServer, ...objects: readonly Json[]): Promise<Json> {
  let made: unknown = {};
  for (const object of objects) {
    const { namespace } = object.metadata as { readonly namespace: string };
    made = await api.ask('POST', (PLACES[String(object.kind)] ?? '').replace('NS', namespace), object);
  }
  return made as Json;
}

const namespaces = async (api: KubeApiServer, ...names: readonly string[]): Promise<void> => {
  for (const name of names) await api.ask('POST', '/api/v1/namespaces', { metadata: { name } });
};

/** Looks at these namespaces only, with a configuration outside the repository. */
function only(folder: string, ...names: readonly string[]): readonly string[] {
  const config = join(folder, 'outside', 'secbaseline.yaml');
  writeTree(folder, {
    'outside/secbaseline.yaml': `targets: [{ id: cluster, kind: kubernetes, namespaces: [${names.join(', ')}] }]\n`,
  });
  return ['--live', '--config', config];
}

test('golden pods have the same verdict in a file and in a cluster', async (t) => {
  const programs = apiServerOrSkip(t);
  const data = process.env.SECBASELINE_CONFORMANCE;
  if (programs === null) return;
  if (data === undefined) return t.skip('SECBASELINE_CONFORMANCE is not set');
  const api = await server(programs);
  await namespaces(api, 'golden');
  const folder = temporaryFolder(t);
  const index = readFileSync(join(data, 'psa/index.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const current = index.filter(({ versions }) => versions.some((range: string) => holds(range, 36)));
  const files: Record<string, string> = {};
  const refused: string[] = [];
  for (const [number, { file }] of current.entries()) {
    const manifest = await yaml(readFileSync(join(data, 'psa', file), 'utf8'));
    const object = {
      ...manifest,
      metadata: { ...(manifest.metadata as Json), name: `p${number}`, namespace: 'golden' },
    };
    try {
      await create(api, object);
      files[`pods/p${number}.json`] = JSON.stringify(object);
    } catch {
      refused.push(file);
    }
  }
  assert.ok(Object.keys(files).length > 100, `${Object.keys(files).length} pods, ${refused.length} refused`);
  writeTree(folder, {
    'repository/empty': '',
    'files/x': '',
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`files/${path}`, text])),
  });
  const verdicts = ({ findings }: LiveReport): readonly string[] =>
    findings
      .filter(({ rule }) => rule.startsWith('pod-security-') && rule !== 'pod-security-namespace-label')
      // The server writes the profile of an annotation into the field too.
      .map(({ rule, message }) =>
        `${rule}: ${message}`.replace(
          'is given the AppArmor profile unconfined by annotation',
          'sets the AppArmor profile to Unconfined',
        ),
      )
      .sort();
  const fromFiles = await runCheck(join(folder, 'files'), '--kubernetes-version', '1.36');
  const live = await runCheck(
    join(folder, 'repository'),
    '--kubeconfig',
    api.kubeconfig('admin'),
    ...only(folder, 'golden'),
  );
  assert.equal(reasons(live.report), '');
  assert.ok(verdicts(live.report).length > 100);
  assert.deepEqual(verdicts(live.report), verdicts(fromFiles.report));
});

function holds(range: string, minor: number): boolean {
  const [from = 0, to = from] = range.split('-').map((version) => Number(version.slice(2)));
  return from <= minor && minor <= to;
}

async function yaml(text: string): Promise<Json> {
  return (await import('js-yaml')).load(text) as Json;
}

test("drift is told exactly: the server's defaults are none", async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  await namespaces(api, 'drift');
  const inFile = [
    deployment('drift', 'same', {
      containers: [container({ ports: [{ containerPort: 80 }] })],
      hostNetwork: true,
    }),
    deployment('drift', 'worse'),
    deployment('drift', 'better', {
      containers: [
        container({ securityContext: { ...SAFE, privileged: true, allowPrivilegeEscalation: true } }),
      ],
    }),
    deployment('drift', 'more'),
    deployment('drift', 'absent', {
      containers: [container({ securityContext: { ...SAFE, runAsNonRoot: false } })],
    }),
  ];
  await create(
    api,
    inFile[0] ?? {},
    deployment('drift', 'worse', { hostPID: true }),
    deployment('drift', 'better'),
    deployment('drift', 'more', {
      containers: [
        container(),
        container({ securityContext: { ...SAFE, allowPrivilegeEscalation: true } }, 'sidecar'),
      ],
    }),
    pod('drift', 'by-hand', { hostIPC: true }),
  );
  const folder = temporaryFolder(t);
  writeTree(
    folder,
    Object.fromEntries(
      inFile.map((object, index) => [`repository/k8s/${index}.json`, JSON.stringify(object)]),
    ),
  );
  const { report } = await runCheck(
    join(folder, 'repository'),
    '--kubeconfig',
    api.kubeconfig('admin'),
    ...only(folder, 'drift'),
  );
  assert.equal(reasons(report), '');
  const found = report.findings
    .filter(({ rule }) => rule.startsWith('pod-security-') && rule !== 'pod-security-namespace-label')
    .map(
      ({ rule, evidence, severity, location, message }) =>
        `${evidence} ${severity} ${rule.slice(13)} ${location?.path} ${message}`,
    )
    .sort();
  assert.deepEqual(found, [
    'drift high host-namespaces k8s/1.json Deployment drift/worse sets hostPID to true; Deployment drift/worse is configured otherwise',
    'drift low allow-privilege-escalation k8s/2.json container app of Deployment drift/better sets securityContext.allowPrivilegeEscalation to true; Deployment drift/better is without this fault: protected elsewhere, not here',
    'drift medium allow-privilege-escalation k8s/3.json container sidecar of Deployment drift/more sets securityContext.allowPrivilegeEscalation to true; Deployment drift/more is configured otherwise',
    'drift medium privileged k8s/2.json container app of Deployment drift/better is privileged; Deployment drift/better is without this fault: protected elsewhere, not here',
    'file high host-namespaces k8s/0.json Deployment drift/same sets hostNetwork to true',
    'file medium run-as-non-root k8s/4.json container app of Deployment drift/absent sets securityContext.runAsNonRoot to false',
    'live high host-namespaces ../outside/secbaseline.yaml Pod drift/by-hand sets hostIPC to true',
  ]);
});

test('pods are told at their workload, and what was added to them beside it', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  await namespaces(api, 'owned');
  const bad = { containers: [container({ securityContext: { ...SAFE, runAsNonRoot: false } })] };
  const owner = (object: Json): Json => ({
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(({ name, uid }) => ({ name, uid }))(object.metadata as { name: string; uid: string }),
    controller: true,
  });
  const web = await create(api, deployment('owned', 'web', bad));
  const replicas = await create(api, {
    ...deployment('owned', 'web-1', bad),
    kind: 'ReplicaSet',
    metadata: {
      name: 'web-1',
      namespace: 'owned',
      ownerReferences: [owner({ ...web, apiVersion: 'apps/v1', kind: 'Deployment' })],
    },
  });
  const ofReplicas = { ownerReferences: [owner({ ...replicas, apiVersion: 'apps/v1', kind: 'ReplicaSet' })] };
  const ofStranger = {
    ownerReferences: [
      { apiVersion: 'x.test/v1', kind: 'Thing', name: 't', uid: 'stranger', controller: true },
    ],
  };
  for (const name of ['web-1-a', 'web-1-b', 'web-1-c'])
    await create(api, pod('owned', name, bad, ofReplicas));
  const injected = {
    containers: [...bad.containers, container({ securityContext: { privileged: true } }, 'mesh')],
  };
  await create(api, pod('owned', 'web-1-d', injected, ofReplicas));
  for (const name of ['thing-a', 'thing-b']) await create(api, pod('owned', name, bad, ofStranger));
  const folder = temporaryFolder(t);
  const { report } = await runCheck(
    folder,
    '--kubeconfig',
    api.kubeconfig('admin'),
    ...only(folder, 'owned'),
  );
  const about = (rule: string) =>
    report.findings.filter((one) => one.rule === rule).map(({ message }) => message);
  assert.deepEqual(about('pod-security-run-as-non-root').toSorted(), [
    'container app of Deployment owned/web sets securityContext.runAsNonRoot to false',
    'container app of Pod owned/thing-a sets securityContext.runAsNonRoot to false',
    'container mesh added to pods of Deployment owned/web does not set securityContext.runAsNonRoot to true, and its pod does not either',
  ]);
  assert.deepEqual(about('pod-security-privileged'), [
    'container mesh added to pods of Deployment owned/web is privileged',
  ]);
});

test('a role without rights leaves all unknown, with the rules that would change it', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  const { report, code } = await runCheck(temporaryFolder(t), '--kubeconfig', api.kubeconfig('guest'));
  assert.deepEqual(report.findings, []);
  assert.equal(report.status, 'incomplete');
  assert.equal(code, 3);
  assert.match(
    reasons(report),
    /deployments\.apps, .*may not be listed; a role with \{ apiGroups: \["apps"\], resources: \[deployments, .*\], verbs: \[list\] \} would allow it/,
  );
  assert.match(reasons(report), /pods.*apiGroups: \[""\]/);
});

test('values of Secrets are never asked for', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  await namespaces(api, 'secrets');
  const canary = 'canary-7f3a91';
  const asks = (secret: string): Json =>
    container({ env: [{ name: 'P', valueFrom: { secretKeyRef: { name: secret, key: 'password' } } }] });
  await create(
    api,
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db', namespace: 'secrets' },
      stringData: { password: canary },
    },
    pod('secrets', 'there', { containers: [asks('db')] }),
    pod('secrets', 'not-there', { containers: [asks('other')] }),
  );
  const folder = temporaryFolder(t);
  const { report, output } = await runCheck(
    folder,
    '--kubeconfig',
    api.kubeconfig('admin'),
    ...only(folder, 'secrets'),
  );
  assert.ok(!output.includes(canary) && !output.includes(Buffer.from(canary).toString('base64')));
  const dangling = report.findings.filter(({ rule }) => rule === 'secret-reference-dangling');
  assert.deepEqual(
    dangling.map(({ message }) => /Pod secrets\/not-there asks for Secret other/.test(message)),
    [true],
  );
  const asked = () =>
    api.requests().filter(({ agent, uri }) => agent === 'secbaseline' && uri.includes('/secrets/secrets'));
  assert.ok(asked().length > 0);
  for (const { uri } of asked()) assert.match(uri, /\/secrets\?limit=500$/);
  const before = asked().length;
  await runCheck(
    folder,
    '--kubeconfig',
    api.kubeconfig('admin'),
    '--skip-rule',
    'secret-reference-dangling',
    ...only(folder, 'secrets'),
  );
  assert.equal(asked().length, before);
});

test('secrets in ConfigMaps and environments are found, and told without their values', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  await namespaces(api, 'open');
  const token = `ghp_${'x7Kd92LmQpRt4VwYz8Ab3CeFgHj5NkS1uVqW'}`;
  const password = 'Xk29dLqwPz81mNvQ';
  await create(
    api,
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'open' },
      data: { 'app.properties': `debug=false\ndb.password=${password}\n` },
    },
    deployment('open', 'web', { containers: [container({ env: [{ name: 'TOKEN', value: token }] })] }),
  );
  const folder = temporaryFolder(t);
  const { report, output } = await runCheck(
    folder,
    '--kubeconfig',
    api.kubeconfig('admin'),
    ...only(folder, 'open'),
  );
  const found = report.findings.filter(({ rule }) => rule.startsWith('secret-'));
  assert.deepEqual(found.map(({ message }) => message.replace(/ stands? in.*/, '')).toSorted(), [
    'GitHub personal access token in TOKEN of Deployment open/web',
    'Password in app.properties of ConfigMap open/settings',
  ]);
  assert.ok(!output.includes(token) && !output.includes(password));
});

test('a secret that stands in a manifest and in the cluster is one finding, where the manifest is', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  await namespaces(api, 'twice');
  const [password, token, url, other] = [
    'Xk29dLqwPz81mNvQ',
    'Qv81mNzPwqLd92kX',
    'p7Kd92LmQpRt',
    'Zt5RmXw83LqPk2vD',
  ];
  await create(
    api,
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'twice' },
      data: { 'app.properties': `db.password=${password}\n`, 'more.properties': `mail.password=${other}\n` },
    },
    deployment('twice', 'web', {
      containers: [
        container({
          args: [`--password=${token}`],
          env: [{ name: 'URL', value: `postgres://app:${url}@db.internal/app` }],
        }),
      ],
    }),
  );
  const folder = temporaryFolder(t);
  writeTree(folder, {
    'app.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: twice }
data:
  app.properties: |
    db.password=${password}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: twice }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: registry.example.test/app:1.2.3
          args: ["--password=${token}"]
          env:
            - name: URL
              value: postgres://app:${url}@db.internal/app
`,
  });
  const cluster = ['--kubeconfig', api.kubeconfig('admin'), ...only(folder, 'twice')];
  const { report, output } = await runCheck(folder, ...cluster);
  const found = report.findings.filter(({ rule }) => rule.startsWith('secret-'));
  assert.deepEqual(
    found.map(({ evidence, location, target }) => [evidence, location?.path ?? null, target?.id ?? null]),
    [
      ['file', 'app.yaml', 'cluster'],
      ['file', 'app.yaml', 'cluster'],
      ['file', 'app.yaml', 'cluster'],
      ['live', 'outside/secbaseline.yaml', 'cluster'],
    ],
  );
  assert.ok([password, token, url, other].every((value) => !output.includes(value)));
});

/** Has the server take objects of a kind, with whatever is in them. */
async function define(
  api: KubeApiServer,
  group: string,
  version: string,
  plural: string,
  kind: string,
): Promise<void> {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  await api.ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, kind, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  });
  const places = `/apis/${group}/${version}/namespaces/NS/${plural}`;
  for (let tries = 0; tries < 100; tries++) {
    const isServed = await api.ask('GET', places.replace('NS', 'default')).then(
      () => true,
      () => false,
    );
    if (isServed) break;
    await pause(100);
  }
  PLACES[kind] = places;
}

test('objects of operators are judged where the server has them', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  await namespaces(api, 'operators');
  await define(api, 'external-secrets.io', 'v1', 'externalsecrets', 'ExternalSecret');
  await define(api, 'monitoring.coreos.com', 'v1', 'prometheusrules', 'PrometheusRule');
  const namespace = 'operators';
  const alert = {
    alert: 'Down',
    expr: 'up == 0',
    labels: { severity: 'critical' },
    annotations: { summary: '{{ $labels.job }} is down' },
  };
  const rules = (more: Json): Json => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'app', namespace },
    spec: { groups: [{ name: 'app', rules: [{ ...alert, ...more }] }] },
  });
  await create(
    api,
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'db', namespace },
      spec: {
        refreshInterval: '0',
        secretStoreRef: { kind: 'SecretStore', name: 'vault' },
        data: [{ secretKey: 'p' }],
      },
    },
    rules({}),
  );
  const folder = temporaryFolder(t);
  writeTree(folder, { 'repository/alerts.json': JSON.stringify(rules({ for: '5m' })) });
  const { report } = await runCheck(
    join(folder, 'repository'),
    '--kubeconfig',
    api.kubeconfig('admin'),
    ...only(folder, namespace),
  );
  assert.equal(reasons(report), '');
  const about = (rule: string) =>
    report.findings
      .filter((one) => one.rule === rule)
      .map(({ evidence, message }) => `${evidence} ${message}`);
  assert.deepEqual(about('external-secret-hygiene'), [
    'live ExternalSecret operators/db looks at the store once and never again',
  ]);
  assert.deepEqual(about('alert-without-for'), [
    'drift alert Down has no `for`, so that one evaluation is enough to fire; alert Down is configured otherwise',
  ]);
});

test('more pods than a page holds are all judged', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  await namespaces(api, 'many');
  const names = Array.from({ length: 1_203 }, (_, index) => `p${index}`);
  const batch = 24;
  for (let at = 0; at < names.length; at += batch)
    await Promise.all(
      names.slice(at, at + batch).map((name) => create(api, pod('many', name, { hostPID: true }))),
    );
  const folder = temporaryFolder(t);
  const { report } = await runCheck(
    folder,
    '--kubeconfig',
    api.kubeconfig('admin'),
    '--rule',
    'pod-security-host-namespaces',
    ...only(folder, 'many'),
  );
  const found = report.findings.filter(({ rule }) => rule === 'pod-security-host-namespaces');
  assert.equal(found.length, names.length);
  assert.equal(new Set(found.map(({ fingerprint }) => fingerprint)).size, names.length);
  const pages = api
    .requests()
    .filter(({ agent, uri }) => agent === 'secbaseline' && uri.includes('/namespaces/many/pods'));
  assert.equal(pages.length, 3);
});

test('a credential plugin runs only where a person says so, and never for a kubeconfig of the repository', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  const folder = temporaryFolder(t);
  const token = JSON.parse(readFileSync(api.kubeconfig('admin'), 'utf8')).users[0].user.token;
  const mark = join(folder, 'ran');
  writeTree(folder, {
    plugin: `#!/bin/sh\ntouch ${mark}\necho '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"${token}"}}'\n`,
  });
  chmodSync(join(folder, 'plugin'), 0o755);
  const text = kubeconfigText(`https://127.0.0.1:${api.port}`, api.authority, {
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin', interactiveMode: 'Never' },
  });
  writeTree(folder, {
    kubeconfig: text,
    'repository/kubeconfig': text,
    'repository/plugin': readFileSync(join(folder, 'plugin'), 'utf8'),
  });
  chmodSync(join(folder, 'repository/plugin'), 0o755);
  const repository = join(folder, 'repository');
  const without = await runCheck(repository, '--kubeconfig', '../kubeconfig');
  assert.match(reasons(without.report), /the program \.\/plugin: --kubeconfig-exec lets it run/);
  assert.equal(without.code, 3);
  const host = ['--live', '--allow-host', '127.0.0.1'];
  const own = await runCheck(repository, '--kubeconfig', 'kubeconfig', '--kubeconfig-exec', ...host);
  assert.match(own.output, /lies in the repository, and names files or programs/);
  assert.equal(own.code, 2);
  assert.ok(!existsSync(mark));
  const consented = await runCheck(repository, '--kubeconfig', '../kubeconfig', '--kubeconfig-exec');
  assert.equal(reasons(consented.report), '');
  assert.ok(existsSync(mark));
  for (const { output } of [without, own, consented]) assert.ok(!output.includes(token));
});

test('a kubeconfig of the repository needs a host that a person names', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  const folder = temporaryFolder(t);
  const file = api.kubeconfig('admin', join(folder, 'kubeconfig.json'));
  const asked = (): number => api.requests().filter(({ agent }) => agent === 'secbaseline').length;
  const before = asked();
  const alone = await runCheck(folder, '--kubeconfig', file);
  assert.equal(alone.code, 2);
  assert.match(alone.output, /--live --allow-host 127\.0\.0\.1/);
  const live = await runCheck(folder, '--kubeconfig', file, '--live');
  assert.match(reasons(live.report), /nobody named 127\.0\.0\.1/);
  assert.equal(asked(), before);
  const named = await runCheck(folder, '--kubeconfig', file, '--live', '--allow-host', '127.0.0.1');
  assert.equal(reasons(named.report), '');
  writeFileSync(file, '');
});

test('several targets of one server do not hold each other up', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  const names = ['one', 'two', 'three', 'four'];
  await namespaces(api, ...names);
  for (const name of names) await create(api, pod(name, 'bad', { hostPID: true }));
  const folder = temporaryFolder(t);
  const targets = names.map((name) => `  - { id: ${name}, kind: kubernetes, namespaces: [${name}] }\n`);
  writeTree(folder, { 'outside/secbaseline.yaml': `targets:\n${targets.join('')}`, 'repository/empty': '' });
  const { report } = await runCheck(
    join(folder, 'repository'),
    '--live',
    '--config',
    join(folder, 'outside/secbaseline.yaml'),
    '--kubeconfig',
    api.kubeconfig('admin'),
  );
  assert.equal(reasons(report), '');
  const found = report.findings.filter(({ rule }) => rule === 'pod-security-host-namespaces');
  assert.deepEqual(found.map(({ target }) => target?.id).toSorted(), names.toSorted());
});

test('nothing is shown to a server whose certificate is not accepted, unless a person does not care', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  const folder = temporaryFolder(t);
  const config = JSON.parse(readFileSync(api.kubeconfig('admin'), 'utf8'));
  const written = (name: string, cluster: Json): string => {
    const { server: address } = config.clusters[0].cluster;
    const text = JSON.stringify({
      ...config,
      clusters: [{ name: 'c', cluster: { server: address, ...cluster } }],
    });
    writeTree(folder, { [name]: text, 'repository/empty': '' });
    return join('..', name);
  };
  const asked = (): number => api.requests().filter(({ agent }) => agent === 'secbaseline').length;
  const before = asked();
  const repository = join(folder, 'repository');
  const stranger = await runCheck(repository, '--kubeconfig', written('system', {}));
  assert.match(
    reasons(stranger.report),
    /the certificate of 127\.0\.0\.1 is not accepted \(SELF_SIGNED_CERT_IN_CHAIN\)/,
  );
  assert.equal(stranger.code, 3);
  assert.equal(asked(), before);
  const careless = await runCheck(
    repository,
    '--kubeconfig',
    written('insecure', { 'insecure-skip-tls-verify': true }),
  );
  assert.equal(reasons(careless.report), '');
  assert.equal(
    careless.report.findings.filter(({ rule }) => rule === 'kubernetes-connection-unverified').length,
    1,
  );
});

test('a manifest without a namespace is that of the context, or of its kustomization', async (t) => {
  const programs = apiServerOrSkip(t);
  if (programs === null) return;
  const api = await server(programs);
  await namespaces(api, 'applied', 'kustomized');
  await create(
    api,
    pod('applied', 'plain', { hostPID: true }),
    pod('kustomized', 'plain', { hostPID: true }),
  );
  const folder = temporaryFolder(t);
  const { namespace: _, ...metadata } = pod('', 'plain').metadata as Json;
  const manifest = JSON.stringify({ ...pod('', 'plain'), metadata });
  const config = JSON.parse(readFileSync(api.kubeconfig('admin'), 'utf8'));
  config.contexts[0].context.namespace = 'applied';
  writeTree(folder, {
    kubeconfig: JSON.stringify(config),
    'repository/plain/pod.json': manifest,
    'repository/overlay/pod.json': manifest,
    'repository/overlay/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: kustomized\nresources: [pod.json]\n',
  });
  const { report } = await runCheck(
    join(folder, 'repository'),
    '--kubeconfig',
    '../kubeconfig',
    '--rule',
    'pod-security-host-namespaces',
    ...only(folder, 'applied', 'kustomized'),
  );
  assert.deepEqual(
    report.findings
      .filter(({ rule }) => rule === 'pod-security-host-namespaces')
      .map(({ evidence, location }) => `${evidence} ${location?.path}`)
      .toSorted(),
    ['drift overlay/pod.json', 'drift plain/pod.json'],
  );
});
