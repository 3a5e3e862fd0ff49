/** A finding as a terminal entry: header, frames with carets, evidence, fix and where to read why. */
import { CONFIDENCES } from '../engine/severity.ts';
import type { Finding, Fix, Related } from '../findings/finding.ts';
import { type Place, textKey } from '../source/span.ts';
import { lineOf, lineText, type SourceText } from '../source/text.ts';
import { displayWidth } from './display-width.ts';
import { type Entry, type EntryStyle, type Footer, placeName, type Site } from './entry.ts';
import type { Mark } from './frame.ts';
import { levelOf } from './level.ts';
import type { Tone } from './palette.ts';
import { presentable } from './redact.ts';
import type { PrintContext } from './report.ts';

const MOST_FRAMES = 3;
const MOST_NOTES = 5;
/** Wider replacements are told by the fix's title. */
const WIDEST_FIX = 72;

/** The entry of one finding. Related places in shown files become frames, the others notes. */
export function findingEntry(finding: Finding, context: PrintContext, style: EntryStyle): Entry {
  const { tone, label } = heading(finding);
  const message = presentable(finding.message);
  const { sites, told, rest } = placed(finding, message, context);
  const footers: Footer[] = [];
  if (!told) footers.push({ label: finding.outcome === 'unknown' ? 'because' : 'found', text: message });
  if (finding.target !== null && finding.location !== null) {
    const { id, url } = finding.target;
    const agrees = finding.seenLive === null ? '' : ` agrees: ${finding.seenLive}`;
    footers.push({
      label: finding.evidence === 'file' ? 'live' : finding.evidence,
      text: presentable(`${id} ${url}${agrees}`),
    });
  }
  footers.push(...rest.slice(0, MOST_NOTES).map((related) => note(related, style)));
  if (rest.length > MOST_NOTES) {
    footers.push({ label: 'note', text: `and ${rest.length - MOST_NOTES} more places` });
  }
  if (finding.fix !== null) footers.push(fixFooter(finding.fix, context));
  if (finding.suppressed !== null) footers.push(suppressedFooter(finding.suppressed));
  footers.push({ label: 'why', text: presentable(`secbaseline explain ${finding.rule.rule.id}`) });
  const title = presentable(finding.rule.rule.title);
  return {
    tone,
    label,
    title: finding.outcome === 'unknown' ? `could not be evaluated: ${title}` : title,
    aside: aside(finding),
    sites,
    footers,
  };
}

function heading(finding: Finding): { readonly tone: Tone; readonly label: string } {
  const id = presentable(finding.rule.rule.id);
  if (finding.suppressed !== null) {
    return {
      tone: 'quiet',
      label: `${finding.suppressed.by === 'baseline' ? 'baseline' : 'suppressed'}[${id}]`,
    };
  }
  if (finding.outcome === 'unknown') return { tone: 'unknown', label: `unknown[${id}]` };
  const tone = levelOf(finding.severity);
  return { tone, label: `${tone}[${id}]` };
}

/** The severity itself, and the confidence where it leaves room for doubt. */
function aside({ severity, confidence }: Finding): string {
  return CONFIDENCES.indexOf(confidence) < 2 ? severity : `${severity}, ${confidence} confidence`;
}

interface Placed {
  readonly sites: readonly Site[];
  /** True where a caret carries the message. */
  readonly told: boolean;
  /** Related places that got no frame. */
  readonly rest: readonly Related[];
}

function placed(finding: Finding, message: string, context: PrintContext): Placed {
  const { location, target } = finding;
  if (location === null) {
    const name = target === null ? 'the whole project' : presentable(`${target.id} ${target.url}`);
    return { sites: [{ name }], told: false, rest: finding.related };
  }
  const source = context.source(finding.at === null ? location.path : textKey(finding.at));
  if (source === undefined) {
    const site = { path: location.path, line: location.startLine, column: location.startColumn };
    return { sites: [site], told: false, rest: finding.related };
  }
  const own = mark(source, location, message, true);
  if (finding.related.length === 0) return { sites: [{ source, marks: [own] }], told: true, rest: [] };
  const framed = new Map<SourceText, Mark[]>([[source, [own]]]);
  const rest: Related[] = [];
  let frames = 1;
  for (const related of finding.related) {
    const shown = frames < MOST_FRAMES ? context.source(related.location.path) : undefined;
    if (shown === undefined) {
      rest.push(related);
      continue;
    }
    const marks = framed.get(shown) ?? [];
    framed.set(shown, [...marks, mark(shown, related.location, presentable(related.message), false)]);
    frames += 1;
  }
  return { sites: [...framed].map(([shown, marks]) => ({ source: shown, marks })), told: true, rest };
}

function mark(source: SourceText, place: Place, label: string, primary: boolean): Mark {
  const offset = (line: number, column: number) =>
    (source.lineStarts[line - 1] ?? source.text.length) + column - 1;
  return {
    start: offset(place.startLine, place.startColumn),
    end: offset(place.endLine, place.endColumn),
    label,
    primary,
  };
}

/** Without a link: footers are wrapped, and a link must not be. */
function note({ message, location }: Related, style: EntryStyle): Footer {
  const place = placeName(location.path, location.startLine, location.startColumn, {
    ...style,
    hyperlinks: false,
  });
  return { label: 'note', text: `${place} ${presentable(message)}` };
}

function fixFooter(fix: Fix, context: PrintContext): Footer {
  const command = `secbaseline check --fix${fix.safety === 'unsafe' ? ' --unsafe' : ''}`;
  return { label: 'fix', text: presentable(fixedLine(fix, context) ?? fix.title), command };
}

/** The one line that the fix changes, as it will be; undefined where it changes more or would not fit. */
function fixedLine(fix: Fix, context: PrintContext): string | undefined {
  const [edit, ...others] = fix.edits;
  if (edit === undefined || others.length > 0 || /[\r\n]/.test(edit.text)) return undefined;
  const source = context.source(edit.path);
  if (source === undefined) return undefined;
  const line = lineOf(source, edit.start);
  if (lineOf(source, edit.end) !== line) return undefined;
  const start = source.lineStarts[line - 1] ?? 0;
  const text = lineText(source, line);
  const fixed = (text.slice(0, edit.start - start) + edit.text + text.slice(edit.end - start)).trim();
  return fixed !== '' && displayWidth(fixed) <= WIDEST_FIX ? fixed : undefined;
}

function suppressedFooter({ by, reason, expires }: NonNullable<Finding['suppressed']>): Footer {
  const until = expires === null ? '' : `, until ${expires}`;
  return {
    label: by === 'inline' ? 'ignored' : by,
    text: presentable(`${reason || 'no reason given'}${until}`),
  };
}
