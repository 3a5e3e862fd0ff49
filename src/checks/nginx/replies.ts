/**
 * What clients can get from a location, by class of status: which level's headers go with it, and where a redirect
 * leads. Built from the phases in nginx's order: rewrite, access, content, and error pages over all of them.
 */
import { accessTo } from './access.ts';
import { fallback } from './answers.ts';
import { type ErrorPage, errorPages, handOver, targetOf } from './error-pages.ts';
import { handlerOf, passesOn } from './handlers.ts';
import { type Level, own } from './levels.ts';
import { isImplicitReachable } from './locations.ts';
import { type Answer, leadsToHttps, type Phase, rewritePhase } from './rewrite.ts';
import type { Location } from './structure.ts';
import type { RequestView } from './variables.ts';

export type StatusClass = 'success' | 'redirect' | 'error';

export interface Reply {
  readonly statusClass: StatusClass;
  /** The statuses it stands for; empty where it is the class as a whole. */
  readonly statuses: readonly number[];
  /** A status that stands for all of them. */
  readonly status: number;
  /** The level whose headers apply. */
  readonly level: Level;
  /** The location that took over after an error_page or a rewrite. */
  readonly via: Location | null;
  readonly redirectsToHttps: boolean;
}

const TYPICAL: Readonly<Record<StatusClass, number>> = { success: 200, redirect: 301, error: 404 };

function classOf(status: number): StatusClass {
  return status >= 400 ? 'error' : status >= 300 ? 'redirect' : 'success';
}

/** All replies of a location, the most representative of each class first. */
export function repliesOf(location: Location, view: RequestView): readonly Reply[] {
  const outer = rewritePhase(view.server.implicit, view);
  if (location.modifier === 'implicit') {
    const isReached = isImplicitReachable(view.server) && outer.always === null;
    return [
      ...(outer.always === null ? [] : answered(outer.always, view)),
      ...(isReached ? contents(location, outer, view) : []),
      ...outer.sometimes.flatMap((answer) => answered(answer, view)),
    ];
  }
  if (outer.always !== null && location.modifier !== '@') return [];
  const phase = rewritePhase(location, view);
  return [
    ...(phase.always === null ? contents(location, phase, view) : answered(phase.always, view)),
    ...phase.sometimes.flatMap((answer) => answered(answer, view)),
    ...(phase.always === null ? [] : excepted(location, view)),
    ...slashRedirect(location),
  ];
}

/** `location /x/` with a proxy redirects `/x` before rewrite and access are asked. */
function slashRedirect(location: Location): readonly Reply[] {
  if (!location.pattern.endsWith('/') || location.pattern === '/' || !passesOn(location)) return [];
  const { level } = location;
  return [
    { statusClass: 'redirect', statuses: [301], status: 301, level, via: null, redirectsToHttps: false },
  ];
}

/**
 * `limit_except` is a location of its own for the methods that it does not name, chosen before the rewrite phase: a
 * `return` beside it does not answer those (measured).
 */
function excepted(location: Location, view: RequestView): readonly Reply[] {
  const blocks = own(location.level, 'limit_except');
  if (blocks.length === 0) return [];
  const isClosed = blocks.some((block) => (block.block ?? []).some((inner) => inner.name === 'deny'));
  const phase: Phase = { sometimes: [], always: null, content: [location.level], leavesFor: null };
  return contents(location, phase, view).filter((reply) => !isClosed || reply.statusClass === 'error');
}

/** A rewrite answer as it is, or as the error page that replaces it. 444 sends nothing. */
function answered(answer: Answer, view: RequestView): readonly Reply[] {
  if (answer.status === 444 || answer.status < 200) return [];
  const page =
    answer.status >= 300 && !answer.hasText
      ? errorPages(answer.level).find((one) => one.codes.includes(answer.status))
      : undefined;
  if (page !== undefined) return handedOver(page, [answer.status], answer.level, view);
  return [
    {
      statusClass: classOf(answer.status),
      statuses: [answer.status],
      status: answer.status,
      level: answer.level,
      via: null,
      redirectsToHttps: leadsToHttps(answer),
    },
  ];
}

/**
 * What an error page gives. Where content answers in its place, that may have errors of its own, `if` blocks with other
 * headers, and answers to some requests; with a bare `=` its redirects are passed on as they are (measured).
 */
