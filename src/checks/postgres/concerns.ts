/** Which files may hold something for PostgreSQL, by their paths alone. */
import { manifestConcerns } from './embedded/names.ts';
import { hbaHint } from './hba/claim.ts';
import { confHint, sqlConcerns } from './settings/claim.ts';

export function postgresConcerns(path: string): boolean {
  return hbaHint(path) !== null || confHint(path) !== null || sqlConcerns(path) || manifestConcerns(path);
}
