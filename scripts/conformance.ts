/**
 * Runs the sets of outside truth that `SECBASELINE_CONFORMANCE` holds and prints agreed/total for each. A set that no
 * collector judges yet is named as such; without the folder it says so, and in CI that is a failure.
 */
import { existsSync, readdirSync } from 'node:fs';
import type { Agreement } from './conformance/agreement.ts';
import { dockerAgreement } from './conformance/docker.ts';
import { hbaAgreement } from './conformance/hba.ts';
import { netpolAgreement } from './conformance/netpol.ts';
import { fuzzAgreement, goldenAgreement } from './conformance/pod-security.ts';
import { secretsAgreement } from './conformance/secrets.ts';

/** One function per set, by the name of its folder. */
const sets: Readonly<Record<string, (folder: string) => Agreement>> = {
  hba: hbaAgreement,
  docker: dockerAgreement,
  netpol: netpolAgreement,
  psa: goldenAgreement,
  'psa-fuzz': fuzzAgreement,
  secrets: secretsAgreement,
};

function run(folder: string): boolean {
  let complete = true;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const judge = sets[entry.name];
    if (judge === undefined) {
      console.log(`${entry.name}: no collector judges it yet`);
      continue;
    }
    const { agreed, total } = judge(`${folder}/${entry.name}`);
    console.log(`${entry.name}: ${agreed}/${total}`);
    complete &&= total > 0 && agreed === total;
  }
  return complete;
}

const folder = process.env.SECBASELINE_CONFORMANCE;
if (folder !== undefined && existsSync(folder)) {
  process.exitCode = run(folder) ? 0 : 1;
} else {
  console.log(folder === undefined ? 'SECBASELINE_CONFORMANCE is not set' : `${folder} does not exist`);
  process.exitCode = process.env.CI === undefined ? 0 : 1;
}
