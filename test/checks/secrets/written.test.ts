/** The many ways in which a secret is written down: what is found in each, and what only looks like it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { expandExample } from '../../../src/checks/secrets/expand.ts';
import { isDismissed } from '../../../src/checks/secrets/judge.ts';
import { createScanner } from '../../../src/checks/secrets/scan.ts';
import { builtInDetectors } from '../../../src/cli/built-in-detectors.ts';
import { isAtLeast } from '../../../src/engine/severity.ts';

const detectors = builtInDetectors();
const scanner = createScanner(compileDetectors(detectors));
const [first] = detectors;
assert.ok(first !== undefined);
const any = first;

/** The values that are reported at the default confidence, of a text in the notation of examples. */
function found(path: string, written: string): readonly string[] {
  const bytes = Buffer.from(expandExample(written, any, 'written'));
  return scanner({ path, bytes })
    .filter(({ context, confidence }) => !isDismissed(context) && isAtLeast(confidence, 'medium'))
    .map(({ start, end }) => bytes.toString('latin1', start, end));
}

const value = (written: string): string => expandExample(written, any, 'written');

test('values of 24 random characters, in every syntax', () => {
  for (const [path, before, after] of [
    ['main.go', 'var apiToken string = "', '"'],
    ['main.go', 'const ApiToken string = "', '"'],
    ['Makefile', 'API_TOKEN :::= ', '\n'],
    ['Makefile', 'API_TOKEN ::= ', '\n'],
    ['build.gradle', `buildConfigField 'String', 'API_KEY', '"`, `"'`],
    ['config.json', '{"config.ini": "API_TOKEN=', '\\nBACKUP=true"}'],
    ['task.json', '{"Env": ["API_TOKEN=', '"]}'],
    ['login.ps1', 'Connect -ApiToken ', ' -Force'],
    ['deploy.sh', `curl -H 'X' --api-token=`, ' x'],
    ['page.php', '$apiToken .= "', '";'],
    ['Login.vb', 'Dim apiToken As String = "', '"'],
    ['Login.vb', 'const API_TOKEN as string = "', '"'],
    ['build.gradle', '  storePassword "', '"'],
    ['server.js', "const token = jwt.sign({ id: user.id }, '", "', { expiresIn: '1h' });"],
    ['server.py', 'jwt.encode(payload, "', '", algorithm="HS256")'],
    ['server.js', 'crypto.createHmac("sha256", "', '").update(body)'],
  ] as const) {
    assert.deepEqual(
      found(path, `${before}{base62 24}${after}`),
      [value('{base62 24}')],
      `${path} ${before}`,
    );
  }
});

test('a quote inside other quotes is part of the value, or around it', () => {
  assert.deepEqual(found('app.ini', "password = '`{digits 3}{base62 9}'"), [value('`{digits 3}{base62 9}')]);
  assert.deepEqual(found('app.ini', `password = "'{base62 14}'"`), [value('{base62 14}')]);
  assert.deepEqual(found('app.ini', `password = ''`), []);
});

test('what stands inside a quoted text, or is given to an option, ends as a word does', () => {
  for (const [path, before, after] of [
    ['compose.yaml', '- "DB_PASSWORD=', '"\n'],
    ['compose.yaml', "- 'DB_PASSWORD=", "'\n"],
    ['compose.yaml', 'command: ["--password=', '", "--user=app"]'],
    ['compose.yaml', 'command: [--password=', ', --user=app]'],
    ['compose.yaml', 'command: serve --password=', ' --user=app\n'],
    ['app.service', 'Environment="DB_PASSWORD=', '" "LANG=C"\n'],
    ['app.service', 'ExecStart=/usr/bin/app --password=', ' --user=app\n'],
  ] as const) {
    assert.deepEqual(
      found(path, `${before}{digits 3}{base62 9}${after}`),
      [value('{digits 3}{base62 9}')],
      `${path} ${before}`,
    );
  }
});

test('what is taken where a variable is not set, and where the variable is what is asked for', () => {
  for (const [path, before, after] of [
    ['.env', 'DB_PASSWORD=${{DB_PASSWORD:-', '}\n'],
    ['run.sh', ': "${{DB_PASSWORD:=', '}"\n'],
    ['run.sh', 'DB_PASSWORD=${{DB_PASSWORD:-"', '"}\n'],
    ['compose.yaml', 'POSTGRES_PASSWORD: ${{POSTGRES_PASSWORD:-', '}\n'],
    ['application.yml', 'password: ${{DB_PASSWORD:', '}\n'],
    ['app.py', 'key = os.environ.get("JWT_SECRET") or "', '"\n'],
    ['app.rb', "key = ENV['JWT_SECRET'] || '", "'\n"],
    ['App.java', '@Value("${{db.password:', '}") String password;'],
  ] as const) {
    assert.deepEqual(
      found(path, `${before}{digits 3}{base62 9}${after}`),
      [value('{digits 3}{base62 9}')],
      `${path} ${before}`,
    );
  }
  const sign = '$';
  assert.deepEqual(found('run.sh', `: "${sign}{{DB_PASSWORD:?{digits 3}{base62 9}}"\n`), []);
  assert.deepEqual(found('.env', `DB_PASSWORD=${sign}{{DB_PASSWORD:-${sign}{{OTHER_PASSWORD}}\n`), []);
});

