/** compose.service: one fact for each service of a project. */
import { posix } from 'node:path';
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Anchor } from '../../../source/span.ts';
import type { Project } from '../../collector.ts';
import { fileFact } from '../../file-fact.ts';
import { type Draft, newDraft } from '../draft.ts';
import { parseImage } from '../image.ts';
import { isRuntimeSocket, parseMount } from '../mounts.ts';
import { type PublishedPort, parsePort, publishedPort } from '../ports.ts';
import { capability, securityOption } from '../settings.ts';
import { runsAs } from '../user.ts';
import { fileVariables, isSecretVariable, type Lookup, writtenVariables } from './environment.ts';
import { interpolate } from './interpolate.ts';
import { allValues, type Layer, type Layers, topValue } from './layers.ts';

export interface ServiceRequest {
  readonly project: Project;
  readonly name: string;
  readonly layers: Layers;
  readonly lookup: Lookup;
  /** False where the files it is laid over are not known: what it does not say is then left open. */
  readonly isWhole: boolean;
  /** Other services on the network that nobody named. */
  readonly sharing: number;
  /** Where the fault of the common network stands. */
  readonly servicesAt: Anchor;
}

/** Stands for a variable that nothing sets; no file holds it. */
const HOLE = '\u{10ffff}';

export function serviceFact(request: ServiceRequest): Fact | null {
  const { layers, name, isWhole } = request;
  const top = layers.list.at(-1);
  if (top === undefined) return null;
  const draft = newDraft();
  const at = top.node.keyAnchor();
  draft.value.name = name;
  putImage(draft, request, at);
  putUser(draft, request, at);
  putProtection(draft, request, at);
  putNamespaces(draft, request, at);
  putPorts(draft, request);
  putMounts(draft, request);
  putEnvironment(draft, request);
  putNetworks(draft, request);
  if (layers.missing !== null || !isWhole) {
    const reason = layers.missing ?? '';
    leaveOpen(draft, layers.list, layers.missing === null ? null : reason);
  }
  return fileFact({
    fact: 'compose.service',
    subject: `service ${name}`,
    at,
    value: draft.value,
    unknown: draft.unknown,
    positions: () => draft.positions,
    confidence: isWhole ? 'certain' : 'medium',
  });
}

/** Fields and the keys of a service that set them. */
const SETTERS: Readonly<Record<string, readonly string[]>> = {
  image: ['image'],
  build: ['build'],
  user: ['user'],
  runsAs: ['user'],
  readOnly: ['read_only'],
  capDrop: ['cap_drop'],
  capAdd: ['cap_add'],
  noNewPrivileges: ['security_opt'],
  unconfined: ['security_opt'],
  privileged: ['privileged'],
  hostNamespaces: ['network_mode', 'pid', 'ipc', 'uts', 'userns_mode', 'cgroup'],
  networks: ['networks', 'network_mode'],
  sharing: ['networks', 'network_mode'],
  healthcheck: ['healthcheck'],
};

/** What an unknown lower layer could set is unknown where it matters, or left unsaid. */
function leaveOpen(draft: Draft, layers: readonly Layer[], reason: string | null): void {
  for (const [field, keys] of Object.entries(SETTERS)) {
    if (keys.some((key) => topValue(layers, key) !== null)) continue;
    delete draft.value[field];
    if (reason !== null) draft.unknown[field] = reason;
  }
}

function putImage(draft: Draft, { layers, lookup }: ServiceRequest, at: Anchor): void {
  const image = topValue(layers.list, 'image');
  draft.positions.image = image?.anchor() ?? at;
  const written = image?.text() ?? null;
  if (written === null) draft.value.image = null;
  else {
    const { text, missing } = interpolate(written, lookup);
    if (missing.length > 0) draft.unknown.image = unset(missing);
    else draft.value.image = parseImage(text);
  }
  const builds = allValues(layers.list, 'build');
  const last = builds.at(-1);
  if (last === undefined) {
    draft.value.build = null;
    return;
  }
  const path = (field: string, other: string): string => {
    const found = builds.findLast(({ node }) => node.has(field))?.node.text(field);
    return interpolate(found ?? other, lookup, HOLE).text;
  };
  const context =
    last.node.text() === null
      ? path('context', '.')
      : interpolate(last.node.text() ?? '.', lookup, HOLE).text;
  const dockerfile = posix.join(last.layer.folder, context, path('dockerfile', 'Dockerfile'));
  const isKnown =
    !dockerfile.includes(HOLE) && !/:\/\/|^git@/.test(context) && !last.node.has('dockerfile_inline');
  const target = path('target', '');
  draft.value.build = { dockerfile: isKnown ? dockerfile : null, target: target === '' ? null : target };
  draft.positions.build = last.node.anchor();
}

