/** At most so many connections at once, over all and for each host: a scanner must not take a service down. */

export interface Gate {
  /** Waits for a place and gives the function that frees it. Rejects with the signal's reason once that is aborted. */
  enter(host: string, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly host: string;
  readonly admit: () => void;
}

export function gate(limits: { readonly inAll: number; readonly perHost: number }): Gate {
  const open = new Map<string, number>();
  const queue: Waiting[] = [];
  let all = 0;

  const hasPlace = (host: string): boolean => all < limits.inAll && (open.get(host) ?? 0) < limits.perHost;
  const occupy = (host: string): (() => void) => {
    all++;
    open.set(host, (open.get(host) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      all--;
      open.set(host, (open.get(host) ?? 1) - 1);
      admitNext();
    };
  };
  const admitNext = (): void => {
    for (let at = 0; at < queue.length && all < limits.inAll; ) {
      const next = queue[at];
      if (next === undefined || !hasPlace(next.host)) {
        at++;
        continue;
      }
      queue.splice(at, 1);
      next.admit();
    }
  };

  return {
    enter(host, signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (hasPlace(host)) return Promise.resolve(occupy(host));
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          const at = queue.indexOf(waiting);
          if (at >= 0) queue.splice(at, 1);
          reject(signal.reason);
        };
        const waiting: Waiting = {
          host,
          admit: () => {
            signal.removeEventListener('abort', onAbort);
            resolve(occupy(host));
          },
        };
        queue.push(waiting);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
  };
}
