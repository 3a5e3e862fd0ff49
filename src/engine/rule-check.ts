/** What the checks of a rule file share: where faults go, and what the rule declares that other parts refer to. */
import type { Diagnostic } from '../source/diagnostic.ts';
import { didYouMean } from '../source/suggest.ts';
import type { SourceText } from '../source/text.ts';
import { caretAt } from '../source/validation.ts';
import type { YamlDocument, YamlPath } from '../source/yaml.ts';
import type { FactKind, FieldShape } from './fact.ts';
import { shapeAt, shapeWords } from './shape.ts';

/** A rule file under check: its data may still be of any shape, since all faults are wanted at once. */
export interface RuleCheck {
  readonly source: SourceText;
  readonly document: YamlDocument;
  readonly data: Fields;
  readonly kinds: readonly FactKind[];
  readonly isBuiltIn: boolean;
  readonly usedParams: Set<string>;
  readonly faults: Diagnostic[];
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export interface FaultOptions {
  readonly hint?: string;
  readonly part?: 'key' | 'value';
  /** The piece of the text at the path on which the caret shall stand. */
  readonly piece?: Piece;
}

/** A part of a text: offsets in the text itself, which may be written with escapes. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Reports a fault at a place of the file. */
export function fault(check: RuleCheck, path: YamlPath, message: string, options: FaultOptions = {}): void {
  const { source, document } = check;
  const extent = caretAt(source, document, path, options.part ?? 'value');
  const place = options.piece === undefined ? null : placeOfPiece(check, path, options.piece);
  const { hint } = options;
  check.faults.push({ message, source, ...(place ?? extent), ...(hint === undefined ? {} : { hint }) });
}

/** Null where the text is written with escapes or folded, so that the piece cannot be found. */
function placeOfPiece(
  { source, document }: RuleCheck,
  path: YamlPath,
  { text, start, end }: Piece,
): { readonly start: number; readonly end: number } | null {
  const whole = document.locate(path, 'value');
  const base = whole === undefined ? -1 : source.text.indexOf(text, whole.start);
  if (whole === undefined || base === -1 || base + text.length > whole.end) return null;
  return { start: base + start, end: base + end };
}

/** The declarations of parameters, as far as they are maps. */
export function paramsOf(check: RuleCheck): Fields {
  return fieldsOf(check.data.params);
}

/** Marks a parameter as used; reports one that is not declared. */
export function useParam(check: RuleCheck, name: string, path: YamlPath, piece?: Piece): boolean {
  check.usedParams.add(name);
  const params = paramsOf(check);
  if (Object.hasOwn(params, name)) return true;
  const names = Object.keys(params);
  const near = didYouMean(name, names);
  const hint =
    near.hint ?? (names.length === 0 ? 'declare it under `params`' : `declared are ${names.join(', ')}`);
  fault(check, path, `there is no parameter \`${name}\``, {
    hint,
    ...(piece === undefined ? {} : { piece }),
  });
  return false;
}

/** The kind of a name; reports an unknown one. */
export function kindOf(check: RuleCheck, name: unknown, path: YamlPath): FactKind | null {
  if (typeof name !== 'string') return null;
  const kind = check.kinds.find(({ fact }) => fact === name);
  if (kind !== undefined) return kind;
  const names = check.kinds.map(({ fact }) => fact);
  fault(check, path, `there are no facts of the kind \`${name}\``, {
    hint: didYouMean(name, names).hint ?? `known are ${names.toSorted().join(', ')}`,
  });
  return null;
}

const MOST_NAMES = 12;

/** What a path leads to; reports one that leads nowhere. */
export function fieldOf(
  check: RuleCheck,
  shape: FieldShape,
  field: string,
  path: YamlPath,
  piece?: Piece,
): FieldShape | null {
  const outcome = shapeAt(shape, field);
  if (outcome.kind === 'shape') return outcome.shape;
  const { step, known, below } = outcome;
  const near = didYouMean(step, known);
  const listed =
    known.length > 0 && known.length <= MOST_NAMES ? { hint: `known are ${known.join(', ')}` } : {};
  const message =
    below === null
      ? `there is no field \`${step}\`${step === field ? '' : ` in \`${field}\``}`
      : `\`${field}\` leads nowhere: ${below}`;
  const list = below?.endsWith('list of objects') || below?.includes('a list of ');
  const hint = list ? { hint: 'go into the list with `every`, `some` or `each`' } : near.hint ? near : listed;
  fault(check, path, message, { ...hint, ...(piece === undefined ? {} : { piece }) });
  return null;
}

export function describe(field: string, shape: FieldShape): string {
  return `${field === '' ? 'the element' : `\`${field}\``} is ${shapeWords(shape)}`;
}
