/** One example of a rule: its facts, collected once, and whether what the rule finds is what the example says. */
import { lineOf as lineOfOffset, placeOf, type SourceText, sourceText } from '../source/text.ts';
import { askedValues } from './asked.ts';
import { bindRule, planOf } from './bind.ts';
import { evaluate } from './evaluate.ts';
import type { Fact, FactKind } from './fact.ts';
import type { BoundRule } from './plan.ts';
import type { Evidence, ExpectedFinding, Profile, Rule, RuleExample } from './rule.ts';
import type { Verdict } from './verdict.ts';

/** What the collectors make of some files; `asked` as in `askedValues`. */
export type Collect = (
  files: Readonly<Record<string, string>>,
  asked: ReadonlyMap<string, readonly string[]>,
) => readonly Fact[];

/** An example, ready to be judged as often as there are mutants. */
export interface ExampleRun {
  readonly side: 'fail' | 'pass';
  readonly index: number;
  readonly example: RuleExample;
  readonly bound: BoundRule;
  readonly facts: readonly Fact[];
  readonly sources: ReadonlyMap<string, SourceText>;
  readonly kinds: readonly FactKind[];
}

/** A finding of an example, as expectations speak about it. */
interface Found {
  readonly path: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

/** Collects the facts of an example. */
export function prepare(
  rule: Rule,
  side: 'fail' | 'pass',
  index: number,
  example: RuleExample,
  kinds: readonly FactKind[],
  collect: Collect,
): ExampleRun {
  const bound = bindRule(rule, example.profile ?? firstProfile(rule), example.params);
  const files = filesOf(example);
  const facts =
    example.facts === undefined ? collect(files, askedValues(planOf([bound]))) : factsOf(example.facts);
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, sourceText(path, text)]));
  return { side, index, example, bound, facts, sources, kinds };
}

function firstProfile(rule: Rule): Profile {
  return rule.profiles.includes('recommended') ? 'recommended' : 'strict';
}

function filesOf({ file, content, files }: RuleExample): Readonly<Record<string, string>> {
  return files ?? (file === undefined ? {} : { [file]: content ?? '' });
}

/** Facts as an example writes them: the kind, a subject, what is unknown, and the fields of the value. */
function factsOf(written: NonNullable<RuleExample['facts']>): readonly Fact[] {
  const list: readonly Readonly<Record<string, unknown>>[] = Array.isArray(written) ? written : [written];
  return list.map(({ fact, subject, unknown, ...value }) => ({
    fact: String(fact),
    from: 'file',
    subject: typeof subject === 'string' ? subject : String(fact),
    at: null,
    target: null,
    value,
    positions: {},
    provenance: {},
    unknown: (unknown ?? {}) as Readonly<Record<string, string>>,
    confidence: 'certain',
    link: null,
  }));
}

/** The verdicts of one piece of evidence, which may be another than the rule's own at this index. */
export function verdictsOf(run: ExampleRun, index: number, evidence?: Evidence): readonly Verdict[] {
  const { bound, facts, kinds, sources } = run;
  if (!bound.evidence.includes(index)) return [];
  const rule =
    evidence === undefined
      ? bound.rule
      : { ...bound.rule, evidence: bound.rule.evidence.with(index, evidence) };
  return evaluate({
    plan: planOf([{ ...bound, rule, evidence: [index] }]),
    facts,
    kinds,
    lineOf({ path, start }) {
      const source = sources.get(path);
      return source === undefined ? null : lineOfOffset(source, start);
    },
  });
}

/** Why an example does not hold for these verdicts; empty where it does. */
export function failuresOf(run: ExampleRun, verdicts: readonly Verdict[]): readonly string[] {
  const unknown = verdicts.filter(({ outcome }) => outcome === 'unknown').map(({ message }) => message);
  const found = foundIn(run, verdicts);
  if (run.side === 'pass') return [...unknown, ...found.map((one) => `a finding comes: ${inWords(one)}`)];
  const missing: string[] = [];
  for (const expected of run.example.findings ?? []) {
    const at = found.findIndex((one) => isAsExpected(one, expected));
    if (at === -1) missing.push(`no finding ${expectedInWords(expected)}`);
    else found.splice(at, 1);
  }
  return [
    ...unknown,
    ...missing,
    ...found.map((one) => `a finding comes that is not expected: ${inWords(one)}`),
  ];
}

/** Failing verdicts with one cause are one finding. */
function foundIn({ sources }: ExampleRun, verdicts: readonly Verdict[]): Found[] {
  const byCause = new Map<string, Found>();
  for (const { outcome, at, fact, subject, content, message } of verdicts) {
    if (outcome !== 'fail') continue;
    const anchor = at ?? fact?.at ?? null;
    const source = anchor === null ? undefined : sources.get(anchor.path);
    const place = anchor === null || source === undefined ? null : placeOf(source, anchor);
    const cause = JSON.stringify([
      anchor?.path,
      anchor?.start,
      anchor?.end,
      place === null ? subject : '',
      content,
    ]);
    if (byCause.has(cause)) continue;
    byCause.set(cause, {
      path: anchor?.path ?? null,
      line: place?.startLine ?? null,
      column: place?.startColumn ?? null,
      message,
    });
  }
  return [...byCause.values()];
}

function isAsExpected(found: Found, { path, line, column, message }: ExpectedFinding): boolean {
  return (
    (path === undefined || path === found.path) &&
    (line === undefined || line === found.line) &&
    (column === undefined || column === found.column) &&
    (message === undefined || message === found.message)
  );
}

function inWords({ path, line, column, message }: Found): string {
  return `${line === null ? '' : `${path}:${line}:${column} `}${message}`;
}

function expectedInWords({ path, line, column, message }: ExpectedFinding): string {
  const parts = [
    path === undefined ? '' : `in ${path}`,
    line === undefined ? '' : `at line ${line}`,
    column === undefined ? '' : `column ${column}`,
    message === undefined ? '' : `that says "${message}"`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}
