/** YAML errors in our own words: the parser's messages quote the source, and the source may hold secrets. */
import type { YAMLError } from 'yaml';
import type { Diagnostic } from './diagnostic.ts';
import type { SourceText } from './text.ts';

interface Words {
  readonly message: string;
  readonly hint?: string;
}

const BY_CODE: Readonly<Record<string, Words>> = {
  ALIAS_PROPS: { message: 'an alias (`*name`) cannot have a tag or an anchor of its own' },
  BAD_ALIAS: { message: 'the name of an anchor or alias is empty or ends in `:`' },
  BAD_COLLECTION_TYPE: { message: 'this tag does not fit the value that follows it' },
  BAD_DIRECTIVE: { message: 'a `%` directive that YAML 1.2 does not know' },
  BAD_DQ_ESCAPE: {
    message: 'an escape sequence that YAML does not know, in double quotes',
    hint: 'use single quotes, or write `\\\\` for a backslash',
  },
  BAD_INDENT: { message: 'wrong indentation' },
  BAD_PROP_ORDER: { message: 'an anchor or tag must stand after the `-`, `?` or `:`' },
  BAD_SCALAR_START: { message: 'text cannot start with this character', hint: 'put the text in quotes' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a key or list cannot start here, on a line that is already a key',
    hint: 'put a value that contains `: ` in quotes',
  },
  BLOCK_IN_FLOW: { message: 'inside `[…]` or `{…}` lists and maps must be written with brackets too' },
  KEY_OVER_1024_CHARS: { message: 'a key must end within 1024 characters' },
  MULTILINE_IMPLICIT_KEY: { message: 'a key must stand on one line; is a `:` missing?' },
  MULTIPLE_ANCHORS: { message: 'a value can have one anchor only' },
  MULTIPLE_TAGS: { message: 'a value can have one tag only' },
  NON_STRING_KEY: { message: 'a key must be plain text' },
  RESOURCE_EXHAUSTION: { message: 'this value is too deep or too large to read' },
  TAB_AS_INDENT: { message: 'a tab cannot indent', hint: 'indent with spaces' },
  TAG_RESOLVE_FAILED: { message: 'a tag that is not known here', hint: 'leave the tag out' },
};

/** What the parser says without the text it quotes: "Missing closing "quote", "Flow map must end with a }". */
function missing(message: string): Words {
  if (/closing/.test(message)) return { message: 'a closing quote is missing' };
  const end = /end with a ([\]}])/.exec(message);
  if (end?.[1] !== undefined) return { message: `the closing \`${end[1]}\` is missing` };
  if (/Missing ,/.test(message)) return { message: 'a `,` is missing between two values' };
  if (/Missing space after :/.test(message)) return { message: 'a space is missing after `:`' };
  if (/Comments must be/.test(message)) return { message: 'a space is missing before `#`' };
  if (/followed by map values/.test(message)) return { message: 'a `:` is missing after this key' };
  if (/without - indicator/.test(message)) return { message: 'a `-` is missing before this list item' };
  if (/directives-end/.test(message))
    return { message: 'the line `---` is missing after the `%` directives' };
  return { message: 'a character is missing here' };
}

function unexpected(found: string): Words {
  if (found !== '' && found.length <= 2 && !/\s/.test(found)) return { message: `unexpected \`${found}\`` };
  return { message: 'this does not belong here', hint: 'check the indentation and the quotes before it' };
}

/** The diagnostic for one of the parser's errors or warnings, with no text of the file in it but single signs. */
export function yamlDiagnostic(source: SourceText, error: YAMLError): Diagnostic {
  const start = clamp(error.pos[0], source);
  const end = Math.max(start, clamp(error.pos[1], source));
  const words =
    error.code === 'MISSING_CHAR'
      ? missing(error.message)
      : error.code === 'BAD_INDENT' && /end with a/.test(error.message)
        ? missing(error.message)
        : (BY_CODE[error.code] ?? unexpected(source.text.slice(start, end)));
  return { message: `not valid YAML: ${words.message}`, source, start, end, ...hintOf(words) };
}

function hintOf(words: Words): { readonly hint?: string } {
  return words.hint === undefined ? {} : { hint: words.hint };
}

function clamp(offset: number, source: SourceText): number {
  return Math.min(Math.max(offset, 0), source.text.length);
}
