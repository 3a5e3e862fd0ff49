/** Which files hold the environment of a program, by their names. */
import { posix } from 'node:path';

/** `.env`, `.env.local`, `orders.env`. */
const NAME = /\.env$|^\.env\..+$/i;

export function isEnvName(path: string): boolean {
  return NAME.test(posix.basename(path));
}
