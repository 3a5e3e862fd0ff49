/** What a server answers to plain HTTP and to names that nobody configured. */
import { type Draft, doubt, place, put } from './draft.ts';
import { atBlock } from './levels.ts';
import { plainHttp, servesAnything } from './redirects.ts';
import { type Reach, type Scope, viewOf } from './scope.ts';
import type { Server } from './structure.ts';

/** `redirectsToHttps`, `unredirected` and `answersUnknownHosts`. */
export function putAnswers(draft: Draft, server: Server, scope: Scope, reach: Reach): void {
  const fields = ['redirectsToHttps', 'unredirected', 'answersUnknownHosts'] as const;
  const block = atBlock(server.level);
  if (reach.unknown !== null) {
    for (const field of fields) doubt(draft, field, reach.unknown, reach.at);
    return;
  }
  const plain = reach.plain ? plainHttp(viewOf(server, scope, reach, false)) : null;
  const missing = server.level.unresolved;
  if (missing !== null && plain !== null && !plain.redirects) {
    doubt(draft, 'redirectsToHttps', missing, block);
    doubt(draft, 'unredirected', missing, block);
  } else {
    put(draft, 'redirectsToHttps', plain?.redirects ?? false, block);
    const unredirected = plain?.unredirected ?? [];
    put(
      draft,
      'unredirected',
      unredirected.map((location) => location.match),
      block,
    );
    unredirected.forEach((location, index) => {
      place(draft, `unredirected.${index}`, atBlock(location.level));
    });
  }
  putUnknownHosts(draft, server, scope, reach);
}

/** Only what is the default server of a socket answers unknown names; a refused handshake answers nobody. */
function putUnknownHosts(draft: Draft, server: Server, scope: Scope, reach: Reach): void {
  const refuses = draft.value.rejectHandshake === true;
  const isSnippet = scope.structure.context === 'snippet';
  const missing = server.level.parent?.unresolved ?? null;
  let at = atBlock(server.level);
  let answers = false;
  for (const listen of reach.listens) {
    const socket = scope.sockets.get(listen.key);
    if (socket?.defaultServer !== server) continue;
    if (!socket.defaultIsExplicit && isSnippet) return;
    if (!socket.defaultIsExplicit && missing !== null) {
      doubt(draft, 'answersUnknownHosts', missing, at);
      return;
    }
    if (answers || (socket.ssl && refuses)) continue;
    answers = servesAnything(viewOf(server, scope, reach, socket.ssl));
    if (answers && socket.defaultIsExplicit) at = listen.at;
  }
  if (answers && server.level.unresolved !== null) {
    doubt(draft, 'answersUnknownHosts', server.level.unresolved, at);
    return;
  }
  put(draft, 'answersUnknownHosts', answers, at);
}
