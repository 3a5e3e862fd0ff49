/** What a container is started with, whoever says so: what compose services and `docker run` have in common. */
import type { Anchor } from '../../source/span.ts';
import { databaseNamed, imageName } from '../kubernetes/network-policy/databases.ts';
import type { Draft } from './draft.ts';
import { parseImage } from './image.ts';
import { type HostMount, isRuntimeSocket } from './mounts.ts';
import type { PublishedPort } from './ports.ts';
import { isSecretVariable } from './secret-names.ts';
import { runsAs } from './user.ts';

/** A text and where it is written. */
export interface Said {
  readonly text: string;
  readonly at: Anchor;
}

/** A text that may hang on a variable that nothing in the repository sets. */
export interface Doubtful extends Said {
  /** Why it is not known; null where it is. */
  readonly doubt: string | null;
}

export interface Variable {
  readonly name: string;
  /** Null where the host gives it. */
  readonly value: string | null;
  readonly given: 'literal' | 'default' | 'empty' | 'reference';
  readonly at: Anchor;
}

/** Everything that is said about a container. What is null or empty is not said. */
export interface Described {
  readonly image: Doubtful | null;
  readonly user: Doubtful | null;
  readonly readOnly: Said | null;
  readonly privileged: Said | null;
  readonly capDrop: readonly Said[];
  readonly capAdd: readonly Said[];
  readonly securityOptions: readonly Said[];
  /** Names of namespaces, in the words of the fact. */
  readonly hostNamespaces: readonly Said[];
  readonly ports: readonly {
    readonly port: PublishedPort;
    readonly at: Anchor;
    readonly doubt: string | null;
  }[];
  readonly mounts: readonly { readonly mount: HostMount; readonly at: Anchor }[];
  readonly variables: readonly Variable[];
}

/** Puts the fields of `settingsShape`; what is not said stands at `at`. */
export function putSettings(draft: Draft, said: Described, at: Anchor): void {
  const { value, positions, unknown } = draft;
  positions.image = said.image?.at ?? at;
  if (said.image !== null && said.image.doubt !== null) unknown.image = said.image.doubt;
  else value.image = said.image === null ? null : parseImage(said.image.text);
  putUser(draft, said.user, at);
  for (const field of ['readOnly', 'privileged'] as const) {
    value[field] = said[field] !== null && isTrue(said[field].text);
    positions[field] = said[field]?.at ?? at;
  }
  for (const field of ['capDrop', 'capAdd'] as const) {
    putTexts(
      draft,
      field,
      said[field].map((item) => ({ ...item, text: capability(item.text) })),
      at,
    );
  }
  putOptions(draft, said.securityOptions, at);
  putTexts(draft, 'hostNamespaces', said.hostNamespaces, at);
  putPorts(draft, said);
  value.mounts = said.mounts.map(({ mount }) => mount);
  const sockets = said.mounts.filter(({ mount }) => isRuntimeSocket(mount.source));
  putTexts(
    draft,
    'sockets',
    sockets.map(({ mount, at: place }) => ({ text: mount.source, at: place })),
    at,
  );
  value.variables = said.variables.map((variable) => ({
    name: variable.name,
    secret: isSecretVariable(variable.name, variable.value),
    given: variable.given,
    detected: false,
  }));
  said.variables.forEach((variable, index) => {
    positions[`variables.${index}.secret`] = variable.at;
  });
}

function putUser({ value, positions, unknown }: Draft, user: Doubtful | null, at: Anchor): void {
  positions.user = user?.at ?? at;
  positions.runsAs = user?.at ?? at;
  if (user !== null && user.doubt !== null) {
    unknown.user = user.doubt;
    unknown.runsAs = user.doubt;
    return;
  }
  value.user = user?.text ?? null;
  value.runsAs = user === null || user.text === '' ? 'image' : runsAs(user.text);
}

/** What YAML 1.1, Compose and Docker take for true. */
export function isTrue(written: string): boolean {
  return /^(?:true|yes|y|on|1)$/i.test(written);
}

function putTexts({ value, positions }: Draft, field: string, items: readonly Said[], at: Anchor): void {
  value[field] = items.map(({ text: written }) => written);
  positions[field] = at;
  items.forEach((item, index) => {
    positions[`${field}.${index}`] = item.at;
  });
}

function putOptions(draft: Draft, written: readonly Said[], at: Anchor): void {
  const options = written.map((item) => ({ ...securityOption(item.text), at: item.at }));
  const decided = options.findLast(({ noNewPrivileges }) => noNewPrivileges !== null);
  draft.value.noNewPrivileges = decided?.noNewPrivileges === true;
  draft.positions.noNewPrivileges = decided?.at ?? at;
  const off = options.flatMap(({ unconfined, at: place }) =>
    unconfined === null ? [] : [{ text: unconfined, at: place }],
  );
  putTexts(draft, 'unconfined', off, at);
}

function putPorts({ value, positions, unknown }: Draft, { ports, image }: Described): void {
  // Where a variable decides on the port, the image tells what listens on it.
  const product = databaseNamed(imageName(image?.text ?? ''))?.product ?? null;
  const seen = new Set<string>();
  const kept: PublishedPort[] = [];
  for (const { port, at, doubt } of ports) {
    const key = [port.address, port.published, port.target, port.protocol].join(' ');
    if (seen.has(key)) continue;
    seen.add(key);
    const field = `ports.${kept.length}`;
    if (doubt !== null) unknown[`${field}.public`] = doubt;
    for (const name of ['public', 'database', 'published']) positions[`${field}.${name}`] = at;
    kept.push(port.target.includes('?') ? { ...port, database: port.database ?? product } : port);
  }
  value.ports = kept;
}

/** `cap_net_admin` and `NET_ADMIN` are one. */
function capability(written: string): string {
  return written.trim().toUpperCase().replace(/^CAP_/, '');
}

interface SecurityOption {
  readonly noNewPrivileges: boolean | null;
  readonly unconfined: string | null;
}

/** What one `security_opt` does: takes new privileges away, or switches a protection off. */
function securityOption(written: string): SecurityOption {
  const option = written.trim().toLowerCase().replace('=', ':');
  const [name = '', value = ''] = option.split(':');
  if (name === 'no-new-privileges') return { noNewPrivileges: value !== 'false', unconfined: null };
  const isOff = name === 'label' ? value === 'disable' : value === 'unconfined';
  return { noNewPrivileges: null, unconfined: isOff ? name : null };
}
