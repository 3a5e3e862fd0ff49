import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectNginx, factLike, factsLike, placeText } from '../../support/nginx-collect.ts';

const http = (text: string): string => `http {\n${text}\n}\n`;

test('a limit zone that nothing uses, and a limit whose zone nothing defines', () => {
  const text = http(`limit_req_zone $binary_remote_addr zone=unused:1m rate=30r/m;
limit_req_zone $binary_remote_addr zone=used:1m rate=10r/s;
server { limit_req zone=used; location / { limit_conn nosuch 5; } }`);
  const collected = collectNginx(text);
  const zones = factsLike(collected, 'nginx.limitZone').map(({ value }) => [
    value.name,
    value.kind,
    value.rate,
    value.defined,
    value.used,
  ]);
  assert.deepEqual(zones, [
    ['unused', 'req', 0.5, true, false],
    ['used', 'req', 10, true, true],
    ['nosuch', 'conn', null, false, true],
  ]);
  const location = factLike(collected, 'nginx.location', { match: '/' });
  assert.equal(
    location.value.limitFires,
    true,
    'limit_req of the server, though the zone of limit_conn is missing',
  );
});

test('what takes a path: exact, ^~, longest prefix, expressions in order, nested, and none', () => {
  const text = http(`server { server_name a;
location = /metrics { proxy_pass http://m; }
location ^~ /static/ { root /srv; location ~ \\.php$ { fastcgi_pass f; } }
location /api/ { allow 10.0.0.0/8; deny all; proxy_pass http://a; }
location ~ ^/(one|two)$ { proxy_pass http://x; }
location ~* \\.PHP$ { fastcgi_pass f; }
location / { try_files $uri @app; }
location @app { auth_basic on; auth_basic_user_file users; proxy_pass http://app; } }
server { server_name b; location /only { } }
server { server_name c; return 403; location /metrics { proxy_pass http://m; } }`);
  const paths = ['/metrics', '/static/x.php', '/api/metrics', '/one', '/x.php', '/else'];
  const collected = collectNginx(text, { paths });
  const said = (server: string, path: string): readonly unknown[] => {
    const { value } = factLike(collected, 'nginx.path', { server, path });
    return [value.match, value.explicit, value.handler, value.dynamic, value.exposed];
  };
  assert.deepEqual(said('a', '/metrics'), ['= /metrics', true, 'proxy', true, true]);
  assert.deepEqual(said('a', '/static/x.php'), ['~ \\.php$', true, 'fastcgi', true, true]);
  assert.deepEqual(said('a', '/api/metrics'), ['/api/', true, 'proxy', true, false]);
  assert.deepEqual(said('a', '/one'), ['~ ^/(one|two)$', true, 'proxy', true, true]);
  assert.deepEqual(said('a', '/x.php'), ['~* \\.PHP$', true, 'fastcgi', true, true]);
  assert.deepEqual(said('a', '/else'), ['/', false, 'proxy', true, false]);
  assert.deepEqual(said('b', '/metrics'), ['', false, 'static', false, true]);
  assert.deepEqual(said('c', '/metrics'), ['', false, 'return', false, false]);
});

test('a snippet says what it says itself, and nothing about what its surroundings may set', () => {
  const text =
    'server { listen 443 ssl; listen 443; server_name a.test; ssl_protocols TLSv1; location / { proxy_pass http://a; } }';
  const collected = collectNginx({ 'conf.d/a.conf': text });
  const server = factLike(collected, 'nginx.server');
  assert.equal(server.confidence, 'medium');
  assert.equal(server.value.context, 'snippet');
  assert.deepEqual(server.value.protocols, ['TLSv1']);
  assert.equal(server.value.ssl, true);
  for (const field of ['sessionTickets', 'serverTokens', 'ciphers', 'clientBodyTimeout']) {
    assert.ok(!(field in server.value) && !(field in server.unknown), field);
  }
  for (const fact of factsLike(collected, 'nginx.response')) {
    for (const field of ['hsts', 'header', 'headers', 'droppedNames'])
      assert.ok(!(field in fact.value), field);
    assert.deepEqual(fact.unknown, {});
  }
  const location = factLike(collected, 'nginx.location');
  assert.ok(!('limitReq' in location.value) && !('clientMaxBodySize' in location.value));
  assert.equal(location.value.handler, 'proxy');
  assert.equal(collected.notes.length, 1);
});

