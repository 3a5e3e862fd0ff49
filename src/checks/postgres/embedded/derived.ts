/**
 * Entries of a pg_hba.conf that nobody writes as such: what Crunchy's operator makes of its rules.
 * https://access.crunchydata.com/documentation/postgres-operator/latest/references/crd/ (authentication.rules)
 */
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Anchor } from '../../../source/span.ts';
import { lineOf } from '../../../source/text.ts';
import type { Excerpt } from '../excerpt.ts';

export interface DerivedHba {
  readonly kind: 'derived';
  readonly excerpt: Excerpt;
  /** What says it: every part of the entry stands there. */
  readonly at: Anchor;
  readonly subject: string;
}

/** Rules as maps, and as an entry in words under `hba`. */
export function hbaOfRules(rules: DocumentNode, subject: string): readonly DerivedHba[] {
  return rules.items().flatMap((rule) => {
    const written = rule.text('hba');
    if (written !== null) return [derived(rule.get('hba') ?? rule, written, subject)];
    const [connection, method] = [rule.text('connection'), rule.text('method')];
    if (connection === null || method === null) return [];
    const names = (key: string): string => {
      const list = rule.get(key)?.items() ?? [];
      return list.length === 0 ? 'all' : list.map((item) => quoted(item.text() ?? '')).join(',');
    };
    const from = connection === 'local' ? '' : ' all';
    const line = `${connection} ${names('databases')} ${names('users')}${from} ${method}`;
    return [derived(rule.get('method') ?? rule, line, subject)];
  });
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function derived(node: DocumentNode, text: string, subject: string): DerivedHba {
  const at = node.anchor();
  const { source } = node;
  const excerpt = {
    path: source.path,
    text: `${text}\n`,
    route: node.route(),
    offset: () => at.start,
    lineAt: () => lineOf(source, at.start),
  };
  return { kind: 'derived', excerpt, at, subject };
}
