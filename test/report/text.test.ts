import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printText } from '../../src/report/text.ts';
import { sourceText } from '../../src/source/text.ts';
import { context, finding, NGINX, placeIn, report, rule } from '../support/reports.ts';

const protocols = NGINX.text.indexOf('TLSv1 TLSv1.1');

test('a finding shows the value, what is wrong with it, what fixes it and where to read why', () => {
  const found = finding({
    location: placeIn(NGINX, 'TLSv1 TLSv1.1'),
    message: 'server api.example.test accepts TLSv1, TLSv1.1; the minimum is TLSv1.2',
    target: { id: 'api-prod', url: 'tls://127.0.0.1:8443' },
    evidence: 'live',
    fix: {
      title: 'Allow TLSv1.2 and above',
      safety: 'unsafe',
      edits: [{ path: NGINX.path, start: protocols, end: protocols + 21, text: 'TLSv1.2 TLSv1.3' }],
    },
  });
  assert.equal(
    printText(report([found]), context([NGINX])),
    `error[tls-min-version]: A TLS version below the minimum is accepted (high)
  --> deploy/nginx.conf:5:19
   |
 5 |     ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
   |                   ^^^^^^^^^^^^^ server api.example.test accepts TLSv1, TLSv1.1; the minimum is TLSv1.2
   |
   = live     api-prod tls://127.0.0.1:8443
   = fix      ssl_protocols TLSv1.2 TLSv1.3;          secbaseline check --fix --unsafe
   = why      secbaseline explain tls-min-version

Checked 214 files against 96 rules in 0.8 s
 1 high      1 fixable
`,
  );
});

test('related places are drawn beside it where their source is there, and named where not', () => {
  const dropped = rule('security-header-dropped', { title: 'A header is dropped', severity: 'medium' });
  const included = sourceText('deploy/tls.conf', '\n\nssl on;\n');
  const found = finding(
    {
      location: placeIn(NGINX, 'add_header', 'location /'),
      message:
        'location / loses Strict-Transport-Security: it has an add_header of its own, and nginx inherits none then',
      confidence: 'medium',
      related: [
        { message: 'set here', location: placeIn(NGINX, 'add_header') },
        { message: 'and here', location: placeIn(included, 'ssl') },
        {
          message: 'and there',
          location: { path: 'x.conf', startLine: 3, startColumn: 1, endLine: 3, endColumn: 2 },
        },
      ],
    },
    dropped,
  );
  assert.equal(
    printText(report([found]), context([NGINX, included], { width: 70 })),
    `warning[security-header-dropped]: A header is dropped (medium, medium confidence)
  --> deploy/nginx.conf:7:7
   |
 2 |   add_header Strict-Transport-Security "max-age=31536000" always;
   |   ---------- set here
...
 7 |       add_header X-Frame-Options DENY;
   |       ^^^^^^^^^^
   |       location / loses Strict-Transport-Security: it has an
   |       add_header of its own, and nginx inherits none then
  --> deploy/tls.conf:3:1
   |
 3 | ssl on;
   | --- and here
   |
   = note     x.conf:3:1 and there
   = why      secbaseline explain security-header-dropped

Checked 214 files against 96 rules in 0.8 s
 1 medium
`,
  );
});

test('what could not be evaluated is told apart, and why', () => {
  const found = finding({
    outcome: 'unknown',
    location: placeIn(NGINX, 'server'),
    message: 'x.conf is not in the repository',
  });
  assert.equal(
    printText(report([found]), context([NGINX])),
    `unknown[tls-min-version]: could not be evaluated: A TLS version below the minimum is accepted (high)
  --> deploy/nginx.conf:3:3
   |
 3 |   server {
   |   ^^^^^^ x.conf is not in the repository
   |
   = why      secbaseline explain tls-min-version

Checked 214 files against 96 rules in 0.8 s
 nothing found
 1 could not be evaluated
`,
  );
});

test('a finding without a source, or without a place, still says all', () => {
  const unread = finding({ location: placeIn(NGINX, 'server'), severity: 'critical' });
  const nowhere = finding({ severity: 'low', confidence: 'low' });
  const live = finding({ severity: 'info', target: { id: 'db', url: 'postgres://u:hunter2@db/x' } });
  assert.equal(
    printText(report([unread, nowhere, live]), context()),
    `error[tls-min-version]: A TLS version below the minimum is accepted (critical)
  --> deploy/nginx.conf:3:3
   = found    server api.example.test accepts TLSv1; the minimum is TLSv1.2
   = why      secbaseline explain tls-min-version

note[tls-min-version]: A TLS version below the minimum is accepted (low, low confidence)
  --> the whole project
   = found    server api.example.test accepts TLSv1; the minimum is TLSv1.2
   = why      secbaseline explain tls-min-version

note[tls-min-version]: A TLS version below the minimum is accepted (info)
  --> db postgres://u:[redacted 7 chars, 2.8 bits/char]@db/x
   = found    server api.example.test accepts TLSv1; the minimum is TLSv1.2
   = why      secbaseline explain tls-min-version

Checked 214 files against 96 rules in 0.8 s
 1 critical · 1 low · 1 info
`,
  );
});

