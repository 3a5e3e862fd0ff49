/** nginx.limitZone: the zones that are defined, used or not, and the names of zones that limits use and nothing defines. */
import type { Fact } from '../../engine/fact.ts';
import { type Draft, doubt, finish, newDraft, put } from './draft.ts';
import { atArgument, atName, type Level, own } from './levels.ts';
import { zoneKey, zoneOf } from './limits.ts';
import type { Scope } from './scope.ts';
import { allLocations, type Location } from './structure.ts';
import type { Directive } from './tree.ts';

interface Use {
  readonly kind: 'req' | 'conn';
  readonly name: string;
  readonly directive: Directive;
  readonly level: Level;
}

export function zoneFacts(scope: Scope): readonly Fact[] {
  const uses = usesOf(scope);
  const used = new Set(uses.map((use) => zoneKey(use.kind, use.name)));
  const missing = missingAnywhere(scope);
  const facts: Fact[] = [];
  for (const zone of scope.zones.values()) {
    const draft = newDraft({});
    put(draft, 'key', zone.key, zone.at);
    put(draft, 'rate', zone.rate, zone.at);
    put(draft, 'defined', true, zone.at);
    if (used.has(zoneKey(zone.kind, zone.name))) put(draft, 'used', true, zone.at);
    else if (missing !== null) doubt(draft, 'used', missing, zone.at);
    else if (scope.structure.context === 'whole') put(draft, 'used', false, zone.at);
    facts.push(fact(draft, zone.kind, zone.name, zone.at, scope));
  }
  const defined = new Set(scope.zones.keys());
  for (const use of uses) {
    const key = zoneKey(use.kind, use.name);
    if (defined.has(key)) continue;
    defined.add(key);
    const argument = use.directive.args.find((one) => one.text.startsWith('zone=')) ?? use.directive.args[0];
    const at =
      argument === undefined
        ? atName(use.directive, use.level)
        : atArgument(use.directive, argument, use.level);
    const draft = newDraft({});
    put(draft, 'used', true, at);
    const http = scope.structure.http?.unresolved ?? null;
    if (scope.structure.context === 'whole') {
      if (http === null) put(draft, 'defined', false, at);
      else doubt(draft, 'defined', http, at);
      put(draft, 'key', null, at);
      put(draft, 'rate', null, at);
    }
    facts.push(fact(draft, use.kind, use.name, at, scope));
  }
  return facts;
}

function fact(draft: Draft, kind: Use['kind'], name: string, at: Fact['at'], scope: Scope): Fact {
  put(draft, 'name', name, at);
  put(draft, 'kind', kind, at);
  return finish(draft, 'nginx.limitZone', `limit_${kind} zone ${name}`, at, scope.confidence);
}

/** Every limit in the configuration, http first, then servers and their locations in file order. */
function usesOf(scope: Scope): readonly Use[] {
  return levelsOf(scope).flatMap((level) =>
    (['req', 'conn'] as const).flatMap((kind) =>
      own(level, `limit_${kind}`).map((directive) => ({ kind, name: zoneOf(directive), directive, level })),
    ),
  );
}

function levelsOf(scope: Scope): readonly Level[] {
  const levels: Level[] = scope.structure.http === null ? [] : [scope.structure.http];
  for (const server of scope.structure.servers) {
    if (server.layer !== 'http') continue;
    const locations: Location[] = [server.implicit, ...allLocations(server)];
    levels.push(...locations.map((location) => location.level));
  }
  return levels;
}

/** Why it cannot be told that nothing uses a zone. */
function missingAnywhere(scope: Scope): string | null {
  for (const level of levelsOf(scope)) if (level.unresolved !== null) return level.unresolved;
  return null;
}
