/** The documentation of a rule as a Markdown page, and the index of all pages. The same rule gives the same bytes. */
import type { FactKind } from '../engine/fact.ts';
import type { Evidence, ParamDeclaration, Rule, RuleExample } from '../engine/rule.ts';
import { needsExpiry } from '../findings/suppression.ts';
import { codeBlock, codeSpan, prose, table } from './markdown-page.ts';

/** Pages begin with it, so that a page whose rule is gone can be told from one that somebody wrote. */
export const GENERATED = '<!-- Written by `secbaseline rules docs`: change the rule, not this page. -->';

/** The name of a rule's page. */
export function pageName(rule: Rule): string {
  return `${rule.id}.md`;
}

/** A page in Markdown; `kinds` explain what the rule looks at. */
export function rulePage(rule: Rule, kinds: readonly FactKind[]): string {
  const sections = [
    section('What it looks at', looksAt(rule, kinds)),
    section('Why', [prose(rule.rationale)]),
    section('What to do', [prose(rule.remediation), ...fixWords(rule)]),
    section('Parameters', parameters(rule)),
    section('Fails', example(rule.examples.fail[0])),
    section('Passes', example(rule.examples.pass[0])),
    section('References', references(rule)),
    section('Leaving it out', leavingOut(rule)),
  ];
  const head = [`# ${rule.id}`, GENERATED, `**${prose(rule.title)}**`, facts(rule)];
  return `${[...head, ...sections.flat()].join('\n\n')}\n`;
}

/** The index of the pages, by area. */
export function rulesIndex(rules: readonly Rule[]): string {
  const areas = [...new Set(rules.map(({ area }) => area))].sort();
  const tables = areas.flatMap((area) => {
    const rows = byId(rules.filter((rule) => rule.area === area)).map((rule) => [
      `[${codeSpan(rule.id)}](${pageName(rule)})`,
      rule.severity,
      rule.profiles.join(', '),
      prose(rule.title),
    ]);
    return [`## ${prose(area)}`, table(['Rule', 'Severity', 'Profiles', 'Finds'], rows)];
  });
  const lead = `${codeSpan('strict')} contains ${codeSpan('recommended')}, with stricter parameters.`;
  return `${['# Rules', GENERATED, lead, ...tables].join('\n\n')}\n`;
}

function byId(rules: readonly Rule[]): readonly Rule[] {
  return rules.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function section(title: string, parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [] : [`## ${title}`, ...parts];
}

function facts(rule: Rule): string {
  const aliases = rule.aliases.length === 0 ? [] : [['Former names', rule.aliases.map(codeSpan).join(', ')]];
  const cells = [
    ['Severity', rule.severity],
    ['Confidence', rule.confidence],
    ['Profiles', rule.profiles.join(', ')],
    ['Area', prose(rule.area)],
    ...(rule.since === '' ? [] : [['Since', rule.since]]),
    ...aliases,
  ];
  return table(
    cells.map(([name = '']) => name),
    [cells.map(([, value = '']) => value)],
  );
}

/** Each kind of fact once, with what it stands for and where only one profile looks. */
function looksAt(rule: Rule, kinds: readonly FactKind[]): readonly string[] {
  const names = [...new Set(rule.evidence.map(factOf))];
  const lines = names.map((name) => {
    const about = kinds.find(({ fact }) => fact === name)?.about ?? 'A fact of your own.';
    const all = rule.evidence.filter((evidence) => factOf(evidence) === name);
    const isStrictOnly = all.every(({ profiles }) => profiles?.join() === 'strict');
    return `- ${codeSpan(name)}: ${prose(about)}${isStrictOnly ? ' (strict profile)' : ''}`;
  });
  return [lines.join('\n')];
}

function factOf(evidence: Evidence): string {
  return 'fact' in evidence ? evidence.fact : ((evidence.some ?? evidence.none)?.fact ?? '');
}

function fixWords({ fixes }: Rule): readonly string[] {
  const safety = new Set(fixes.map((fix) => fix.safety));
  const commands = [
    ...(safety.has('safe') ? [codeSpan('secbaseline check --fix')] : []),
    ...(safety.has('unsafe') ? [codeSpan('secbaseline check --fix --unsafe')] : []),
  ];
  if (commands.length === 0) return [];
  return [`Where the value is written in a file, ${commands.join(' or ')} changes it.`];
}

function parameters({ id, params }: Rule): readonly string[] {
  const entries = Object.entries(params);
  const [first] = entries;
  if (first === undefined) return [];
  const rows = entries.map(([name, declaration]) => [
    codeSpan(name),
    prose(declaration.about ?? ''),
    typeWords(declaration),
    value(declaration.default),
    declaration.strict === undefined ? 'the same' : value(declaration.strict),
  ]);
  const [name, { strict, default: usual }] = first;
  const setting = `rules:\n  ${id}: { params: { ${name}: ${yamlFlow(strict ?? usual)} } }\n`;
  return [
    table(['Parameter', 'Meaning', 'Type', 'Recommended', 'Strict'], rows),
    `Set in ${codeSpan('secbaseline.yaml')}:`,
    codeBlock('yaml', setting),
  ];
}

function typeWords({ type, items, enum: values, minimum, maximum }: ParamDeclaration): string {
  const name = type === 'array' ? `list of ${items ?? 'values'}` : type;
  const bounds = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
  ];
  const among = values === undefined ? '' : `: ${values.map((one) => codeSpan(String(one))).join(', ')}`;
  return `${name}${among}${bounds.length === 0 ? '' : `, ${bounds.join(', ')}`}`;
}

