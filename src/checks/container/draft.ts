/** A fact while it is put together. */
import type { Anchor } from '../../source/span.ts';

export interface Draft {
  readonly value: Record<string, unknown>;
  readonly positions: Record<string, Anchor>;
  readonly unknown: Record<string, string>;
}

export function newDraft(): Draft {
  return { value: {}, positions: {}, unknown: {} };
}
