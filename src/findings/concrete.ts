/** From verdicts to findings: places instead of offsets, identity, fixes. Nothing is silenced here. */
import type { BroughtBy, Target } from '../engine/fact.ts';
import type { BoundRule } from '../engine/plan.ts';
import type { Confidence, Severity } from '../engine/severity.ts';
import type { LiveWitness, Verdict } from '../engine/verdict.ts';
import { type Anchor, type Place, textKey } from '../source/span.ts';
import { placeOf, type SourceText } from '../source/text.ts';
import { type Cause, causes, placeOfVerdict } from './cause.ts';
import type { EvidenceSource, Finding, Fix, Related } from './finding.ts';
import { fingerprint, type Identity, ordinals } from './fingerprint.ts';
import { fixOf } from './fix.ts';
import { byUnits } from './order.ts';

/** A finding with what only settling and the baseline need to know of it. */
export interface SettledFinding extends Finding {
  /** What its fingerprint is made of: a baseline follows moved files and renamed rules by it. */
  readonly identity: Identity;
  /** Every file that it is about: its own, those of related places, and of all subjects that share its cause. */
  readonly touches: ReadonlySet<string>;
}

/** The text of a file that facts point into. */
type Source = (path: string) => SourceText | undefined;

/** How many of the subjects that share a cause are shown. */
const MOST_SHOWN = 20;

/**
 * Makes findings of failing and unknown verdicts, those with one cause merged; `source` gives the text of a file that
 * facts point into. Fingerprints are unique and do not depend on the order of the verdicts.
 */
export function concrete(verdicts: readonly Verdict[], source: Source): readonly SettledFinding[] {
  const inPlaceOrder = causes(verdicts).toSorted(byPlace);
  const identities = identitiesOf(inPlaceOrder);
  return inPlaceOrder.map((cause, index) => new FoundCause(cause, () => identities(index), source));
}

/** The identity of each cause by its place in the order, since ordinals are given out in it: of all when first asked for one. */
function identitiesOf(inPlaceOrder: readonly Cause[]): (index: number) => Identity {
  let identities: readonly Identity[] | null = null;
  return (index) => {
    if (identities === null) {
      const identify = ordinals();
      identities = inPlaceOrder.map((cause) => identify(identityOf(cause)));
    }
    const identity = identities[index];
    if (identity === undefined) throw new RangeError(`no cause has the number ${index}`);
    return identity;
  };
}

/**
 * File by file, since causes come nearly in that order: sorting what is sorted costs little. What the file says of itself
 * comes before drift at the same place, so that its fingerprint does not depend on what is looked at live.
 */
function byPlace(a: Cause, b: Cause): number {
  return (
    byUnits(a.at?.path ?? '', b.at?.path ?? '') ||
    (a.at?.start ?? 0) - (b.at?.start ?? 0) ||
    (a.at?.end ?? 0) - (b.at?.end ?? 0) ||
    Number(isDrift(a)) - Number(isDrift(b))
  );
}

function isDrift({ lead }: Cause): boolean {
  return lead.witness?.evidence === 'drift';
}

/** Which finding it is and which files it touches is worked out when asked: few runs ask. */
class FoundCause implements SettledFinding {
  readonly rule: BoundRule;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly outcome: Cause['outcome'];
  readonly evidence: EvidenceSource;
  readonly subject: string;
  readonly message: string;
  readonly reason: string | null;
  readonly location: Place | null;
  readonly at: Anchor | null;
  readonly target: Target | null;
  readonly commit: BroughtBy | null;
  readonly seenLive: string | null;
  readonly related: readonly Related[];
  readonly suppressed = null;
  readonly fix: Fix | null;
  private readonly cause: Cause;
  private readonly identify: () => Identity;

  constructor(cause: Cause, identify: () => Identity, source: Source) {
    const { lead, at } = cause;
    const { fact } = lead;
    const others = otherSubjects(cause);
    const witness = witnessOf(cause);
    this.rule = lead.rule;
    this.severity = cause.severity;
    this.confidence = cause.confidence;
    this.outcome = cause.outcome;
    this.evidence = witness?.evidence ?? fact?.from ?? 'file';
    this.subject = lead.subject;
    this.message = lead.message + others.words + commitWords(fact?.commit);
    this.reason = cause.outcome === 'unknown' ? cause.content : null;
    this.location = at === null ? null : locate(at, source);
    this.at = at;
    this.target = witness?.target ?? fact?.target ?? null;
    this.commit = fact?.commit ?? null;
    this.seenLive = witness?.evidence === 'file' ? witness.message : null;
    this.related = relatedOf(lead, others, source);
    this.fix = fixOfCause(cause, source);
    this.cause = cause;
    this.identify = identify;
  }

  get identity(): Identity {
    return this.identify();
  }

  get fingerprint(): string {
    return fingerprint(this.identify());
  }

