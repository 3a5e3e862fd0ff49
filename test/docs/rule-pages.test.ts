/** docs/rules is written from the rules; a rule that changed without its page fails here. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { factKinds } from '../../src/checks/index.ts';
import { rulePages } from '../../src/cli/rules-docs.ts';
import { builtInRules } from '../../src/config/built-in-rules.ts';

const FOLDER = 'docs/rules';
const rules = builtInRules(factKinds);
const pages = rulePages(rules);

test('every page is up to date, and there are no others', () => {
  const hint = 'run `node --import tsx src/cli/main.ts rules docs` and commit what it writes';
  assert.deepEqual(readdirSync(FOLDER).sort(), [...pages.keys()].sort(), hint);
  for (const [name, text] of pages) assert.equal(readFileSync(`${FOLDER}/${name}`, 'utf8'), text, hint);
});

test('the order of rules does not matter', () => {
  assert.deepEqual([...rulePages(rules.toReversed())].sort(), [...pages].sort());
});

test('the configuration that a page shows is YAML that sets what it says', () => {
  for (const rule of rules) {
    const blocks = [...(pages.get(`${rule.id}.md`) ?? '').matchAll(/^```yaml\n(rules:.*?)^```$/gms)];
    const settings = blocks.map(([, body = '']) => parse(body).rules[rule.id]);
    const names = Object.keys(rule.params).slice(0, 1);
    assert.equal(settings.at(-1), 'off');
    const shown = settings.slice(0, -1).map(({ params }) => params);
    const wanted = names.map((name) => ({ [name]: rule.params[name]?.strict ?? rule.params[name]?.default }));
    // Maps of our own reader have no prototype, which is all that may differ.
    assert.equal(JSON.stringify(shown), JSON.stringify(wanted));
  }
});