test('gaps and useless suppressions are grouped by what they have in common', () => {
  const templates = Array.from({ length: 8 }, (_, index) => ({
    path: `chart/${index}.yaml`,
    line: 1,
    reason: 'template',
    accepted: null,
  }));
  const made = report([], {
    notAnalysed: [
      ...templates,
      { path: 'v.yaml', line: null, reason: 'template', accepted: 'rendered later' },
    ],
    unusedSuppressions: [{ by: 'inline', path: 'e.conf', line: 4, rule: 'csp-header', why: 'unused' }],
    notes: [{ path: 'app.conf', line: null, reason: 'judged without the http block around it' }],
    builtInRules: false,
  });
  assert.equal(
    printText(made, context()),
    `not analysed: template
  --> chart/0.yaml:1
  --> chart/1.yaml:1
  --> chart/2.yaml:1
  --> chart/3.yaml:1
  --> chart/4.yaml:1
  --> and 3 more places, named with --verbose

warning: the inline suppression of csp-header matches no finding
  --> e.conf:4

Checked 214 files against 96 rules in 0.8 s
 nothing found      1 note with --verbose
 8 not analysed
 1 suppression without effect
 the built-in rules are off
`,
  );
  const verbose = printText(made, context([], { verbose: true }));
  assert.match(verbose, /chart\/7\.yaml:1/);
  assert.match(verbose, /^not analysed: template, accepted: rendered later\n {2}--> v\.yaml$/m);
  assert.match(verbose, /^note: judged without the http block around it\n {2}--> app\.conf$/m);
});

test('a clean run is one line, whatever is suppressed', () => {
  assert.equal(
    printText(report([]), context()),
    'Checked 214 files against 96 rules in 0.8 s: nothing found\n',
  );
  const suppressed = [
    finding({ suppressed: { by: 'config', reason: 'set by the CDN', expires: '2026-11-27' } }),
    finding({ suppressed: { by: 'inline', reason: 'x', expires: '2027-11-27' } }),
    finding({ suppressed: { by: 'baseline', reason: 'x', expires: '2026-11-23' } }),
  ];
  assert.equal(
    printText(report(suppressed, { builtInRules: false }), context([], { today: '2026-11-21' })),
    'Checked 214 files against 96 rules in 0.8 s: nothing found · 2 suppressed (1 expires in 6 days) · 1 in the baseline · the built-in rules are off\n',
  );
});

test('suppressed findings are shown with --verbose, with who says so', () => {
  const made = report([
    finding({
      location: placeIn(NGINX, 'server'),
      suppressed: { by: 'inline', reason: 'old client', expires: '2027-03-31' },
    }),
  ]);
  assert.match(
    printText(made, context([], { verbose: true })),
    /^suppressed\[tls-min-version\]: .*\n(.*\n)* {3}= ignored {2}old client, until 2027-03-31\n/,
  );
});

test('an interrupted run says that it is partial', () => {
  assert.match(
    printText(report([], { interrupted: true }), context()),
    /\n interrupted: this report is partial\n$/,
  );
});

test('paths are relative to the working directory', () => {
  const made = report([finding({ location: placeIn(NGINX, 'server') })]);
  const below = context([], { workingDirectory: 'deploy', cwd: '/repo/deploy' });
  assert.match(printText(made, below), /--> nginx\.conf:3:3\n/);
  const beside = context([], { workingDirectory: 'services/api', cwd: '/repo/services/api' });
  assert.match(printText(made, beside), /--> \.\.\/\.\.\/deploy\/nginx\.conf:3:3\n/);
  const outside = context([], { workingDirectory: null, cwd: '/elsewhere' });
  assert.match(printText(made, outside), /--> \.\.\/repo\/deploy\/nginx\.conf:3:3\n/);
});

test('places are links where the terminal knows links', () => {
  const made = report([
    finding({ location: { path: 'a b\u202e.conf', startLine: 1, startColumn: 2, endLine: 1, endColumn: 3 } }),
  ]);
  const text = printText(made, context([], { hyperlinks: true }));
  assert.ok(
    text.includes(
      '\u001b]8;;file:///repo/a%20b%E2%80%AE.conf\u001b\\a b\\u{202e}.conf:1:2\u001b]8;;\u001b\\',
    ),
    text,
  );
});
