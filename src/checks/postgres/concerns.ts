/** Which files may hold something for PostgreSQL, by their paths alone. */
import { hbaHint } from './hba/claim.ts';

export function postgresConcerns(path: string): boolean {
  return hbaHint(path) !== null;
}
