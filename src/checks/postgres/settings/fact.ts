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
  readonly kind: 'file' | 'auto' | 'argument' | 'sql' | 'default' | 'server';
  /** In words, as messages name it: `postgresql.conf`, `role app`. */
  readonly where: string;
  readonly scope: Scope;
  readonly confidence: Confidence;
}

/** For whom a role or a database has a value of its own, in words. */
export function whereOf({ role, database }: Scope): string {
  if (role === null && database !== null) return `database ${database}`;
  const inDatabase = database === null ? '' : ` in database ${database}`;
  return `${role === null ? 'all roles' : `role ${role}`}${inDatabase}`;
}

/** What a source says, wherever it says it. */
export interface SaidValue {
  /** Without quotes; null where nothing sets it. */
  readonly raw: string | null;
  /** Why another value may be in force. */
  readonly doubt: string | null;
  /** A change that waits for a restart which the same script does not make. */
  readonly waits?: boolean;
}

export interface Written extends SaidValue {
  /** The value, or what stands for it where nothing sets it. */
  readonly at: Anchor;
}

/** The parts of a fact that need no place. */
export function settingParts(known: KnownSetting, source: SettingSource, said: SaidValue) {
  const { raw, doubt } = said;
  const read = raw === null ? { kind: 'value' as const, value: known.fallback } : readValue(known, raw);
  const reason = doubt ?? (read.kind === 'invalid' ? `the server refuses the value: ${read.reason}` : null);
  const { database, role } = source.scope;
  return {
    fact: 'pg.setting',
    subject: `${known.name} of ${source.where}`,
    value: {
      name: known.name,
      raw,
      ...(read.kind === 'value' && reason === null ? valueFields(known, read.value) : {}),
      unit: known.unit,
      source: source.kind,
      scope: source.scope,
      where: source.where,
      context: known.context,
      waitsForRestart: said.waits ?? false,
    },
    unknown: reason === null ? {} : ({ value: reason, seconds: reason } as Readonly<Record<string, string>>),
    // A server and its roles have values of their own: each is held against its like.
    link: [known.name, database, role].map((part) => part ?? '').join(' '),
  };
}

export function settingFact(known: KnownSetting, source: SettingSource, written: Written): Fact {
  const { raw, at } = written;
  const steps: readonly ProvenanceStep[] = [{ what: raw === null ? 'default' : 'set', span: at }];
  return fileFact({
    ...settingParts(known, source, written),
    at: { ...at, route: [...(at.route ?? []), ...(raw === null ? [known.name] : [])] },
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