  get touches(): ReadonlySet<string> {
    return touchedFiles(this.cause);
  }
}

const NOT_RELATED: readonly Related[] = [];

function relatedOf(lead: Verdict, others: Others, source: Source): readonly Related[] {
  if (lead.related.length === 0 && others.shown.length === 0) return NOT_RELATED;
  return distinct(
    [...lead.related, ...others.shown].map(({ message, at }) => ({ message, location: locate(at, source) })),
  );
}

/** Abbreviated as people write it: long enough to be one commit. */
function commitWords(commit: BroughtBy | undefined): string {
  if (commit === undefined) return '';
  const day = commit.date.slice(0, 10);
  return `, brought by commit ${commit.id.slice(0, 12)} of ${day}, ${commit.inHead ? 'still' : 'no longer'} in HEAD`;
}

/** What a running system showed: to the verdict that speaks for all, or agreeing with any of those that share its cause. */
function witnessOf({ lead, verdicts }: Cause): LiveWitness | undefined {
  return lead.witness ?? verdicts.find(({ witness }) => witness?.evidence === 'file')?.witness;
}

/** One cause has one place, and of the subjects that share it one may own the value that fails. */
function fixOfCause({ lead, verdicts, outcome }: Cause, source: Source): Fix | null {
  if (outcome !== 'fail' || lead.rule.rule.fixes.length === 0) return null;
  for (const verdict of [lead, ...verdicts]) {
    const fix = fixOf(verdict, source);
    if (fix !== null) return fix;
  }
  return null;
}

function identityOf(cause: Cause): Omit<Identity, 'ordinal'> {
  const { lead, at, outcome, content } = cause;
  const words = outcome === 'unknown' ? `unknown: ${content}` : content;
  // What a running system shows is another fault than the same words in the file that it is reported at.
  const liveOnly =
    lead.fact?.from === 'live' && at !== null ? `live ${lead.fact.target?.id}: ${words}` : words;
  return {
    rule: lead.rule.rule.id,
    path: at?.path ?? null,
    target: lead.fact?.target?.id ?? null,
    route: [...(at?.route ?? []), ...thingOf(lead)],
    content: isAboutSecret(lead) ? null : liveOnly,
  };
}

/** A system that holds many things tells them apart by their names, where a file does by places. */
function thingOf({ fact, part = '' }: Verdict): readonly string[] {
  if (fact === null || fact.from !== 'live' || fact.link === null) return [];
  return part === '' ? [fact.link] : [fact.link, part];
}

/** Where the content is a secret, or is made of one. */
function isAboutSecret(verdict: Verdict): boolean {
  return verdict.rule.rule.area === 'secrets' || /^(secret|env)\./.test(verdict.fact?.fact ?? '');
}

interface Others {
  readonly words: string;
  readonly shown: readonly { readonly message: string; readonly at: Anchor }[];
}

const NOBODY: Others = { words: '', shown: [] };

/** The subjects that share the cause beyond the one that is named: in words for the message, and where they stand. */
function otherSubjects(cause: Cause): Others {
  if (cause.verdicts.length === 1) return NOBODY;
  const bySubject = new Map<string, Anchor | null>();
  for (const verdict of cause.verdicts) {
    if (verdict.subject === cause.lead.subject || bySubject.has(verdict.subject)) continue;
    bySubject.set(verdict.subject, verdict.fact?.at ?? null);
  }
  const count = bySubject.size;
  if (count === 0) return NOBODY;
  const shown = [...bySubject].flatMap(([message, at]) => (at === null ? [] : [{ message, at }]));
  return {
    words: ` (the same for ${count} ${count === 1 ? 'other' : 'others'})`,
    shown: shown.slice(0, MOST_SHOWN),
  };
}

function distinct(related: readonly Related[]): readonly Related[] {
  if (related.length < 2) return related;
  const byWords = new Map(related.map((entry) => [JSON.stringify([entry.message, entry.location]), entry]));
  return [...byWords.values()];
}

function touchedFiles(cause: Cause): ReadonlySet<string> {
  const paths = new Set<string>();
  // Of thousands of verdicts nearly all are about the file of the one before.
  let latest: string | null = null;
  const touch = (anchor: Anchor | null): void => {
    if (anchor === null || anchor.path === latest) return;
    latest = anchor.path;
    paths.add(latest);
  };
  for (const verdict of cause.verdicts) {
    touch(placeOfVerdict(verdict));
    touch(verdict.fact?.at ?? null);
    for (const { at } of verdict.related) touch(at);
  }
  return paths;
}

/** A file that can no longer be read is still named: its first character stands for it. */
function locate(anchor: Anchor, source: Source): Place {
  const text = source(textKey(anchor));
  if (text !== undefined) return placeOf(text, anchor);
  return { path: anchor.path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
}
