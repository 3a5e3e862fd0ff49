import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printMarkdown } from '../../src/report/markdown.ts';
import { context, finding, NGINX, placeIn, report } from '../support/reports.ts';

test('a table of counts, then the findings by severity', () => {
  const made = report([
    finding({
      location: placeIn(NGINX, 'TLSv1 TLSv1.1'),
      fix: { title: 'Allow TLSv1.2', safety: 'safe', edits: [] },
    }),
    finding({ target: { id: 'api', url: 'tls://x:443' }, severity: 'low' }),
  ]);
  assert.equal(
    printMarkdown(made, context()),
    `## secbaseline: 1 high, 1 low

| critical | high | medium | low | info | could not be evaluated | not analysed | suppressed | in the baseline | fixable |
| --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
| 0 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |

Checked 214 files against 96 rules in 0.8 s.

<details open><summary>high (1)</summary>

| rule | where | what |
| --- | --- | --- |
| <code>tls-min-version</code> | <code>deploy/nginx.conf:5</code> | server api.example.test accepts TLSv1; the minimum is TLSv1.2<br>fix: Allow TLSv1.2 |

</details>

<details><summary>low (1)</summary>

| rule | where | what |
| --- | --- | --- |
| <code>tls-min-version</code> | <code>api tls&#58;//x:443</code> | server api.example.test accepts TLSv1; the minimum is TLSv1.2 |

</details>
`,
  );
});

test('a report of any size fits into a comment, and says what did not', () => {
  const many = Array.from({ length: 5000 }, () => finding({ message: '|'.repeat(500) }));
  const text = printMarkdown(report(many), context());
  assert.ok(text.length <= 60_000, String(text.length));
  const rows = text.match(/^\| <code>/gm)?.length ?? 0;
  assert.ok(rows > 5);
  assert.match(text, new RegExp(`\n${5000 - rows} more entries did not fit here\\.\n$`));
});

test('nothing found says so, and what was left aside', () => {
  const text = printMarkdown(report([], { builtInRules: false, interrupted: true }), context());
  assert.match(text, /^## secbaseline: nothing found\n/);
  assert.match(text, /The built-in rules are off\./);
  assert.match(text, /partial/);
});
