/** The locations of a generated configuration: what they match, what answers in them, and what they lead to. */
import type { Grammar } from './nginx-grammar.ts';
import type { Item } from './nginx-tree.ts';

type Parent =
  | { readonly kind: 'server' }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'regex' };

const PREFIXES = [
  '/',
  '/a',
  '/a/',
  '/a/b',
  '/a/b/',
  '/b',
  '/b/',
  '/img',
  '/img/',
  '/x.php',
  '/e0.html',
  '/c/',
];

/** Regular expressions with paths that they match. */
export const REGEXES: Readonly<Record<string, readonly string[]>> = {
  '\\.php$': ['/x.php', '/b/c.php', '/B/x.PHP'],
  '^/a/': ['/a/q', '/a/b/file.txt', '/A/q'],
  '^/(a|b)': ['/a', '/b', '/axe'],
  '"\\.(png|txt)$"': ['/img/p.png', '/a/b/file.txt'],
  '/b/': ['/b/c.php', '/a/b/file.txt'],
};

/** Server-level answers and conditions, the locations, and what errors and missing files lead to. */
export function locations(g: Grammar, parent: Parent, depth: number): readonly Item[] {
  const { random } = g;
  const taken = new Set<string>();
  const count =
    depth === 0
      ? random.weighted([
          [1, 0],
          [2, 1],
          [4, 2],
          [4, 3],
          [2, 4],
        ])
      : 1 + random.below(2);
  const items: Item[] = [];
  if (depth === 0) items.push(...serverAnswers(g));
  for (let index = 0; index < count; index++) {
    const match = matchOf(g, parent);
    const key = match.args
      .map((arg) => arg.replaceAll('"', ''))
      .join(' ')
      .replace(/^(\^~ |= ?)/, asKey);
    if (taken.has(key)) continue;
    taken.add(key);
    items.push(g.block('location', match.args, content(g, match, depth)));
  }
  if (depth === 0) items.push(...targets(g, taken));
  return items;
}

/** nginx refuses a prefix twice, with or without `^~`, and an exact match twice, with or without the space. */
function asKey(modifier: string): string {
  return modifier.startsWith('=') ? '= ' : '';
}

interface Match {
  readonly args: readonly string[];
  readonly as: Parent | { readonly kind: 'exact' } | { readonly kind: 'named' };
}

function matchOf(g: Grammar, parent: Parent): Match {
  const { random } = g;
  const regex = (): Match => ({
    args: [random.pick(['~', '~', '~*']), random.pick(Object.keys(REGEXES))],
    as: { kind: 'regex' },
  });
  if (parent.kind === 'regex' || random.chance(0.25)) return regex();
  const fitting =
    parent.kind === 'server' ? PREFIXES : PREFIXES.filter((each) => each.startsWith(parent.prefix));
  const prefix = random.chance(parent.kind === 'server' ? 0.3 : 0) ? '/' : random.pick(fitting);
  const quoted = random.chance(0.05) ? `"${prefix}"` : prefix;
  return random.weighted<Match>([
    [6, { args: [quoted], as: { kind: 'prefix', prefix } }],
    [2, { args: ['=', quoted], as: { kind: 'exact' } }],
    [1.5, { args: ['^~', quoted], as: { kind: 'prefix', prefix } }],
    [0.3, { args: [`=${prefix}`], as: { kind: 'exact' } }],
  ]);
}

function content(g: Grammar, match: Match, depth: number): readonly Item[] {
  const { random } = g;
  const prefix = match.as.kind === 'prefix';
  const nests = match.as.kind === 'prefix' || match.as.kind === 'regex' ? match.as : null;
  const body = [
    ...g.settings('location'),
    ...conditions(g),
    ...(random.chance(0.05) && match.as.kind !== 'named' ? [limitExcept(g)] : []),
    ...handler(g, prefix),
    ...(random.chance(0.03) && match.as.kind !== 'named' ? [g.simple('internal')] : []),
    ...(nests !== null && depth < 2 && random.chance(0.22) ? locations(g, nests, depth + 1) : []),
  ];
  return g.shuffledSometimes(body);
}

