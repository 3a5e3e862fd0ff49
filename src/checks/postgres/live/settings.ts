/** pg.setting and pg.conf of a running server: what is in force, for whom, and what its files say instead. */
import type { Fact, Target } from '../../../engine/fact.ts';
import { liveFact } from '../../live-fact.ts';
import { EVERYWHERE, settingParts, whereOf } from '../settings/fact.ts';
import { type KnownSetting, knownSettings } from '../settings/known.ts';
import { readValue } from '../settings/value.ts';
import { identifier } from './grants.ts';
import type { FileSettingRow, OverrideRow, SettingRow } from './queries.ts';

export interface ServerSettings {
  readonly version: number;
  readonly role: string;
  readonly settings: readonly SettingRow[];
  readonly overrides: readonly OverrideRow[];
  /** Null where this role may not read pg_file_settings. */
  readonly files: readonly FileSettingRow[] | null;
}

/** Every setting that rules know, as everybody gets it, and what roles and databases have instead. */
export function settingFacts(target: Target, server: ServerSettings): readonly Fact[] {
  const known = knownSettings(server.version);
  const rows = new Map(server.settings.map((row) => [row.name, row]));
  const facts = [...known.values()].map((setting) => ofServer(target, setting, rows, server));
  for (const { database, role, settings } of server.overrides) {
    for (const text of settings ?? []) {
      const at = text.indexOf('=');
      const setting = known.get(text.slice(0, at));
      if (setting === undefined) continue;
      const scope = { database, role };
      const source = { kind: 'server', where: whereOf(scope), scope, confidence: 'certain' } as const;
      facts.push(liveFact(target, settingParts(setting, source, { raw: text.slice(at + 1), doubt: null })));
    }
  }
  return facts;
}

const OWN: ReadonlySet<string> = new Set(['user', 'database', 'database user', 'client', 'global']);

/** The session got it for itself: what the server has for others stands behind it. */
export function isOwn({ source }: SettingRow): boolean {
  return OWN.has(source);
}

function ofServer(
  target: Target,
  setting: KnownSetting,
  rows: ReadonlyMap<string, SettingRow>,
  { role, files }: ServerSettings,
): Fact {
  const row = rows.get(setting.name);
  const isDefault = row?.source === 'default' || isInDataFolder(row, rows.get('data_directory'));
  const kind = isDefault ? 'default' : 'server';
  const source = { kind, where: 'the server', scope: EVERYWHERE, confidence: 'certain' } as const;
  const said = (raw: string | null, doubt: string | null): Fact =>
    liveFact(target, settingParts(setting, source, { raw, doubt }));
  if (row === undefined) {
    const grant = `GRANT pg_read_all_settings TO ${identifier(role)} would allow it`;
    const fact = said(null, `pg_settings does not show it to ${role}; ${grant}`);
    const { source: _, ...value } = fact.value;
    const { value: reason = '' } = fact.unknown;
    return { ...fact, value, unknown: { ...fact.unknown, source: reason } };
  }
  if (!isOwn(row)) return said(row.setting ?? '', null);
  const line = files?.findLast(({ name, applied }) => applied && name?.toLowerCase() === setting.name);
  if (line?.value !== undefined && line.value !== null) return said(line.value, null);
  const owner = `${role} has a value of its own (ALTER ROLE, ALTER DATABASE or PGOPTIONS)`;
  return said(null, `${owner}; a role without one sees what the server has for others`);
}

/** The server says of hba_file only where it is; where that is the data folder, nobody needs to have set it. */
function isInDataFolder(row: SettingRow | undefined, folder: SettingRow | undefined): boolean {
  return row?.name === 'hba_file' && folder !== undefined && row.setting === `${folder.setting}/pg_hba.conf`;
}

/** What the server says of its configuration files; nothing where this role may not read it. */
export function confFact(target: Target, server: ServerSettings): Fact | null {
  if (server.files === null) return null;
  const pending = new Set(
    server.settings.flatMap(({ name, pending_restart }) => (pending_restart ? [name] : [])),
  );
  const errors = server.files
    .filter(({ name, error }) => error !== null && !pending.has(name?.toLowerCase() ?? ''))
    .map(({ name, path, line, error }) => ({
      name,
      path: path ?? '',
      line: line ?? 0,
      message: name === null ? withoutToken(error ?? '') : `${name}: ${error}`,
    }));
  return liveFact(target, {
    fact: 'pg.conf',
    subject: 'the configuration of the server',
    value: { errors, waitsForReload: waitingForReload(server) },
  });
}

/** What stands next to a syntax error may be half a password. */
function withoutToken(message: string): string {
  return message.replace(/,? near token .*$/s, '');
}

/** Settings that the files would change at the next reload. */
function waitingForReload({ version, settings, files }: ServerSettings): readonly string[] {
  const rows = new Map(settings.map((row) => [row.name, row]));
  return [...knownSettings(version).values()].flatMap((setting) => {
    const row = rows.get(setting.name);
    const line = files?.findLast(({ name, applied }) => applied && name?.toLowerCase() === setting.name);
    if (row === undefined || row.pending_restart || isOwn(row) || row.source === 'command line') return [];
    if (line?.value === undefined || line.value === null || setting.context === 'postmaster') return [];
    const [now, then] = [row.setting ?? '', line.value].map((text) => readValue(setting, text));
    if (now?.kind !== 'value' || then?.kind !== 'value') return [];
    return now.value === then.value ? [] : [setting.name];
  });
}
