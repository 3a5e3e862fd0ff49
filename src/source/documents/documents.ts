/**
 * The one way in which scanned YAML and JSON files are read: every document of a file with the place of every key and
 * value, once for all collectors. Nothing a file holds can abort, hang or flood a run, and a document that cannot be read
 * hides no other.
 */
import type { Project } from '../project.ts';
import { type RecentlyUsed, recentlyUsed } from '../recently-used.ts';
import { lineOf, type SourceText } from '../text.ts';
import { type Cells, countOf } from './cells.ts';
import { readDefinition } from './definitions.ts';
import { type DuplicateKey, duplicateKeys } from './duplicate-keys.ts';
import { faultWords } from './faults.ts';
import { DocumentNode } from './node.ts';
import { afterSpace, readJson } from './read-json.ts';
import { readSimple } from './read-simple.ts';
import { readYaml } from './read-yaml.ts';
import { type Chunk, splitDocuments } from './split.ts';
import { isTemplate, looksTemplated } from './template.ts';
import { unfoldsTooFar } from './unfold.ts';

export interface TargetDocument {
  readonly root: DocumentNode;
  /** Keys that are given more than once in one map, in order; the last of them counts. */
  duplicates(): readonly DuplicateKey[];
}

/** A document that cannot be read. */
export interface UnreadDocument {
  /** Offsets of the document into the text of the file. */
  readonly start: number;
  readonly end: number;
  /** Where it cannot be read on, or where it begins; from 1. */
  readonly line: number;
  /** `template`, or what is wrong in words that hold nothing of the file. */
  readonly reason: string;
}

export interface Documents {
  readonly kind: 'documents';
  readonly source: SourceText;
  readonly documents: readonly TargetDocument[];
  readonly unread: readonly UnreadDocument[];
}

export type DocumentsOutcome =
  | Documents
  | { readonly kind: 'absent' }
  | { readonly kind: 'binary' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Nodes that are kept for other collectors (20 bytes each); beyond, those that were used longest ago are read again. */
const MOST_KEPT = 1_000_000;

/** Documents of one file; what generators write into one stays far below. */
const MOST_DOCUMENTS = 20_000;

interface Kept {
  readonly outcome: DocumentsOutcome;
  readonly nodes: number;
}
const caches = new WeakMap<Project, RecentlyUsed<Kept>>();

/** Reads the documents of a file of the project; kept for whoever asks next. */
export function documentsOf(project: Project, path: string): DocumentsOutcome {
  let cache = caches.get(project);
  if (cache === undefined) {
    cache = recentlyUsed<Kept>(MOST_KEPT, ({ nodes }) => nodes);
    caches.set(project, cache);
  }
  return cache(path, () => read(project, path)).outcome;
}

function read(project: Project, path: string): Kept {
  const outcome = project.read(path);
  if (outcome.kind !== 'text') return { outcome, nodes: 0 };
  const { documents, nodes } = readAll(outcome.source);
  return { outcome: documents, nodes };
}

/** Reads the documents of a text that is not a file of its own, or of no project. */
export function readDocuments(source: SourceText): Documents {
  return readAll(source).documents;
}

function readAll(source: SourceText): { readonly documents: Documents; readonly nodes: number } {
  const documents: TargetDocument[] = [];
  const unread: UnreadDocument[] = [];
  let nodes = 0;
  const take = (cells: Cells, { start, end }: Chunk): void => {
    nodes += countOf(cells);
    const document = { source, cells };
    const reason = isTemplate(document, start, end)
      ? 'template'
      : unfoldsTooFar(cells)
        ? 'its aliases unfold to too many values'
        : null;
    if (reason !== null) unread.push({ start, end, line: firstLine(source, start, end), reason });
    else documents.push({ root: new DocumentNode(document, 0), duplicates: () => duplicateKeys(document) });
  };
  const isFull = (): boolean => documents.length + unread.length >= MOST_DOCUMENTS;
  for (const chunk of splitDocuments(source.text)) {
    const values = isFull() ? null : readJsonValues(source.text, chunk);
    for (const [cells, part] of values ?? []) take(cells, part);
    if (isFull()) {
      unread.push(tooMany(source, chunk.start));
      break;
    }
    if (values !== null) continue;
    const simple = readDefinition(source.text, chunk) ?? readSimple(source.text, chunk);
    const outcome = simple === null ? readYaml(source.text, chunk.start, chunk.end) : { cells: simple };
    if ('cells' in outcome) take(outcome.cells, chunk);
    else unread.push(unreadable(source, chunk, outcome.fault));
  }
  return { documents: { kind: 'documents', source, documents, unread }, nodes };
}

/** JSON values one after the other, as kubectl takes them, up to as many as are read; null where it is anything else. */
function readJsonValues(text: string, chunk: Chunk): readonly (readonly [Cells, Chunk])[] | null {
  const input = { text, limit: chunk.end };
  const values: (readonly [Cells, Chunk])[] = [];
  let at = afterSpace(input, chunk.body);
  if (text[at] !== '{' && text[at] !== '[') return null;
  while (at < chunk.end && values.length < MOST_DOCUMENTS) {
    const value = readJson(text, at, chunk.end);
    if (value === null) return null;
    values.push([value.cells, { start: at, body: at, end: value.end }]);
    at = afterSpace(input, value.end);
  }
  return values;
}

function tooMany(source: SourceText, start: number): UnreadDocument {
  const end = source.text.length;
  const reason = `more than ${MOST_DOCUMENTS} documents in one file`;
  return { start, end, line: firstLine(source, start, end), reason };
}

function unreadable(
  source: SourceText,
  { start, end }: Chunk,
  fault: { readonly offset: number; readonly words: string },
): UnreadDocument {
  if (looksTemplated(source.text.slice(start, end))) {
    return { start, end, line: firstLine(source, start, end), reason: 'template' };
  }
  return { start, end, line: lineOf(source, fault.offset), reason: faultWords(fault.words) };
}

/** The first line of a document that holds anything. */
function firstLine(source: SourceText, start: number, end: number): number {
  const from = source.text.startsWith('---', start) ? start + 3 : start;
  return lineOf(source, Math.min(afterSpace({ text: source.text, limit: end }, from), end));
}
