/** Verdicts over real text, for the tests of what becomes of them. */
import type { Fact } from '../../src/engine/fact.ts';
import type { BoundRule } from '../../src/engine/plan.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { ruleIndex } from '../../src/engine/rule-index.ts';
import type { Verdict } from '../../src/engine/verdict.ts';
import type { Scope } from '../../src/findings/scope.ts';
import { type Settled, type SettleRequest, settle } from '../../src/findings/settle.ts';
import type { Anchor } from '../../src/source/span.ts';
import { type SourceText, sourceText } from '../../src/source/text.ts';
import { rule } from './reports.ts';

export const TODAY = '2026-11-21';

/** A rule of medium severity, so that no date is needed to silence it. */
export const TICKETS = rule('tls-session-tickets', { severity: 'medium', aliases: ['tls-tickets'] });
export const PROTOCOLS = rule('tls-min-version', { severity: 'high' });
export const TOKENS = rule('server-version-disclosed', { severity: 'low' });
const RULES = [TICKETS, PROTOCOLS, TOKENS];

export function bound(of: Rule): BoundRule {
  return { rule: of, severity: of.severity, params: {}, evidence: [0] };
}

export function fact(given: Partial<Fact> = {}): Fact {
  return {
    fact: 'nginx.server',
    from: 'file',
    subject: 'server api.test',
    at: null,
    target: null,
    value: {},
    positions: {},
    provenance: {},
    unknown: {},
    confidence: 'certain',
    link: null,
    ...given,
  };
}

export function verdict(of: Rule, given: Partial<Verdict> = {}): Verdict {
  const judged = given.fact === undefined ? fact() : given.fact;
  return {
    rule: bound(of),
    outcome: 'fail',
    fact: judged,
    subject: judged?.subject ?? '',
    severity: of.severity,
    confidence: of.confidence,
    message: `${judged?.subject ?? 'the project'} is at fault`,
    at: null,
    offending: [],
    related: [],
    content: '',
    ...given,
  };
}

/**
 * A toy collector and rules in one, so that tests can edit files and judge them again. It reads blocks
 * (`server NAME { … }`, not nested) of `name value;` lines: `tickets on`, `protocols TLSv1…` and `tokens on` fail, each
 * at its value; `include …` makes tickets unknown. Comments and white space mean nothing, as in the real ones.
 */
export function judge(files: Readonly<Record<string, string>>): readonly Verdict[] {
  return Object.entries(files).flatMap(([path, text]) =>
    [...text.matchAll(/^[ \t]*server\s+(\S+)\s*\{([^}]*)\}/gm)].flatMap((block) => {
      const [whole, name = '', body = ''] = block;
      const start = block.index + whole.length - body.length - 1;
      const server = {
        path,
        start: block.index + whole.indexOf('server'),
        end: block.index + whole.indexOf('server') + 6,
      };
      const judged = fact({ subject: `server ${name}`, at: { ...server, route: [`server ${name}`] } });
      const lines = body.matchAll(/^([ \t]*)(tickets|protocols|tokens|include)(\s+)([^;#]+);/gm);
      return [...lines].flatMap((line): readonly Verdict[] => {
        const [, indent = '', directive = '', gap = '', value = ''] = line;
        const from = start + line.index + indent.length + directive.length + gap.length;
        const at: Anchor = {
          path,
          start: from,
          end: from + value.length,
          route: [`server ${name}`, directive],
        };
        const given = { fact: judged, at, content: value.replace(/\s+/g, ' ') };
        if (directive === 'tickets' && value === 'on') return [verdict(TICKETS, given)];
        if (directive === 'protocols' && value.includes('TLSv1')) return [verdict(PROTOCOLS, given)];
        if (directive === 'tokens' && value === 'on') return [verdict(TOKENS, given)];
        if (directive === 'include') return [verdict(TICKETS, { ...given, outcome: 'unknown' })];
        return [];
      });
    }),
  );
}

export function scopeOf(files: Readonly<Record<string, string>>, given: Partial<Scope> = {}): Scope {
  return {
    files: new Set(Object.keys(files)),
    targets: new Set(),
    whole: true,
    notAnalysed: new Set(),
    exists: (path) => path in files,
    rules: ruleIndex(RULES),
    ran: new Set(RULES.map(({ id }) => id)),
    ...given,
  };
}

export function sourcesOf(files: Readonly<Record<string, string>>): (path: string) => SourceText | undefined {
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, sourceText(path, text)]));
  return (path) => sources.get(path);
}

/** Judges and settles files as a run over all of them does. */
export function settleFiles(
  files: Readonly<Record<string, string>>,
  given: Partial<SettleRequest> = {},
): Settled {
  return settle({
    verdicts: judge(files),
    source: sourcesOf(files),
    scope: scopeOf(files),
    suppressions: [],
    baseline: null,
    minConfidence: 'low',
    since: null,
    today: TODAY,
    ...given,
  });
}
