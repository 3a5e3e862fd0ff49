/** A pg_hba.conf for tests, with the files beside it. */
import { wholeFile } from '../../src/checks/postgres/excerpt.ts';
import { namedFiles } from '../../src/checks/postgres/hba/files.ts';
import { type Hba, parseHba } from '../../src/checks/postgres/hba/parse.ts';
import { memoryProject } from '../../src/source/memory-project.ts';
import { placeOf, sourceText } from '../../src/source/text.ts';

/** `pg_hba.conf` with this text, read by a version. */
export function hbaOf(text: string, version = 18, beside: Readonly<Record<string, string>> = {}): Hba {
  const project = memoryProject({ 'pg_hba.conf': text, ...beside });
  return parseHba(wholeFile(sourceText('pg_hba.conf', text)), version, namedFiles(project));
}

/** The faults as `line:column message`. */
export function faultsOf(hba: Hba): readonly string[] {
  const source = sourceText(hba.excerpt.path, hba.excerpt.text);
  return [...hba.faults, ...hba.missing].map(({ at, message, path }) => {
    const { startLine, startColumn } = placeOf(source, at);
    return path === source.path ? `${startLine}:${startColumn} ${message}` : `${path} ${message}`;
  });
}
