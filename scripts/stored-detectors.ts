/** The module that stands in for `src/cli/built-in-detectors.ts` in what ships, and the files that it reads. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileBound, keywordIndex, ofKeyFiles } from '../src/checks/secrets/keyword-index.ts';
import { storeIndex } from '../src/checks/secrets/stored-index.ts';
import { writtenDetectors } from '../src/cli/built-in-detectors.ts';

/** Beside the chunks. */
const FILES = {
  index: 'detectors.bin',
  detectors: 'detectors.json',
  about: 'detectors-about.json',
  written: 'detectors-written.json',
} as const;

/** A detector is parsed when a keyword of its is found, a description when it is printed. */
export function detectorModule(): string {
  const detectors = writtenDetectors().map(({ detector }) => detector);
  const lean = writtenDetectors().map(({ rule: { id, confidence, severity, profiles, message } }) => ({
    id,
    confidence,
    severity,
    profiles,
    ...(message === null ? {} : { message }),
  }));
  return `import { readFileSync } from 'node:fs';
import { detectorsWith } from './src/checks/secrets/compile.ts';
import { storedIndex } from './src/checks/secrets/stored-index.ts';
const json = (name) => JSON.parse(readFileSync(__dirname + '/' + name, 'utf8'));
let texts, about, compiled, rules;
const detectorTexts = () => texts ??= json('${FILES.detectors}');
const aboutOf = (index) => (about ??= json('${FILES.about}'))[index];
const detectorAt = (index) => JSON.parse(detectorTexts()[index]);
export function compiledBuiltInDetectors() {
  if (compiled !== undefined) return compiled;
  return compiled = detectorsWith(storedIndex(readFileSync(__dirname + '/${FILES.index}')), ${lean.length}, ${JSON.stringify({ bound: fileBound(detectors), ofKeyFiles: ofKeyFiles(detectors) })}, detectorAt);
}
export function builtInDetectors() { return detectorTexts().map((_, index) => detectorAt(index)); }
export function writtenDetectors() { return json('${FILES.written}'); }
class Described {
  message = null;
  constructor(lean, index) { Object.assign(this, lean); this.index = index; }
  get title() { return aboutOf(this.index).title; }
  get provider() { return aboutOf(this.index).provider; }
  get name() { return aboutOf(this.index).name; }
  get references() { return aboutOf(this.index).references; }
  get revoke() { return aboutOf(this.index).revoke; }
  get remediation() { return aboutOf(this.index).remediation; }
  get rationale() { return aboutOf(this.index).rationale; }
  get cwe() { return aboutOf(this.index).cwe; }
}
const lean = ${JSON.stringify(JSON.stringify(lean))};
export function builtInDetectorRules() { return rules ??= JSON.parse(lean).map((one, index) => new Described(one, index)); }
`;
}

/** Writes the files that the module reads into `folder`. */
export function writeDetectorFiles(folder: string): void {
  const written = writtenDetectors();
  const detectors = written.map(({ detector }) => detector);
  const texts = detectors.map((detector) => JSON.stringify(detector));
  writeFileSync(join(folder, FILES.index), storeIndex(keywordIndex(detectors)));
  writeFileSync(join(folder, FILES.detectors), JSON.stringify(texts));
  writeFileSync(join(folder, FILES.about), JSON.stringify(written.map(({ rule }) => rule)));
  writeFileSync(join(folder, FILES.written), JSON.stringify(written));
}
