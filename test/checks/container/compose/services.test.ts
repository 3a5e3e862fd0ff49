// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of compose files
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectCompose, service } from '../../../support/compose-collect.ts';

test('lists add up over layers, single values come from the uppermost, !override and !reset start anew', () => {
  const files = {
    'compose.yaml': `
services:
  web:
    image: web:1
    user: "1000"
    read_only: true
    cap_drop: [NET_RAW]
    ports: ["80:80", "81:81"]
    volumes: ["./a:/a"]
`,
    'compose.override.yaml': `
services:
  web:
    user: "2000"
    cap_drop: [ALL]
    ports: !override ["82:82"]
    volumes: !reset []
`,
  };
  const { value } = service(files, 'web');
  assert.equal(value.user, '2000');
  assert.equal(value.readOnly, true);
  assert.deepEqual(value.capDrop, ['NET_RAW', 'ALL']);
  assert.deepEqual(
    (value.ports as { target: string }[]).map(({ target }) => target),
    ['82'],
  );
  assert.deepEqual(value.mounts, []);
});

test('extends is followed over files, and relative paths start where they are written', () => {
  const files = {
    'a/compose.yaml':
      'services:\n  web:\n    extends: { file: ../common/base.yaml, service: base }\n    user: "7"\n',
    'common/base.yaml':
      'services:\n  base:\n    extends: lowest\n    read_only: true\n    build: ./ctx\n    env_file: e.env\n  lowest:\n    image: base:1\n    cap_drop: [ALL]\n',
    'common/e.env': 'A=1\n',
  };
  const { value } = service(files, 'web');
  assert.equal(value.readOnly, true);
  assert.deepEqual(value.capDrop, ['ALL']);
  assert.deepEqual(value.build, { dockerfile: 'common/ctx/Dockerfile', target: null });
  assert.deepEqual(value.environment, { A: '1' });
});

test('a file that others extend from is judged where it is used', () => {
  const files = {
    'compose.yaml': 'services:\n  web: { extends: { file: common.yaml, service: base } }\n',
    'common.yaml': 'services:\n  base: { image: "base:1" }\n',
  };
  assert.deepEqual(
    collectCompose(files).facts.map(({ subject }) => subject),
    ['service web'],
  );
});

test('the image tells what listens on a port that a variable decides', () => {
  const text =
    'services:\n  db: { image: "postgres:18", ports: ["${P}:${P}"] }\n  web: { image: "web:1", ports: ["${P}:${P}"] }\n';
  const database = (name: string) =>
    (service(text, name).value.ports as { database: string | null }[])[0]?.database;
  assert.equal(database('db'), 'PostgreSQL');
  assert.equal(database('web'), null);
});

test('what cannot be read leaves open what it could say, and no more', () => {
  const { value, unknown } = service(
    'services:\n  web:\n    extends: { file: gone.yaml, service: base }\n    user: "7"\n    image: a:1\n',
    'web',
  );
  assert.equal(value.runsAs, 'uid');
  assert.equal(value.readOnly, undefined);
  assert.equal(unknown.readOnly, 'gone.yaml, which it extends, cannot be read');
  assert.equal(unknown.runsAs, undefined);
});

test('a service that extends itself is unknown', () => {
  const { unknown } = service('services:\n  a: { image: "a:1", extends: b }\n  b: { extends: a }\n', 'a');
  assert.equal(unknown.privileged, 'a extends itself');
});

test('a file that cannot stand alone is laid over the default one, and tells only its own services', () => {
  const files = {
    'docker-compose.yml': 'services:\n  web: { image: "web:1", read_only: true }\n  db: { image: "db:1" }\n',
    'docker-compose.prod.yml': 'services:\n  web: { user: "9" }\n',
    'docker-compose.test.yml': 'services:\n  web: { image: "web:test" }\n',
  };
  const { facts } = collectCompose(files);
  assert.deepEqual(
    facts.map(({ value, at }) => [at?.path, value.name, value.user, value.readOnly]),
    [
      ['docker-compose.yml', 'web', null, true],
      ['docker-compose.yml', 'db', null, false],
      ['docker-compose.prod.yml', 'web', '9', true],
      ['docker-compose.test.yml', 'web', null, false],
    ],
  );
});

test('a file without a default one beside it says only what it says', () => {
  const { value, confidence } = service({ 'compose.prod.yaml': 'services:\n  web: { user: root }\n' }, 'web');
  assert.equal(value.runsAs, 'root');
  assert.equal('readOnly' in value, false);
  assert.equal(confidence, 'medium');
});

