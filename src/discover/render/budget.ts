/** What all that is rendered in one run may take together: a tree may hold any number of charts. */

const MOST = 300;
const MOST_MS = 300_000;
const MOST_BYTES = 100_000_000;

export interface Budget {
  /** In words, why no more is rendered; null where there is room for one more, which is counted. */
  refuse(): string | null;
  /** Adds what was printed. */
  took(output: string): void;
}

export function renderBudget(now: () => number = () => performance.now()): Budget {
  const end = now() + MOST_MS;
  let count = 0;
  let size = 0;
  return {
    refuse() {
      if (++count > MOST) return `more than ${MOST} charts and overlays are not rendered in one run`;
      if (now() > end) return `rendering all took longer than ${MOST_MS / 60_000} minutes`;
      return size > MOST_BYTES ? `what was rendered before is larger than ${MOST_BYTES / 1e6} MB` : null;
    },
    took(output) {
      size += output.length;
    },
  };
}
