/**
 * An assembled configuration as servers and locations. A snippet (a file that some other file, not in the repository,
 * includes) gets the levels that must surround it, marked open: they may set anything.
 */
import { type Level, type LevelKind, makeLevel, own, type Unresolved } from './levels.ts';
import type { Directive } from './tree.ts';

export type Modifier = '' | '=' | '^~' | '~' | '~*' | '@' | 'if' | 'implicit';

export interface Location {
  readonly level: Level;
  readonly server: Server;
  readonly parent: Location | null;
  readonly modifier: Modifier;
  /** What the modifier applies to: a prefix, a path, an expression, a name. */
  readonly pattern: string;
  /** As written; empty for the implicit one, the outer location and the condition for an `if`. */
  readonly match: string;
  /** Locations nested in this one. */
  readonly children: readonly Location[];
  /** `if` blocks that stand directly in this one. */
  readonly conditions: readonly Location[];
}

export interface Server {
  readonly level: Level;
  readonly layer: 'http' | 'stream' | 'mail';
  readonly names: readonly string[];
  /** Outermost locations in file order. */
  readonly locations: readonly Location[];
  /** The server itself as the location of requests that no other takes; its `if` blocks are its conditions. */
  readonly implicit: Location;
  /** True for the server that must surround a snippet of locations. */
  readonly isAssumed: boolean;
}

export interface Structure {
  /** Path of the file that the others are included from. */
  readonly path: string;
  /** `whole`, or `snippet` where the blocks around the file are not in the repository. */
  readonly context: 'whole' | 'snippet';
  /** The http block, or the assumed one. */
  readonly http: Level | null;
  readonly servers: readonly Server[];
  readonly unresolved: Unresolved;
}

/** Where the file that a structure is read from belongs: `main`, or what surrounds a snippet. */
export type Surroundings = 'main' | 'http' | 'stream' | 'mail' | 'server';

/** Reads the servers and locations out of an assembled tree. */
export function structureOf(
  path: string,
  directives: readonly Directive[],
  unresolved: Unresolved,
  surroundings: Surroundings,
): Structure {
  if (surroundings === 'main') return wholeStructure(path, directives, unresolved);
  const level = (kind: LevelKind, parent: Level | null, inner: readonly Directive[]): Level =>
    makeLevel({ kind, block: null, parent, directives: inner, open: true }, unresolved);
  if (surroundings !== 'server') {
    const outer = level(surroundings, null, directives);
    const http = surroundings === 'http' ? outer : null;
    const found = serversIn(outer, surroundings, unresolved);
    const servers = found.length > 0 ? found : [inheritingServer(outer, surroundings, unresolved)];
    return { path, context: 'snippet', http, servers, unresolved };
  }
  const http = level('http', null, []);
  const servers = [serverOfLevel(level('server', http, directives), 'http', unresolved, true)];
  return { path, context: 'snippet', http, servers, unresolved };
}

/** A snippet for the http block sets things for servers that are elsewhere: one of them that only inherits. */
function inheritingServer(outer: Level, layer: Server['layer'], unresolved: Unresolved): Server {
  const level = makeLevel({ kind: 'server', block: null, parent: outer, directives: [] }, unresolved);
  return serverOfLevel(level, layer, unresolved, true);
}

function wholeStructure(path: string, directives: readonly Directive[], unresolved: Unresolved): Structure {
  const main = makeLevel({ kind: 'main', block: null, parent: null, directives }, unresolved);
  let http: Level | null = null;
  const servers: Server[] = [];
  for (const layer of ['http', 'stream', 'mail'] as const) {
    for (const block of own(main, layer)) {
      const level = levelOf(block, layer, null, unresolved);
      if (layer === 'http') http ??= level;
      servers.push(...serversIn(level, layer, unresolved));
    }
  }
  return { path, context: 'whole', http, servers, unresolved };
}

function levelOf(block: Directive, kind: LevelKind, parent: Level | null, unresolved: Unresolved): Level {
  return makeLevel({ kind, block, parent, directives: block.block ?? [] }, unresolved);
}

function serversIn(outer: Level, layer: Server['layer'], unresolved: Unresolved): readonly Server[] {
  return own(outer, 'server')
    .filter((block) => block.block !== null)
    .map((block) => serverOfLevel(levelOf(block, 'server', outer, unresolved), layer, unresolved, false));
}

