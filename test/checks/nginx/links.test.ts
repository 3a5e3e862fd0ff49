import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { COLLECT_DEFAULTS } from '../../../src/checks/collector.ts';
import { nginxCollector } from '../../../src/checks/nginx/collect.ts';
import { openProject } from '../../../src/source/project.ts';

const root = mkdtempSync(join(tmpdir(), 'secbaseline-links-'));
after(() => rmSync(root, { recursive: true }));

test('a file that is linked is judged once, under its own name, where the link is included', () => {
  mkdirSync(join(root, 'sites-available'));
  mkdirSync(join(root, 'sites-enabled'));
  writeFileSync(join(root, 'nginx.conf'), 'http { server_tokens off; include sites-enabled/*; }');
  writeFileSync(join(root, 'sites-available/app'), 'server { listen 80; server_name a.test; }');
  symlinkSync('../sites-available/app', join(root, 'sites-enabled/app'));
  const paths = ['nginx.conf', 'sites-available/app', 'sites-enabled/app'];
  const collected = nginxCollector.collect(openProject({ root, paths }), COLLECT_DEFAULTS);
  const servers = collected.facts.filter(({ fact }) => fact === 'nginx.server');
  assert.deepEqual(
    servers.map(({ at, value }) => [at?.path, value.context, value.serverTokens]),
    [['sites-available/app', 'whole', 'off']],
  );
  assert.deepEqual(
    collected.claims.map(({ path }) => path),
    ['nginx.conf', 'sites-available/app'],
  );
});
