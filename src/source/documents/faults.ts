/** Why a document cannot be read, in our own words: the parser's may quote the text, and that may hold a secret. */

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/maxDepth/, 'nested deeper than 100 levels'],
  [/an alias inside/, 'an alias stands inside the value that it names'],
  [/unidentified alias/, 'an alias names no anchor that stands before it'],
  [/tab characters/, 'a tab is used as indentation'],
  [/bad indentation|deficient indentation|missing indentation/, 'wrong indentation'],
  [/a colon is missed|key node is missed|multiline key/, 'a `:` is missing after a key'],
  [/whitespace character is expected after the key-value/, 'a space is missing after `:`'],
  [/quoted scalar/, 'a closing quote is missing'],
  [/flow collection$/, 'a closing bracket is missing'],
  [/missed comma|node content, but found/, 'a `,` is missing or one too many'],
  [/escape sequence|hexadecimal/, 'an escape sequence that YAML does not know'],
  [/non-printable|null byte|valid JSON/, 'a control character'],
  [/document separator/, 'text that does not belong to the value before it'],
  [/tag/, 'a tag that cannot be read'],
  [/directive|version/, 'a `%` directive that cannot be read'],
];

/** What is wrong, without any text of the file. */
export function faultWords(words: string): string {
  const known = WORDS.find(([pattern]) => pattern.test(words))?.[1];
  return `not valid YAML${known === undefined ? '' : `: ${known}`}`;
}
