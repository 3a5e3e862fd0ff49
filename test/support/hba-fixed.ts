/** A pg_hba.conf after all fixes that are offered for it. */
import { assess, fixRound } from './nginx-fixable.ts';

type Findings = ReturnType<typeof assess>['findings'];

/** The text after as many rounds of fixes as there are, and the rules that fixed something. */
export function settled(text: string, wanted: (findings: Findings) => Findings) {
  const rules = new Set<string>();
  let now = text;
  for (let round = 0; round < 10; round++) {
    const files = { 'pg_hba.conf': now };
    const result = fixRound(files, wanted(assess(files, 'strict').findings));
    if (result.fixed.length === 0) return { text: now, rules };
    for (const { rule } of result.fixed) rules.add(rule);
    now = result.files['pg_hba.conf'] ?? now;
  }
  throw new Error(`fixes go on for ever:\n${text}\n${now}`);
}
