/** nginx.limitZone: the zones that are defined, used or not, and the names of zones that limits use and nothing defines. */
import type { Fact } from '../../engine/fact.ts';
import type { Anchor } from '../../source/span.ts';
import { type Draft, doubt, makeFact, put } from './draft.ts';
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
  if (uses.length === 0 && scope.zones.size === 0) return [];
  const used = new Set(uses.map((use) => zoneKey(use.kind, use.name)));
  const missing = missingAnywhere(scope);
  const facts: Fact[] = [];
  for (const zone of scope.zones.values()) {
    const isUsed = used.has(zoneKey(zone.kind, zone.name));
    const fill = (draft: Draft): void => {
      putAll(draft, { key: zone.key, rate: zone.rate, defined: true }, zone.at);
      if (isUsed) put(draft, 'used', true, zone.at);
      else if (missing !== null) doubt(draft, 'used', missing, zone.at);
      else if (scope.structure.context === 'whole') put(draft, 'used', false, zone.at);
    };
    facts.push(zoneFact(zone.kind, zone.name, zone.at, scope, fill));
  }
  const told = new Set(scope.zones.keys());
  for (const use of uses) {
    const key = zoneKey(use.kind, use.name);
    if (told.has(key)) continue;
    told.add(key);
    const argument = use.directive.args.find((one) => one.text.startsWith('zone=')) ?? use.directive.args[0];
    const at =
      argument === undefined
        ? atName(use.directive, use.level)
        : atArgument(use.directive, argument, use.level);
    const http = scope.structure.http?.unresolved ?? null;
    const fill = (draft: Draft): void => {
      put(draft, 'used', true, at);
      if (scope.structure.context === 'snippet') return;
      putAll(draft, { key: null, rate: null }, at);
      if (http === null) put(draft, 'defined', false, at);
      else doubt(draft, 'defined', http, at);
    };
    facts.push(zoneFact(use.kind, use.name, at, scope, fill));
  }
  return facts;
}

function putAll(draft: Draft, fields: Readonly<Record<string, unknown>>, at: Anchor): void {
  for (const [field, value] of Object.entries(fields)) put(draft, field, value, at);
}

function zoneFact(
  kind: Use['kind'],
  name: string,
  at: Anchor,
  scope: Scope,
  fill: (draft: Draft) => void,
): Fact {
  const { confidence } = scope;
  const heading = { fact: 'nginx.limitZone', subject: `limit_${kind} zone ${name}`, at, confidence };
  return makeFact(heading, scope.purpose, (draft) => {
    putAll(draft, { name, kind }, at);
    fill(draft);
  });
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