test('a snippet of a location keeps what its own add_header says', () => {
  const text = 'location /x { add_header Strict-Transport-Security "max-age=1" always; add_header X-A 1; }';
  const collected = collectNginx({ 'snippets/x.conf': text });
  const [response] = factsLike(collected, 'nginx.response');
  assert.deepEqual(response?.value.hsts, {
    maxAge: 1,
    includeSubDomains: false,
    preloadable: false,
    preload: false,
    valid: true,
  });
  assert.ok(response !== undefined && !('tls' in response.value) && !('header' in response.value));
});

test('a missing include makes unknown what it could change, and no more', () => {
  const text = http(`server_tokens off;
server { listen 443 ssl; server_name a; ssl_session_tickets off; include /elsewhere/tls.conf;
  location / { add_header X-A 1; return 200; }
  location /x { client_max_body_size 5m; } }`);
  const collected = collectNginx(text);
  const server = factLike(collected, 'nginx.server');
  assert.equal(server.value.sessionTickets, false);
  assert.equal(server.value.ssl, true);
  assert.match(server.unknown.serverTokens ?? '', /elsewhere/);
  assert.match(server.unknown.sessionCache ?? '', /elsewhere/);
  assert.match(server.unknown.effectiveProtocols ?? '', /elsewhere/);
  const own = factsLike(collected, 'nginx.response', { match: '/' });
  assert.deepEqual(
    own.map((fact) => fact.value.headers),
    [[{ name: 'X-A', value: '1', always: false }]],
  );
  const other = factLike(collected, 'nginx.location', { match: '/x' });
  assert.match(other.unknown.headers ?? '', /elsewhere/);
  assert.equal(other.value.clientMaxBodySize, 5 * 1024 * 1024);
  assert.match(other.unknown.limitReq ?? '', /elsewhere/);
});

test('truncated and templated files are not analysed and give no facts', () => {
  const collected = collectNginx({
    'a/nginx.conf': 'http {\n  server {\n    listen 80;\n',
    'b/nginx.conf': 'http { server { listen {{ port }}; } }',
  });
  assert.deepEqual(collected.facts, []);
  assert.deepEqual(
    collected.notAnalysed.map(({ path, line }) => [path, line !== null]),
    [
      ['a/nginx.conf', true],
      ['b/nginx.conf', true],
    ],
  );
});

test('values that are filled in elsewhere are unknown, with the reason', () => {
  const filled = (name: string): string => `\${${name}}`;
  const collected = collectNginx(
    http(`server { listen ${filled('PORT')} ssl; ssl_protocols ${filled('TLS')};
add_header X-A "${filled('A')}"; return 200; }`),
  );
  const server = factLike(collected, 'nginx.server');
  assert.match(server.unknown.protocols ?? '', /TLS.*filled in/);
  assert.match(server.unknown.listens ?? '', /PORT.*filled in/);
  const [response] = factsLike(collected, 'nginx.response');
  assert.ok(response?.unknown['header.x-a'] !== undefined);
  assert.ok(response.unknown.tls !== undefined);
});

test('places: the value that decides, or the block that lacks it', () => {
  const text = http(`ssl_protocols TLSv1 TLSv1.2;
server { listen 443 ssl; server_name a;
  add_header X-Frame-Options DENY;
  location /inherits { root /srv; }
  location /drops {
    add_header X-A 1 always;
  }
  location /own { add_header Referrer-Policy no-referrer; add_header X-Frame-Options DENY; } }
server { listen 443 ssl; server_name b; location / { root /srv; } location /y { root /srv; } }`);
  const collected = collectNginx(text);
  const [a, b] = factsLike(collected, 'nginx.server');
  assert.equal(placeText(text, a?.positions['protocols.0']), '2: TLSv1');
  assert.equal(placeText(text, b?.positions['effectiveProtocols.0']), '2: TLSv1');
  // Neither of two servers says anything of tickets: that is missing in the block around them.
  assert.equal(placeText(text, a?.positions.sessionTickets), '1: http');
  assert.deepEqual(
    a?.provenance.protocols?.map(({ what }) => what),
    ['set', 'inherited'],
  );
  const place = (match: string, statusClass: string, field: string): string => {
    const [fact] = factsLike(collected, 'nginx.response', { server: 'a', match, statusClass });
    return placeText(text, fact?.positions[field]);
  };
  assert.equal(
    place('/inherits', 'success', 'hsts'),
    '3: server',
    'nothing sets it: the server, once for all',
  );
  assert.equal(place('/inherits', 'error', 'header.x-frame-options'), '4: DENY', 'it lacks always');
  assert.equal(place('/drops', 'success', 'header.x-frame-options'), '7: X-A', 'what dropped it');
  assert.equal(place('/drops', 'success', 'droppedNames.0'), '7: X-A');
  assert.equal(
    place('/inherits', 'success', 'header.referrer-policy'),
    '5: location',
    'others set it themselves',
  );
  const [other] = factsLike(collected, 'nginx.response', { server: 'b' });
  assert.equal(placeText(text, other?.positions.header), '10: server');
});

