/** Reading the rules of `ruleDirs`: loaded only where there are any. */
import { factKinds } from '../checks/index.ts';
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

/** All rules of the configured folders. Throws `InputError` with every fault of every file. */
export async function readOwnRules(request: OwnRulesRequest): Promise<readonly Rule[]> {
  await loadLinearRegex();
  return loadUserRules({ ...request, parse: (source, area) => parseRule(source, area, factKinds) });
}
