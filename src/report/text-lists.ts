/** What a terminal report says beside findings: what was not analysed, suppressions without effect, notes. */
import type { NotAnalysed } from '../source/span.ts';
import { type EntryStyle, type Footer, renderEntry, renderFooter, type Site } from './entry.ts';
import type { Tone } from './palette.ts';
import { presentable } from './redact.ts';
import type { Report } from './report.ts';
import { count, suppressionFault, suppressionName } from './words.ts';

/** Of one reason, so many places are named; `--verbose` names all. */
const MOST_PLACES = 5;

/** One entry per reason, with the places it holds for. */
export function notAnalysedEntries(
  entries: Report['notAnalysed'],
  style: EntryStyle,
  verbose: boolean,
): readonly string[] {
  const open = entries.filter((entry) => entry.accepted === null);
  const shown = grouped(
    open,
    (entry) => entry.reason,
    'unknown',
    'not analysed',
    style,
    verbose,
    helpOf(open),
  );
  if (!verbose) return shown;
  const accepted = entries.filter((entry) => entry.accepted !== null);
  const why = (entry: Report['notAnalysed'][number]) => `${entry.reason}, accepted: ${entry.accepted}`;
  return [...shown, ...grouped(accepted, why, 'quiet', 'not analysed', style, verbose)];
}

/** Where templates of charts were left out: what would judge them. */
function helpOf(open: Report['notAnalysed']): (reason: string) => readonly Footer[] {
  const isOfChart = ({ reason, path }: NotAnalysed): boolean =>
    reason === 'template' && /(?:^|\/)templates\/.+\.ya?ml$/.test(path);
  const isHelped = open.some(isOfChart) && !open.some(({ reason }) => reason.startsWith('not rendered'));
  const text = 'with --render, charts are judged as helm renders them, where it is installed';
  return (reason) => (isHelped && reason === 'template' ? [{ label: 'help', text }] : []);
}

/** Notes of the collectors; they change nothing. */
export function noteEntries(notes: readonly NotAnalysed[], style: EntryStyle): readonly string[] {
  return grouped(notes, (entry) => entry.reason, 'note', 'note', style, true);
}

/** Suppressions that do nothing, one entry per kind and rule. */
export function suppressionEntries(
  unused: Report['unusedSuppressions'],
  style: EntryStyle,
  verbose: boolean,
): readonly string[] {
  const sentence = (entry: Report['unusedSuppressions'][number]) =>
    `${suppressionName(entry)} ${suppressionFault(entry)}`;
  return grouped(unused, sentence, 'warning', 'warning', style, verbose);
}

function grouped<Item extends { readonly path: string; readonly line: number | null }>(
  items: readonly Item[],
  reasonOf: (item: Item) => string,
  tone: Tone,
  label: string,
  style: EntryStyle,
  verbose: boolean,
  footersOf: (reason: string) => readonly Footer[] = () => [],
): readonly string[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const reason = reasonOf(item);
    const group = groups.get(reason);
    if (group === undefined) groups.set(reason, [item]);
    else group.push(item);
  }
  return [...groups].map(([reason, group]) => {
    const places = verbose || group.length <= MOST_PLACES + 1 ? group : group.slice(0, MOST_PLACES);
    const lines = [
      ...renderEntry(
        { tone, label, title: presentable(reason), sites: places.slice(0, 1).map(site), footers: [] },
        style,
      ),
      ...places
        .slice(1)
        .flatMap((place) =>
          renderEntry({ tone, label, title: '', sites: [site(place)], footers: [] }, style).slice(1),
        ),
    ];
    const left = group.length - places.length;
    if (left > 0)
      lines.push(`  ${style.palette.frame('-->')} and ${count(left, 'more place')}, named with --verbose`);
    for (const footer of footersOf(reason)) lines.push(...renderFooter(footer, 1, style));
    return lines.join('\n');
  });
}

function site({ path, line }: { readonly path: string; readonly line: number | null }): Site {
  return { path, line, column: null };
}
