/** Secrets that stand in the objects of a cluster where everybody who may list them reads them: ConfigMaps, environments, arguments. */
import type { Fact, Target } from '../../../engine/fact.ts';
import { documentsOf } from '../../../source/documents/documents.ts';
import { memoryProject } from '../../../source/memory-project.ts';
import type { CollectOptions, Project } from '../../collector.ts';
import { liveFact } from '../../live-fact.ts';
import { secretsCollector } from '../../secrets/collect.ts';
import { matchLink, namesTo } from '../secrets/match-links.ts';
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
  const project = memoryProject(texts);
  return secretsCollector.collect(project, collect).facts.flatMap((fact) => {
    const part = fact.at === null ? undefined : parts.get(fact.at.path);
    return part === undefined ? [] : [foundIn(part, fact, target, linkOf(part, fact, project))];
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

/** As `withMatchLinks` calls it in a manifest. */
function linkOf({ object, key }: Part, { at }: Fact, project: Project): string {
  const words = wordsFor(object);
  if (at === null) return words;
  if (key !== null) return matchLink(words, ['data', key, ...(at.route ?? [])]);
  const outcome = documentsOf(project, at.path);
  const [document] = outcome.kind === 'documents' ? outcome.documents : [];
  return matchLink(words, document === undefined ? (at.route ?? []) : namesTo(document.root, at.start));
}

function foundIn({ object, key }: Part, fact: Fact, target: Target, link: string): Fact {
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
      link,
    }),
    confidence: fact.confidence,
  };
}
