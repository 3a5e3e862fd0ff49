/** The header fields that locations and responses share, and the place of a header that is not sent. */
import type { ProvenanceStep } from '../../engine/fact.ts';
import type { Anchor } from '../../source/span.ts';
import { type Draft, doubt, MOST_PLACES, place, put } from './draft.ts';
import {
  droppedHeaders,
  type HeaderLine,
  type HeaderSet,
  headerSet,
  type SentHeader,
  sent,
} from './headers.ts';
import { atArgument, atArguments, atBlock, atName, type Level, own, serverOf } from './levels.ts';
import type { Scope } from './scope.ts';
import { allLocations, type Server } from './structure.ts';
import type { RequestView } from './variables.ts';

/** The headers at one level as a request of one status gets them. */
export interface Headers {
  readonly set: HeaderSet;
  readonly sent: readonly SentHeader[];
  readonly dropped: readonly SentHeader[];
  readonly view: RequestView;
  readonly level: Level;
}

export function headersAt(level: Level, scope: Scope, view: RequestView): Headers {
  const set = headerSet(level, scope.version);
  return {
    set,
    sent: set.lines.flatMap((line) => sent(line, view) ?? []),
    dropped: droppedHeaders(set, { ...view, status: 200 }),
    view,
    level,
  };
}

export const headerFields = ['headers', 'dropped', 'droppedNames'] as const;

/** `headers`, `dropped` and `droppedNames`. In a snippet a set that the surroundings may add to is not spoken of. */
export function putHeaders(draft: Draft, headers: Headers): void {
  const { set } = headers;
  if (set.unknown !== null) {
    for (const field of headerFields) doubt(draft, field, set.unknown, atBlock(headers.level));
    return;
  }
  const history = historyOf(headers);
  if (history.length > 0) draft.provenance.headers = history;
  if (set.isPartial) return;
  put(
    draft,
    'headers',
    headers.sent.map(({ line, value }) => ({ name: line.name, value, always: line.always })),
    headers.sent[0] === undefined ? lackPlace(headers.level) : atValue(headers.sent[0].line),
  );
  headers.sent.slice(0, MOST_PLACES).forEach(({ line }, index) => {
    place(draft, `headers.${index}`, atValue(line));
  });
  putDropped(draft, headers);
}

function putDropped(draft: Draft, headers: Headers): void {
  const at = droppingPlace(headers.set) ?? atBlock(headers.level);
  const names = headers.dropped.map(({ line }) => line.name.toLowerCase());
  const dropped = headers.dropped.map(({ value }, index) => ({ name: names[index], value }));
  put(draft, 'dropped', dropped, at);
  put(draft, 'droppedNames', names, at);
  names.forEach((_, index) => {
    place(draft, `dropped.${index}`, at);
    place(draft, `droppedNames.${index}`, at);
  });
  if (headers.dropped.length > 0 && draft.provenance.headers !== undefined) {
    draft.provenance.dropped = draft.provenance.headers;
    draft.provenance.droppedNames = draft.provenance.headers;
  }
}

/** "Set at line 9, dropped at line 18": the outer lines that were lost, then the line that lost them. */
function historyOf(headers: Headers): readonly ProvenanceStep[] {
  const { set } = headers;
  const by = set.by;
  if (by === null) return [];
  const steps: ProvenanceStep[] = headers.dropped.map(({ line }) => ({ what: 'set', span: atValue(line) }));
  if (steps.length > 0) steps.push({ what: 'dropped', span: atName(by.directive, by.level) });
  else steps.push({ what: 'set', span: atArguments(by.directive, by.level) });
  if (by.level !== headers.level) steps.push({ what: 'inherited', span: atBlock(headers.level) });
  return steps;
}

/** The place of a header's value. */
export function atValue(line: HeaderLine): Anchor {
  const value = line.directive.args[1];
  return value === undefined
    ? atName(line.directive, line.level)
    : atArgument(line.directive, value, line.level);
}

/** The name in the first `add_header` of the level that drops what is outside of it. */
function droppingPlace(set: HeaderSet): Anchor | null {
  if (set.by === null) return null;
  const { directive, level } = set.by;
  const name = directive.args[0];
  return name === undefined ? atName(directive, level) : atArgument(directive, name, level);
}

/** What lacks a header that nothing sets: the server, so that one omission is one place however many locations there are. */
export function lackPlace(level: Level): Anchor | null {
  return atBlock(serverOf(level));
}

const settersByServer = new WeakMap<Server, ReadonlySet<string>>();

/** Lower-case names of headers that some location of the server sets itself. */
function setInLocations(server: Server): ReadonlySet<string> {
  let names = settersByServer.get(server);
  if (names === undefined) {
    const places = allLocations(server).flatMap((location) => [location, ...location.conditions]);
    names = new Set(
      places.flatMap(({ level }) =>
        own(level, 'add_header').map((directive) => (directive.args[0]?.text ?? '').toLowerCase()),
      ),
    );
    settersByServer.set(server, names);
  }
  return names;
}

/**
 * The place of a header, sent or not: its value; the line without `always` or with nothing to send; the line that
 * dropped it; the location, where others of the server set it themselves; else the server.
 */
export function headerPlace(name: string, headers: Headers): Anchor | null {
  const isIt = (line: HeaderLine): boolean => line.name.toLowerCase() === name;
  const line = headers.sent.find((one) => isIt(one.line))?.line ?? headers.set.lines.find(isIt);
  if (line !== undefined) return atValue(line);
  if (headers.set.dropped.some(isIt)) return droppingPlace(headers.set);
  return setInLocations(headers.view.server).has(name) ? atBlock(headers.level) : lackPlace(headers.level);
}
