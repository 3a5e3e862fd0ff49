// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of configuration languages
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeholder, redact, redactedSource } from '../../src/report/redact.ts';
import { sourceText } from '../../src/source/text.ts';

/** What is in « » must be gone, and only that; `shown` is the line with it replaced. */
function assertRedacts(marked: string): void {
  const plain = marked.replace(/[«»]/g, '');
  const expected = marked.replace(/«([^»]*)»/g, (_, secret: string) => placeholder(secret));
  assert.equal(redact(plain), expected, plain);
}

test('a placeholder tells length and entropy, nothing else', () => {
  assert.equal(placeholder('aaaa'), '[redacted 4 chars, 0.0 bits/char]');
  assert.equal(placeholder('ab'), '[redacted 2 chars, 1.0 bits/char]');
  assert.equal(placeholder('x'), '[redacted 1 char, 0.0 bits/char]');
});

test('values under sensitive names are redacted, in the syntaxes of configuration', () => {
  for (const line of [
    'password: «hunter2»',
    '  db_password: "«hunter 2»"  # comment',
    "  - apiKey: '«abc»'",
    'password: «correct horse battery» # staple',
    'DB_PASSWORD=«hunter2»',
    'export PGPASSWORD=«hunter2»;',
    '{"client_secret":"«a\\"b»","x":1}',
    'host=db password=«hunter2» user=app',
    'ssl_password «x»;',
    'set $password «hunter2»;',
    'set $password "«hunter2hunter2X9»";',
    'set $api_token "«abc»";',
    'set $api_token «abc»;',
    'secure_link_secret «word»;',
    'proxy_set_header X-Api-Key «abcdef»;',
    'proxy_set_header Authorization "Bearer «abc.def»";',
    'Authorization: Basic «dXNlcjpwYXNz»',
    'curl -H "Authorization: Bearer «abc»" x',
    'if ($http_x_token = "«abc»") { return 200; }',
    "ALTER USER app PASSWORD '«hunter2»';",
    'psql --password «hunter2» --host db',
    'admin.password: «$2a$10$RncPyHW/B5ll2Z3J8s.IBOnbZ9uoJ4JhHLKzj5lzG»',
    'url?token=«abc»&user=x',
    'password: «\u0024{DB_PASSWORD:-hunter2»}',
  ]) {
    assertRedacts(line);
  }
});

test('credentials in URLs and headers are redacted', () => {
  assertRedacts('postgres://app:«hunter2»@db:5432/app');
  assertRedacts('proxy_pass http://u:«p@ss»@backend/;');
  assertRedacts('log "got bearer «abc.12345» from x"');
});

test('a value named on one line and given on the next is redacted', () => {
  assertRedacts('- name: DB_PASSWORD\n  value: «hunter2»\n');
  assertRedacts('{"name": "DB_PASSWORD", "value": "«hunter2»"}');
});

test('a private key is redacted line by line', () => {
  const text = `key: |\n  -----BEGIN PRIVATE KEY-----\n  «MIIabc»\n  «short»\n  -----END PRIVATE KEY-----\n`;
  assertRedacts(text);
});

test('random tokens are redacted wherever they stand', () => {
  for (const line of [
    'x «Zk3JvQ9sTt7LwB2nXy5RfA8d» y',
    'secure_link «Xr4ilOzQ4PCOq3aQ0qbuaQ==»;',
    'k «9f86d081884c7d659a2feaa0c55ad015» z',
    'a «kq3v9x2m8w7p4z6t1y5r» b',
    'path /hooks/«T0a9XkQ2mZ7vB4nLw8Yc»/x',
    'otp: «MZXW6YTBOI2DKNRXG4ZTCMRT»',
    'base «qL+8vZ/3nYt6Kw1RjX/0bQ2fHs9mPc==» end',
    'bad «xkqzvwplmtrbnghdfscj» z',
  ]) {
    assertRedacts(line);
  }
});

test('ordinary configuration stays readable', () => {
  for (const line of [
    'server_tokens off;',
    'ssl_session_tickets on;',
    'ssl_certificate_key /etc/letsencrypt/live/api.example.test/privkey.pem;',
    'ssl_password_file /etc/nginx/pass;',
    'ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305:!aNULL;',
    'ssl_ciphers TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256;',
    "add_header Content-Security-Policy \"default-src 'self'; script-src 'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc=' https://cdn.example.test\";",
    'image: registry.example.test/team/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'id: 123e4567-e89b-12d3-a456-426614174000',
    'uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683',
    'proxy_pass http://backend.internal.svc.cluster.local:8080/api/v1/users;',
    'automountServiceAccountToken: false',
    'secretName: api-tls-certificate',
    'password_encryption = scram-sha-256',
    'password: ${DB_PASSWORD}',
    'token: ${{ secrets.GITHUB_TOKEN }}',
    'password: {{ .Values.password }}',
    'proxy_set_header Authorization $http_authorization;',
    'proxy_set_header Authorization "";',
    'auth_basic "Restricted Area";',
    'add_header Access-Control-Allow-Headers "Authorization, Content-Type";',
    'auth_basic_user_file /etc/nginx/.htpasswd;',
    '# HTTP basic Authentication is enabled, the token is optional',
    'map $http_authorization $token {',
    'syncOptions: [ApplyOutOfSyncOnly=true]',
    'name: nginx-deployment-6d68ff5f86',
    'limit_req_zone $binary_remote_addr zone=api_requests_per_minute:10m rate=30r/m;',
    'add_header Strict-Transport-Security "max-age=31536000; includeSubDomains; preload" always;',
  ]) {
    assert.equal(redact(line), line);
  }
});

test('redacting twice changes nothing more', () => {
  const once = redact('password: hunter2\npassword=abc x\nk Zk3JvQ9sTt7LwB2nXy5RfA8d');
  assert.equal(redact(once), once);
});

test('a redacted source has the same lines', () => {
  const source = sourceText('a', 'a\r\npassword: hunter2\rx\n');
  assert.equal(redactedSource(source).lineStarts.length, source.lineStarts.length);
  assert.ok(!redactedSource(source).text.includes('hunter2'));
});
