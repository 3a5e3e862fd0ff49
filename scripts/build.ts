/**
 * Builds what ships: the command line as CommonJS in `dist/`, cut so that a command loads only what it runs.
 * Some modules are replaced on the way, the validators by generated code, the built-in rules and detectors by data, so
 * that neither ajv nor the rules' YAML is read while a user waits.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { factKinds } from '../src/checks/index.ts';
import { detectorSchema } from '../src/checks/secrets/schema.ts';
import { builtInRules } from '../src/config/built-in-rules.ts';
import { configSchema } from '../src/config/schema.ts';
import { ruleSchema } from '../src/engine/schema.ts';
import { createAjv } from '../src/source/ajv.ts';
import { commonJs } from './commonjs.ts';
import { BESIDE, rulesModule } from './embed.ts';
import { detectorModule, writeDetectorFiles } from './stored-detectors.ts';

/** A test that finds `dist/` stale builds into a folder of its own. */
const OUT = process.argv[2] ?? 'dist';
const TARGET = 'node20';
/** `pg` asks where it runs, and in Node that question alone loads `undici`, which takes longer than a handshake. */
const RUNTIME = { navigator: '{"userAgent":"Node.js"}' };
/** A command that must start fast is one file, and loads from the others only what it imports on demand. */
const FAST = 'src/cli/secrets-start.ts';

/** Entries with stable names; whatever else is imported on demand becomes a chunk of its own. */
const ENTRIES = ['check', 'facts', 'rules', 'explain', 'config', 'baseline'];

const standaloneCode: (ajv: ReturnType<typeof createAjv>, validate: unknown) => string = createRequire(
  import.meta.url,
)('ajv/dist/standalone').default;

function standaloneValidator(schema: object): string {
  const ajv = createAjv({ source: true });
  return standaloneCode(ajv, ajv.compile(schema));
}

function validatorModule(name: string, generated: string): string {
  return `import validate from ${JSON.stringify(generated)};
export function ${name}(data) { const valid = validate(data); return { valid, errors: validate.errors ?? [] }; }`;
}

const generated: Readonly<Record<string, () => string>> = {
  'generated:config': () => standaloneValidator(configSchema),
  'generated:rule': () => standaloneValidator(ruleSchema),
  'generated:detectors': () => standaloneValidator(detectorSchema),
};

const replaced: Readonly<Record<string, () => string>> = {
  'src/config/validator.ts': () => validatorModule('validateConfig', 'generated:config'),
  'src/engine/rule-validator.ts': () => validatorModule('validateRule', 'generated:rule'),
  'src/checks/secrets/detector-validator.ts': () =>
    validatorModule('validateDetectors', 'generated:detectors'),
  'src/config/built-in-rules.ts': () => rulesModule(builtInRules(factKinds), OUT),
  'src/cli/built-in-detectors.ts': detectorModule,
};

/** What the fast command imports on demand and takes from the other build; the rest is part of its file. */
const ON_DEMAND = [
  'src/cli/main.ts',
  'src/cli/secrets-report.ts',
  'src/cli/history-source.ts',
  'src/source/archive.ts',
  'src/config/load.ts',
  'src/report/color.ts',
  'src/report/diagnostics.ts',
];

const onDemandFromOthers: Plugin = {
  name: 'on-demand-from-others',
  setup(context) {
    context.onResolve({ filter: /\.ts$/ }, ({ path, kind }) => {
      const name = basename(path, '.ts');
      const isOther = kind === 'dynamic-import' && ON_DEMAND.some((entry) => basename(entry, '.ts') === name);
      return isOther ? { path: `./${name}.js`, external: true } : null;
    });
  },
};

async function bundleFast(): Promise<void> {
  await build({
    absWorkingDir: process.cwd(),
    entryPoints: [FAST],
    outdir: OUT,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    external: ['re2js'],
    supported: { 'dynamic-import': false },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    plugins: [onDemandFromOthers, replaceModules],
    logLevel: 'warning',
  });
}

/**
 * Of the Kubernetes client only the reader of kubeconfigs is used. It imports the models of all objects for a function that
 * nobody calls, and headers from a library that brings the names of the whole internet: half a megabyte to be compiled.
 */
const BESIDE_KUBECONFIG: Readonly<Record<string, string>> = {
  './gen/index.js': 'export class ServerConfiguration {}\nexport const createConfiguration = undefined;',
  'node-fetch': 'export const { Headers } = globalThis;',
};

const leanKubeconfig: Plugin = {
  name: 'lean-kubeconfig',
  setup(context) {
    context.onResolve({ filter: /^(?:\.\/gen\/index\.js|node-fetch)$/ }, ({ path, importer }) =>
      importer.endsWith('/@kubernetes/client-node/dist/config.js') ? { path, namespace: 'beside' } : null,
    );
    context.onLoad({ filter: /.*/, namespace: 'beside' }, ({ path }) => ({
      contents: BESIDE_KUBECONFIG[path] ?? '',
      loader: 'js',
    }));
  },
};

const replaceModules: Plugin = {
  name: 'replace-modules',
  setup(context) {
    const root = `${context.initialOptions.absWorkingDir}/`;
    context.onResolve({ filter: /^generated:/ }, ({ path }) => ({ path, namespace: 'generated' }));
    context.onLoad({ filter: /.*/, namespace: 'generated' }, ({ path }) => {
      const contents = generated[path];
      return contents === undefined ? null : { contents: contents(), loader: 'js', resolveDir: root };
    });
    context.onLoad({ filter: /(validator|built-in-[a-z-]+)\.ts$/ }, ({ path }) => {
      const contents = replaced[path.slice(root.length).replaceAll('\\', '/')];
      return contents === undefined ? null : { contents: contents(), loader: 'js', resolveDir: root };
    });
  },
};

/** Shared code is cut into chunks, which esbuild does for ES modules only; each file then becomes CommonJS, which starts faster. */
async function bundle(): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: process.cwd(),
    entryPoints: [...ENTRIES.map((name) => `src/cli/${name}.ts`), ...ON_DEMAND].map((path) => ({
      in: path,
      out: basename(path, '.ts'),
    })),
    outdir: OUT,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    define: RUNTIME,
    minifySyntax: true,
    legalComments: 'none',
    plugins: [leanKubeconfig, replaceModules],
    write: false,
    external: [...BESIDE],
    logLevel: 'warning',
  });
  for (const file of outputFiles) {
    const code = await commonJs(file.text, TARGET);
    writeFileSync(file.path, code);
  }
}

/** What keeps compiled code must know exactly which code that is. */
function digestOfBuild(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(OUT).sort()) {
    if (name.endsWith('.js')) hash.update(name).update(readFileSync(join(OUT, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function bundleLauncher(): Promise<void> {
  await build({
    absWorkingDir: process.cwd(),
    entryPoints: ['src/cli/launch.ts'],
    outdir: OUT,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    define: { BUILD: JSON.stringify(digestOfBuild()) },
    minify: true,
    logLevel: 'warning',
  });
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(join(OUT, 'schema'), { recursive: true });
await bundle();
await bundleFast();
await bundleLauncher();
writeDetectorFiles(OUT);
writeFileSync(join(OUT, 'package.json'), '{ "type": "commonjs" }\n');
writeFileSync(join(OUT, 'schema', 'config.json'), `${JSON.stringify(configSchema, null, 2)}\n`);
writeFileSync(join(OUT, 'schema', 'rule.json'), `${JSON.stringify(ruleSchema, null, 2)}\n`);
writeFileSync(join(OUT, 'schema', 'detectors.json'), `${JSON.stringify(detectorSchema, null, 2)}\n`);
