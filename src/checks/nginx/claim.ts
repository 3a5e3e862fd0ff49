/**
 * Which files are nginx's: by name and by what they hold. A `.conf` of another program is no one's, a file that is
 * nginx's and cannot be understood is claimed and said to be not analysed.
 */
import type { NotAnalysed } from '../../source/span.ts';
import type { SourceText } from '../../source/text.ts';
import type { Claim, Project } from '../collector.ts';
import { isKnown } from './directives.ts';
import { isTopBlock } from './include.ts';
import { type NameHint, nameHint } from './names.ts';
import { ownPath, type ParsedFile, parsedFile } from './parsed.ts';
import type { Directive } from './tree.ts';

export interface Claimed {
  readonly claim: Claim;
  /** Null where the file could not be read or parsed. */
  readonly file: ParsedFile | null;
}

export interface NginxFiles {
  readonly claimed: readonly Claimed[];
  readonly notAnalysed: readonly NotAnalysed[];
}

/** Finds nginx's files among the project's; opens only those whose names leave it possible. */
export function claimNginx(project: Project): NginxFiles {
  const claimed: Claimed[] = [];
  const notAnalysed: NotAnalysed[] = [];
  const seen = new Set<string>();
  for (const listed of project.paths) {
    const hint = nameHint(listed);
    if (hint === null) continue;
    const path = ownPath(project, listed);
    if (seen.has(path)) continue;
    const because = reasonToClaim(project, path, hint);
    if (because === null) continue;
    seen.add(path);
    const outcome = parsedFile(project, path);
    if (outcome.kind === 'absent') continue;
    const file = outcome.kind === 'parsed' ? outcome : null;
    claimed.push({ claim: { path, as: kindOf(file), because }, file });
    if (outcome.kind === 'not-analysed') notAnalysed.push(outcome.entry);
  }
  return { claimed, notAnalysed };
}

/** What a claimed file is called: `nginx configuration` for main files, `nginx snippet` for what others include. */
export function kindOf(file: ParsedFile | null): string {
  return file === null || file.directives.some(isTopBlock) ? 'nginx configuration' : 'nginx snippet';
}

/** Why a file is taken as nginx's, in words; null where it is not. */
function reasonToClaim(project: Project, path: string, hint: NameHint): string | null {
  const read = project.read(path);
  if (read.kind === 'absent') return null;
  if (read.kind !== 'text') return hint === 'named' ? 'its name is one of nginx' : null;
  if (isForeign(read.source)) return null;
  if (hint === 'named') return 'its name is one of nginx';
  if (hint === 'possible' && !/[;{]/.test(read.source.text)) return null;
  const outcome = parsedFile(project, path);
  if (outcome.kind === 'parsed') {
    if (outcome.directives.length === 0)
      return hint === 'likely' ? 'it stands empty among nginx files' : null;
    return evidence(outcome.directives, hint);
  }
  return lineEvidence(read.source, hint === 'likely' ? 1 : 2);
}

/** Formats that announce themselves: sections of ini files, Apache's and XML's tags, scripts, JSON. */
function isForeign(source: SourceText): boolean {
  const first = /^[ \t]*(?![ \t]*(?:[#;]|$))(\S.*)$/m.exec(source.text)?.[1] ?? '';
  return /^(?:\[[^\]]*\]|<[A-Za-z!?/]|\/[/*]|[{[]\s*$|\{\s*")/.test(first);
}

/** The directives at the top must mostly be nginx's, and at least one must be nobody else's. */
function evidence(directives: readonly Directive[], hint: NameHint): string | null {
  const known = directives.filter(({ name, block }) => isKnown(name, block === null ? 'simple' : 'block'));
  if (known.length * 2 < directives.length) return null;
  const telling = known.filter((directive) => hint === 'likely' || isTelling(directive));
  if (telling.length === 0 || telling.every(({ name }) => name === 'include')) return null;
  const names = [...new Set(telling.map(({ name }) => name))].slice(0, 3);
  return `it holds ${names.join(', ')}`;
}

/** Words such as `if`, `server` or `include` are directives of other programs too: these forms are nginx's. */
function isTelling({ name, args, block }: Directive): boolean {
  const first = args[0]?.text ?? '';
  switch (name) {
    case 'events':
    case 'http':
    case 'stream':
    case 'mail':
    case 'types':
      return block !== null && args.length === 0;
    case 'server':
      return block !== null && args.length === 0 && block.some((inner) => isServerPart(inner));
    case 'location':
    case 'upstream':
      return block !== null && args.length > 0;
    case 'map':
    case 'geo':
    case 'split_clients':
      return block !== null && first !== '';
    case 'if':
      return block !== null && first.startsWith('($');
    case 'set':
      return first.startsWith('$') && args.length === 2;
    case 'return':
      return /^\d{3}$|^https?:/.test(first);
    case 'allow':
    case 'deny':
      return args.length === 1 && /^(?:all|unix:|[\d.:a-fA-F]+(?:\/\d+)?)$/.test(first);
    case 'listen':
      return /^(?:\d+|unix:.*|.*:\d+)$/.test(first);
    case 'root':
    case 'alias':
    case 'rewrite':
    case 'expires':
    case 'gzip':
    case 'charset':
    case 'resolver':
      return args.length > 0;
    default:
      return name.includes('_');
  }
}

function isServerPart({ name, block }: Directive): boolean {
  const form = block === null ? 'simple' : 'block';
  return isKnown(name, form) && (['listen', 'location', 'include'].includes(name) || name.includes('_'));
}

/** In a text that cannot be parsed: lines that look like nothing but nginx, `wanted` different ones. */
function lineEvidence(source: SourceText, wanted: number): string | null {
  const names = new Set<string>();
  for (const match of source.text.matchAll(LINE)) {
    const [, blockName, directiveName] = match;
    if (blockName !== undefined) names.add(blockName.trim().split(/\s/)[0] ?? '');
    else if (directiveName?.includes('_') && isKnown(directiveName, 'simple')) names.add(directiveName);
    if (names.size === wanted) return `it has lines of ${[...names].join(' and ')}`;
  }
  return null;
}

const LINE =
  /^[ \t]*(?:(http|server|events|upstream[ \t]+[^\s{;]+|location[ \t]+[^\n{;]*)[ \t]*\{|([a-z][a-z0-9_]*)[ \t]+[^\n;]*;)/gm;
