/**
 * Which compose files make a project together: the default file of a folder with its override, and files that cannot
 * stand alone laid over it.
 */
import { posix } from 'node:path';
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Project } from '../../collector.ts';
import type { ComposeFile } from './claim.ts';
import { type Lookup, projectEnvironment } from './environment.ts';
import { filesIncluded, includedBy, type Source } from './include.ts';
import { type Layers, serviceLayers, servicesOf } from './layers.ts';
import { networksOf, serviceFact } from './service.ts';

/** In the order in which Compose looks for them. */
const DEFAULTS = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

interface Composition {
  /** From the lowest to the uppermost. */
  readonly files: readonly ComposeFile[];
  /** Only services that this file speaks of are told; the others are told elsewhere. */
  readonly told: ComposeFile | null;
  readonly isWhole: boolean;
}

export function composeFacts(project: Project, files: readonly ComposeFile[]): readonly Fact[] {
  const folders = new Map<string, ComposeFile[]>();
  const lent = lentFiles(files);
  const included = filesIncluded(project, files);
  for (const file of files) {
    // Services of such a file are judged where they are used.
    if (lent.has(file.path) && !DEFAULTS.includes(posix.basename(file.path))) continue;
    if (included.has(file.path)) continue;
    const folder = posix.dirname(file.path);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].flatMap(([folder, own]) => {
    const lookup = projectEnvironment(project, folder);
    return compositions(own).flatMap((composition) => factsOf(project, composition, lookup));
  });
}

/** Files from which services of other files extend. */
function lentFiles(files: readonly ComposeFile[]): ReadonlySet<string> {
  const lent = files.flatMap(({ path, root }) =>
    [...servicesOf(root).values()].flatMap((service) => {
      const file = service.text('extends', 'file');
      const other = file === null ? path : posix.join(posix.dirname(path), file);
      return other === path ? [] : [other];
    }),
  );
  return new Set(lent);
}

function compositions(files: readonly ComposeFile[]): readonly Composition[] {
  const named = (names: readonly string[]): ComposeFile | undefined => {
    const name = names.find((one) => files.some(({ path }) => posix.basename(path) === one));
    return files.find(({ path }) => posix.basename(path) === name);
  };
  const base = named(DEFAULTS);
  const override = base === undefined ? undefined : named(OVERRIDES);
  const usual = [base, override].filter((file) => file !== undefined);
  const rest = files.filter((file) => !usual.includes(file));
  return [
    ...(base === undefined ? [] : [{ files: usual, told: null, isWhole: true }]),
    ...rest.map((file): Composition => {
      if (standsAlone(file.root)) return { files: [file], told: null, isWhole: true };
      return base === undefined
        ? { files: [file], told: null, isWhole: false }
        : { files: [base, file], told: file, isWhole: true };
    }),
  ];
}

/** Every service says what it runs. */
function standsAlone(root: DocumentNode): boolean {
  return (root.get('services')?.entries() ?? []).every(
    ({ value }) => value.has('image') || value.has('build') || value.has('extends'),
  );
}

function factsOf(project: Project, { files, told, isWhole }: Composition, lookup: Lookup): readonly Fact[] {
  const sources = [
    ...files.flatMap((file) => includedBy(project, file, lookup)),
    ...files.map((file): Source => ({ file, folder: posix.dirname(file.path), lookup })),
  ];
  const names = [...new Set(sources.flatMap(({ file }) => namesOf(file.root)))];
  const services = names.map((name) => ({ name, layers: layersOf(project, sources, name) }));
  // Who names the default network has decided about it.
  const isNamed = sources.some(({ file }) => file.root.get('networks', 'default') !== null);
  const onCommon = services.filter(
    ({ layers }) => !isNamed && networksOf(layers.list)?.includes('default') === true,
  );
  const common = new Set(onCommon.map(({ name }) => name));
  const at = [...files, ...sources.map(({ file }) => file)]
    .find(({ root }) => root.get('services') !== null)
    ?.root.get('services')
    ?.keyAnchor();
  const shown = new Set(told === null ? names : namesOf(told.root));
  return services.flatMap(({ name, layers }) => {
    if (!shown.has(name) || at === undefined) return [];
    const fact = serviceFact({
      project,
      name,
      layers,
      lookup: sources.find(({ file }) => servicesOf(file.root).has(name))?.lookup ?? lookup,
      isWhole,
      sharing: common.has(name) ? common.size - 1 : 0,
      servicesAt: at,
    });
    return fact === null ? [] : [fact];
  });
}

function namesOf(root: DocumentNode): readonly string[] {
  return [...servicesOf(root).keys()];
}

function layersOf(project: Project, sources: readonly Source[], name: string): Layers {
  const found = sources
    .filter(({ file }) => servicesOf(file.root).has(name))
    .map(({ file, folder }) => serviceLayers(project, file, folder, name));
  return {
    list: found.flatMap(({ list }) => list),
    missing: found.find(({ missing }) => missing !== null)?.missing ?? null,
  };
}
