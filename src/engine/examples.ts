/**
 * Tests rules by their examples: each must hold, each piece of evidence must be seen failing and passing, and each
 * mutant must be noticed.
 */
import type { Diagnostic } from '../source/diagnostic.ts';
import type { SourceText } from '../source/text.ts';
import { caretAt } from '../source/validation.ts';
import { readYamlDocument, type YamlPath } from '../source/yaml.ts';
import { type Collect, type ExampleRun, failuresOf, prepare, verdictsOf } from './example-run.ts';
import type { FactKind } from './fact.ts';
import { mutantsOf } from './mutate.ts';
import type { Rule } from './rule.ts';
import type { Verdict } from './verdict.ts';

export type { Collect } from './example-run.ts';

export interface RuleTestRequest {
  readonly rules: readonly Rule[];
  readonly kinds: readonly FactKind[];
  readonly collect: Collect;
  /** More examples by rule id, from folders of fixtures. */
  readonly fixtures?: ReadonlyMap<string, Rule['examples']>;
}

/** Something about a rule that its examples do not hold to. */
export interface RuleTestFault {
  readonly kind: 'example' | 'evidence' | 'mutant';
  readonly message: string;
  /** Where in the rule file; null for fixtures. */
  readonly at: YamlPath | null;
}

export interface RuleTest {
  readonly rule: Rule;
  readonly examples: number;
  readonly mutants: number;
  readonly faults: readonly RuleTestFault[];
}

/** Tests each rule, in order. */
export function testRules({ rules, kinds, collect, fixtures }: RuleTestRequest): readonly RuleTest[] {
  return rules.map((rule) =>
    testRule(rule, fixtures?.get(rule.id) ?? { fail: [], pass: [] }, kinds, collect),
  );
}

/** A prepared example with the verdicts of each piece of evidence, which mutants replace one at a time. */
interface Judged {
  readonly run: ExampleRun;
  readonly verdicts: readonly (readonly Verdict[])[];
}

function testRule(
  rule: Rule,
  fixtures: Rule['examples'],
  kinds: readonly FactKind[],
  collect: Collect,
): RuleTest {
  const runs = (['fail', 'pass'] as const).flatMap((side) =>
    [...rule.examples[side], ...fixtures[side]].map((example, index) =>
      prepare(rule, side, index, example, kinds, collect),
    ),
  );
  const faults: RuleTestFault[] = [];
  const judged = runs.map((run): Judged => {
    const verdicts = [...rule.evidence.keys()].map((index) => verdictsOf(run, index));
    const failures = failuresOf(run, verdicts.flat());
    const at = placeOfExample(rule, run);
    for (const failure of failures) {
      faults.push({ kind: 'example', message: `${nameOf(run)}: ${failure}`, at });
    }
    return { run, verdicts };
  });
  faults.push(...unseen(rule, judged));
  const hold = faults.every(({ kind }) => kind !== 'example');
  const { count, survivors } = hold ? mutate(rule, judged) : { count: 0, survivors: [] };
  return { rule, examples: runs.length, mutants: count, faults: [...faults, ...survivors] };
}

function placeOfExample(rule: Rule, { side, index }: ExampleRun): YamlPath | null {
  return index < rule.examples[side].length ? ['examples', side, index] : null;
}

function nameOf({ side, index, example }: ExampleRun): string {
  const name = example.name === undefined ? `number ${index + 1}` : `"${example.name}"`;
  return `${side === 'fail' ? 'failing' : 'passing'} example ${name}`;
}

/** Evidence that no failing example shows failing, or no passing one passing. */
function unseen(rule: Rule, judged: readonly Judged[]): readonly RuleTestFault[] {
  return [...rule.evidence.keys()].flatMap((index) =>
    (['fail', 'pass'] as const)
      .filter(
        (side) =>
          !judged.some(
            ({ run, verdicts }) =>
              run.side === side && verdicts[index]?.some(({ outcome }) => outcome === side),
          ),
      )
      .map((side) => ({
        kind: 'evidence' as const,
        message: `no ${side === 'fail' ? 'failing' : 'passing'} example shows this evidence ${side}ing`,
        at: ['evidence', index],
      })),
  );
}

/** Only where all examples hold: what fails already notices nothing. */
function mutate(
  rule: Rule,
  judged: readonly Judged[],
): { readonly count: number; readonly survivors: readonly RuleTestFault[] } {
  const survivors: RuleTestFault[] = [];
  let count = 0;
  for (const [index, evidence] of rule.evidence.entries()) {
    for (const { at, what, apply } of mutantsOf(evidence, index)) {
      const changes = judged.map((one) => ({ one, changed: apply(one.run.bound.params) }));
      if (judged.length > 0 && changes.every(({ changed }) => changed === null)) continue;
      count++;
      const isNoticed = changes.some(({ one: { run, verdicts }, changed }) => {
        if (changed === null || !run.bound.evidence.includes(index)) return false;
        return failuresOf(run, verdicts.with(index, verdictsOf(run, index, changed)).flat()).length > 0;
      });
      if (!isNoticed) survivors.push({ kind: 'mutant', message: `no example notices ${what}`, at });
    }
  }
  return { count, survivors };
}

/** The faults of a test as diagnostics; `source` is the rule's file, null where it is not at hand. */
export function testDiagnostics(
  { rule, faults }: RuleTest,
  source: SourceText | null,
): readonly Diagnostic[] {
  const document = source === null ? null : readYamlDocument(source);
  return faults.map(({ message, at }) => {
    if (source === null || document?.kind !== 'document' || at === null) {
      return { message: `${rule.id}: ${message}` };
    }
    return { message, source, ...caretAt(source, document, at, 'key') };
  });
}
