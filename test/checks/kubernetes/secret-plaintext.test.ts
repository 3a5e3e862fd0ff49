import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubernetesCollector } from '../../../src/checks/kubernetes/collect.ts';
import { collectWith, valuesOf } from '../../support/collect.ts';

const secret = (content: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: db }\n${content}\n`;
const plain = (content: string): unknown =>
  valuesOf(collectWith(kubernetesCollector, { 's.yaml': secret(content) }), 'k8s.secret', 'plain')[0]?.plain;

test('tells values from what only stands in their place', () => {
  assert.deepEqual(plain('stringData: { pepper: Sup3rS4feOne, password: Tr0ub4dor }'), [
    'pepper',
    'password',
  ]);
  assert.deepEqual(plain('data: { pepper: U3VwM3JTNGZlT25l }'), ['pepper']);
  assert.deepEqual(plain('data: { pepper: "U3VwM3JT\\nNGZlT25l\\n" }'), ['pepper']);
  assert.deepEqual(plain('stringData: { url: "postgres://app:Tr0ub4dor@db/app", host: db.test }'), ['url']);
  for (const content of [
    '',
    'data: { a: "", b: null, c: "not base64!" }',
    'data: { password: Y2hhbmdlbWU= }',
    'stringData: { password: changeme, token: "$(TOKEN)", key: "{{ key }}", user: app }',
    'stringData: { password: "ENC[AES256_GCM,data:x,type:str]" }',
    'stringData: { pepper: Sup3rS4feOne }\nsops: { version: 3.8.1 }',
    'data: { tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t }',
  ]) {
    assert.deepEqual(plain(content) ?? [], [], content);
  }
});

test('no value stands in a fact, and all are marked in the text that reports show', () => {
  const value = 'Sup3rS4feOne';
  for (const text of [
    secret(`stringData:\n  pepper: ${value}`),
    secret(`stringData: { pepper: "${value}" }`),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'x' },
      stringData: { pepper: value },
    }),
  ]) {
    const { facts, texts } = collectWith(kubernetesCollector, { 's.yaml': text });
    assert.ok(!JSON.stringify(facts.map((fact) => [fact.value, fact.subject])).includes(value));
    const marked = texts?.get('s.yaml');
    assert.deepEqual(marked?.secrets, [
      { start: text.indexOf(value), end: text.indexOf(value) + value.length },
    ]);
  }
});
