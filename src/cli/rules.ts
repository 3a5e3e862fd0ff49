/** `rules list`: every rule, and whether it runs. */
import type { Rule } from '../engine/rule.ts';
import { jsonText, visible } from '../report/escape.ts';
import { EXIT } from './exit.ts';
import { writeOut } from './formats.ts';
import type { RunOptions } from './options.ts';
import { type Setup, setUp } from './run.ts';

/** Prints one line a rule, or with `--json` one array. */
export async function listRules(options: RunOptions & { readonly json: boolean }): Promise<number> {
  const setup = await setUp(options);
  const rows = setup.rules.map((rule) => rowOf(rule, setup));
  await writeOut(options.json ? jsonText(rows) : asText(rows));
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

function asText(rows: readonly Row[]): string {
  const widest = Math.max(0, ...rows.map(({ id }) => id.length));
  const lines = rows.map(
    ({ id, enabled, severity, title }) =>
      `${enabled ? ' ' : '-'} ${id.padEnd(widest)}  ${severity.padEnd(8)}  ${title}`,
  );
  const off = rows.filter(({ enabled }) => !enabled).length;
  const count = `${rows.length} rules${off === 0 ? '' : `, ${off} of them (-) left out`}`;
  return `${[...lines, '', count].map(visible).join('\n')}\n`;
}
