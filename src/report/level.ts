/** The three levels that terminals, SARIF and GitHub know, for our five severities. */
import type { Severity } from '../engine/severity.ts';

export type Level = 'error' | 'warning' | 'note';

/** `error` for critical and high, `warning` for medium, `note` for the rest. */
export function levelOf(severity: Severity): Level {
  switch (severity) {
    case 'critical':
    case 'high':
      return 'error';
    case 'medium':
      return 'warning';
    case 'low':
    case 'info':
      return 'note';
  }
}
