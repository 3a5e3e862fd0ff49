/** The fields in which a container is described, whoever says so. Apart from what fills them: every run loads the fields of all facts. */
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
  variables: list('Variables that are set where the container is described', {
    name: text(''),
    secret: flag('Its name or its value says that it is a secret'),
    given: text('literal, default for the default of a variable, empty, or reference'),
    detected: flag('A detector tells it, by more than its name'),
  }),
};
