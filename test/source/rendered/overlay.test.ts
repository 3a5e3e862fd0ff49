import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helmDocuments } from '../../../src/source/rendered/helm-output.ts';
import { overlay } from '../../../src/source/rendered/overlay.ts';
import { sourceText } from '../../../src/source/text.ts';

test('documents of helm keep the name of their template, and those that it separates itself too', () => {
  const output =
    '---\n# Source: shop/templates/a.yaml\nkind: A\n---\nkind: B\n---\n# Source: shop/charts/db/templates/c.yaml\n---\nkind: C';
  assert.deepEqual(helmDocuments(output), [
    { from: 'shop/templates/a.yaml', text: 'kind: A\n' },
    { from: 'shop/templates/a.yaml', text: 'kind: B\n' },
    { from: 'shop/charts/db/templates/c.yaml', text: 'kind: C\n' },
  ]);
  assert.deepEqual(helmDocuments(''), []);
});

test('places in what was laid over a file lead back, those in the file stay', () => {
  const files = new Map([
    ['a.yaml', sourceText('a.yaml', 'first: 1\nsecond: 2')],
    ['t.yaml', sourceText('t.yaml', 'x\ny: {{ .Values.y }}\n')],
  ]);
  const document = (path: string, text: string) => ({
    text,
    path,
    place: ({ start, end }: { readonly start: number; readonly end: number }) => ({
      path: 't.yaml',
      start: start + 2,
      end: end + 2,
    }),
  });
  const laid = overlay(
    [document('a.yaml', 'one: 1\n'), document('a.yaml', 'two: 2\n'), document('t.yaml', 'y: secret\n')],
    new Set(['t.yaml', 'gone.yaml']),
    (path) => files.get(path),
  );
  assert.equal(laid.texts.get('a.yaml')?.text, 'first: 1\nsecond: 2\n---\none: 1\n---\ntwo: 2\n');
  assert.equal(laid.texts.get('t.yaml')?.text, 'y: secret\n');
  assert.equal(laid.texts.get('gone.yaml')?.text, '');
  const at = (path: string, start: number) => laid.anchor({ path, start, end: start + 1, route: ['r'] });
  assert.deepEqual(at('a.yaml', 3), { path: 'a.yaml', start: 3, end: 4, route: ['r'] });
  assert.deepEqual(at('a.yaml', 23), { path: 't.yaml', start: 2, end: 3, route: ['r'] });
  assert.deepEqual(at('other.yaml', 9), { path: 'other.yaml', start: 9, end: 10, route: ['r'] });
  assert.deepEqual(laid.line({ path: 't.yaml', line: 1, reason: 'r' }), {
    path: 't.yaml',
    line: 2,
    reason: 'r',
  });
  assert.deepEqual(laid.line({ path: 'a.yaml', line: 2, reason: 'r' }), {
    path: 'a.yaml',
    line: 2,
    reason: 'r',
  });
  const marked = laid.marked(sourceText('t.yaml', 'y: secret\n', 'utf-8', [{ start: 3, end: 9 }]), (path) =>
    files.get(path),
  );
  assert.deepEqual(
    marked.map(({ path, text, secrets }) => [path, text, secrets.map(({ start, end }) => [start, end])]),
    [['t.yaml', 'x\ny: {{ .Values.y }}\n', [[5, 11]]]],
  );
});