function handler(g: Grammar, prefix: boolean): readonly Item[] {
  const { random } = g;
  const proxy = (): readonly Item[] => {
    const port = random.chance(0.1) ? 1 : g.upstreamPort;
    const uri = prefix && random.chance(0.2) ? '/up/' : '';
    return [
      g.simple('proxy_pass', `http://127.0.0.1:${port}${uri}`),
      ...(random.chance(0.2) ? [g.simple('proxy_hide_header', 'X-Frame-Options')] : []),
      ...(random.chance(0.3) ? [g.simple('proxy_intercept_errors', 'on')] : []),
    ];
  };
  return random.weighted<() => readonly Item[]>([
    [5, () => [g.simple('return', ...answer(g))]],
    [5, proxy],
    [6, () => []],
    [2, () => [g.simple('try_files', '$uri', random.pick(['/t0.html', '@t0', '=404', '=403', '/e0.html']))]],
    [0.5, () => [g.simple('try_files', '$uri', '$uri/', random.pick(['/t0.html', '=404']))]],
    [1, () => [g.simple('rewrite', '^/a/(.*)$', '/b/$1', random.pick(['last', 'break', 'redirect']))]],
    [0.6, () => [g.simple('rewrite', '^', 'https://$host$uri', random.pick(['permanent', 'redirect']))]],
    [0.6, () => [g.simple('rewrite', '^', '/t0.html', random.pick(['last', 'break']))]],
    [0.4, () => [g.simple('stub_status')]],
    [0.4, () => [g.simple('rewrite', '.*', '/x.php', 'last'), ...proxy()]],
  ])();
}

function answer(g: Grammar): readonly string[] {
  return g.random.weighted<readonly string[]>([
    [4, ['200', '"ok"']],
    [1, ['200']],
    [1, ['204']],
    [3, ['301', 'https://$host$request_uri']],
    [1, ['302', '/t0.html']],
    [1, ['307', '"https://$host$request_uri"']],
    [0.7, ['308', 'https://s0.test/']],
    [0.7, ['https://$host/']],
    [1, ['301', 'http://$host/']],
    [2, ['403']],
    [2, ['404']],
    [1, ['404', '"none"']],
    [0.4, ['444']],
    [1, ['500']],
    [1, ['503']],
    [0.6, ['201', 'made']],
    [0.4, ['401']],
  ]);
}

const CONDITIONS = [
  '($arg_a)',
  '($arg_a = 1)',
  '($request_method = POST)',
  '($scheme = http)',
  '($scheme != https)',
  '($http_user_agent ~ bad)',
  '( $arg_a != "" )',
  '($host = nowhere.test)',
];

function conditions(g: Grammar): readonly Item[] {
  const { random } = g;
  if (!random.chance(0.18)) return [];
  return random.several(1, 2, () =>
    g.block('if', random.pick(CONDITIONS).split(' '), [
      ...g.headers(0.6),
      ...(random.chance(0.1) ? [g.simple('expires', '2h')] : []),
      ...(random.chance(0.4)
        ? [g.simple('return', ...answer(g))]
        : random.chance(0.1)
          ? [g.simple('proxy_pass', `http://127.0.0.1:${g.upstreamPort}`)]
          : []),
    ]),
  );
}

function serverAnswers(g: Grammar): readonly Item[] {
  const { random } = g;
  return [
    ...(random.chance(0.07) ? [g.simple('return', ...answer(g))] : []),
    ...(random.chance(0.03) ? [g.simple('rewrite', '^', 'https://$host$uri', 'permanent')] : []),
    ...(random.chance(0.14)
      ? [g.block('if', random.pick(CONDITIONS).split(' '), [g.simple('return', ...answer(g))])]
      : []),
  ];
}

function limitExcept(g: Grammar): Item {
  return g.block('limit_except', g.random.pick([['GET'], ['GET', 'POST']]), [g.simple('deny', 'all')]);
}

/** Locations that only errors and missing files lead to. Named ones are always there, since others name them. */
function targets(g: Grammar, taken: ReadonlySet<string>): readonly Item[] {
  const { random } = g;
  const named = (name: string): Item =>
    g.block('location', [name], [...g.settings('location'), ...conditions(g), ...handler(g, false)]);
  return [
    named('@e0'),
    named('@t0'),
    ...['/e0.html', '/t0.html', '/e1.html'].flatMap((path) =>
      random.chance(0.3) && !taken.has(path) && !taken.has(`= ${path}`)
        ? [
            g.block(
              'location',
              ['=', path],
              [...g.settings('location'), ...(random.chance(0.3) ? [g.simple('internal')] : [])],
            ),
          ]
        : [],
    ),
  ];
}
