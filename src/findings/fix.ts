/** From a rule's fix template to the edit of one file. */
import type { FixTemplate } from '../engine/rule.ts';
import type { Verdict } from '../engine/verdict.ts';
import type { Fix } from './finding.ts';

/** TLS versions, oldest first, in the spelling of nginx and PostgreSQL alike. */
const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

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
    title: fill(template.title, verdict),
    safety: template.safety,
    edits: [{ path: at.path, start: at.start, end: at.end, text }],
  };
}

function replacement(template: FixTemplate, verdict: Verdict): string | null {
  if (typeof template.to === 'string') return fill(template.to, verdict);
  const minimum = verdict.rule.params[template.to.versionsFrom.param];
  const from = typeof minimum === 'string' ? TLS_VERSIONS.indexOf(minimum) : -1;
  return from < 0 ? null : TLS_VERSIONS.slice(from).join(' ');
}

function fill(template: string, verdict: Verdict): string {
  return template.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    if (name === 'subject') return verdict.subject;
    const value = name.startsWith('param.') ? verdict.rule.params[name.slice('param.'.length)] : undefined;
    return value === undefined ? whole : String(value);
  });
}
