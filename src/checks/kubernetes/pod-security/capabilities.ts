/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: capabilities. Their names are case-sensitive. */
import type { DocumentNode } from '../../../source/documents/node.ts';
import { listed, ofContainers, type PodSecurityCheck } from './check.ts';

const ALLOWED: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

export const capabilitiesBaseline: PodSecurityCheck = {
  id: 'capabilities_baseline',
  level: 'baseline',
  since: 0,
  find: (pod) =>
    ofContainers(pod, ({ security }) => {
      const added = addedBeyond(security, ALLOWED);
      return added === null ? null : [added.at, `adds ${listed(added.names)}`];
    }),
};

const NET_BIND_SERVICE: ReadonlySet<string> = new Set(['NET_BIND_SERVICE']);

export const capabilitiesRestricted: PodSecurityCheck = {
  id: 'capabilities_restricted',
  level: 'restricted',
  since: 22,
  overrides: 'capabilities_baseline',
  find(pod, minor) {
    if (minor >= 25 && pod.isWindows) return [];
    return ofContainers(pod, ({ security }) => {
      const added = addedBeyond(security, NET_BIND_SERVICE);
      const drop = security?.get('capabilities', 'drop') ?? null;
      const dropsAll = drop?.items().some((item) => item.text() === 'ALL') ?? false;
      if (added === null) return dropsAll ? null : [drop, missingDrop(drop)];
      const adds = `adds ${listed(added.names)}`;
      return [added.at, dropsAll ? adds : `${adds} and ${missingDrop(drop)}`];
    });
  },
};

function missingDrop(drop: DocumentNode | null): string {
  const names = drop?.items().map((item) => item.text() ?? '') ?? [];
  if (names.length === 0) return 'does not drop ALL capabilities';
  return `drops only ${listed(names)}, not ALL capabilities`;
}

function addedBeyond(security: DocumentNode | null, allowed: ReadonlySet<string>) {
  const items = security?.items('capabilities', 'add') ?? [];
  const beyond = items.filter((item) => !allowed.has(item.text() ?? ''));
  const [at] = beyond;
  return at === undefined ? null : { at, names: beyond.map((item) => item.text() ?? '') };
}
