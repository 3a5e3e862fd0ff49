// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells and Dockerfiles
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectContainer } from '../../support/container-collect.ts';

const DOCKERFILE = '# builds\nFROM a:1\n';

for (const path of [
  'Dockerfile',
  'a/Containerfile',
  'dockerfile',
  'Dockerfile.prod',
  'web.Dockerfile',
  'api.dockerfile',
  'Dockerfile-dev',
  'app_Dockerfile',
]) {
  test(`${path} is a Dockerfile`, () => {
    assert.deepEqual(
      collectContainer({ [path]: DOCKERFILE }).claims.map((claim) => claim.path),
      [path],
    );
  });
}

for (const path of [
  'Dockerfile.dockerignore',
  'dockerfile.go',
  'Dockerfile.md',
  'docker',
  'Dockerfiles',
  'mydockerfile.ts',
]) {
  test(`${path} is none`, () => assert.deepEqual(collectContainer({ [path]: DOCKERFILE }).claims, []));
}

test('a name that others use too needs a Dockerfile behind it', () => {
  assert.deepEqual(collectContainer({ 'Dockerfile.notes': 'remember the milk\n' }).claims, []);
});

const refused: readonly (readonly [string, string, number | null])[] = [
  ['', 'holds no FROM', null],
  ['ARG A\n', 'holds no FROM', null],
  ['USER a\nFROM b\n', 'stands before the first FROM', 1],
  ['FROM a\n\nINSTALL b\n', 'unknown instruction `install`', 3],
  ['{{- if .x }}\nFROM a\n{{ end }}\n', 'template', 1],
  ['FROM {{ base }}\n', 'template', 1],
  ['FROM a\nRUN <<E\n', 'the heredoc `E` is never closed', 2],
  ['FROM a\nUSER "b\n', 'the value of USER cannot be expanded', 2],
];

for (const [text, reason, line] of refused) {
  test(`${JSON.stringify(text)} is not analysed: ${reason}`, () => {
    assert.deepEqual(collectContainer(text).notAnalysed, [{ path: 'Dockerfile', line, reason }]);
  });
}

test('braces in commands make no template', () => {
  assert.deepEqual(collectContainer('FROM a\nRUN docker inspect -f "{{ .Id }}" b\n').notAnalysed, []);
});

test('hostile files end in time', () => {
  const files = {
    'a/Dockerfile': `FROM a\nRUN ${'--a '.repeat(300_000)}`,
    'b/Dockerfile': `FROM a\nRUN ${'$('.repeat(300_000)}`,
    'c/Dockerfile': `FROM a\n${'ENV A=$A$A\n'.repeat(1_000)}`,
    'd/Dockerfile': `FROM a AS s0\n${Array.from({ length: 2_000 }, (_, at) => `FROM s${at} AS s${at + 1}\n`).join('')}`,
    'e/Dockerfile': `FROM a\nUSER ${'${A:-'.repeat(100_000)}`,
    'f/Dockerfile': 'x'.repeat(2_000_001),
  };
  const { notAnalysed, facts } = collectContainer(files);
  assert.ok(facts.length > 2_000);
  assert.ok(
    notAnalysed.some(({ path, reason }) => path === 'f/Dockerfile' && reason.startsWith('larger than')),
  );
});
