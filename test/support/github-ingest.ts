/**
 * Whether GitHub's code scanning would take a SARIF log, and keep what it says. The official validator passes over most
 * of these points, and GitHub refuses whole uploads for one of them, so every SARIF that a test makes goes through here.
 */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { schemaFaults } from './sarif-schema.ts';

export interface IngestOptions {
  /** Allows `suppressions`, for logs that were asked for them. */
  readonly suppressed?: boolean;
}

/** Fails with every fault of the log. */
export function assertIngestable(sarif: string, options: IngestOptions = {}): void {
  assert.deepEqual(ingestFaults(sarif, options), []);
}

type Json = Record<string, unknown>;

/** What GitHub (or the standard's schema) would not take of this log, one sentence each. */
export function ingestFaults(sarif: string, options: IngestOptions = {}): readonly string[] {
  let log: unknown;
  try {
    log = JSON.parse(sarif);
  } catch {
    return ['it is not JSON'];
  }
  const faults = [...schemaFaults(log)];
  const want = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault);
  };
  want(!/[^\P{Cc}\n]/u.test(sarif), 'a raw control character stands in it');
  want(gzipSync(sarif).length <= 10 * 1024 * 1024, 'gzipped, it is larger than 10 MB');
  const runs = list(object(log).runs);
  want(runs.length === 1, `it has ${runs.length} runs; one category takes one run`);
  want(object(log).version === '2.1.0', 'its version is not 2.1.0');
  for (const run of runs) {
    checkRun(run, want);
    checkRules(run, want);
    for (const result of list(run.results)) checkResult(result, run, options, want);
    checkNotifications(run, want);
  }
  for (const location of artifactLocations(log)) checkUri(location, want);
  return faults;
}

type Want = (holds: boolean, fault: string) => void;

function checkRun(run: Json, want: Want): void {
  const results = list(run.results).length;
  want(results <= 25_000, `${results} results are more than 25,000`);
  want(run.columnKind === 'utf16CodeUnits', 'columnKind is not utf16CodeUnits');
  want(
    /^.+\/[^/]*$/.test(String(object(run.automationDetails).id)),
    'automationDetails.id names no category',
  );
  want(list(run.invocations).length === 1, 'it does not have one invocation');
}

function checkRules(run: Json, want: Want): void {
  const taxa = list(list(run.taxonomies)[0]?.taxa);
  for (const rule of rulesOf(run)) {
    const at = `rule ${rule.id}:`;
    const properties = object(rule.properties);
    const tags = Array.isArray(properties.tags) ? properties.tags : [];
    want(tags.length <= 20, `${at} ${tags.length} tags are more than 20`);
    want(tags.includes('security'), `${at} without the tag security its severity does not count`);
    for (const tag of tags.filter((value) => String(value).startsWith('external/'))) {
      want(
        /^external\/cwe\/cwe-\d{3,}$/.test(String(tag)),
        `${at} the tag ${tag} is not of the form GitHub reads`,
      );
    }
    const severity = properties['security-severity'];
    want(
      typeof severity === 'string' && /^(?:10\.0|\d\.\d)$/.test(severity),
      `${at} security-severity ${severity}`,
    );
    want(['very-high', 'high', 'medium', 'low'].includes(String(properties.precision)), `${at} precision`);
    want(String(rule.name ?? '').length <= 255, `${at} the name is longer than 255`);
    for (const key of ['shortDescription', 'fullDescription']) {
      const text = object(rule[key]).text;
      want(
        typeof text === 'string' && text.length > 0 && text.length <= 1024,
        `${at} ${key} has no or too much text`,
      );
    }
    const help = object(rule.help);
    want(
      typeof help.text === 'string' && typeof help.markdown === 'string',
      `${at} help is not text and Markdown`,
    );
    want(isLevel(object(rule.defaultConfiguration).level), `${at} no level`);
    for (const { target } of list(rule.relationships)) {
      const { id, index } = object(target);
      want(
        typeof index === 'number' && taxa[index]?.id === id,
        `${at} its relationship ${id} points nowhere`,
      );
    }
  }
}

