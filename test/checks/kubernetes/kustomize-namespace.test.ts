/** Which namespace objects get that name none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubernetesCollector } from '../../../src/checks/kubernetes/collect.ts';
import { collectWith, valuesOf } from '../../support/collect.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: c, image: web }] }\n';
const kustomization = (rest: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${rest}\n`;

function namespaces(files: Readonly<Record<string, string>>) {
  const found = valuesOf(collectWith(kubernetesCollector, files), 'k8s.networkPolicyCoverage', 'namespace');
  return found.map(({ namespace }) => namespace);
}

test('the namespace of the kustomization, over bases', () => {
  const files = {
    'a/kustomization.yaml': kustomization('namespace: shop\nresources: [../base, pod.yaml]'),
    'a/pod.yaml': POD,
    'base/kustomization.yml': kustomization('resources: [./web/pod.yaml]'),
    'base/web/pod.yaml': POD,
    'other/pod.yaml': POD,
  };
  assert.deepEqual(namespaces(files), ['shop', 'shop', 'default']);
});

test('what is written counts, and of two overlays neither', () => {
  const files = {
    'base/kustomization.yaml': kustomization('resources: [pod.yaml, named.yaml]'),
    'base/named.yaml': POD.replace('name: web', 'name: web, namespace: own'),
    'base/pod.yaml': POD,
    'dev/kustomization.yaml': kustomization('namespace: dev\nresources: [../base]'),
    'prod/kustomization.yaml': kustomization('namespace: prod\nresources: [../base]'),
  };
  assert.deepEqual(namespaces(files), ['own', 'default']);
});

test('a default deny of one application is none for another', () => {
  const deny =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny }\nspec: { podSelector: {} }\n';
  const files = {
    'a/kustomization.yaml': kustomization('namespace: a\nresources: [pod.yaml, deny.yaml]'),
    'a/deny.yaml': deny,
    'a/pod.yaml': POD,
    'b/kustomization.yaml': kustomization('namespace: b\nresources: [pod.yaml]'),
    'b/pod.yaml': POD,
  };
  const found = collectWith(kubernetesCollector, files);
  assert.deepEqual(valuesOf(found, 'k8s.namespaceIsolation', 'namespace', 'openIngress'), [
    { namespace: 'a', openIngress: [] },
    { namespace: 'b', openIngress: ['web'] },
  ]);
});

test('circles end', () => {
  const files = {
    'a/kustomization.yaml': kustomization('namespace: a\nresources: [../b, pod.yaml]'),
    'a/pod.yaml': POD,
    'b/kustomization.yaml': kustomization('resources: [../a]'),
  };
  assert.deepEqual(namespaces(files), ['a']);
});
