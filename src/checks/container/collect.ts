/** Containers: from Dockerfiles to facts. */
import type { Fact } from '../../engine/fact.ts';
import type { NotAnalysed } from '../../source/span.ts';
import { lineOf, type SourceText } from '../../source/text.ts';
import type { Claim, Collected, CollectOptions, Collector, Project } from '../collector.ts';
import { beginsDockerfile, isKeyword, isTemplateMark, nameHint } from './claim.ts';
import { dockerStage } from './facts.ts';
import { type Instruction, readInstructions } from './instructions.ts';
import { originOf } from './lines.ts';
import { stageFacts } from './stage-facts.ts';
import { buildOf } from './stages.ts';

/** No Dockerfile of a person is near it. */
const LARGEST = 2_000_000;

/** Claims Dockerfiles and says what they build. Never throws, whatever the files hold. */
export const containerCollector: Collector = {
  technology: 'container',
  kinds: [dockerStage],
  collect(project: Project, options: CollectOptions): Collected {
    const claims: Claim[] = [];
    const facts: Fact[] = [];
    const notAnalysed: NotAnalysed[] = [];
    for (const path of project.paths) {
      const hint = nameHint(path);
      if (hint === null) continue;
      const read = project.read(path);
      if (read.kind === 'absent') continue;
      if (read.kind === 'text' && hint === 'possible' && !beginsDockerfile(read.source)) continue;
      if (read.kind === 'binary' && hint === 'possible') continue;
      claims.push({ path, as: 'Dockerfile', because: 'its name is that of a Dockerfile' });
      if (read.kind !== 'text') {
        notAnalysed.push({ path, line: null, reason: read.kind === 'binary' ? 'is binary' : read.reason });
        continue;
      }
      const outcome = dockerfileFacts(read.source, options);
      if ('reason' in outcome) notAnalysed.push(outcome);
      else {
        facts.push(...outcome.facts);
        notAnalysed.push(...outcome.notAnalysed);
      }
    }
    return { claims, facts, notAnalysed, notes: [] };
  },
};

type Outcome =
  | NotAnalysed
  | { readonly facts: readonly Fact[]; readonly notAnalysed: readonly NotAnalysed[] };

function dockerfileFacts(source: SourceText, options: CollectOptions): Outcome {
  const { path, text } = source;
  if (text.length > LARGEST) return { path, line: null, reason: 'larger than 2 MB' };
  const read = readInstructions(text);
  if ('reason' in read) return { path, line: lineOf(source, read.at), reason: read.reason };
  const strange = read.list.find(({ keyword }) => !isKeyword(keyword));
  if (strange !== undefined) return refusal(source, strange, strangeReason(strange));
  const template = read.list.find(
    ({ keyword, rest }) => (keyword === 'from' || keyword === 'user') && /\{\{|\{%|<%|@@\w/.test(rest.text),
  );
  if (template !== undefined) return refusal(source, template, 'template');
  const first = read.list.find(({ keyword }) => keyword !== 'arg');
  if (first === undefined) return { path, line: null, reason: 'holds no FROM' };
  if (first.keyword !== 'from') return refusal(source, first, 'stands before the first FROM');
  const build = buildOf(read);
  return {
    facts: stageFacts(source, build, options.handshakeArg),
    notAnalysed: build.faults.map(({ instruction, reason }) => refusal(source, instruction, reason)),
  };
}

function refusal(source: SourceText, { line }: Instruction, reason: string): NotAnalysed {
  return { path: source.path, line: lineOf(source, originOf(line, 0)), reason };
}

function strangeReason({ line, keyword }: Instruction): string {
  if (isTemplateMark(line.text.trimStart())) return 'template';
  return `unknown instruction \`${keyword.slice(0, 40)}\``;
}
