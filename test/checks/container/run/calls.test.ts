// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COLLECT_DEFAULTS, type Collected } from '../../../../src/checks/collector.ts';
import { containerRunCollector } from '../../../../src/checks/container/run/collect.ts';
import type { Fact } from '../../../../src/engine/fact.ts';
import { memoryProject } from '../../../../src/source/memory-project.ts';
import { generatedCases } from '../../../support/generated.ts';

const collect = (files: Readonly<Record<string, string>>): Collected =>
  containerRunCollector.collect(memoryProject(files), COLLECT_DEFAULTS);

function only(text: string, path = 'run.sh'): Fact {
  const { facts } = collect({ [path]: text });
  assert.equal(facts.length, 1);
  const [fact] = facts;
  if (fact === undefined) throw new Error('no fact');
  return fact;
}

const images: readonly (readonly [string, string])[] = [
  ['docker run -it --rm a:1 sh -c "docker run b"', 'a:1'],
  ['docker run -d --name x -p 1:2 -v a:/b -e K=V a:1', 'a:1'],
  ['docker run -dp 1:2 -p3:4 -eK=V a:1', 'a:1'],
  ['docker run --memory 1g --cpus=2 --gpus all a:1', 'a:1'],
  ['docker run --rm -- a:1', 'a:1'],
  ['docker -H tcp://x:1 --debug container run a:1', 'a:1'],
  ['if true; then sudo -E docker run a:1; fi', 'a:1'],
  ['ID=$(docker create a:1)', 'a:1'],
  ['V=1\ndocker run a:$V', 'a:1'],
  ['docker run ${OPTS} a:1', 'a:1'],
  ['docker run "${ARGS[@]}" --rm a:1', 'a:1'],
];

for (const [text, image] of images) {
  test(`${text} starts ${image}`, () => {
    assert.equal((only(text).value.image as { reference: string }).reference, image);
  });
}

test('an image that the script is given is unknown', () => {
  assert.equal(only('docker run "$IMAGE"').unknown.image, 'the variable IMAGE is set outside of the script');
});

test('options from a variable leave open what they could set', () => {
  const { value } = only('docker run -d $DOCKER_OPTS --user 5 a:1');
  assert.equal('readOnly' in value, false);
  assert.equal(value.runsAs, 'uid');
});

for (const text of [
  'docker ps',
  'docker run',
  'docker exec a docker run b',
  'echo docker run a:1',
  '# docker run a:1',
  'cat <<E\ndocker run a:1\nE',
]) {
  test(`${JSON.stringify(text)} starts nothing`, () =>
    assert.deepEqual(collect({ 'run.sh': text }).facts, []));
}

test('recipes of make, and nothing else in a Makefile', () => {
  const text =
    'X := docker run not:1\nA = 1\nup: x\n\t-@docker run -d -p $(PORT):80 \\\n\t  -e P=$$P \\\n\t  $(IMAGE):2\n';
  const fact = only(text, 'deploy/Makefile');
  assert.deepEqual(
    (fact.value.ports as { published: string }[]).map(({ published }) => published),
    ['?'],
  );
  assert.deepEqual(fact.value.variables, [{ name: 'P', secret: false, given: 'reference', detected: false }]);
  const at = fact.positions['ports.0.public'];
  assert.equal(text.slice(at?.start, at?.end), '$(PORT):80');
});

test('commands of systemd units', () => {
  const text =
    '[Unit]\nDescription=docker run not:1\n[Service]\nExecStart=!/usr/bin/podman run \\\n  --read-only a:1\nExecStop=/usr/bin/podman stop x\n';
  const fact = only(text, 'etc/a.service');
  assert.equal(fact.value.tool, 'podman');
  assert.equal(fact.value.service, true);
  assert.equal(fact.value.readOnly, true);
});

test('scripts without an ending need a first line', () => {
  const paths = collect({
    'bin/up': '#!/usr/bin/env bash\ndocker run a:1\n',
    'bin/note': 'docker run a:1\n',
    up: '#!/bin/sh\ndocker run a:1\n',
  }).claims.map(({ path }) => path);
  assert.deepEqual(paths, ['bin/up']);
});

test('builds name the Dockerfile that they build', () => {
  const { facts } = collect({
    'scripts/build.sh':
      'docker build -t registry.test/web:1 -t web .\ndocker buildx build --tag api -f ../api/Dockerfile --target prod ../api\ndocker build -t x https://example.test/x.git\n',
    Dockerfile: 'FROM a:1\n',
    'api/Dockerfile': 'FROM a:1\n',
  });
  assert.deepEqual(
    facts.map(({ value }) => value),
    [
      { tags: ['registry.test/web:1', 'web'], dockerfile: 'Dockerfile', target: null },
      { tags: ['api'], dockerfile: 'api/Dockerfile', target: 'prod' },
      { tags: ['x'], dockerfile: null, target: null },
    ],
  );
});

test('never throws, whatever the script', () => {
  const piece = fc.constantFrom(
    'docker ',
    'run ',
    '-',
    '--',
    'p ',
    '=',
    ' ',
    '\n',
    '\t',
    '"',
    '$',
    '{',
    '}',
    '(',
    ')',
    'a:1',
    '\\',
    'build ',
    '--mount ',
    ',',
    ':',
    '<<E',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40 }),
      fc.constantFrom('a.sh', 'Makefile', 'a.service'),
      (pieces, path) => {
        for (const fact of collect({ [path]: pieces.join('') }).facts) assert.ok(fact.positions);
      },
    ),
    { numRuns: generatedCases(20_000) },
  );
});
