/** Who may do what, what is offered to the outside, and where secrets come from: the parts that rules' examples leave out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubernetesCollector } from '../../../src/checks/kubernetes/collect.ts';
import { collectWith, valuesOf } from '../../support/collect.ts';

function values(yaml: string, kind: string, ...fields: readonly string[]) {
  return valuesOf(collectWith(kubernetesCollector, { 'k8s.yaml': yaml }), kind, ...fields);
}

function ingress(spec: string, annotations = '{}'): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, annotations: ${annotations} }
spec: ${spec}`;
}

test('roles without rules, and rules of odd shapes, are read', () => {
  const roles = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: a }
aggregationRule: {}
rules: null
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: b }
rules: [{ nonResourceURLs: ['*'], verbs: ['*'] }, 3, { apiGroups: x, resources: ['*'] }]`;
  const found = values(roles, 'k8s.role', 'name', 'namespace', 'rules');
  assert.deepEqual(
    found.map(({ name, namespace }) => [name, namespace]),
    [
      ['a', null],
      ['b', 'default'],
    ],
  );
  const rules = (found[1]?.rules ?? []) as readonly {
    readonly everything: boolean;
    readonly allVerbs: boolean;
  }[];
  assert.deepEqual(
    rules.map(({ everything, allVerbs }) => [everything, allVerbs]),
    [
      [false, false],
      [false, false],
      [false, false],
    ],
  );
});

test('a controller is known by its annotations, else by its class', () => {
  const controller = (spec: string, annotations?: string) =>
    values(ingress(spec, annotations), 'k8s.ingress', 'controller')[0]?.controller;
  assert.equal(controller('{ ingressClassName: nginx }'), 'ingress-nginx');
  assert.equal(controller('{}', '{ kubernetes.io/ingress.class: nginx-internal }'), 'ingress-nginx');
  assert.equal(controller('{ ingressClassName: nginx }', '{ nginx.org/hsts: "true" }'), 'nginx.org');
  assert.equal(controller('{ ingressClassName: traefik }'), 'other');
  assert.equal(controller('{ ingressClassName: notnginx }'), 'other');
});

test('a star in a tls entry stands for one label', () => {
  const plain = (hosts: string, tls: string) =>
    values(ingress(`{ rules: [${hosts}], tls: ${tls} }`), 'k8s.ingress', 'plainHosts')[0]?.plainHosts;
  assert.deepEqual(
    plain('{ host: a.test }, { host: b.a.test }, { host: c.b.a.test }', '[{ hosts: ["*.a.test"] }]'),
    ['a.test', 'c.b.a.test'],
  );
  assert.deepEqual(plain('{ host: "*.a.test" }', '[{ hosts: ["*.a.test"] }]'), []);
  assert.deepEqual(plain('{ http: {} }', '[{ hosts: [a.test] }]'), ['any host']);
});

test('who reaches a Service', () => {
  const exposure = (spec: string, annotations = '{}') =>
    values(
      `apiVersion: v1\nkind: Service\nmetadata: { name: x, annotations: ${annotations} }\nspec: ${spec}`,
      'k8s.service',
      'exposure',
    )[0]?.exposure;
  assert.equal(exposure('{ ports: [{ port: 1 }] }'), 'cluster');
  assert.equal(exposure('{ type: NodePort }'), 'public');
  assert.equal(exposure('{ type: LoadBalancer }'), 'public');
  assert.equal(
    exposure(
      '{ type: LoadBalancer }',
      '{ service.beta.kubernetes.io/aws-load-balancer-internal: "0.0.0.0/0" }',
    ),
    'internal',
  );
  assert.equal(
    exposure('{ type: LoadBalancer }', '{ service.beta.kubernetes.io/aws-load-balancer-internal: "false" }'),
    'public',
  );
  assert.equal(exposure('{ type: ExternalName }'), 'cluster');
});

test('how often an ExternalSecret is fetched', () => {
  const refresh = (spec: string) => {
    const yaml = `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: x }\nspec: ${spec}`;
    const [fact] = collectWith(kubernetesCollector, { 'k8s.yaml': yaml }).facts.filter(
      (one) => one.fact === 'k8s.externalSecret',
    );
    return fact?.unknown.refreshInterval ?? fact?.value.refreshInterval;
  };
  assert.equal(refresh('{ data: [] }'), 3600);
  assert.equal(refresh('{ refreshInterval: 1h0m0s }'), 3600);
  assert.equal(refresh('{ refreshInterval: 30s }'), 30);
  assert.equal(refresh('{ refreshInterval: "0" }'), null);
  assert.equal(refresh('{ refreshInterval: 1h, refreshPolicy: CreatedOnce }'), null);
  assert.equal(refresh('{ refreshInterval: soon }'), 'it is not a length of time');
  assert.equal(refresh('{ refreshInterval: "$(INTERVAL)" }'), 'it is not a length of time');
});

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  imagePullSecrets: [{ name: pull }]
  containers:
    - name: web
      image: web
      envFrom: [{ secretRef: { name: all } }]
      env:
        - { name: A, valueFrom: { secretKeyRef: { name: one, key: a } } }
        - { name: B, valueFrom: { secretKeyRef: { name: one, key: b, optional: true } } }
  volumes:
    - { name: v, secret: { secretName: vol } }
    - { name: p, projected: { sources: [{ secret: { name: proj } }] } }
    - { name: t, secret: { secretName: default-token-x7f2k } }
`;

test('what a pod asks for', () => {
  const found = values(POD, 'k8s.secretReference', 'secret', 'key', 'use', 'defined', 'kept');
  assert.deepEqual(
    found.map(({ secret, key, use }) => `${secret} ${key} ${use}`),
    ['all null envFrom', 'one a env', 'vol null volume', 'proj null volume', 'pull null imagePullSecrets'],
  );
  assert.ok(found.every(({ defined, kept }) => defined === false && kept === false));
});

test('who makes Secrets', () => {
  const made = `---
{ apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: { name: all, namespace: shop } }
---
{ apiVersion: cert-manager.io/v1, kind: Certificate, metadata: { name: c, namespace: shop }, spec: { secretName: vol } }
---
{ apiVersion: external-secrets.io/v1, kind: ClusterExternalSecret, metadata: { name: pull }, spec: { externalSecretSpec: { data: [{ secretKey: x }] } } }
---
{ apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: { name: e, namespace: shop }, spec: { target: { name: one }, data: [{ secretKey: b }] } }
---
{ apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, secretGenerator: [{ name: proj }] }
`;
  const found = values(POD + made, 'k8s.secretReference', 'secret', 'defined', 'keyDefined');
  assert.ok(found.every(({ defined }) => defined === true));
  assert.deepEqual(
    found.filter(({ keyDefined }) => keyDefined === false).map(({ secret }) => secret),
    ['one'],
  );
});

test('Secrets of the other end of a repository say nothing about a pod', () => {
  const secret = '{ apiVersion: v1, kind: Secret, metadata: { name: other, namespace: shop } }';
  const kept = (path: string) =>
    valuesOf(
      collectWith(kubernetesCollector, { 'apps/web/pod.yaml': POD, [path]: secret }),
      'k8s.secretReference',
      'kept',
    )[0]?.kept;
  assert.equal(kept('apps/web/secret.yaml'), true);
  assert.equal(kept('apps/secret.yaml'), true);
  assert.equal(kept('apps/web/base/secret.yaml'), true);
  assert.equal(kept('tests/secret.yaml'), false);
});
