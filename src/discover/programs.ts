/** Programs of the machine that a run may start: never one that the scanned tree brings along. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { isInside } from './root.ts';

/** The absolute path of a program on the PATH, outside of `root`; null where there is none. */
export function findProgram(name: string, root: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    if (isProgram(file) && !isInside(root, realpathSync(file)) && !isInside(root, file)) return file;
  }
  return null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
