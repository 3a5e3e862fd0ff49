/** Whether a server refuses TLS handshakes (`ssl_reject_handshake`), so that nobody gets to what it would serve. */
import { type Level, own } from './levels.ts';
import { defaultSetting, flagSetting, type Setting } from './setting.ts';

/**
 * Surroundings that are not here could set it for all servers of the http block, which nobody does: each of them would
 * have to take it back. So only an include that is missing in the server itself leaves it open, and not even that where
 * the server has a certificate, for which one that refuses everybody has no use.
 */
export function rejectsHandshake(level: Level): Setting<boolean> {
  let setting = settings.get(level);
  if (setting === undefined) {
    setting = findSetting(level);
    settings.set(level, setting);
  }
  return setting;
}

/** Every response of a server asks for it. */
const settings = new WeakMap<Level, Setting<boolean>>();

function findSetting(level: Level): Setting<boolean> {
  const setting = flagSetting(level, 'ssl_reject_handshake', false);
  if (setting.kind === 'known') return setting;
  const isSetHere = own(level, 'ssl_reject_handshake').length > 0;
  const isMissingHere = level.unresolved !== null && own(level, 'ssl_certificate').length === 0;
  return isSetHere || isMissingHere ? setting : defaultSetting(false, level);
}
