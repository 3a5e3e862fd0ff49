/** Packs the project as npm would publish it, installs that into an empty folder, and uses it there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MAX_PACKED_BYTES = 2_000_000;
const MAX_DEPENDENCIES = 14;

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const faults: string[] = [];
const expect = (holds: boolean, fault: string): void => {
  if (!holds) faults.push(fault);
};

const manifest: { dependencies: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
const dependencies = Object.keys(manifest.dependencies);
expect(
  dependencies.length <= MAX_DEPENDENCIES,
  `${dependencies.length} runtime dependencies, at most ${MAX_DEPENDENCIES}`,
);

const folder = mkdtempSync(join(tmpdir(), 'secbaseline-package-'));
try {
  const [packed]: readonly Packed[] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  if (packed === undefined) throw new Error('npm pack printed nothing');
  expect(packed.size <= MAX_PACKED_BYTES, `packed size ${packed.size}, at most ${MAX_PACKED_BYTES}`);
  for (const needed of [
    'bin/secbaseline.js',
    'dist/main.js',
    'dist/schema/config.json',
    'LICENSE',
    'README.md',
  ])
    expect(
      packed.files.some(({ path }) => path === needed),
      `${needed} is not in the package`,
    );
  for (const { path } of packed.files)
    expect(!/^(src|test|fixtures|scripts)\//.test(path), `${path} should not be in the package`);

  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', join(folder, packed.filename)], {
    cwd: folder,
    stdio: 'inherit',
  });
  cpSync(resolve('fixtures/showcase'), join(folder, 'showcase'), { recursive: true });
  const run = spawnSync('node_modules/.bin/secbaseline', ['check', 'showcase', '--format', 'json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(run.status === 1, `the installed package ended with ${run.status}: ${run.stderr}`);
  const report: { findings: unknown[] } = JSON.parse(run.stdout);
  expect(report.findings.length > 0, 'the installed package found nothing in the showcase');
  console.log(
    `packed ${packed.size} bytes, ${packed.files.length} files, ${report.findings.length} findings in the showcase`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const publint = spawnSync('npx', ['--no-install', 'publint', '--strict'], { encoding: 'utf8' });
expect(publint.status === 0, `publint: ${publint.stdout}${publint.stderr}`);

for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
