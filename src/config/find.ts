/** Finds and reads the file of the configuration, without parsing it: most runs have none and need no YAML reader. */
import { posix, relative, resolve, sep } from 'node:path';
import { InputError } from '../source/diagnostic.ts';
import { normalPath, readSourceFile } from '../source/read.ts';
import { type SourceText, sourceText } from '../source/text.ts';

const NAMES = ['secbaseline.yaml', '.secbaseline.yaml'] as const;
const WRONG_NAMES = ['secbaseline.yml', '.secbaseline.yml'] as const;

export interface ConfigRequest {
  /** Absolute. */
  readonly root: string;
  /** What `--config` names, relative to the working directory or absolute; null to look at the root. */
  readonly explicit: string | null;
}

export interface FoundConfig {
  readonly source: SourceText;
  readonly outsideRoot: boolean;
}

/** The configuration file; null where none is named and none stands at the root. Throws `InputError`. */
export function findConfig(request: ConfigRequest): FoundConfig | null {
  return request.explicit === null ? findAtRoot(request.root) : readNamed(request.root, request.explicit);
}

function findAtRoot(root: string): FoundConfig | null {
  for (const name of WRONG_NAMES) {
    if (readSourceFile(root, name).kind !== 'absent') throw wrongSpelling(name, readOrThrow(root, name));
  }
  const [plain, hidden] = NAMES;
  const first = readOrThrow(root, plain);
  const second = readOrThrow(root, hidden);
  if (first !== null && second !== null) {
    const message = `both \`${plain}\` and \`${hidden}\` stand at the root; only one can count`;
    throw new InputError([{ message, source: second, start: 0, end: 0, hint: 'remove one of them' }]);
  }
  const source = first ?? second;
  return source === null ? null : { source, outsideRoot: false };
}

function readNamed(root: string, named: string): FoundConfig {
  const absolute = resolve(named);
  const path = relative(root, absolute).split(sep).join('/');
  const outsideRoot = normalPath(path) === null;
  const read = readOrThrow('/', absolute.slice(1), path);
  if (read === null) throw new InputError([{ message: `the configuration \`${named}\` does not exist` }]);
  const source = sourceText(path, read.text, read.encoding);
  const name = posix.basename(path);
  if (WRONG_NAMES.some((wrong) => wrong === name)) throw wrongSpelling(name, source);
  return { source, outsideRoot };
}

function readOrThrow(root: string, path: string, shown = path): SourceText | null {
  const outcome = readSourceFile(root, path);
  switch (outcome.kind) {
    case 'text':
      return outcome.source;
    case 'absent':
      return null;
    case 'binary':
      throw new InputError([{ message: `the configuration \`${shown}\` is a binary file` }]);
    case 'unreadable':
      throw new InputError([{ message: `the configuration \`${shown}\` cannot be read: ${outcome.reason}` }]);
  }
}

function wrongSpelling(name: string, source: SourceText | null): InputError {
  const right = name.replace(/yml$/, 'yaml');
  const place = source === null ? {} : { source, start: 0, end: 0 };
  return new InputError([
    { message: `\`${name}\` is not read`, ...place, hint: `rename it to \`${right}\`` },
  ]);
}
