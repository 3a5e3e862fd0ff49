/** Charts and overlays rendered by the real programs: what is judged, and where it is said to stand. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { kubernetesCollector } from '../../src/checks/kubernetes/collect.ts';
import { renderedProject } from '../../src/cli/render.ts';
import { walk } from '../../src/discover/walk.ts';
import { openProject } from '../../src/source/project.ts';
import type { Anchor } from '../../src/source/span.ts';
import { placeOf } from '../../src/source/text.ts';
import { temporaryFolder, writeTree } from '../support/folder.ts';
import { findProgram, liveOrSkip } from '../support/live.ts';

/** Helm takes minutes to build, so that no machine must have it. */
function withHelm(t: TestContext): boolean {
  const isThere = process.env.SECBASELINE_WITHOUT_LIVE !== '1' && findProgram('helm') !== null;
  if (!isThere) t.skip('helm is not installed');
  return isThere;
}

function withKustomize(t: TestContext): boolean {
  return liveOrSkip(t, findProgram('kubectl') === null ? 'kustomize' : 'kubectl') !== null;
}

async function rendered(root: string) {
  const { files } = walk(root, { ignoreRules: false, toRoot: (name) => name, skips: () => false });
  const project = openProject({ root, paths: files.map(({ path }) => path).sort() });
  const result = await renderedProject(project, {
    root,
    kubernetesVersion: null,
    signal: new AbortController().signal,
  });
  const collected = kubernetesCollector.collect(result.project, COLLECT_DEFAULTS);
  const shown = (at: Anchor | null | undefined): string => {
    const read = at === null || at === undefined ? null : project.read(at.path);
    if (!at || read?.kind !== 'text') return 'nowhere';
    const { startLine } = placeOf(read.source, at);
    return `${at.path}:${startLine} ${read.source.text.slice(at.start, at.end)}`;
  };
  const facts = collected.facts.map(result.fact);
  return {
    subjects: facts.filter(({ fact }) => fact === 'k8s.pod').map(({ subject }) => subject),
    /** Of the violations of a pod, by check: where they stand. */
    violations: (subject: string): Readonly<Record<string, string>> => {
      const pod = facts.find((one) => one.fact === 'k8s.pod' && one.subject === subject);
      const list = (pod?.value.violations ?? []) as readonly { readonly check: string }[];
      return Object.fromEntries(
        list.map(({ check }, index) => [check, shown(pod?.positions[`violations.${index}`])]),
      );
    },
    places: facts.filter(({ at }) => at !== null).map(({ fact, at }) => `${fact} ${shown(at)}`),
    notAnalysed: [...result.notAnalysed, ...collected.notAnalysed.map(result.entry)].map(
      ({ path, line, reason }) => `${path}${line === null ? '' : `:${line}`}: ${reason}`,
    ),
    notes: result.notes.map(({ path, reason }) => `${path}: ${reason}`),
  };
}

const CHART = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
  'chart/values.yaml': 'image: { repository: nginx, tag: "1.2" }\ncontext: { runAsUser: 0 }\n',
  'chart/templates/_helpers.tpl': '{{- define "labels" -}}\napp: {{ .Chart.Name }}\n{{- end }}\n',
  'chart/templates/web.yaml': `{{- if .Values.image }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  template:
    spec:
      securityContext:
        {{- toYaml .Values.context | nindent 8 }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          securityContext:
            privileged: true
{{- end }}
`,
  'chart/templates/none.yaml': '{{- if .Values.nothing }}\napiVersion: v1\nkind: Pod\n{{- end }}\n',
  'chart/templates/plain.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: plain }\nspec:\n  hostPID: true\n  containers: [{ name: a, image: b }]\n',
};

test('a chart is judged as helm renders it, and faults stand in its templates', async (t) => {
  if (!withHelm(t)) return;
  const root = temporaryFolder(t);
  writeTree(root, CHART);
  const { subjects, violations, notAnalysed, notes } = await rendered(root);
  assert.deepEqual([...subjects].sort(), ['Deployment shop', 'Pod plain']);
  const web = violations('Deployment shop');
  assert.equal(web.privileged, 'chart/templates/web.yaml:17 true');
  assert.equal(web.runAsUser, 'chart/templates/web.yaml:12 {{- toYaml .Values.context | nindent 8 }}');
  assert.equal(web.runAsNonRoot, 'chart/templates/web.yaml:14 {{ .Chart.Name }}');
  assert.equal(violations('Pod plain').hostNamespaces, 'chart/templates/plain.yaml:5 true');
  assert.deepEqual(notAnalysed, []);
  assert.deepEqual(notes, ['chart/templates/none.yaml: nothing comes of it with the values of the chart']);
});

