/**
 * Real configurations: nothing crashes, nothing is silent. `SECBASELINE_CORPUS` names a folder that holds `nginx/`;
 * prints what became of the files, and every fault, for a person to judge.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parsedFile } from '../../../src/checks/nginx/parsed.ts';
import { roots } from '../../../src/checks/nginx/roots.ts';
import { openProject } from '../../../src/source/project.ts';

/** One meaningless line each, put where other tests include files; nothing in them is nginx. */
const NOISE =
  /^crossplane\/tests\/configs\/(?:includes-regular\/conf\.d\/foo|includes-globbed\/servers\/locations\/not-included)\.conf$/;

test('takes every real configuration, or says why not', (t) => {
  const corpus = process.env.SECBASELINE_CORPUS;
  if (corpus === undefined) {
    t.skip('SECBASELINE_CORPUS names no folder');
    return;
  }
  const root = join(corpus, 'nginx');
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(?:LICENSE|NOTICE)/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
  assert.ok(paths.length > 600);

  const project = openProject({ root, paths });
  const started = performance.now();
  const found = roots(project);
  const took = performance.now() - started;
  const claimed = new Set(found.claims.map(({ path }) => path));
  const reasons = new Map(found.notAnalysed.map((entry) => [entry.path, entry]));

  const table = new Map<string, { parsed: number; template: number; broken: number; unclaimed: number }>();
  for (const path of paths) {
    const folder = path.split('/')[0] ?? '';
    const row = table.get(folder) ?? { parsed: 0, template: 0, broken: 0, unclaimed: 0 };
    table.set(folder, row);
    const entry = reasons.get(path);
    if (!claimed.has(path)) row.unclaimed++;
    else if (entry === undefined) row.parsed++;
    else if (entry.reason === 'template') row.template++;
    else row.broken++;
  }
  for (const [folder, { parsed, template, broken, unclaimed }] of table) {
    t.diagnostic(
      `${folder}: ${parsed} parsed, ${template} templates, ${broken} broken, ${unclaimed} not nginx`,
    );
  }
  for (const { path, line, reason } of found.notAnalysed) {
    if (reason !== 'template') t.diagnostic(`${path}:${line} ${reason}`);
  }
  t.diagnostic(`${found.mains.length} main files, ${found.snippets.length} snippets, ${Math.round(took)} ms`);

  assert.deepEqual(
    paths.filter((path) => !claimed.has(path) && !NOISE.test(path)),
    [],
  );
  for (const path of claimed) {
    assert.equal(parsedFile(project, path).kind === 'parsed', !reasons.has(path), path);
  }
  assert.ok(![...reasons.values()].some(({ reason }) => reason.startsWith('internal')));
});