function putUser(draft: Draft, { layers, lookup }: ServiceRequest, at: Anchor): void {
  const node = topValue(layers.list, 'user');
  const where = node?.anchor() ?? at;
  draft.positions.user = where;
  draft.positions.runsAs = where;
  const written = node?.text() ?? null;
  if (written === null) {
    draft.value.user = null;
    draft.value.runsAs = 'image';
    return;
  }
  const { text, missing } = interpolate(written, lookup, HOLE);
  if (text.split(':')[0]?.includes(HOLE) === true) {
    draft.unknown.user = unset(missing);
    draft.unknown.runsAs = unset(missing);
    return;
  }
  const user = text.replaceAll(HOLE, '');
  draft.value.user = user;
  draft.value.runsAs = user === '' ? 'image' : runsAs(user);
}

function unset(missing: readonly string[]): string {
  return `the variable ${missing[0] ?? ''} is set nowhere in the repository`;
}

/** What YAML 1.1 and Compose take for true. */
function isTrue(node: DocumentNode | null, lookup: Lookup): boolean {
  return /^(?:true|yes|y|on|1)$/i.test(interpolate(node?.text() ?? '', lookup).text);
}

function putProtection(draft: Draft, { layers, lookup }: ServiceRequest, at: Anchor): void {
  for (const [field, key] of [
    ['readOnly', 'read_only'],
    ['privileged', 'privileged'],
  ] as const) {
    const node = topValue(layers.list, key);
    draft.value[field] = isTrue(node, lookup);
    draft.positions[field] = node?.anchor() ?? at;
  }
  for (const [field, key] of [
    ['capDrop', 'cap_drop'],
    ['capAdd', 'cap_add'],
  ] as const) {
    const items = textItems(layers.list, key, lookup);
    putTexts(
      draft,
      field,
      items.map(({ text, node }) => ({ text: capability(text), node })),
      at,
    );
  }
  const options = textItems(layers.list, 'security_opt', lookup).map(({ text, node }) => ({
    ...securityOption(text),
    node,
  }));
  const decided = options.findLast(({ noNewPrivileges }) => noNewPrivileges !== null);
  draft.value.noNewPrivileges = decided?.noNewPrivileges === true;
  draft.positions.noNewPrivileges = decided?.node.anchor() ?? at;
  const off = options.flatMap(({ unconfined, node }) =>
    unconfined === null ? [] : [{ text: unconfined, node }],
  );
  putTexts(draft, 'unconfined', off, at);
}

interface TextItem {
  readonly text: string;
  readonly node: DocumentNode;
}

function textItems(layers: readonly Layer[], key: string, lookup: Lookup): readonly TextItem[] {
  return allValues(layers, key).flatMap(({ node }) =>
    (node.isList ? node.items() : [node]).flatMap((item) => {
      const written = item.text();
      return written === null ? [] : [{ text: interpolate(written, lookup).text, node: item }];
    }),
  );
}

function putTexts(draft: Draft, field: string, items: readonly TextItem[], at: Anchor): void {
  draft.value[field] = items.map(({ text }) => text);
  draft.positions[field] = at;
  items.forEach(({ node }, index) => {
    draft.positions[`${field}.${index}`] = node.anchor();
  });
}

const NAMESPACES = [
  ['network', 'network_mode'],
  ['pid', 'pid'],
  ['ipc', 'ipc'],
  ['uts', 'uts'],
  ['user', 'userns_mode'],
  ['cgroup', 'cgroup'],
] as const;

function putNamespaces(draft: Draft, { layers, lookup }: ServiceRequest, at: Anchor): void {
  const shared = NAMESPACES.flatMap(([name, key]) => {
    const node = topValue(layers.list, key);
    const value = interpolate(node?.text() ?? '', lookup).text;
    return node !== null && value === 'host' ? [{ text: name, node }] : [];
  });
  putTexts(draft, 'hostNamespaces', shared, at);
}

