/**
 * Findings as entries, with those that could not be evaluated for one reason told once: a single missing include leaves
 * a dozen rules without an answer, and a person wants to read about the include.
 */
import { changed, type Finding } from '../findings/finding.ts';
import type { Entry, EntryStyle } from './entry.ts';
import { presentable } from './redact.ts';
import type { PrintContext } from './report.ts';
import { findingEntry } from './text-finding.ts';
import { count } from './words.ts';

/**
 * One entry for each finding; with `verbose` for the unknown ones too. The order is that of the first of each entry. They
 * are made one by one, since thousands of them are large.
 */
export function* findingEntries(
  findings: readonly Finding[],
  context: PrintContext,
  style: EntryStyle,
): Generator<Entry> {
  const groups = new Map<string | Finding, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = context.verbose || finding.suppressed !== null ? finding : (finding.reason ?? finding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  for (const group of groups.values()) {
    yield group.length === 1 ? findingEntry(group[0], context, style) : togetherEntry(group, context, style);
  }
}

function togetherEntry(
  group: readonly [Finding, ...Finding[]],
  context: PrintContext,
  style: EntryStyle,
): Entry {
  const [first] = group;
  const rules = [...new Set(group.map(({ rule }) => rule.rule.id))].sort();
  const places = new Set(group.map(({ location }) => `${location?.path}:${location?.startLine}`)).size;
  const alone = findingEntry(changed(first, { related: [] }), context, style);
  return {
    tone: 'unknown',
    label: 'unknown',
    title: presentable(first.reason ?? ''),
    sites: alone.sites
      .slice(0, 1)
      .map((site) =>
        'marks' in site
          ? { ...site, marks: site.marks.map((mark) => ({ ...mark, label: presentable(first.subject) })) }
          : site,
      ),
    footers: [
      {
        label: 'unknown',
        text: `${count(rules.length, 'rule')} at ${count(places, 'place')}: ${rules.join(', ')}`,
      },
    ],
  };
}
