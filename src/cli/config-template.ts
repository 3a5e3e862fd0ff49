/** The text of the configuration that `init` writes: what fits is set, what one may want stands beside it as a comment. */
import type { Traits } from './traits.ts';

const SCHEMA = '# yaml-language-server: $schema=./node_modules/secbaseline/dist/schema/config.json\n';

export function configTemplate(traits: Traits): string {
  return `${traits.hasSchema ? SCHEMA : ''}# Configuration of secbaseline. Every key may be left out; \`secbaseline config show\` prints what is in force.

# \`strict\` adds rules and takes tighter limits.
profile: recommended

# The least severity that makes a run fail: critical, high, medium, low or info.
failOn: medium
${versionLines(traits)}${excludeLines(traits)}${kubernetesLines(traits)}
# Rules are turned off, or changed, one by one; \`secbaseline rules list\` names them.
# rules:
#   request-body-limit: off
#   tls-min-version: { params: { minimum: TLSv1.3 } }

# A finding that is accepted, with the reason; for high and critical rules with an end, too.
# suppress:
#   - { rule: csp-header, path: deploy/edge.conf, reason: "set by the CDN", expires: 2027-01-31 }
${acceptLines(traits)}
# Findings of today that must not grow in number: secbaseline baseline --reason "before secbaseline"
# baseline: secbaseline.baseline.jsonl
`;
}

function versionLines({ nginxVersions, postgresVersions }: Traits): string {
  return [
    versionLine('nginxVersion', 'nginx', nginxVersions),
    versionLine('postgresVersion', 'PostgreSQL', postgresVersions),
  ].join('');
}

function versionLine(key: string, product: string, versions: readonly string[]): string {
  const [first, ...others] = versions;
  if (first === undefined) return '';
  // nginx's versions have two or three parts; an image may name one.
  const isWhole = key === 'postgresVersion' || first.includes('.');
  const from = `${product} as images in this repository name it`;
  return others.length === 0 && isWhole
    ? `\n# ${from}.\n${key}: "${first}"\n`
    : `\n# ${from}: ${versions.join(', ')}. Without it, the newest.\n# ${key}: "${first}"\n`;
}

function excludeLines({ vendored, fixtures }: Traits): string {
  const set = vendored.map((folder) => `  - ${pattern(folder)}\n`).join('');
  const lead = set === '' ? '#   -' : '  # -';
  const offered = fixtures.map((folder) => `${lead} ${pattern(folder)}\n`).join('');
  if (set === '') return offered === '' ? '' : `\n# exclude:\n${offered}`;
  return `\n# Other people's code.\nexclude:\n${set}${offered}`;
}

/** JSON is YAML, whatever the folder is called. */
function pattern(folder: string): string {
  return JSON.stringify(`${folder}/**`);
}

function kubernetesLines({ claims }: Traits): string {
  if (![...claims.keys()].some((as) => /kubernetes|manifest/i.test(as))) return '';
  return `
# The Pod Security level that is required where no namespace label says otherwise.
# podSecurity: { level: restricted }
# kubernetesVersion: "1.34"

# The cluster that they run in, compared with them: secbaseline check --kubeconfig FILE --context NAME, or declared,
# with --live and --allow-host HOST.
# targets:
#   - { id: prod, kind: kubernetes, context: prod }
`;
}

function acceptLines({ charts }: Traits): string {
  if (charts.length === 0) return '';
  const lines = charts.map(
    (folder) => `#   - { path: ${pattern(folder)}, reason: "rendered and checked in the deploy job" }\n`,
  );
  return `\n# Templates are judged with \`check --render\`, which has helm render them. Where they are checked elsewhere, say so:\n# accept:\n${lines.join('')}`;
}
