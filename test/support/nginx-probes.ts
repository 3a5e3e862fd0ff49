/** Which requests a generated configuration is worth: by server name, path, query and method. */
import type { Generated, Socket } from './nginx-generator.ts';
import { REGEXES } from './nginx-grammar-location.ts';
import { type Item, walk } from './nginx-tree.ts';

export interface Probe {
  readonly id: number;
  readonly socket: Socket;
  /** Host header and SNI. */
  readonly name: string;
  readonly path: string;
  readonly query: string;
  readonly method: string;
  readonly from: string;
  readonly extra: readonly (readonly [string, string])[];
}

export interface Named {
  readonly name: string;
  /** Null for a name that no server has. */
  readonly server: Item | null;
}

/** Host names that servers answer to, each with its server, and one that no server has. */
export function namesOf(items: readonly Item[]): readonly Named[] {
  const names = new Map<string, Item>();
  for (const { item, above } of walk(items)) {
    const server = above.findLast((each) => each.name === 'server');
    if (item.name !== 'server_name' || server === undefined) continue;
    for (const arg of item.args) {
      const name = exampleName(arg.replaceAll('"', ''));
      if (name !== '' && !names.has(name)) names.set(name, server);
    }
  }
  return [...[...names].map(([name, server]) => ({ name, server })), { name: 'unknown.test', server: null }];
}

function exampleName(name: string): string {
  if (name.startsWith('*.')) return `x${name.slice(1)}`;
  const regex = /^~\^(r\d+)\\\.test\$$/.exec(name);
  if (regex?.[1] !== undefined) return `${regex[1]}.test`;
  return name === '_' ? '' : name;
}

/** What is asked for under a name that no server has. */
const ANYWHERE = ['/', '/a/none'];

/** Paths worth asking for: what locations name, something below each, missing files and directories. */
export function pathsOf(items: readonly Item[]): readonly string[] {
  const paths = new Set([...ANYWHERE, '/b', '/a/b/file.txt']);
  for (const { item } of walk(items)) {
    if (item.name !== 'location') continue;
    const [first = '', second] = item.args.map((arg) => arg.replace(/^"|"$/g, ''));
    if (first === '~' || first === '~*') {
      for (const path of REGEXES[item.args[1] ?? ''] ?? []) paths.add(path);
    } else if (!first.startsWith('@')) {
      const path = second ?? first.replace(/^=/, '');
      paths.add(path);
      if (!first.startsWith('=')) paths.add(`${path}${path.endsWith('/') ? '' : '/'}none`);
    }
  }
  return [...paths];
}

/** What `STATIC_FILES.users` lets in. */
const CREDENTIALS = ['Authorization', `Basic ${Buffer.from('user:pass').toString('base64')}`] as const;

export interface Plan {
  readonly probes: readonly Probe[];
  readonly next: () => number;
}

/** Every name with the paths of its server, over every socket, with queries and methods that `if` blocks ask for. */
export function plan(generated: Generated): Plan {
  let id = 0;
  const next = (): number => ++id;
  const probes: Probe[] = [];
  for (const [place, socket] of generated.sockets.entries()) {
    for (const [at, { name, server }] of namesOf(generated.items).entries()) {
      const paths = server === null ? ANYWHERE : pathsOf(server.block ?? []);
      // Every name sees all paths of its server on one socket, and a few paths on the others.
      const listens = server === null || listensOn(server, socket);
      const full = listens && (at + generated.seed) % generated.sockets.length === place;
      const chosen = full ? paths : paths.filter((_, index) => (index + at) % (listens ? 3 : 6) === 0);
      for (const [index, path] of chosen.entries()) {
        probes.push(probe(next(), socket, name, path, {}));
        const turn = (index + at + generated.seed) % 6;
        if (!full) continue;
        if (turn === 0 || turn === 3) probes.push(probe(next(), socket, name, path, { query: '?a=1' }));
        if (turn === 1) probes.push(probe(next(), socket, name, path, { query: '?up=404' }));
        if (turn === 2) probes.push(probe(next(), socket, name, path, { query: '?up=302' }));
        if (turn === 4) probes.push(probe(next(), socket, name, path, { query: '?up=503' }));
        if (turn === 5) probes.push(probe(next(), socket, name, path, { method: 'POST' }));
      }
    }
  }
  return { probes, next };
}

function listensOn(server: Item, socket: Socket): boolean {
  const place = `${socket.address}:${socket.port}`;
  return (server.block ?? []).some((item) => item.name === 'listen' && item.args[0] === place);
}

function probe(
  id: number,
  socket: Socket,
  name: string,
  path: string,
  more: Partial<Pick<Probe, 'query' | 'method' | 'extra' | 'from'>>,
): Probe {
  const from = `127.${id % 2 === 0 ? 1 : 3}.${id >> 8}.${id & 255}`;
  const extra = id % 3 === 0 ? [CREDENTIALS] : [];
  return { id, socket, name, path, query: '', method: 'GET', from, extra, ...more };
}
