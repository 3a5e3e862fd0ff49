/** Points at an entry of a policy, so that what was found out about it can be shown at its place. */
import type { Direction, Policy } from './policy.ts';

export interface RuleRef {
  readonly policy: Policy;
  readonly direction: Direction;
  /** Index in `ingress` or `egress`. */
  readonly rule: number;
  /** Index of the peer in `from` or `to`; the entry itself where it is left out. */
  readonly peer?: number;
}
