/** Settings out of configuration files: every complete configuration, and every part of one that nothing includes. */
import { posix } from 'node:path';
import type { Fact } from '../../../engine/fact.ts';
import type { Confidence } from '../../../engine/severity.ts';
import type { Anchor, NotAnalysed } from '../../../source/span.ts';
import { lineOf } from '../../../source/text.ts';
import type { Claim, CollectOptions, Project } from '../../collector.ts';
import { fileFact } from '../../file-fact.ts';
import type { Part } from '../collect.ts';
import { anchorIn, type Excerpt, wholeFile } from '../excerpt.ts';
import { placeholderIn } from '../hba/claim.ts';
import { majorVersion } from '../version.ts';
import { type ConfHint, confHint, looksLikeConf } from './claim.ts';
import { EVERYWHERE, type SettingSource, settingFact } from './fact.ts';
import { type Assembled, assemble } from './files.ts';
import { knownSettings } from './known.ts';
import { readValue } from './value.ts';

interface Candidate {
  readonly excerpt: Excerpt;
  readonly hint: ConfHint;
  readonly assembled: Assembled;
}

export function confParts(project: Project, options: CollectOptions): Part {
  const claims: Claim[] = [];
  const notAnalysed: NotAnalysed[] = [];
  const candidates: Candidate[] = [];
  for (const path of project.paths) {
    const hint = confHint(path);
    if (hint === null) continue;
    const read = project.read(path);
    if (read.kind === 'absent') continue;
    if (read.kind !== 'text') {
      if (hint === 'possible') continue;
      claims.push(claim(path, 'its name is postgresql.conf'));
      notAnalysed.push({ path, line: null, reason: read.kind === 'binary' ? 'is binary' : read.reason });
      continue;
    }
    if (hint === 'possible' && !looksLikeConf(read.source.text)) continue;
    claims.push(claim(path, hint === 'possible' ? 'it holds its settings' : 'its name is postgresql.conf'));
    const template = placeholderIn(read.source);
    if (template !== null) {
      notAnalysed.push({ path, line: lineOf(read.source, template), reason: 'template' });
      continue;
    }
    const excerpt = wholeFile(read.source);
    const auto = hint === 'main' ? autoOf(project, path) : null;
    candidates.push({ excerpt, hint, assembled: assemble(project, excerpt, auto) });
  }
  const inside = new Set(
    candidates.flatMap(({ excerpt, assembled }) =>
      [...assembled.paths].filter((path) => path !== excerpt.path),
    ),
  );
  const facts: Fact[] = [];
  for (const { excerpt, hint, assembled } of candidates) {
    if (inside.has(excerpt.path)) continue;
    for (const one of assembled.notAnalysed) notAnalysed.push(one);
    const confidence = hint === 'main' ? 'certain' : hint === 'possible' ? 'medium' : 'high';
    for (const one of confFacts(
      project,
      { excerpt, confidence, isComplete: hint === 'main' },
      assembled,
      options,
    ))
      facts.push(one);
  }
  return { claims, facts, notAnalysed };
}

function claim(path: string, because: string): Claim {
  return { path, as: 'postgresql.conf', because };
}

/** ALTER SYSTEM writes it beside the main file, and its values win. */
function autoOf(project: Project, path: string): Excerpt | null {
  const read = project.read(posix.join(posix.dirname(path), 'postgresql.auto.conf'));
  return read.kind === 'text' ? wholeFile(read.source) : null;
}

/** A text that configures a server. */
export interface ConfText {
  readonly excerpt: Excerpt;
  /** It is the whole configuration, and what it leaves out is at its default. */
  readonly isComplete: boolean;
  /** That it is one at all. */
  readonly confidence: Confidence;
  /** In words, as messages name it; the name of its file where nothing is said. */
  readonly where?: string;
}

/** The facts of one configuration: of a complete one also the settings that it leaves at their defaults. */
export function confFacts(
  project: Project,
  text: ConfText,
  assembled: Assembled,
  { postgresVersion }: CollectOptions,
): readonly Fact[] {
  const version = majorVersion(postgresVersion);
  const {
    excerpt,
    isComplete,
    confidence,
    where = excerpt.path.slice(excerpt.path.lastIndexOf('/') + 1),
  } = text;
  const whole = wholeFact(project, { ...text, where }, assembled, version);
  if (assembled.faults.length > 0) return [whole];
  const { items, doubts, doubt } = assembled;
  const facts = [whole];
  const source = (kind: SettingSource['kind']): SettingSource => ({
    kind,
    where,
    scope: EVERYWHERE,
    confidence,
  });
  for (const known of knownSettings(version).values()) {
    const item = items.get(known.name);
    if (item !== undefined) {
      const kind = item.isAuto ? 'auto' : 'file';
      facts.push(
        settingFact(known, source(kind), {
          raw: item.raw,
          at: item.at,
          doubt: doubts.get(known.name) ?? null,
        }),
      );
    } else if (isComplete) {
      facts.push(
        settingFact(known, source('default'), { raw: null, at: defaultPlace(excerpt, known.name), doubt }),
      );
    }
  }
  return facts;
}

/** What the server would refuse: lines that it cannot read, and values that it does not take. */
function wholeFact(
  project: Project,
  { excerpt, confidence, where }: ConfText & { readonly where: string },
  { items, faults }: Assembled,
  version: number,
): Fact {
  const known = knownSettings(version);
  const refused = [...items.values()].flatMap(({ name, raw, at }) => {
    const setting = known.get(name);
    const read = setting === undefined ? null : readValue(setting, raw);
    if (read?.kind !== 'invalid') return [];
    const source = project.read(at.path);
    const line = source.kind === 'text' ? lineOf(source.source, at.start) : 0;
    return [{ at, error: { name, path: at.path, line, message: read.reason } }];
  });
  const unread = faults.map(({ at, line, message }) => ({
    at,
    error: { name: null, path: at.path, line, message },
  }));
  const all = [...unread, ...refused];
  return fileFact({
    fact: 'pg.conf',
    subject: where,
    at: anchorIn(excerpt, 0, 0),
    value: { errors: all.map(({ error }) => error) },
    confidence,
    positions: () => Object.fromEntries(all.map(({ at }, index) => [`errors.${index}`, at])),
  });
}

/** Where a default stands: in the comment that shows it, else at the top. */
function defaultPlace(excerpt: Excerpt, name: string): Anchor {
  const { text } = excerpt;
  const match = new RegExp(`^[ \\t]*#[ \\t]*(${name})[ \\t]*=`, 'm').exec(text);
  if (match !== null) {
    const start = match.index + match[0].indexOf(name);
    return anchorIn(excerpt, start, start + name.length);
  }
  const first = /^[ \t]*([^\s#][^\r\n]*)/m.exec(text);
  return first?.[1] === undefined
    ? anchorIn(excerpt, 0, 0)
    : anchorIn(
        excerpt,
        first.index + first[0].indexOf(first[1]),
        first.index + first[0].indexOf(first[1]) + first[1].length,
      );
}
