/**
 * Outside truth about secrets: the samples of the folder that `SECBASELINE_CONFORMANCE` names, and how well a scanner
 * does on them. Samples are decoded in memory only and never printed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isDismissed } from '../../src/checks/secrets/judge.ts';
import type { Scanner, SecretMatch } from '../../src/checks/secrets/scan.ts';
import { isAtLeast } from '../../src/engine/severity.ts';

export interface SecretSample {
  readonly id: string;
  readonly kind: 'pos' | 'neg';
  readonly provider: string;
  readonly rule: string;
  readonly origin: string;
  readonly filename: string | null;
  readonly line: number | null;
  readonly content_base64: string;
}

export interface Accuracy {
  readonly positives: number;
  readonly found: number;
  /** Mean over providers of the share of their positives that is found. */
  readonly macro: number;
  readonly negatives: number;
  /** Negatives with any finding at the default confidence. */
  readonly fired: number;
}

/** The samples of `folder/secrets`. */
export function secretSamples(folder: string): readonly SecretSample[] {
  const text = gunzipSync(readFileSync(join(folder, 'dev.jsonl.gz'))).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** What a scanner reports of a sample at the default confidence. */
export function reportedIn(sample: SecretSample, scan: Scanner): readonly SecretMatch[] {
  const bytes = Buffer.from(sample.content_base64, 'base64');
  return scan({ path: sample.filename ?? `${sample.id}.txt`, bytes }).filter(
    ({ context, confidence }) => !isDismissed(context) && isAtLeast(confidence, 'medium'),
  );
}

export function accuracyOn(samples: readonly SecretSample[], scan: Scanner): Accuracy {
  const byProvider = new Map<string, { found: number; all: number }>();
  let found = 0;
  let fired = 0;
  const positives = samples.filter(({ kind }) => kind === 'pos');
  for (const sample of samples) {
    const hit = reportedIn(sample, scan).length > 0;
    if (sample.kind === 'neg') {
      if (hit) fired++;
      continue;
    }
    const score = byProvider.get(sample.provider) ?? { found: 0, all: 0 };
    byProvider.set(sample.provider, score);
    score.all++;
    if (!hit) continue;
    score.found++;
    found++;
  }
  const recalls = [...byProvider.values()].map((score) => score.found / score.all);
  const macro = recalls.reduce((sum, recall) => sum + recall, 0) / Math.max(1, recalls.length);
  return { positives: positives.length, found, macro, negatives: samples.length - positives.length, fired };
}
