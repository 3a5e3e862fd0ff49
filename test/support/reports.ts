/** Made-up reports for the tests of printers: findings over real text, located by what they point at. */
import type { Rule } from '../../src/engine/rule.ts';
import type { Severity } from '../../src/engine/severity.ts';
import type { Finding } from '../../src/findings/finding.ts';
import type { PrintContext, Report } from '../../src/report/report.ts';
import type { Place } from '../../src/source/span.ts';
import { placeOf, type SourceText, sourceText } from '../../src/source/text.ts';

/** A rule with everything that a report shows of it. */
export function rule(id: string, given: Partial<Rule> = {}): Rule {
  return {
    id,
    aliases: [],
    area: 'tls',
    title: 'A TLS version below the minimum is accepted',
    severity: 'high',
    confidence: 'certain',
    profiles: ['recommended'],
    since: '0.1.0',
    rationale: 'TLS 1.0 and 1.1 have no authenticated cipher suites.',
    remediation: 'Offer only the versions at or above the minimum.',
    references: ['https://www.rfc-editor.org/rfc/rfc8996'],
    cwe: ['CWE-326'],
    params: {},
    scope: 'fact',
    when: null,
    forEach: null,
    evidence: [],
    message: '{subject}',
    fixes: [],
    properties: {},
    examples: { fail: [], pass: [] },
    origin: 'built-in',
    ...given,
  };
}

/** The place of the first occurrence of `needle`, or of the one after `after`. */
export function placeIn(source: SourceText, needle: string, after = ''): Place {
  const start = source.text.indexOf(needle, source.text.indexOf(after) + after.length);
  if (start < 0) throw new Error(`${needle} is not in ${source.path}`);
  return placeOf(source, { start, end: start + needle.length });
}

/** A failing finding of `tls-min-version`, in a file, with nothing special about it. */
export function finding(given: Partial<Finding> = {}, of: Rule = rule('tls-min-version')): Finding {
  return {
    rule: { rule: of, severity: of.severity, params: {}, evidence: [0] },
    severity: of.severity,
    confidence: of.confidence,
    outcome: 'fail',
    evidence: 'file',
    subject: 'server api.example.test',
    message: 'server api.example.test accepts TLSv1; the minimum is TLSv1.2',
    reason: null,
    location: null,
    at: null,
    target: null,
    commit: null,
    seenLive: null,
    related: [],
    fingerprint: 'f1',
    suppressed: null,
    fix: null,
    ...given,
  };
}

/** A report over these findings; its counts are those of the findings. */
export function report(findings: readonly Finding[], given: Partial<Report> = {}): Report {
  const open = findings.filter(({ suppressed }) => suppressed === null);
  const failing = (severity: Severity) =>
    open.filter((entry) => entry.outcome === 'fail' && entry.severity === severity).length;
  const unknown = open.filter(({ outcome }) => outcome === 'unknown').length;
  const missed = (given.notAnalysed ?? []).filter(({ accepted }) => accepted === null).length;
  return {
    tool: { name: 'secbaseline', version: '0.1.0' },
    status: unknown + missed > 0 ? 'incomplete' : 'complete',
    interrupted: false,
    profile: 'recommended',
    durationMs: 812,
    summary: {
      files: 214,
      targets: 0,
      facts: 911,
      rules: 96,
      fail: {
        critical: failing('critical'),
        high: failing('high'),
        medium: failing('medium'),
        low: failing('low'),
        info: failing('info'),
      },
      unknown,
      suppressed: findings.filter(({ suppressed }) => suppressed !== null && suppressed.by !== 'baseline')
        .length,
      baselined: findings.filter(({ suppressed }) => suppressed?.by === 'baseline').length,
      fixable: open.filter(({ fix }) => fix !== null).length,
    },
    findings,
    notAnalysed: [],
    notes: [],
    unusedSuppressions: [],
    rules: [...new Map(findings.map(({ rule: { rule: of } }) => [of.id, of])).values()],
    builtInRules: true,
    ...given,
  };
}

/** A context at the root, without colour and of unknown width, that shows these sources. */
export function context(
  sources: readonly SourceText[] = [],
  given: Partial<PrintContext> = {},
): PrintContext {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return {
    workingDirectory: '',
    root: '/repo',
    cwd: '/repo',
    source: (path) => byPath.get(path),
    color: 0,
    hyperlinks: false,
    verbose: false,
    width: null,
    ...given,
  };
}

/** The file of the example in the documentation. */
export const NGINX = sourceText(
  'deploy/nginx.conf',
  `http {
  add_header Strict-Transport-Security "max-age=31536000" always;
  server {
    listen 443 ssl;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
    location / {
      add_header X-Frame-Options DENY;
    }
  }
}
`,
);
