/** Plain data of unknown shape, read without trusting it: manifests are made by somebody else. */

export type Labels = ReadonlyMap<string, string>;

export const NO_LABELS: Labels = new Map();

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The elements of a list; none where it is absent or something else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text of a field; null where it is absent, empty or something else. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A map of text to text (`labels`, `matchLabels`); scalars that a careless writer left unquoted count as their text. */
export function labelsOf(value: unknown): Labels {
  if (!isFields(value)) return NO_LABELS;
  const labels = new Map<string, string>();
  for (const [key, content] of Object.entries(value)) {
    if (typeof content === 'string') labels.set(key, content);
    else if (typeof content === 'number' || typeof content === 'boolean') labels.set(key, String(content));
  }
  return labels;
}
