/** The official checks, put together as the official evaluator does: by version, and the restricted ones over baseline ones. */
import type { Pod } from '../pod.ts';
import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { appArmorProfile } from './app-armor-profile.ts';
import { capabilitiesBaseline, capabilitiesRestricted } from './capabilities.ts';
import type { PodSecurityCheck, Violation } from './check.ts';
import { hostNamespaces } from './host-namespaces.ts';
import { hostPorts } from './host-ports.ts';
import { hostProbesAndHostLifecycle } from './host-probes-and-host-lifecycle.ts';
import { privileged } from './privileged.ts';
import { procMount, procMountRestricted } from './proc-mount.ts';
import { runAsNonRoot } from './run-as-non-root.ts';
import { runAsUser } from './run-as-user.ts';
import { seLinuxOptions } from './se-linux-options.ts';
import { seccompProfileBaseline, seccompProfileRestricted } from './seccomp-profile.ts';
import { sysctls } from './sysctls.ts';
import { hostPathVolumes, restrictedVolumes } from './volumes.ts';
import { windowsHostProcess } from './windows-host-process.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';

/** The newest minor version of Kubernetes 1 whose checks are known here. */
export const NEWEST_MINOR = 37;

/** All official checks, sorted by id. */
export const podSecurityChecks: readonly PodSecurityCheck[] = [
  allowPrivilegeEscalation,
  appArmorProfile,
  capabilitiesBaseline,
  capabilitiesRestricted,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle,
  privileged,
  procMount,
  procMountRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seLinuxOptions,
  seccompProfileBaseline,
  seccompProfileRestricted,
  sysctls,
  windowsHostProcess,
];

export interface PodViolation extends Violation {
  readonly check: PodSecurityCheck;
  /** At the restricted level a stricter check speaks in place of this one. */
  readonly isOverridden: boolean;
}

export interface PodVerdict {
  /** The strictest level that admits the pod. */
  readonly level: Level;
  /** Of both levels, in the order of the checks. */
  readonly violations: readonly PodViolation[];
}

/** Judges a pod as Kubernetes 1.`minor` does; versions beyond the newest known are judged as that one. */
export function evaluatePod(pod: Pod, minor: number): PodVerdict {
  const known = Math.min(minor, NEWEST_MINOR);
  const { checks, overridden } = checksOf(known);
  const violations = checks.flatMap((check) => {
    const found = check.find(pod, known);
    const isOverridden = overridden.has(check.id);
    return found.map((violation) => ({ ...violation, check, isOverridden }));
  });
  const level = failingAt(violations, 'restricted').length === 0 ? 'restricted' : null;
  const lower = failingAt(violations, 'baseline').length === 0 ? 'baseline' : 'privileged';
  return { level: level ?? lower, violations };
}

/** The ids that fail at a level, sorted; at restricted those of overridden checks are left out. */
export function failingAt(
  violations: readonly PodViolation[],
  level: Exclude<Level, 'privileged'>,
): readonly string[] {
  const failing = violations.filter((violation) => isRequiredAt(violation, level));
  return [...new Set(failing.map(({ check }) => check.id))].sort();
}

/** True where a pod with this violation is refused at a level for it. */
export function isRequiredAt({ check, isOverridden }: PodViolation, level: Level): boolean {
  switch (level) {
    case 'privileged':
      return false;
    case 'baseline':
      return check.level === 'baseline';
    case 'restricted':
      return !isOverridden;
  }
}

interface ChecksOfVersion {
  readonly checks: readonly PodSecurityCheck[];
  readonly overridden: ReadonlySet<string>;
}
const byVersion = new Map<number, ChecksOfVersion>();

function checksOf(minor: number): ChecksOfVersion {
  const known = byVersion.get(minor);
  if (known !== undefined) return known;
  const checks = podSecurityChecks.filter(({ since }) => since <= minor);
  const overridden = new Set(checks.flatMap(({ overrides }) => (overrides === undefined ? [] : [overrides])));
  const found = { checks, overridden };
  byVersion.set(minor, found);
  return found;
}
