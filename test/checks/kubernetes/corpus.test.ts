/**
 * Real manifests: nothing crashes, every document is analysed or listed. `SECBASELINE_CORPUS` names a folder that holds
 * `kubernetes/` with one archive for each origin.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { COLLECT_DEFAULTS } from '../../../src/checks/collector.ts';
import { kubernetesCollector } from '../../../src/checks/kubernetes/collect.ts';
import { documentsOf } from '../../../src/source/documents/documents.ts';
import { openProject } from '../../../src/source/project.ts';
import { temporaryFolder } from '../../support/folder.ts';

test('takes every real manifest, or says why not', (t) => {
  const corpus = process.env.SECBASELINE_CORPUS;
  if (corpus === undefined) {
    t.skip('SECBASELINE_CORPUS names no folder');
    return;
  }
  const root = temporaryFolder(t);
  const archives = readdirSync(join(corpus, 'kubernetes')).filter((name) => name.endsWith('.tar.gz'));
  for (const name of archives) execFileSync('tar', ['-xzf', join(corpus, 'kubernetes', name), '-C', root]);
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
  assert.ok(paths.length > 3000);

  const project = openProject({ root, paths });
  const { facts, claims, notAnalysed } = kubernetesCollector.collect(project, COLLECT_DEFAULTS);
  // Places are worked out when asked for.
  for (const { positions, provenance } of facts)
    assert.ok(Object.keys(positions).length >= 0 && provenance !== null);

  const claimed = new Set(claims.map(({ path }) => path));
  const listed = new Set(notAnalysed.map(({ path, line }) => `${path}:${line}`));
  let objects = 0;
  for (const path of paths) {
    const outcome = documentsOf(project, path);
    if (outcome.kind !== 'documents') continue;
    for (const { root: node } of outcome.documents) {
      if (node.text('apiVersion') === null || node.text('kind') === null) continue;
      objects++;
      assert.ok(claimed.has(path), path);
    }
    for (const { start, end, line } of outcome.unread) {
      const text = outcome.source.text.slice(start, end);
      if (text.includes('apiVersion') && text.includes('kind'))
        assert.ok(listed.has(`${path}:${line}`), path);
    }
  }
  const pods = facts.filter(({ fact }) => fact === 'k8s.pod').length;
  const templates = notAnalysed.filter(({ reason }) => reason === 'template').length;
  t.diagnostic(
    `${objects} objects, ${pods} pods; not analysed: ${templates} templates, ${notAnalysed.length - templates} others`,
  );
  for (const { path, line, reason } of notAnalysed) {
    if (reason !== 'template') t.diagnostic(`${path}:${line} ${reason}`);
  }
  assert.ok(objects > 3500 && pods > 400);
});