function putPorts(draft: Draft, { layers, lookup }: ServiceRequest): void {
  const ports: PublishedPort[] = [];
  const seen = new Set<string>();
  const isHost = topValue(layers.list, 'network_mode')?.text() === 'host';
  for (const { node } of isHost ? [] : allValues(layers.list, 'ports')) {
    for (const item of node.items()) {
      const { port, hole } = portOf(item, lookup);
      const key = port === null ? null : [port.address, port.published, port.target, port.protocol].join(' ');
      if (port === null || key === null || seen.has(key)) continue;
      seen.add(key);
      const field = `ports.${ports.length}`;
      if (hole !== null) draft.unknown[`${field}.public`] = hole;
      for (const name of ['public', 'database', 'published'])
        draft.positions[`${field}.${name}`] = item.anchor();
      ports.push(port);
    }
  }
  draft.value.ports = ports;
}

function portOf(
  item: DocumentNode,
  lookup: Lookup,
): { readonly port: PublishedPort | null; readonly hole: string | null } {
  const missing: string[] = [];
  const said = (written: string | null): string => {
    const found = interpolate(written ?? '', lookup, HOLE);
    missing.push(...found.missing);
    return found.text;
  };
  const port = item.isMap
    ? publishedPort(
        said(item.text('host_ip')),
        said(item.text('published')),
        said(item.text('target')),
        item.text('protocol') ?? 'tcp',
      )
    : parsePort(said(item.text()));
  if (port === null) return { port: null, hole: null };
  const hole = port.address?.includes(HOLE) === true ? unset(missing) : null;
  const clean = (text: string): string => text.replaceAll(HOLE, '?');
  return {
    port: {
      ...port,
      address: port.address === null ? null : clean(port.address),
      published: port.published === null ? null : clean(port.published),
      target: clean(port.target),
    },
    hole,
  };
}

function putMounts(draft: Draft, { layers, lookup }: ServiceRequest): void {
  const sockets: TextItem[] = [];
  const mounts = allValues(layers.list, 'volumes').flatMap(({ node }) =>
    node.items().flatMap((item) => {
      const source = interpolate(item.text('source') ?? '', lookup).text;
      const mount = item.isMap
        ? item.text('type') === 'bind'
          ? { source, target: item.text('target') ?? '', readOnly: isTrue(item.get('read_only'), lookup) }
          : null
        : parseMount(interpolate(item.text() ?? '', lookup).text);
      if (mount === null) return [];
      if (isRuntimeSocket(mount.source))
        sockets.push({ text: mount.source, node: item.get('source') ?? item });
      return [mount];
    }),
  );
  draft.value.mounts = mounts;
  draft.value.sockets = sockets.map(({ text }) => text);
  sockets.forEach(({ node }, index) => {
    draft.positions[`sockets.${index}`] = node.anchor();
  });
}

function putEnvironment(draft: Draft, { project, layers, lookup }: ServiceRequest): void {
  const files = fileVariables(project, layers.list, lookup);
  const variables = writtenVariables(layers.list, lookup);
  const environment = new Map<string, string | null>(files.values);
  for (const { name, value } of variables) environment.set(name, value);
  if (files.missing === null) draft.value.environment = Object.fromEntries(environment);
  else draft.unknown.environment = `${files.missing} is not in the repository`;
  draft.value.variables = variables.map(({ name, value, given }) => ({
    name,
    secret: isSecretVariable({ name, value }),
    given,
  }));
  variables.forEach(({ at }, index) => {
    draft.positions[`variables.${index}.secret`] = at;
  });
}

function putNetworks(draft: Draft, { layers, sharing, servicesAt, isWhole }: ServiceRequest): void {
  const named = networksOf(layers.list);
  draft.value.networks = named ?? [];
  draft.value.sharing = named?.includes('default') === true && isWhole ? sharing : 0;
  draft.positions.networks = servicesAt;
  draft.positions.sharing = servicesAt;
  const check = topValue(layers.list, 'healthcheck');
  const test = check?.get('test');
  const isOff =
    check?.flag('disable') === true || test?.text() === 'NONE' || test?.items()[0]?.text() === 'NONE';
  const words =
    test?.text() ??
    test
      ?.items()
      .map((item) => item.text() ?? '')
      .join(' ') ??
    null;
  draft.value.healthcheck = isOff ? 'NONE' : words;
  draft.positions.healthcheck = check?.anchor() ?? servicesAt;
}

/** Null where the service is on none of the project: `network_mode`. */
export function networksOf(layers: readonly Layer[]): readonly string[] | null {
  if (topValue(layers, 'network_mode') !== null) return null;
  const names = allValues(layers, 'networks').flatMap(({ node }) =>
    node.isMap ? node.entries().map(({ key }) => key) : node.items().map((item) => item.text() ?? ''),
  );
  return names.length === 0 ? ['default'] : [...new Set(names)];
}
