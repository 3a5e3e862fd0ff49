/** The report for scripts: `secbaseline/report@1`, a public promise. Keys are only ever added. */
import type { BroughtBy } from '../engine/fact.ts';
import type { Finding, Fix } from '../findings/finding.ts';
import type { Place } from '../source/span.ts';
import { jsonText } from './escape.ts';
import { displayPath, type PathContext } from './paths.ts';
import { redact } from './redact.ts';
import type { PrintContext, Report } from './report.ts';

/**
 * The report as JSON with two spaces and a final newline, every finding in it. Strings keep their value, control and
 * invisible characters written as `\uXXXX`; paths are relative to the working directory. Beyond the keys that always
 * stand there: `interrupted`, `accepted` of what was not analysed, `unusedSuppressions` and `builtInRules: false`, each
 * only where there is something to say.
 */
export function printJson(report: Report, context: PrintContext): string {
  return jsonText({
    schema: 'secbaseline/report@1',
    tool: { name: report.tool.name, version: report.tool.version },
    status: report.status,
    ...(report.interrupted ? { interrupted: true } : {}),
    profile: report.profile,
    durationMs: Math.round(report.durationMs),
    summary: summaryOf(report),
    findings: report.findings.map((finding) => findingOf(finding, context)),
    notAnalysed: report.notAnalysed.map(({ path, line, reason, accepted }) => ({
      path: displayPath(path, context),
      line,
      reason: redact(reason),
      ...(accepted === null ? {} : { accepted: redact(accepted) }),
    })),
    ...(report.unusedSuppressions.length === 0
      ? {}
      : {
          unusedSuppressions: report.unusedSuppressions.map(({ by, path, line, rule, why }) => ({
            by,
            path: displayPath(path, context),
            line,
            rule,
            why,
          })),
        }),
  });
}

function summaryOf({ summary, builtInRules }: Report) {
  const { files, targets, facts, rules, fail, unknown, suppressed, baselined, fixable } = summary;
  const { critical, high, medium, low, info } = fail;
  return {
    files,
    targets,
    facts,
    rules,
    fail: { critical, high, medium, low, info },
    unknown,
    suppressed,
    baselined,
    fixable,
    ...(builtInRules ? {} : { builtInRules }),
  };
}

function findingOf(finding: Finding, context: PathContext) {
  const { rule } = finding.rule;
  return {
    rule: rule.id,
    title: rule.title,
    severity: finding.severity,
    confidence: finding.confidence,
    outcome: finding.outcome,
    evidence: finding.evidence,
    subject: redact(finding.subject),
    message: redact(finding.message),
    location: finding.location === null ? null : locationOf(finding.location, context),
    target:
      finding.target === null ? null : { id: redact(finding.target.id), url: redact(finding.target.url) },
    related: finding.related.map(({ message, location }) => ({
      message: redact(message),
      location: locationOf(location, context),
    })),
    fingerprint: finding.fingerprint,
    suppressed: suppressedOf(finding.suppressed),
    fix: finding.fix === null ? null : fixOf(finding.fix, context),
    compliance: { cwe: [...rule.cwe] },
    properties: {
      ...rule.properties,
      ...(finding.seenLive === null ? {} : { live: redact(finding.seenLive) }),
      ...(finding.commit === null ? {} : { commit: commitOf(finding.commit) }),
    },
  };
}

function commitOf({ id, date, author, inHead }: BroughtBy) {
  return { id, date, author: redact(author), inHead };
}

function locationOf({ path, startLine, startColumn, endLine, endColumn }: Place, context: PathContext) {
  return { path: displayPath(path, context), startLine, startColumn, endLine, endColumn };
}

function suppressedOf(suppressed: Finding['suppressed']) {
  if (suppressed === null) return null;
  const { by, reason, expires } = suppressed;
  return { by, reason: redact(reason), expires };
}

/** Null where the new text would carry a secret: it cannot be shown, and redacted it would break the file. */
function fixOf({ title, safety, edits }: Fix, context: PathContext) {
  if (edits.some(({ text }) => redact(text) !== text)) return null;
  return {
    title: redact(title),
    safety,
    edits: edits.map(({ path, start, end, text }) => ({
      path: displayPath(path, context),
      start,
      end,
      text,
    })),
  };
}
