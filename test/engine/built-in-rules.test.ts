import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectAll } from '../../src/checks/all.ts';
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { factKinds } from '../../src/checks/index.ts';
import { builtInRules } from '../../src/config/built-in-rules.ts';
import { readFixtures } from '../../src/config/rule-fixtures.ts';
import { leavesOf } from '../../src/engine/assertion.ts';
import { bindRule, planOf } from '../../src/engine/bind.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { type Collect, testRules } from '../../src/engine/examples.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { memoryProject } from '../../src/source/memory-project.ts';

const collect: Collect = (files, asked) => collectAll(memoryProject(files), { ...COLLECT_DEFAULTS, asked });

const rules = builtInRules(factKinds);

test('every built-in rule holds to its examples, and these notice every mutant', () => {
  const fixtures = readFixtures(`${process.cwd()}/fixtures`, rules);
  const tests = testRules({ rules, kinds: factKinds, collect, fixtures });
  const faults = tests.flatMap(({ rule, faults }) =>
    faults.map(({ message, at }) => `${rule.id} ${at?.join('.') ?? ''}: ${message}`),
  );
  assert.deepEqual(faults, []);
  assert.ok(tests.every(({ examples, mutants }) => examples >= 2 && mutants >= 1));
});

test('rules read from YAML and rules that were embedded as data give the same verdicts', () => {
  const embedded: readonly Rule[] = JSON.parse(JSON.stringify(rules));
  const evaluations = [rules, embedded].map((set) =>
    set.flatMap((rule) =>
      [...rule.examples.fail, ...rule.examples.pass].flatMap(({ file, content, profile, params }) => {
        if (file === undefined) return [];
        const facts = collect({ [file]: content ?? '' }, new Map());
        const plan = planOf([bindRule(rule, profile ?? 'recommended', params)]);
        return evaluate({ plan, facts, kinds: factKinds, lineOf: ({ start }) => start }).map((verdict) => ({
          ...verdict,
          message: verdict.message,
          related: verdict.related,
          rule: verdict.rule.rule.id,
          fact: verdict.fact?.subject,
        }));
      }),
    ),
  );
  assert.ok((evaluations[0]?.length ?? 0) > 100);
  assert.deepEqual(evaluations[1], evaluations[0]);
});

test('built-in rules say where they come from', () => {
  for (const { id, since, references, cwe, rationale } of rules) {
    assert.match(since, /^\d+\.\d+\.\d+$/, id);
    assert.ok(references.length > 0 && cwe.length > 0 && rationale.length > 40, id);
  }
});

test('ids and aliases are taken once', () => {
  const names = rules.flatMap(({ id, aliases }) => [id, ...aliases]);
  assert.equal(new Set(names).size, names.length);
});

test('patterns of built-in rules take no time on long texts', () => {
  const patterns = rules.flatMap(({ evidence }) =>
    evidence.flatMap((one) => ('assert' in one ? [one.assert, ...(one.where ? [one.where] : [])] : [])),
  );
  for (const { operator, operand } of patterns.flatMap((assertion) => leavesOf(assertion))) {
    if (operator !== 'matches' || typeof operand !== 'string') continue;
    const pattern = new RegExp(operand, 'u');
    const words = operand.match(/[A-Za-z-]{3,}/g) ?? ['a'];
    for (const word of [...words, ' ', ';', '; ', 'a']) {
      const start = performance.now();
      pattern.test(`${word} `.repeat(20_000));
      assert.ok(performance.now() - start < 500, `${operand} on ${word}`);
    }
  }
});
