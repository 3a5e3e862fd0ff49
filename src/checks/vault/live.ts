/** Facts of a live Vault: what it tells anybody, what it should not, and how old the secrets of declared stores are. */
import { kindOfAddress } from '../../probe/address.ts';
import { normalHost } from '../../probe/consent.ts';
import type { LiveCollected, LiveCollector } from '../live.ts';
import { liveFact } from '../live-fact.ts';
import { flagOf, numberOf, textOf, type Vault, vaultAt } from './api.ts';
import { secretsOf } from './secrets.ts';

/** Closed unless the listener says `unauthenticated_…_access` (Vault's documentation of the tcp listener). */
const INSIDE: readonly string[] = ['sys/metrics?format=prometheus', 'sys/pprof/cmdline', 'sys/in-flight-req'];

export const collectVault: LiveCollector = async (target, options): Promise<LiveCollected> => {
  const vault = vaultAt(target, options);
  const status = await vault.get('sys/seal-status');
  if (status.kind === 'failed') return { facts: [], unknown: [status.reason] };
  const sealed = flagOf(status.body, 'sealed');
  if (status.status !== 200 || sealed === null) {
    return {
      facts: [],
      unknown: [`/v1/sys/seal-status is answered with ${status.status}, and not as a Vault does`],
    };
  }
  const unknown: string[] = [];
  const [open, rootGeneration, rekey, secrets] = await Promise.all([
    openPaths(vault, unknown),
    isStarted(vault, 'sys/generate-root/attempt'),
    isStarted(vault, 'sys/rekey/init'),
    sealed ? { facts: [], unknown: [] } : secretsOf(vault, options.now),
  ]);
  const { hostname, protocol, host } = target.parsed;
  const name = normalHost(hostname);
  const threshold = numberOf(status.body, 't');
  const value = {
    tls: protocol === 'https:',
    loopback: name === 'localhost' || kindOfAddress(name) === 'loopback',
    // What is older than Vault 1.11 does not say, and is not asked for shares before it has keys.
    initialized: flagOf(status.body, 'initialized') ?? (threshold ?? 0) > 0,
    sealed,
    sealType: textOf(status.body, 'type') ?? 'shamir',
    threshold: threshold === 0 ? null : threshold,
    shares: numberOf(status.body, 'n') || null,
    storage: textOf(status.body, 'storage_type'),
    version: textOf(status.body, 'version') ?? '',
    open,
    rootGeneration,
    rekey,
  };
  const server = liveFact(target, { fact: 'vault.server', subject: `the Vault at ${host}`, value });
  return { facts: [server, ...secrets.facts], unknown: [...unknown, ...secrets.unknown] };
};

async function openPaths(vault: Vault, unknown: string[]): Promise<readonly string[]> {
  const asked = await Promise.all(INSIDE.map(async (path) => ({ path, answer: await vault.get(path) })));
  return asked.flatMap(({ path, answer }) => {
    const [bare = path] = path.split('?');
    if (answer.kind === 'failed') unknown.push(`/v1/${bare}: ${answer.reason}`);
    return answer.kind === 'answer' && answer.status === 200 ? [`/v1/${bare}`] : [];
  });
}

/** Null where that is not said to those without a token: newer versions and hardened listeners close these paths. */
async function isStarted(vault: Vault, path: string): Promise<boolean | null> {
  const answer = await vault.get(path);
  return answer.kind === 'answer' && answer.status === 200 ? flagOf(answer.body, 'started') : null;
}
