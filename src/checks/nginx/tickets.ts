/** The keys of session tickets: whoever has one decrypts the sessions that used it, so it matters how long it lives. */
import { atBlock, type Level } from './levels.ts';
import { known, type Setting, textSetting } from './setting.ts';
import { CHANGED, isBefore } from './version.ts';

/** Keys in files are somebody's business; others are rotated since 1.23.2, in the memory of a shared session cache. */
export function ticketKeys(level: Level, cache: Setting<string>, version: string | null): Setting<string> {
  const files = textSetting(level, 'ssl_session_ticket_key', null);
  if (files.kind === 'known' && files.value !== null) return { ...files, value: 'files' };
  if (files.kind === 'unknown') return files;
  if (cache.kind === 'unknown') return cache;
  if (cache.kind === 'unsaid') return known('dependent', atBlock(level));
  const isShared = /(^| )shared:/.test(cache.value);
  const isOld = version !== null && isBefore(version, CHANGED.rotatedTicketKeys);
  if (!isShared || isOld) return { ...cache, value: 'fixed' };
  return { ...cache, value: version === null ? 'dependent' : 'rotated' };
}
