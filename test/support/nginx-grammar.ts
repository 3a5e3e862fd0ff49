/** The directives that may stand at every level of a generated configuration, with the odd ways of writing them. */
import type { Item } from './nginx-tree.ts';
import { type Random, random } from './random.ts';

export type Level = 'http' | 'server' | 'location' | 'if';

const ODD = [' # a { comment };\n', '\t', '\n      ', '\t#x\n', '  #x\n  #y "\n  '];
const LEAD = [
  '\t##\n',
  '# ssl_protocols TLSv1;\n',
  '#}\n',
  '# add_header X-Frame-Options "NO;\n',
  '\n\n',
  "# it's\n",
];

const VALUES: Readonly<Record<string, readonly string[]>> = {
  'Strict-Transport-Security': [
    '"max-age=31536000; includeSubDomains"',
    'max-age=600',
    "'max-age=63072000; includeSubDomains; preload'",
    'max-age=31536000\\;',
    '"max-age=0"',
    '"max-age=\\"31536000\\""',
  ],
  'X-Frame-Options': ['DENY', 'SAMEORIGIN', '"deny"'],
  'X-Content-Type-Options': ['nosniff', "'nosniff'"],
  'Content-Security-Policy': [
    "\"default-src 'self'; object-src 'none'\"",
    "'default-src \\'none\\''",
    '"script-src \'self\' # { no comment }"',
    'default-src\\ none',
  ],
  'Referrer-Policy': ['no-referrer', '"strict-origin"'],
  'X-Custom': ['a#b', '"say \\"hi\\""', 'back\\\\slash', '"tab\\there"', "it\\'s", '"a  b"', 'x\\y'],
};
const HEADER_NAMES = Object.keys(VALUES);

/** Makes items with their ids; one for each configuration. */
export class Grammar {
  readonly random: Random;
  readonly upstreamPort: number;
  readonly mapNames: string[] = [];
  #nextId = 1;
  #nextFile = 0;

  constructor(seed: number, upstreamPort: number) {
    this.random = random(seed);
    this.upstreamPort = upstreamPort;
  }

