/** From a rule's fix templates to the edit of one file. */
import { placeOfField } from '../engine/caret.ts';
import { formatDuration } from '../engine/duration.ts';
import type { Fact } from '../engine/fact.ts';
import { compileMessage } from '../engine/message.ts';
import type { FixTemplate } from '../engine/rule.ts';
import { parseTemplate } from '../engine/template.ts';
import type { Verdict } from '../engine/verdict.ts';
import { PROTOCOLS } from '../engine/version.ts';
import type { Span } from '../source/span.ts';
import type { SourceText } from '../source/text.ts';
import type { Edit, Fix } from './finding.ts';

/**
 * What would make a failing verdict pass: the first fix of its rule whose field holds the failing values and is written
 * in a file. Null where there is none, as with a default that no file sets, and where a comment would be lost.
 */
export function fixOf(verdict: Verdict, source: (path: string) => SourceText | undefined): Fix | null {
  const { rule, fact, outcome } = verdict;
  if (fact === null || outcome !== 'fail') return null;
  for (const template of rule.rule.fixes) {
    const edits = editsOf(template, verdict, fact, source);
    if (edits === null) continue;
    return { title: titleOf(template.title, verdict), safety: template.safety, edits };
  }
  return null;
}

/** The edits of one fix; null where it does not apply, or would change nothing. */
function editsOf(
  template: FixTemplate,
  verdict: Verdict,
  fact: Fact,
  source: (path: string) => SourceText | undefined,
): readonly Edit[] | null {
  const text = replacement(template, verdict);
  if (text === null) return null;
  if (template.put === 'after') return editAfter(template.set, text, verdict, fact, source);
  const places = placesToSet(template.set, verdict, fact);
  const edits = places?.flatMap(({ path, start, end }): readonly Edit[] => {
    const before = source(path)?.text.slice(start, end);
    if (before === undefined || text === before || mayHoldComment(before)) return [];
    return [{ path, start, end, text }];
  });
  return edits === undefined || edits.length === 0 || edits.length < (places?.length ?? 0) ? null : edits;
}

/** Where the field is written that holds what fails, in every element that fails for `list.*.field`; null for anything else. */
function placesToSet(set: string, verdict: Verdict, fact: Fact): readonly Span[] | null {
  const [list = '', inner] = set.split('.*.');
  if (inner === undefined) {
    const at = writtenAt(fact, set);
    return at === null || !holdsWhatFails(verdict, fact, at) ? null : [at];
  }
  const places = new Map<string, Span>();
  for (const { path } of verdict.offending) {
    const index = path.startsWith(`${list}.`) ? path.slice(list.length + 1).split('.')[0] : undefined;
    const at = index === undefined ? null : writtenAt(fact, `${list}.${index}.${inner}`);
    if (at === null) return null;
    places.set(`${at.path}:${at.start}`, at);
  }
  return [...places.values()];
}

/** A new line after the one on which the field ends, indented as the one on which it begins. */
function editAfter(
  set: string,
  text: string,
  { offending }: Verdict,
  fact: Fact,
  source: (path: string) => SourceText | undefined,
): readonly Edit[] | null {
  const at = writtenAt(fact, set);
  const whole = at === null ? undefined : source(at.path)?.text;
  if (at === null || whole === undefined || !offending.every(({ path }) => path === set)) return null;
  const lineStart = whole.lastIndexOf('\n', at.start - 1) + 1;
  const indent = /^[ \t]*/.exec(whole.slice(lineStart, at.start))?.[0] ?? '';
  const next = whole.indexOf('\n', at.end);
  const end = next < 0 ? whole.length : next;
  const lineEnd = whole[end - 1] === '\r' ? end - 1 : end;
  // A line that the file continues cannot be followed by another.
  if (whole[lineEnd - 1] === '\\') return null;
  const newLine = lineEnd < end ? '\r\n' : '\n';
  return [{ path: at.path, start: lineEnd, end: lineEnd, text: `${newLine}${indent}${text}` }];
}

/**
 * Where a field is written; null where nothing says that somebody set it there. The place of a field alone does not:
 * what is missing has the place of the block that lacks it.
 */
export function writtenAt(fact: Fact, field: string): Span | null {
  const at = fact.positions[field];
  if (at === undefined) return null;
  const steps = fact.provenance[field] ?? [];
  return steps.some(({ what, span }) => what === 'set' && span !== null && holds(span, at)) ? at : null;
}

/** A value that fails elsewhere, as one that a second directive adds, would still fail. */
function holdsWhatFails({ offending, at: caret }: Verdict, fact: Fact, at: Span): boolean {
  const places = offending.map(({ path }) => placeOfField(fact, path) ?? caret);
  return places.length > 0 && places.every((place) => place !== null && holds(at, place));
}

function holds(outer: Span, inner: Span): boolean {
  return outer.path === inner.path && outer.start <= inner.start && inner.end <= outer.end;
}

/** Over several lines a comment may stand between the values. */
function mayHoldComment(text: string): boolean {
  return /[\r\n]/.test(text) && /#|\/\/|\/\*|--/.test(text);
}

function replacement(template: FixTemplate, verdict: Verdict): string | null {
  if (typeof template.to === 'string') return filled(template.to, verdict);
  const minimum = verdict.rule.params[template.to.versionsFrom.param];
  const from = typeof minimum === 'string' ? PROTOCOLS.indexOf(minimum) : -1;
  return from < 0 ? null : PROTOCOLS.slice(from).join(' ');
}

function titleOf(template: string, verdict: Verdict): string {
  const leaves = verdict.offending.map((one) => ({ ...one, element: null, reason: null, witness: null }));
  const { rule, subject, fact } = verdict;
  const context = { subject, fact, leaves, element: null, item: undefined, lineOf: () => null };
  return compileMessage(template, rule)(context);
}

/** The text that goes into the file: parameters as configuration writes them, not as a sentence does. */
function filled(template: string, { rule, subject }: Verdict): string | null {
  const words = parseTemplate(template).parts.map((part) => {
    if (typeof part === 'string') return part;
    if (part.name === 'subject') return subject;
    if (part.name !== 'param') return null;
    const value = rule.params[part.path];
    const isDuration = rule.rule.params[part.path]?.type === 'duration';
    return isDuration && typeof value === 'number' ? formatDuration(value) : plain(value);
  });
  return words.includes(null) ? null : words.join('');
}

function plain(value: unknown): string | null {
  if (Array.isArray(value)) return value.join(' ');
  return value === undefined || value === null ? null : String(value);
}
