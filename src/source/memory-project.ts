/** A project that lives in memory: the examples of rules, and tests of collectors. */
import type { Project, ReadOutcome } from './project.ts';
import { sourceText } from './text.ts';

/** Files by path; a null stands for one that is binary. */
export function memoryProject(files: Readonly<Record<string, string | null>>): Project {
  const read = new Map(
    Object.entries(files).map(([path, text]): readonly [string, ReadOutcome] => [
      path,
      text === null ? { kind: 'binary' } : { kind: 'text', source: sourceText(path, text) },
    ]),
  );
  return {
    paths: [...read.keys()].sort(),
    exists: (path) => read.has(path),
    read: (path) => read.get(path) ?? { kind: 'absent' },
    bytes: (path) => {
      const text = files[path];
      return text === undefined
        ? { kind: 'absent' }
        : { kind: 'bytes', bytes: Buffer.from(text ?? '\0'), resolved: null };
    },
  };
}