function handedOver(
  page: ErrorPage,
  codes: readonly number[],
  level: Level,
  view: RequestView,
): readonly Reply[] {
  const over = handOver(page, codes, level, view);
  const status = over.statuses[0] ?? 404;
  const statusClass = classOf(status);
  const reply: Reply = {
    statusClass,
    statuses: over.statuses,
    status,
    level: over.level,
    via: over.via,
    redirectsToHttps: statusClass === 'redirect' && /^https:\/\//i.test(over.target ?? ''),
  };
  if (over.via === null) return [reply];
  const phase = rewritePhase(over.via, view);
  const redirects = page.status === 'target' || mayBeFolder(page, over.via);
  const classes: readonly StatusClass[] = redirects ? ['redirect', 'error'] : ['error'];
  const ofContent = (one: Level): readonly Reply[] =>
    classes
      .filter((each) => each !== statusClass)
      .map((each) => ({ ...reply, level: one, statusClass: each, statuses: [], status: TYPICAL[each] }));
  const others = over.isContent ? phase.content.filter((one) => one !== over.level) : [];
  return [
    reply,
    ...(over.isContent ? ofContent(over.level) : []),
    ...others.flatMap((one) => [{ ...reply, level: one }, ...ofContent(one)]),
    ...phase.sometimes.filter(({ status }) => status !== 444).map((answer) => ofAnswer(answer, reply)),
    ...(over.isContent
      ? fallenBack(over.via, reply, view).flatMap((one) => [one, ...ofContent(one.level)])
      : []),
  ];
}

/** Where the files of an error page are not there, `try_files` leads on to a location with headers of its own (measured). */
function fallenBack(from: Location, reply: Reply, view: RequestView): readonly Reply[] {
  const next = fallback(from);
  if (next === null || next === from) return [];
  const phase = rewritePhase(next, view);
  const answers = [...(phase.always === null ? [] : [phase.always]), ...phase.sometimes];
  return [
    ...phase.content.map((level) => ({ ...reply, level })),
    ...answers.filter(({ status }) => status !== 444).map((answer) => ofAnswer(answer, reply)),
  ];
}

/** A named location keeps the path: where that is a folder, files are served by a redirect to it, whatever the page's status (measured). */
function mayBeFolder(page: ErrorPage, target: Location): boolean {
  return page.uri.startsWith('@') && handlerOf(target).name === 'static';
}

/** An answer that some requests get from the target: with its own status, unless the error's goes before a text. */
function ofAnswer(answer: Answer, reply: Reply): Reply {
  const { status, level } = answer;
  if (status < 300 || answer.hasText) return { ...reply, level };
  const redirectsToHttps = leadsToHttps(answer);
  return { ...reply, statusClass: classOf(status), statuses: [status], status, level, redirectsToHttps };
}

/** What a client gets who asks for an internal location: it is not found, before anything in it is looked at. */
export function refusalOf(location: Location, view: RequestView): readonly Reply[] {
  const page = errorPages(location.level).find((one) => one.codes.includes(404));
  if (page !== undefined) return handedOver(page, [404], location.level, view);
  const { level } = location;
  return [{ statusClass: 'error', statuses: [404], status: 404, level, via: null, redirectsToHttps: false }];
}

/** What content gives: all three classes, or only errors where nobody is let in. */
function contents(location: Location, phase: Phase, view: RequestView): readonly Reply[] {
  const target = phase.leavesFor === null ? null : targetOf(view.server, phase.leavesFor);
  const via = target === null || target === location ? null : target;
  const levels = via === null ? phase.content : rewritePhase(via, view).content;
  const classes: readonly StatusClass[] = accessTo(via ?? location).closed
    ? ['error']
    : ['success', 'redirect', 'error'];
  return levels.flatMap((level) => [
    ...classes.map((statusClass) => ({
      statusClass,
      statuses: [],
      status: TYPICAL[statusClass],
      level,
      via,
      redirectsToHttps: false,
    })),
    ...errorPages(level).flatMap((page) => {
      const codes = page.codes.filter((code) => code >= 300 && code !== 497);
      return codes.length === 0 ? [] : handedOver(page, codes, level, view);
    }),
  ]);
}
