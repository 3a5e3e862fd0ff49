/** Holds the collector's facts against what the real server did, request by request. */
import {
  type Case,
  type Disagreement,
  describe,
  firstLocationOf,
  isInternal,
  serverOf,
  takenBy,
} from './nginx-case.ts';
import { compareExposure, compareMethod } from './nginx-compare-access.ts';
import { compareHeaders } from './nginx-compare-headers.ts';
import { compareServers } from './nginx-compare-server.ts';
import { type BlockFact, firstName, matchOf } from './nginx-facts.ts';
import type { Observed } from './nginx-observe.ts';
import type { Item } from './nginx-tree.ts';

/** Everything in which facts and server differ; empty where they agree. */
export function compare(one: Case): readonly Disagreement[] {
  return [
    ...comparePositions(one),
    ...one.observation.requests.flatMap((observed) => [...compareTaken(one, observed)]),
    ...one.observation.requests.flatMap((observed) => [...compareHeaders(one, observed)]),
    ...one.observation.requests.flatMap((observed) => [...compareMethod(one, observed)]),
    ...one.observation.requests.flatMap((observed) => [...compareExposure(one, observed)]),
    ...compareServers(one),
  ];
}

function* compareTaken(one: Case, observed: Observed): Generator<Disagreement> {
  const server = serverOf(one, observed);
  if (server === null) return;
  const expected = expectedServer(one, observed);
  if (expected !== server) {
    const said = expected === null ? 'no server' : `server ${firstName(expected)}`;
    yield {
      about: 'server taken',
      words: `${describe(observed)} got to server ${firstName(server)}; by the facts ${said} takes it`,
    };
    return;
  }
  const location = firstLocationOf(one, observed);
  if (location === null || isRewritten(server)) return;
  const taken = takenBy(one, server, observed.probe.path);
  if (taken === undefined || taken === location || isInternal(one, taken)) return;
  yield {
    about: 'location taken',
    words: `${describe(observed)} got to location ${matchOf(location)}; by the facts ${taken.name} ${matchOf(taken)} takes it`,
  };
}

/** A server-level rewrite changes the path before a location is looked for. */
function isRewritten(server: Item): boolean {
  return (server.block ?? []).some((item) => item.name === 'rewrite');
}

function expectedServer(one: Case, observed: Observed): Item | null {
  const { socket, name } = observed.probe;
  const onSocket = one.servers.filter(({ fields }) =>
    fields
      .objects('listens')
      .some((listen) => listen.text('address') === socket.address && listen.number('port') === socket.port),
  );
  const named = (test: (pattern: string) => boolean): BlockFact | undefined =>
    onSocket.find(({ fields }) => fields.texts('names').some(test));
  const isDefault = ({ fields }: BlockFact): boolean =>
    fields
      .objects('listens')
      .some(
        (listen) =>
          listen.text('address') === socket.address &&
          listen.number('port') === socket.port &&
          listen.flag('default') === true,
      );
  const found =
    named((pattern) => pattern === name) ??
    named((pattern) => pattern.startsWith('*.') && name.endsWith(pattern.slice(1))) ??
    named((pattern) => pattern.startsWith('~') && new RegExp(pattern.slice(1), 'i').test(name)) ??
    onSocket.find(isDefault);
  return found?.block ?? null;
}

/** Every position of a header stands on the value that some add_header was given. */
function comparePositions(one: Case): readonly Disagreement[] {
  const places = new Set(
    one.rendered.written
      .filter(({ item }) => item.name === 'add_header')
      .flatMap(({ path, args }) => args.slice(1, 2).map((arg) => `${path} ${arg.start} ${arg.end}`)),
  );
  const wrong = new Set<string>();
  for (const { fact } of [...one.locations, ...one.responses]) {
    for (const [field, at] of Object.entries(fact.positions)) {
      if (!/^headers?\.[\w-]+$/.test(field) || !isSent(fact.value, field)) continue;
      if (places.has(`${at.path} ${at.start} ${at.end}`)) continue;
      const text = one.rendered.files[at.path]?.slice(at.start, at.end) ?? 'nothing';
      wrong.add(`${fact.fact} of ${fact.subject}: ${field} points at \`${text}\` (${at.path} ${at.start})`);
    }
  }
  return [...wrong].map((words) => ({ about: 'position', words }));
}

/** A header that is not sent has the place of what lacks it. */
function isSent(value: Readonly<Record<string, unknown>>, field: string): boolean {
  const [list = '', name = ''] = field.split('.');
  const headers = value[list];
  if (typeof headers !== 'object' || headers === null) return false;
  return Object.entries(headers).some(([key, header]) => key === name && header !== null);
}
