/**
 * One cause, one finding: ten servers that inherit one faulty line are one fault, and what could not be read is said
 * once for everything that depends on it.
 */
import { CONFIDENCES, type Confidence, SEVERITIES, type Severity } from '../engine/severity.ts';
import type { Verdict } from '../engine/verdict.ts';
import { type Anchor, textKey } from '../source/span.ts';
import { collapsed } from './fingerprint.ts';
import { byUnits } from './order.ts';

/** Verdicts with one cause. */
export interface Cause {
  readonly outcome: 'fail' | 'unknown';
  /** The verdict that speaks for all: of the most serious the surest, and of those the one that the place is about, else the first. */
  readonly lead: Verdict;
  /** All of them, in the order of files; never empty. */
  readonly verdicts: readonly Verdict[];
  /** Where the caret goes; null for live evidence and for what is missing in the whole project. */
  readonly at: Anchor | null;
  /** The faulty value in words; for an unknown outcome, why it is not known. */
  readonly content: string;
  /** The most serious and the surest of its verdicts: one certain server is enough. */
  readonly severity: Severity;
  readonly confidence: Confidence;
}

/** Groups failing and unknown verdicts by their cause, in the order of files. Passes are left out. */
export function causes(verdicts: readonly Verdict[]): readonly Cause[] {
  const groups: [Verdict, ...Verdict[]][] = [];
  const byFault = new Map<string, Map<string, Map<string, [Verdict, ...Verdict[]]>>>();
  const whereOf = faultPlaces();
  for (const verdict of verdicts) {
    if (verdict.outcome === 'pass') continue;
    const byPlace = inner(byFault, `${verdict.outcome} ${verdict.rule.rule.id}`);
    const byContent = inner(byPlace, whereOf(verdict));
    const content = contentOf(verdict);
    const group = byContent.get(content);
    if (group !== undefined) {
      group.push(verdict);
      continue;
    }
    const begun: [Verdict] = [verdict];
    byContent.set(content, begun);
    groups.push(begun);
  }
  return groups.map(causeOf).sort((a, b) => inFileOrder(a.lead, b.lead));
}

function inner<Value>(maps: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  let map = maps.get(key);
  if (map === undefined) {
    map = new Map();
    maps.set(key, map);
  }
  return map;
}

/**
 * Where a verdict has its fault, in a text that is the same for the same place: what could not be read is a fault of its
 * whole file. Neither ids nor paths hold a NUL, so that no two places read alike. Many verdicts share their anchors.
 */
function faultPlaces(): (verdict: Verdict) => string {
  const texts = new Map<Anchor, string>();
  return (verdict) => {
    const at = placeOfVerdict(verdict);
    const target = differingTarget(verdict);
    if (at === null) {
      const where =
        verdict.outcome === 'unknown' ? '' : JSON.stringify([verdict.subject, verdict.part ?? verdict.line]);
      return `live\0${target}\0${where}`;
    }
    if (verdict.outcome === 'unknown') return `file\0${textKey(at)}\0${target}`;
    let text = texts.get(at);
    if (text === undefined) {
      text = `file\0${textKey(at)}\0${at.start}-${at.end}`;
      texts.set(at, text);
    }
    return target === '' ? text : `${text}\0${target}\0${thingOf(verdict)}`;
  };
}

function causeOf(group: readonly [Verdict, ...Verdict[]]): Cause {
  if (group.length === 1) return causeBy(group[0], group, group[0].severity, group[0].confidence);
  const verdicts = group.toSorted(inFileOrder);
  const severity = SEVERITIES.find((level) => group.some((verdict) => verdict.severity === level));
  const confidence = CONFIDENCES.find((level) => group.some((verdict) => verdict.confidence === level));
  const worst = verdicts.filter((verdict) => verdict.severity === severity);
  const surest = worst.filter((verdict) => verdict.confidence === confidence);
  const candidates = surest.length > 0 ? surest : worst;
  const lead = candidates.find(isItsOwnPlace) ?? candidates[0] ?? group[0];
  return causeBy(lead, verdicts, severity ?? lead.severity, confidence ?? lead.confidence);
}

/** True where the place lies in the block that the verdict is about, and not in one that others share with it. */
function isItsOwnPlace(verdict: Verdict): boolean {
  const at = placeOfVerdict(verdict);
  const own = verdict.fact?.at ?? null;
  return at !== null && own !== null && at.path === own.path && at.start === own.start;
}

function causeBy(
  lead: Verdict,
  verdicts: readonly Verdict[],
  severity: Severity,
  confidence: Confidence,
): Cause {
  return {
    outcome: lead.outcome === 'unknown' ? 'unknown' : 'fail',
    lead,
    verdicts,
    at: placeOfVerdict(lead),
    content: contentOf(lead),
    severity,
    confidence,
  };
}

/** What a running system shows, or does otherwise than its file says, is said for each of them, whichever line is at fault. */
function differingTarget({ fact, witness }: Verdict): string {
  return fact?.target?.id ?? (witness?.evidence === 'drift' ? witness.target.id : '');
}

/** Of what a system holds many of, where their one place in a file is that of the system. */
function thingOf({ fact, part, line }: Verdict): string {
  return fact?.from === 'live' && fact.link !== null ? JSON.stringify([fact.link, part ?? line]) : '';
}

/** The place of the failing value, else that of the fact. */
export function placeOfVerdict(verdict: Verdict): Anchor | null {
  return verdict.at ?? verdict.fact?.at ?? null;
}

/** The engine gives the reason as the content of an unknown verdict; where it gives none, the message must do. */
function contentOf({ outcome, content, message }: Verdict): string {
  return collapsed(outcome === 'unknown' && content === '' ? message : content);
}

/** By the place of what is judged (the server, not the line that it inherits), so that the first named is the first read. */
function inFileOrder(a: Verdict, b: Verdict): number {
  const first = a.fact?.at ?? a.at;
  const second = b.fact?.at ?? b.at;
  return (
    byUnits(first?.path ?? '', second?.path ?? '') ||
    (first?.start ?? 0) - (second?.start ?? 0) ||
    byUnits(differingTarget(a), differingTarget(b)) ||
    byUnits(a.subject, b.subject) ||
    byUnits(a.message, b.message)
  );
}
