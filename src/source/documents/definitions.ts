/**
 * Definitions of custom resources are half of all bytes of real manifests, and nobody looks at what they hold: they are
 * known by their outermost keys and left unread.
 */
import { AS_WRITTEN, type Cells, Draft, NODE } from './cells.ts';
import type { Chunk } from './split.ts';
import { hasMarks } from './template.ts';

/** What a line may begin with that is not indented. */
const OUTERMOST = /^[^ \n#]/gm;

/** The value must be whole on its line: an indented one would go on with it. */
const HEAD =
  /(?:apiVersion: +apiextensions\.k8s\.io\/v1(?:beta1)?|kind: +CustomResourceDefinition)(?=\n[^ \n]|\n?$)/y;

const SECTION = /(?:metadata|spec|status):[ \n]/y;

/**
 * A document that says in the plainest way that it is a CustomResourceDefinition and can be nothing else, with its
 * `apiVersion` and `kind` only; null for any other. What stands below `metadata`, `spec` and `status` is not looked at: a
 * fault there goes unseen, and could hide nothing but a part of the definition.
 */
export function readDefinition(text: string, { start, body, end }: Chunk): Cells | null {
  const first = body > start ? text.indexOf('\n', body) + 1 : body;
  if (first < body || text.slice(body, first).trim() !== '') return null;
  const heads = new Map<string, Head>();
  OUTERMOST.lastIndex = first;
  for (let match = OUTERMOST.exec(text); match !== null && match.index < end; match = OUTERMOST.exec(text)) {
    const head = headAt(text, match.index);
    if (head === null || heads.has(head.key)) return null;
    heads.set(head.key, head);
  }
  const [version, kind] = [heads.get('apiVersion'), heads.get('kind')];
  if (version === undefined || kind === undefined || hasMarks(text.slice(first, end))) return null;
  const draft = new Draft();
  const root = draft.open();
  for (const { key, at, end: stop } of [version, kind]) {
    draft.leaf(NODE.plain, at, at + key.length, AS_WRITTEN);
    draft.leaf(NODE.plain, text.lastIndexOf(' ', stop) + 1, stop, AS_WRITTEN);
  }
  draft.close(root, NODE.map, Math.min(version.at, kind.at), Math.max(version.end, kind.end), 0);
  return draft.finish();
}

interface Head {
  readonly key: string;
  readonly at: number;
  /** Where its value ends, of a section its key. */
  readonly end: number;
}

function headAt(text: string, at: number): Head | null {
  const pattern = text.startsWith('apiVersion', at) || text.startsWith('kind', at) ? HEAD : SECTION;
  pattern.lastIndex = at;
  if (!pattern.test(text)) return null;
  return { key: text.slice(at, text.indexOf(':', at)), at, end: pattern.lastIndex };
}
