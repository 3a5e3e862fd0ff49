/**
 * Links in the terminal (OSC 8). A terminal that does not know them prints rubbish, so only terminals that name
 * themselves get them, and nothing that stands between (tmux, screen, CI logs).
 */
import { pathToFileURL } from 'node:url';

export interface HyperlinkRequest {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
}

const PROGRAMS = new Set(['iTerm.app', 'WezTerm', 'ghostty', 'vscode', 'rio']);

/** True where the output is known to show OSC 8 links; FORCE_HYPERLINK=1 and =0 decide. */
export function supportsHyperlinks({ env, isTTY }: HyperlinkRequest): boolean {
  if (env.FORCE_HYPERLINK !== undefined) return env.FORCE_HYPERLINK !== '0' && env.FORCE_HYPERLINK !== '';
  if (!isTTY || env.CI || env.TMUX || env.STY || env.TERM === 'dumb') return false;
  if (/^(screen|tmux)/.test(env.TERM ?? '')) return false;
  if (env.WT_SESSION || env.KITTY_WINDOW_ID || env.TERM === 'xterm-kitty') return true;
  if (PROGRAMS.has(env.TERM_PROGRAM ?? '')) return true;
  return Number(env.VTE_VERSION ?? 0) >= 5002 || Number(env.KONSOLE_VERSION ?? 0) >= 201200;
}

/** `text` as a link to a file (absolute path); the address is percent-encoded and holds nothing raw. */
export function fileLink(text: string, path: string): string {
  return `\u001b]8;;${pathToFileURL(path).href}\u001b\\${text}\u001b]8;;\u001b\\`;
}
