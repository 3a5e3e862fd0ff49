/** What reading and judging many files of pg_hba.conf costs, and saying exactly who reaches what in a large one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { wholeFile } from '../src/checks/postgres/excerpt.ts';
import { analyse } from '../src/checks/postgres/hba/analysis.ts';
import { parseHba } from '../src/checks/postgres/hba/parse.ts';
import { sourceText } from '../src/source/text.ts';
import { sample } from './process.ts';

const FILES = 1000;
const SECBASELINE = resolve('bin/secbaseline.js');

function thirtyLines(file: number): string {
  const entries = Array.from({ length: 24 }, (_, at) => {
    const type = at % 2 === 0 ? 'host' : 'hostssl';
    return `${type} db${(at + file) % 5} u${at % 7} 10.${at}.${file % 250}.0/24 scram-sha-256`;
  });
  return [
    '# TYPE DATABASE USER ADDRESS METHOD',
    'local all postgres peer',
    'host replication repl 10.0.0.0/8 scram-sha-256',
    ...entries,
    'host all all 0.0.0.0/0 reject',
    'host all all ::/0 reject',
    'host replication all all reject',
    '',
  ].join('\n');
}

function twoHundred(): string {
  const entries = Array.from(
    { length: 200 },
    (_, at) => `host db${at % 20} u${at % 15} ${10 + at}.${at}.0.0/16 ${at % 9 === 0 ? 'trust' : 'md5'}`,
  );
  return [...entries, 'host all all 0.0.0.0/0 reject', ''].join('\n');
}

/** Rows for the table: many small files in one process, one large file in memory. */
export function measureHba(folder: string) {
  for (let file = 0; file < FILES; file++) {
    mkdirSync(join(folder, 'hba', String(file)), { recursive: true });
    writeFileSync(join(folder, 'hba', String(file), 'pg_hba.conf'), thirtyLines(file));
  }
  const cwd = join(folder, 'hba');
  const { wall, cpu } = sample({ name: 'hba', argv: ['node', SECBASELINE, 'check', '--quiet', '.'], cwd });
  const hba = parseHba(wholeFile(sourceText('pg_hba.conf', twoHundred())), 18);
  const took = Array.from({ length: 9 }, () => {
    const started = performance.now();
    analyse(hba);
    return performance.now() - started;
  }).sort((a, b) => a - b);
  const median = took[4] ?? Number.POSITIVE_INFINITY;
  return [
    {
      what: `check of ${FILES} files of pg_hba.conf, 30 lines each, in one process`,
      measured: `${wall.toFixed(0)} ms, ${cpu?.toFixed(0) ?? '?'} ms of processor time`,
      goal: '≤ 1000 ms',
      holds: wall <= 1000,
    },
    {
      what: 'who reaches what in a pg_hba.conf of 201 entries',
      measured: `${median.toFixed(0)} ms`,
      goal: '≤ 50 ms',
      holds: median <= 50,
    },
  ];
}
