/**
 * Outside truth about secrets: the samples of the folder that `SECBASELINE_CONFORMANCE` names, and how well a scanner
 * does on them. Samples are decoded in memory only and never printed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isDismissed } from '../../src/checks/secrets/judge.ts';
import type { Scanner, SecretMatch } from '../../src/checks/secrets/scan.ts';
import { builtInDetectorRules } from '../../src/cli/built-in-detectors.ts';
import { isAtLeast, reaches } from '../../src/engine/severity.ts';

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
  /** Share of positives in which something is found. */
  readonly recall: number;
  /** Mean over providers of the share of their positives. */
  readonly macro: number;
  /** Share of negatives with any finding that fails at the default confidence and severity. */
  readonly firing: number;
}

/** What is wanted on the whole set. */
export const GOALS = { recall: 0.88, macro: 0.75, firing: 0.06 } as const;

/** The samples of `folder/secrets`. */
export function secretSamples(folder: string): readonly SecretSample[] {
  const text = gunzipSync(readFileSync(join(folder, 'dev.jsonl.gz'))).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Detectors whose findings end a run with exit code 1. */
const failing = new Set(
  builtInDetectorRules().flatMap(({ id, severity }) => (reaches(severity, 'medium') ? [id] : [])),
);

/** What a scanner reports of a sample at the default confidence. */
export function reportedIn(sample: SecretSample, scan: Scanner): readonly SecretMatch[] {
  const bytes = Buffer.from(sample.content_base64, 'base64');
  return scan({ path: sample.filename ?? `${sample.id}.txt`, bytes }).filter(
    ({ context, confidence }) => !isDismissed(context) && isAtLeast(confidence, 'medium'),
  );
}

export function accuracyOn(samples: readonly SecretSample[], scan: Scanner): Accuracy {
  const byProvider = new Map<string, { found: number; all: number }>();
  let [positives, found, negatives, fired] = [0, 0, 0, 0];
  for (const sample of samples) {
    const reported = reportedIn(sample, scan);
    if (sample.kind === 'neg') {
      negatives++;
      if (reported.some(({ detector }) => failing.has(detector))) fired++;
      continue;
    }
    const score = byProvider.get(sample.provider) ?? { found: 0, all: 0 };
    byProvider.set(sample.provider, score);
    positives++;
    score.all++;
    if (reported.length === 0) continue;
    score.found++;
    found++;
  }
  const recalls = [...byProvider.values()].map((score) => score.found / score.all);
  return {
    recall: found / Math.max(1, positives),
    macro: recalls.reduce((sum, recall) => sum + recall, 0) / Math.max(1, recalls.length),
    firing: fired / Math.max(1, negatives),
  };
}
