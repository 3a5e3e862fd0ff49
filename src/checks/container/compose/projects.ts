/**
 * Which compose files make a project together: the default file of a folder with its override, and files that cannot
 * stand alone laid over it.
 */
import { posix } from 'node:path';
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Project } from '../../collector.ts';
import type { ComposeFile } from './claim.ts';
import { envLines } from './env-file.ts';
import type { Lookup } from './environment.ts';
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
  for (const file of files) {
    // Services of such a file are judged where they are used.
    if (lent.has(file.path) && !DEFAULTS.includes(posix.basename(file.path))) continue;
    const folder = posix.dirname(file.path);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].flatMap(([folder, own]) => {
    const lookup = environmentOf(project, folder);
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

/** `.env` of the folder, if it belongs to the project: what else the environment holds nobody can know. */
function environmentOf(project: Project, folder: string): Lookup {
  const path = posix.join(folder, '.env');
  const read = project.paths.includes(path) ? project.read(path) : null;
  const values = new Map(
    read?.kind === 'text' ? envLines(read.source.text).map(({ name, value }) => [name, value]) : [],
  );
  return (name) => values.get(name);
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
  const names = [...new Set(files.flatMap(({ root }) => namesOf(root)))];
  const services = names.map((name) => ({ name, layers: layersOf(project, files, name) }));
  // Who names the default network has decided about it.
  const isNamed = files.some(({ root }) => root.get('networks', 'default') !== null);
  const onCommon = services.filter(
    ({ layers }) => !isNamed && networksOf(layers.list)?.includes('default') === true,
  );
  const common = new Set(onCommon.map(({ name }) => name));
  const [first] = files;
  const at = first?.root.get('services')?.keyAnchor();
  const shown = new Set(told === null ? names : namesOf(told.root));
  return services.flatMap(({ name, layers }) => {
    if (!shown.has(name) || at === undefined) return [];
    const fact = serviceFact({
      project,
      name,
      layers,
      lookup,
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

function layersOf(project: Project, files: readonly ComposeFile[], name: string): Layers {
  const found = files
    .filter(({ root }) => servicesOf(root).has(name))
    .map(({ path, root }) => serviceLayers(project, path, root, name));
  return {
    list: found.flatMap(({ list }) => list),
    missing: found.find(({ missing }) => missing !== null)?.missing ?? null,
  };
}
