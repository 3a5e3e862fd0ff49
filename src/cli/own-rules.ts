/** Reading the rules and detectors of `ruleDirs`: loaded only where there are any. */
import { factKinds } from '../checks/index.ts';
import type { WrittenDetector } from '../checks/secrets/detector.ts';
import { ruleOfDetector } from '../checks/secrets/detector-rule.ts';
import { holdsDetectors, parseDetectors } from '../checks/secrets/parse.ts';
import type { Config } from '../config/config.ts';
import { loadUserRules } from '../config/user-rules.ts';
import { parseRule } from '../engine/parse-rule.ts';
import { loadLinearRegex } from '../engine/regex.ts';
import type { Rule } from '../engine/rule.ts';

export interface OwnRulesRequest {
  readonly root: string;
  readonly config: Config;
  readonly builtIn: readonly Rule[];
}

export interface OwnRules {
  /** The detectors among them as rules, too. */
  readonly rules: readonly Rule[];
  readonly detectors: readonly WrittenDetector[];
}

/** All rules of the configured folders. Throws `InputError` with every fault of every file. */
export async function readOwnRules(request: OwnRulesRequest): Promise<OwnRules> {
  await loadLinearRegex();
  const detectors: WrittenDetector[] = [];
  const rules = loadUserRules({
    ...request,
    parse(source, area) {
      if (holdsDetectors(source)) {
        const parsed = parseDetectors(source, false);
        if (parsed.kind === 'faults') return parsed;
        detectors.push(...parsed.detectors);
        return { rules: parsed.detectors.map(({ rule }) => ruleOfDetector(rule, source.path)) };
      }
      const parsed = parseRule(source, area, factKinds);
      return parsed.kind === 'rule' ? { rules: [parsed.rule] } : parsed;
    },
  });
  return { rules, detectors };
}
