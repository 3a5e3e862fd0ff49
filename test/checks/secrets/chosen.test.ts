/** Passwords and secrets that people make up, as they stand in configuration, code, tests and documentation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDetectors } from '../../../src/checks/secrets/compile.ts';
import { isDismissed } from '../../../src/checks/secrets/judge.ts';
import { createScanner } from '../../../src/checks/secrets/scan.ts';
import { builtInDetectors } from '../../../src/cli/built-in-detectors.ts';

const scanner = createScanner(compileDetectors(builtInDetectors()));

/** The surest finding in a text; `none` where there is none that would be shown at all. */
function surest(path: string, text: string): string {
  const shown = scanner({ path, bytes: Buffer.from(text) }).filter(({ context }) => !isDismissed(context));
  const levels = shown.map(({ confidence }) => confidence);
  return ['certain', 'high', 'medium', 'low'].find((level) => levels.some((one) => one === level)) ?? 'none';
}

type Case = readonly [path: string, text: string];

function all(wanted: readonly string[], cases: readonly Case[]): void {
  for (const [path, text] of cases) assert.ok(wanted.includes(surest(path, text)), `${path}: ${text}`);
}

test('a password that looks chosen is shown in tests and documentation, too', () => {
  all(
    ['medium'],
    [
      ['test/login.test.js', `login({ email: address, password: 'Winter2019!' })`],
      ['docs/api.md', '{ "password": "Quokka#77x" }'],
      ['README.md', 'spring.datasource.password=Quokka@77'],
      ['test/user_test.go', `Password: "kw93jxq8vt2m",`],
    ],
  );
  all(
    ['high'],
    [
      ['src/db.py', `connect(host="db", passwd="Quokka#77x")`],
      ['app.properties', 'mail.password=Winter2019!'],
    ],
  );
});

test('a word with digits is one where a user is named beside it, and shown in doubt elsewhere in tests', () => {
  all(['medium'], [['test/login.test.js', `{ username: 'marta', password: 'marta2020' }`]]);
  all(['low'], [['test/login.test.js', `{ password: 'marta2020' }`]]);
});

test('a login in a call or a URL is shown in tests where the password looks chosen', () => {
  all(
    ['medium'],
    [
      ['cypress/e2e/login.spec.js', `cy.login('marta@shop.io', 'Quokka2019&x')`],
      ['test/mirror.test.js', `get("https://marta:Quokka2019x@mirror.shop.io/")`],
    ],
  );
  all(
    ['none', 'low'],
    [
      ['cypress/e2e/login.spec.js', `cy.login('marta@shop.io', 'password')`],
      ['test/mirror.test.js', `get("https://marta:My%20Words@mirror.shop.io/")`],
    ],
  );
});

test('a login that is encoded is told from other base64', () => {
  const encoded = (login: string): string => Buffer.from(login).toString('base64');
  all(
    ['medium'],
    [
      ['test/http_test.go', `want := "Authorization: Basic ${encoded('marta:quokka77x')}"`],
      ['docs/api.md', `Authorization: Basic ${encoded('shop:tje0:Tje0')}`],
      ['test/config.json', `{"auths": {"r.io": {"auth": "${encoded('marta:quokka77x')}"}}}`],
    ],
  );
  all(['none', 'low'], [['docs/api.md', `Authorization: Basic ${encoded('user:password')}`]]);
});

test('digits are the password of somebody who is named beside them', () => {
  all(['medium'], [['src/db.py', `'user': 'root',\n    'passwd': '84736251',`]]);
  all(['medium'], [['src/db.py', `'user': 'root',\n    'passwd': '123456',`]]);
  all(['medium'], [['docker-compose.yml', 'MYSQL_ROOT_PASSWORD: 123456']]);
  all(['high'], [['src/db.py', `pymysql.connect("db", "shop", "123456", "main")`]]);
  all(['none'], [['src/db.py', `'passwd': '123456',`]]);
  all(['none'], [['src/db.py', `user = 'gebruiker'\npasswd = 'paswoord'`]]);
});

test('weak passwords are passwords', () => {
  all(
    ['medium', 'high'],
    [
      ['config.yml', 'password: password2019'],
      ['config.json', '{ "username": "keeper", "password": "keeper@123456" }'],
      ['docker-compose.yml', '      POSTGRES_USER: shop\n      POSTGRES_PASSWORD: shoppass'],
      ['src/db.py', `passwd="6%x<RQm4"`],
      ['src/db.js', `user: 'shop', password: 's.winter9'`],
      ['src/wifi.ino', 'const char* password = "marta123456";'],
      ['src/Mail.java', 'String hostSMTPpwd = "quk2525!";'],
      ['README.md', `echo -n 'marta@shop.io:quokka77x' | base64`],
    ],
  );
});

