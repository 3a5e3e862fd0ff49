// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of compose files
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectCompose, service } from '../../../support/compose-collect.ts';

const names = (files: Readonly<Record<string, string>>): readonly string[] =>
  collectCompose(files).facts.map(({ at, value }) => `${at?.path} ${value.name}`);

test('services of included files belong to the project, with paths and variables of their own folder', () => {
  const files = {
    'compose.yaml':
      'include:\n  - db/compose.yaml\n  - path: [cache/base.yaml, cache/more.yaml]\nservices:\n  web: { image: web }\n',
    'db/compose.yaml':
      'services:\n  db:\n    image: "postgres:${VERSION}"\n    build: ./image\n    user: "${DB_USER}"\n',
    'db/.env': 'VERSION=17\nDB_USER=inner\n',
    '.env': 'DB_USER=outer\n',
    'cache/base.yaml': 'services:\n  cache: { image: redis, read_only: true }\n',
    'cache/more.yaml': 'services:\n  cache: { user: "999" }\n',
  };
  const db = service(files, 'db');
  assert.deepEqual((db.value.image as { readonly reference: string }).reference, 'postgres:17');
  assert.equal(db.value.user, 'outer');
  assert.deepEqual(db.value.build, { dockerfile: 'db/image/Dockerfile', target: null });
  const cache = service(files, 'cache');
  assert.deepEqual([cache.value.readOnly, cache.value.user], [true, '999']);
  assert.equal(service(files, 'web').value.sharing, 2);
  assert.deepEqual(names(files).length, 3);
  assert.deepEqual(collectCompose(files).notAnalysed, []);
});

test('who includes may say in which folder, and with which variables', () => {
  const files = {
    'compose.yaml':
      'include:\n  - path: parts/db/compose.yaml\n    project_directory: images\n    env_file: [a.env, parts/b.env]\n',
    'parts/db/compose.yaml':
      'services:\n  db:\n    image: "postgres:${VERSION}"\n    build: ./db\n    user: "${DB_USER}"\n    env_file: db.env\n',
    'parts/db/.env': 'VERSION=1\n',
    'images/.env': 'VERSION=2\n',
    'images/db.env': 'A=b\n',
    'a.env': 'VERSION=16\nDB_USER=app\n',
    'parts/b.env': 'VERSION=17\n',
  };
  const db = service(files, 'db');
  assert.deepEqual((db.value.image as { readonly reference: string }).reference, 'postgres:17');
  assert.equal(db.value.user, 'app');
  assert.deepEqual(db.value.build, { dockerfile: 'images/db/Dockerfile', target: null });
  const { 'a.env': _, 'parts/b.env': __, ...rest } = files;
  const plain = { ...rest, 'compose.yaml': files['compose.yaml'].replace(/ +env_file.*\n/, '') };
  assert.deepEqual(
    (service(plain, 'db').value.image as { readonly reference: string }).reference,
    'postgres:2',
  );
});

test('a file may only include, an override reaches what is included, and a circle ends', () => {
  const files = {
    'compose.yaml': 'include: [a/compose.yaml]\n',
    'compose.override.yaml': 'services:\n  app: { read_only: true }\n',
    'a/compose.yaml': 'include: [../b/compose.yaml]\nservices:\n  app: { image: a }\n',
    'b/compose.yaml': 'include: [../a/compose.yaml]\nservices:\n  other: { image: b }\n',
  };
  assert.deepEqual(names(files), ['b/compose.yaml other', 'compose.override.yaml app']);
  assert.equal(service(files, 'app').value.readOnly, true);
  const circle = {
    'a/compose.yaml': 'include: [../b/compose.yaml]\nservices:\n  app: { image: a }\n',
    'b/compose.yaml': 'include: [../a/compose.yaml]\nservices:\n  other: { image: b }\n',
  };
  assert.ok(names(circle).length >= 2);
});

test('what is included and not there is not analysed', () => {
  const { notAnalysed } = collectCompose(
    'include:\n  - gone.yaml\n  - oci://registry.test/x\n  - ../outside.yaml\nservices:\n  web: { image: web }\n',
  );
  assert.deepEqual(
    notAnalysed.map(({ line, reason }) => [line, reason]),
    [
      [2, 'gone.yaml, which it includes, cannot be read'],
      [3, 'oci://registry.test/x, which it includes, cannot be read'],
      [4, '../outside.yaml, which it includes, cannot be read'],
    ],
  );
});
