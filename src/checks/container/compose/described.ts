/** What the layers of a compose service say about its container. */
import { posix } from 'node:path';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Anchor } from '../../../source/span.ts';
import { parseMount } from '../mounts.ts';
import { HOLE, type PublishedPort, parsePort, portWithHoles, publishedPort } from '../ports.ts';
import { type Described, type Doubtful, isTrue, type Said } from '../settings.ts';
import { type Lookup, writtenVariables } from './environment.ts';
import { interpolate } from './interpolate.ts';
import { allValues, type Layer, topValue } from './layers.ts';

export function describedBy(layers: readonly Layer[], lookup: Lookup): Described {
  const said = (key: string): Said | null => {
    const node = topValue(layers, key);
    const written = node?.text() ?? null;
    return node === null || written === null
      ? null
      : { text: interpolate(written, lookup).text, at: node.anchor() };
  };
  const items = (key: string): readonly Said[] => textItems(layers, key, lookup);
  return {
    image: doubtful(topValue(layers, 'image'), lookup, (text) => text.includes(HOLE)),
    user: doubtful(topValue(layers, 'user'), lookup, (text) => text.split(':')[0]?.includes(HOLE) === true),
    readOnly: said('read_only'),
    privileged: said('privileged'),
    capDrop: items('cap_drop'),
    capAdd: items('cap_add'),
    securityOptions: items('security_opt'),
    hostNamespaces: NAMESPACES.flatMap(([name, key]) => {
      const value = said(key);
      return value?.text === 'host' ? [{ text: name, at: value.at }] : [];
    }),
    ports: said('network_mode')?.text === 'host' ? [] : portsOf(layers, lookup),
    mounts: mountsOf(layers, lookup),
    variables: writtenVariables(layers, lookup),
  };
}

const NAMESPACES = [
  ['network', 'network_mode'],
  ['pid', 'pid'],
  ['ipc', 'ipc'],
  ['uts', 'uts'],
  ['user', 'userns_mode'],
  ['cgroup', 'cgroup'],
] as const;

/** What a missing variable decides is not known; where it decides nothing it is left out. */
function doubtful(
  node: DocumentNode | null,
  lookup: Lookup,
  decides: (text: string) => boolean,
): Doubtful | null {
  const written = node?.text() ?? null;
  if (node === null || written === null) return null;
  const { text, missing } = interpolate(written, lookup, HOLE);
  return { text: text.replaceAll(HOLE, ''), at: node.anchor(), doubt: decides(text) ? unset(missing) : null };
}

export function unset(missing: readonly string[]): string {
  return `the variable ${missing[0] ?? ''} is set nowhere in the repository`;
}

function textItems(layers: readonly Layer[], key: string, lookup: Lookup): readonly Said[] {
  return allValues(layers, key).flatMap(({ node }) =>
    (node.isList ? node.items() : [node]).flatMap((item) => {
      const written = item.text();
      return written === null ? [] : [{ text: interpolate(written, lookup).text, at: item.anchor() }];
    }),
  );
}

function portsOf(layers: readonly Layer[], lookup: Lookup): Described['ports'] {
  return allValues(layers, 'ports').flatMap(({ node }) =>
    node.items().flatMap((item) => {
      const missing: string[] = [];
      const said = (written: string | null): string => {
        const found = interpolate(written ?? '', lookup, HOLE);
        missing.push(...found.missing);
        return found.text;
      };
      const port = item.isMap ? longForm(item, said) : parsePort(said(item.text()));
      return port === null ? [] : [{ ...portWithHoles(port, unset(missing)), at: item.anchor() }];
    }),
  );
}

function longForm(item: DocumentNode, said: (written: string | null) => string): PublishedPort {
  const [address, published, target] = ['host_ip', 'published', 'target'].map((key) => said(item.text(key)));
  return publishedPort(address ?? '', published ?? '', target ?? '', item.text('protocol') ?? 'tcp');
}

function mountsOf(layers: readonly Layer[], lookup: Lookup): Described['mounts'] {
  const said = (written: string | null): string => interpolate(written ?? '', lookup).text;
  return allValues(layers, 'volumes').flatMap(({ node }) =>
    node.items().flatMap((item) => {
      if (!item.isMap) {
        const mount = parseMount(said(item.text()));
        return mount === null ? [] : [{ mount, at: item.anchor() }];
      }
      if (item.text('type') !== 'bind') return [];
      const readOnly = isTrue(said(item.text('read_only')));
      const mount = { source: said(item.text('source')), target: said(item.text('target')), readOnly };
      return [{ mount, at: (item.get('source') ?? item).anchor() }];
    }),
  );
}

export interface BuiltFrom {
  /** From the root; null where a variable or something outside decides. */
  readonly dockerfile: string | null;
  readonly target: string | null;
  readonly at: Anchor;
}

/** What is built for the service; null where nothing is. */
export function buildOf(layers: readonly Layer[], lookup: Lookup): BuiltFrom | null {
  const builds = allValues(layers, 'build');
  const last = builds.at(-1);
  if (last === undefined) return null;
  const said = (key: string, other: string): string => {
    const found = builds.findLast(({ node }) => node.has(key));
    return interpolate(found?.node.text(key) ?? other, lookup, HOLE).text;
  };
  const short = last.node.text();
  const context = short === null ? said('context', '.') : interpolate(short, lookup, HOLE).text;
  const dockerfile = posix.join(last.layer.folder, context, said('dockerfile', 'Dockerfile'));
  const isElsewhere = /:\/\/|^git@/.test(context) || last.node.has('dockerfile_inline');
  const target = said('target', '');
  return {
    dockerfile: isElsewhere || dockerfile.includes(HOLE) ? null : dockerfile,
    target: target === '' ? null : target,
    at: last.node.anchor(),
  };
}
