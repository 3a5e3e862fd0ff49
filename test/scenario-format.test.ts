/** The format of scenarios, and that a scenario whose promise is broken does not pass. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from './support/folder.ts';
import { parseScenario, printScenario } from './support/scenario.ts';
import { playScenario } from './support/scenario-run.ts';

/** Plays a scenario with a `secbaseline` that is a shell script. */
async function play(t: TestContext, text: string, program: string) {
  const stage = { folder: join(temporaryFolder(t), 'work'), programs: temporaryFolder(t) };
  mkdirSync(stage.folder);
  writeFileSync(join(stage.programs, 'secbaseline'), `#!/bin/sh\n${program}\n`);
  chmodSync(join(stage.programs, 'secbaseline'), 0o755);
  const { actual, faults } = await playScenario(parseScenario(text), stage);
  return { printed: printScenario(actual), faults };
}

test('a scenario is read and printed back as it stands', () => {
  const text = [
    'What is promised.\n',
    '=== file a.conf\nhttp {\n\n}\n',
    '=== file b.conf\nno line end at the end',
    '=== run\nsecbaseline\n',
    '=== stdout\none\n\n',
    '=== exit 3\n',
  ].join('\n');
  assert.equal(printScenario(parseScenario(text)), text);
});

test('what a scenario does not understand is an error', () => {
  assert.throws(() => parseScenario('=== run\nx\n'), /begins with a sentence/);
  assert.throws(() => parseScenario('A.\n\n=== rum\nx\n'), /no section `=== rum`/);
  assert.throws(() => parseScenario('A.\n\n=== file x\ny\n'), /without a `=== run`/);
});

test('output and exit codes that were not promised show up', async (t) => {
  const text = 'A.\n\n=== run\nsecbaseline\n';
  const { printed } = await play(t, text, 'echo out; echo "err in $PWD" >&2; exit 2');
  assert.equal(printed, `${text}\n=== stdout\nout\n\n=== stderr\nerr in FOLDER\n\n=== exit 2\n`);
});

test('lines that must or must not be there are looked for', async (t) => {
  const text = 'A.\n\n=== run\nsecbaseline\n\n=== stdout contains\none\ntwo\n\n=== stdout lacks\nthree\n';
  const { printed, faults } = await play(t, text, 'echo one; echo three');
  assert.equal(printed, text);
  assert.deepEqual(
    faults.map((fault) => fault.split('\n')[0]),
    ['stdout lacks: two', 'stdout contains: three'],
  );
});

test('a report, a SARIF log or a crash that nobody may see is a fault whatever was expected', async (t) => {
  const text = 'A.\n\n=== run\nsecbaseline\n\n=== stdout contains\n{\n\n=== stderr contains\nerror\n';
  const report = await play(
    t,
    text,
    `printf '{\\n  "schema": "secbaseline/report@1"\\n}\\n'; echo error >&2`,
  );
  assert.match(report.faults.join('\n'), /must have required property/);
  const sarif = await play(t, text, `printf '{ "$schema": "x/sarif.json"\\n}\\n'; echo error >&2`);
  assert.match(sarif.faults.join('\n'), /0 runs/);
  const crash = await play(t, text, 'echo "{"; echo "internal error in secbaseline" >&2');
  assert.match(crash.faults.join('\n'), /internal error/);
});

test('files are made as a scenario says, with escapes and dates', async (t) => {
  const text = [
    'A.\n',
    '=== file "a\\u0062.conf" escaped\nx\\u001by {today+1}\n',
    '=== folder empty\n',
    '=== move ab.conf -> empty/c.conf\n',
    '=== run\nsecbaseline\n',
    '=== stdout\nx␛y {today+1}\n',
  ].join('\n');
  const { printed } = await play(t, text, 'cat empty/c.conf');
  assert.equal(printed, text);
});
