/** Secrets that stand in the objects of a cluster where everybody who may list them reads them: ConfigMaps, environments, arguments. */
import type { Fact, Target } from '../../../engine/fact.ts';
import { memoryProject } from '../../../source/memory-project.ts';
import type { CollectOptions } from '../../collector.ts';
import { liveFact } from '../../live-fact.ts';
import { secretsCollector } from '../../secrets/collect.ts';
import { isRecord } from './list.ts';
import { type WrittenObject, wordsFor } from './written.ts';

interface Part {
  readonly object: WrittenObject;
  /** Of a ConfigMap: which of its values; null for an object as a whole. */
  readonly key: string | null;
}

/** Facts about what detectors find; never a value. */
export function secretsIn(
  objects: readonly WrittenObject[],
  collect: CollectOptions,
  target: Target,
): readonly Fact[] {
  if (collect.secrets === null) return [];
  const parts = new Map<string, Part>();
  const texts: Record<string, string> = {};
  const add = (path: string, part: Part, text: string): void => {
    parts.set(path, part);
    texts[path] = text;
  };
  for (const object of objects) {
    const { kind, namespace, name, text } = object;
    // One name without slashes, since folders say something to detectors.
    const path = `${kind} ${namespace ?? ''} ${name}`;
    if (kind !== 'ConfigMap') add(`${path}.json`, { object, key: null }, text);
    // A value is mostly a file, called by its key.
    else for (const [key, value] of valuesOf(text)) add(`${path}/${key}`, { object, key }, value);
  }
  return secretsCollector.collect(memoryProject(texts), collect).facts.flatMap((fact) => {
    const part = fact.at === null ? undefined : parts.get(fact.at.path);
    return part === undefined ? [] : [foundIn(part, fact, target)];
  });
}

function valuesOf(text: string): readonly (readonly [string, string])[] {
  const { data, binaryData } = JSON.parse(text);
  const entries = (map: unknown) =>
    Object.entries(isRecord(map) ? map : {}).map(([key, value]) => [key, String(value)] as const);
  const decoded = entries(binaryData).map(
    ([key, value]) => [key, Buffer.from(value, 'base64').toString('latin1')] as const,
  );
  return [...entries(data), ...decoded];
}

/** Keys that say where a value stands, and not what it is. */
const PLACES: ReadonlySet<string> = new Set(['name', 'value', 'args', 'command', 'data', 'env']);

function foundIn({ object, key }: Part, fact: Fact, target: Target): Fact {
  const { line, column, ...value } = fact.value;
  const route = fact.at?.route ?? [];
  const last = route.at(-1) ?? null;
  const named = key ?? (last === null || PLACES.has(last) ? null : last);
  const where = named === null ? wordsFor(object) : `${named} of ${wordsFor(object)}`;
  return {
    ...liveFact(target, {
      fact: fact.fact,
      subject: `${fact.value.kind} in ${where}`,
      // What the server sends in one line has no lines.
      value: key === null ? value : fact.value,
      link: `${wordsFor(object)} ${[key ?? '', ...route].join('.')}`,
    }),
    confidence: fact.confidence,
  };
}
