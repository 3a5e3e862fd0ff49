/** Suppressions that had no effect, told where this run can tell. */
import type { SettledFinding } from './concrete.ts';
import { byUnits } from './order.ts';
import { concernKey, type Scope, undecidedConcerns, wouldHaveSeen } from './scope.ts';
import type { Silencer } from './silencer.ts';
import type { Ineffective, UnusedSuppression } from './suppression.ts';

export interface UnusedRequest {
  readonly silencers: readonly Silencer[];
  /** Those that speak about some finding, and those of them that lack the date which its severity wants. */
  readonly matched: ReadonlySet<Silencer>;
  readonly withoutExpiry: ReadonlySet<Silencer>;
  readonly findings: readonly SettledFinding[];
  readonly scope: Scope;
  /** Only what is about these files is reported; null for all. */
  readonly since: ReadonlySet<string> | null;
}

/** In the order of where they stand. */
export function unusedSuppressions(request: UnusedRequest): readonly UnusedSuppression[] {
  if (request.silencers.length === 0) return [];
  const undecided = undecidedConcerns(request.findings);
  const unused = request.silencers.flatMap((silencer) => {
    const why = isInRange(silencer, request) ? whyIneffective(silencer, request, undecided) : null;
    if (why === null) return [];
    const { by, path, line, written: rule, suggestion } = silencer;
    return [{ by, path, line, rule, why, ...(suggestion === null ? {} : { suggestion }) }];
  });
  return unused.sort(
    (a, b) => byUnits(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || byUnits(a.rule, b.rule),
  );
}

/** Whether it is about something that this run was asked for. */
function isInRange({ about, by }: Silencer, { scope, since }: UnusedRequest): boolean {
  const { files, otherFile, target } = about;
  if (since !== null) return [...files, otherFile].some((path) => path !== null && since.has(path));
  if (target !== null) return scope.targets.has(target);
  return scope.whole || files.length > 0 || by === 'inline';
}

function whyIneffective(
  silencer: Silencer,
  { matched, withoutExpiry, scope }: UnusedRequest,
  undecided: ReadonlySet<string>,
): Ineffective | null {
  if (silencer.fault !== null) return silencer.fault;
  if (withoutExpiry.has(silencer)) return 'without-expiry';
  if (matched.has(silencer)) return null;
  const { files, otherFile, target } = silencer.about;
  const rule = silencer.rule ?? silencer.written;
  const places = otherFile === null ? files : [...files, otherFile];
  const concerns =
    places.length > 0 ? places.map((path) => ({ rule, path, target: null })) : [{ rule, path: null, target }];
  const told = concerns.every(
    (concern) => wouldHaveSeen(scope, concern) && !undecided.has(concernKey(concern)),
  );
  return told ? 'unused' : null;
}
