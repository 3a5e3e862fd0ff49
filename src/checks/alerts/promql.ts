/**
 * Which metrics a PromQL expression reads. Only names are wanted, so it is split into words and not parsed
 * (https://prometheus.io/docs/prometheus/latest/querying/basics/).
 */

/** Words that are never metrics: operators, modifiers, and aggregations, behind which a clause may stand. */
const WORDS: ReadonlySet<string> = new Set([
  ...['and', 'or', 'unless', 'atan2', 'bool', 'offset', 'start', 'end', 'inf', 'nan'],
  ...['sum', 'min', 'max', 'avg', 'group', 'stddev', 'stdvar', 'count', 'count_values', 'bottomk', 'topk'],
  ...['quantile', 'limitk', 'limit_ratio'],
]);

/** Behind these stands a list of labels. */
const CLAUSES: ReadonlySet<string> = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
]);

const TOKEN =
  /#[^\n]*|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|`[^`]*`|(?:\d+\.?\d*|\.\d+)\w*|[a-zA-Z_:][\w:]*|[=!]~|[!=<>]=|[^\s\w]/g;

const NAME = /^[a-zA-Z_:]/;

/** The metrics, each once, in the order in which they are named; those of `{__name__="x"}` among them. */
export function metricsOf(expression: string): readonly string[] {
  const tokens = (expression.match(TOKEN) ?? []).filter((token) => !token.startsWith('#'));
  const metrics = new Set<string>();
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const next = tokens[at + 1];
    if (token === '{') at = readMatchers(tokens, at, metrics);
    else if (token === '[') at = closing(tokens, at, ']');
    else if (CLAUSES.has(token.toLowerCase())) at = next === '(' ? closing(tokens, at + 1, ')') : at;
    else if (NAME.test(token) && next !== '(' && !WORDS.has(token.toLowerCase())) metrics.add(token);
  }
  return [...metrics];
}

/** Label matchers: of all labels only the name of the metric is wanted, which may also stand alone in quotes. */
function readMatchers(tokens: readonly string[], open: number, metrics: Set<string>): number {
  const close = closing(tokens, open, '}');
  for (let at = open + 1; at < close; at++) {
    const token = tokens[at] ?? '';
    const isFirst = at === open + 1 || tokens[at - 1] === ',';
    const isAlone = at + 1 === close || tokens[at + 1] === ',';
    if (isFirst && isAlone && /^["'`]/.test(token)) metrics.add(unquoted(token));
    if (isFirst && token === '__name__' && tokens[at + 1] === '=')
      metrics.add(unquoted(tokens[at + 2] ?? ''));
  }
  metrics.delete('');
  return close;
}

/** The index of the sign that closes; the end where it is missing. */
function closing(tokens: readonly string[], from: number, sign: string): number {
  const at = tokens.indexOf(sign, from);
  return at < 0 ? tokens.length : at;
}

function unquoted(token: string): string {
  return /^["'`]/.test(token) ? token.slice(1, -1) : '';
}
