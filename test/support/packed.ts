/** The package as npm would publish it, made of a build that is as new as its sources. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Built } from './built.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Packs into `folder`, which exists; the path of the archive. */
export function packedInto(folder: string, { launcher }: Built): string {
  const source = join(folder, 'package');
  mkdirSync(source);
  const built = join(dirname(launcher), '..');
  for (const name of ['bin', 'dist']) cpSync(join(built, name), join(source, name), { recursive: true });
  cpSync(join(PROJECT, 'rules'), join(source, 'rules'), { recursive: true });
  for (const name of ['LICENSE', 'README.md', 'CHANGELOG.md'])
    copyFileSync(join(PROJECT, name), join(source, name));
  const {
    scripts: _,
    devDependencies: __,
    ...manifest
  } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
  const printed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: source,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [packed]: readonly { readonly filename: string }[] = JSON.parse(printed);
  if (packed === undefined) throw new Error('npm pack printed nothing');
  return join(folder, packed.filename);
}
