/**
 * Where a process begins: loads the files of `dist/` with the code that an earlier run of the same Node compiled from
 * them. Node's own loader looks for each file in several places and compiles it anew. Exists in the build only.
 */
import { isAscii } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { openCodeCache, writeCodeCache } from './code-cache.ts';
import { tuneCompiler } from './compiler.ts';

/** A digest over all of `dist/`, put here by the build: V8 itself compares nothing but the length of a source. */
declare const BUILD: string;

interface Loaded {
  exports: unknown;
  readonly filename: string;
}

type Body = (
  exports: unknown,
  require: (id: string) => unknown,
  module: Loaded,
  filename: string,
  dirname: string,
) => void;

const entry = process.argv[2] === 'secrets' ? 'secrets-start' : 'main';
const cacheFile = `${__dirname}/code-cache/${entry}-${BUILD}-${process.version}-${process.arch}`;
const loaded = new Map<string, Loaded>();
/** What V8 had to compile in this run. */
const fresh = new Map<string, Script>();

/** As Node's variables for the same purpose: for whoever measures coverage, and for read-only installations that want no attempt. */
const isOff =
  process.env.NODE_DISABLE_COMPILE_CACHE !== undefined || process.env.NODE_V8_COVERAGE !== undefined;
const cache = isOff ? null : openCodeCache(cacheFile);
let isRejected = false;

/** V8 keeps code for its flags of that moment, and takes it under the same alone: a run may change them on its way. */
function codeUnderFlags(): { areSame(): boolean } {
  const cachedData = new Script('0').createCachedData();
  // Another text, since V8 knows the first one without looking at the code that is given, and compares only their lengths.
  return { areSame: () => new Script('1', { cachedData }).cachedDataRejected === false };
}

function load(name: string): unknown {
  const before = loaded.get(name);
  if (before !== undefined) return before.exports;
  const filename = `${__dirname}/${name}`;
  const module: Loaded = { exports: {}, filename };
  loaded.set(name, module);
  // Whoever asks Node what is loaded is to be told.
  Object.assign(require.cache, { [filename]: module });
  const bytes = readFileSync(filename);
  // Nearly all that the build writes is ASCII, which as Latin-1 need not be decoded.
  const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
  const cachedData = cache?.compiled(name);
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${text}\n})`, {
    filename,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (script.cachedDataRejected === true) isRejected = true;
  if (cachedData === undefined) fresh.set(name, script);
  const body: Body = script.runInThisContext();
  body(module.exports, requireFrom, module, filename, __dirname);
  return module.exports;
}

function requireFrom(id: string): unknown {
  return /^\.\/.*\.js$/.test(id) ? load(id.slice(2)) : require(id);
}

/** Code that V8 refused was made under other flags than this run's; whoever sets such flags gets along without. */
function keep(): void {
  if (cache === null || isRejected || fresh.size === 0 || flags?.areSame() !== true) return;
  const compiled = new Map<string, Buffer>();
  for (const name of cache.names) {
    const data = cache.compiled(name);
    if (data !== undefined) compiled.set(name, data);
  }
  for (const [name, script] of fresh) compiled.set(name, script.createCachedData());
  writeCodeCache(cacheFile, compiled);
}

process.once('exit', keep);
tuneCompiler(entry === 'main' ? 'check' : 'secrets');
const flags = cache === null ? null : codeUnderFlags();
load(`${entry}.js`);
