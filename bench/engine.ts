/** How many rule × fact evaluations one thread makes in a second: all built-in rules over the facts of a made-up service. */
import { fileURLToPath } from 'node:url';
import { collectAll } from '../src/checks/all.ts';
import { COLLECT_DEFAULTS } from '../src/checks/collector.ts';
import { factKinds } from '../src/checks/index.ts';
import { builtInRules } from '../src/config/built-in-rules.ts';
import { bindRule, planOf } from '../src/engine/bind.ts';
import { evaluate } from '../src/engine/evaluate.ts';
import { sourceText } from '../src/source/text.ts';

const SERVERS = 200;
const SECONDS = 1;

/** Mostly sound, some faulty, as real configurations are. */
function configuration(): string {
  const servers = Array.from({ length: SERVERS }, (_, index) => {
    const protocols = index % 50 === 25 ? 'TLSv1.1 TLSv1.2' : 'TLSv1.2 TLSv1.3';
    return `server { listen 443 ssl; server_name s${index}.test; ssl_protocols ${protocols};
      location / { proxy_pass http://app; limit_req zone=api; }
      location /static/ { root /srv; } }`;
  });
  return `http {
    server_tokens off; ssl_session_tickets off; ssl_session_cache shared:TLS:10m; ssl_session_timeout 1d;
    add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;
    add_header Content-Security-Policy "default-src 'self'" always;
    add_header X-Frame-Options DENY always;
    add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy no-referrer always;
    limit_req_zone $binary_remote_addr zone=api:10m rate=20r/s;
    ${servers.join('\n')}
  }`;
}

/**
 * Evaluations a second, warmed up. One evaluation is one piece of evidence judged for one fact of its kind, verdict and
 * message included.
 */
export function evaluationsPerSecond(): number {
  const source = sourceText('nginx.conf', configuration());
  const project = {
    paths: [source.path],
    read: () => ({ kind: 'text' as const, source }),
    bytes: () => ({ kind: 'absent' as const }),
    exists: (path: string) => path === source.path,
  };
  const facts = collectAll(project, COLLECT_DEFAULTS);
  const rules = builtInRules(factKinds)
    .filter(({ profiles }) => profiles.includes('recommended'))
    .map((rule) => bindRule(rule, 'recommended'));
  const plan = planOf(rules);
  const byKind = new Map<string, number>();
  for (const { fact } of facts) byKind.set(fact, (byKind.get(fact) ?? 0) + 1);
  const once = rules
    .flatMap(({ rule, evidence }) => evidence.map((index) => rule.evidence[index]))
    .reduce((sum, one) => sum + (one !== undefined && 'fact' in one ? (byKind.get(one.fact) ?? 0) : 0), 0);
  const run = () => evaluate({ plan, facts, kinds: factKinds, lineOf: () => null });
  for (let warm = 0; warm < 20; warm++) run();
  const start = process.hrtime.bigint();
  let rounds = 0;
  let elapsed = 0;
  while (elapsed < SECONDS) {
    run();
    rounds++;
    elapsed = Number(process.hrtime.bigint() - start) / 1e9;
  }
  return (rounds * once) / elapsed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`${(evaluationsPerSecond() / 1e6).toFixed(2)} million evaluations a second`);
}
