/** Rate and connection limits: the zones, the limits in force at a location, and whether they can ever act. */
import type { Anchor } from '../../source/span.ts';
import { atArgument, atArguments, atBlock, type Level, nearest, own, serverOf } from './levels.ts';
import { type Setting, unknownSetting } from './setting.ts';
import type { Structure } from './structure.ts';
import type { Directive } from './tree.ts';

export interface Zone {
  readonly name: string;
  readonly kind: 'req' | 'conn';
  readonly key: string;
  /** Requests a second; null for connections, or where the rate is not readable. */
  readonly rate: number | null;
  readonly directive: Directive;
  readonly level: Level;
  readonly at: Anchor;
}

export interface LimitReq {
  readonly zone: string;
  readonly burst: number;
  readonly nodelay: boolean;
  /** Left out where a snippet's surroundings define the zone. */
  readonly rate?: number | null;
}

export interface LimitConn {
  readonly zone: string;
  readonly connections: number | null;
}

/** Zones by `req NAME` and `conn NAME`. */
export type Zones = ReadonlyMap<string, Zone>;

export const zoneKey = (kind: Zone['kind'], name: string): string => `${kind} ${name}`;

/** The zones that the configuration defines, the first of a name standing for it. */
export function zonesOf(structure: Structure): Zones {
  const { http } = structure;
  const zones = new Map<string, Zone>();
  if (http === null) return zones;
  for (const kind of ['req', 'conn'] as const) {
    for (const directive of own(http, `limit_${kind}_zone`)) {
      const argument = directive.args.find((one) => one.text.startsWith('zone='));
      if (argument === undefined) continue;
      const name = argument.text.slice(5).split(':')[0] ?? '';
      const rate = directive.args.find((one) => one.text.startsWith('rate='))?.text.slice(5);
      if (zones.has(zoneKey(kind, name))) continue;
      zones.set(zoneKey(kind, name), {
        name,
        kind,
        key: directive.args[0]?.text ?? '',
        rate: rate === undefined ? null : parseRate(rate),
        directive,
        level: http,
        at: atArgument(directive, argument, http),
      });
    }
  }
  return zones;
}

/** `10r/s` or `30r/m` as requests a second. */
export function parseRate(text: string): number | null {
  const match = /^(\d+)r\/([sm])$/.exec(text);
  return match === null ? null : Number(match[1]) / (match[2] === 's' ? 1 : 60);
}

/** The value of `name=value` among a directive's arguments. */
function parameterOf(directive: Directive, name: string): string | undefined {
  return directive.args.find((argument) => argument.text.startsWith(`${name}=`))?.text.slice(name.length + 1);
}

/** The name of the zone that a limit_req or limit_conn directive uses. */
export function zoneOf(directive: Directive): string {
  return directive.name === 'limit_req'
    ? (parameterOf(directive, 'zone') ?? '')
    : (directive.args[0]?.text ?? '');
}

function limits<T>(level: Level, name: string, read: (directive: Directive) => T): Setting<readonly T[]> {
  const found = nearest(level, name, true);
  if (found.kind === 'unsaid') return found;
  if (found.kind === 'unknown') return unknownSetting(found.reason, level);
  if (found.kind === 'default') {
    const at = atBlock(serverOf(level));
    return {
      kind: 'known',
      value: [],
      at,
      elements: [],
      steps: () => [{ what: 'default', span: at }],
      isDefault: true,
    };
  }
  const elements = found.directives.map((directive) => atArguments(directive, found.level));
  return {
    kind: 'known',
    value: found.directives.map(read),
    at: elements[0] ?? null,
    elements,
    steps: () => elements.map((span) => ({ what: found.level === level ? 'set' : 'inherited', span })),
    isDefault: false,
  };
}

/** Effective `limit_req`: a level with any of its own inherits none. */
export function limitReqs(level: Level, structure: Structure, zones: Zones): Setting<readonly LimitReq[]> {
  let setting = requestsByLevel.get(level);
  if (setting === undefined) {
    setting = readLimitReqs(level, structure, zones);
    requestsByLevel.set(level, setting);
  }
  return setting;
}

/** Each location asks for its limits several times; a level belongs to one structure. */
const requestsByLevel = new WeakMap<Level, Setting<readonly LimitReq[]>>();
const connectionsByLevel = new WeakMap<Level, Setting<readonly LimitConn[]>>();

function readLimitReqs(level: Level, structure: Structure, zones: Zones): Setting<readonly LimitReq[]> {
  return limits(level, 'limit_req', (directive) => {
    const zone = zoneOf(directive);
    const defined = zones.get(zoneKey('req', zone));
    const isElsewhere = defined === undefined && structure.context === 'snippet';
    return {
      zone,
      burst: Number(parameterOf(directive, 'burst') ?? 0) || 0,
      nodelay: directive.args.some((argument) => argument.text === 'nodelay'),
      ...(isElsewhere ? {} : { rate: defined?.rate ?? null }),
    };
  });
}

/** Effective `limit_conn`. */
export function limitConns(level: Level): Setting<readonly LimitConn[]> {
  let setting = connectionsByLevel.get(level);
  if (setting === undefined) {
    setting = readLimitConns(level);
    connectionsByLevel.set(level, setting);
  }
  return setting;
}

function readLimitConns(level: Level): Setting<readonly LimitConn[]> {
  return limits(level, 'limit_conn', (directive) => {
    const connections = Number(directive.args[1]?.text ?? Number.NaN);
    return { zone: zoneOf(directive), connections: Number.isFinite(connections) ? connections : null };
  });
}

/** True where `limit_req_dry_run` or `limit_conn_dry_run` lets everything pass. */
export function isDryRun(level: Level, kind: Zone['kind']): boolean {
  const found = nearest(level, `limit_${kind}_dry_run`);
  return found.kind === 'found' && found.directives[0].args[0]?.text.toLowerCase() === 'on';
}
