import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printGithub } from '../../src/report/github.ts';
import { finding, NGINX, placeIn, report } from '../support/reports.ts';

test('annotations name file, lines, columns and rule; the summary follows', () => {
  const made = report(
    [
      finding({ location: placeIn(NGINX, 'server'), severity: 'low' }),
      finding({ location: placeIn(NGINX, 'TLSv1 TLSv1.1'), message: '100% wrong' }),
      finding({
        location: { path: 'a,b:c', startLine: 1, startColumn: 2, endLine: 3, endColumn: 4 },
        severity: 'medium',
      }),
      finding({ outcome: 'unknown', message: 'x.conf is missing' }),
      finding({ suppressed: { by: 'config', reason: 'x', expires: null } }),
    ],
    { notAnalysed: [{ path: 'x.yaml', line: 7, reason: 'template', accepted: null }] },
  );
  assert.equal(
    printGithub(made),
    `::error file=deploy/nginx.conf,line=5,endLine=5,col=19,endColumn=32,title=tls-min-version%3A A TLS version below the minimum is accepted::100%25 wrong (high)
::warning file=a%2Cb%3Ac,line=1,endLine=3,title=tls-min-version%3A A TLS version below the minimum is accepted::server api.example.test accepts TLSv1; the minimum is TLSv1.2 (medium)
::notice file=deploy/nginx.conf,line=3,endLine=3,col=3,endColumn=9,title=tls-min-version%3A A TLS version below the minimum is accepted::server api.example.test accepts TLSv1; the minimum is TLSv1.2 (low)
::warning title=tls-min-version%3A could not be evaluated::x.conf is missing (high)
::warning file=x.yaml,line=7,title=not analysed::template
Checked 214 files against 96 rules in 0.8 s: 1 high, 1 medium, 1 low; 1 could not be evaluated; 1 not analysed; 1 suppressed
`,
  );
});

test('of each level GitHub shows ten; the others are counted', () => {
  const lines = printGithub(report(Array.from({ length: 25 }, () => finding()))).split('\n');
  assert.equal(lines.filter((line) => line.startsWith('::error ')).length, 10);
  assert.equal(lines[10], '15 more entries without annotation: GitHub shows ten of a level');
});

test('a clean run is one line', () => {
  assert.equal(printGithub(report([])), 'Checked 214 files against 96 rules in 0.8 s: nothing found\n');
});