test('provenance tells where a header was set and dropped', () => {
  const text = http(`server { listen 80; server_name a;
add_header X-Frame-Options DENY;
location / {
add_header X-A 1;
} }`);
  const fact = factLike(collectNginx(text), 'nginx.location', { match: '/' });
  assert.deepEqual(fact.value.droppedNames, ['x-frame-options']);
  const steps = fact.provenance.headers?.map(({ what, span }) => `${what} ${placeText(text, span)}`);
  assert.deepEqual(steps, ['set 3: DENY', 'dropped 5: add_header']);
});

test('add_header_inherit since 1.29.3', () => {
  const text = http(`add_header X-Http 1;
server { listen 80; server_name a; add_header_inherit merge; add_header X-Server 1;
location / { add_header X-A 1; }
location /off { add_header_inherit off; } }`);
  const names = (version: string, match: string): readonly string[] => {
    const fact = factLike(collectNginx(text, { version }), 'nginx.location', { match });
    return (fact.value.headers as { name: string }[]).map(({ name }) => name);
  };
  assert.deepEqual(names('1.29.3', '/'), ['X-A', 'X-Server', 'X-Http']);
  assert.deepEqual(names('1.29.3', '/off'), []);
  assert.deepEqual(names('1.29.2', '/'), ['X-A']);
});

test('plain HTTP: redirects, ACME challenges, refusals, and what serves', () => {
  const said = (body: string): readonly unknown[] => {
    const { value } = factLike(
      collectNginx(http(`server { listen 80; server_name a; ${body} }`)),
      'nginx.server',
    );
    return [value.redirectsToHttps, value.unredirected, value.answersUnknownHosts];
  };
  const challenge = 'location ^~ /.well-known/acme-challenge/ { root /srv; }';
  assert.deepEqual(said('return 301 https://$host$request_uri;'), [true, [], false]);
  assert.deepEqual(said(`${challenge} location / { return 308 https://a$request_uri; }`), [true, [], false]);
  assert.deepEqual(said('rewrite ^(.*)$ https://$host$1 permanent;'), [true, [], false]);
  assert.deepEqual(said('if ($scheme = http) { return 301 https://$host$request_uri; }'), [true, [], false]);
  assert.deepEqual(said('if ($host = a) { return 301 https://$host$request_uri; } return 404;'), [
    true,
    [],
    false,
  ]);
  assert.deepEqual(said('return 301 http://b$request_uri;'), [false, [''], false]);
  assert.deepEqual(said('return 444;'), [false, [], false]);
  assert.deepEqual(said('deny all; error_page 403 https://a;'), [true, [], false]);
  assert.deepEqual(said('deny all; error_page 404 https://a;'), [false, [], false]);
  assert.deepEqual(said('location / { return 301 https://a; } location /health { return 200; }'), [
    false,
    ['/health'],
    false,
  ]);
  assert.deepEqual(said('location / { return 301 https://a; } location /hi { return 200 "hi $arg_name"; }'), [
    false,
    ['/hi'],
    true,
  ]);
  const forItself = 'location /nginx_status { stub_status; allow 127.0.0.1; allow ::1; deny all; }';
  assert.deepEqual(said(`location / { return 301 https://a; } ${forItself}`), [true, [], false]);
  assert.deepEqual(said('location / { allow 10.0.0.0/8; deny all; }'), [false, ['/'], true]);
  assert.deepEqual(said('location / { deny all; }'), [false, [], false]);
  assert.deepEqual(said('root /srv;'), [false, [''], true]);
});

