/** Fixes, fuzzed: what was fixed still parses, is not reported again, and nothing else is worse than before. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factKinds } from '../../src/checks/index.ts';
import { builtInRules } from '../../src/config/built-in-rules.ts';
import { PROFILES } from '../../src/engine/rule.ts';
import { generatedCases } from '../support/generated.ts';
import { assess, fixableFiles, fixRound } from '../support/nginx-fixable.ts';

const COUNT = generatedCases(600);
const GROUND = { ports: [8081, 8082, 8083], upstreamPort: 8084 };

test(`${COUNT} generated configurations are fixed: they parse, what was fixed is gone, nothing is new`, () => {
  const used = new Map<string, number>();
  for (let seed = 1; seed <= COUNT; seed++) {
    for (const profile of PROFILES) check(seed, profile, used);
  }
  const fixable = builtInRules(factKinds).flatMap(({ id, fixes, evidence }) => {
    const isNginx = evidence.some((one) => 'fact' in one && one.fact.startsWith('nginx.'));
    return isNginx && fixes.length > 0 ? [id] : [];
  });
  const rare = fixable.filter((id) => (used.get(id) ?? 0) < COUNT / 30);
  assert.deepEqual(rare, [], 'every rule with a fix is tried');
});

function check(seed: number, profile: (typeof PROFILES)[number], used: Map<string, number>): void {
  let files = fixableFiles(seed, GROUND);
  const before = assess(files, profile);
  let state = before;
  const words = (text: string): string => `seed ${seed}, ${profile}: ${text}`;
  for (let round = 1; ; round++) {
    const result = fixRound(files, state.findings);
    if (result.fixed.length === 0) break;
    assert.ok(round <= 10, words('fixes go on for ever'));
    files = result.files;
    state = assess(files, profile);
    assert.deepEqual(state.notAnalysed, before.notAnalysed, words(files['nginx.conf'] ?? ''));
    for (const { rule, edit, now } of result.fixed) {
      used.set(rule, (used.get(rule) ?? 0) + 1);
      assert.equal(files[now.path]?.slice(now.start, now.end), edit.text, words('the text stands there'));
      const again = state.findings.find(
        ({ rule: of, outcome, at }) =>
          of.rule.id === rule &&
          outcome === 'fail' &&
          at?.path === now.path &&
          at.start < now.end &&
          now.start < at.end,
      );
      assert.equal(again?.message, undefined, words(`${rule} reports ${edit.text} again`));
    }
  }
  const fresh = [...state.failing].filter(
    (failure) => !before.failing.has(failure) && !isLeftOver(failure, state.failing),
  );
  assert.deepEqual(fresh, [], words('new findings'));
  assert.deepEqual(state.findings.filter(({ fix }) => fix !== null).length, 0, words('a fix is left'));
}

/**
 * Where nothing is written that could be fixed in the default server, a server that was fixed still gets its versions,
 * as it did before: one more rule now says so.
 */
function isLeftOver(failure: string, failing: ReadonlySet<string>): boolean {
  const weakened = /^nginx-default-server-weakens (.*)$/.exec(failure)?.[1];
  return weakened !== undefined && failing.has(`tls-min-version ${weakened}`);
}