test('what a variable of Terraform has where nobody sets it', () => {
  for (const block of ['{{ default = "', '{{\n  type      = string\n  sensitive = true\n  default   = "'])
    assert.deepEqual(found('main.tf', `variable "db_password" ${block}{digits 3}{base62 9}"\n}\n`), [
      value('{digits 3}{base62 9}'),
    ]);
  assert.deepEqual(found('main.tf', 'variable "db_password" {{ default = var.other }\n'), []);
  assert.deepEqual(
    found('main.tf', 'variable "db_password" {{}\nvariable "x" {{ default = "{base62 12}" }\n'),
    [],
  );
  assert.deepEqual(found('main.tf', 'resource "db_password" {{ default = "{digits 3}{base62 9}" }\n'), []);
});

test('what a parameter of CloudFormation has where nobody sets it', () => {
  const parameter = 'Parameters:\n  DBPassword:\n    Type: String\n    NoEcho: true\n';
  assert.deepEqual(found('stack.yaml', `${parameter}    Default: {digits 3}{base62 9}\n`), [
    value('{digits 3}{base62 9}'),
  ]);
  assert.deepEqual(found('stack.yaml', `${parameter}  Other:\n    Default: {digits 3}{base62 9}\n`), []);
});

test('the fingerprint of a public key is none, whatever its name', () => {
  assert.deepEqual(found('Dockerfile', 'ENV GPG_KEY {HEX 40}\n'), []);
  assert.deepEqual(found('build.sh', 'GPG_KEYS="{HEX 16}"\n'), []);
  assert.deepEqual(found('build.sh', 'API_KEY="{HEX 40}"\n'), [value('{HEX 40}')]);
});

test('in a map of YAML that stands in one line, a value ends where the map goes on', () => {
  const [secret] = [value('{digits 3}{base62 9}')];
  assert.deepEqual(found('a.yaml', 'smtp: {{ user: app, password: {digits 3}{base62 9} }\n'), [secret]);
  assert.deepEqual(found('a.yaml', 'smtp: {{ password: {digits 3}{base62 9}, user: app }\n'), [secret]);
  assert.deepEqual(found('a.yaml', 'x: [{{ user: {{ password: {digits 3}{base62 9} } }]\n'), [secret]);
  assert.deepEqual(found('a.yaml', 'x: {{ a: b }\npassword: {digits 3}{base62 9}\n'), [secret]);
});

test('characters of all kinds, of which none comes often', () => {
  const secret = "7`D'}/vYR)T;W5]EBrf;_&k>qX?G&3CF=;@vyr";
  assert.deepEqual(found('app.yaml', `jwtSecret: "${secret}"`), [secret]);
  assert.deepEqual(found('app.ts', `const tokenPattern = "^[A-Za-z0-9]{3,8}(?:[._-]|$)";`), []);
});

test('a word is a password beside the name of a user', () => {
  for (const [path, text] of [
    ['db.php', '$user = "mg1021"; $password = "goodspec";'],
    ['app.ini', 'username = aladdin\npassword = opensesame\n'],
    ['notes', 'user = aladdin\npassword = open_sesame\n'],
  ] as const) {
    assert.equal(found(path, text).length, 1, text);
  }
  for (const [path, text] of [
    ['db.php', '$user = getUser(); $password = "goodspec";'],
    ['form.js', 'username: "Benutzername", password: "Kennwort"'],
    ['form.js', 'const labels = { password: "goodspec" };'],
    ['app.ini', 'username = aladdin\npassword = required\n'],
    ['names.ts', "{ user: 'PGUSER', password: 'PGPASSWORD' }"],
    ['names.ts', "{ user: 'dbUser', password: 'dbPassword' }"],
    ['names.ts', "{ user: 'ADMIN', password: 'ADMIN_CODE' }"],
  ] as const) {
    assert.deepEqual(found(path, text), [], text);
  }
});

test('a sentence that says what the password is', () => {
  assert.deepEqual(found('notes', 'The password is "centipede".'), ['centipede']);
  assert.deepEqual(found('notes', 'The password is "invalid".'), []);
});

test('an identifier that speaks of what is not real names no secret', () => {
  for (const name of ['fakeToken', 'dummy_api_key', 'mockSecret', 'nonMatchingToken']) {
    assert.deepEqual(found('src/a.ts', `const ${name} = "{base62 24}";`), [], name);
  }
});

test('the key of a service, behind its name and a word for a key', () => {
  for (const before of [
    'sendbird token ',
    'SENDBIRD_API_KEY: ',
    'sendbirdSecret-',
    'sendbird access key\n',
  ]) {
    assert.deepEqual(found('notes', `${before}{alnumLower 30}`), [value('{alnumLower 30}')], before);
  }
  for (const text of [
    'sendbird {alnumLower 30}',
    'sendbird token refresh-controller-manager-default',
    'sendbird token for https://example.org/{hex 44}',
    'sendbird token id: {digits 18}',
    'https://sendbird.com/docs/token/{hex 44}',
    `sendbird token ${'x'.repeat(2000)}`,
  ]) {
    assert.deepEqual(found('notes', text), [], text);
  }
});
