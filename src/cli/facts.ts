/** `facts`: every fact with its positions, one JSON object a line. */
import type { Fact, ProvenanceStep } from '../engine/fact.ts';
import { jsonLine, visible } from '../report/escape.ts';
import { displayPath } from '../report/paths.ts';
import { redact } from '../report/redact.ts';
import type { Anchor } from '../source/span.ts';
import { placeOf, type SourceText } from '../source/text.ts';
import { EXIT } from './exit.ts';
import { writeOut } from './formats.ts';
import type { LookOptions } from './options.ts';
import { look, type Setup, setUp, sourceOf } from './run.ts';
import { watchRun } from './watch.ts';

/** Prints the facts; with `--verbose`, on standard error, which file was taken for what and why. */
export async function facts(paths: readonly string[], options: LookOptions): Promise<number> {
  const setup = await setUp(options);
  const watch = watchRun(process.stderr.isTTY === true);
  const looked = await look({ ...setup, reads: null }, paths, options, watch);
  const signal = await watch.end();
  const describe = factDescriber(setup, sourceOf(looked.project));
  await writeOut(looked.facts.map((fact) => jsonLine(describe(fact))).join(''));

  const shown = (path: string): string => visible(displayPath(path, setup.paths));
  if (options.verbose) {
    for (const { path, as, because } of looked.claims)
      process.stderr.write(`${shown(path)}: ${as} (${because})\n`);
    for (const { path, reason } of looked.notes) process.stderr.write(`${shown(path)}: ${reason}\n`);
  }
  const left = looked.notAnalysed.filter(({ accepted }) => accepted === null);
  for (const { path, line, reason } of left) {
    process.stderr.write(`not analysed: ${shown(path)}${line === null ? '' : `:${line}`}: ${reason}\n`);
  }
  return signal ?? (left.length > 0 ? EXIT.incomplete : EXIT.ok);
}

/** A fact as the contract prints it; strings that look like a secret are redacted. */
function factDescriber(setup: Setup, source: (path: string) => SourceText | undefined) {
  const position = (anchor: Anchor) => {
    const text = source(anchor.path);
    const path = displayPath(anchor.path, setup.paths);
    if (text === undefined) return { path };
    const { startLine, startColumn, endLine, endColumn } = placeOf(text, anchor);
    return { path, line: startLine, column: startColumn, endLine, endColumn };
  };
  const step = ({ what, span }: ProvenanceStep) => {
    if (span === null) return { what };
    const { path, line } = position(span);
    return { what, path, line };
  };
  return (fact: Fact) => {
    const at = fact.at === null ? null : position(fact.at);
    return {
      fact: fact.fact,
      from: fact.from,
      subject: redact(fact.subject),
      ...(at === null ? {} : { path: at.path, line: at.line, column: at.column }),
      ...(fact.target === null ? {} : { target: fact.target }),
      confidence: fact.confidence,
      value: redacted(fact.value),
      positions: mapped(fact.positions, position),
      provenance: mapped(fact.provenance, (steps) => steps.map(step)),
      unknown: mapped(fact.unknown, redact),
    };
  };
}

function mapped<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** Secrets are known by their looks or by the name they are given: that of their field, or of a `{ name, value }`. */
function redacted(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return redactedUnder(name, value);
  if (Array.isArray(value)) return value.map((item) => redacted(item, name));
  if (typeof value !== 'object' || value === null) return value;
  const own = 'name' in value && typeof value.name === 'string' ? value.name : null;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      redacted(item, key === 'value' && own !== null ? own : key),
    ]),
  );
}

function redactedUnder(name: string, value: string): string {
  const given = `${name}: `;
  const line = redact(`${given}${value}`);
  return line.startsWith(given) ? line.slice(given.length) : redact(value);
}
