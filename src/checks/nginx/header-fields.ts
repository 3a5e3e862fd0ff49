/** The header fields of locations and responses. They are made once for a level and what it sends, and then shared. */
import type { ProvenanceStep } from '../../engine/fact.ts';
import { add, type Draft, doubt, MOST_PLACES, newDraft, place, put, trace } from './draft.ts';
import { putHeaderMap } from './header-map.ts';
import { atValue, droppingPlace, type Headers, lackPlace } from './header-places.ts';
import type { HeaderSet } from './headers.ts';
import { atArguments, atBlock, atName, type Level } from './levels.ts';

interface Fields {
  /** `headers`, `dropped` and `droppedNames`. */
  readonly list: Draft;
  /** `header` and `hsts`. */
  readonly map: Draft;
}

/** By what sends them and what it comes to: places depend on the level, values on the set of headers alone. */
const made = new WeakMap<Level | HeaderSet, Map<string, Fields>>();

function fieldsOf(headers: Headers, withPlaces: boolean): Fields {
  const owner = withPlaces ? headers.level : headers.set;
  let bySignature = made.get(owner);
  if (bySignature === undefined) {
    bySignature = new Map();
    made.set(owner, bySignature);
  }
  let fields = bySignature.get(headers.signature);
  if (fields === undefined) {
    fields = makeFields(headers, withPlaces);
    bySignature.set(headers.signature, fields);
  }
  return fields;
}

function makeFields(headers: Headers, withPlaces: boolean): Fields {
  const fields = { list: newDraft(withPlaces), map: newDraft(withPlaces) };
  putList(fields.list, headers);
  putHeaderMap(fields.map, headers);
  return fields;
}

/** `headers`, `dropped` and `droppedNames`. */
export function putHeaders(draft: Draft, headers: Headers): void {
  add(draft, fieldsOf(headers, draft.places !== null).list);
}

/** The same with `header` and `hsts`. */
export function putReplyHeaders(draft: Draft, headers: Headers): void {
  const { list, map } = fieldsOf(headers, draft.places !== null);
  add(draft, list);
  add(draft, map);
}

/** In a snippet a set that the surroundings may add to is not spoken of, save for what is dropped within it. */
function putList(draft: Draft, headers: Headers): void {
  const { set } = headers;
  if (set.unknown !== null) {
    for (const field of ['headers', 'dropped', 'droppedNames']) {
      doubt(draft, field, set.unknown, atBlock(headers.level));
    }
    return;
  }
  const history = draft.places === null ? [] : historyOf(headers);
  trace(draft, 'headers', history);
  if (set.isPartial) {
    if (headers.dropped.length > 0) putDropped(draft, headers, history);
    return;
  }
  const [first] = headers.sent;
  const lines = headers.sent.map(({ line, value }) => ({ name: line.name, value, always: line.always }));
  put(draft, 'headers', lines, first === undefined ? lackPlace(headers.level) : atValue(first.line));
  headers.sent.slice(0, MOST_PLACES).forEach(({ line }, index) => {
    place(draft, `headers.${index}`, atValue(line));
  });
  putDropped(draft, headers, history);
}

function putDropped(draft: Draft, headers: Headers, history: readonly ProvenanceStep[]): void {
  const at = droppingPlace(headers.set) ?? atBlock(headers.level);
  const names = headers.dropped.map(({ line }) => line.name.toLowerCase());
  const dropped = headers.dropped.map(({ value }, index) => ({ name: names[index], value }));
  put(draft, 'dropped', dropped, at);
  put(draft, 'droppedNames', names, at);
  names.forEach((_, index) => {
    place(draft, `dropped.${index}`, at);
    place(draft, `droppedNames.${index}`, at);
  });
  if (headers.dropped.length === 0) return;
  trace(draft, 'dropped', history);
  trace(draft, 'droppedNames', history);
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
