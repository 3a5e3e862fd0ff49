/** The HTTP collector against servers of Node's own, well and badly behaved: limits hold, and what is not known is said. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { COLLECT_DEFAULTS } from '../../../src/checks/collector.ts';
import { collectHttp } from '../../../src/checks/http/live.ts';
import type { LiveExchange } from '../../../src/checks/live.ts';
import { serve, serveRaw } from '../../support/http-server.ts';
import { liveOptions, liveTarget } from '../../support/live-target.ts';

interface Asked {
  readonly exchanges?: readonly LiveExchange[];
  readonly paths?: readonly string[];
  readonly deadline?: number;
  readonly probing?: boolean;
}

function collect(
  port: number,
  { exchanges = [], paths = [], deadline = 2_000, probing = false }: Asked = {},
) {
  const collect = { ...COLLECT_DEFAULTS, asked: new Map([['http.path.path', paths]]) };
  return collectHttp(
    liveTarget('http', `http://127.0.0.1:${port}/`, { id: 'web', exchanges }),
    liveOptions({ probeRateLimit: probing, probeBodyLimit: probing, deadline, collect }),
  );
}

test('headers, cookies and versions are told, the values of cookies are not', async () => {
  const server = await serve((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 404, {
      Server: 'shop/2.4.1',
      'Content-Type': 'text/html',
      'Set-Cookie': ['sid=s3cr3t-value; HttpOnly; Secure; SameSite=Lax', 'theme=dark'],
      'Strict-Transport-Security': 'max-age=10',
    });
    response.end('hello');
  });
  try {
    const { facts, unknown } = await collect(server.port);
    assert.deepEqual(unknown, []);
    const page = facts.find(({ fact, value }) => fact === 'http.response' && value.path === '/')?.value;
    assert.deepEqual(page?.disclosed, ['Server: shop/2.4.1']);
    assert.deepEqual(page?.cookies, [
      { name: 'sid', secure: true, httpOnly: true, sameSite: 'Lax' },
      { name: 'theme', secure: false, httpOnly: false, sameSite: null },
    ]);
    assert.deepEqual(page?.hsts, {
      maxAge: 10,
      includeSubDomains: false,
      preload: false,
      valid: true,
      preloadable: false,
    });
    assert.equal(page?.content, 'page');
    assert.ok(facts.some(({ subject }) => subject.endsWith('(a path that does not exist)')));
    assert.doesNotMatch(JSON.stringify(facts), /s3cr3t/);
  } finally {
    server.close();
  }
});

test('redirects are followed on the same host only, and in circles not forever', async () => {
  const seen: string[] = [];
  const server = await serve((request, response) => {
    seen.push(request.url ?? '');
    const next: Readonly<Record<string, string>> = {
      '/': '/a',
      '/a': '/b',
      '/b': '/a',
      '/away': 'http://other.test/',
    };
    const to = next[request.url ?? ''];
    response.writeHead(to === undefined ? 404 : 302, to === undefined ? {} : { Location: to }).end();
  });
  try {
    const { facts, unknown } = await collect(server.port);
    assert.deepEqual(unknown, []);
    assert.ok(seen.filter((path) => path === '/a').length <= 2);
    assert.ok(facts.every(({ value }) => !String(value.path).includes('other')));
  } finally {
    server.close();
  }
});

test('paths that rules ask for are told from those that everything is answered like', async () => {
  const strict = await serve((request, response) => {
    response.writeHead(['/', '/metrics'].includes(request.url ?? '') ? 200 : 404).end('up 1');
  });
  const lax = await serve((_, response) => response.writeHead(200).end('app'));
  try {
    for (const [server, explicit] of [
      [strict, true],
      [lax, false],
    ] as const) {
      const { facts } = await collect(server.port, { paths: ['/metrics', '/security/status'] });
      const metrics = facts.find(
        ({ fact, value }) => fact === 'http.path' && value.path === '/metrics',
      )?.value;
      assert.deepEqual([metrics?.exposed, metrics?.explicit], [true, explicit]);
    }
  } finally {
    strict.close();
    lax.close();
  }
});

test('a declared exchange is made as written and compared: the handshake header', async () => {
  const server = await serve((request, response) => {
    const open = ['/health', '/metrics'].includes(request.url ?? '');
    response.writeHead(open || request.headers['x-handshake'] !== undefined ? 200 : 451).end();
  });
  const exchange = (
    id: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    status: number,
  ): LiveExchange => ({
    id,
    request: { method: 'GET', path, headers, body: null },
    expect: { status, headers: {}, body: null },
  });
  try {
    const { facts } = await collect(server.port, {
      exchanges: [
        exchange('without', '/orders', {}, 451),
        exchange('with', '/orders', { 'X-Handshake': 'yes' }, 200),
        exchange('health', '/health', {}, 200),
        exchange('wrong', '/orders', {}, 200),
      ],
    });
    const found = facts
      .filter(({ fact }) => fact === 'http.exchange')
      .map(({ value }) => [value.id, value.matched]);
    assert.deepEqual(Object.fromEntries(found), { without: true, with: true, health: true, wrong: false });
    const wrong = facts.find(({ value }) => value.id === 'wrong');
    assert.deepEqual(wrong?.value.differences, ['status 451 instead of 200']);
  } finally {
    server.close();
  }
});

test('a body is compared by an expression that runs in linear time', async () => {
  const server = await serve((request, response) =>
    response.writeHead(200).end(request.url === '/health' ? '{"status":"ok"}' : 'a'.repeat(50_000)),
  );
  const exchange = (id: string, path: string, body: string): LiveExchange => ({
    id,
    request: { method: 'GET', path, headers: {}, body: null },
    expect: { status: 200, headers: {}, body },
  });
  try {
    const start = performance.now();
    const { facts } = await collect(server.port, {
      exchanges: [
        exchange('well', '/health', '"status": ?"(ok|up)"'),
        exchange('not', '/health', '^ok$'),
        exchange('slow', '/', '(a+)+$b'),
      ],
    });
    const found = facts.filter(({ fact }) => fact === 'http.exchange');
    assert.deepEqual(
      found.map(({ value }) => [value.id, value.differences]),
      [
        ['not', ['the body does not hold "^ok$"']],
        ['slow', ['the body does not hold "(a+)+$b"']],
        ['well', []],
      ],
    );
    assert.ok(performance.now() - start < 5_000);
  } finally {
    server.close();
  }
});

test('an exchange is made once where it may change something, and where its answer is the one expected', async () => {
  const seen: string[] = [];
  const server = await serve((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.writeHead(request.url === '/' ? 200 : 429).end();
  });
  const exchange = (method: string, path: string, status: number): LiveExchange => ({
    id: path,
    request: { method, path, headers: {}, body: null },
    expect: { status, headers: {}, body: null },
  });
  try {
    const { facts } = await collect(server.port, {
      exchanges: [exchange('POST', '/post', 200), exchange('GET', '/limited', 429)],
    });
    assert.deepEqual(
      facts.filter(({ fact }) => fact === 'http.exchange').map(({ value }) => value.matched),
      [true, false],
    );
    for (const one of ['POST /post', 'GET /limited']) {
      assert.equal(seen.filter((line) => line === one).length, 1, one);
    }
  } finally {
    server.close();
  }
});

test('TRACE that echoes is seen', async () => {
  const server = await serveRaw((socket) => {
    socket.once('data', (request) => {
      const body = request.toString().startsWith('TRACE') ? request.toString() : '';
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
    });
  });
  try {
    const { facts } = await collect(server.port);
    assert.equal(facts.find(({ fact }) => fact === 'http.methods')?.value.trace, true);
  } finally {
    server.close();
  }
});

test('limits are looked at on request only, and within bounds', async () => {
  let count = 0;
  const server = await serve((request, response) => {
    if (request.method === 'HEAD') count++;
    const isLimited = request.method === 'HEAD' && count > 10;
    response.writeHead(isLimited ? 429 : 200, { 'RateLimit-Remaining': '0' }).end();
  });
  const lax = await serve((request, response) => {
    request.resume();
    response.writeHead(200).end();
  });
  const strict = await serveRaw((socket) => {
    socket.once('data', (request) => {
      const status = /content-length: 104857601/i.test(request.toString()) ? '413 Too Large' : '200 OK';
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    });
  });
  const seen = async (port: number) => {
    const { facts } = await collect(port, { probing: true });
    const of = (kind: string) => facts.find(({ fact }) => fact === kind)?.value;
    return { rate: of('http.rateLimit'), body: of('http.bodyLimit') };
  };
  try {
    assert.equal(
      (await collect(lax.port)).facts.some(({ fact }) => fact.endsWith('Limit')),
      false,
    );
    assert.equal(count, 0);
    const limited = await seen(server.port);
    assert.deepEqual(limited.rate, { sent: 11, limitedAfter: 11, status: 429, announced: true });
    assert.deepEqual((await seen(lax.port)).rate, {
      sent: 40,
      limitedAfter: null,
      status: null,
      announced: false,
    });
    assert.equal((await seen(lax.port)).body?.refused, false);
    assert.equal((await seen(strict.port)).body?.refused, true);
  } finally {
    for (const one of [server, lax, strict]) one.close();
  }
});

test('a limit on bodies is seen in the answer to the announcement, or not at all', async () => {
  const of = async (answer: string) => {
    const server = await serveRaw((socket) => {
      socket.on('data', (request) => {
        const isPost = request.toString().startsWith('POST');
        socket.write(isPost ? answer : 'HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
        if (!isPost || !answer.includes(' 100 ')) socket.end();
      });
    });
    try {
      const { facts, unknown } = await collect(server.port, { probing: true });
      return [facts.find(({ fact }) => fact === 'http.bodyLimit')?.value.refused, unknown.length];
    } finally {
      server.close();
    }
  };
  const status = (line: string): string =>
    `HTTP/1.1 ${line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
  assert.deepEqual(await of(status('413 Too Large')), [true, 0]);
  assert.deepEqual(await of(status('200 OK')), [false, 0]);
  assert.deepEqual(await of('HTTP/1.1 100 Continue\r\n\r\n'), [false, 0]);
  assert.deepEqual(await of(status('405 No')), [undefined, 1]);
  assert.deepEqual(await of(''), [undefined, 1]);
});

test('a service that is away from the start has no limit that could be seen', async () => {
  let count = 0;
  const server = await serve((request, response) => {
    if (request.method === 'HEAD') count++;
    response.writeHead(request.method === 'HEAD' ? 503 : 200).end();
  });
  try {
    const { facts, unknown } = await collect(server.port, { probing: true });
    assert.ok(!facts.some(({ fact }) => fact === 'http.rateLimit'));
    assert.ok(unknown.some((reason) => reason.includes('503')));
    assert.equal(count, 1);
  } finally {
    server.close();
  }
});

test('Retry-After is waited for, or the answer taken as it is', async () => {
  let at = 0;
  const asked: number[] = [];
  const server = await serve((request, response) => {
    if (request.url !== '/') return void response.writeHead(404).end();
    if (request.method === 'GET') asked.push(performance.now());
    const isFirst = request.method === 'GET' && at++ === 0;
    response.writeHead(isFirst ? 429 : 200, isFirst ? { 'Retry-After': '1' } : {}).end();
  });
  try {
    const { facts } = await collect(server.port);
    const page = facts.find(({ value }) => value.path === '/');
    assert.equal(page?.value.status, 200);
    assert.ok((asked[1] ?? 0) - (asked[0] ?? 0) >= 990);
  } finally {
    server.close();
  }
  const closed = await serve((_, response) => response.writeHead(429, { 'Retry-After': '600' }).end());
  try {
    const start = performance.now();
    const { facts } = await collect(closed.port);
    assert.equal(facts.find(({ value }) => value.path === '/')?.value.status, 429);
    assert.ok(performance.now() - start < 3_000);
  } finally {
    closed.close();
  }
});

const HOSTILE: Readonly<Record<string, (socket: Socket) => void>> = {
  'says nothing': () => {},
  'sends garbage': (socket) => socket.end('\u0000\u0001 what is this\r\n\r\n'),
  'hangs up': (socket) => socket.destroy(),
  'drips a byte at a time': (socket) => {
    const words = 'HTTP/1.1 200 OK\r\nX-Long: ';
    let at = 0;
    const timer = setInterval(() => socket.write(words[at++] ?? 'x'), 60);
    socket.once('close', () => clearInterval(timer));
  },
  'has headers without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => socket.write(`X-Filler: ${'x'.repeat(8_000)}\r\n`), 1);
    socket.once('close', () => clearInterval(timer));
  },
  'ends in the middle of its head': (socket) => socket.end('HTTP/1.1 200 OK\r\nServ'),
};

for (const [name, behaviour] of Object.entries(HOSTILE)) {
  test(`a server that ${name} is unknown, in time`, async () => {
    const server = await serveRaw(behaviour);
    const start = performance.now();
    try {
      const { facts, unknown } = await collect(server.port, { deadline: 300 });
      assert.deepEqual(facts, []);
      assert.equal(unknown.length, 1);
      assert.ok(performance.now() - start < 3_000);
    } finally {
      server.close();
    }
  });
}

test('of a body without end a megabyte is read', async () => {
  let sent = 0;
  const server = await serve((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    const more = (): void => {
      if (response.destroyed || sent > 100_000_000) return;
      sent += 65_536;
      if (response.write(Buffer.alloc(65_536))) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  });
  try {
    const { facts } = await collect(server.port);
    assert.ok(facts.some(({ value }) => value.path === '/'));
    assert.ok(sent < 40_000_000, `${sent} bytes were sent for a handful of requests`);
  } finally {
    server.close();
  }
});
