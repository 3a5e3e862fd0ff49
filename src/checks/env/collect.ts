/** Environment files: what each entry is, and how strong, from its name and value. */
import type { Fact } from '../../engine/fact.ts';
import type { NotAnalysed } from '../../source/span.ts';
import { type SourceText, sourceText } from '../../source/text.ts';
import type { Claim, Collected, Collector, Project } from '../collector.ts';
import { fileFact } from '../file-fact.ts';
import { namedBy, wordsOf } from '../secrets/identifier.ts';
import { keyStrength } from '../secrets/key-strength.ts';
import { traitsOf } from '../secrets/value.ts';
import { envEntry } from './facts.ts';
import { isEnvName } from './names.ts';
import { type EnvLine, parseEnv } from './parse.ts';

export const envCollector: Collector = {
  technology: 'env',
  kinds: [envEntry],
  collect(project: Project): Collected {
    const claims: Claim[] = [];
    const facts: Fact[] = [];
    const notAnalysed: NotAnalysed[] = [];
    const texts = new Map<string, SourceText>();
    for (const path of project.paths.filter(isEnvName)) {
      const read = project.read(path);
      if (read.kind === 'absent') continue;
      if (read.kind !== 'text') {
        notAnalysed.push({ path, line: null, reason: read.kind === 'binary' ? 'is binary' : read.reason });
        continue;
      }
      const { source } = read;
      claims.push({ path, as: 'environment file', because: 'its name is that of one' });
      const lines = parseEnv(source.text);
      facts.push(...lines.map((line) => entryFact(path, line)));
      const secrets = lines.filter((line) => kindOf(line.name) !== 'plain' && !isPlaceholder(line.value));
      if (secrets.length > 0) {
        texts.set(path, sourceText(path, source.text, source.encoding, [...source.secrets, ...secrets]));
      }
    }
    return { claims, facts, notAnalysed, notes: [], texts };
  },
};

function entryFact(path: string, { name, value, start, end, nameStart, nameEnd }: EnvLine): Fact {
  const kind = kindOf(name);
  const strength = keyStrength(value);
  const route = [name];
  return fileFact({
    fact: 'env.entry',
    subject: name,
    at: { path, start: nameStart, end: nameEnd, route },
    value: {
      name,
      kind,
      length: value.length,
      entropy: Math.round(strength.entropy * 100) / 100,
      placeholder: isPlaceholder(value),
      prefixed: strength.prefix > 0,
      alphabet: strength.alphabet,
    },
    positions: () => {
      const at = { path, start, end, route };
      return { length: at, entropy: at, prefixed: at };
    },
  });
}

function kindOf(name: string): 'api-key' | 'password' | 'secret' | 'plain' {
  const words = wordsOf(name);
  const named = namedBy(name);
  if (named === 'secret' && (words.includes('apikey') || words.join(' ').includes('api key')))
    return 'api-key';
  return named ?? 'plain';
}

function isPlaceholder(value: string): boolean {
  if (value === '') return true;
  const { placeholder, reference, encrypted } = traitsOf(value, true);
  return placeholder || reference || encrypted;
}
