/**
 * What clients can get from a location, by class of status: which level's headers go with it, and where a redirect
 * leads. Built from the phases in nginx's order: rewrite, access, content, and error pages over all of them.
 */
import { accessTo } from './access.ts';
import { errorPages, handOver, targetOf } from './error-pages.ts';
import type { Level } from './levels.ts';
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
  ];
}

/** A rewrite answer as it is, or as the error page that replaces it. 444 sends nothing. */
function answered(answer: Answer, view: RequestView): readonly Reply[] {
  if (answer.status === 444 || answer.status < 200) return [];
  const page =
    answer.status >= 300 && !answer.hasText
      ? errorPages(answer.level).find((one) => one.codes.includes(answer.status))
      : undefined;
  if (page !== undefined) return [handedOver(page, [answer.status], answer.level, view)];
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

function handedOver(
  page: ReturnType<typeof errorPages>[number],
  codes: readonly number[],
  level: Level,
  view: RequestView,
): Reply {
  const over = handOver(page, codes, level, view);
  const status = over.statuses[0] ?? 404;
  return {
    statusClass: classOf(status),
    statuses: over.statuses,
    status,
    level: over.level,
    via: over.via,
    redirectsToHttps: classOf(status) === 'redirect' && /^https:\/\//i.test(over.target ?? ''),
  };
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
      const codes = page.codes.filter((code) => code >= 400 && code !== 497);
      return codes.length === 0 ? [] : [handedOver(page, codes, level, view)];
    }),
  ]);
}
