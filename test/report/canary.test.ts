/** A secret in source, message, subject, reason, target or fix: no format may print it, not even a part of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printDiagnostics } from '../../src/report/diagnostics.ts';
import { printGithub } from '../../src/report/github.ts';
import { printJson } from '../../src/report/json.ts';
import { printMarkdown } from '../../src/report/markdown.ts';
import { printSarif } from '../../src/report/sarif.ts';
import { printText } from '../../src/report/text.ts';
import { sourceText } from '../../src/source/text.ts';
import { context, finding, placeIn, report } from '../support/reports.ts';

const CANARY = 'cAnArY9Zk3JvQ7sTt2LwB5nXy8Rf';

const source = sourceText(
  'app.env',
  `TOKEN=${CANARY}\nPLAIN ${CANARY} x\nurl = "https://u:${CANARY}@host/"\n`,
);
const quoting = `the value is ${CANARY}, as in password=${CANARY} and tls://u:${CANARY}@host`;
const location = placeIn(source, `PLAIN ${CANARY}`);
const findings = [
  finding({
    location,
    message: quoting,
    subject: quoting,
    target: { id: quoting, url: `tls://u:${CANARY}@host` },
    related: [
      { message: quoting, location: placeIn(source, 'url') },
      { message: quoting, location: { ...location, path: 'elsewhere.env' } },
    ],
    fix: {
      title: quoting,
      safety: 'safe',
      edits: [{ path: source.path, start: 0, end: 5, text: `T=${CANARY}` }],
    },
  }),
  finding({ location: placeIn(source, CANARY), message: quoting }),
  finding({ message: quoting, target: { id: 'x', url: `tls://u:${CANARY}@host` } }),
  finding({ message: quoting, outcome: 'unknown', location }),
  finding({ suppressed: { by: 'inline', reason: quoting, expires: null } }),
];
const made = report(findings, {
  notAnalysed: [
    { path: 'a', line: 1, reason: quoting, accepted: null },
    { path: 'b', line: 1, reason: quoting, accepted: quoting },
  ],
  notes: [{ path: 'a', line: 1, reason: quoting }],
});

const outputs: Readonly<Record<string, string>> = {
  text: printText(made, context([source], { verbose: true, width: 60 })),
  'text without sources': printText(made, context([], { verbose: true })),
  json: printJson(made, context([source])),
  sarif: printSarif(made, context([source]), { suppressed: true }),
  github: printGithub(made),
  markdown: printMarkdown(made, context([source])),
  diagnostics: printDiagnostics(
    [{ message: quoting, source, start: location.startColumn, end: source.text.length, hint: quoting }],
    { color: 0, width: 60 },
  ),
};

for (const [format, output] of Object.entries(outputs)) {
  test(`${format} does not tell a secret`, () => {
    for (let at = 0; at + 8 <= CANARY.length; at++) {
      const part = CANARY.slice(at, at + 8);
      assert.ok(!output.includes(part), `${part} in ${output}`);
    }
    assert.match(output, /redacted/);
  });
}
