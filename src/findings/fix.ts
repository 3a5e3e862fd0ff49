/** From a rule's fix template to the edit of one file. */
import { formatDuration } from '../engine/duration.ts';
import { compileMessage } from '../engine/message.ts';
import type { FixTemplate } from '../engine/rule.ts';
import { parseTemplate } from '../engine/template.ts';
import type { Verdict } from '../engine/verdict.ts';
import { PROTOCOLS } from '../engine/version.ts';
import type { Fix } from './finding.ts';

/**
 * What would make a failing verdict pass, or null where the rule has no fix, or nothing stands there that could be
 * replaced: a default that no file sets has no text to change.
 */
export function fixOf(verdict: Verdict): Fix | null {
  const template = verdict.rule.rule.fix;
  const fact = verdict.fact;
  if (template === null || fact === null || verdict.outcome !== 'fail') return null;
  const at = fact.positions[template.set];
  const standsForTheFact = at !== undefined && at.path === fact.at?.path && at.start === fact.at.start;
  if (at === undefined || standsForTheFact) return null;
  const text = replacement(template, verdict);
  if (text === null) return null;
  return {
    title: titleOf(template.title, verdict),
    safety: template.safety,
    edits: [{ path: at.path, start: at.start, end: at.end, text }],
  };
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
