import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectNginx, factLike, factsLike } from '../../support/nginx-collect.ts';
import {
  type ExpectedLimit,
  type ExpectedOffer,
  type ExpectedReply,
  type ExpectedSessions,
  MEANINGS,
  meaningFiles,
} from '../../support/nginx-meaning.ts';

type Collected = ReturnType<typeof collectNginx>;

const classOf = (status: number): string =>
  status >= 400 ? 'error' : status >= 300 ? 'redirect' : 'success';

/** Some response of the location and class must send exactly these headers: the others are what other requests get. */
function checkReply(collected: Collected, expected: ExpectedReply): void {
  const candidates = factsLike(collected, 'nginx.response', {
    server: expected.host,
    match: expected.match,
    statusClass: classOf(expected.status),
    via: expected.via ?? null,
    tls: expected.tls === true,
  });
  const said = candidates.map((fact) =>
    (fact.value.headers as { name: string; value: string }[]).map(toLine),
  );
  const wanted = JSON.stringify(expected.headers);
  const hit = candidates[said.findIndex((lines) => JSON.stringify(lines) === wanted)];
  assert.ok(
    hit !== undefined,
    `${expected.host}${expected.path}: ${wanted} is not in ${JSON.stringify(said)}`,
  );
  if (expected.dropped !== undefined) assert.deepEqual(hit.value.droppedNames, expected.dropped);
}

const toLine = (header: { name: string; value: string }): readonly [string, string] => [
  header.name,
  header.value,
];

function checkLimit(collected: Collected, expected: ExpectedLimit): void {
  const fact = factLike(collected, 'nginx.location', { server: expected.host, match: expected.match });
  assert.equal(fact.value.limitFires, expected.fires, expected.match);
}

function checkOffer(name: string, expected: ExpectedOffer): void {
  const version = expected.nginx === null ? {} : { version: expected.nginx };
  const collected = collectNginx(meaningFiles(name), version);
  const fact = factsLike(collected, 'nginx.server').find((one) =>
    (one.value.names as readonly string[]).includes(expected.host),
  );
  assert.deepEqual(
    fact?.value.effectiveProtocols,
    expected.versions,
    `${expected.host} on ${expected.nginx}`,
  );
  assert.deepEqual(fact?.value.olderProtocols, expected.older ?? [], expected.host);
  assert.deepEqual(fact?.value.newerProtocols, expected.newer ?? [], expected.host);
  assert.equal(fact?.value.weakenedBy, expected.weakenedBy ?? null, expected.host);
}

function checkSessions(collected: Collected, { host, tickets, timeout, cached }: ExpectedSessions): void {
  const fact = factsLike(collected, 'nginx.server').find((one) =>
    (one.value.names as readonly string[]).includes(host),
  );
  assert.equal(fact?.value.sessionTickets, tickets, host);
  assert.equal(fact?.value.sessionTimeout, timeout, host);
  assert.equal(/^shared:/.test(`${fact?.value.sessionCache}`), cached, host);
}

for (const [name, meaning] of Object.entries(MEANINGS)) {
  test(`facts say as the table says: ${name}`, () => {
    const collected = collectNginx(meaningFiles(name));
    assert.deepEqual(collected.notAnalysed, []);
    for (const reply of meaning.replies ?? []) checkReply(collected, reply);
    for (const limit of meaning.limits ?? []) checkLimit(collected, limit);
    for (const offer of meaning.offers ?? []) checkOffer(name, offer);
    for (const sessions of meaning.sessions ?? []) checkSessions(collected, sessions);
    for (const { host } of meaning.refused ?? []) {
      for (const fact of factsLike(collected, 'nginx.response', { server: host })) {
        assert.equal(fact.value.rejectHandshake, true);
      }
    }
  });
}
