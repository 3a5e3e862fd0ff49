/** What the nginx collector says about files in memory, for tests. */

import { COLLECT_DEFAULTS, type Collected } from '../../src/checks/collector.ts';
import { nginxCollector } from '../../src/checks/nginx/collect.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import type { Anchor } from '../../src/source/span.ts';

export type Files = Readonly<Record<string, string>>;

export function collectNginx(
  files: Files | string,
  options: { readonly version?: string; readonly paths?: readonly string[] } = {},
): Collected {
  const project = memoryProject(typeof files === 'string' ? { 'nginx.conf': files } : files);
  const asked = new Map([['nginx.path.path', options.paths ?? []]]);
  return nginxCollector.collect(project, {
    ...COLLECT_DEFAULTS,
    nginxVersion: options.version ?? null,
    asked,
  });
}

/** Facts of a kind whose values hold all that is given. */
export function factsLike(
  collected: Collected,
  kind: string,
  like: Readonly<Record<string, unknown>> = {},
): readonly Fact[] {
  return collected.facts.filter(
    (fact) => fact.fact === kind && Object.entries(like).every(([name, value]) => fact.value[name] === value),
  );
}

/** The only such fact. */
export function factLike(
  collected: Collected,
  kind: string,
  like: Readonly<Record<string, unknown>> = {},
): Fact {
  const found = factsLike(collected, kind, like);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`${found.length} ${kind} facts like ${JSON.stringify(like)}`);
  }
  return first;
}

/** The text that a place covers, with its line, as `3: add_header`. */
export function placeText(files: Files | string, at: Anchor | null | undefined): string {
  if (at === null || at === undefined) return 'nowhere';
  const text = typeof files === 'string' ? files : (files[at.path] ?? '');
  const line = text.slice(0, at.start).split('\n').length;
  return `${line}: ${text.slice(at.start, at.end)}`;
}
