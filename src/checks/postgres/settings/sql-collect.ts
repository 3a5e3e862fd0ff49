/** Facts out of SQL: scripts, and the SQL that shell scripts hand to psql. */
import type { Fact } from '../../../engine/fact.ts';
import type { Claim, CollectOptions, Project } from '../../collector.ts';
import { fileFact } from '../../file-fact.ts';
import type { Part } from '../collect.ts';
import { anchorIn, type Excerpt, wholeFile } from '../excerpt.ts';
import { heredocs } from '../heredoc.ts';
import { psqlCommands } from '../psql.ts';
import { majorVersion } from '../version.ts';
import { isSql, sqlConcerns } from './claim.ts';
import { type Scope, settingFact, whereOf } from './fact.ts';
import { knownSettings } from './known.ts';
import { type SettingEffect, type SqlEffect, sqlEffects } from './sql.ts';

/** Words without which nothing here says anything. */
const WORTH = /\b(?:alter\s+(?:system|role|user|database)|grant|create\s+extension|security\s+definer)\b/i;
/** Other databases have GRANT and CREATE too; these are only PostgreSQL's. */
const FOREIGN = /\b(?:ENGINE\s*=\s*InnoDB|AUTO_INCREMENT|NVARCHAR|^GO$)\b/im;

export function sqlParts(project: Project, options: CollectOptions): Part {
  const claims: Claim[] = [];
  const facts: Fact[] = [];
  for (const path of project.paths) {
    if (!sqlConcerns(path)) continue;
    const read = project.read(path);
    if (read.kind !== 'text' || !WORTH.test(read.source.text)) continue;
    const whole = wholeFile(read.source);
    const parts = isSql(path) ? [whole] : scriptSql(whole);
    const found = parts.flatMap((part) => sqlFacts(part, options));
    if (found.length > 0) claims.push({ path, as: 'SQL', because: 'it sets or grants something' });
    for (const one of found) facts.push(one);
  }
  return { claims, facts, notAnalysed: [] };
}

/** The SQL that a shell script hands to psql: here-documents, and what follows `-c`. */
export function scriptSql(whole: Excerpt): readonly Excerpt[] {
  const documents = heredocs(whole).filter(({ command }) => /psql/.test(command));
  return [...documents.map(({ excerpt }) => excerpt), ...psqlCommands(whole)];
}

/** The facts of SQL; none where it is for another server. */
export function sqlFacts(excerpt: Excerpt, options: CollectOptions): readonly Fact[] {
  if (!WORTH.test(excerpt.text) || FOREIGN.test(excerpt.text)) return [];
  const effects = sqlEffects(excerpt.text);
  const known = knownSettings(majorVersion(options.postgresVersion));
  return effects.flatMap((effect, at): readonly Fact[] => {
    if (effect.kind === 'reload') return [];
    if (effect.kind !== 'setting') return [objectFact(excerpt, effect)];
    const setting = known.get(effect.name);
    if (setting === undefined) return [];
    const reloads = effects.slice(at).some(({ kind }) => kind === 'reload');
    const written = {
      raw: effect.raw ?? '',
      at: place(excerpt, effect, effect.name),
      doubt: effect.raw === null ? 'whoever runs the script fills in the value' : null,
      waits: effect.by === 'system' && setting.context === 'postmaster' && reloads,
    };
    return [settingFact(setting, { kind: 'sql', ...scopeOf(effect), confidence: 'certain' }, written)];
  });
}

function scopeOf({ by, role, database }: SettingEffect): { readonly where: string; readonly scope: Scope } {
  const scope = { role, database };
  return { where: by === 'system' ? 'ALTER SYSTEM' : whereOf(scope), scope };
}

function place(
  excerpt: Excerpt,
  { start, end }: { readonly start: number; readonly end: number },
  name: string,
) {
  return anchorIn(excerpt, start, end, [...excerpt.route, name]);
}

function objectFact(
  excerpt: Excerpt,
  effect: Extract<SqlEffect, { kind: 'grant' | 'extension' | 'function' }>,
): Fact {
  switch (effect.kind) {
    case 'grant': {
      const { privileges, schemas, grantees } = effect;
      const at = place(excerpt, effect, `grant on ${schemas.join()}`);
      const subject = `GRANT ON SCHEMA ${schemas.join(', ')}`;
      const link = schemas.join();
      return fileFact({ fact: 'pg.grant', subject, at, value: { privileges, schemas, grantees }, link });
    }
    case 'extension': {
      const { name } = effect;
      const at = place(excerpt, effect, `extension ${name}`);
      return fileFact({
        fact: 'pg.extension',
        subject: `extension ${name}`,
        at,
        value: { name },
        link: name,
      });
    }
    case 'function': {
      const { name, securityDefiner, searchPath } = effect;
      const at = place(excerpt, effect, `function ${name}`);
      const value = { name, securityDefiner, searchPath };
      const link = functionLink(name);
      return fileFact({ fact: 'pg.function', subject: `function ${name}`, at, value, link });
    }
  }
}

/** One name for `f` and `public.f`: without a schema a script means the first of its search_path, which is mostly public. */
export function functionLink(name: string): string {
  return name.replace(/^public\./, '');
}
