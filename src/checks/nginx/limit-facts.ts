/** The limits of nginx.location: which are in force, whether they act there, and whether they act anywhere at all. */
import type { Anchor } from '../../source/span.ts';
import { answerOf, sourcesOf } from './answers.ts';
import { type Draft, doubt, put, putSetting } from './draft.ts';
import { atBlock, type Level, nearest, outwards } from './levels.ts';
import { isDryRun, limitConns, limitReqs, type Zone, zoneKey } from './limits.ts';
import { isImplicitReachable } from './locations.ts';
import { rewritePhase } from './rewrite.ts';
import { anyLocationLimits, mainView, reachOf, type Scope } from './scope.ts';
import { placed, type Setting } from './setting.ts';
import { allLocations, type Location } from './structure.ts';
import type { Directive } from './tree.ts';
import type { RequestView } from './variables.ts';

/** The limits in force at a location, whether they act there, and whether they act anywhere. */
export function putLimits(draft: Draft, location: Location, scope: Scope, view: RequestView): void {
  const { level, server } = location;
  const owner = location.modifier === 'if' ? location.parent : location;
  const lack = anyLocationLimits(server) ? atBlock((owner ?? location).level) : null;
  const here = <T>(setting: Setting<T>): Setting<T> =>
    setting.kind === 'known' && setting.isDefault && lack !== null
      ? placed(setting, lack, setting.elements)
      : setting;
  const requests = here(limitReqs(level, scope.structure, scope.zones));
  const connections = here(limitConns(level));
  putSetting(draft, 'limitReq', requests);
  putSetting(draft, 'limitConn', connections);
  const unknown = [requests, connections].find((setting) => setting.kind === 'unknown');
  const fires = doLimitsFire(location, scope, view);
  if (unknown?.kind === 'unknown' && !fires) {
    for (const field of ['limits', 'limitFires', 'limitsIdle'])
      doubt(draft, field, unknown.reason, unknown.at);
    return;
  }
  if (requests.kind === 'known' && connections.kind === 'known') {
    const names = [
      ...requests.value.map((limit) => `limit_req ${limit.zone}`),
      ...connections.value.map((limit) => `limit_conn ${limit.zone}`),
    ];
    const first = requests.value.length > 0 ? requests.at : connections.at;
    put(draft, 'limits', names, first);
    put(draft, 'limitFires', fires, first);
    putIdle(draft, location, scope, fires || names.length === 0, first);
  } else if (fires) {
    put(draft, 'limitFires', true, atBlock(level));
    put(draft, 'limitsIdle', false, atBlock(level));
  }
}

/**
 * A limit that is inherited serves whoever it can: that a redirect answers before it is counted says nothing. Idle is
 * what acts in none of the locations that it reaches.
 */
function putIdle(draft: Draft, location: Location, scope: Scope, isUseful: boolean, at: Anchor | null): void {
  const directives = isUseful ? [] : limitDirectives(location.level);
  const firing = directives.length === 0 ? null : firingLimits(scope);
  const isIdle = firing !== null && !directives.some(({ directive }) => firing.has(directive));
  const reason = isIdle ? missingBelow(directives, location, scope) : null;
  if (reason !== null) doubt(draft, 'limitsIdle', reason, at);
  else put(draft, 'limitsIdle', isIdle, at);
}

interface Limiting {
  readonly directive: Directive;
  readonly level: Level;
}

function limitDirectives(level: Level): readonly Limiting[] {
  return ['limit_req', 'limit_conn'].flatMap((name) => {
    const found = nearest(level, name, true);
    if (found.kind !== 'found') return [];
    return found.directives.map((directive) => ({ directive, level: found.level }));
  });
}

/** Why a location that the limits reach may be missing: an include that is not there; null where all are seen. */
function missingBelow(directives: readonly Limiting[], location: Location, scope: Scope): string | null {
  const levels = new Set(directives.map(({ level }) => level));
  const isOuter = [...levels].some(({ kind }) => kind === 'http');
  const between = [...outwards(location.level)].filter(
    (level) =>
      levels.has(level) || [...outwards(level)].some((outer) => outer !== level && levels.has(outer)),
  );
  const servers = isOuter ? scope.structure.servers.map(({ level }) => level) : [];
  return [...between, ...servers].find(({ unresolved }) => unresolved !== null)?.unresolved ?? null;
}

const firingByScope = new WeakMap<Scope, ReadonlySet<Directive>>();

/** The limits that act in some location. */
function firingLimits(scope: Scope): ReadonlySet<Directive> {
  let firing = firingByScope.get(scope);
  if (firing === undefined) {
    const servers = scope.structure.servers.filter(({ layer }) => layer === 'http');
    const limiting = servers.flatMap((server) => {
      const view = mainView(server, scope, reachOf(server, scope));
      const reached = isImplicitReachable(server) ? [server.implicit] : [];
      const locations = allLocations(server).flatMap((location) => [location, ...location.conditions]);
      return [...reached, ...locations].filter((location) => doLimitsFire(location, scope, view));
    });
    firing = new Set(
      limiting.flatMap(({ level }) => limitDirectives(level).map(({ directive }) => directive)),
    );
    firingByScope.set(scope, firing);
  }
  return firing;
}

/** A named location has been limited already where every location that leads to it is. */
function doLimitsFire(location: Location, scope: Scope, view: RequestView): boolean {
  if (answerOf(location, view) !== null || rewritePhase(location, view).leavesFor !== null) return false;
  const requests = limitReqs(location.level, scope.structure, scope.zones);
  const connections = limitConns(location.level);
  const isDefined = (kind: Zone['kind'], name: string): boolean =>
    scope.structure.context === 'snippet' || scope.zones.has(zoneKey(kind, name));
  const byRequests =
    requests.kind === 'known' &&
    requests.value.some((limit) => isDefined('req', limit.zone)) &&
    !isDryRun(location.level, 'req');
  const byConnections =
    connections.kind === 'known' &&
    connections.value.some((limit) => isDefined('conn', limit.zone)) &&
    !isDryRun(location.level, 'conn');
  if (byRequests || byConnections) return true;
  if (location.modifier !== '@') return false;
  const sources = sourcesOf(location);
  return sources.length > 0 && sources.every((one) => doLimitsFire(one, scope, view));
}
