import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileFact } from '../../../src/checks/file-fact.ts';
import { withMatchLinks } from '../../../src/checks/kubernetes/secrets/match-links.ts';
import { memoryProject } from '../../../src/source/memory-project.ts';

const YAML = `apiVersion: v1
kind: ConfigMap
metadata: { name: conf }
data:
  app.ini: |
    password = FIRST
---
kind: List
apiVersion: v1
items:
  - apiVersion: v1
    kind: Pod
    metadata: { name: api, namespace: shop }
    spec:
      containers:
        - name: app
          args: [--password, SECOND]
          env:
            - name: URL
              value: redis://:THIRD@cache
`;
const project = memoryProject({ 'app.yaml': YAML, 'app.json': '{"a": "FIRST"}' });

function links(path: string, ...texts: readonly string[]): readonly (string | null)[] {
  const facts = texts.map((text) => {
    const start = YAML.indexOf(text);
    const at = { path, start, end: start + text.length, route: ['password'] };
    return fileFact({ fact: 'secret.match', subject: 'a secret', at, value: {} });
  });
  return withMatchLinks(facts, project).map(({ link }) => link);
}

test('a match is named by its object and the names that lead to it, never by a value', () => {
  assert.deepEqual(links('app.yaml', 'FIRST', 'SECOND', 'THIRD'), [
    'ConfigMap /conf data.app.ini.password',
    'Pod shop/api spec.containers.app.args',
    'Pod shop/api spec.containers.app.env.URL.value',
  ]);
});

test('what stands in no object is named by nothing', () => {
  assert.deepEqual(links('app.json', 'FIRST'), [null]);
});
