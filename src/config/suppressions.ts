/** `suppress` and `accept` of the configuration, ready to be asked about a path. */
import { compilePatterns } from '../discover/patterns.ts';
import type { RuleIndex } from '../engine/rule-index.ts';
import type { Config } from './config.ts';

export interface ConfigSuppression {
  /** Id of the rule, aliases resolved. */
  readonly rule: string;
  /** Whether the entry speaks about this file (path from the root). */
  covers(path: string): boolean;
  readonly reason: string;
  /** ISO date, the last day on which it counts; null where it never ends. */
  readonly expires: string | null;
  /** The configuration file and the line of the entry, where it is reported if it has no effect. */
  readonly path: string;
  readonly line: number;
}

interface Acceptance {
  /** Whether the entry speaks about this file (path from the root). */
  covers(path: string): boolean;
  readonly reason: string;
  readonly path: string;
  readonly line: number;
}

/** The suppressions of a configuration whose rule names have been checked. */
export function configSuppressions(config: Config, index: RuleIndex): readonly ConfigSuppression[] {
  const path = config.file?.source.path ?? '';
  return config.suppress.map((entry) => ({
    rule: index.find(entry.rule)?.id ?? entry.rule,
    covers: compilePatterns([entry.path]),
    reason: entry.reason,
    expires: entry.expires,
    path,
    line: entry.line,
  }));
}

/** What the configuration accepts as not analysed. */
export function acceptances(config: Config): readonly Acceptance[] {
  const path = config.file?.source.path ?? '';
  return config.accept.map(({ path: pattern, reason, line }) => ({
    covers: compilePatterns([pattern]),
    reason,
    path,
    line,
  }));
}
