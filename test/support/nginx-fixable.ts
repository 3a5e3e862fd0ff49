/** Generated nginx configurations in which rules find much to fix, and what fixing them comes to, without a file. */

import { collectors } from '../../src/checks/all.ts';
import { COLLECT_DEFAULTS } from '../../src/checks/collector.ts';
import { factKinds } from '../../src/checks/index.ts';
import { builtInRules } from '../../src/config/built-in-rules.ts';
import { askedValues } from '../../src/engine/asked.ts';
import { bindRule, planOf } from '../../src/engine/bind.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { Profile } from '../../src/engine/rule.ts';
import { applyFixes } from '../../src/findings/apply-fixes.ts';
import { concrete } from '../../src/findings/concrete.ts';
import type { Edit, Finding } from '../../src/findings/finding.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import type { NotAnalysed } from '../../src/source/span.ts';
import { type SourceText, sourceText } from '../../src/source/text.ts';
import { type Ground, generate } from './nginx-generator.ts';
import { type Item, render } from './nginx-tree.ts';
import { type Random, random } from './random.ts';

export type Files = Readonly<Record<string, string>>;

/** Directives with values that some rule wants changed, and some that are good, in the ways people write them. */
const VALUES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  server_tokens: [['on'], ['build'], ['off'], ['"on"'], ["'build'"], ['On']],
  ssl_prefer_server_ciphers: [['on'], ['off'], ['"on"'], ['ON']],
  ssl_session_tickets: [['on'], ['off'], ["'on'"]],
  ssl_session_timeout: [['2d'], ['1d'], ['36h'], ['"1d 1s"'], ['1d12h'], ['100000']],
  ssl_ciphers: [
    ['ALL:RC4'],
    ['"ALL:@SECLEVEL=0"'],
    ['DES-CBC3-SHA:ECDHE-RSA-AES128-GCM-SHA256'],
    ["'HIGH:!aNULL'"],
  ],
  client_header_timeout: [['61s'], ['1h'], ['10'], ['"2m"']],
  client_body_timeout: [['90'], ['60s']],
  send_timeout: [['2m'], ['1m']],
  keepalive_timeout: [['300s', '299s'], ['100', '10'], ['65'], ["'5m'"]],
  client_max_body_size: [['0'], ['1g'], ['200M'], ['"0"'], ['8k']],
};
const IN_LOCATIONS = ['keepalive_timeout', 'client_max_body_size', 'client_body_timeout', 'send_timeout'];
const NOT_ON_SERVERS_TWICE = new Set(['ssl_ciphers']);

/** The configuration of a seed as files: `nginx.conf` and what it includes, one snippet by two servers. */
export function fixableFiles(seed: number, ground: Ground): Files {
  const g = random(seed ^ 0x5eed);
  const shared: Item = item('include', ['snippets/shared.conf']);
  const names = Object.keys(VALUES);
  const snippet = names.filter((name) => !NOT_ON_SERVERS_TWICE.has(name) && g.chance(0.3));
  const more = (block: Item): Item => {
    const inner = (block.block ?? []).map((one) => (one.block === null ? one : more(one)));
    const own = new Set(inner.map(({ name }) => name));
    const usesShared = block.name === 'server' && g.chance(0.5);
    if (usesShared) for (const name of snippet) own.add(name);
    const possible = block.name === 'location' ? IN_LOCATIONS : names;
    const added = ['http', 'server', 'location'].includes(block.name)
      ? possible.filter((name) => !own.has(name) && g.chance(0.25)).map((name) => directive(g, name))
      : [];
    return { ...block, block: [...added, ...(usesShared ? [shared] : []), ...inner] };
  };
  const items = generate(seed, ground).items.map((one) => (one.name === 'http' ? more(one) : one));
  const files = { ...render(items, 'clean').files };
  files['snippets/shared.conf'] = snippet
    .map((name) => `${name} ${g.pick(VALUES[name] ?? []).join('\t ')} ;`)
    .join('\n');
  if (!g.chance(0.2)) return files;
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]),
  );
}

function item(name: string, args: readonly string[], odd?: string): Item {
  return { id: 0, name, args, block: null, ...(odd === undefined ? {} : { odd }) };
}

function directive(g: Random, name: string): Item {
  const odd = g.chance(0.1) ? g.pick([' # why\n', '\n\t', '  ']) : undefined;
  return item(name, g.pick(VALUES[name] ?? [['on']]), odd);
}

export interface State {
  readonly findings: readonly Finding[];
  /** Rule and subject of every failure, before those with one cause are merged. */
  readonly failing: ReadonlySet<string>;
  readonly notAnalysed: readonly NotAnalysed[];
}

const rules = builtInRules(factKinds);

/** What all built-in rules find. */
export function assess(files: Files, profile: Profile): State {
  const plan = planOf(rules.map((rule) => bindRule(rule, profile)));
  const project = memoryProject(files);
  const asked = askedValues(plan);
  const collected = collectors.map((one) => one.collect(project, { ...COLLECT_DEFAULTS, asked }));
  const facts = collected.flatMap((one) => one.facts);
  const verdicts = evaluate({ plan, facts, kinds: factKinds, lineOf: () => null });
  const failures = verdicts.filter(({ outcome }) => outcome === 'fail');
  return {
    failing: new Set(failures.map(({ rule, subject }) => `${rule.rule.id} ${subject}`)),
    findings: concrete(verdicts, (path) => sourceOf(files, path)),
    notAnalysed: collected.flatMap((one) => one.notAnalysed),
  };
}

function sourceOf(files: Files, path: string): SourceText | undefined {
  const text = files[path];
  return text === undefined ? undefined : sourceText(path, text);
}

/** One round of fixes: the new files, the findings that were to go, and where their new values stand. */
export function fixRound(files: Files, findings: readonly Finding[]) {
  const round = applyFixes({
    findings,
    source: (path) => sourceOf(files, path),
    unsafe: true,
    obstacle: () => null,
  });
  const texts = [...round.texts].map(([path, { text }]) => [path, text] as const);
  const edits = round.applied.flatMap((fix) => fix.edits);
  const wanted = new Set(round.applied);
  return {
    files: { ...files, ...Object.fromEntries(texts) },
    fixed: findings
      .filter(({ fix }) => fix !== null && wanted.has(fix))
      .flatMap(({ rule, fix }) =>
        (fix?.edits ?? []).map((edit) => ({ rule: rule.rule.id, edit, now: moved(edit, edits) })),
      ),
  };
}

/** Where the new text of an edit stands after all edits of its file. */
function moved(edit: Edit, edits: readonly Edit[]) {
  const before = edits.filter(({ path, end }) => path === edit.path && end <= edit.start && edit.end > end);
  const shift = before.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
  const start = edit.start + shift;
  return { path: edit.path, start, end: start + edit.text.length };
}