  #item(name: string, args: readonly string[], block: readonly Item[] | null): Item {
    const { random } = this;
    const odd = args.length > 0 && random.chance(0.02) ? random.pick(ODD) : undefined;
    const lead = random.chance(0.03) ? random.pick(LEAD) : undefined;
    return {
      id: this.#nextId++,
      name,
      args,
      block,
      ...(odd === undefined ? {} : { odd }),
      ...(lead === undefined ? {} : { lead }),
    };
  }

  simple(name: string, ...args: readonly string[]): Item {
    return this.#item(name, args, null);
  }

  /** A directive that a shrunk configuration keeps. */
  fixed(name: string, ...args: readonly string[]): Item {
    return { ...this.#item(name, args, null), fixed: true };
  }

  block(name: string, args: readonly string[], block: readonly Item[]): Item {
    return this.#item(name, args, block);
  }

  /** The items in files of their own, behind an include with a glob. */
  included(glob: string, items: readonly Item[]): readonly Item[] {
    const files = items.map((item, index) => {
      const path = glob.replace('*', `${items.length - index}-f${this.#nextFile++}`);
      return { path, items: [item] };
    });
    return [{ ...this.simple('include', glob), files }];
  }

  /** The items in one file behind an include without a glob. */
  snippet(items: readonly Item[]): Item {
    const path = `snippets/h${this.#nextFile++}.conf`;
    return { ...this.simple('include', path), files: [{ path, items }] };
  }

  /** Settings before, between and after the blocks: order must not matter to nginx. */
  mixed(settings: readonly Item[], blocks: readonly Item[]): readonly Item[] {
    if (this.random.chance(0.7)) return [...settings, ...blocks];
    const cut = this.random.below(settings.length + 1);
    return [...settings.slice(0, cut), ...blocks, ...settings.slice(cut)];
  }

  shuffledSometimes(items: readonly Item[]): readonly Item[] {
    if (this.random.chance(0.8)) return items;
    return items
      .map((item) => ({ item, key: this.random.float() }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ item }) => item);
  }

  maps(): readonly Item[] {
    const { random } = this;
    return random.several(0, 2, (index) => {
      const name = `$map${index}`;
      this.mapNames.push(name);
      const entries = [
        ...(random.chance(0.7) ? [this.simple('default', random.pick(['"from map"', '""', 'DENY']))] : []),
        this.simple(random.pick(['http', 'https', '/a', '~^/b', '1', '""']), random.pick(['mapped', '""'])),
        ...(random.chance(0.3) ? [this.simple('nothing', 'never')] : []),
      ];
      const source = random.pick(['$scheme', '$arg_m', '$http_x_nothing', '$uri']);
      return this.block('map', [source, name], entries);
    });
  }

  /** Zones for limits; always there, so that every level may name them. */
  zones(): readonly Item[] {
    return [
      this.fixed('limit_req_zone', '$binary_remote_addr', 'zone=r0:64k', 'rate=1r/m'),
      this.fixed('limit_req_zone', '$binary_remote_addr', 'zone=r1:64k', 'rate=2r/m'),
      this.fixed('limit_conn_zone', '$binary_remote_addr', 'zone=c0:64k'),
    ];
  }

  header(): Item {
    const { random } = this;
    const name = random.pick(HEADER_NAMES);
    const values = VALUES[name] ?? ['x'];
    const value = random.weighted([
      [16, random.pick(values)],
      [1, '""'],
      [this.mapNames.length > 0 ? 3 : 0, this.mapNames.length > 0 ? random.pick(this.mapNames) : '""'],
      [0.5, '"on $scheme"'],
      [0.5, `"\${host}x"`],
      [0.3, '$http_x_nothing'],
    ]);
    const written = random.weighted([
      [10, name],
      [1, name.toLowerCase()],
      [1, `"${name}"`],
    ]);
    return this.simple('add_header', written, value, ...(random.chance(0.4) ? ['always'] : []));
  }

  headers(probability: number): readonly Item[] {
    const { random } = this;
    if (!random.chance(probability)) return [];
    const some = random.several(1, 3, () => this.header());
    const twice = random.chance(0.08) && some[0] !== undefined ? [...some, this.#again(some[0])] : some;
    return random.chance(0.12) ? [this.snippet(twice)] : twice;
  }

  #again(item: Item): Item {
    return this.simple(item.name, ...item.args);
  }

  /** What may stand in http, server and location alike. */
  settings(level: Level): readonly Item[] {
    const { random } = this;
    const rare = level === 'http' ? 0.06 : 0.12;
    return [
      ...this.headers(level === 'location' ? 0.45 : 0.55),
      ...(random.chance(rare) ? [this.simple('expires', random.pick(['1h', 'off', '-1', 'max']))] : []),
      ...this.limits(rare),
      ...this.access(rare * 0.7),
      ...(random.chance(rare)
        ? [this.simple('client_max_body_size', random.pick(['0', '1', '512', '1k', '2m', '1K']))]
        : []),
      ...this.errorPages(level === 'http' ? 0.1 : 0.2),
      ...(random.chance(0.04) ? [this.simple('server_tokens', random.pick(['off', 'on']))] : []),
    ];
  }

  limits(probability: number): readonly Item[] {
    const { random } = this;
    const items: Item[] = [];
    if (random.chance(probability)) {
      const burst = random.pick<readonly string[]>([[], ['burst=1', 'nodelay'], ['burst=2', 'nodelay']]);
      const both = random.chance(0.15);
      items.push(this.simple('limit_req', `zone=${both ? 'r0' : random.pick(['r0', 'r1'])}`, ...burst));
      if (both) items.push(this.simple('limit_req', 'zone=r1', 'burst=3', 'nodelay'));
    }
    if (random.chance(probability * 0.6))
      items.push(this.simple('limit_conn', 'c0', random.pick(['1', '10'])));
    if (random.chance(probability * 0.3)) {
      items.push(this.simple('limit_req_dry_run', random.pick(['on', 'on', 'off'])));
    }
    if (random.chance(probability * 0.2)) items.push(this.simple('limit_conn_dry_run', 'on'));
    if (random.chance(probability * 0.4)) items.push(this.simple('limit_req_status', '429'));
    return items;
  }

  access(probability: number): readonly Item[] {
    const { random } = this;
    const items: Item[] = [];
    if (random.chance(probability)) {
      items.push(
        ...random.several(1, 3, () =>
          this.simple(
            random.pick(['allow', 'deny']),
            random.pick(['127.0.0.0/8', '10.0.0.0/8', '127.1.0.0/16', 'all', '127.2.0.1', '::1']),
          ),
        ),
      );
    }
    if (random.chance(probability)) {
      items.push(this.simple('auth_basic', random.pick(['"area"', 'area', 'off'])));
      items.push(this.simple('auth_basic_user_file', 'users'));
    }
    if (random.chance(probability * 0.4)) items.push(this.simple('satisfy', random.pick(['any', 'all'])));
    return items;
  }

  errorPages(probability: number): readonly Item[] {
    const { random } = this;
    if (!random.chance(probability)) return [];
    return random.several(1, 2, () => {
      const codes = random.pick([
        ['404'],
        ['403', '404'],
        ['500', '502', '503', '504'],
        ['401'],
        ['413'],
        ['404', '503'],
        ['405'],
        ['429', '503'],
      ]);
      const becomes = random.weighted<readonly string[]>([
        [5, []],
        [1, ['=200']],
        [1, ['=404']],
        [1, ['=']],
      ]);
      const target = random.pick(['/e0.html', '/e1.html', '@e0', '/e0.html']);
      const url = random.chance(0.06) ? 'https://elsewhere.test/' : target;
      return this.simple('error_page', ...codes, ...(url === target ? becomes : []), url);
    });
  }
}
