/**
 * Whole nginx configurations from a seed, made so that what interacts in nginx meets often: several servers on one
 * socket, headers at every level, errors and rewrites that lead from one location into another.
 */
import { Grammar } from './nginx-grammar.ts';
import { locations } from './nginx-grammar-location.ts';
import type { Item } from './nginx-tree.ts';

export interface Socket {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface Ground {
  /** Free ports, as many as `SOCKETS`. */
  readonly ports: readonly number[];
  readonly upstreamPort: number;
}

export interface Generated {
  readonly seed: number;
  readonly items: readonly Item[];
  readonly sockets: readonly Socket[];
}

/** How many ports a configuration needs at most. */
export const SOCKETS = 3;

/** Files below the prefix that are there in every configuration: what is served, and a user file for auth_basic. */
export const STATIC_FILES: Readonly<Record<string, string>> = {
  'www/index.html': 'index\n',
  'www/a/index.html': 'a\n',
  'www/a/b/file.txt': 'file\n',
  'www/b/c.php': 'php\n',
  'www/x.php': 'php\n',
  'www/img/p.png': 'png\n',
  'www/e0.html': 'error page\n',
  'www/t0.html': 'fallback\n',
  users: 'user:{PLAIN}pass\n',
};

const PROTOCOLS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** The configuration of a seed. Nearly all start on nginx 1.22; what does not is refused by `nginx -t` at once. */
export function generate(seed: number, ground: Ground): Generated {
  const g = new Grammar(seed, ground.upstreamPort);
  const { random } = g;
  const sockets = ground.ports.slice(0, 2 + random.below(SOCKETS - 1)).map((port, index) => ({
    address: random.chance(0.1) ? '127.0.0.2' : '127.0.0.1',
    port,
    tls: index === 0 ? false : index === 1 || random.chance(0.6),
  }));
  const defaults = new Set<number>();
  const servers = random.several(2, 4, (index) => server(g, index, sockets, defaults));
  const unused = sockets.filter((socket) => !usesSocket(servers, socket));
  const all = [...servers, ...unused.map((socket) => plainServer(g, socket))];
  const http = [
    g.fixed('root', 'www'),
    g.fixed('ssl_certificate', random.chance(0.5) ? 'cert.pem' : 'rsa-cert.pem'),
    g.fixed('ssl_ciphers', random.pick(['DEFAULT@SECLEVEL=0', '"DEFAULT:@SECLEVEL=0"'])),
    ...g.maps(),
    ...g.zones(),
    ...protocols(g, 0.6),
    ...g.settings('http'),
  ];
  const certificate = http[1]?.args[0] === 'cert.pem' ? 'key.pem' : 'rsa-key.pem';
  http.splice(2, 0, g.fixed('ssl_certificate_key', certificate));
  const body = random.chance(0.3) ? [...http, ...g.included('conf.d/*.conf', all)] : g.mixed(http, all);
  return { seed, sockets, items: [g.block('events', [], []), g.block('http', [], body)] };
}

function usesSocket(servers: readonly Item[], socket: Socket): boolean {
  return servers.some((each) =>
    each.block?.some((item) => item.name === 'listen' && item.args[0] === place(socket)),
  );
}

function place(socket: Socket): string {
  return `${socket.address}:${socket.port}`;
}

function plainServer(g: Grammar, socket: Socket): Item {
  return g.block(
    'server',
    [],
    [
      g.fixed('listen', place(socket), ...(socket.tls ? ['ssl'] : [])),
      g.simple('server_name', 'rest.test'),
      ...g.settings('server'),
    ],
  );
}

function server(g: Grammar, index: number, sockets: readonly Socket[], defaults: Set<number>): Item {
  const { random } = g;
  const chosen = random.chance(0.5) ? [random.pick(sockets)] : [...sockets];
  const listens = chosen.map((socket, at) => {
    const args = [place(socket)];
    // The others on the socket decide together: nginx 1.22 ors the flags of all of them.
    if (socket.tls && !(index > 0 && random.chance(0.1))) args.push('ssl');
    if (!defaults.has(socket.port) && random.chance(0.25)) {
      defaults.add(socket.port);
      args.push(random.chance(0.9) ? 'default_server' : 'default');
    }
    if (socket.tls && args.length === 2 && random.chance(0.1)) args.push('http2');
    return at === 0 ? g.fixed('listen', ...args) : g.simple('listen', ...args);
  });
  const refuses = chosen.some((socket) => socket.tls) && random.chance(0.1);
  const body = [
    ...names(g, index),
    ...protocols(g, 0.45),
    ...(refuses ? [g.simple('ssl_reject_handshake', 'on')] : []),
    ...(random.chance(0.1) ? [g.simple('ssl_ciphers', 'ALL:@SECLEVEL=0')] : []),
    ...g.settings('server'),
    ...locations(g, { kind: 'server' }, 0),
  ];
  return g.block('server', [], [...listens, ...g.shuffledSometimes(body)]);
}

function names(g: Grammar, index: number): readonly Item[] {
  const { random } = g;
  const exact = `s${index}.test`;
  return random.weighted<readonly Item[]>([
    [8, [g.simple('server_name', exact)]],
    [2, [g.simple('server_name', exact, `also${index}.test`)]],
    [1, [g.simple('server_name', exact, `*.w${index}.test`)]],
    [1, [g.simple('server_name', exact, `~^r${index}\\.test$`)]],
    [1, [g.simple('server_name', exact), g.simple('server_name', `"also${index}.test"`)]],
    [0.5, [g.simple('server_name', exact, 's0.test')]],
    [index === 0 ? 1.5 : 0, [g.simple('server_name', '_')]],
    [index === 0 ? 1 : 0, []],
    [index === 0 ? 0.5 : 0, [g.simple('server_name', '""')]],
  ]);
}

function protocols(g: Grammar, probability: number): readonly Item[] {
  const { random } = g;
  const items: Item[] = [];
  if (random.chance(probability)) {
    const some = PROTOCOLS.filter(() => random.chance(0.5));
    items.push(g.simple('ssl_protocols', ...(some.length === 0 ? ['TLSv1.2'] : some)));
  }
  if (random.chance(0.07)) {
    const command = random.pick([
      ['MinProtocol', 'TLSv1'],
      ['MinProtocol', 'TLSv1.1'],
      ['MinProtocol', 'TLSv1.2'],
      ['MaxProtocol', 'TLSv1.2'],
      ['minprotocol', 'TLSv1.2'],
      ['Protocol', '-TLSv1'],
      ['Protocol', '"-ALL,TLSv1.2"'],
    ]);
    items.push(g.simple('ssl_conf_command', ...command));
  }
  return items;
}
