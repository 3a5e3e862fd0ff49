/** `rules list`: every rule, and whether it runs. */
import { isDetector, type Rule } from '../engine/rule.ts';
import { jsonText, visible } from '../report/escape.ts';
import { EXIT } from './exit.ts';
import { writeOut } from './formats.ts';
import type { RunOptions } from './options.ts';
import { type Setup, setUp } from './run.ts';

export interface ListOptions extends RunOptions {
  readonly json: boolean;
  readonly secrets: boolean;
}

/** Prints one line a rule, or with `--json` one array; of the hundreds of secret detectors only if asked to. */
export async function listRules(options: ListOptions): Promise<number> {
  const setup = await setUp(options);
  const rowsOf = (rules: readonly Rule[]): readonly Row[] => rules.map((rule) => rowOf(rule, setup));
  if (options.json) await writeOut(jsonText(rowsOf(setup.rules)));
  else if (options.secrets) await writeOut(asText(rowsOf(setup.rules.filter(isDetector)), 'detectors'));
  else await writeOut(asText(rowsOf(setup.rules.filter((rule) => !isDetector(rule))), 'rules'));
  return EXIT.ok;
}

interface Row {
  readonly id: string;
  readonly area: string;
  readonly title: string;
  readonly severity: string;
  readonly confidence: string;
  readonly profiles: readonly string[];
  /** Whether it runs where no override applies. */
  readonly enabled: boolean;
  readonly since: string;
  readonly aliases: readonly string[];
  readonly cwe: readonly string[];
  readonly references: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly origin: string;
}

function rowOf(rule: Rule, setup: Setup): Row {
  const bound = setup.plan.variants[0]?.find((one) => one.rule.id === rule.id);
  return {
    id: rule.id,
    area: rule.area,
    title: rule.title,
    severity: bound?.severity ?? rule.severity,
    confidence: rule.confidence,
    profiles: rule.profiles,
    enabled: bound !== undefined,
    since: rule.since,
    aliases: rule.aliases,
    cwe: rule.cwe,
    references: rule.references,
    params: rule.params,
    origin: rule.origin,
  };
}

function asText(rows: readonly Row[], what: string): string {
  const widest = Math.max(0, ...rows.map(({ id }) => id.length));
  const lines = rows.map(
    ({ id, enabled, severity, title }) =>
      `${enabled ? ' ' : '-'} ${id.padEnd(widest)}  ${severity.padEnd(8)}  ${title}`,
  );
  const off = rows.filter(({ enabled }) => !enabled).length;
  const count = `${rows.length} ${what}${off === 0 ? '' : `, ${off} of them (-) left out`}`;
  return `${[...lines, '', count].map(visible).join('\n')}\n`;
}
