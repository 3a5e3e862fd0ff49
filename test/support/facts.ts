/** A made-up kind of fact with every shape, facts of it, and rules about it, for tests of the engine. */
import { bindRule, planOf } from '../../src/engine/bind.ts';
import { compile } from '../../src/engine/compile.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { Fact, FactKind, FieldShape } from '../../src/engine/fact.ts';
import type { Assertion, Evidence, Rule } from '../../src/engine/rule.ts';
import { factShape } from '../../src/engine/shape.ts';
import type { Verdict } from '../../src/engine/verdict.ts';
import { type Outcome, outcomeWord } from './outcomes.ts';

const text: FieldShape = { type: 'string', about: '' };
const texts: FieldShape = { type: 'list', of: text, about: '' };

export const thing: FactKind = {
  fact: 'test.thing',
  about: 'A fact with a field of every shape',
  fields: {
    name: { type: 'string', about: '', nullable: true },
    other: { type: 'string', about: '', nullable: true },
    size: { type: 'number', about: '', nullable: true },
    limit: { type: 'number', about: '', nullable: true },
    on: { type: 'boolean', about: '', nullable: true },
    tags: { ...texts, nullable: true },
    ports: { type: 'list', of: { type: 'number', about: '' }, about: '' },
    headers: { type: 'map', of: { type: 'string', about: '', nullable: true }, about: '' },
    parts: {
      type: 'list',
      about: '',
      of: {
        type: 'object',
        about: '',
        fields: { name: text, size: { type: 'number', about: '' }, tags: texts },
      },
    },
    inner: {
      type: 'object',
      about: '',
      nullable: true,
      fields: { size: { type: 'number', about: '', nullable: true }, on: { type: 'boolean', about: '' } },
    },
  },
};

/** A second kind, for rules about the whole project. */
export const alert: FactKind = {
  fact: 'test.alert',
  about: 'Another fact',
  fields: { name: text, severity: text },
};

export const kinds: readonly FactKind[] = [thing, alert];

export function factOf(value: Readonly<Record<string, unknown>>, more: Partial<Fact> = {}): Fact {
  return {
    fact: 'test.thing',
    from: 'file',
    subject: 'the thing',
    at: { path: 'a.conf', start: 0, end: 5, route: ['thing'] },
    target: null,
    value,
    positions: {},
    provenance: {},
    unknown: {},
    confidence: 'certain',
    link: null,
    ...more,
  };
}

/** What an assertion gives for a fact. Where nothing is unknown the fast way is asked too and must agree. */
export function outcome(
  assertion: Assertion,
  value: Readonly<Record<string, unknown>>,
  unknown: Readonly<Record<string, string>> = {},
  params: Readonly<Record<string, unknown>> = {},
): Outcome {
  const shape = factShape(thing);
  const judge = compile(assertion, { shape, root: shape, params, item: undefined, isBuiltIn: true });
  const fact = factOf(value, { unknown });
  const { code } = judge.explain({ value, path: '', fact, element: null });
  if (Object.keys(unknown).length === 0 && judge.test(value, value) !== code) {
    throw new Error(`test gives ${judge.test(value, value)}, explain ${code}`);
  }
  return outcomeWord(code);
}

export function ruleOf(evidence: readonly Evidence[], more: Partial<Rule> = {}): Rule {
  return {
    id: 'test-rule',
    aliases: [],
    area: 'test',
    title: 'A test',
    severity: 'medium',
    confidence: 'certain',
    profiles: ['recommended'],
    since: '0.1.0',
    rationale: 'Because.',
    remediation: 'Do it.',
    references: [],
    cwe: [],
    params: {},
    scope: 'fact',
    when: null,
    forEach: null,
    evidence,
    message: '{subject} is wrong',
    fixes: [],
    properties: {},
    examples: { fail: [], pass: [] },
    origin: 'built-in',
    ...more,
  };
}

/** The verdicts of one rule; `lineOf` counts ten characters a line. */
export function verdicts(rule: Rule, facts: readonly Fact[]): readonly Verdict[] {
  return evaluate({
    plan: planOf([bindRule(rule, 'recommended')]),
    facts,
    kinds,
    lineOf: ({ start }) => Math.floor(start / 10) + 1,
  });
}