function value(given: unknown): string {
  if (!Array.isArray(given)) return codeSpan(typeof given === 'string' ? given : JSON.stringify(given));
  return given.length === 0 ? 'none' : given.map(value).join(', ');
}

/** JSON is YAML; words that mean nothing else to YAML go without quotes. */
function yamlFlow(given: unknown): string {
  if (typeof given === 'string' && /^[\w./-]*[a-z][\w./-]*$/i.test(given)) {
    return /^(?:true|false|null|yes|no|on|off)$/i.test(given) ? JSON.stringify(given) : given;
  }
  if (Array.isArray(given)) return `[${given.map(yamlFlow).join(', ')}]`;
  return JSON.stringify(given);
}

function example(given: RuleExample | undefined): readonly string[] {
  if (given === undefined) return [];
  const set = Object.entries(given.params ?? {}).map(
    ([name, one]) => `${codeSpan(name)} is ${codeSpan(yamlFlow(one))}`,
  );
  const conditions = [...(given.profile === 'strict' ? ['the profile is strict'] : []), ...set];
  const where = conditions.length === 0 ? [] : [`Where ${conditions.join(' and ')}:`];
  return [...where, ...exampleBlocks(given), ...foundWords(given)];
}

function exampleBlocks({ file, content, files, facts: given }: RuleExample): readonly string[] {
  if (file !== undefined) return [codeBlock(languageOf(file), content ?? '')];
  if (given !== undefined) return [codeBlock('json', `${JSON.stringify(given, null, 2)}\n`)];
  return Object.entries(files ?? {}).flatMap(([path, text]) => [
    codeSpan(path),
    codeBlock(languageOf(path), text),
  ]);
}

function foundWords({ findings = [] }: RuleExample): readonly string[] {
  const places = findings.flatMap(({ path, line, message }) => {
    const at = line === undefined ? [] : [`${path === undefined ? '' : `${codeSpan(path)}, `}line ${line}`];
    return [[...at, ...(message === undefined ? [] : [prose(message)])].join(': ')];
  });
  const said = places.filter((place) => place !== '');
  return said.length === 0 ? [] : [`Found: ${said.join('; ')}.`];
}

function languageOf(path: string): string {
  const extension = /\.(\w+)$/.exec(path)?.[1] ?? '';
  switch (extension) {
    case 'conf':
      return /(^|\/)(postgresql|pg_\w+)\.conf$/.test(path) ? 'ini' : 'nginx';
    case 'yaml':
    case 'yml':
      return 'yaml';
    case 'json':
    case 'sql':
      return extension;
    default:
      return path.endsWith('Dockerfile') ? 'dockerfile' : 'text';
  }
}

function references({ references: links, cwe }: Rule): readonly string[] {
  const lines = [
    ...links.map((link) => `- <${link}>`),
    ...cwe.map((id) => `- [${id}](https://cwe.mitre.org/data/definitions/${id.slice(4)}.html)`),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function leavingOut({ id, severity }: Rule): readonly string[] {
  const until = needsExpiry(severity) ? ' until YYYY-MM-DD' : '';
  const comment = `# secbaseline-ignore ${id}${until} -- the reason\n`;
  return [
    `On a line, by a comment there or on the line before${needsExpiry(severity) ? ', with a date' : ''}:`,
    codeBlock('text', comment),
    `Everywhere, in ${codeSpan('secbaseline.yaml')} (${codeSpan('overrides')} does it for some paths, ${codeSpan('suppress')} for one finding):`,
    codeBlock('yaml', `rules:\n  ${id}: off\n`),
  ];
}
