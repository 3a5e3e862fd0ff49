import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeBlock, codeSpan, prose } from '../../src/report/markdown-page.ts';
import { rulePage, rulesIndex } from '../../src/report/rule-page.ts';
import { rule } from '../support/reports.ts';

test('text is escaped where it would be syntax, and only there', () => {
  assert.equal(
    prose('Set ssl_session_tickets off, or `a|b`; see (RFC 8996).'),
    'Set ssl_session_tickets off, or `a\\|b`; see (RFC 8996).',
  );
  assert.equal(
    prose('<b> *x* _y_ [z](u) a|b ~c~ $x$ & \\'),
    '\\<b\\> \\*x\\* \\_y\\_ \\[z\\](u) a\\|b \\~c\\~ \\$x\\$ \\& \\\\',
  );
  assert.equal(prose('# no heading'), '\\# no heading');
  assert.equal(prose('a\n\n# no heading\u001b[31m'), 'a # no heading\\\\x1b\\[31m');
  assert.equal(prose('one ` only'), 'one \\` only');
});

test('code keeps what it holds, whatever back quotes there are', () => {
  assert.equal(codeSpan('a`b'), '``a`b``');
  assert.equal(codeSpan('`'), '`` ` ``');
  assert.equal(codeBlock('nginx', 'a\tb\r\n```\n\u202e\n\n'), '````nginx\na\tb\n```\n\\u{202e}\n````');
});

const own = rule('own-rule', {
  title: 'Pipes | and <tags>',
  evidence: [
    { fact: 'nginx.server', assert: { path: 'ssl', equals: true } },
    { fact: 'own.kind', profiles: ['strict'], assert: { path: 'x', exists: true } },
  ],
  fixes: [{ title: 'x', safety: 'safe', set: 'x', to: 'y' }],
  params: {
    names: { type: 'array', items: 'string', default: ['on', 'a b', 'c'], strict: [] },
    limit: { type: 'integer', minimum: 1, about: 'How | many', default: 3 },
  },
  severity: 'low',
  examples: {
    fail: [
      {
        params: { limit: 1 },
        files: { 'a.conf': 'x;\n', 'b.yaml': 'y' },
        findings: [{ path: 'a.conf', line: 1 }],
      },
    ],
    pass: [{ facts: { fact: 'own.kind', subject: 'x', x: 1 } }],
  },
});

test('a page says what the rule looks at, how it is set, and shows what fails and passes', () => {
  const page = rulePage(own, [{ fact: 'nginx.server', about: 'One server.', fields: {} }]);
  for (const part of [
    '**Pipes \\| and \\<tags\\>**',
    '- `nginx.server`: One server.\n- `own.kind`: A fact of your own. (strict profile)',
    '`secbaseline check --fix` changes it',
    '| `names` |  | list of string | `on`, `a b`, `c` | none |',
    '| `limit` | How \\| many | integer, at least 1 | `3` | the same |',
    'own-rule: { params: { names: [] } }',
    'Where `limit` is `1`:\n\n`a.conf`\n\n```nginx\nx;\n```\n\n`b.yaml`\n\n```yaml\ny\n```\n\nFound: `a.conf`, line 1.',
    '```json\n{\n  "fact": "own.kind",',
    '# secbaseline-ignore own-rule -- the reason',
  ]) {
    assert.ok(page.includes(part), `${part}\nis not in\n${page}`);
  }
  assert.match(rulePage(rule('x', { severity: 'high' }), []), /secbaseline-ignore x until YYYY-MM-DD -- /);
});

test('the index has areas and rules in order', () => {
  const index = rulesIndex([rule('b-rule'), { ...own, area: 'http' }, rule('a-rule')]);
  const order = ['## http', 'own-rule.md', '## tls', 'a-rule.md', 'b-rule.md'].map((part) =>
    index.indexOf(part),
  );
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
  assert.ok(!order.includes(-1));
});
