/** Whether a port takes connections: for services that must not be reachable from where the scanner stands. */
import type { LiveCollector } from '../live.ts';
import { liveFact } from '../live-fact.ts';

/**
 * A connection that is refused, or that gets no answer in time, is closed to us. Not having been able to look is neither.
 */
export const collectTcp: LiveCollector = async (target, { connections }) => {
  const host = target.parsed.hostname;
  const connected = await connections.open({ host, port: Number(target.parsed.port) });
  const closed = connected.kind === 'failed' && (connected.why === 'refused' || connected.why === 'timeout');
  if (connected.kind === 'failed' && !closed) return { facts: [], unknown: [connected.reason] };
  if (connected.kind === 'connected') connected.socket.destroy();
  const value = { open: !closed, expected: target.expect };
  return {
    facts: [liveFact(target, { fact: 'tcp.endpoint', subject: target.parsed.host, value })],
    unknown: [],
  };
};
