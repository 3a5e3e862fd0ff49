/**
 * The rewrite phase: `return`, `rewrite`, `break` and `if` in the order in which they stand. It comes before limits,
 * access lists and content, so what answers here answers first (ngx_http_rewrite_module; measured).
 */

import type { Level } from './levels.ts';
import { matchesEverything } from './locations.ts';
import type { Location } from './structure.ts';
import type { Directive } from './tree.ts';
import { conditionHolds, evaluate, type RequestView } from './variables.ts';

/** An answer that the rewrite phase gives itself. */
export interface Answer {
  readonly status: number;
  /** Where a redirect leads, as far as it can be told. */
  readonly target: string | null;
  /** True for `return 4xx "text"`, which no error_page replaces. */
  readonly hasText: boolean;
  readonly directive: Directive;
  /** The level whose headers go with it: the location's, or that of the `if` it stands in. */
  readonly level: Level;
}

export interface Phase {
  /** Answers to some requests. */
  readonly sometimes: readonly Answer[];
  /** The answer to every request that gets to it, null where content follows. */
  readonly always: Answer | null;
  /** The levels whose content some or all requests get: the location, and `if` blocks without an answer. */
  readonly content: readonly Level[];
  /** An unconditional `rewrite … last` leads every request to another location. */
  readonly leavesFor: string | null;
}

/** `if` blocks of one location beyond these are not told apart, since each multiplies the answers. */
const MOST_BRANCHES = 64;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * What a location, or the server as the implicit one, does in the rewrite phase. An `if` that holds and does not answer
 * takes the request over: what follows still runs, with the headers of the `if`.
 */
export function rewritePhase(location: Location, view: RequestView): Phase {
  const kept = view.tls ? overTls : overPlain;
  let phase = kept.get(location);
  if (phase === undefined) {
    phase = runPhase(location, view);
    kept.set(location, phase);
  }
  return phase;
}

/** A phase depends on nothing else in the view than TLS and what goes with it. */
const overTls = new WeakMap<Location, Phase>();
const overPlain = new WeakMap<Location, Phase>();

function runPhase(location: Location, view: RequestView): Phase {
  const sometimes: Answer[] = [];
  const conditional: Level[] = [];
  let base = location.level;
  const content = (): readonly Level[] => [base, ...conditional];
  const answered = (answer: Answer): readonly Answer[] => content().map((level) => ({ ...answer, level }));
  const always = (answer: Answer): Phase => {
    const [first = answer, ...others] = answered(answer);
    return { sometimes: [...sometimes, ...others], always: first, content: [], leavesFor: null };
  };
  for (const directive of location.level.directives) {
    switch (directive.name) {
      case 'break':
        return { sometimes, always: null, content: content(), leavesFor: null };
      case 'return': {
        const answer = returnAnswer(directive, location.level, view);
        if (answer !== null) return always(answer);
        break;
      }
      case 'rewrite': {
        const answer = rewriteAnswer(directive, location.level, view);
        const isEverything = matchesEverything(directive.args[0]?.text ?? '');
        if (answer !== null && isEverything) return always(answer);
        if (answer !== null) sometimes.push(...answered(answer));
        const flag = directive.args[2]?.text;
        if (answer === null && isEverything && (flag === 'last' || flag === 'break')) {
          const uri = evaluate(directive.args[1]?.text ?? '', location.level, view).text;
          const leavesFor = flag === 'last' && location.modifier !== 'implicit' ? uri : null;
          return { sometimes, always: null, content: content(), leavesFor };
        }
        break;
      }
      case 'if': {
        const inner = location.conditions.find((condition) => condition.level.block === directive);
        const holds =
          inner !== undefined &&
          conditionHolds(
            directive.args.map((argument) => argument.text),
            view,
          );
        if (inner === undefined || holds === false) break;
        const phase = rewritePhase(inner, view);
        sometimes.push(...phase.sometimes);
        if (phase.always !== null && holds === true) return { ...phase, sometimes };
        if (phase.always !== null) {
          sometimes.push(phase.always);
          break;
        }
        const [first = inner.level, ...others] = phase.content;
        if (holds === true) {
          base = first;
          conditional.length = 0;
        } else {
          conditional.push(first);
        }
        conditional.push(...others);
        conditional.splice(MOST_BRANCHES);
        break;
      }
      default:
    }
  }
  return { sometimes, always: null, content: content(), leavesFor: null };
}

function returnAnswer(directive: Directive, level: Level, view: RequestView): Answer | null {
  const [first, second] = directive.args;
  if (first === undefined) return null;
  const status = /^\d{3}$/.test(first.text) ? Number(first.text) : null;
  if (status === null) {
    const target = evaluate(first.text, level, view).text;
    return { status: 302, target, hasText: false, directive, level };
  }
  const isRedirect = REDIRECTS.has(status);
  const text = second === undefined ? null : evaluate(second.text, level, view).text;
  return {
    status,
    target: isRedirect ? text : null,
    hasText: !isRedirect && text !== null,
    directive,
    level,
  };
}

/** `rewrite` answers itself with `redirect` and `permanent`, and where the replacement is a whole address. */
function rewriteAnswer(directive: Directive, level: Level, view: RequestView): Answer | null {
  const [, replacement, flag] = directive.args;
  if (replacement === undefined) return null;
  const isAddress = /^(https?:\/\/|\$scheme)/.test(replacement.text);
  if (flag?.text !== 'redirect' && flag?.text !== 'permanent' && !isAddress) return null;
  const status = flag?.text === 'permanent' ? 301 : 302;
  const target = evaluate(replacement.text, level, view).text;
  return { status, target, hasText: false, directive, level };
}

/** True for an answer that sends the client to https. */
export function leadsToHttps(answer: Answer): boolean {
  return REDIRECTS.has(answer.status) && /^https:\/\//i.test(answer.target ?? '');
}

/** True for an answer that gives the client nothing: a refusal, or 444, which closes the connection. */
export function refuses(answer: Answer): boolean {
  return answer.status >= 400;
}
