import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileFact } from '../../../src/checks/file-fact.ts';
import { joined } from '../../../src/checks/joins/join.ts';

const plain = (start: number, path = 'a.yaml') =>
  fileFact({
    fact: 'k8s.plainValue',
    subject: 'p',
    at: { path, start, end: start + 10 },
    value: { name: 'x' },
  });
const match = (start: number, value: Readonly<Record<string, unknown>> = {}, path = 'a.yaml') =>
  fileFact({ fact: 'secret.match', subject: 'm', at: { path, start, end: start + 5 }, value });

test('what a detector fails is told once, at the place that the detector shows', async () => {
  const [known, unknown, elsewhere, harmless] = [plain(0), plain(20), plain(0, 'b.yaml'), plain(40)];
  const matches = [match(2), match(42, { placeholder: true }), match(30)];
  assert.deepEqual(await joined([known, unknown, elsewhere, harmless, ...matches]), [
    unknown,
    elsewhere,
    harmless,
    ...matches,
  ]);
  assert.deepEqual(await joined([known]), [known]);
});
