import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectAll } from '../../../src/checks/all.ts';
import { COLLECT_DEFAULTS } from '../../../src/checks/collector.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import { memoryProject } from '../../../src/source/memory-project.ts';

const collect = (files: Readonly<Record<string, string>>): readonly Fact[] =>
  collectAll(memoryProject(files), COLLECT_DEFAULTS);

const uses = (files: Readonly<Record<string, string>>) =>
  collect(files)
    .filter(({ fact }) => fact === 'image.use')
    .map(({ subject, value }) => [subject, value.dockerfile, value.imageRunsAs, value.runsAs]);

const pod = (image: string, context = '{}') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers: [{ name: c, image: "${image}", securityContext: ${context} }]\n`;

test('an image is found by its name without tag, and by the end of its name where that fits one build', () => {
  const files = {
    'a/Dockerfile': 'FROM x:1\nUSER 5\n',
    'b/Dockerfile': 'FROM x:1\nUSER root\n',
    'build.sh':
      'docker build -t registry.test/one/app:1 a\ndocker build -t registry.test/two/app:1 b\ndocker build -t web b\n',
  };
  assert.deepEqual(uses({ ...files, 'pod.yaml': pod('registry.test/one/app:9') }), [
    ['container c of Pod p', 'a/Dockerfile', 'uid', 'uid'],
  ]);
  assert.deepEqual(uses({ ...files, 'pod.yaml': pod('ghcr.test/app') }), []);
  assert.deepEqual(uses({ ...files, 'pod.yaml': pod('ghcr.test/web@sha256:00') }), [
    ['container c of Pod p', 'b/Dockerfile', 'root', 'root'],
  ]);
  assert.deepEqual(uses({ ...files, 'pod.yaml': pod('postgres:18') }), []);
});

test('what the container says about its user counts after all', () => {
  const files = { Dockerfile: 'FROM x:1\nUSER root\n', 'build.sh': 'docker build -t web .\n' };
  assert.deepEqual(uses({ ...files, 'pod.yaml': pod('web', '{ runAsUser: 7 }') }), [
    ['container c of Pod p', 'Dockerfile', 'root', 'uid'],
  ]);
  assert.deepEqual(uses({ ...files, 'run.sh': 'docker run -u app web\n' }), [
    ['docker run web', 'Dockerfile', 'root', 'name'],
  ]);
});

test('a user of the image that is not known stays unknown, unless every container sets one', () => {
  const files = { Dockerfile: 'ARG BASE\nFROM $BASE\n', 'compose.yaml': 'services:\n  web: { build: . }\n' };
  const use = collect(files).find(({ fact }) => fact === 'image.use');
  assert.match(use?.unknown.imageRunsAs ?? '', /BASE/);
  const stage = collect({ ...files, 'compose.yaml': 'services:\n  web: { build: ., user: "5" }\n' }).find(
    ({ fact }) => fact === 'docker.stage',
  );
  assert.equal(stage?.value.overriddenBy, 'service web (user 5)');
  assert.equal(stage?.unknown.runsAs, undefined);
});

test('root over root overrides nothing', () => {
  const [stage] = collect({
    Dockerfile: 'FROM x:1\nUSER root\n',
    'compose.yaml': 'services:\n  web: { build: ., user: "0" }\n',
  });
  assert.equal(stage?.value.overriddenBy, null);
});

test('what cannot be found changes nothing', () => {
  const files = {
    Dockerfile: 'FROM x:1\n',
    'compose.yaml':
      'services:\n  a: { build: ./gone }\n  b: { build: { context: ., target: none } }\n  c: { image: "y:1" }\n',
  };
  assert.deepEqual(uses(files), []);
});
