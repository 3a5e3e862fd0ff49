/** One configuration against nginx from start to stop, and the smallest one that still shows the same disagreement. */
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { nginxCollector } from '../../src/checks/nginx/collect.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import { type About, type Disagreement, makeCase } from './nginx-case.ts';
import { compare } from './nginx-compare.ts';
import { type Generated, STATIC_FILES } from './nginx-generator.ts';
import { observe } from './nginx-observe.ts';
import { pathsOf } from './nginx-probes.ts';
import { startNginx } from './nginx-server.ts';
import { type Item, render, walk, without } from './nginx-tree.ts';

/** The version of nginx that the package is; the facts depend on it. */
export const NGINX_VERSION = '1.22.1';

export type Judged =
  | { readonly kind: 'refused'; readonly message: string }
  | {
      readonly kind: 'compared';
      readonly requests: number;
      readonly handshakes: number;
      readonly disagreements: readonly Disagreement[];
    };

/**
 * Runs the configuration, collects its facts and compares. An exception of the collector is a disagreement too. The
 * collector reads `asRead`, which tests of the comparison itself make different from what runs.
 */
export async function judge(generated: Generated, asRead = generated.items): Promise<Judged> {
  const clean = render(asRead, 'clean');
  const instrumented = render(generated.items, 'instrumented');
  const started = await startNginx({
    files: { ...STATIC_FILES, ...instrumented.files },
    sockets: generated.sockets,
  });
  if (started.kind === 'refused') return started;
  try {
    const observation = await observe(generated, started.server);
    const counts = { requests: observation.requests.length, handshakes: observation.handshakes.length * 4 };
    const asked = new Map([['nginx.path.path', pathsOf(generated.items)]]);
    const collected = nginxCollector.collect(memoryProject(clean.files), {
      ...COLLECT_DEFAULTS,
      nginxVersion: NGINX_VERSION,
      asked,
    });
    const left = collected.notAnalysed.map(
      ({ path, line, reason }): Disagreement => ({
        about: 'not analysed',
        words: `${path}:${line}: ${reason}`,
      }),
    );
    const one = makeCase(generated, clean, collected.facts, observation);
    return { kind: 'compared', ...counts, disagreements: [...left, ...compare(one)] };
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      kind: 'compared',
      requests: 0,
      handshakes: 0,
      disagreements: [{ about: 'error in the collector', words }],
    };
  } finally {
    await started.server.stop();
  }
}

/** Drops whatever can be dropped while nginx still starts and something of the same kind still differs. */
export async function shrink(generated: Generated, about: About): Promise<Generated> {
  let smallest = generated;
  for (let again = true; again; ) {
    again = false;
    for (const { id, lift } of candidates(smallest.items)) {
      const items = without(smallest.items, id, lift);
      const smaller = { ...smallest, items, sockets: usedSockets(smallest, items) };
      const judged = await judge(smaller);
      if (judged.kind === 'refused' || !judged.disagreements.some((each) => each.about === about)) continue;
      smallest = smaller;
      again = true;
    }
  }
  return smallest;
}

/** Blocks before what stands in them, so that much goes at once; includes may be replaced by what they include. */
function candidates(items: readonly Item[]): readonly { readonly id: number; readonly lift: boolean }[] {
  const all = [...walk(items)]
    .map(({ item, above }) => ({ item, depth: above.length }))
    .filter(({ item }) => item.fixed !== true && item.name !== 'http' && item.name !== 'events')
    .toSorted((a, b) => a.depth - b.depth);
  const unique = [...new Map(all.map(({ item }) => [item.id, item])).values()];
  return unique.flatMap((item) => [
    { id: item.id, lift: false },
    ...(item.files === undefined ? [] : [{ id: item.id, lift: true }]),
  ]);
}

function usedSockets(generated: Generated, items: readonly Item[]): Generated['sockets'] {
  const listens = [...walk(items)]
    .filter(({ item }) => item.name === 'listen')
    .map(({ item }) => item.args[0]);
  return generated.sockets.filter(({ address, port }) => listens.includes(`${address}:${port}`));
}

/** The configuration as the collector reads it, file by file. */
export function asText(generated: Generated): string {
  return Object.entries(render(generated.items, 'clean').files)
    .map(([path, text]) => `# ${path}\n${text}`)
    .join('\n');
}
