/**
 * The one way in which our own YAML files (configuration, rules) are read: one document, YAML 1.2, every fault at once,
 * and no input can abort the process or make it slow.
 */
import { Composer, type CST, Lexer, type Node, Parser } from 'yaml';
import type { Diagnostic } from './diagnostic.ts';
import type { SourceText } from './text.ts';
import { yamlDiagnostic } from './yaml-faults.ts';
import { type Extent, type Located, plainValue } from './yaml-value.ts';

export type YamlPath = readonly (string | number)[];

export interface YamlDocument {
  readonly kind: 'document';
  /** Plain data. Maps are objects without a prototype, so that no key collides with `constructor` or `__proto__`. */
  readonly value: unknown;
  /**
   * The place of what stands at `path` (offsets into `source.text`): its key, or its value. A list item and the whole
   * document have no key and answer with their value; an empty value answers with its key. Undefined where `path` leads
   * nowhere.
   */
  locate(path: YamlPath, part: 'key' | 'value'): Extent | undefined;
}

export interface YamlFaults {
  readonly kind: 'faults';
  readonly diagnostics: readonly Diagnostic[];
}

/** Deeper nesting is refused before the composer, which is recursive, could overflow the stack. */
const DEEPEST = 200;
const MOST_FAULTS = 100;

/**
 * Reads one YAML 1.2 document (core schema: `off` and `yes` are text). A file without content is an empty map. Duplicate
 * keys, a second document, merge keys, tags beyond the core schema and circular aliases are faults, as is every warning
 * of the parser.
 */
export function readYamlDocument(source: SourceText): YamlDocument | YamlFaults {
  const parsed = parseWithinDepth(source);
  if ('fault' in parsed) return { kind: 'faults', diagnostics: [parsed.fault] };
  const composer = new Composer({
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    resolveKnownTags: false,
    strict: true,
  });
  const [document] = composer.compose(parsed.tokens, true, source.text.length);
  const faults: Diagnostic[] = [...(document?.errors ?? []), ...(document?.warnings ?? [])].map((error) =>
    yamlDiagnostic(source, error),
  );
  if (parsed.second !== null) faults.push(parsed.second);
  if (faults.length > 0) return asFaults(faults);
  const contents = document?.contents ?? null;
  if (contents === null || isNothing(contents)) return emptyMap();
  const { value, located } = plainValue(source, contents, faults);
  if (faults.length > 0) return asFaults(faults);
  return { kind: 'document', value, locate: (path, part) => locateIn(located, path, part) };
}

interface Tokens {
  readonly tokens: readonly CST.Token[];
  /** The fault of a second document; nothing after it is read. */
  readonly second: Diagnostic | null;
}

/** Lexer and parser are iterative, so counting their stack is safe where composing would not be. */
function parseWithinDepth(source: SourceText): Tokens | { readonly fault: Diagnostic } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let documents = 0;
  const take = (token: CST.Token): Diagnostic | null => {
    if (token.type === 'document' && ++documents > 1) return secondDocument(source, token.offset);
    tokens.push(token);
    return null;
  };
  for (const lexeme of new Lexer().lex(source.text)) {
    for (const token of parser.next(lexeme)) {
      const second = take(token);
      if (second !== null) return { tokens, second };
    }
    if (parser.stack.length > DEEPEST) {
      const at = Math.min(parser.offset, source.text.length);
      return { fault: { message: `nested deeper than ${DEEPEST} levels`, source, start: at, end: at } };
    }
  }
  for (const token of parser.end()) {
    const second = take(token);
    if (second !== null) return { tokens, second };
  }
  return { tokens, second: null };
}

function secondDocument(source: SourceText, start: number): Diagnostic {
  const end = Math.min(start + 3, source.text.length);
  return {
    message: 'a second document starts here; only one can stand in this file',
    source,
    start,
    end,
    hint: 'remove the `---`, or put the second document into a file of its own',
  };
}

/** A file of nothing but comments: the parser makes an empty plain scalar of it. An explicit `null` is not nothing. */
function isNothing(node: Node): boolean {
  const range = node.range;
  return range === null || range === undefined || range[0] === range[1];
}

function emptyMap(): YamlDocument {
  const value: Record<string, unknown> = Object.create(null);
  return {
    kind: 'document',
    value,
    locate: (path) => (path.length === 0 ? { start: 0, end: 0 } : undefined),
  };
}

function locateIn(top: Located, path: YamlPath, part: 'key' | 'value'): Extent | undefined {
  let at: Located | undefined = top;
  for (const step of path) at = at?.fields?.get(String(step)) ?? at?.items?.[Number(step)];
  return part === 'key' ? (at?.key ?? at?.value) : at?.value;
}

function asFaults(faults: readonly Diagnostic[]): YamlFaults {
  const sorted = faults.toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0));
  if (sorted.length <= MOST_FAULTS) return { kind: 'faults', diagnostics: sorted };
  const more = sorted.length - MOST_FAULTS;
  return {
    kind: 'faults',
    diagnostics: [...sorted.slice(0, MOST_FAULTS), { message: `and ${more} faults more` }],
  };
}
