/** What a Vault tells, to whom, and that a token goes nowhere but where it belongs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveTarget } from '../../../src/checks/live.ts';
import { collectVault } from '../../../src/checks/vault/live.ts';
import { serve } from '../../support/http-server.ts';
import { liveOptions, liveTarget } from '../../support/live-target.ts';
import { type VaultState, vaultListener } from '../../support/vault-server.ts';

const NOW = new Date('2026-11-25T12:00:00Z');

async function collect(state: VaultState, given: Partial<LiveTarget> = {}) {
  const server = await serve(vaultListener({ now: NOW, ...state }));
  try {
    const target = liveTarget('vault', `http://127.0.0.1:${server.port}`, given);
    return await collectVault(target, liveOptions({ deadline: 2_000, now: NOW }));
  } finally {
    server.close();
  }
}

async function server(state: VaultState) {
  const { facts, unknown } = await collect(state);
  assert.deepEqual(unknown, []);
  return facts.find(({ fact }) => fact === 'vault.server')?.value;
}

test('an unsealed Vault as anybody sees it', async () => {
  assert.deepEqual(await server({ rootGeneration: false, rekey: false }), {
    ...{ tls: false, loopback: true, initialized: true, sealed: false, sealType: 'shamir' },
    ...{ threshold: 3, shares: 5, storage: 'raft', version: '1.19.0' },
    ...{ open: [], rootGeneration: false, rekey: false },
  });
});

test('sealed, without keys, in dev mode, and of old versions', async () => {
  assert.equal((await server({ status: { sealed: true } }))?.sealed, true);
  const fresh = await server({ status: { initialized: false, sealed: true, t: 0, n: 0 } });
  assert.deepEqual([fresh?.initialized, fresh?.threshold, fresh?.shares], [false, null, null]);
  assert.equal((await server({ status: { storage_type: 'inmem' } }))?.storage, 'inmem');
  const old = await server({ status: { initialized: undefined, storage_type: undefined, type: undefined } });
  assert.deepEqual([old?.initialized, old?.storage, old?.sealType], [true, null, 'shamir']);
});

test('what answers without a token, and operations under way', async () => {
  const open = await server({ open: ['sys/metrics', 'sys/in-flight-req'], rootGeneration: true });
  assert.deepEqual(open?.open, ['/v1/sys/metrics', '/v1/sys/in-flight-req']);
  assert.deepEqual([open?.rootGeneration, open?.rekey], [true, null]);
});

test('something that is no Vault is unknown', async () => {
  const other = await serve((_, response) => response.writeHead(200).end('{"status":"ok"}'));
  try {
    const target = liveTarget('vault', `http://127.0.0.1:${other.port}`);
    const { facts, unknown } = await collectVault(target, liveOptions());
    assert.deepEqual(facts, []);
    assert.match(unknown.join(), /seal-status is answered with 200, and not as a Vault does/);
  } finally {
    other.close();
  }
});

const SECRETS: VaultState['secrets'] = {
  db: { versions: [{ daysAgo: 400 }, { daysAgo: 10, deletion: '2026-12-01T00:00:00Z' }] },
  'shop/api key': { maxVersions: 30, versions: [{ daysAgo: 91, destroyed: true }, { daysAgo: 91 }] },
  'shop/old': { versions: [{ daysAgo: 300, deletion: '2026-01-01T00:00:00Z' }] },
};

test('secrets of a store by age and versions, whatever their folder', async () => {
  const { facts, unknown } = await collect(
    { secrets: SECRETS, token: 'right', maxVersions: 5 },
    { mounts: ['kv'], token: 'right' },
  );
  assert.deepEqual(unknown, []);
  const seen = facts.flatMap(({ fact, link, value }) =>
    fact === 'vault.secret'
      ? [[link, value.name, Number(value.age) / 86_400, value.versions, value.maxVersions, value.deleted]]
      : [],
  );
  assert.deepEqual(seen.toSorted(), [
    ['kv/db', 'db', 10, 2, 5, false],
    ['kv/shop/api key', 'api key', 91, 1, 30, false],
    ['kv/shop/old', 'old', 300, 0, 5, true],
  ]);
});

test('a store that is empty, closed, unknown or without a token', async () => {
  const of = async (token: string | undefined, mounts: readonly string[]) => {
    const given = { mounts, ...(token === undefined ? {} : { token }) };
    const { facts, unknown } = await collect({ token: 'right', secrets: {} }, given);
    assert.equal(facts.length, 1);
    return unknown.join();
  };
  assert.equal(await of('right', ['kv']), '');
  assert.match(await of('wrong', ['kv']), /path "kv\/metadata\/\*" \{ capabilities = \["list", "read"\] \}/);
  assert.match(await of(undefined, ['kv']), /VAULT_TOKEN/);
});

test('a sealed Vault is asked for no secret, and the token is sent for stores only', async () => {
  const asked: string[] = [];
  const onRequest = (path: string, token: string | null): void => {
    if (token !== null) asked.push(path);
  };
  await collect({ status: { sealed: true }, onRequest, token: 't' }, { mounts: ['kv'], token: 't' });
  assert.deepEqual(asked, []);
  await collect({ onRequest, token: 't' }, { mounts: ['kv'], token: 't' });
  assert.deepEqual(asked, ['kv/config', 'kv/metadata/']);
});
