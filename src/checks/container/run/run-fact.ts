/** container.run and docker.build: one fact for each call. */
import { posix } from 'node:path';
import type { Fact } from '../../../engine/fact.ts';
import type { Anchor } from '../../../source/span.ts';
import { fileFact } from '../../file-fact.ts';
import { interpolate } from '../compose/interpolate.ts';
import { newDraft } from '../draft.ts';
import { type HostMount, parseMount } from '../mounts.ts';
import { HOLE, parsePort, portWithHoles } from '../ports.ts';
import { isSecretText } from '../secret-names.ts';
import { type Described, type Doubtful, putSettings, type Said, type Variable } from '../settings.ts';
import type { ShellWord } from '../shell.ts';
import type { ContainerCall } from './calls.ts';
import type { CommandFile } from './commands.ts';
import type { Option } from './options.ts';

type Lookup = (name: string) => string | undefined;

export function runFact(file: CommandFile, call: ContainerCall, lookup: Lookup): Fact | null {
  if (call.operand === null) return null;
  const image = resolved(call.operand.text, lookup);
  const route = [`${call.tool} run ${image.text.replaceAll(HOLE, '')}`];
  const place = ({ start, end }: ShellWord): Anchor => ({ path: file.path, start, end, route });
  const named = (name: string): readonly Option[] => call.options.filter((option) => option.name === name);
  const said = (name: string): readonly Said[] =>
    named(name).map(({ value, word }) => ({ text: plain(value, lookup), at: place(word) }));
  const draft = newDraft();
  const at = place(call.toolWord);
  draft.value.tool = call.tool;
  const restarts = said('restart').some(({ text }) => text !== 'no');
  // What CI starts in the background ends with its job.
  const isDetached = file.as !== 'CI workflow' && said('detach').some(({ text }) => text === 'true');
  draft.value.service = file.as === 'systemd unit' || restarts || isDetached;
  const networks = said('network').filter(({ text }) => !/^(?:host|none|bridge|container:.*)$/.test(text));
  const isHost = said('network').some(({ text }) => text === 'host');
  const described: Described = {
    image: doubtful(call.operand.text, place(call.operand), lookup, (text) => text.includes(HOLE)),
    user: userOf(named('user').at(-1), place, lookup),
    readOnly: said('read-only').at(-1) ?? null,
    privileged: said('privileged').at(-1) ?? null,
    capDrop: split(said('cap-drop')),
    capAdd: split(said('cap-add')),
    securityOptions: said('security-opt'),
    hostNamespaces: NAMESPACES.flatMap(([name, option]) =>
      said(option)
        .filter(({ text }) => text === 'host')
        .map(({ at: where }) => ({ text: name, at: where })),
    ),
    ports: isHost ? [] : portsOf(named('publish'), place, lookup),
    mounts: mountsOf([...named('volume'), ...named('mount')], place, lookup),
    variables: named('env').map((option) => variable(option, place(option.word), lookup)),
  };
  putSettings(draft, described, at);
  draft.value.networks = networks.map(({ text }) => text);
  if (call.isOpen) leaveOpen(draft.value, described);
  return fileFact({
    fact: 'container.run',
    subject: `${call.tool} run ${image.text.replaceAll(HOLE, '…')}`,
    at,
    value: draft.value,
    unknown: draft.unknown,
    positions: () => draft.positions,
    confidence: 'high',
  });
}

const NAMESPACES = [
  ['network', 'network'],
  ['pid', 'pid'],
  ['ipc', 'ipc'],
  ['uts', 'uts'],
  ['user', 'userns'],
  ['cgroup', 'cgroupns'],
] as const;

function resolved(text: string, lookup: Lookup) {
  return interpolate(text, lookup, HOLE);
}

function plain(text: string, lookup: Lookup): string {
  return interpolate(text, lookup).text;
}

function doubtful(written: string, at: Anchor, lookup: Lookup, decides: (text: string) => boolean): Doubtful {
  const { text, missing } = resolved(written, lookup);
  const isDoubtful = decides(text) || text.includes('$(') || text.includes('`');
  const doubt = isDoubtful ? `the variable ${missing[0] ?? written} is set outside of the script` : null;
  return { text: text.replaceAll(HOLE, ''), at, doubt };
}