test('charts inside charts are rendered with these, and stand where they can be told', async (t) => {
  if (!withHelm(t)) return;
  const root = temporaryFolder(t);
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { hostPID: {{ .Values.pid }}, containers: [{ name: a, image: b }] }\n`;
  writeTree(root, {
    'Chart.yaml':
      'apiVersion: v2\nname: all\nversion: 0.1.0\ndependencies:\n  - { name: db, version: 1.0.0, alias: store }\n  - { name: web, version: 1.0.0 }\n',
    'values.yaml': 'store: { pid: true }\nweb: { pid: true }\n',
    'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
    'charts/db/templates/pod.yaml': pod('db'),
    'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'charts/web/templates/pod.yaml': pod('web'),
  });
  const { violations, notAnalysed } = await rendered(root);
  assert.equal(violations('Pod web').hostNamespaces, 'charts/web/templates/pod.yaml:4 {{ .Values.pid }}');
  assert.equal(violations('Pod db').hostNamespaces, 'Chart.yaml:5 db');
  assert.deepEqual(notAnalysed, []);
});

test('what helm cannot render is not analysed, and says why without the path of this machine', async (t) => {
  if (!withHelm(t)) return;
  const root = temporaryFolder(t);
  writeTree(root, {
    'a/Chart.yaml':
      'apiVersion: v2\nname: a\nversion: 0.1.0\ndependencies: [{ name: gone, version: 1.0.0, repository: "https://charts.invalid" }]\n',
    'a/templates/x.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: {{ .Values.name }} }\n',
    'b/Chart.yaml': 'apiVersion: v2\nname: b\nversion: 0.1.0\n',
    'b/templates/x.yaml': '{{ fail "no, not with hV7Gk29sLq0Xz83mVbTr41" }}\n',
    'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
    'lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n',
  });
  symlinkSync('/etc/passwd', join(root, 'c/notes.txt'));
  const { notAnalysed, notes } = await rendered(root);
  const of = (path: string): string => notAnalysed.find((entry) => entry.startsWith(path)) ?? '';
  assert.match(
    of('a/Chart.yaml'),
    /^a\/Chart\.yaml: not rendered: helm says: .*missing in charts\/ directory: gone/,
  );
  assert.equal(of('a/templates'), 'a/templates/x.yaml:1: template');
  assert.match(of('b/Chart.yaml'), /not rendered: helm says: .*no, not with /);
  assert.ok(!notAnalysed.join('\n').includes('hV7Gk29sLq0Xz83mVbTr41'));
  assert.equal(of('c/Chart.yaml'), 'c/Chart.yaml: not rendered: a symbolic link in it leads out of the root');
  assert.ok(!notAnalysed.join('\n').includes(root));
  assert.deepEqual(notes, ['lib/Chart.yaml: a library chart: it is rendered where it is used']);
});

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: app
          image: nginx:1.2
          securityContext:
            privileged: true
`;

test('overlays are judged as kustomize puts them together, and faults stand where they were brought in', async (t) => {
  if (!withKustomize(t)) return;
  const root = temporaryFolder(t);
  writeTree(root, {
    'base/web.yaml': DEPLOYMENT,
    'base/kustomization.yaml':
      'resources: [web.yaml]\nsecretGenerator:\n  - name: login\n    literals: [password=correct-horse-9]\n',
    'prod/kustomization.yaml':
      'namespace: prod\nnamePrefix: prod-\nresources: [../base]\npatches: [{ path: host.yaml }]\n',
    'prod/host.yaml':
      'kind: Deployment\napiVersion: apps/v1\nmetadata: { name: web }\nspec: { template: { spec: { hostNetwork: true } } }\n',
    'dev/kustomization.yaml': `namespace: dev
resources: [../base]
patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web }
      spec: { template: { spec: { containers: [{ name: app, securityContext: { privileged: false } }] } } }
`,
  });
  const { subjects, violations, places, notAnalysed } = await rendered(root);
  assert.deepEqual([...subjects].sort(), ['Deployment dev/web', 'Deployment prod/prod-web']);
  const prod = violations('Deployment prod/prod-web');
  assert.equal(prod.hostNamespaces, 'prod/host.yaml:4 true');
  assert.equal(prod.privileged, 'base/web.yaml:12 true');
  assert.equal(prod.runAsNonRoot, 'base/web.yaml:9 app');
  assert.equal(violations('Deployment dev/web').privileged, undefined);
  assert.ok(places.includes('k8s.secret base/kustomization.yaml:3 login'), places.join('\n'));
  assert.deepEqual(notAnalysed, []);
});

test('overlays that name something outside are not rendered, and nothing is fetched', async (t) => {
  if (!withKustomize(t)) return;
  const root = temporaryFolder(t);
  writeTree(root, {
    'url/kustomization.yaml': 'resources: [https://localhost:9/x.yaml]\n',
    'git/kustomization.yaml': 'resources: ["github.com/a/b?ref=c"]\n',
    'files/kustomization.yaml': 'configMapGenerator: [{ name: a, files: ["b=https://localhost:9/x"] }]\n',
    'up/kustomization.yaml': 'resources: [../../../../etc]\n',
    'transformer/kustomization.yaml': 'transformers: [t.yaml]\nresources: []\n',
    'transformer/t.yaml':
      'apiVersion: builtin\nkind: PatchTransformer\nmetadata: { name: a }\npath: https://localhost:9/p.yaml\n',
    'broken/kustomization.yaml': 'resources: [gone.yaml]\n',
    'unknown/kustomization.yaml': 'surprise: 1\n',
    'fine/kustomization.yaml': 'commonAnnotations: { docs: "https://example.test" }\nresources: [web.yaml]\n',
    'fine/web.yaml': DEPLOYMENT,
  });
  const { subjects, notAnalysed } = await rendered(root);
  assert.deepEqual(subjects, ['Deployment web']);
  const reasons = notAnalysed.filter((entry) => entry.includes('kustomization.yaml'));
  assert.deepEqual(reasons.filter((entry) => !entry.startsWith('unknown/')).sort(), [
    'broken/kustomization.yaml: not rendered: gone.yaml is not in the repository',
    'files/kustomization.yaml: not rendered: it names something by a URL, which is not fetched',
    'git/kustomization.yaml: not rendered: github.com/a/b?ref=c is not in the repository',
    'transformer/kustomization.yaml: not rendered: transformer/t.yaml names something by a URL, which is not fetched',
    'up/kustomization.yaml: not rendered: ../../../../etc is not in the repository',
    'url/kustomization.yaml: not rendered: it names something by a URL, which is not fetched',
  ]);
  assert.match(reasons.find((entry) => entry.startsWith('unknown/')) ?? '', /kustomize says: .*surprise/);
  assert.ok(!reasons.join('\n').includes(root));
});
