import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubernetesFiles } from '../../../src/checks/kubernetes/objects.ts';
import { readDocuments } from '../../../src/source/documents/documents.ts';
import { memoryProject } from '../../../src/source/memory-project.ts';
import { sourceText } from '../../../src/source/text.ts';
import { plainOf } from '../../support/documents.ts';

const HEAD = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n';
const values = (text: string) =>
  readDocuments(sourceText('a.yaml', text)).documents.map(({ root }) => plainOf(root));
const KNOWN = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };

test('definitions of custom resources are known by their outermost keys, and not read', () => {
  for (const text of [
    `${HEAD}metadata:\n  name: a\nspec:\n  x: 1\nstatus: {}\n`,
    `# a\n---\n${HEAD}# b\n\nspec:\n  description: |\n    kind: Deployment\n\n  y: "\n`,
    'kind: CustomResourceDefinition\nmetadata: { name: a }\napiVersion: apiextensions.k8s.io/v1\n',
    `${HEAD}`,
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition',
  ]) {
    assert.deepEqual(values(text), [KNOWN], text);
  }
  const [first, second] = values(`${HEAD}spec:\n  x: 1\n---\napiVersion: v1\nkind: Pod\n`);
  assert.deepEqual([first, second], [KNOWN, { apiVersion: 'v1', kind: 'Pod' }]);
});

test('whatever might be something else is read', () => {
  for (const text of [
    `${HEAD}kind: Pod\n`,
    `${HEAD}"kind": Pod\n`,
    `${HEAD}? kind\n: Pod\n`,
    `${HEAD}<<: { kind: Pod }\n`,
    `${HEAD}items: []\n`,
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n  List\nspec:\n  a: b\n',
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition # List\nspec: 1\n',
    'apiVersion: v1\nkind: CustomResourceDefinition\nspec: 1\n',
    'kind: CustomResourceDefinition\nspec: 1\n',
    `${HEAD}spec: 1\rkind: Pod\n`,
    `--- {}\n${HEAD}`,
    `---`,
  ]) {
    assert.notDeepEqual(values(text), [KNOWN], text);
  }
  const { unread } = readDocuments(sourceText('a.yaml', `${HEAD}metadata:\n  name: {{ .Values.name }}\n`));
  assert.deepEqual(
    unread.map(({ reason }) => reason),
    ['template'],
  );
});

test('a file of definitions is a manifest, with nothing in it to judge', () => {
  const { objects, claims, notAnalysed } = kubernetesFiles(
    memoryProject({ 'crd.yaml': `${HEAD}spec:\n  broken: "\n` }),
  );
  assert.deepEqual({ objects, notAnalysed }, { objects: [], notAnalysed: [] });
  assert.deepEqual(
    claims.map(({ path, because }) => [path, because]),
    [['crd.yaml', 'it holds CustomResourceDefinition']],
  );
});
