/** pg.setting: one fact for each setting that a source sets, or that a complete source leaves at its default. */
import type { Fact, ProvenanceStep } from '../../../engine/fact.ts';
import type { Confidence } from '../../../engine/severity.ts';
import type { Anchor } from '../../../source/span.ts';
import { fileFact } from '../../file-fact.ts';
import type { KnownSetting } from './known.ts';
import { readValue } from './value.ts';

export interface Scope {
  readonly database: string | null;
  readonly role: string | null;
}

export const EVERYWHERE: Scope = { database: null, role: null };

export interface SettingSource {
  readonly kind: 'file' | 'auto' | 'argument' | 'sql' | 'default';
  /** In words, as messages name it: `postgresql.conf`, `role app`. */
  readonly where: string;
  readonly scope: Scope;
  readonly confidence: Confidence;
}

export interface Written {
  /** Without quotes; null where nothing sets it. */
  readonly raw: string | null;
  /** The value, or what stands for it where nothing sets it. */
  readonly at: Anchor;
  /** Why another value may be in force. */
  readonly doubt: string | null;
  /** A change that waits for a restart which the same script does not make. */
  readonly waits?: boolean;
}

export function settingFact(known: KnownSetting, source: SettingSource, written: Written): Fact {
  const { raw, at, doubt } = written;
  const read = raw === null ? { kind: 'value' as const, value: known.fallback } : readValue(known, raw);
  const reason = doubt ?? (read.kind === 'invalid' ? `the server refuses the value: ${read.reason}` : null);
  const value = read.kind === 'value' && reason === null ? valueFields(known, read.value) : {};
  const unknown = reason === null ? {} : { value: reason, seconds: reason };
  const steps: readonly ProvenanceStep[] = [{ what: raw === null ? 'default' : 'set', span: at }];
  return fileFact({
    fact: 'pg.setting',
    subject: `${known.name} of ${source.where}`,
    at: { ...at, route: [...(at.route ?? []), ...(raw === null ? [known.name] : [])] },
    value: {
      name: known.name,
      raw,
      ...value,
      unit: known.unit,
      source: source.kind,
      scope: source.scope,
      where: source.where,
      context: known.context,
      waitsForRestart: written.waits ?? false,
    },
    unknown,
    confidence: source.confidence,
    positions: () => ({ value: at, raw: at, seconds: at }),
    provenance: () => ({ value: steps, seconds: steps }),
  });
}

/** A length of time in seconds too, in which rules compare. */
function valueFields({ unit }: KnownSetting, value: string | number) {
  if (typeof value !== 'number' || unit === null) return { value, seconds: null };
  return { value, seconds: unit === 'ms' ? value / 1000 : value };
}
