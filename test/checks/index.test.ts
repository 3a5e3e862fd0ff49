import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { collectors } from '../../src/checks/all.ts';
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { factKinds, technologies } from '../../src/checks/index.ts';
import { builtInRules } from '../../src/config/built-in-rules.ts';
import { memoryProject } from '../../src/source/memory-project.ts';

test('every collector is loaded by its technology, in one order', async () => {
  const loaded = await Promise.all(technologies.map(({ load }) => load()));
  assert.deepEqual(
    loaded.map(({ technology }) => technology),
    collectors.map(({ technology }) => technology),
  );
  for (const [index, { technology, kinds }] of technologies.entries()) {
    assert.equal(loaded[index]?.technology, technology);
    assert.deepEqual(loaded[index]?.kinds, kinds);
  }
});

/** Text files of the fixtures by path, and those of the rules' examples. */
function projects(): readonly Readonly<Record<string, string>>[] {
  const root = new URL('../../fixtures/', import.meta.url).pathname;
  const paths = ['showcase', 'nginx'].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  );
  const files = paths.filter((path) => statSync(root + path).isFile());
  const fixtures = Object.fromEntries(files.map((path) => [path, readFileSync(root + path, 'utf8')]));
  const examples = builtInRules(factKinds).flatMap(({ examples: { fail, pass } }) => [...fail, ...pass]);
  const written = examples.map(
    ({ files: several, file, content }) => several ?? (file === undefined ? {} : { [file]: content ?? '' }),
  );
  return [fixtures, ...written];
}

test('a technology is concerned with every file of which its collector says something', async () => {
  const all = projects();
  for (const { technology, concerns, load } of technologies) {
    const { collect } = await load();
    for (const files of all) {
      const unconcerned = Object.entries(files).filter(([path]) => !concerns(path));
      const said = collect(memoryProject(Object.fromEntries(unconcerned)), COLLECT_DEFAULTS);
      const { claims, facts, notAnalysed } = said;
      assert.deepEqual([claims, facts, notAnalysed], [[], [], []], technology);
    }
  }
});
