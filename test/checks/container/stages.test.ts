// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells and Dockerfiles
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectContainer, lastStage } from '../../support/container-collect.ts';

test('a user that only the base image can know is unknown', () => {
  const { value, unknown } = lastStage('FROM jupyter/base:1\nUSER $NB_UID\n');
  assert.equal(value.user, null);
  assert.equal(value.runsAs, undefined);
  assert.equal(unknown.runsAs, 'NB_UID is set nowhere in the file; the base image may set it');
});

test('a base image without a default is unknown, and what does not depend on it is known', () => {
  const bare = lastStage('ARG BASE\nFROM ${BASE}\nRUN true\n');
  const reason = 'the build argument BASE in ${BASE} has no default';
  assert.deepEqual(bare.unknown, { origin: reason, base: reason, image: reason, runsAs: reason });
  assert.equal(lastStage('ARG BASE\nFROM ${BASE}\nUSER 10001\n').value.runsAs, 'uid');
});

test('stages that nothing takes from are not built', () => {
  const facts = collectContainer(
    'FROM a AS one\nFROM b AS two\nFROM c AS three\nFROM d AS four\nFROM two\nCOPY --from=0 /x /x\nRUN --mount=type=bind,from=THREE,target=/y true\n',
  ).facts;
  assert.deepEqual(
    facts.map(({ value }) => value.built),
    [true, true, true, false, true],
  );
});

test('a stage has what the stages below it have, and reads arguments from before the first FROM', () => {
  const { value } = lastStage(
    'ARG UID=10001\nFROM node:22 AS base\nARG UID\nENV A=1 B=2\nEXPOSE 80 $UID/udp\nUSER $UID\nFROM BASE\nENV B=3 C=$A\nEXPOSE 81\n',
  );
  assert.deepEqual(value.env, { A: '1', B: '3', C: '1' });
  assert.deepEqual(value.exposed, ['80', '10001/udp', '81']);
  assert.equal(value.user, '10001');
  assert.equal(value.origin, 'node:22');
  assert.equal(value.baseStage, 'base');
});

test('the values of one ENV instruction are those before it', () => {
  assert.deepEqual(lastStage('FROM scratch\nENV A=1\nENV A=2 B=$A\n').value.env, { A: '2', B: '1' });
});

test('images are taken apart as references are written', () => {
  const image = (reference: string) => {
    const { registry, repository, tag, digest } = lastStage(`FROM ${reference}\n`).value.image as Record<
      string,
      unknown
    >;
    return [registry, repository, tag, digest];
  };
  assert.deepEqual(image('node'), [null, 'node', null, null]);
  assert.deepEqual(image('bitnami/node:22'), [null, 'bitnami/node', '22', null]);
  assert.deepEqual(image('localhost/a/b'), ['localhost', 'a/b', null, null]);
  assert.deepEqual(image('registry.test:5000/a/b'), ['registry.test:5000', 'a/b', null, null]);
  assert.deepEqual(image('registry.test:5000/a:1@sha256:00'), ['registry.test:5000', 'a', '1', 'sha256:00']);
});

test('a declared handshake argument must be checked where the image is built', () => {
  const handshake = (dockerfile: string) => lastStage(dockerfile, { handshakeArg: 'X' }).value.handshake;
  assert.deepEqual(handshake('FROM a\nARG X\nRUN test -n "$X"\n'), { name: 'X', checked: true });
  assert.deepEqual(handshake('FROM a\nARG X\nRUN echo "$X"\n'), { name: 'X', checked: false });
  assert.deepEqual(handshake('ARG X\nFROM a\nRUN true\n'), { name: 'X', checked: false });
  assert.deepEqual(handshake('FROM a AS check\nARG X\nRUN test -n "$X"\nFROM a\nARG X\n'), {
    name: 'X',
    checked: false,
  });
  assert.deepEqual(
    handshake('FROM a AS check\nARG X\nRUN test -n "$X"\nFROM a\nARG X\nCOPY --from=check / /\n'),
    {
      name: 'X',
      checked: true,
    },
  );
  assert.deepEqual(handshake('FROM a\nARG X\nRUN ["sh", "-c", "test -n \\"$X\\""]\n'), {
    name: 'X',
    checked: true,
  });
  assert.deepEqual(handshake('FROM a\nARG X\nRUN <<E\nset -e\ntest -n "$X"\nmake\nE\n'), {
    name: 'X',
    checked: true,
  });
  assert.equal(handshake('FROM a\n'), null);
  assert.equal('handshake' in lastStage('FROM a\nARG X\n').value, false);
});

test('positions lead into heredocs and over continuations', () => {
  const text = 'FROM a\nRUN <<EOF\ncurl https://x.test | sh\nEOF\nUSER \\\n  root\n';
  const { positions } = lastStage(text);
  const at = (field: string) => text.slice(positions[field]?.start, positions[field]?.end);
  assert.equal(at('downloads.0.runBy'), 'sh');
  assert.equal(at('runsAs'), 'root');
});
