/** What a container is started with, whoever says so: fields that compose services and `docker run` have in common. */
import type { FieldShape } from '../../engine/fact.ts';
import { flag, list, text, textOrNull, texts } from '../shape.ts';
import { imageShape } from './facts.ts';

export const settingsShape: Readonly<Record<string, FieldShape>> = {
  image: imageShape('The image; null where one is only built'),
  user: textOrNull('user; null where none is set'),
  runsAs: text('root, uid, name; image where no user is set and the image decides'),
  readOnly: flag('The root file system is read-only'),
  capDrop: texts('Capabilities that are taken away, upper case, without CAP_'),
  capAdd: texts('Capabilities that are added, upper case, without CAP_'),
  noNewPrivileges: flag('security_opt no-new-privileges'),
  unconfined: texts('security_opt that switches a protection off: seccomp, apparmor, label, systempaths'),
  privileged: flag('All capabilities and devices of the host'),
  hostNamespaces: texts('Namespaces shared with the host: network, pid, ipc, uts, user, cgroup'),
  ports: list('Published ports', {
    address: textOrNull('Null for all addresses of the host'),
    published: textOrNull('Port or range on the host; null for one that Docker chooses'),
    target: text('Port or range in the container'),
    protocol: text('tcp or udp'),
    public: flag('Reachable from other machines'),
    database: textOrNull('The database that usually listens there'),
  }),
  mounts: list('Files and folders of the host', {
    source: text('As written, variables replaced'),
    target: text('In the container'),
    readOnly: flag(''),
  }),
  sockets: texts('Mounted sockets of a container runtime'),
  environment: {
    type: 'map',
    of: textOrNull('Null where the host gives it'),
    about: 'Environment of the container',
  },
  variables: list('Variables that are set where the container is described', {
    name: text(''),
    secret: flag('Its name says that it holds a secret'),
    given: text('literal, default for the default of a variable, empty, or reference'),
  }),
};

/** `cap_net_admin` and `NET_ADMIN` are one. */
export function capability(written: string): string {
  return written.trim().toUpperCase().replace(/^CAP_/, '');
}

/** What one `security_opt` does: takes new privileges away, or switches a protection off. */
export function securityOption(written: string): {
  readonly noNewPrivileges: boolean | null;
  readonly unconfined: string | null;
} {
  const option = written.trim().toLowerCase().replace('=', ':');
  const [name = '', value = ''] = option.split(':');
  if (name === 'no-new-privileges') return { noNewPrivileges: value !== 'false', unconfined: null };
  const isOff = (name !== 'label' && value === 'unconfined') || (name === 'label' && value === 'disable');
  return { noNewPrivileges: null, unconfined: isOff ? name : null };
}
