/** Facts out of what stands inside of other files: manifests, compose files, Helm values, scripts. */
import type { Fact } from '../../../engine/fact.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { NotAnalysed } from '../../../source/span.ts';
import { lineOf } from '../../../source/text.ts';
import type { Claim, CollectOptions, Project } from '../../collector.ts';
import { fileFact } from '../../file-fact.ts';
import type { Part } from '../collect.ts';
import { type Excerpt, wholeFile } from '../excerpt.ts';
import { placeholderIn } from '../hba/claim.ts';
import { hbaFact } from '../hba/fact.ts';
import { parseHba } from '../hba/parse.ts';
import type { NamedFiles } from '../hba/read.ts';
import { isShell } from '../settings/claim.ts';
import { confFacts } from '../settings/collect.ts';
import { EVERYWHERE, type SettingSource, settingFact } from '../settings/fact.ts';
import { assemble } from '../settings/files.ts';
import { knownSettings } from '../settings/known.ts';
import { scriptSql, sqlFacts } from '../settings/sql-collect.ts';
import { majorVersion } from '../version.ts';
import { type Embedded, embeddedIn } from './manifests.ts';
import { manifestConcerns } from './names.ts';
import { scalarExcerpt } from './scalar.ts';
import { partsOfScript } from './scripts.ts';

export function embeddedParts(project: Project, options: CollectOptions): Part {
  const claims: Claim[] = [];
  const facts: Fact[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const path of project.paths) {
    const made = manifestConcerns(path)
      ? manifestParts(project, path, options)
      : isShell(path)
        ? scriptParts(project, path, options)
        : NOTHING;
    if (made.facts.length > 0 || made.notAnalysed.length > 0) {
      claims.push({ path, as: 'PostgreSQL inside of another file', because: 'it holds its configuration' });
    }
    for (const one of made.facts) facts.push(one);
    for (const one of made.notAnalysed) notAnalysed.push(one);
  }
  return { claims, facts, notAnalysed };
}

type Made = Omit<Part, 'claims'>;

const NOTHING: Made = { facts: [], notAnalysed: [] };

function manifestParts(project: Project, path: string, options: CollectOptions): Made {
  const facts: Fact[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const embedded of embeddedIn(project, path)) {
    const template = templateIn(embedded);
    if (template !== null) notAnalysed.push(template);
    else for (const one of embeddedFacts(project, embedded, options, notAnalysed)) facts.push(one);
  }
  return { facts, notAnalysed };
}

function templateIn(embedded: Embedded): NotAnalysed | null {
  if (embedded.kind !== 'hba' && embedded.kind !== 'conf') return null;
  const { excerpt } = embedded;
  const at = placeholderIn(excerpt);
  return at === null ? null : { path: excerpt.path, line: excerpt.lineAt?.(at) ?? null, reason: 'template' };
}

