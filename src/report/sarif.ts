/**
 * The report as SARIF 2.1.0, as GitHub's code scanning takes it: one run, every result with a place in a file below the
 * root. One result that breaks a rule of theirs would lose the whole upload, so what cannot be placed is told in a
 * notification instead.
 */
import type { Finding } from '../findings/finding.ts';
import { jsonText } from './escape.ts';
import type { PrintContext, Report } from './report.ts';
import { NOTIFICATION_KINDS, notifications } from './sarif/notifications.ts';
import { isPlaceable, resultOf } from './sarif/results.ts';
import { describeRules } from './sarif/rules.ts';
import { cweTaxonomy } from './sarif/taxonomy.ts';
import { bySeverity } from './words.ts';

export interface SarifOptions {
  /** Suppressed and baselined findings too, marked as such. GitHub ignores the mark and would open alerts. */
  readonly suppressed: boolean;
}

/** What GitHub takes of one run. */
const MOST_RESULTS = 25_000;

/** The report as one SARIF log with one run, two spaces and a final newline; paths are relative to the root. */
export function printSarif(
  report: Report,
  context: PrintContext,
  options: SarifOptions = { suppressed: false },
): string {
  const wanted = report.findings.filter(({ suppressed }) => options.suppressed || suppressed === null);
  const failing = wanted.filter(({ outcome }) => outcome === 'fail');
  const placed = failing.filter(isPlaceable);
  const kept = mostSevere(placed);
  const taxonomy = cweTaxonomy(report.rules, wanted);
  const rules = describeRules(report.rules, wanted, taxonomy);
  const told = notifications({
    report,
    rules,
    unknown: wanted.filter(({ outcome }) => outcome === 'unknown'),
    unplaced: failing.filter((finding) => !isPlaceable(finding)),
    omitted: placed.length - kept.length,
  });
  return jsonText({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            semanticVersion: report.tool.version,
            rules: rules.descriptors,
            notifications: NOTIFICATION_KINDS,
            ...(taxonomy.component === null ? {} : { supportedTaxonomies: [{ name: 'CWE', index: 0 }] }),
          },
        },
        automationDetails: { id: 'secbaseline/' },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the checked repository.' } } },
        ...(taxonomy.component === null ? {} : { taxonomies: [taxonomy.component] }),
        invocations: [{ executionSuccessful: !report.interrupted, toolExecutionNotifications: told }],
        results: kept.map((finding) => resultOf(finding, rules, context)),
      },
    ],
  });
}

/** All that fit; where they do not, the least severe are left out and the order stays. */
function mostSevere(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_RESULTS) return findings;
  const kept = new Set(bySeverity(findings).slice(0, MOST_RESULTS));
  return findings.filter((finding) => kept.has(finding));
}
