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

const secret = (start: number) =>
  fileFact({
    fact: 'k8s.secret',
    subject: 's',
    at: { path: 'a.yaml', start: 0, end: 1 },
    value: { plain: ['x'] },
    positions: () => ({ 'plain.0': { path: 'a.yaml', start, end: start + 10 } }),
  });

test('what a detector fails is told once, at the place that the detector shows', async () => {
  const [known, unknown, elsewhere, harmless] = [plain(0), plain(20), plain(0, 'b.yaml'), plain(40)];
  const matches = [match(2), match(42, { placeholder: true }), match(30), match(90), match(10)];
  assert.deepEqual(await joined([known, unknown, elsewhere, harmless, ...matches]), [
    unknown,
    elsewhere,
    harmless,
    ...matches,
  ]);
  assert.deepEqual(await joined([known]), [known]);
});

test('what only its name tells is told by the Secret that it stands in, where a rule asks for Secrets', async () => {
  const generic = match(102, { rule: 'secret-generic-password' });
  const other = match(200, { rule: 'secret-generic-password' });
  const provider = match(104, { rule: 'secret-stripe-live-secret-key' });
  const data = match(103, { rule: 'secret-kubernetes-secret-data' });
  const facts = [secret(100), generic, data, other, provider];
  const asked = (fact: string) => new Set(fact === 'k8s.secret' ? ['plain'] : []);
  assert.deepEqual(await joined(facts, asked), [facts[0], other, provider]);
  assert.deepEqual(await joined(facts, () => new Set<string>()), facts);
  assert.deepEqual(await joined(facts), facts);
});

const service = (variables: readonly Readonly<Record<string, unknown>>[]) =>
  fileFact({
    fact: 'compose.service',
    subject: 'service api',
    at: { path: 'a.yaml', start: 0, end: 1 },
    value: { variables },
    positions: () =>
      Object.fromEntries(
        variables.map((_, index) => [
          `variables.${index}.secret`,
          { path: 'a.yaml', start: 100 * index, end: 100 * index + 50 },
        ]),
      ),
  });

test('a variable of a service is told by the detector that recognises it, or by its name, but once', async () => {
  const given = { secret: true, given: 'literal', detected: false };
  const facts = [
    service([given, given, given]),
    match(10, { rule: 'secret-url-credentials-postgres' }),
    match(110, { rule: 'secret-generic-password' }),
    match(210, { rule: 'secret-stripe-live-secret-key', placeholder: true }),
  ];
  const [described, ...matches] = await joined(facts, () => new Set(['variables']));
  assert.deepEqual(described?.value.variables, [{ ...given, detected: true }, given, given]);
  assert.deepEqual(matches, [facts[1], facts[3]]);
  assert.deepEqual((await joined(facts, () => new Set())).slice(1), facts.slice(1));
});