function serverOfLevel(
  level: Level,
  layer: Server['layer'],
  unresolved: Unresolved,
  isAssumed: boolean,
): Server {
  const names = own(level, 'server_name').flatMap((directive) =>
    directive.args.map((argument) => argument.text),
  );
  const locations: Location[] = [];
  const conditions: Location[] = [];
  const named = names.filter((name) => name !== '');
  const server = new BlockServer({ level, layer, names: named, locations, isAssumed }, conditions);
  if (layer === 'http') {
    locations.push(...locationsIn(level, server, null, unresolved));
    conditions.push(...conditionsIn(level, server.implicit, unresolved));
  }
  return server;
}

/** A server and its implicit location know each other. */
class BlockServer implements Server {
  readonly level: Level;
  readonly layer: Server['layer'];
  readonly names: readonly string[];
  readonly locations: readonly Location[];
  readonly implicit: Location;
  readonly isAssumed: boolean;

  constructor(server: Omit<Server, 'implicit'>, conditions: readonly Location[]) {
    this.level = server.level;
    this.layer = server.layer;
    this.names = server.names;
    this.locations = server.locations;
    this.isAssumed = server.isAssumed;
    this.implicit = {
      level: server.level,
      server: this,
      parent: null,
      modifier: 'implicit',
      pattern: '',
      match: '',
      children: server.locations,
      conditions,
    };
  }
}

function locationsIn(
  level: Level,
  server: Server,
  parent: Location | null,
  unresolved: Unresolved,
): readonly Location[] {
  return own(level, 'location')
    .filter((block) => block.block !== null && block.args.length > 0)
    .map((block) => {
      const inner = levelOf(block, 'location', level, unresolved);
      const children: Location[] = [];
      const conditions: Location[] = [];
      const [modifier, pattern] = splitMatch(block);
      const match = block.args.map((argument) => argument.text).join(' ');
      const location: Location = {
        level: inner,
        server,
        parent,
        modifier,
        pattern,
        match,
        children,
        conditions,
      };
      children.push(...locationsIn(inner, server, location, unresolved));
      conditions.push(...conditionsIn(inner, location, unresolved));
      return location;
    });
}

function conditionsIn(level: Level, parent: Location, unresolved: Unresolved): readonly Location[] {
  return own(level, 'if')
    .filter((block) => block.block !== null)
    .map((block) => {
      const inner = levelOf(block, 'if', level, unresolved);
      const conditions: Location[] = [];
      const condition = block.args.map((argument) => argument.text).join(' ');
      const location: Location = {
        level: inner,
        server: parent.server,
        parent,
        modifier: 'if',
        pattern: condition,
        match: `${parent.match} if ${condition}`.trim(),
        children: [],
        conditions,
      };
      conditions.push(...conditionsIn(inner, location, unresolved));
      return location;
    });
}

/** `location = /x`, and also `location =/x`, which nginx reads the same. */
function splitMatch(block: Directive): readonly [Modifier, string] {
  const first = block.args[0]?.text ?? '';
  const second = block.args[1]?.text;
  if (second !== undefined) return [modifierOf(first), second];
  const glued = /^(=|\^~|~\*|~|@)([\s\S]*)$/.exec(first);
  return glued === null ? ['', first] : [modifierOf(glued[1] ?? ''), glued[2] ?? ''];
}

function modifierOf(text: string): Modifier {
  switch (text) {
    case '=':
    case '^~':
    case '~':
    case '~*':
    case '@':
      return text;
    default:
      return '';
  }
}

/** Every location of a server, nested ones after the one around them; without `if` blocks and the implicit one. */
export function allLocations(server: Server): readonly Location[] {
  let all = flattened.get(server);
  if (all === undefined) {
    all = flatten(server);
    flattened.set(server, all);
  }
  return all;
}

const flattened = new WeakMap<Server, readonly Location[]>();

function flatten(server: Server): readonly Location[] {
  const all: Location[] = [];
  const visit = (locations: readonly Location[]): void => {
    for (const location of locations) {
      all.push(location);
      visit(location.children);
    }
  };
  visit(server.locations);
  return all;
}

/** The server in words, as messages name it. */
export function serverSubject(server: Server): string {
  const name = server.names[0];
  if (name !== undefined) return `server ${name}`;
  const listen = own(server.level, 'listen')[0]?.args[0]?.text;
  return listen === undefined ? 'server' : `server on ${listen}`;
}

/** A location in words. */
export function locationSubject(location: Location): string {
  const server = serverSubject(location.server);
  if (location.modifier === 'implicit') return server;
  const where = `location ${location.match}`;
  return location.server.isAssumed ? where : `${where} of ${server}`;
}
