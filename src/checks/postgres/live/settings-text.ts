/** What the server has set, as it would stand in postgresql.conf and in SQL, for the collector that reads those. */
import type { OverrideRow, SettingRow } from './queries.ts';

/**
 * One line for each setting with the value in force. Numbers are in the unit of the setting, which is also the unit that
 * a number without one has in the file.
 */
export function settingsText(rows: readonly SettingRow[]): string {
  return rows.map(({ name, setting }) => `${name} = ${literal(setting ?? '')}\n`).join('');
}

export function overridesText(rows: readonly OverrideRow[]): string {
  return rows
    .flatMap(({ database, role, settings }) =>
      settings.map((setting) => {
        const at = setting.indexOf('=');
        const value = `SET ${setting.slice(0, at)} = ${literal(setting.slice(at + 1))};\n`;
        if (role === '') return `ALTER DATABASE ${identifier(database)} ${value}`;
        const within = database === '' ? '' : `IN DATABASE ${identifier(database)} `;
        return `ALTER ROLE ${identifier(role)} ${within}${value}`;
      }),
    )
    .join('');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