/** A user that the script takes from outside is left open: `-u $(id -u)` is whoever starts it. */
function userOf(
  option: Option | undefined,
  place: (word: ShellWord) => Anchor,
  lookup: Lookup,
): Doubtful | null {
  if (option === undefined) return null;
  const at = place(option.word);
  if (/\$\(\s*id\b|`id\b|\$\{?(?:E?UID|USER)\b/.test(option.value))
    return { text: 'caller', at, doubt: null };
  return doubtful(option.value, at, lookup, (text) => text.split(':')[0]?.includes(HOLE) === true);
}

/** podman takes several capabilities between commas. */
function split(said: readonly Said[]): readonly Said[] {
  return said.flatMap(({ text, at }) => text.split(',').map((one) => ({ text: one, at })));
}

function portsOf(
  options: readonly Option[],
  place: (word: ShellWord) => Anchor,
  lookup: Lookup,
): Described['ports'] {
  return options.flatMap(({ value, word }) => {
    const { text, missing } = resolved(value, lookup);
    const port = parsePort(text);
    const doubt = `the variable ${missing[0] ?? ''} is set outside of the script`;
    return port === null ? [] : [{ ...portWithHoles(port, doubt), at: place(word) }];
  });
}

function mountsOf(
  options: readonly Option[],
  place: (word: ShellWord) => Anchor,
  lookup: Lookup,
): Described['mounts'] {
  return options.flatMap(({ name, value, word }) => {
    const text = plain(value, lookup);
    const mount = name === 'mount' ? longMount(text) : parseMount(text);
    return mount === null ? [] : [{ mount, at: place(word) }];
  });
}

/** `type=bind,source=/a,target=/b,readonly`. */
function longMount(text: string): HostMount | null {
  const fields = new Map(
    text.split(',').map((field): [string, string] => {
      const [key = '', value = 'true'] = field.split(/=(.*)/s);
      return [key, value];
    }),
  );
  const source = fields.get('source') ?? fields.get('src');
  if (fields.get('type') !== 'bind' || source === undefined) return null;
  const target = fields.get('target') ?? fields.get('destination') ?? fields.get('dst') ?? '';
  return { source, target, readOnly: fields.has('readonly') || fields.has('ro') };
}

function variable({ value }: Option, at: Anchor, lookup: Lookup): Variable {
  const [name = '', raw = null] = value.split(/=(.*)/s);
  if (raw === null) return { name, value: null, given: 'reference', at };
  const { text, from } = interpolate(raw, lookup);
  const isReference = from === 'variable' || raw.includes('$(') || raw.includes('`');
  if (isReference) return { name, value: text, given: 'reference', at };
  return { name, value: text, given: from === 'literal' && !isSecretText(text) ? 'empty' : from, at };
}

/** What options from a variable may say as well is left unsaid. */
function leaveOpen(value: Record<string, unknown>, said: Described): void {
  if (said.user === null) {
    delete value.user;
    delete value.runsAs;
  }
  if (said.readOnly === null) delete value.readOnly;
  if (said.privileged === null) delete value.privileged;
  if (said.capDrop.length === 0) delete value.capDrop;
  if (said.securityOptions.length === 0) delete value.noNewPrivileges;
}

/** Relative paths start at the folder of the script, or at the root where nothing is there. */
export function buildFact(
  file: CommandFile,
  call: ContainerCall,
  lookup: Lookup,
  exists: (path: string) => boolean,
): Fact {
  const last = (name: string): string | null => {
    const option = call.options.findLast((one) => one.name === name);
    return option === undefined ? null : resolved(option.value, lookup).text;
  };
  const context = call.operand === null ? '.' : resolved(call.operand.text, lookup).text;
  const written = last('file') ?? posix.join(context, 'Dockerfile');
  const folders = file.as === 'systemd unit' ? ['.'] : ['.', posix.dirname(file.path)];
  const isKnown = !/[$\u{10ffff}]|:\/\//u.test(written) && written !== '-';
  const dockerfile = folders
    .map((folder) => posix.join(folder, written))
    .find((path) => isKnown && exists(path));
  const tags = call.options
    .filter(({ name }) => name === 'tag')
    .map(({ value }) => resolved(value, lookup).text.replaceAll(HOLE, ''));
  const { start, end } = call.toolWord;
  return fileFact({
    fact: 'docker.build',
    subject: `${call.tool} build ${tags[0] ?? ''}`.trim(),
    at: { path: file.path, start, end, route: [`${call.tool} build ${tags[0] ?? ''}`.trim()] },
    value: { tags, dockerfile: dockerfile ?? null, target: last('target') },
  });
}
