/**
 * One control, two witnesses: where a file and the running system that it configures are judged by the same rule, their
 * verdicts are one finding, and where they differ the difference is the finding.
 */
import type { Anchor } from '../source/span.ts';
import type { Fact, Target } from './fact.ts';
import { lessSevere, reaches } from './severity.ts';
import type { Verdict } from './verdict.ts';

export interface Links {
  /** Ids of the targets that what a fact of a file describes runs at. */
  readonly targetsOf: (fact: Fact) => readonly string[];
  /** What a fact is about, by the name that a target has for it; empty where the target is all that there is. */
  readonly nameOf: (fact: Fact, target: string) => string;
  /** Where a target is declared; null for one of the command line. */
  readonly declaredAt: (target: string) => Anchor | null;
}

interface Judged {
  readonly fail: Verdict[];
  readonly pass: Verdict[];
  readonly unknown: Verdict[];
}

/**
 * The verdicts with those of live facts joined to those of files: both fail, and it is the file's finding with the target
 * as its second witness; only the live one fails, and it is drift at the place in the file; only the file's fails, and it
 * is drift one level lower, since something else protects; where the file says nothing, the live finding stands where its
 * target is declared.
 */
export function withDrift(verdicts: readonly Verdict[], links: Links): readonly Verdict[] {
  const live = new Map<string, Judged>();
  const file = new Map<string, Judged>();
  for (const verdict of verdicts) {
    const { fact } = verdict;
    if (fact === null) continue;
    if (fact.from === 'live') {
      if (fact.target !== null)
        judgedIn(live, keyOf(verdict, fact.target.id, links))[verdict.outcome].push(verdict);
      continue;
    }
    for (const target of links.targetsOf(fact))
      judgedIn(file, keyOf(verdict, target, links))[verdict.outcome].push(verdict);
  }
  if (live.size === 0) return verdicts;
  return verdicts.flatMap((verdict) => {
    const { fact } = verdict;
    if (fact === null || verdict.outcome !== 'fail') return [verdict];
    if (fact.from === 'file') return [seenLive(verdict, links.targetsOf(fact), { live, file, links })];
    return fact.target === null ? [verdict] : seenInFile(verdict, fact.target, file, links);
  });
}

function keyOf({ rule, fact }: Verdict, target: string, links: Links): string {
  return `${rule.rule.id}\0${target}\0${fact === null ? '' : links.nameOf(fact, target)}`;
}

function judgedIn(by: Map<string, Judged>, key: string): Judged {
  let judged = by.get(key);
  if (judged === undefined) {
    judged = { fail: [], pass: [], unknown: [] };
    by.set(key, judged);
  }
  return judged;
}

interface Seen {
  readonly live: ReadonlyMap<string, Judged>;
  readonly file: ReadonlyMap<string, Judged>;
  readonly links: Links;
}

/** A failing file: does any of the systems that it configures agree, or do they all differ? */
function seenLive(verdict: Verdict, targets: readonly string[], { live, file, links }: Seen): Verdict {
  const keys = targets.map((target) => keyOf(verdict, target, links));
  const seen = keys.flatMap((key) => live.get(key) ?? []);
  const alike = seen.flatMap(({ fail }) => fail).filter((other) => isAboutSame(other, verdict));
  const agreeing = alike.find(({ severity }) => severity === verdict.severity) ?? alike[0];
  if (agreeing !== undefined) return witnessed(verdict, 'file', agreeing);
  const [differing] = seen.map((judged) => withoutFault(judged, verdict));
  if (
    differing === undefined ||
    seen.some((judged) => withoutFault(judged, verdict) === undefined || judged.unknown.length > 0)
  ) {
    return verdict;
  }
  // Where another location of the same server is without fault, that is the one which was seen.
  if (keys.some((key) => hasFaultlessFact(file.get(key)))) return verdict;
  return {
    ...witnessed(verdict, 'drift', differing),
    severity: lessSevere(verdict.severity),
    message: `${verdict.message}; ${differing.subject} is without this fault: protected elsewhere, not here`,
  };
}

/** What says that the thing is there and without this fault, be it by the faults of its other parts. */
function withoutFault({ pass, fail }: Judged, fault: Verdict): Verdict | undefined {
  const answer = pass.find((one) => isSameQuestion(one, fault)) ?? pass[0];
  return answer ?? fail.find(({ part }) => part !== undefined);
}

/** What the whole is at fault for, each of its parts is. */
function isAboutSame(one: Verdict, other: Verdict): boolean {
  if (!isSameQuestion(one, other)) return false;
  return one.part === other.part || one.part === '' || other.part === '';
}

/** A rule may ask several things of one fact; of facts of different kinds it asks the same in other words. */
function isSameQuestion(one: Verdict, other: Verdict): boolean {
  return one.fact?.fact !== other.fact?.fact || one.asks === other.asks;
}

function hasFaultlessFact(judged: Judged | undefined): boolean {
  const faulty = new Set(judged?.fail.map(({ fact }) => fact));
  return judged?.pass.some(({ fact }) => !faulty.has(fact)) ?? false;
}

function seenInFile(
  verdict: Verdict,
  target: Target,
  file: ReadonlyMap<string, Judged>,
  links: Links,
): readonly Verdict[] {
  const seen = file.get(keyOf(verdict, target.id, links));
  const alike = seen?.fail.filter((other) => isAboutSame(other, verdict)) ?? [];
  // The file's own finding names this witness; a worse fault would be lost in it.
  if (alike.some(({ severity }) => reaches(severity, verdict.severity))) return [];
  const passing = alike[0] ?? (seen === undefined ? undefined : withoutFault(seen, verdict));
  if (passing !== undefined && seen?.unknown.length === 0) {
    return [
      {
        ...witnessed(verdict, 'drift', verdict),
        at: passing.outcome === 'pass' ? passing.at : (passing.fact?.at ?? null),
        message: `${verdict.message}; ${passing.subject} is configured otherwise`,
      },
    ];
  }
  return [{ ...witnessed(verdict, 'live', verdict), at: links.declaredAt(target.id) }];
}

function witnessed(verdict: Verdict, evidence: 'file' | 'live' | 'drift', live: Verdict): Verdict {
  const target = live.fact?.target ?? null;
  return target === null ? verdict : { ...verdict, witness: { evidence, target, message: live.message } };
}
