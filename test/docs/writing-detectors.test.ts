/** docs/writing-detectors.md shows detectors that hold. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CHARSETS } from '../../src/checks/secrets/charset.ts';
import { parseDetectors } from '../../src/checks/secrets/parse.ts';
import { testDetectors } from '../../src/checks/secrets/test-detectors.ts';
import { loadLinearRegex } from '../../src/engine/regex.ts';
import { sourceText } from '../../src/source/text.ts';

const text = readFileSync('docs/writing-detectors.md', 'utf8');

test('the detectors that are shown hold to their examples', async () => {
  await loadLinearRegex();
  const body = /^```yaml\n(.*?)^```$/ms.exec(text)?.[1] ?? '';
  const parsed = parseDetectors(sourceText('acme.yaml', body), false);
  assert.ok(parsed.kind === 'detectors', JSON.stringify(parsed));
  assert.equal(parsed.detectors.length, 2);
  assert.deepEqual(
    testDetectors(parsed.detectors).flatMap(({ faults }) => faults.map(({ message }) => message)),
    [],
  );
});

test('the page names every alphabet', () => {
  for (const name of Object.keys(CHARSETS)) assert.match(text, new RegExp(`\\b${name}\\b`), name);
});
