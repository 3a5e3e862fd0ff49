/** Credentials go over connections that nobody else can read, or not at all. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { httpRequest } from '../../src/probe/request.ts';
import { serve } from '../support/http-server.ts';
import { liveOrSkip } from '../support/live.ts';
import { liveOptions } from '../support/live-target.ts';
import { certificateFolder } from '../support/nginx-server.ts';

const { connections } = liveOptions();
const ask = (url: string) =>
  httpRequest(connections, {
    url: new URL(url),
    method: 'GET',
    headers: { 'X-Vault-Token': 'secret' },
    deadline: 2_000,
    verified: true,
  });

test('no header is sent to a server whose certificate is not trusted', async (t) => {
  if (liveOrSkip(t, 'openssl') === null) return;
  let requests = 0;
  const own = (name: string) => readFileSync(join(certificateFolder(), name));
  const server = createServer({ cert: own('cert.pem'), key: own('key.pem') }, (_, response) => {
    requests++;
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const outcome = await ask(`https://127.0.0.1:${port}/`);
    assert.match(outcome.kind === 'failed' ? outcome.reason : '', /not trusted for this name/);
    assert.equal(requests, 0);
  } finally {
    server.close();
  }
});

test('in plain text they go to this machine only', async () => {
  const server = await serve((_, response) => response.end());
  try {
    assert.equal((await ask(`http://127.0.0.1:${server.port}/`)).kind, 'answer');
  } finally {
    server.close();
  }
});
