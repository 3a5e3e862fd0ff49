/** Which files are Dockerfiles: by name, and by an instruction of theirs at the beginning. */
import { posix } from 'node:path';
import type { SourceText } from '../../source/text.ts';

const KEYWORDS: ReadonlySet<string> = new Set([
  'add',
  'arg',
  'cmd',
  'copy',
  'entrypoint',
  'env',
  'expose',
  'from',
  'healthcheck',
  'label',
  'maintainer',
  'onbuild',
  'run',
  'shell',
  'stopsignal',
  'user',
  'volume',
  'workdir',
]);

export function isKeyword(keyword: string): boolean {
  return KEYWORDS.has(keyword);
}

const EXACT = /^(?:dockerfile|containerfile)$/i;
const NAMED = /^(?:Dockerfile|Containerfile|dockerfile)[._-].+$|.+[._-](?:[Dd]ockerfile|[Cc]ontainerfile)$/;
const OTHER =
  /\.(?:dockerignore|containerignore|md|go|[cm]?[jt]sx?|py|rb|rs|java|kt|cs|php|json|ya?ml|toml|html?|xml|lock|sh|log|txt|diff|patch|png|svg)$/i;

/** `certain`: nothing else has this name. `possible`: the first instruction decides. Null: nobody's. */
export function nameHint(path: string): 'certain' | 'possible' | null {
  const name = posix.basename(path);
  if (EXACT.test(name)) return 'certain';
  return NAMED.test(name) && !OTHER.test(name) ? 'possible' : null;
}

/** The first line that is no comment begins as Dockerfiles do, or as templates of them do. */
export function beginsDockerfile({ text }: SourceText): boolean {
  const first = /^[ \t]*(?![ \t]*(?:#|\r?$))(\S+)/m.exec(text)?.[1] ?? '';
  return /^(?:from|arg)$/i.test(first) || isTemplateMark(first);
}

export function isTemplateMark(text: string): boolean {
  return /^(?:\{\{|\{%|\{#|<%|@@|#\{|%%)/.test(text);
}