function embeddedFacts(
  project: Project,
  embedded: Embedded,
  options: CollectOptions,
  notAnalysed: NotAnalysed[],
): readonly Fact[] {
  switch (embedded.kind) {
    case 'hba': {
      const { excerpt, isComplete, subject, beside } = embedded;
      return [embeddedHba(excerpt, isComplete, subject, siblings(beside), options)];
    }
    case 'conf': {
      const { excerpt, isComplete, subject } = embedded;
      const assembled = assemble(project, { ...excerpt, route: [...excerpt.route, subject] }, null);
      for (const one of assembled.notAnalysed) notAnalysed.push(one);
      const confidence = isComplete ? 'certain' : 'high';
      return confFacts(project, { excerpt, isComplete, confidence, where: subject }, assembled, options);
    }
    case 'sql':
      return sqlFacts(embedded.excerpt, options);
    case 'script': {
      const made = scriptFacts(project, embedded.excerpt, embedded.subject, options);
      for (const one of made.notAnalysed) notAnalysed.push(one);
      return made.facts;
    }
    case 'derived': {
      const { excerpt, at, subject } = embedded;
      const read = () => parseHba(excerpt, majorVersion(options.postgresVersion));
      const users = options.asked.get('pg.hba.remoteUsers.*.user') ?? [];
      return [
        hbaFact(read(), read, { subject, confidence: 'high', users, isPartial: true, derivedFrom: at }),
      ];
    }
    case 'image': {
      const { method, at, where } = embedded;
      const isFilled = /[${]/.test(method);
      const reason = 'the value is filled in later';
      return [
        fileFact({
          fact: 'pg.image',
          subject: `POSTGRES_HOST_AUTH_METHOD of ${where}`,
          at,
          value: isFilled ? {} : { hostAuthMethod: method },
          unknown: isFilled ? { hostAuthMethod: reason } : {},
          positions: () => ({ hostAuthMethod: at }),
        }),
      ];
    }
    case 'parameter': {
      const { name, node, where } = embedded;
      const raw = node.text();
      return raw === null ? [] : settingOf(name, raw, node.anchor(), source('file', where), options);
    }
    case 'arguments':
      return embedded.list.flatMap(({ name, raw, at }) =>
        settingOf(name, raw, at, source('argument', embedded.where), options),
      );
  }
}

function source(kind: 'file' | 'argument', where: string): SettingSource {
  return { kind, where, scope: EVERYWHERE, confidence: 'high' };
}

function settingOf(
  name: string,
  raw: string,
  at: Parameters<typeof settingFact>[2]['at'],
  from: SettingSource,
  { postgresVersion }: CollectOptions,
): readonly Fact[] {
  const known = knownSettings(majorVersion(postgresVersion)).get(name);
  if (known === undefined) return [];
  const doubt = /\$\{|\$\(|\{\{|^\$\w/.test(raw) ? 'the value is filled in later' : null;
  return [settingFact(known, from, { raw, at, doubt })];
}

function embeddedHba(
  excerpt: Excerpt,
  isComplete: boolean,
  subject: string,
  files: NamedFiles,
  { postgresVersion, asked }: CollectOptions,
): Fact {
  const read = () => parseHba(excerpt, majorVersion(postgresVersion), files);
  return hbaFact(read(), read, {
    subject,
    confidence: isComplete ? 'high' : 'medium',
    users: asked.get('pg.hba.remoteUsers.*.user') ?? [],
    isPartial: !isComplete,
  });
}

/** Keys of the same ConfigMap are files of the same folder. */
function siblings(map: DocumentNode | null): NamedFiles {
  return {
    read(path) {
      const node = path.startsWith('/') ? null : (map?.get(path.slice(path.lastIndexOf('/') + 1)) ?? null);
      const excerpt = node === null ? null : scalarExcerpt(node);
      return excerpt === null ? { kind: 'missing', reason: 'is not at hand' } : { kind: 'text', excerpt };
    },
    list: () => null,
  };
}

/** Of one script. */
const MOST_PARTS = 200;

function scriptParts(project: Project, path: string, options: CollectOptions): Made {
  const read = project.read(path);
  if (read.kind !== 'text') return NOTHING;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const { facts, notAnalysed } = writtenFacts(project, wholeFile(read.source), name, options);
  return { facts, notAnalysed };
}

/** A script as a whole: what it writes into files, and what it hands to psql. */
function scriptFacts(project: Project, whole: Excerpt, name: string, options: CollectOptions): Made {
  const { facts, notAnalysed } = writtenFacts(project, whole, name, options);
  return { facts: [...facts, ...scriptSql(whole).flatMap((one) => sqlFacts(one, options))], notAnalysed };
}

function writtenFacts(project: Project, whole: Excerpt, name: string, options: CollectOptions): Made {
  const facts: Fact[] = [];
  const notAnalysed: NotAnalysed[] = [];
  const parts = partsOfScript(whole);
  if (parts.length > MOST_PARTS) {
    const reason = `more than ${MOST_PARTS} parts that write a configuration of PostgreSQL`;
    return { facts, notAnalysed: [{ path: whole.path, line: null, reason }] };
  }
  for (const { file, excerpt, isComplete, variable } of parts) {
    const subject = `${file} of ${name}`;
    if (variable !== null) {
      const read = project.read(whole.path);
      const line = read.kind === 'text' ? lineOf(read.source, variable) : null;
      notAnalysed.push({ path: whole.path, line, reason: `a variable of the shell stands in a ${file}` });
    } else if (file === 'pg_hba.conf') {
      facts.push(embeddedHba(excerpt, isComplete, subject, siblings(null), options));
    } else {
      const assembled = assemble(project, { ...excerpt, route: [...excerpt.route, subject] }, null);
      for (const one of assembled.notAnalysed) notAnalysed.push(one);
      const text = { excerpt, isComplete: false, confidence: 'high', where: subject } as const;
      for (const one of confFacts(project, text, assembled, options)) facts.push(one);
    }
  }
  return { facts, notAnalysed };
}
