/**
 * The `.gitignore` files of a tree that git does not look after. They become regular expressions in `ignore`, so that
 * rules which would take one of those forever are left out, and said to be.
 */
import ignore from 'ignore';

export interface IgnoreLevel {
  /** Prefix of the paths that these rules see, `''` or ending in `/`. */
  readonly prefix: string;
  /** What the rules say of a path below `prefix` (folders end in `/`); null where they say nothing. */
  judge(path: string): 'ignored' | 'kept' | null;
}

export interface ParsedRules {
  readonly level: IgnoreLevel;
  /** Lines (from 1) that were left out. */
  readonly leftOut: readonly number[];
}

const RULES_LIMIT = 2000;
const LINE_LIMIT = 200;

/** Rules of one `.gitignore`, whose folder is `prefix`. */
export function parseIgnoreRules(text: string, prefix: string): ParsedRules {
  const leftOut: number[] = [];
  const rules: string[] = [];
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    if (rules.length < RULES_LIMIT && isSimple(line)) rules.push(line);
    else leftOut.push(index + 1);
  });
  const matcher = ignore({ ignorecase: false, allowRelativePaths: true }).add(rules);
  return {
    leftOut,
    level: {
      prefix,
      judge(path) {
        const { ignored, unignored } = matcher.test(path);
        return ignored ? 'ignored' : unignored ? 'kept' : null;
      },
    },
  };
}

/** True where the levels, innermost last, say that a path (from the top) is ignored. */
export function isIgnored(levels: readonly IgnoreLevel[], path: string): boolean {
  for (let at = levels.length - 1; at >= 0; at--) {
    const level = levels[at];
    const verdict = level?.judge(path.slice(level.prefix.length)) ?? null;
    if (verdict !== null) return verdict === 'ignored';
  }
  return false;
}

/** The time of a backtracking match grows with the length of the name to the power of the stars in one segment. */
function isSimple(line: string): boolean {
  if (line.length > LINE_LIMIT) return false;
  const segments = line.split('/');
  if (segments.filter((segment) => segment.includes('**')).length > 2) return false;
  return segments.every((segment) => (segment.match(/\*+/g) ?? []).length <= 3);
}
