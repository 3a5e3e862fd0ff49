import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectNginx, type Files, factsLike } from '../../support/nginx-collect.ts';

const ZONE = 'limit_req_zone $binary_remote_addr zone=a:1m rate=9r/s;';

/** `limitsIdle` of each location, by its match. */
function idle(files: Files | string): Readonly<Record<string, unknown>> {
  const facts = factsLike(collectNginx(files), 'nginx.location');
  return Object.fromEntries(
    facts.map(({ value, unknown }) => [value.match, value.limitsIdle ?? unknown.limitsIdle ?? 'unsaid']),
  );
}

test('a limit that is inherited by an answer is idle only where it acts nowhere else', () => {
  const answer = 'location = /health { return 200; }';
  assert.deepEqual(
    idle(`http { ${ZONE} limit_req zone=a; server { listen 80; ${answer} location / { root /a; } } }`),
    {
      '= /health': false,
      '/': false,
    },
  );
  assert.deepEqual(
    idle(`http { ${ZONE} limit_req zone=a; server { listen 80; ${answer} location / { return 404; } } }`),
    {
      '= /health': true,
      '/': true,
    },
  );
  const own = 'location = /health { limit_req zone=a; return 200; }';
  assert.deepEqual(
    idle(`http { ${ZONE} server { listen 80; ${own} location / { limit_req zone=a; root /a; } } }`),
    { '= /health': true, '/': false },
    'its own limit is another one',
  );
});

test('another server counts, and so does a server without a location', () => {
  const redirect = 'server { listen 80; location / { return 301 https://$host$request_uri; } }';
  const files = `http { ${ZONE} limit_req zone=a; ${redirect} server { listen 81; root /a; } }`;
  assert.deepEqual(idle(files), { '/': false, '': false });
});

test('where nothing is limited nothing is idle', () => {
  assert.deepEqual(idle('http { server { listen 80; location / { return 404; } } }'), { '/': false });
});

test('an include that is not there may hold a location in which the limit acts', () => {
  const server = (body: string): string => `server { listen 80; limit_req zone=a; ${body} }`;
  const reason = idle(`http { ${ZONE} ${server('include gone/x.conf; location / { return 404; }')} }`)['/'];
  assert.match(String(reason), /gone\/x\.conf/);
  const other = `http { ${ZONE} limit_conn_zone $uri zone=b:1m; limit_conn b 9; server { listen 80; location / { return 404; } } server { listen 81; include gone/y.conf; } }`;
  assert.match(String(idle(other)['/']), /gone\/y\.conf/);
  const own = 'include gone/x.conf; location / { limit_req zone=a; limit_conn b 9; return 404; }';
  assert.equal(
    idle(`http { ${ZONE} limit_conn_zone $uri zone=b:1m; server { listen 80; ${own} } }`)['/'],
    true,
    'only this location has it',
  );
});
