/** The environment of a service: files first, then what the service says itself, by name. */
import { posix } from 'node:path';
import type { Anchor } from '../../../source/span.ts';
import type { Project } from '../../collector.ts';
import { isSecretText } from '../secret-names.ts';
import type { Variable } from '../settings.ts';
import { envLines } from './env-file.ts';
import { interpolate } from './interpolate.ts';
import { allValues, type Layer } from './layers.ts';

export type Lookup = (name: string) => string | undefined;

/** `.env` of the folder, if it belongs to the project: what else the environment holds nobody can know. */
export function projectEnvironment(project: Project, folder: string): Lookup {
  return environmentOf(project, [posix.join(folder, '.env')]);
}

/** What these files say, of several the last. */
export function environmentOf(project: Project, paths: readonly string[]): Lookup {
  const values = new Map<string, string>();
  for (const path of paths) {
    const read = project.paths.includes(path) ? project.read(path) : null;
    if (read?.kind !== 'text') continue;
    for (const { name, value } of envLines(read.source.text)) values.set(name, value);
  }
  return (name) => values.get(name);
}

/** The variables that stand in the service itself, the uppermost of each name. */
export function writtenVariables(layers: readonly Layer[], lookup: Lookup): readonly Variable[] {
  const found = new Map<string, Variable>();
  for (const { node } of allValues(layers, 'environment')) {
    const entries = node.isMap
      ? node.entries().map(({ key, value }) => ({
          name: key,
          raw: value.text(),
          at: value.text() ? value.anchor() : value.keyAnchor(),
        }))
      : node.items().map((item) => {
          const [name = '', raw = null] = (item.text() ?? '').split(/=(.*)/s);
          return { name, raw, at: item.anchor() };
        });
    for (const { name, raw, at } of entries) found.set(name, variable(name, raw, at, lookup));
  }
  return [...found.values()];
}

function variable(name: string, raw: string | null, at: Anchor, lookup: Lookup): Variable {
  if (raw === null) return { name, value: null, given: 'reference', at };
  const { text, from } = interpolate(raw, lookup);
  const isEmpty = from !== 'variable' && !isSecretText(text);
  return { name, value: text, given: isEmpty ? 'empty' : from === 'variable' ? 'reference' : from, at };
}

/** Names and values of the files that `env_file` names, and the first that cannot be read. */
export function fileVariables(
  project: Project,
  layers: readonly Layer[],
  lookup: Lookup,
): { readonly values: ReadonlyMap<string, string>; readonly missing: string | null } {
  const values = new Map<string, string>();
  let missing: string | null = null;
  for (const { node, layer } of allValues(layers, 'env_file')) {
    for (const item of node.isList ? node.items() : [node]) {
      const written = item.text() ?? item.text('path');
      if (written === null) continue;
      const { text, missing: holes } = interpolate(written, lookup);
      const read = holes.length > 0 ? null : project.read(posix.join(layer.folder, text));
      if (read?.kind === 'text')
        for (const { name, value } of envLines(read.source.text)) values.set(name, value);
      else if (item.flag('required') !== false) missing ??= text;
    }
  }
  return { values, missing };
}
