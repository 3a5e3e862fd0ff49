/**
 * What a browser makes of an answer: a page that may run scripts and be framed, a file that is none by its name, or
 * words of nginx's own. Policies for pages say nothing to the other two.
 */

import { answerOf, fallback } from './answers.ts';
import { handlerOf } from './handlers.ts';
import { nearest, own } from './levels.ts';
import type { Reply } from './replies.ts';
import type { Answer } from './rewrite.ts';
import type { Location } from './structure.ts';
import type { RequestView } from './variables.ts';

export type Content = 'page' | 'asset' | 'words';

/** Endings of files that no browser shows as a page. SVG, XML and PDF may hold scripts, so they are not among them. */
const ASSETS: ReadonlySet<string> = new Set(
  `css js mjs map json txt ico png jpg jpeg jpe gif webp avif bmp apng cur woff woff2 ttf otf eot mp3 mp4 m4a m4v
   webm ogg ogv oga wav flac avi mov mkv zip gz tgz bz2 xz 7z rar tar wasm webmanifest csv`.split(/\s+/),
);

/** What the location's answers of one kind are. Where it cannot be told, and for errors and redirects, a page. */
export function contentOf(location: Location, reply: Reply, view: RequestView): Content {
  if (reply.statusClass !== 'success') return 'page';
  if (reply.statuses.length > 0 && reply.statuses.every((status) => status === 204 || status === 205))
    return 'words';
  if (reply.via !== null) return 'page';
  const answer = answerOf(location, view);
  if (answer !== null) return isPlain(location, answer) ? 'words' : 'page';
  const handler = handlerOf(location);
  if (handler.name === 'stub_status') return 'words';
  return handler.name === 'static' && isAsset(location) && fallback(location) === null ? 'asset' : 'page';
}

/**
 * A constant `return` text with a type that is no page's. A prefix that takes the whole site is left out: there the
 * ending of the path that is asked for chooses the type.
 */
function isPlain(location: Location, answer: Answer): boolean {
  const isNarrow =
    location.modifier === '=' || (/^(\^~)?$/.test(location.modifier) && location.pattern !== '/');
  const text = answer.directive.args[1]?.text ?? '';
  if (!isNarrow || answer.level !== location.level || /[<$]/.test(text)) return false;
  if (own(location.level, 'types').length > 0) return false;
  const type = nearest(location.level, 'default_type');
  if (type.kind === 'unknown' || type.kind === 'unsaid') return false;
  return type.kind === 'default' || !/html|xml|svg|[$]/i.test(type.directives[0].args[0]?.text ?? '');
}

/** True where the location takes only paths with such an ending. */
function isAsset({ modifier, pattern }: Location): boolean {
  const ending = modifier === '=' ? /\.(\w+)$/.exec(pattern)?.[1] : regexEndings(modifier, pattern);
  return ending?.split('|').every(isAssetEnding) === true;
}

/** `css|jpe?g` of `\.(css|jpe?g)$`. */
function regexEndings(modifier: string, pattern: string): string | undefined {
  if (modifier !== '~' && modifier !== '~*') return undefined;
  const [, group, bare] = /\\\.(?:\((?:\?:)?([\w|?]+)\)|(\w+))\$$/.exec(pattern) ?? [];
  const hasAlternative = pattern.replaceAll(/\([^()]*\)/g, '').includes('|');
  return hasAlternative ? undefined : (group ?? bare);
}

/** `jpe?g` stands for both. */
function isAssetEnding(ending: string): boolean {
  const spellings = [ending.replaceAll('?', ''), ending.replace(/.\?/g, '')];
  return spellings.every((spelling) => ASSETS.has(spelling.toLowerCase()));
}
