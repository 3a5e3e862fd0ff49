/** `explain`: what a rule wants, why, and how to comply; with `--why`, what it saw at a place. */
import { relative, resolve } from 'node:path';
import { factKinds } from '../checks/index.ts';
import { noSuchRule } from '../config/no-such-rule.ts';
import { compileRule, type Kinds } from '../engine/compiled-rule.ts';
import { evaluate } from '../engine/evaluate.ts';
import { PASS } from '../engine/outcome.ts';
import type { BoundRule } from '../engine/plan.ts';
import type { Evidence, ParamDeclaration, Rule } from '../engine/rule.ts';
import type { Offending, Verdict } from '../engine/verdict.ts';
import { colorLevel } from '../report/color.ts';
import { visible } from '../report/escape.ts';
import { type Palette, palette } from '../report/palette.ts';
import { presentable } from '../report/redact.ts';
import { InputError } from '../source/diagnostic.ts';
import { lineOf } from '../source/text.ts';
import { EXIT } from './exit.ts';
import { writeOut } from './formats.ts';
import type { LookOptions } from './options.ts';
import { look, type Setup, setUp, sourceOf } from './run.ts';
import { watchRun } from './watch.ts';

export interface ExplainOptions extends LookOptions {
  readonly why?: string;
}

/** Prints the explanation. Throws `InputError` for an unknown rule. */
export async function explain(id: string, options: ExplainOptions): Promise<number> {
  const known = await setUp(options);
  const rule = known.index.find(id);
  if (rule === undefined) throw new InputError([noSuchRule(id, known.index)]);
  const setup = await setUp({ ...options, rule: [rule.id] });
  const colors = palette(
    colorLevel({ choice: options.color, env: process.env, isTTY: process.stdout.isTTY }),
  );
  if (options.why !== undefined) return explainPlace(setup, rule, options.why, options, colors);
  const bound = setup.plan.variants[0]?.find((one) => one.rule.id === rule.id);
  await writeOut(`${ruleLines(rule, bound, colors).map(visible).join('\n')}\n`);
  return EXIT.ok;
}

function ruleLines(rule: Rule, bound: BoundRule | undefined, colors: Palette): readonly string[] {
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', colors.strong(title), ...lines.map((line) => `  ${line}`)];
  const severity = bound?.severity ?? rule.severity;
  return [
    `${colors.strong(rule.id)}: ${rule.title}`,
    `${severity}, confidence ${rule.confidence}, profile ${rule.profiles.join(' and ')}${rule.since === '' ? '' : `, since ${rule.since}`}`,
    ...section('Why', [rule.rationale]),
    ...section('What to do', [rule.remediation]),
    ...section('What it looks at', [...new Set(rule.evidence.map(evidenceWords))]),
    ...section(
      'Parameters',
      Object.entries(rule.params).map(([name, declaration]) => paramWords(rule, name, declaration, bound)),
    ),
    ...section('Example that fails', exampleLines(rule)),
    ...section('References', [...rule.references, ...rule.cwe]),
    ...section('Leave it out', [
      `secbaseline.yaml: rules: { ${rule.id}: off }`,
      `in the file: secbaseline-ignore ${rule.id} until YYYY-MM-DD -- reason`,
    ]),
  ];
}

function evidenceWords(evidence: Evidence): string {
  if ('fact' in evidence) {
    const kind = factKinds.find(({ fact }) => fact === evidence.fact);
    return `${evidence.fact}: ${kind?.about ?? 'a fact of your own'}`;
  }
  return evidence.some === undefined ? `no ${evidence.none?.fact}` : `some ${evidence.some.fact}`;
}

function paramWords(
  rule: Rule,
  name: string,
  declaration: ParamDeclaration,
  bound: BoundRule | undefined,
): string {
  const value = (written: unknown): string => (Array.isArray(written) ? written.join(' ') : String(written));
  const strict = declaration.strict === undefined ? '' : `, strict ${value(declaration.strict)}`;
  const set = bound?.params[name];
  const now = set === undefined || value(set) === value(declaration.default) ? '' : `, here ${value(set)}`;
  const about = declaration.about === undefined ? '' : `  ${declaration.about}`;
  return `${rule.id}.${name} = ${value(declaration.default)}${strict}${now}${about}`;
}

