/** Comments, configuration and baseline as one thing: what may silence a finding, and how it is found. */
import { textKey } from '../source/span.ts';
import type { SourceText } from '../source/text.ts';
import type { Baseline } from './baseline.ts';
import { matchBaseline } from './baseline-match.ts';
import type { SettledFinding } from './concrete.ts';
import { inlineIgnores } from './inline.ts';
import type { Scope } from './scope.ts';
import { type ConfigSuppression, type Ineffective, isExpired } from './suppression.ts';

/** One rule silenced at one place. */
export interface Silencer {
  readonly by: 'inline' | 'config' | 'baseline';
  /** Where it stands. */
  readonly path: string;
  readonly line: number | null;
  /** The rule as written, and its id where such a rule is known. */
  readonly written: string;
  readonly rule: string | null;
  readonly reason: string;
  readonly expires: string | null;
  /** What makes it void whatever it stands beside; null where nothing does. */
  readonly fault: Ineffective | null;
  readonly suggestion: string | null;
  /** The files of this run that it speaks about, and what else it does. */
  readonly about: {
    readonly files: readonly string[];
    /** It names one file, which is not among those of this run. */
    readonly otherFile: string | null;
    readonly target: string | null;
  };
}

export interface Silencers {
  readonly all: readonly Silencer[];
  /** Those that speak about a finding, the strongest first: comment, configuration, baseline. */
  of(finding: SettledFinding): readonly Silencer[];
}

export interface SilencerRequest {
  readonly findings: readonly SettledFinding[];
  readonly source: (path: string) => SourceText | undefined;
  readonly scope: Scope;
  readonly suppressions: readonly ConfigSuppression[];
  readonly baseline: Baseline | null;
  readonly today: string;
}

/** Everything that may silence the findings of a run. */
export function silencers(request: SilencerRequest): Silencers {
  const kinds = [inlineSilencers(request), configSilencers(request), baselineSilencers(request)].filter(
    ({ all }) => all.length > 0,
  );
  return {
    all: kinds.flatMap((kind) => kind.all),
    of: (finding) => kinds.flatMap((kind) => kind.of(finding)),
  };
}

/** Comments of all claimed files, and of files that no one claims but findings stand in: an excluded file is included. */
function inlineSilencers({ findings, source, scope, today }: SilencerRequest): Silencers {
  const all: Silencer[] = [];
  const byPlace = new Map<string, Silencer[]>();
  const located = findings.flatMap(({ at }) => (at === null ? [] : [textKey(at)]));
  for (const key of new Set([...scope.files, ...located])) {
    const text = source(key);
    const path = text?.path ?? key;
    for (const ignore of text === undefined ? [] : inlineIgnores(text, scope.rules, today)) {
      const { line, written, rule, reason, until: expires, fault, suggestion } = ignore;
      const about = { files: [path], otherFile: null, target: null };
      const silencer: Silencer = {
        by: 'inline',
        path,
        line,
        written,
        rule,
        reason,
        expires,
        fault,
        suggestion,
        about,
      };
      all.push(silencer);
      for (const covered of ignore.covers) push(byPlace, placeKey(key, covered, rule), silencer);
    }
  }
  return {
    all,
    of({ location, at, rule }) {
      if (location === null || at === null) return [];
      const lines = new Set([location.startLine, location.endLine]);
      return [...lines].flatMap((line) => byPlace.get(placeKey(textKey(at), line, rule.rule.id)) ?? []);
    },
  };
}

function placeKey(path: string, line: number, rule: string | null): string {
  return JSON.stringify([path, line, rule]);
}

function configSilencers({ scope, suppressions, today }: SilencerRequest): Silencers {
  const files = [...scope.files];
  const entries = suppressions.map((suppression) => ({
    suppression,
    silencer: configSilencer(suppression, files, today),
  }));
  return {
    all: entries.map(({ silencer }) => silencer),
    of({ at, rule }) {
      if (at === null) return [];
      const covering = entries.filter(
        ({ suppression }) => suppression.rule === rule.rule.id && suppression.covers(at.path),
      );
      return covering.map(({ silencer }) => silencer);
    },
  };
}

function configSilencer(suppression: ConfigSuppression, files: readonly string[], today: string): Silencer {
  const { rule, reason, expires, path, line } = suppression;
  return {
    by: 'config',
    path,
    line,
    written: rule,
    rule,
    reason,
    expires,
    fault: isExpired(expires, today) ? 'expired' : null,
    suggestion: null,
    about: { files: files.filter((file) => suppression.covers(file)), otherFile: null, target: null },
  };
}

function baselineSilencers({ findings, scope, baseline, today }: SilencerRequest): Silencers {
  if (baseline === null) return { all: [], of: () => [] };
  const match = matchBaseline(findings, baseline.entries, scope.exists);
  const byEntry = new Map(
    baseline.entries.map((entry) => {
      const { path, target, line, rule, reason, expires } = entry;
      const inRun = path !== null && scope.files.has(path);
      const silencer: Silencer = {
        by: 'baseline',
        path: baseline.path,
        line,
        written: rule,
        rule: scope.rules.find(rule)?.id ?? null,
        reason,
        expires,
        fault: isExpired(expires, today) ? 'expired' : null,
        suggestion: null,
        about: { files: inRun ? [path] : [], otherFile: inRun ? null : path, target },
      };
      return [entry, silencer] as const;
    }),
  );
  return {
    all: [...byEntry.values()],
    of(finding) {
      const entry = match.entryOf.get(finding);
      const silencer = entry === undefined ? undefined : byEntry.get(entry);
      return silencer === undefined ? [] : [silencer];
    },
  };
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
