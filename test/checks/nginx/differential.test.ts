/** Where generated configurations once showed that the collector and the real nginx differ (test/live). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { collectNginx, factLike, factsLike } from '../../support/nginx-collect.ts';

const NGINX = '1.22.1';

function collected(name: string, paths: readonly string[] = []): ReturnType<typeof collectNginx> {
  const file = new URL(`../../../fixtures/nginx/differential/${name}/nginx.conf`, import.meta.url);
  return collectNginx(readFileSync(file, 'utf8'), { version: NGINX, paths });
}

/** Names of the headers that each response of a class sends. */
function sent(from: ReturnType<typeof collectNginx>, match: string, statusClass: string): readonly string[] {
  return factsLike(from, 'nginx.response', { match, statusClass }).map((fact) =>
    Object.entries(fact.value.header ?? {})
      .filter(([, value]) => value !== null)
      .map(([name]) => name)
      .join(),
  );
}

test('an if that held before a return lends it its headers', () => {
  const both = sent(collected('if-before-return'), '/img', 'success');
  assert.deepEqual(both.toSorted(), ['', 'referrer-policy']);
});

test('no limit fires where every request is rewritten to another location', () => {
  const fact = factLike(collected('rewrite-before-limit'), 'nginx.location', { match: '/b/' });
  assert.equal(fact.value.limitFires, false);
});

test('internal holds for all locations inside', () => {
  const facts = collected('internal-around-locations', ['/a/b/x']);
  assert.equal(factLike(facts, 'nginx.location', { match: '/a/b/' }).value.internal, true);
  assert.equal(factLike(facts, 'nginx.path', { path: '/a/b/x' }).value.exposed, false);
});

test('an if in the location of an error page lends it its headers', () => {
  assert.ok(sent(collected('if-in-an-error-page'), '', 'error').includes('x-frame-options'));
});

test('an error page with a bare = passes on what its upstream answers', () => {
  const facts = collected('error-page-that-proxies');
  assert.deepEqual(sent(facts, '/', 'success'), ['x-frame-options']);
  assert.deepEqual(sent(facts, '/', 'redirect'), ['x-frame-options']);
  assert.deepEqual(sent(facts, '/', 'error'), ['']);
});

test('a server that refuses handshakes exposes what its plain socket serves', () => {
  const facts = collected('refused-handshake-and-plain-http', ['/metrics']);
  assert.equal(factLike(facts, 'nginx.path', { path: '/metrics' }).value.exposed, true);
});

test('a location that is rewritten to one that redirects does not serve plain HTTP itself', () => {
  const { value } = factLike(collected('rewrite-to-a-redirect'), 'nginx.server');
  assert.equal(value.redirectsToHttps, true);
  assert.deepEqual(value.unredirected, []);
});

test('an expression that every prefix keeps from being tried answers nobody', () => {
  const facts = collected('expressions-that-are-never-tried');
  const { value } = factLike(facts, 'nginx.server');
  assert.equal(value.redirectsToHttps, true);
  assert.deepEqual(value.unredirected, []);
  assert.equal(value.answersUnknownHosts, false);
  const match = '~ \\.(png|txt)$';
  assert.equal(factLike(facts, 'nginx.location', { match }).value.reached, false);
  assert.deepEqual(factsLike(facts, 'nginx.response', { match }), []);
});

test('a prefix without ^~, or an include that may bring one, lets expressions be tried', () => {
  for (const more of ['location /app/ { root /srv; }', 'include sites/one.conf;']) {
    const facts = collectNginx(
      `http { server { listen 80; location ^~ / { return 301 https://a; } location ~ x { root /srv; } ${more} } }`,
    );
    assert.equal(factLike(facts, 'nginx.location', { match: '~ x' }).value.reached, true, more);
  }
});

test('an error page of files sends a client that asks for a folder to the folder', () => {
  assert.deepEqual(sent(collected('error-page-in-a-folder'), '', 'redirect'), ['']);
});

test('an error page that falls back to a location is answered with the headers there', () => {
  assert.deepEqual(sent(collected('error-page-that-falls-back'), '/a/', 'error').toSorted(), [
    '',
    'referrer-policy',
    'x-frame-options',
  ]);
});
