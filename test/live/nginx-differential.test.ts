/**
 * Generated configurations against the real nginx: what the collector says about headers, statuses, locations, TLS
 * versions, limits, body sizes, access and redirects must be what the server does.
 *
 * 50 are tried if nothing is said (about 10 seconds), 500 with `SECBASELINE_GENERATED=1`, as a change to the nginx collector
 * should be, and 5,000 were tried once with `=10` (docs/benchmarks.md). `SECBASELINE_SEED` is the first seed, 1 if not set;
 * the seeds that follow are tried in order, so every failure can be repeated alone.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedCases } from '../support/generated.ts';
import { liveOrSkip } from '../support/live.ts';
import type { Disagreement } from '../support/nginx-case.ts';
import { type Generated, generate, SOCKETS } from '../support/nginx-generator.ts';
import { asText, judge, shrink } from '../support/nginx-judge.ts';
import { freePorts } from '../support/nginx-server.ts';
import { walk, without } from '../support/nginx-tree.ts';
import { startUpstream } from '../support/upstream.ts';

const COUNT = generatedCases(500);
const FIRST_SEED = Number(process.env.SECBASELINE_SEED ?? '1');
/** Generated configurations that nginx refuses (a location twice) teach nothing; more than these are a broken generator. */
const MOST_REFUSED = 0.02;

async function again(generated: Generated): Promise<Disagreement | undefined> {
  const judged = await judge(generated);
  return judged.kind === 'compared' ? judged.disagreements[0] : undefined;
}

test(`${COUNT} generated configurations mean to the collector what they mean to nginx`, async (t) => {
  if (liveOrSkip(t, 'nginx') === null || liveOrSkip(t, 'openssl') === null) return;
  const upstream = await startUpstream();
  t.after(() => upstream.stop());
  const refusals: string[] = [];
  const passing: number[] = [];
  let requests = 0;
  let handshakes = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT; seed++) {
    const ground = { ports: await freePorts(SOCKETS), upstreamPort: upstream.port };
    const generated = generate(seed, ground);
    const judged = await judge(generated);
    if (judged.kind === 'refused') {
      refusals.push(`seed ${seed}: ${judged.message}`);
      continue;
    }
    requests += judged.requests;
    handshakes += judged.handshakes;
    // What a second run does not show was a matter of time: a busy machine, a request that was not read yet.
    const first = judged.disagreements.length === 0 ? undefined : await again(generated);
    if (judged.disagreements.length > 0 && first === undefined) passing.push(seed);
    if (first === undefined) continue;
    const smallest = await shrink(generated, first.about);
    const shrunk = await judge(smallest);
    const words = shrunk.kind === 'compared' ? shrunk.disagreements.map((each) => each.words) : [];
    assert.fail(
      [
        `seed ${seed}: nginx and the collector differ (${first.about})`,
        first.words,
        'the smallest configuration that still shows it:',
        asText(smallest),
        ...words,
      ].join('\n'),
    );
  }
  t.diagnostic(`${requests} requests, ${handshakes} handshakes, ${refusals.length} configurations refused`);
  assert.ok(
    passing.length <= 1 + COUNT / 100,
    `disagreements that came and went: seeds ${passing.join(' ')}`,
  );
  assert.ok(refusals.length <= Math.max(2, COUNT * MOST_REFUSED), refusals.join('\n'));
});

test('a collector that overlooked a directive would be noticed', async (t) => {
  if (liveOrSkip(t, 'nginx') === null || liveOrSkip(t, 'openssl') === null) return;
  const upstream = await startUpstream();
  t.after(() => upstream.stop());
  const overlooked = new Set<string>([
    'add_header',
    'ssl_protocols',
    'client_max_body_size',
    'limit_req',
    'deny',
    'auth_basic',
    'location',
    'error_page',
    'return',
  ]);
  for (let seed = FIRST_SEED; seed < FIRST_SEED + 60 && overlooked.size > 0; seed++) {
    const ground = { ports: await freePorts(SOCKETS), upstreamPort: upstream.port };
    const generated = generate(seed, ground);
    for (const { item } of [...walk(generated.items)]) {
      if (!overlooked.has(item.name)) continue;
      const judged = await judge(generated, without(generated.items, item.id));
      if (judged.kind === 'compared' && judged.disagreements.length > 0) overlooked.delete(item.name);
    }
  }
  assert.deepEqual([...overlooked], []);
});