test('.env of the folder gives values, variables without one are unknown where they decide', () => {
  const files = {
    'compose.yaml':
      'services:\n  web:\n    image: web:1\n    user: ${WEB_UID}\n    ports: ["${BIND}:81:81", "${PORT}:82"]\n  api:\n    image: api:${TAG}\n    user: "${API_UID}:${GID}"\n',
    '.env': 'WEB_UID=0\nGID=5\n',
  };
  const web = service(files, 'web');
  assert.equal(web.value.runsAs, 'root');
  assert.equal(web.unknown['ports.0.public'], 'the variable BIND is set nowhere in the repository');
  assert.equal((web.value.ports as { public: boolean }[])[1]?.public, true);
  const api = service(files, 'api');
  assert.equal(api.unknown.runsAs, 'the variable API_UID is set nowhere in the repository');
  assert.equal(api.unknown.image, 'the variable TAG is set nowhere in the repository');
});

test('ports in all forms', () => {
  const ports = (written: string) => {
    const [port] = service(`services:\n  a:\n    image: a:1\n    ports: [${written}]\n`, 'a').value.ports as {
      address: string | null;
      published: string | null;
      target: string;
      protocol: string;
      public: boolean;
    }[];
    return port === undefined
      ? null
      : [port.address, port.published, port.target, port.protocol, port.public];
  };
  assert.deepEqual(ports('80'), [null, null, '80', 'tcp', true]);
  assert.deepEqual(ports('"8080:80/UDP"'), [null, '8080', '80', 'udp', true]);
  assert.deepEqual(ports('22:22'), [null, '22', '22', 'tcp', true]);
  assert.deepEqual(ports('"3000-3005:4000-4005"'), [null, '3000-3005', '4000-4005', 'tcp', true]);
  assert.deepEqual(ports('"127.0.0.1:1:2"'), ['127.0.0.1', '1', '2', 'tcp', false]);
  assert.deepEqual(ports('"127.0.0.1::2"'), ['127.0.0.1', null, '2', 'tcp', false]);
  assert.deepEqual(ports('"[::1]:1:2"'), ['::1', '1', '2', 'tcp', false]);
  assert.deepEqual(ports('"0.0.0.0:1:2"'), ['0.0.0.0', '1', '2', 'tcp', true]);
  assert.deepEqual(ports('{ target: 2, published: "1", host_ip: 10.0.0.1 }'), [
    '10.0.0.1',
    '1',
    '2',
    'tcp',
    false,
  ]);
  assert.deepEqual(ports('{ target: 2 }'), [null, null, '2', 'tcp', true]);
});

test('values stand where they are written, also behind anchors', () => {
  const text = 'x-a: &a { cap_add: [SYS_ADMIN] }\nservices:\n  web:\n    <<: *a\n    image: web:1\n';
  const { positions } = service(text, 'web');
  const at = positions['capAdd.0'];
  assert.equal(text.slice(at?.start, at?.end), 'SYS_ADMIN');
});

const claims: readonly (readonly [string, string, boolean])[] = [
  ['compose.yaml', 'services:\n  a: {}\n', true],
  ['docker-compose.ci.yml', 'services:\n  a: { image: "a:1" }\n', true],
  ['deploy/stack.yml', 'version: "3"\nservices:\n  a:\n    image: a:1\n', true],
  ['services.yaml', 'services:\n  App\\Mailer:\n    arguments: []\n', false],
  ['.gitlab-ci.yml', 'services:\n  - name: docker\n    image: a\n', false],
  ['k8s.yaml', 'apiVersion: v1\nkind: X\nservices:\n  a:\n    image: b\n', false],
];

for (const [path, text, expected] of claims) {
  test(`${path} ${expected ? 'is' : 'is no'} compose file`, () => {
    assert.equal(collectCompose({ [path]: text }).claims.length, expected ? 1 : 0);
  });
}

test('what has the name and cannot be read is not analysed', () => {
  const found = collectCompose({
    'compose.yaml': 'services:\n  a: [\n',
    'b/compose.yml': 'x: 1\n',
    'c/compose.yml': 'services:\n  a: {{ .x }}\n',
  });
  assert.deepEqual(
    found.notAnalysed.map(({ path }) => path),
    ['b/compose.yml', 'c/compose.yml', 'compose.yaml'].sort(),
  );
});

test('thousands of services and long chains end in time', () => {
  const chain = Array.from(
    { length: 3_000 },
    (_, at) => `  s${at}: { extends: s${at + 1}, image: "a:1" }\n`,
  ).join('');
  const { facts } = collectCompose(`services:\n${chain}`);
  assert.equal(facts.length, 3_000);
});

test('a Dockerfile inside a compose file is not read, and not passed over either', () => {
  const { notAnalysed } = collectCompose(`services:
  web:
    build:
      context: .
      dockerfile_inline: |
        FROM scratch
  api:
    build: .
`);
  assert.deepEqual(notAnalysed, [
    { path: 'compose.yaml', line: 5, reason: 'a Dockerfile inside a compose file is not read' },
  ]);
});
