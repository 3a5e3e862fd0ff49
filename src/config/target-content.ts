/** What a schema cannot say about declared targets: keys and addresses that fit their kind, ids that are told apart. */
import { type Diagnostic, InputError } from '../source/diagnostic.ts';
import { quoteWord } from '../source/quote.ts';
import { caretAt } from '../source/validation.ts';
import type { YamlPath } from '../source/yaml.ts';
import type { Config, TargetKind } from './config.ts';
import type { Report } from './content.ts';
import type { TargetEntry } from './written.ts';

/** Keys of a target that only some kinds understand. */
const KINDS_OF_KEY: Readonly<Record<string, readonly TargetKind[]>> = {
  queries: ['postgres'],
  exchanges: ['http'],
  thresholds: ['metrics'],
  mounts: ['vault'],
  expect: ['tcp'],
  context: ['kubernetes'],
  namespaces: ['kubernetes'],
  mutualTls: ['tls', 'http', 'postgres'],
};

/** How addresses of a kind begin; a cluster may be reached by a kubeconfig alone. */
const SCHEMES: Readonly<Record<Exclude<TargetKind, 'kubernetes'>, readonly string[]>> = {
  tls: ['tls', 'https', 'postgres', 'postgresql', 'smtp', 'imap'],
  http: ['https', 'http'],
  postgres: ['postgres', 'postgresql'],
  tcp: ['tcp'],
  vault: ['https', 'http'],
  metrics: ['https', 'http'],
};

export function checkTargets(targets: readonly TargetEntry[], report: Report): void {
  const ids = new Set<string>();
  targets.forEach((target, index) => {
    if (ids.has(target.id))
      report(['targets', index, 'id'], `a target ${quoteWord(target.id)} stands above already`);
    ids.add(target.id);
    checkUrl(target, ['targets', index], report);
    for (const [key, kinds] of Object.entries(KINDS_OF_KEY)) {
      if (!Object.hasOwn(target, key) || kinds.includes(target.kind)) continue;
      report(
        ['targets', index, key],
        `\`${key}\` is not for targets of kind ${target.kind}`,
        `it is for ${kinds.join(', ')}`,
      );
    }
    for (const key of ['queries', 'exchanges', 'thresholds'] as const)
      checkIds(target[key] ?? [], ['targets', index, key], report);
    target.thresholds?.forEach(({ atMost, atLeast }, at) => {
      if (atMost !== undefined || atLeast !== undefined) return;
      report(
        ['targets', index, 'thresholds', at, 'id'],
        'this threshold bounds nothing',
        'say `atMost` or `atLeast`',
      );
    });
  });
}

function checkIds(entries: readonly { readonly id: string }[], path: YamlPath, report: Report): void {
  const ids = new Set<string>();
  entries.forEach(({ id }, index) => {
    if (ids.has(id)) report([...path, index, 'id'], `the id ${quoteWord(id)} stands above already`);
    ids.add(id);
  });
}

/** The URL itself is never quoted: it may hold what should not be there. */
function checkUrl({ kind, url: written }: TargetEntry, target: YamlPath, report: Report): void {
  const path = [...target, 'url'];
  if (typeof written !== 'string') {
    if (kind !== 'kubernetes') report([...target, 'id'], `a target of kind ${kind} needs a \`url\``);
    return;
  }
  let url: URL;
  try {
    url = new URL(written);
  } catch {
    report(path, '`url` is not a URL', 'write scheme, host and port: tls://api.example.test:443');
    return;
  }
  if (url.username !== '' || url.password !== '') {
    report(path, '`url` holds credentials', 'credentials come from the environment, never from this file');
    return;
  }
  const schemes = kind === 'kubernetes' ? ['https'] : SCHEMES[kind];
  if (!schemes.includes(url.protocol.slice(0, -1)) || url.hostname === '') {
    const words = schemes.map((scheme) => `${scheme}://`).join(', ');
    report(path, `a target of kind ${kind} is not reached by this URL`, `write ${words} and a host`);
  } else if (kind === 'tcp' && url.port === '') report(path, 'a target of kind tcp needs a port');
}

/**
 * Compiles the expressions that declared exchanges expect of bodies. Apart from the other checks, since the engine that
 * runs them in linear time is loaded only where there are any. Throws `InputError` with every fault.
 */
export async function checkBodyPatterns({ file, targets }: Config): Promise<void> {
  const patterns = targets.flatMap(({ exchanges }, target) =>
    exchanges.flatMap(({ expect: { body } }, exchange) =>
      body === null ? [] : [{ body, path: ['targets', target, 'exchanges', exchange, 'expect', 'body'] }],
    ),
  );
  if (file === null || patterns.length === 0) return;
  const { loadLinearRegex, patternFault } = await import('../engine/regex.ts');
  await loadLinearRegex();
  const faults: Diagnostic[] = patterns.flatMap(({ body, path }) => {
    const fault = patternFault(body, false);
    if (fault === null) return [];
    const extent = caretAt(file.source, file.document, path, 'value');
    return [{ message: `this regular expression is not valid: ${fault}`, source: file.source, ...extent }];
  });
  if (faults.length > 0) throw new InputError(faults);
}
