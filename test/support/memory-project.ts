/** A project that lives in memory, for tests of collectors. */
import type { Project, ReadOutcome } from '../../src/source/project.ts';
import { sourceText } from '../../src/source/text.ts';

/** Files by path; a null stands for one that is binary. */
export function memoryProject(files: Readonly<Record<string, string | null>>): Project {
  const texts = new Map(Object.entries(files));
  return {
    paths: [...texts.keys()].sort(),
    exists: (path) => texts.has(path),
    read(path): ReadOutcome {
      const text = texts.get(path);
      if (text === undefined) return { kind: 'absent' };
      return text === null ? { kind: 'binary' } : { kind: 'text', source: sourceText(path, text) };
    },
  };
}
