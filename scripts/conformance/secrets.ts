/** Samples of secrets in the formats of many providers, and of what is none: how many of the figures hold that were reached. */
import { createScanner } from '../../src/checks/secrets/scan.ts';
import { compiledBuiltInDetectors } from '../../src/cli/built-in-detectors.ts';
import { accuracyOn, GOALS, secretSamples } from '../../test/support/secret-samples.ts';
import type { Agreement } from './agreement.ts';

/** Prints the figures by origin, since a scanner's own examples say little about it. */
export function secretsAgreement(folder: string): Agreement {
  const samples = secretSamples(folder);
  const scan = createScanner(compiledBuiltInDetectors());
  const origins = [...new Set(samples.map(({ origin }) => origin))].sort();
  for (const origin of ['all', ...origins]) {
    const { recall, macro, firing } = accuracyOn(
      samples.filter((sample) => origin === 'all' || sample.origin === origin),
      scan,
    );
    const figures = [recall, macro, firing].map((figure) => figure.toFixed(3));
    console.log(
      `  ${origin.padEnd(12)} recall ${figures[0]}, by provider ${figures[1]}, negatives ${figures[2]}`,
    );
  }
  const { recall, macro, firing } = accuracyOn(samples, scan);
  const reached = [recall >= GOALS.recall, macro >= GOALS.macro, firing <= GOALS.firing];
  return { agreed: reached.filter(Boolean).length, total: reached.length };
}
