/** The text that a new rule begins with: everything a rule needs, what is to be filled in marked with TODO. */
import type { FactKind } from '../engine/fact.ts';

/** A rule file for facts of one kind. It holds to its examples once every TODO is replaced by what it stands for. */
export function ruleTemplate(id: string, kind: FactKind, kinds: readonly FactKind[]): string {
  return `# What a rule may say: docs/writing-rules.md of secbaseline. The facts of your files: secbaseline facts PATH
id: ${id}
title: "TODO title: what is wrong, as a statement"
severity: medium # critical, high, medium, low or info
rationale: "TODO rationale: what an attacker gains by it"
remediation: "TODO remediation: what to set, and where"
references: ["https://TODO.reference"] # the standard or the vendor's page that says so
cwe: [CWE-16] # the nearest at https://cwe.mitre.org
# What people may disagree about is a parameter; then \`equals: { param: limit }\` below:
# params:
#   limit: { type: integer, about: What it means, default: 10, strict: 5 }
evidence:
  # ${kind.about} Its fields: ${Object.keys(kind.fields).join(', ')}
${siblings(kind, kinds)}  - fact: ${kind.fact}
    # where: { path: TODO.which, equals: "TODO this" } # which of them are meant; all without it
    assert: { path: TODO.field, equals: "TODO value" }
message: "{subject} TODO message: what is wrong here"
examples:
  fail:
${example(kind, 'failing')}
      findings: [${kind.live === true ? '{ message: "host TODO message: what is wrong here" }]' : '{ line: 1 }] # of the finding, and `column: N`'}
  pass:
${example(kind, 'passing')}
`;
}

/** Other kinds of the same technology: a rule may look at several. */
function siblings(kind: FactKind, kinds: readonly FactKind[]): string {
  const technology = kind.fact.replace(/\..*/, '.');
  const others = kinds.filter(({ fact }) => fact !== kind.fact && fact.startsWith(technology));
  if (others.length === 0) return '';
  const lines = others.map(({ fact, about }) => `  #   ${fact}: ${about}\n`);
  return `  # There are also:\n${lines.join('')}`;
}

/** Files go through the collector; what only a running system shows stands as the fact itself. */
function example(kind: FactKind, which: 'failing' | 'passing'): string {
  if (kind.live === true) return `    - facts: { fact: ${kind.fact}, subject: host, TODO ${which} fields }`;
  return `    - file: TODO file name
      content: |
        TODO ${which} example`;
}