test('who may come: first match, satisfy, authentication, client certificates', () => {
  const said = (body: string): readonly unknown[] => {
    const text = http(`server { listen 80; server_name a; location = /m { proxy_pass http://m; ${body} } }`);
    const collected = collectNginx(text, { paths: ['/m'] });
    const { value } = factLike(collected, 'nginx.location', { match: '= /m' });
    return [value.authenticated, factLike(collected, 'nginx.path').value.exposed];
  };
  assert.deepEqual(said(''), [false, true]);
  assert.deepEqual(said('allow 10.0.0.0/8; deny all;'), [false, false]);
  assert.deepEqual(said('deny 10.0.0.1; allow all; deny all;'), [false, true]);
  assert.deepEqual(said('allow 10.0.0.0/8;'), [false, true]);
  assert.deepEqual(said('auth_basic x; auth_basic_user_file users;'), [true, false]);
  assert.deepEqual(said('auth_basic x;'), [false, true]);
  assert.deepEqual(said('auth_basic off; auth_basic_user_file users;'), [false, true]);
  assert.deepEqual(
    said('satisfy any; allow 10.0.0.0/8; deny all; auth_basic x; auth_basic_user_file users;'),
    [true, false],
  );
  assert.deepEqual(said('satisfy any; allow all; auth_basic x; auth_basic_user_file users;'), [false, true]);
  assert.deepEqual(said('auth_request /auth;'), [true, false]);
  assert.deepEqual(said('internal;'), [false, false]);
  assert.deepEqual(said('deny all; rewrite ^ /open last;'), [false, true]);
  assert.deepEqual(said('deny all; return 200;'), [false, true]);
});

test('sockets: addresses, ports, TLS by any server, HTTP/3, unix, and port 80 by default', () => {
  const text = http(`server { server_name none; }
server { listen [::]:443 ssl; listen 443 quic; listen unix:/run/x.sock; listen 127.0.0.1:81-82; listen localhost; server_name many; }
server { listen [::]:443 default_server; server_name other; }`);
  const [none, many, other] = factsLike(collectNginx(text), 'nginx.server').map(({ value }) => value);
  assert.deepEqual(none?.listens, [{ address: '*', port: 80, ssl: false, default: true, quic: false }]);
  assert.deepEqual(many?.listens, [
    { address: '[::]', port: 443, ssl: true, default: false, quic: false },
    { address: '*', port: 443, ssl: true, default: true, quic: true },
    { address: 'unix:/run/x.sock', port: null, ssl: false, default: true, quic: false },
    { address: '127.0.0.1', port: 81, ssl: false, default: true, quic: false },
    { address: '127.0.0.1', port: 82, ssl: false, default: true, quic: false },
    { address: 'localhost', port: 80, ssl: false, default: true, quic: false },
  ]);
  assert.deepEqual(many?.plainPorts, [81, 82, 80]);
  assert.equal(other?.ssl, true);
});

test('stream and mail servers are servers too, without what only HTTP has', () => {
  const collected = collectNginx(
    'stream { ssl_protocols TLSv1.3; server { listen 993 ssl; proxy_pass a; } }\nmail { server { listen 143; protocol imap; starttls on; } }',
  );
  const [stream, mail] = factsLike(collected, 'nginx.server');
  assert.deepEqual(stream?.value.effectiveProtocols, ['TLSv1.3']);
  assert.equal(stream?.value.layer, 'stream');
  assert.ok(
    stream !== undefined && !('serverTokens' in stream.value) && !('redirectsToHttps' in stream.value),
  );
  assert.equal(mail?.value.layer, 'mail');
  assert.equal(mail?.value.ssl, true);
  assert.equal(collected.facts.length, 2);
});

test('methods that get through', () => {
  const methods = (body: string): unknown => {
    const text = http(`server { listen 80; location / { proxy_pass http://a; ${body} } }`);
    return factLike(collectNginx(text), 'nginx.location', { match: '/' }).value.methods;
  };
  assert.equal(methods(''), null);
  assert.deepEqual(methods('limit_except GET POST { deny all; }'), ['GET', 'POST', 'HEAD']);
  assert.equal(methods('limit_except GET { }'), null);
  assert.deepEqual(methods('if ($request_method !~ ^(GET|HEAD|POST)$ ) { return 405; }'), [
    'GET',
    'HEAD',
    'POST',
  ]);
  assert.equal(methods('if ($request_method !~ ^(GET)$ ) { set $a b; }'), null);
});

