import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printText } from '../../src/report/text.ts';
import { context, finding, NGINX, placeIn, report, rule } from '../support/reports.ts';

const reason = 'include conf.d/x.conf is not in the repository';

function unknownFor(id: string) {
  return finding(
    {
      outcome: 'unknown',
      message: `server api.example.test could not be evaluated: ${reason}`,
      reason,
      location: placeIn(NGINX, 'server'),
    },
    rule(id),
  );
}

const two = [unknownFor('tls-min-version'), unknownFor('hsts-header')];

test('tells once what leaves several rules without an answer', () => {
  const text = printText(report(two), context([NGINX]));
  assert.equal(text.split(reason).length - 1, 1);
  assert.match(text, /^unknown: include conf\.d\/x\.conf is not in the repository\n/);
  assert.match(text, /= unknown {2}2 rules at 1 place: hsts-header, tls-min-version\n/);
});

test('tells each with --verbose', () => {
  const text = printText(report(two), context([NGINX], { verbose: true }));
  assert.match(text, /unknown\[tls-min-version\]/);
  assert.match(text, /unknown\[hsts-header\]/);
});

test('leaves a single one as it is', () => {
  assert.match(
    printText(report(two.slice(0, 1)), context([NGINX])),
    /^unknown\[tls-min-version\]: could not be evaluated/,
  );
});
