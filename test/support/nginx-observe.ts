/** What a running nginx really does with requests to a generated configuration: answers, marks, limits, handshakes. */
import type { SecureVersion } from 'node:tls';
import type { Generated, Socket } from './nginx-generator.ts';
import { namesOf, type Probe, plan } from './nginx-probes.ts';
import type { RunningNginx } from './nginx-server.ts';
import { type Item, isMarked, PROBE_HEADER, walk } from './nginx-tree.ts';
import { ask, handshakes, NO_ANSWER, type RawAnswer } from './raw-http.ts';

export const VERSIONS: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** Limits that generated configurations may set, and one byte more than each. */
const BODY_SIZES = [0, 1, 512, 1024, 1_048_576, 2_097_152];

export interface Observed {
  readonly probe: Probe;
  readonly answer: RawAnswer;
  /** Ids of the blocks that the request went through, in order. Empty where none was reached. */
  readonly trace: readonly number[];
  /** PASSED, REJECTED, REJECTED_DRY_RUN, …; empty where no limit was asked. */
  readonly limitReq: string;
  readonly limitConn: string;
}

export interface BodyLimit {
  readonly observed: Observed;
  /** The largest of the sizes that was let through, null where all were. */
  readonly bytes: number | null;
}

export interface Handshakes {
  readonly socket: Socket;
  readonly name: string;
  readonly versions: readonly string[];
}

/** A request that passed a limit, and whether one of some more from the same client was rejected. */
export interface Burst {
  readonly observed: Observed;
  readonly rejected: boolean;
}

export interface Observation {
  readonly requests: readonly Observed[];
  readonly handshakes: readonly Handshakes[];
  readonly bodyLimits: readonly BodyLimit[];
  readonly bursts: readonly Burst[];
  readonly errorLog: string;
}

/** Asks everything that is worth asking. The sockets must accept. */
export async function observe(generated: Generated, server: RunningNginx): Promise<Observation> {
  const { probes, next } = plan(generated);
  const requests = await send(probes, server);
  const marked = new Map<number, Item>();
  for (const { item } of walk(generated.items)) if (isMarked(item)) marked.set(item.id, item);
  const seen = new Map<number, Observed>();
  for (const each of requests) {
    const locations = each.trace.filter((id) => marked.get(id)?.name === 'location');
    const [first] = locations;
    // One location alone, so that whatever is refused is refused by it.
    if (
      first !== undefined &&
      locations.length === 1 &&
      each.trace.lastIndexOf(each.trace[0] ?? 0) === 0 &&
      each.probe.query === '' &&
      each.probe.method === 'GET' &&
      !seen.has(first)
    ) {
      seen.set(first, each);
    }
  }
  const limited = [...seen.values()].filter((each) => each.limitReq === 'PASSED').slice(0, 4);
  const unlimited = [...seen.values()].filter((each) => each.limitReq + each.limitConn === '');
  const tls = generated.sockets.filter((socket) => socket.tls);
  const [bodyLimits, bursts, shaken] = await Promise.all([
    Promise.all(
      unlimited.slice(0, 8).map(async (observed): Promise<BodyLimit> => {
        return { observed, bytes: await bodyLimit(observed, next, server) };
      }),
    ),
    Promise.all(limited.map((observed) => burst(observed, next, server))),
    Promise.all(tls.flatMap((socket) => namesOf(generated.items).map(({ name }) => shake(socket, name)))),
  ]);
  return { requests, bodyLimits, bursts, handshakes: shaken, errorLog: server.readFile('error.log') };
}

/** Up to five requests more from the same client, one after the other. */
async function burst(observed: Observed, next: () => number, server: RunningNginx): Promise<Burst> {
  for (let count = 0; count < 5; count++) {
    const [again] = await send([{ ...observed.probe, id: next() }], server);
    if (again?.limitReq === 'REJECTED') return { observed, rejected: true };
  }
  return { observed, rejected: false };
}

async function shake(socket: Socket, name: string): Promise<Handshakes> {
  const place = { address: socket.address, port: socket.port, servername: name };
  const versions: string[] = [];
  for (const version of VERSIONS) if (await handshakes(place, version)) versions.push(version);
  return { socket, name, versions };
}

/** Binary search over the sizes; what nginx refuses for its size stands in the error log. */
async function bodyLimit(
  observed: Observed,
  next: () => number,
  server: RunningNginx,
): Promise<number | null> {
  let low = -1;
  let high = BODY_SIZES.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const id = next();
    const query = `?n=${id}`;
    const extra = [
      ...observed.probe.extra,
      ['Content-Length', String((BODY_SIZES[middle] ?? 0) + 1)],
      ['Expect', '100-continue'],
    ] as const;
    await send([{ ...observed.probe, id, query, extra }], server);
    const lines = server.readFile('error.log').split('\n');
    const isRefused = lines.some((line) => line.includes('too large body') && line.includes(`${query} HTTP`));
    if (isRefused) high = middle;
    else low = middle;
  }
  return BODY_SIZES[high] ?? null;
}

const AT_ONCE = 6;

async function send(probes: readonly Probe[], server: RunningNginx): Promise<readonly Observed[]> {
  const answers = new Map<number, RawAnswer>();
  const waiting = [...probes];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let each = waiting.shift(); each !== undefined; each = waiting.shift()) {
        answers.set(each.id, await request(each));
      }
    }),
  );
  const silent = [...answers].filter(([, answer]) => answer.kind === 'closed' && answer.reason !== NO_ANSWER);
  const unlogged = new Set(silent.map(([id]) => id));
  const ids = probes.map((each) => each.id).filter((id) => !unlogged.has(id));
  const log = await logged(ids, server);
  return probes.map((each) => ({
    probe: each,
    answer: answers.get(each.id) ?? { kind: 'closed', reason: 'not asked' },
    ...(log.get(each.id) ?? { trace: [], limitReq: '', limitConn: '' }),
  }));
}

function request(each: Probe): Promise<RawAnswer> {
  return ask({
    address: each.socket.address,
    port: each.socket.port,
    from: each.from,
    tls: each.socket.tls ? { servername: each.name } : null,
    method: each.method,
    path: each.path + each.query,
    headers: [
      ['Host', each.name],
      [PROBE_HEADER, String(each.id)],
      ...(each.method === 'POST' ? [['Content-Length', '0'] as const] : []),
      ...each.extra,
    ],
    // Where a body is promised, nginx may wait for it after an error led to another location.
    ...(each.extra.some(([name]) => name === 'Content-Length') ? { timeLimitMs: 300 } : {}),
  });
}

type Logged = Pick<Observed, 'trace' | 'limitReq' | 'limitConn'>;

/** nginx writes a request's line when it is done with it, which may be a little after the client is. */
async function logged(ids: readonly number[], server: RunningNginx): Promise<ReadonlyMap<number, Logged>> {
  for (let tries = 0; ; tries++) {
    const found = readLog(server.readFile('access.log'));
    if (tries > 200 || ids.every((id) => found.has(id))) return found;
    await new Promise((done) => setTimeout(done, tries < 5 ? 2 : 10));
  }
}

function readLog(text: string): ReadonlyMap<number, Logged> {
  const found = new Map<number, Logged>();
  for (const line of text.split('\n')) {
    const [id = '', trace = '', , limitReq = '', limitConn = ''] = line.split('|');
    const marks = trace.split(' ').filter((mark) => /^\d+$/.test(mark));
    const limits = { limitReq: limitReq.replace('-', ''), limitConn: limitConn.replace('-', '') };
    if (id !== '') found.set(Number(id), { trace: marks.map(Number), ...limits });
  }
  return found;
}