test('sizes, times and rates are read as nginx reads them', async () => {
  const { parseSize } = await import('../../../src/checks/nginx/size.ts');
  const { parseTime } = await import('../../../src/checks/nginx/time.ts');
  const { parseRate } = await import('../../../src/checks/nginx/limits.ts');
  assert.deepEqual(['0', '8k', '1M', '2g', '1.5m', 'x', ''].map(parseSize), [
    0,
    8192,
    1048576,
    2 * 1024 ** 3,
    null,
    null,
    null,
  ]);
  assert.deepEqual(['60', '1h30m', '500ms', '1d', '1M', '30m1h', '1x', '', '1h 5s'].map(parseTime), [
    60,
    5400,
    0.5,
    86400,
    2592000,
    null,
    null,
    null,
    3605,
  ]);
  assert.deepEqual(['10r/s', '30r/m', '1r/h'].map(parseRate), [10, 0.5, null]);
});

test('handshakes are refused where the server says so, and left open by what is missing in it alone', () => {
  const rejects = (text: string): unknown => {
    const { value, unknown } = factLike(collectNginx({ 'conf.d/a.conf': text }), 'nginx.server');
    return value.rejectHandshake ?? unknown.rejectHandshake;
  };
  assert.equal(rejects('server { listen 443 ssl; server_name a; }'), false);
  assert.equal(rejects('server { listen 443 ssl; ssl_reject_handshake on; }'), true);
  assert.match(String(rejects('server { listen 443 ssl; include tls.conf; }')), /tls\.conf/);
  assert.equal(rejects('server { listen 443 ssl; include tls.conf; ssl_certificate a.pem; }'), false);
});

test('a snippet without a server settles what servers inherit, and nothing else', () => {
  const said = (text: string): unknown =>
    factsLike(collectNginx({ 'conf.d/a.conf': text }), 'nginx.server').map(({ value }) => value);
  assert.deepEqual(said('limit_req_zone $remote_addr zone=a:1m rate=1r/s; server_tokens off;'), [
    { serverTokens: 'off', layer: 'http', context: 'snippet' },
  ]);
  assert.deepEqual(said('limit_req_zone $remote_addr zone=a:1m rate=1r/s;'), []);
  assert.deepEqual(said('location /x { proxy_pass http://app; }'), []);
});

test('clients get to a named location where try_files ends in it', () => {
  const text = http(`server { server_name a; try_files $uri @app; location @app { proxy_pass http://app; }
location @check { proxy_pass http://app; } location = /x { internal; } location = /y { } }`);
  const collected = collectNginx(text);
  const reached = factsLike(collected, 'nginx.location').map(({ value }) => [value.match, value.reached]);
  assert.deepEqual(reached, [
    ['', true],
    ['@app', true],
    ['@check', false],
    ['= /x', false],
    ['= /y', true],
  ]);
});

test('what session tickets are encrypted with', () => {
  const keys = (tls: string, version?: string): unknown =>
    factLike(
      collectNginx(http(`server { listen 443 ssl; ${tls} }`), version === undefined ? {} : { version }),
      'nginx.server',
    ).value.ticketKeys;
  const shared = 'ssl_session_cache builtin:1000 shared:TLS:1m;';
  assert.equal(keys(''), 'fixed');
  assert.equal(keys('ssl_session_cache builtin;', '1.29.0'), 'fixed');
  assert.equal(keys(shared), 'dependent');
  assert.equal(keys(shared, '1.23.1'), 'fixed');
  assert.equal(keys(shared, '1.23.2'), 'rotated');
  assert.equal(keys(`${shared} ssl_session_ticket_key a.key; ssl_session_ticket_key b.key;`), 'files');
});

test('what none of several servers sets is missing once, around them', () => {
  const place = (servers: string): readonly string[] => {
    const text = http(servers);
    return factsLike(collectNginx(text), 'nginx.server').map((fact) =>
      placeText(text, fact.positions.serverTokens).replace(/^\d+: /, ''),
    );
  };
  const plain = 'server { listen 80; server_name a; }';
  assert.deepEqual(place(plain), ['server']);
  assert.deepEqual(place(`${plain} ${plain}`), ['http', 'http']);
  assert.deepEqual(place(`${plain} server { listen 80; server_tokens on; }`), ['server', 'on']);
  const snippet = collectNginx({ 'conf.d/a.conf': `${plain} ${plain}` });
  assert.ok(
    factsLike(snippet, 'nginx.server').every(({ positions }) => positions.serverTokens === undefined),
  );
});