function checkResult(result: Json, run: Json, options: IngestOptions, want: Want): void {
  const at = `result of ${result.ruleId}:`;
  const rule = rulesOf(run)[Number(result.ruleIndex)];
  want(rule?.id === result.ruleId, `${at} ruleIndex ${result.ruleIndex} is another rule`);
  want(isLevel(result.level), `${at} level ${result.level}`);
  want(result.kind === undefined || result.kind === 'fail', `${at} kind ${result.kind}`);
  const text = object(result.message).text;
  want(typeof text === 'string' && text.length > 0, `${at} no message`);
  const locations = list(result.locations);
  const related = list(result.relatedLocations);
  want(locations.length >= 1, `${at} no location`);
  want(locations.length <= 1000 && related.length <= 1000, `${at} more than 1,000 locations`);
  for (const location of [...locations, ...related]) {
    const physical = object(location.physicalLocation);
    want(typeof object(physical.artifactLocation).uri === 'string', `${at} a location without a file`);
    checkRegion(object(physical.region), at, want);
  }
  const fingerprints = object(result.partialFingerprints);
  want(
    /^[0-9a-f]{1,16}:\d+$/.test(String(fingerprints.primaryLocationLineHash)),
    `${at} no primaryLocationLineHash`,
  );
  want(typeof fingerprints['secbaseline/v1'] === 'string', `${at} no fingerprint of our own`);
  want(options.suppressed === true || result.suppressions === undefined, `${at} GitHub ignores suppressions`);
  for (const fix of list(result.fixes)) {
    for (const change of list(fix.artifactChanges)) {
      const replacements = list(change.replacements);
      want(replacements.length > 0, `${at} a fix that changes nothing`);
      for (const { deletedRegion } of replacements) checkRegion(object(deletedRegion), at, want);
    }
  }
}

function checkRegion(region: Json, at: string, want: Want): void {
  const { startLine, startColumn, endLine, endColumn } = region;
  const numbers = [startLine, startColumn, endLine, endColumn].map(Number);
  want(
    numbers.every((value) => Number.isInteger(value) && value >= 1),
    `${at} a region that is not from 1 on`,
  );
  const [fromLine = 0, fromColumn = 0, toLine = 0, toColumn = 0] = numbers;
  want(
    toLine > fromLine || (toLine === fromLine && toColumn >= fromColumn),
    `${at} a region that ends before it starts`,
  );
}

function checkNotifications(run: Json, want: Want): void {
  const kinds = list(object(object(run.tool).driver).notifications);
  for (const invocation of list(run.invocations)) {
    for (const notification of list(invocation.toolExecutionNotifications)) {
      const { id, index } = object(notification.descriptor);
      want(kinds[Number(index)]?.id === id, `notification ${id}: its descriptor is another one`);
      want(isLevel(notification.level), `notification ${id}: level ${notification.level}`);
      if (id !== 'unknown') continue;
      const rule = object(notification.associatedRule);
      want(notification.level === 'error', 'notification unknown: it is no error');
      want(rulesOf(run)[Number(rule.index)]?.id === rule.id, 'notification unknown: it names no rule');
    }
  }
}

function checkUri({ uri, uriBaseId }: Json, want: Want): void {
  const text = String(uri);
  want(uriBaseId === '%SRCROOT%', `${text} is not relative to %SRCROOT%`);
  want(!/^[a-z][a-z0-9+.-]*:/i.test(text) && !text.startsWith('/'), `${text} is not a relative reference`);
  want(
    !text.split('/').some((segment) => ['', '.', '..'].includes(segment)),
    `${text} leaves the root or is not plain`,
  );
  want(/^(?:[\w.~!$&'()*+,;=@:/-]|%[0-9A-F]{2})+$/.test(text), `${text} is not percent-encoded`);
}

function* artifactLocations(value: unknown): Iterable<Json> {
  if (Array.isArray(value)) for (const item of value) yield* artifactLocations(item);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'artifactLocation') yield object(item);
      else yield* artifactLocations(item);
    }
  }
}

function rulesOf(run: Json): readonly Json[] {
  return list(object(object(run.tool).driver).rules);
}

function isLevel(value: unknown): boolean {
  return value === 'error' || value === 'warning' || value === 'note';
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}
