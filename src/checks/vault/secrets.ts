/** The secrets of key-value stores (version 2), by their metadata: names, dates and counts, never a value. */
import type { Fact } from '../../engine/fact.ts';
import type { LiveCollected } from '../live.ts';
import { liveFact } from '../live-fact.ts';
import { asObject, flagOf, numberOf, textOf, type Vault, type VaultAnswer } from './api.ts';

/** More would be a load test; a store that is larger is told. */
const MOST_SECRETS = 1_000;
const DEEPEST = 20;
/** What a store keeps where neither it nor the secret says (KV version 2, max_versions). */
const USUAL_VERSIONS = 10;

export async function secretsOf(vault: Vault, now: Date): Promise<LiveCollected> {
  const { mounts, token } = vault.target;
  if (mounts.length === 0) return { facts: [], unknown: [] };
  if (token === undefined) {
    const reason = 'its stores are looked into with VAULT_TOKEN, where VAULT_ADDR names this Vault';
    return { facts: [], unknown: [reason] };
  }
  const walks = await Promise.all(mounts.map((mount) => walk({ vault, token, mount, now })));
  return { facts: walks.flatMap(({ facts }) => facts), unknown: walks.flatMap(({ unknown }) => unknown) };
}

interface Store {
  readonly vault: Vault;
  readonly token: string;
  readonly mount: string;
  readonly now: Date;
}

async function walk(store: Store): Promise<LiveCollected> {
  const { vault, token, mount } = store;
  const facts: Fact[] = [];
  const unknown: string[] = [];
  const config = await vault.get(`${encoded(mount)}/config`, token);
  const kept = config.kind === 'answer' ? numberOf(asObject(config.body.data), 'max_versions') : null;
  const folders: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const listed = await vault.get(`${encoded(mount)}/metadata/${encoded(folder.path)}?list=true`, token);
    // A store without any secret says that there is no such path.
    if (listed.kind === 'answer' && listed.status === 404) continue;
    const keys = listed.kind === 'answer' ? asObject(listed.body.data).keys : undefined;
    if (!Array.isArray(keys)) {
      unknown.push(`${mount}/metadata/${folder.path} ${refusal(listed, mount)}`);
      continue;
    }
    for (const key of keys) {
      if (typeof key !== 'string') continue;
      const path = folder.path + key;
      if (key.endsWith('/')) {
        if (folder.depth < DEEPEST) folders.push({ path, depth: folder.depth + 1 });
        else unknown.push(`${mount}/${path} is nested too deep`);
      } else if (facts.length >= MOST_SECRETS) {
        unknown.push(`${mount} holds more than ${MOST_SECRETS} secrets; the others were not looked at`);
        return { facts, unknown };
      } else {
        const fact = await secretAt(store, path, kept, unknown);
        if (fact !== null) facts.push(fact);
      }
    }
  }
  return { facts, unknown };
}

async function secretAt(
  { vault, token, mount, now }: Store,
  path: string,
  kept: number | null,
  unknown: string[],
): Promise<Fact | null> {
  const read = await vault.get(`${encoded(mount)}/metadata/${encoded(path)}`, token);
  const data = read.kind === 'answer' && read.status === 200 ? asObject(read.body.data) : {};
  const versions = asObject(data.versions);
  const newest = asObject(versions[String(numberOf(data, 'current_version') ?? '')]);
  const written = new Date(textOf(newest, 'created_time') ?? '');
  if (Number.isNaN(written.getTime())) {
    unknown.push(`${mount}/metadata/${path} ${refusal(read, mount)}`);
    return null;
  }
  const value = {
    mount,
    path,
    name: path.split('/').at(-1) ?? path,
    age: Math.floor((now.getTime() - written.getTime()) / 1000),
    versions: Object.values(versions).filter((version) => !isGone(asObject(version), now)).length,
    maxVersions: numberOf(data, 'max_versions') || kept || USUAL_VERSIONS,
    deleted: isGone(newest, now),
  };
  const link = `${mount}/${path}`;
  return liveFact(vault.target, { fact: 'vault.secret', subject: `secret ${link}`, value, link });
}

/** A date of deletion may lie ahead. */
function isGone(version: Readonly<Record<string, unknown>>, now: Date): boolean {
  const deletion = textOf(version, 'deletion_time') ?? '';
  return flagOf(version, 'destroyed') === true || (deletion !== '' && new Date(deletion) <= now);
}

function refusal(answer: VaultAnswer, mount: string): string {
  if (answer.kind === 'failed') return `could not be read: ${answer.reason}`;
  if (answer.status === 403)
    return `may not be read: path "${mount}/metadata/*" { capabilities = ["list", "read"] } in the token's policy would allow it`;
  if (answer.status === 200) return 'is not as a store of version 2 answers';
  return `is answered with ${answer.status}`;
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
