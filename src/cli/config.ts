/** `config show`: every effective value, and where it came from. */
import { describeConfig, descriptionLines } from '../config/describe.ts';
import { isDetector } from '../engine/rule.ts';
import { jsonText } from '../report/escape.ts';
import { presentable } from '../report/redact.ts';
import { EXIT } from './exit.ts';
import { writeOut } from './formats.ts';
import type { RunOptions } from './options.ts';
import { setUp } from './run.ts';

/** Prints the configuration in force as lines, or as one JSON object. */
export async function showConfig(options: RunOptions & { readonly json: boolean }): Promise<number> {
  const { config, rules } = await setUp(options);
  const description = describeConfig({ config, rules, options });
  const detectors = new Set(rules.filter(isDetector).map(({ id }) => id));
  const isDetectorId = (id: string): boolean => detectors.has(id);
  const text = options.json
    ? jsonText(description)
    : descriptionLines(description, isDetectorId)
        .map((line) => presentable(line))
        .join('\n')
        .concat('\n');
  await writeOut(text);
  return EXIT.ok;
}
