/** What `rules new` writes is a rule as soon as its TODOs are filled in, whatever the kind of fact. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectAll } from '../../src/checks/all.ts';
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { factKinds } from '../../src/checks/index.ts';
import { ruleTemplate } from '../../src/cli/rule-template.ts';
import { builtInSearch } from '../../src/cli/secret-search.ts';
import { type Collect, testRules } from '../../src/engine/examples.ts';
import { parseRule } from '../../src/engine/parse-rule.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import { sourceText } from '../../src/source/text.ts';

interface Filling {
  readonly field: string;
  readonly value: string;
  readonly which?: readonly [field: string, value: string];
  readonly fail: string;
  readonly pass: string;
}

const ZONE = 'limit_req_zone $uri zone=a:1m rate=9r/s;';
const FILLINGS: Readonly<Record<string, Filling>> = {
  'nginx.server': {
    field: 'serverTokens',
    value: '"off"',
    fail: 'http { server { listen 80; server_tokens on; } }',
    pass: 'http { server { listen 80; server_tokens off; } }',
  },
  'nginx.location': {
    field: 'authenticated',
    value: 'true',
    which: ['match', '/admin'],
    fail: 'http { server { listen 80; location /admin { root /srv; } } }',
    pass: 'http { server { listen 80; location /admin { root /srv; auth_basic a; auth_basic_user_file b; } } }',
  },
  'nginx.response': {
    field: 'header.x-frame-options',
    value: 'DENY',
    which: ['statusClass', 'success'],
    fail: 'http { server { listen 80; root /srv; } }',
    pass: 'http { server { listen 80; root /srv; add_header X-Frame-Options DENY; } }',
  },
  'nginx.limitZone': {
    field: 'used',
    value: 'true',
    fail: `http { ${ZONE} }`,
    pass: `http { ${ZONE} server { listen 80; limit_req zone=a; } }`,
  },
  'nginx.path': {
    field: 'exposed',
    value: 'false',
    which: ['path', '/metrics'],
    fail: 'http { server { listen 80; location /metrics { proxy_pass http://a; } } }',
    pass: 'http { server { listen 80; location /metrics { deny all; proxy_pass http://a; } } }',
  },
  'tcp.endpoint': { field: 'open', value: 'false', fail: 'open: true', pass: 'open: false' },
  'secret.match': {
    field: 'placeholder',
    value: 'true',
    which: ['rule', 'secret-url-password'],
    fail: 'https://deploy:kX7pQ29wLz@git.internal/app',
    pass: 'https://deploy:changeme@git.internal/app',
  },
};

const collect: Collect = (files, asked) => {
  const options = { ...COLLECT_DEFAULTS, asked, secrets: builtInSearch() };
  return collectAll(memoryProject(files), options);
};

function filled(text: string, { field, value, which, fail, pass }: Filling): string {
  const chosen =
    which === undefined ? text.replace(/^ *# where: .*\n/m, '') : text.replace('# where:', 'where:');
  return chosen
    .replace('TODO.which', which?.[0] ?? '')
    .replace('"TODO this"', which?.[1] ?? '')
    .replace('TODO.field', field)
    .replace('"TODO value"', value)
    .replace(/TODO failing (example|fields)/, fail)
    .replace(/TODO passing (example|fields)/, pass)
    .replaceAll('TODO file name', 'nginx.conf')
    .replace('TODO.reference', 'example.org/standard')
    .replace(/TODO (title|rationale|remediation|message)/g, 'the $1');
}

for (const [name, filling] of Object.entries(FILLINGS)) {
  test(`the template for ${name} is a rule that holds`, () => {
    const kind = factKinds.find(({ fact }) => fact === name);
    assert.ok(kind !== undefined);
    const text = filled(ruleTemplate('new-rule', kind, factKinds), filling);
    assert.doesNotMatch(text, /TODO/);
    const parsed = parseRule(sourceText('rules/new-rule.yaml', text), 'own', factKinds);
    assert.ok(parsed.kind === 'rule', JSON.stringify(parsed));
    const [tested] = testRules({ rules: [parsed.rule], kinds: factKinds, collect });
    const faults = tested?.faults.map(({ message }) => message) ?? ['it was not tested'];
    assert.deepEqual(faults, []);
  });
}

for (const kind of factKinds) {
  test(`in the template for ${kind.fact}, nothing but what is to be filled in is at fault`, () => {
    const source = sourceText('rules/new-rule.yaml', ruleTemplate('new-rule', kind, factKinds));
    const parsed = parseRule(source, 'own', factKinds);
    assert.ok(parsed.kind === 'faults');
    for (const { message, start = 0, end = 0 } of parsed.diagnostics) {
      assert.match(message + source.text.slice(start, end), /TODO/);
    }
  });
}
