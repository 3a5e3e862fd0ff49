/** Messages for people: templates filled in from a fact, what failed, parameters, and where values came from. */
import type { Anchor } from '../source/span.ts';
import { itemValue } from './assertion.ts';
import { formatDuration } from './duration.ts';
import type { DecidingLeaf, Element } from './explain.ts';
import type { Fact, ProvenanceStep } from './fact.ts';
import type { BoundRule } from './plan.ts';
import { joined, stepsOf } from './shape.ts';
import { type Part, type Placeholder, parseTemplate } from './template.ts';

/** The line (from 1) at which a place starts; null where the text is not at hand. */
export type LineOf = (anchor: Anchor) => number | null;

/** Everything that a message may speak about. */
export interface MessageContext {
  readonly subject: string;
  /** Null where a project rule misses a fact. */
  readonly fact: Fact | null;
  /** The leaves that decided. */
  readonly leaves: readonly DecidingLeaf[];
  /** The element of `each`. */
  readonly element: Element | null;
  readonly item: unknown;
  readonly lineOf: LineOf;
}

export type Message = (context: MessageContext) => string;

/** Compiles a template that was checked when its rule was loaded. */
export function compileMessage(template: string, rule: BoundRule): Message {
  const parts = parseTemplate(template).parts.map((part, index, all): string | Message => {
    if (typeof part === 'string') return namesLines(part, all[index + 1]) ? part.replace(LINE, '') : part;
    if (part.name === 'param') return paramWords(rule, part.path);
    if (namesLines(all[index - 1], part)) return (context) => linesWords(linesOf(part, context));
    return (context) => placeholderWords(part, context);
  });
  return (context) => {
    let words = '';
    let last = '';
    for (const part of parts) {
      const more = typeof part === 'string' ? part : part(context);
      if (more !== '') last = more;
      words += more;
    }
    // The end of a text that was just put together is dear to look at.
    return LOOSE_END.test(last) ? words.replace(/[\s:;,–-]+$/, '') : words;
  };
}

/** What may stand before a placeholder that came out empty, and not at the end of a sentence. */
const LOOSE_END = /[\s:;,–-]$/;

/** Templates speak of one line: where there are several, `line {offending.line}` reads `lines 2, 3 and 4`. */
function namesLines(before: Part | undefined, part: Part | undefined): boolean {
  return typeof before === 'string' && LINE.test(before) && typeof part === 'object' && part.name !== 'param';
}

const LINE = /\bline $/;

function linesOf(part: Placeholder, context: MessageContext): readonly string[] {
  if (part.name === 'offending') return offendingValues(part.path, context.leaves);
  return placeholderWords(part, context).split(', ');
}

function placeholderWords(placeholder: Placeholder, context: MessageContext): string {
  const { name, path } = placeholder;
  switch (name) {
    case 'subject':
      return context.subject;
    case 'offending':
      return offendingWords(path, context.leaves);
    case 'witness':
      return context.leaves.find(({ witness }) => witness !== null)?.witness ?? '';
    case 'value':
      return valueWords(below(context.fact?.value, path));
    case 'element':
      return valueWords(below(context.element?.value, path));
    case 'item':
      return valueWords(path === '' ? context.item : itemValue(context.item, path));
    case 'provenance':
      return provenanceWords(context, joined(context.element?.path ?? '', path));
    case 'param':
      return '';
  }
}

/** More values in a sentence are not read. */
const MOST_NAMED = 10;

function offendingWords(path: string, leaves: readonly DecidingLeaf[]): string {
  const words = offendingValues(path, leaves);
  return words.length > MOST_NAMED + 1 ? enumerated(words) : words.join(', ') || 'none';
}

/** The values that failed, each once; with a path, that field of the elements that failed. */
function offendingValues(path: string, leaves: readonly DecidingLeaf[]): readonly string[] {
  const values = leaves.map(({ element, value }) => (path === '' ? value : below(element?.value, path)));
  return [...new Set(values.flat().map(valueWords))];
}

/** Two or more: `a, b and c`. */
function enumerated(words: readonly (string | number)[]): string {
  const left = words.length - MOST_NAMED;
  if (left > 1) return `${words.slice(0, MOST_NAMED).join(', ')} and ${left} more`;
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** A value as it reads in a sentence: lists joined, nothing named. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'not set';
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return value.length === 0 ? 'none' : value.map(valueWords).join(', ');
}

function paramWords({ rule, params }: BoundRule, name: string): string {
  const declaration = rule.params[name];
  const isDuration = declaration?.type === 'duration' || declaration?.items === 'duration';
  const words = (value: unknown): unknown =>
    isDuration && typeof value === 'number' ? durationWords(value) : value;
  const value = params[name];
  return valueWords(Array.isArray(value) ? value.map(words) : words(value));
}

/** `30 s`, `90 d`. */
function durationWords(seconds: number): string {
  return formatDuration(seconds).replace(/(?<=\d)(?=[a-z])/, ' ');
}

function below(value: unknown, path: string): unknown {
  let at = value;
  for (const step of stepsOf(path)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null;
    at = (at as Readonly<Record<string, unknown>>)[step];
  }
  return at;
}

/**
 * "set at line 9, dropped at line 18", "set at lines 1 and 2 of snippets/tls.conf"; empty where the collector says nothing
 * of it. Steps of one kind that follow each other in one file are told together.
 */
function provenanceWords({ fact, lineOf }: MessageContext, path: string): string {
  if (fact === null) return '';
  for (let at = path; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) {
    const steps = fact.provenance[at];
    if (steps !== undefined)
      return runsOf(steps)
        .map((run) => runWords(run, fact, lineOf))
        .join(', ');
  }
  return '';
}

type Steps = readonly [ProvenanceStep, ...ProvenanceStep[]];

function runsOf(steps: readonly ProvenanceStep[]): readonly Steps[] {
  const runs: [ProvenanceStep, ...ProvenanceStep[]][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last !== undefined && last[0].what === step.what && last[0].span?.path === step.span?.path)
      last.push(step);
    else runs.push([step]);
  }
  return runs;
}

function runWords(run: Steps, fact: Fact, lineOf: LineOf): string {
  const [{ what, span }] = run;
  if (what === 'default') return 'by default';
  const found = run.flatMap((step) => (step.span === null ? [] : [lineOf(step.span)]));
  const lines = [...new Set(found)].filter((line) => line !== null);
  if (span === null || lines.length === 0) return what;
  const verb = what === 'inherited' ? 'inherited from' : `${what} at`;
  if (span.path === fact.at?.path) return `${verb} ${linesWords(lines)}`;
  return lines.length === 1
    ? `${verb} ${span.path}:${lines[0]}`
    : `${verb} ${linesWords(lines)} of ${span.path}`;
}

function linesWords(lines: readonly (string | number)[]): string {
  return lines.length > 1 ? `lines ${enumerated(lines)}` : `line ${lines[0] ?? 'none'}`;
}
