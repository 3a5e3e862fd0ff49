/** Which files may start containers, by their names alone. */
import { posix } from 'node:path';

export type CommandFileKind = 'shell script' | 'Makefile' | 'systemd unit';

const FOLDERS = /(?:^|\/)(?:bin|scripts?|hack|tools|ci|deploy|ops)\/[^/]+$/;

/** Scripts without an ending show their first line; `by its first line` says so. */
export function commandFileKind(path: string): CommandFileKind | 'by its first line' | null {
  const name = posix.basename(path);
  if (/\.(?:sh|bash|zsh|ksh)$/i.test(name)) return 'shell script';
  if (/^(?:GNU)?makefile(?:\..+)?$|\.mk$/i.test(name)) return 'Makefile';
  if (/\.service$/.test(name)) return 'systemd unit';
  return !name.includes('.') && FOLDERS.test(path) ? 'by its first line' : null;
}
