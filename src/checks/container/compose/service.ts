/** compose.service: one fact for each service of a project. */
import type { Fact } from '../../../engine/fact.ts';
import type { Anchor } from '../../../source/span.ts';
import type { Project } from '../../collector.ts';
import { fileFact } from '../../file-fact.ts';
import { type Draft, newDraft } from '../draft.ts';
import { putSettings } from '../settings.ts';
import { buildOf, describedBy } from './described.ts';
import { fileVariables, type Lookup } from './environment.ts';
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

export function serviceFact(request: ServiceRequest): Fact | null {
  const { layers, lookup, name, isWhole } = request;
  const top = layers.list.at(-1);
  if (top === undefined) return null;
  const draft = newDraft();
  const at = top.node.keyAnchor();
  draft.value.name = name;
  const described = describedBy(layers.list, lookup);
  putSettings(draft, described, at);
  const build = buildOf(layers.list, lookup);
  draft.value.build = build === null ? null : { dockerfile: build.dockerfile, target: build.target };
  if (build !== null) draft.positions.build = build.at;
  const files = fileVariables(request.project, layers.list, lookup);
  const own = described.variables.map((variable): [string, string | null] => [variable.name, variable.value]);
  if (files.missing === null) draft.value.environment = Object.fromEntries([...files.values, ...own]);
  else draft.unknown.environment = `${files.missing} is not in the repository`;
  putNetworks(draft, request);
  putHealthcheck(draft, layers.list, at);
  if (layers.missing !== null || !isWhole) leaveOpen(draft, layers.list, layers.missing);
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

/** What an unknown lower layer could set is unknown where there is a reason, and else left unsaid. */
function leaveOpen(draft: Draft, layers: readonly Layer[], reason: string | null): void {
  for (const [field, keys] of Object.entries(SETTERS)) {
    if (keys.some((key) => topValue(layers, key) !== null)) continue;
    delete draft.value[field];
    if (reason !== null) draft.unknown[field] = reason;
  }
}

function putNetworks(draft: Draft, { layers, sharing, servicesAt, isWhole }: ServiceRequest): void {
  const named = networksOf(layers.list);
  draft.value.networks = named ?? [];
  draft.value.sharing = named?.includes('default') === true && isWhole ? sharing : 0;
  draft.positions.networks = servicesAt;
  draft.positions.sharing = servicesAt;
}

/** Null where the service is on none of the project: `network_mode`. */
export function networksOf(layers: readonly Layer[]): readonly string[] | null {
  if (topValue(layers, 'network_mode') !== null) return null;
  const names = allValues(layers, 'networks').flatMap(({ node }) =>
    node.isMap ? node.entries().map(({ key }) => key) : node.items().map((item) => item.text() ?? ''),
  );
  return names.length === 0 ? ['default'] : [...new Set(names)];
}

function putHealthcheck(draft: Draft, layers: readonly Layer[], at: Anchor): void {
  const check = topValue(layers, 'healthcheck');
  const test = check?.get('test') ?? null;
  const words = test?.isList === true ? test.items().map((item) => item.text() ?? '') : [test?.text() ?? ''];
  const isOff = check?.flag('disable') === true || words[0] === 'NONE';
  draft.value.healthcheck = isOff ? 'NONE' : test === null ? null : words.join(' ');
  draft.positions.healthcheck = check?.anchor() ?? at;
}
