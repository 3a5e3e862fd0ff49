import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { collectAll } from '../../src/checks/all.ts';
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { factKinds } from '../../src/checks/index.ts';
import { builtInRules } from '../../src/config/built-in-rules.ts';
import { askedValues } from '../../src/engine/asked.ts';
import { bindRule, planOf } from '../../src/engine/bind.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { fieldsRead } from '../../src/engine/fields-read.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { Profile, Rule } from '../../src/engine/rule.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import { ruleOf } from '../support/facts.ts';

test('a field is read by conditions, messages, carets and fixes', () => {
  const rule = ruleOf([
    {
      fact: 'test.thing',
      where: { path: 'tags', contains: 'x' },
      assert: { path: 'size', atLeast: { field: 'least' } },
      at: 'header.csp',
      message: '{value.name} came from {provenance.origin.first}',
    },
    { fact: 'test.other', each: 'parts', assert: { path: 'name', equals: 'a' }, at: 'name' },
    { fact: 'test.whole', assert: { path: 'size', exists: true }, message: '{value}' },
  ]);
  const read = fieldsRead(planOf([bindRule(rule, 'recommended')]));
  const thing = ['header', 'least', 'name', 'origin', 'size', 'tags'];
  assert.deepEqual([...(read('test.thing') ?? [])].sort(), thing);
  assert.deepEqual([...(read('test.other') ?? [])], ['parts']);
  assert.equal(read('test.whole'), null);
  assert.deepEqual(read('test.none'), new Set());
});

const rules = builtInRules(factKinds);

function texts(folder: string): readonly Readonly<Record<string, string>>[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.conf'),
  );
  return files.map((name) => ({ 'nginx.conf': readFileSync(`${folder}/${name}`, 'utf8') }));
}

function said(files: Readonly<Record<string, string>>, plan: Plan, reads: boolean): readonly unknown[] {
  const read = fieldsRead(plan);
  const options = { ...COLLECT_DEFAULTS, asked: askedValues(plan), reads: reads ? read : null };
  const facts = collectAll(memoryProject(files), options);
  const verdicts = evaluate({ plan, facts, kinds: factKinds, lineOf: ({ start }) => start });
  return [
    // Of a kind that nobody reads, facts may be missing altogether.
    facts.filter(({ fact }) => read(fact)?.size !== 0).map(({ fact, subject, at }) => [fact, subject, at]),
    verdicts.map((verdict) => [
      verdict.rule.rule.id,
      verdict.outcome,
      verdict.subject,
      verdict.severity,
      verdict.confidence,
      verdict.message,
      verdict.related,
      verdict.at,
      verdict.offending,
      verdict.content,
    ]),
  ];
}

test('leaving out what no rule reads changes no verdict', () => {
  const plans = (chosen: readonly Rule[]): readonly Plan[] =>
    (['recommended', 'strict'] satisfies Profile[]).map((profile) =>
      planOf(chosen.map((rule) => bindRule(rule, profile))),
    );
  const all = plans(rules);
  const single = rules.map((rule) => ({ rule, plans: plans([rule]) }));
  const files = ['meaning', 'differential', 'hardened'].flatMap((folder) =>
    texts(`fixtures/nginx/${folder}`),
  );
  assert.ok(files.length > 20);
  for (const one of files) {
    for (const plan of all) assert.deepEqual(said(one, plan, true), said(one, plan, false));
  }
  for (const { rule, plans: alone } of single) {
    for (const { files: several, file, content } of [...rule.examples.fail, ...rule.examples.pass]) {
      const written = several ?? (file === undefined ? {} : { [file]: content ?? '' });
      for (const plan of alone)
        assert.deepEqual(said(written, plan, true), said(written, plan, false), rule.id);
    }
  }
});