test('what stands in where a variable is missing is a value', () => {
  all(
    ['medium', 'high'],
    [
      ['src/db.ts', `password: process.env.DB_PASSWORD || 'Quokka#77x'`],
      ['src/db.ts', `password: process.env.DB_PASSWORD ?? 'Quokka#77x'`],
      ['src/db.php', `$password = getenv('DB_PASSWORD') ?: 'Quokka#77x';`],
      ['src/db.py', `os.environ.get('DB_PASSWORD', 'quokka77x')`],
      ['src/Db.kt', 'val password = getenv("DB_PASSWORD") ?: "quokkapass"'],
      ['src/db.rb', `ENV.fetch('DB_PASSWORD', 'quokka77x')`],
    ],
  );
  all(
    ['none'],
    [
      ['src/db.ts', 'password: options.password || process.env.DB_PASSWORD'],
      ['src/form.ts', `password ? 'shown' : 'hidden'`],
      ['src/form.ts', `type = password || 'text'`],
      ['src/form.ts', `if (!password || 'x' in form) return`],
    ],
  );
});

test('what sessions and tokens are signed with is made up of words', () => {
  all(
    ['medium'],
    [
      ['src/auth.ts', `const JWT_SECRET = process.env.JWT_SECRET || 'harbour_secret_key';`],
      ['app.py', `app.secret_key = 'library_desk_secret_2024'`],
      ['config/app.yml', `session_secret: "green-harbour-lights"`],
      ['application.properties', 'jwt.secret=harbourLightsForTheDeskService2024'],
      ['app.js', `app.use(session({ store: stored({ ttl: 9 }), secret: 'green harbour' }))`],
      ['src/auth.js', `jwt.sign({ email: request.email }, 'harbourlights16')`],
      ['src/auth.py', `jwt.encode(payload, 'harbourlights16', algorithm='HS256')`],
    ],
  );
  all(
    ['none'],
    [
      ['src/auth.ts', `const JWT_SECRET = 'JWT_SECRET';`],
      ['src/auth.ts', `const SECRET_KEY = 'auth.secretKey';`],
      ['src/auth.py', `SECRET_KEY = 'aws_secret_access_key'`],
      ['src/auth.ts', `jwtSecret: 'your-jwt-secret-here'`],
      ['deploy.yaml', 'secret: harbour-tls-secret'],
      ['external.yaml', '  - secretKey: harbour-database-url'],
      ['external.yaml', '  - secretKey: "harbour-database-url"'],
      ['app.js', `app.use(session({ secret: process.env.SESSION_SECRET }))`],
      ['src/auth.js', `jwt.sign({ role: 'harbour', name: 'quokka' }, key)`],
      ['src/auth.py', `jwt.decode(token, key, 'HS256')`],
    ],
  );
});

test('a URL whose password is the name of its user opens a server that others reach', () => {
  all(
    ['medium', 'high'],
    [['src/db.js', `connect("mongodb+srv://harbour9:harbour9@c0.x1y2z3.mongodb.net/shop")`]],
  );
  all(
    ['none', 'low'],
    [
      ['src/db.js', `connect("mongodb://harbour9:harbour9@localhost/shop")`],
      ['src/db.js', `connect("postgres://harbour9:harbour9@db:5432/shop")`],
    ],
  );
});

test('what only stands behind such a name is none', () => {
  all(
    ['none'],
    [
      ['app/Request.php', `'password' => 'required|min:6|confirmed',`],
      ['lib/list.pm', `'Test2::Event::Pass' => '1.3021_04',`],
      ['schemas/all.py', `"AWS::IAM::AccessKey": "48205d41f0a94e1c9b2fd7feba3",`],
      ['src/names.py', `for name in ("scgi_pass", "uwsgi_pass"):`],
      ['src/paths.py', `["../../etc/passwd", "..%c0%af.."]`],
      ['page.html', 'item.renderPass=renderPass;item.renderPassId=id;'],
      ['run.bat', 'set PWD=%~dp0'],
      ['src/graph.py', 'connect(user="MY_GRAPH_USER", pwd="MY_GRAPH_PASSWORD")'],
      ['src/db.php', `mysqli_connect('db.shop.io', 'shop', $password, 'shop_main9');`],
      ['build/Makefile', 'PATH="`pwd`:$$PATH"; export PATH'],
      ['src/image_test.go', `"PASS:\\xff\\xd8\\x12\\x34"`],
      ['src/db.java', `getConnection("jdbc:mysql://url:3306/db","username" ,"password");`],
      ['src/url.go', '//\tpostgres://[user[:pwd@]][host]'],
      ['src/oracle.py', 'oracle login: sqlWebDeveloperUrl: Output only.'],
      ['src/pod.go', '// the test is identified by "path/of/file.go:linenumber".'],
      ['src/help.py', `To reset password for user creds 'test-user-creds-id' under a database.`],
      ['vectors.py', `uuid.UUID("6099fc12-3eff-11d0-abd0-00c04fd91a4e"): "DS-Check-Stale-Phantoms"`],
    ],
  );
});

test('in the query of a URL a password ends where the next parameter begins', () => {
  const text = 'grant_type=password&password=Quokka77x&scope=all';
  const [match] = scanner({ path: 'src/a.sh', bytes: Buffer.from(`"${text}"`) });
  assert.equal(match?.length, 'Quokka77x'.length);
});
