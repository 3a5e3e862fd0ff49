/** Settings out of configuration files: every complete configuration, and every part of one that nothing includes. */
import { posix } from 'node:path';
import type { Fact } from '../../../engine/fact.ts';
import type { Anchor, NotAnalysed } from '../../../source/span.ts';
import { lineOf } from '../../../source/text.ts';
import type { Claim, CollectOptions, Project } from '../../collector.ts';
import type { Part } from '../collect.ts';
import { anchorIn, type Excerpt, wholeFile } from '../excerpt.ts';
import { placeholderIn } from '../hba/claim.ts';
import { majorVersion } from '../version.ts';
import { type ConfHint, confHint, looksLikeConf } from './claim.ts';
import { EVERYWHERE, type SettingSource, settingFact } from './fact.ts';
import { type Assembled, assemble } from './files.ts';
import { knownSettings } from './known.ts';

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
    if (!assembled.isRefused) facts.push(...confFacts(excerpt, hint === 'main', assembled, options));
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

/** The facts of one configuration: of a complete one also the settings that it leaves at their defaults. */
export function confFacts(
  excerpt: Excerpt,
  isComplete: boolean,
  { items, doubts, doubt }: Assembled,
  { postgresVersion }: CollectOptions,
  where = excerpt.path.slice(excerpt.path.lastIndexOf('/') + 1),
): readonly Fact[] {
  const facts: Fact[] = [];
  const confidence = isComplete ? 'certain' : 'high';
  const source = (kind: SettingSource['kind']): SettingSource => ({
    kind,
    where,
    scope: EVERYWHERE,
    confidence,
  });
  for (const known of knownSettings(majorVersion(postgresVersion)).values()) {
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
