/**
 * Documents that are templates: what they say is decided by whoever fills them in. Placeholders are not enough to tell,
 * since alert rules, ApplicationSets and workflows hold `{{ … }}` as plain values; a document is a template where its
 * structure is one, or where a value on one line uses what only a template engine knows.
 */
import { countOf, endOf, kindOf, NODE, startOf } from './cells.ts';
import type { DocumentText } from './scalar-text.ts';

/** Objects and functions of Helm, statements of Jinja, ERB. */
const ENGINE =
  /\{\{-?\s*\(?\s*(?:\$?\.(?:Values|Release|Chart|Files|Capabilities|Template)\b|(?:include|toYaml|tpl)\s)|\{%|<%/;

/** Whatever a template engine, a shell or an operator would fill in. */
const PLACEHOLDER = /\{\{|\{%|<%|\$\{|\$\(/;

/** True for a document that can be parsed, but whose meaning a template engine decides. */
export function isTemplate(document: DocumentText, start: number, end: number): boolean {
  const { source, cells } = document;
  const text = source.text;
  if (!hasMarks(text.slice(start, end))) return false;
  for (let node = 0; node < countOf(cells); node++) {
    const at = startOf(cells, node);
    switch (kindOf(cells, node)) {
      case NODE.map:
        if (text.startsWith('{{', at)) return true;
        break;
      case NODE.plain:
      case NODE.single:
      case NODE.double:
        if (isFilledIn(text.slice(at, endOf(cells, node)))) return true;
        break;
      default:
    }
  }
  return false;
}

function isFilledIn(value: string): boolean {
  return hasMarks(value) && ENGINE.test(value);
}

/** True where a template engine may have left its marks. */
export function hasMarks(text: string): boolean {
  return text.includes('{{') || text.includes('<%') || text.includes('{%');
}

/** True for the text of a document that cannot be parsed because it is a template. */
export function looksTemplated(text: string): boolean {
  return hasMarks(text) || text.includes('${');
}

/** True where a value, or a part of it, is filled in later: `{{ tag }}`, `${TAG}`, `$(TAG)`. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value);
}
