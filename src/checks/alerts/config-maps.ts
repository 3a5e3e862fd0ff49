/** Rule files that stand in ConfigMaps, as Prometheus and Loki mount them. */
import { readDocuments } from '../../source/documents/documents.ts';
import type { DocumentNode } from '../../source/documents/node.ts';
import type { Anchor, NotAnalysed } from '../../source/span.ts';
import { sourceText } from '../../source/text.ts';
import { scalarExcerpt } from '../postgres/embedded/scalar.ts';
import { groupsOf, looksLikeRules, maybeRules, type RuleGroup } from './rule-groups.ts';

export interface MountedRules {
  readonly groups: readonly RuleGroup[];
  readonly notAnalysed: readonly NotAnalysed[];
}

/** The groups of every file of a ConfigMap; places are those in the manifest. */
export function mountedRules(root: DocumentNode): MountedRules {
  const groups: RuleGroup[] = [];
  const notAnalysed: NotAnalysed[] = [];
  for (const map of configMapsIn(root)) {
    for (const { value } of map.get('data')?.entries() ?? []) {
      const text = value.text();
      const excerpt = text !== null && maybeRules(text) ? scalarExcerpt(value) : null;
      if (excerpt === null) continue;
      const place = ({ route = [], start, end, path }: Anchor): Anchor => ({
        path,
        start: excerpt.offset(start),
        end: excerpt.offset(end),
        route: [...excerpt.route, ...route],
      });
      const { documents, unread } = readDocuments(sourceText(excerpt.path, excerpt.text));
      for (const document of documents) {
        for (const group of groupsOf(document.root))
          groups.push({ ...group, as: 'rules in a ConfigMap', place });
      }
      for (const { start, end, reason } of unread) {
        if (!looksLikeRules(excerpt.text.slice(start, end))) continue;
        notAnalysed.push({ path: excerpt.path, line: excerpt.lineAt?.(start) ?? null, reason });
      }
    }
  }
  return { groups, notAnalysed };
}

function configMapsIn(root: DocumentNode): readonly DocumentNode[] {
  if (root.text('apiVersion') !== 'v1') return [];
  const kind = root.text('kind');
  if (kind === 'ConfigMap') return [root];
  return kind?.endsWith('List') === true ? root.items('items').flatMap(configMapsIn) : [];
}
