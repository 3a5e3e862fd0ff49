/** The headers that one level sends, and the place of a header, whether it is sent or not. */
import type { Anchor } from '../../source/span.ts';
import {
  droppedHeaders,
  type HeaderLine,
  type HeaderSet,
  headerSet,
  isPlainStatus,
  type SentHeader,
  sent,
} from './headers.ts';
import { atArgument, atBlock, atName, type Level, own, serverOf } from './levels.ts';
import type { Scope } from './scope.ts';
import { allLocations, type Server } from './structure.ts';
import type { RequestView } from './variables.ts';

/** The headers at one level as a request of one status gets them. */
export interface Headers {
  readonly set: HeaderSet;
  readonly sent: readonly SentHeader[];
  readonly dropped: readonly SentHeader[];
  readonly server: Server;
  readonly level: Level;
  /** Equal for two requests that get the same headers from the level. */
  readonly signature: string;
}

/** What a set comes to for one request. */
type Outcome = Pick<Headers, 'set' | 'sent' | 'dropped' | 'signature'>;

export function headersAt(level: Level, scope: Scope, view: RequestView): Headers {
  const set = headerSet(level, scope.version);
  const { sent: lines, dropped, signature } = fixedOutcome(set, view) ?? outcomeOf(set, view);
  return { set, sent: lines, dropped, server: view.server, level, signature };
}

function outcomeOf(set: HeaderSet, view: RequestView): Outcome {
  const lines = set.lines.flatMap((line) => sent(line, view) ?? []);
  const dropped = set.dropped.length === 0 ? [] : droppedHeaders(set, { ...view, status: 200 });
  const signature = lines.map(({ line, value }) => `${line.name.toLowerCase()}: ${value}\n`).join('');
  return { set, sent: lines, dropped, signature };
}

const withoutAlways = new WeakMap<HeaderSet, Outcome>();
const alwaysOnly = new WeakMap<HeaderSet, Outcome>();

/** Of a set without variables, only the kind of status decides: it comes out once for both. Null for other sets. */
function fixedOutcome(set: HeaderSet, view: RequestView): Outcome | null {
  const kept = isPlainStatus(view.status) ? withoutAlways : alwaysOnly;
  const known = kept.get(set);
  if (known !== undefined) return known;
  if ([...set.lines, ...set.dropped].some((line) => line.text.includes('$'))) return null;
  const outcome = outcomeOf(set, view);
  kept.set(set, outcome);
  return outcome;
}

/** The place of a header's value. */
export function atValue(line: HeaderLine): Anchor {
  const value = line.directive.args[1];
  return value === undefined
    ? atName(line.directive, line.level)
    : atArgument(line.directive, value, line.level);
}

/** The name in the first `add_header` of the level that drops what is outside of it. */
export function droppingPlace(set: HeaderSet): Anchor | null {
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

/** True where no header is set, lost or set elsewhere in the server: whatever is missing, the server lacks it. */
export function lacksAll({ set, server }: Headers): boolean {
  return set.lines.length === 0 && set.dropped.length === 0 && setInLocations(server).size === 0;
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
  return setInLocations(headers.server).has(name) ? atBlock(headers.level) : lackPlace(headers.level);
}