function exampleLines(rule: Rule): readonly string[] {
  const example = rule.examples.fail.find(({ content }) => content !== undefined);
  return example?.content?.trimEnd().split('\n') ?? [];
}

async function explainPlace(
  setup: Setup,
  rule: Rule,
  place: string,
  options: LookOptions,
  colors: Palette,
): Promise<number> {
  const [, typed, number] = /^(.+):(\d+)$/.exec(place) ?? [];
  if (typed === undefined) throw new InputError([{ message: `--why ${place}: not of the form PATH:LINE` }]);
  const line = Number(number);
  const path = relative(setup.root, resolve(setup.cwd, typed));
  const watch = watchRun(false);
  const looked = await look(setup, path.startsWith('..') ? [typed] : [], options, watch);
  const signal = await watch.end();
  if (signal !== null) return signal;
  if (!looked.project.exists(path))
    throw new InputError([{ message: `--why ${place}: there is no such file` }]);
  const source = sourceOf(looked.project);
  const lineAt = (anchor: { readonly path: string; readonly start: number }): number | null => {
    const text = source(anchor.path);
    return text === undefined ? null : lineOf(text, anchor.start);
  };
  const isThere = (verdict: Verdict): boolean =>
    [verdict.at, verdict.fact?.at ?? null].some(
      (anchor) => anchor !== null && anchor.path === path && lineAt(anchor) === line,
    );
  const verdicts = evaluate({
    plan: setup.plan,
    facts: looked.facts,
    kinds: factKinds,
    lineOf: lineAt,
  }).filter(isThere);
  const said = new Set(told(verdicts).map((verdict) => verdictLines(verdict, colors).join('\n')));
  if (said.size === 0) said.add(`${rule.id} judges nothing at ${place}`);
  await writeOut(`${[...said].join('\n')}\n`);
  return EXIT.ok;
}

/** A rule may judge a subject by several witnesses; it passes only where none of them objects. */
function told(verdicts: readonly Verdict[]): readonly Verdict[] {
  const objected = new Set(
    verdicts.filter(({ outcome }) => outcome !== 'pass').map(({ subject }) => subject),
  );
  return verdicts.filter(({ outcome, subject }) => outcome !== 'pass' || !objected.has(subject));
}

function verdictLines(verdict: Verdict, colors: Palette): readonly string[] {
  const { outcome, subject, message, offending } = verdict;
  const head = `${colors.strong(outcome)}: ${presentable(subject)}`;
  if (outcome === 'pass') {
    const decided = decidedPass(verdict);
    const more = decided.length > MOST_VALUES ? [`  and ${decided.length - MOST_VALUES} more`] : [];
    return [head, ...valueLines(decided.slice(0, MOST_VALUES)), ...more];
  }
  return [head, `  ${presentable(message)}`, ...valueLines(offending)];
}

function valueLines(values: readonly Offending[]): readonly string[] {
  return values.map(({ path, value }) => `  ${path} = ${presentable(JSON.stringify(value) ?? 'nothing')}`);
}

/** Of a pass: more values say no more. */
const MOST_VALUES = 10;

const kinds: Kinds = new Map(factKinds.map((kind) => [kind.fact, kind]));

/** The values by which a fact passes, which nobody asks for but here; none where the elements of a list were judged. */
function decidedPass({ rule, fact }: Verdict): readonly Offending[] {
  if (fact === null) return [];
  const scope = { value: fact.value, path: '', fact, element: null };
  return compileRule(rule, kinds).byFact.flatMap(({ evidence, where, assert, each }) => {
    if (evidence.fact !== fact.fact || each !== null) return [];
    if (where !== null && where.explain(scope).code !== PASS) return [];
    const { code, leaves } = assert.explain(scope);
    return code === PASS ? leaves : [];
  });
}
