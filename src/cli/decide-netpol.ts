/** `decide netpol`: whether NetworkPolicies let a connection through, for scripts as JSON lines and for a person in words. */
import { createInterface } from 'node:readline';
import { networkOf, notEvaluated } from '../checks/kubernetes/network-policy/collect.ts';
import { type Connection, decide } from '../checks/kubernetes/network-policy/decide.ts';
import type { Network } from '../checks/kubernetes/network-policy/network.ts';
import { type PlaceOfReason, placeOfReasons } from '../checks/kubernetes/network-policy/places.ts';
import { connectionOf, type FindPod, podFinder } from '../checks/kubernetes/network-policy/question.ts';
import { sortObjects } from '../checks/kubernetes/network-policy/sort-objects.ts';
import { kubernetesFiles } from '../checks/kubernetes/objects.ts';
import { discover } from '../discover/discover.ts';
import { openRepository } from '../discover/git.ts';
import { findRoot } from '../discover/root.ts';
import { jsonLine, visible } from '../report/escape.ts';
import { InputError } from '../source/diagnostic.ts';
import { openProject } from '../source/project.ts';
import type { NotAnalysed } from '../source/span.ts';
import { lineOf } from '../source/text.ts';
import { configOf } from './config-of.ts';
import { answerInWords, type NetpolFlags, questionOfFlags } from './decide-netpol-words.ts';
import { EXIT } from './exit.ts';
import { writeOut } from './formats.ts';

export interface DecideNetpolOptions extends NetpolFlags {
  readonly config?: string;
  readonly all: boolean;
}

/** What the manifests say, and where. */
export interface ReadNetwork {
  readonly cluster: Network;
  readonly find: FindPod;
  readonly placeOf: PlaceOfReason;
  readonly notAnalysed: readonly NotAnalysed[];
}

/** Answers the question that the flags ask, or each line of standard input. 3 where a manifest could not be read. */
export async function decideNetpol(paths: readonly string[], options: DecideNetpolOptions): Promise<number> {
  const network = await readNetwork(paths, options);
  const question = questionOfFlags(options, network.find);
  if (question === null) await answerLines(network);
  else await writeOut(answerInWords(network, question));
  for (const { path, line, reason } of network.notAnalysed) {
    process.stderr.write(
      `not analysed: ${visible(path)}${line === null ? '' : `:${line}`}: ${visible(reason)}\n`,
    );
  }
  return network.notAnalysed.length > 0 ? EXIT.incomplete : EXIT.ok;
}

async function readNetwork(paths: readonly string[], options: DecideNetpolOptions): Promise<ReadNetwork> {
  const cwd = process.cwd();
  const found = findRoot({ cwd, config: options.config ?? null });
  const { include, exclude } = await configOf(found.root, options.config ?? null);
  const repository = openRepository(found);
  const { root } = found;
  const discovery = discover({ root, repository, cwd, paths, all: options.all, include, exclude });
  if (discovery.missing.length > 0) {
    throw new InputError(discovery.missing.map((typed) => ({ message: `${typed}: no such file or folder` })));
  }
  const { outside, raw } = discovery;
  const project = openProject({ root, paths: discovery.paths, raw, outside });
  const { objects, notAnalysed } = kubernetesFiles(project);
  const sorted = sortObjects(objects);
  return {
    cluster: networkOf(sorted),
    find: podFinder(sorted.workloads),
    placeOf: placeOfReasons(sorted.policies),
    notAnalysed: [...discovery.notAnalysed, ...notAnalysed, ...notEvaluated(sorted)],
  };
}

/** One answer for each line, as soon as it is asked. Throws `InputError` for a line that is no question. */
async function answerLines(network: ReadNetwork): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    const connection = connectionOf(line, network.find);
    if (typeof connection === 'string') {
      throw new InputError([{ message: `line ${number} of standard input: ${connection}` }]);
    }
    await writeOut(jsonLine(answerTo(network, connection)));
  }
}

/** The answer as the contract prints it; `by` names the policies, with the entry that lets through or null. */
function answerTo({ cluster, placeOf }: ReadNetwork, connection: Connection) {
  const { allowed, egress, ingress, by } = decide(cluster, connection);
  return {
    allowed,
    egress,
    ingress,
    by: by.map((reason) => {
      const place = placeOf(reason);
      const { namespace, name } = reason.policy;
      const where =
        place === null ? {} : { path: place.source.path, line: lineOf(place.source, place.start) };
      return { policy: `${namespace}/${name}`, direction: reason.direction, rule: reason.rule, ...where };
    }),
  };
}
