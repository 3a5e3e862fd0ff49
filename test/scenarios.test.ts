/**
 * The contract, seen from outside: every `test/scenarios/<topic>/<case>.scenario` is played at a shell with the command line
 * that ships. `SECBASELINE_UPDATE=1` writes what came out into the scenarios, to be read before it is committed.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Built, builtCommand } from './support/built.ts';
import { temporaryFolder } from './support/folder.ts';
import { liveOrSkip } from './support/live.ts';
import { parseScenario, printScenario } from './support/scenario.ts';
import { installProgram, needsGit, playScenario } from './support/scenario-run.ts';

const SCENARIOS = fileURLToPath(new URL('scenarios', import.meta.url));
const UPDATE = process.env.SECBASELINE_UPDATE === '1';

const files = readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.scenario'))
  .sort();

describe('scenarios', { concurrency: 2 }, () => {
  let built: Built;
  before(() => {
    built = builtCommand();
  });
  after(() => built.remove());

  for (const path of files) {
    const file = join(SCENARIOS, path);
    it(relative(SCENARIOS, file).replace(/\.scenario$/, ''), async (t) => {
      if (built.stale) t.diagnostic('dist/ is older than its sources, so a fresh build was taken');
      const text = readFileSync(file, 'utf8');
      const scenario = parseScenario(text);
      if (needsGit(scenario) && liveOrSkip(t, 'git') === null) return;
      const stage = { folder: join(temporaryFolder(t), 'work'), programs: temporaryFolder(t) };
      mkdirSync(stage.folder);
      installProgram(stage.programs, built.launcher);

      const { actual, faults } = await playScenario(scenario, stage);
      const printed = printScenario(actual);
      if (UPDATE) writeFileSync(file, printed);
      else assert.equal(printed, printScenario(scenario), scenario.description);
      assert.ok(faults.length === 0, [scenario.description, ...faults].join('\n'));
    });
  }
});
