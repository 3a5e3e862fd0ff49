/** One failing finding as a SARIF result. */
import type { Edit, Finding, Fix, Suppressed } from '../../findings/finding.ts';
import { lineHash } from '../../findings/line-hash.ts';
import { type Place, textKey } from '../../source/span.ts';
import { placeOf } from '../../source/text.ts';
import { levelOf } from '../level.ts';
import { presentable, redact, redactedSource } from '../redact.ts';
import type { PrintContext } from '../report.ts';
import type { DescribedRules } from './rules.ts';
import { messageText, sourceRootUri } from './text.ts';

/** Of the locations of a result, GitHub takes a thousand. */
const MOST_LOCATIONS = 1000;

/** True where the finding has a place in a file below the root; GitHub refuses a whole upload over one that has none. */
export function isPlaceable({ location }: Finding): boolean {
  return location !== null && sourceRootUri(location.path) !== undefined;
}

/** The result of a placeable finding. */
export function resultOf(finding: Finding, rules: DescribedRules, context: PrintContext): object {
  const { location, fix, suppressed } = finding;
  const related = finding.related
    .flatMap(({ message, location: place }) => {
      const physical = physicalLocation(place);
      return physical === undefined
        ? []
        : [{ physicalLocation: physical, message: { text: messageText(message) } }];
    })
    .slice(0, MOST_LOCATIONS)
    .map((entry, index) => ({ id: index + 1, ...entry }));
  const fixed = fix === null ? undefined : sarifFix(fix, context);
  return {
    ruleId: finding.rule.rule.id,
    ruleIndex: rules.indexOf(finding.rule.rule.id),
    level: levelOf(finding.severity),
    message: { text: messageText(finding.message) },
    locations: location === null ? [] : [primaryLocation(finding, location)],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    partialFingerprints: fingerprintsOf(finding, location, context),
    ...(suppressed === null ? {} : { suppressions: [suppression(suppressed)] }),
    ...(fixed === undefined ? {} : { fixes: [fixed] }),
    properties: {
      severity: finding.severity,
      confidence: finding.confidence,
      evidence: finding.evidence,
      subject: presentable(finding.subject),
      compliance: { cwe: [...finding.rule.rule.cwe] },
      ...finding.rule.rule.properties,
      ...commitProperty(finding),
    },
  };
}

function commitProperty({ commit }: Finding): object {
  if (commit === null) return {};
  const { id, date, author, inHead } = commit;
  return { commit: { id, date, author: presentable(author), inHead } };
}

function primaryLocation(finding: Finding, place: Place): object {
  const names: object[] = [];
  if (finding.target !== null) {
    names.push({
      name: presentable(finding.target.id),
      fullyQualifiedName: presentable(finding.target.url),
      kind: 'resource',
    });
  } else if (finding.at?.route !== undefined && finding.at.route.length > 0) {
    names.push({ fullyQualifiedName: finding.at.route.map(presentable).join(' > '), kind: 'member' });
  }
  return {
    physicalLocation: physicalLocation(place),
    ...(names.length === 0 ? {} : { logicalLocations: names }),
  };
}

/** A place below the root with its region; undefined for one elsewhere. */
export function physicalLocation(place: Place): object | undefined {
  const uri = sourceRootUri(place.path);
  if (uri === undefined) return undefined;
  return { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: regionOf(place) };
}

function regionOf({ startLine, startColumn, endLine, endColumn }: Omit<Place, 'path'>): object {
  return { startLine, startColumn, endLine, endColumn };
}

/** GitHub's own line hash, taken over the file without its secrets, and ours. */
function fingerprintsOf(finding: Finding, place: Place | null, context: PrintContext): object {
  const source =
    place === null ? undefined : context.source(finding.at === null ? place.path : textKey(finding.at));
  const hash =
    source === undefined || place === null ? undefined : lineHash(redactedSource(source), place.startLine);
  return {
    ...(hash === undefined ? {} : { primaryLocationLineHash: hash }),
    'secbaseline/v1': finding.fingerprint,
  };
}

function suppression({ by, reason, expires }: Suppressed): object {
  return {
    kind: by === 'inline' ? 'inSource' : 'external',
    status: 'accepted',
    justification: messageText(reason),
    properties: { by, expires },
  };
}

/** Undefined where a file of the fix cannot be shown, or where its text would carry a secret. */
function sarifFix(fix: Fix, context: PrintContext): object | undefined {
  const byPath = new Map<string, Edit[]>();
  for (const edit of fix.edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  const changes: object[] = [];
  for (const [path, edits] of byPath) {
    const source = context.source(path);
    const uri = sourceRootUri(path);
    if (source === undefined || uri === undefined) return undefined;
    if (edits.some(({ text }) => redact(text) !== text)) return undefined;
    const replacements = edits.map(({ start, end, text }) => ({
      deletedRegion: regionOf(placeOf(source, { start, end })),
      insertedContent: { text },
    }));
    changes.push({ artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, replacements });
  }
  if (changes.length === 0) return undefined;
  return { description: { text: messageText(fix.title) }, artifactChanges: changes };
}
