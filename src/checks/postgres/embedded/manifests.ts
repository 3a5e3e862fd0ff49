/**
 * What YAML and JSON hold for PostgreSQL: files in ConfigMaps and compose configs, values of Helm charts, lists and
 * parameters of operators and Patroni, arguments of containers.
 */
import { documentsOf } from '../../../source/documents/documents.ts';
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Project } from '../../collector.ts';
import type { Excerpt } from '../excerpt.ts';
import { entryLines, hbaHint } from '../hba/claim.ts';
import { confHint, isShell, isSql, looksLikeConf } from '../settings/claim.ts';
import { type Argument, argumentsOf } from './arguments.ts';
import { type DerivedHba, hbaOfRules } from './derived.ts';
import { type ImageMethod, imageMethod } from './image.ts';
import { listExcerpt, scalarExcerpt } from './scalar.ts';

export type Embedded =
  | {
      readonly kind: 'hba' | 'conf';
      readonly excerpt: Excerpt;
      /** Nothing else comes before or after it. */
      readonly isComplete: boolean;
      readonly subject: string;
      /** Texts beside it, by their keys: files of the same folder, where it is mounted. */
      readonly beside: DocumentNode | null;
    }
  | { readonly kind: 'sql' | 'script'; readonly excerpt: Excerpt; readonly subject: string }
  | DerivedHba
  | ImageMethod
  | { readonly kind: 'parameter'; readonly name: string; readonly node: DocumentNode; readonly where: string }
  | { readonly kind: 'arguments'; readonly list: readonly Argument[]; readonly where: string };

const WORTH = /postgres|pg_?hba|patroni|pgsql|\bpsql\b|\b(?:create\s+extension|alter\s+system)\b/i;

/** Everything of a file, in its order; nothing where the file cannot be read as YAML or JSON. */
export function embeddedIn(project: Project, path: string): readonly Embedded[] {
  const read = project.read(path);
  if (read.kind !== 'text' || !WORTH.test(read.source.text)) return [];
  const outcome = documentsOf(project, path);
  if (outcome.kind !== 'documents') return [];
  const found: Embedded[] = [];
  const seen = new Set<number>();
  for (const { root } of outcome.documents) walk(root, found, seen);
  return found;
}

function walk(node: DocumentNode, found: Embedded[], seen: Set<number>): void {
  if (seen.has(node.id) && node.id >= 0) return;
  seen.add(node.id);
  if (node.isList) {
    for (const item of node.items()) walk(item, found, seen);
    return;
  }
  if (!node.isMap) return;
  const list = argumentsOf(node);
  if (list.length > 0) found.push({ kind: 'arguments', list, where: ownerOf(node) });
  const method = imageMethod(node, ownerOf(node));
  if (method !== null) found.push(method);
  for (const { key, value } of node.entries()) {
    const embedded = textFile(key, value, node) ?? hbaList(key, value);
    if (embedded !== null) found.push(embedded);
    else if (key === 'parameters' && isOfServer(node) && value.isMap)
      for (const one of parameters(value)) found.push(one);
    else if (key === 'rules' && node.key === 'authentication' && isCrunchy(node))
      for (const one of hbaOfRules(value, `authentication of ${ownerOf(node)}`)) found.push(one);
    else if (/^postInit\w*SQL$/.test(key))
      for (const one of statementsIn(value, `${key} of ${ownerOf(node)}`)) found.push(one);
    else walk(value, found, seen);
  }
}

/** `postgresql.parameters` of most, `config.parameters` of Crunchy's operator. */
function isOfServer(node: DocumentNode): boolean {
  return node.key === 'postgresql' || (node.key === 'config' && isCrunchy(node));
}

function isCrunchy(node: DocumentNode): boolean {
  return node.parent?.key === 'spec' && node.parent.parent?.text('kind') === 'PostgresCluster';
}

/** SQL that CloudNativePG runs once the cluster is there. */
function statementsIn(list: DocumentNode, subject: string): readonly Embedded[] {
  return list.items().flatMap((item): readonly Embedded[] => {
    const excerpt = scalarExcerpt(item);
    return excerpt === null ? [] : [{ kind: 'sql', excerpt, subject }];
  });
}

/** A text that is a file by the name of its key (of compose, of the config that it is the content of) and by what it holds. */
function textFile(key: string, value: DocumentNode, owner: DocumentNode): Embedded | null {
  if (value.isMap || value.isList) return null;
  const text = value.text();
  if (text === null || text.length < 5) return null;
  const name = key === 'content' ? (owner.key ?? key) : key;
  if (isSql(name) || isShell(name)) {
    const excerpt = scalarExcerpt(value);
    const kind = isSql(name) ? 'sql' : 'script';
    return excerpt === null ? null : { kind, excerpt, subject: `${name} of ${ownerOf(owner)}` };
  }
  const isHba =
    hbaHint(name) === 'named' || (/hba|^content$/i.test(`${name} ${key}`) && entryLines(text) > 0);
  const hint = confHint(name);
  const isConf = hint === 'main' || ((hint !== null || /conf/i.test(name)) && looksLikeConf(text));
  if (!isHba && !isConf) return null;
  const excerpt = scalarExcerpt(value);
  if (excerpt === null) return null;
  const kind = isHba ? 'hba' : 'conf';
  const isComplete = isHba || hint === 'main';
  return {
    kind,
    excerpt,
    isComplete,
    subject: `${name} of ${ownerOf(owner)}`,
    beside: key === 'content' ? null : owner,
  };
}

/** `pg_hba` of CloudNativePG, Zalando's operator, Crunchy and Patroni: they put entries of their own around it. */
function hbaList(key: string, value: DocumentNode): Embedded | null {
  if (!/^pg_?hba$/i.test(key) || !value.isList) return null;
  const excerpt = listExcerpt(value);
  if (excerpt === null || entryLines(excerpt.text) === 0) return null;
  const subject = `${key} of ${ownerOf(value)}`;
  return { kind: 'hba', excerpt, isComplete: false, subject, beside: null };
}

function parameters(map: DocumentNode): readonly Embedded[] {
  const where = ownerOf(map);
  return map
    .entries()
    .flatMap(({ key, value }): readonly Embedded[] =>
      value.isMap || value.isList ? [] : [{ kind: 'parameter', name: key.toLowerCase(), node: value, where }],
    );
}

/** The nearest thing around a node that has a name of its own. */
function ownerOf(node: DocumentNode): string {
  for (let at: DocumentNode | null = node; at !== null; at = at.parent) {
    const object = at.objectName();
    if (object !== null) return object;
    if (at.parent?.key === 'services' && at.key !== null) return `service ${at.key}`;
  }
  return node.source.path.slice(node.source.path.lastIndexOf('/') + 1);
}
