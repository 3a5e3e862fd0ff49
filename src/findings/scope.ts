/** What one run looked at: it decides whether silence about a suppression means that it is no longer needed. */
import type { RuleIndex } from '../engine/rule-index.ts';
import type { SettledFinding } from './concrete.ts';

export interface Scope {
  /** Every file that a collector claimed in this run; their comments are read. */
  readonly files: ReadonlySet<string>;
  /** Targets that were probed, by id. */
  readonly targets: ReadonlySet<string>;
  /** True where everything under the root was looked at, and not only PATHs of the command line. */
  readonly whole: boolean;
  /** Files that were not analysed, wholly or in part: nothing can be said about what is in them. */
  readonly notAnalysed: ReadonlySet<string>;
  /** True where a file of this name exists under the root, looked at or not. */
  exists(path: string): boolean;
  /** All rules there are, whether or not they ran. */
  readonly rules: RuleIndex;
  /** Ids of the rules that ran. */
  readonly ran: ReadonlySet<string>;
}

/** A rule at a file or a target, or (both null) in the whole project. */
export interface Concern {
  readonly rule: string;
  readonly path: string | null;
  readonly target: string | null;
}

/** Whether this run would have said so if the rule still found something there. */
export function wouldHaveSeen(scope: Scope, { rule, path, target }: Concern): boolean {
  const id = scope.rules.find(rule)?.id;
  // A rule that is no longer there will never find anything again.
  if (id === undefined) return scope.whole;
  if (!scope.ran.has(id)) return false;
  if (path !== null) return !scope.notAnalysed.has(path) && (scope.whole || scope.files.has(path));
  return target === null ? scope.whole : scope.targets.has(target);
}

/**
 * Rules and files of which this run could not tell whether the finding is still there, as `concernKey` names them:
 * what is said about these is neither unused nor gone.
 */
export function undecidedConcerns(findings: readonly SettledFinding[]): ReadonlySet<string> {
  return new Set(
    findings
      .filter((finding) => finding.outcome === 'unknown')
      .flatMap((finding) => {
        const rule = finding.rule.rule.id;
        const target = finding.target?.id ?? null;
        const paths = finding.touches.size === 0 ? [null] : [...finding.touches];
        return paths.map((path) => concernKey({ rule, path, target: path === null ? target : null }));
      }),
  );
}

/** A rule at a file or target, as one text. */
export function concernKey(about: Concern): string {
  return JSON.stringify([about.rule, about.path, about.target]);
}
