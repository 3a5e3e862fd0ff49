/** On a configuration as it ought to be there is nothing to say; a new rule that does say something is noticed here. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Profile } from '../../../src/engine/rule.ts';
import { liveOrSkip } from '../../support/live.ts';
import { assess, type Files, fixRound } from '../../support/nginx-fixable.ts';
import { checkNginx, freePorts } from '../../support/nginx-server.ts';

const FOLDER = 'fixtures/nginx/hardened';
const files: Files = Object.fromEntries(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.conf'))
    .map((name) => [name.replaceAll('\\', '/'), readFileSync(`${FOLDER}/${name}`, 'utf8')]),
);

function found(of: Files, profile: Profile): readonly string[] {
  const { findings, notAnalysed } = assess(of, profile);
  return [
    ...findings.map(({ rule, outcome, message }) => `${outcome} ${rule.rule.id}: ${message}`),
    ...notAnalysed.map(({ path, reason }) => `${path}: ${reason}`),
  ];
}

test('the recommended profile finds nothing', () => {
  assert.deepEqual(found(files, 'recommended'), []);
});

test('the strict profile wants TLS 1.3 alone, and its fix is all that is missing', () => {
  const { findings } = assess(files, 'strict');
  assert.deepEqual(
    findings.map(({ rule }) => rule.rule.id),
    ['tls-min-version'],
  );
  assert.deepEqual(found(fixRound(files, findings).files, 'strict'), []);
});

test('every rule about whole configurations judges something in it', () => {
  const broken = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text.replaceAll(
        /^(add_header|ssl_|\s*(?:limit_|server_tokens|client_|allow|deny|.*_timeout)).*;$/gm,
        '',
      ),
    ]),
  );
  const rules = new Set(assess(broken, 'recommended').findings.map(({ rule }) => rule.rule.id));
  for (const id of [
    'hsts-header',
    'csp-header',
    'frame-options-header',
    'content-type-options-header',
    'referrer-policy-header',
    'server-version-disclosed',
    'tls-session-tickets',
    'tls-session-cache',
    'rate-limit-missing',
    'internal-path-exposed',
  ]) {
    assert.ok(rules.has(id), `${id} says nothing of the configuration without its protection`);
  }
});

test('nginx takes it', async (t) => {
  if (liveOrSkip(t, 'nginx') === null || liveOrSkip(t, 'openssl') === null) return;
  const [plain, tls] = await freePorts(2);
  // What belongs to the machine or to a newer nginx (`http2 on` is of 1.25.1), and nothing else.
  const here = Object.entries(files).map(([path, text]) => {
    const adapted = text
      .replace(/^user .*$/m, '')
      .replace(/^pid .*$/m, '')
      .replace(/^ *http2 on;$/m, '')
      .replaceAll('/var/log/nginx/', '')
      .replaceAll('/etc/nginx/tls/example.test.pem', 'cert.pem')
      .replaceAll('/etc/nginx/tls/example.test.key', 'key.pem')
      .replaceAll('/etc/nginx/tls/issuer-chain.pem', 'cert.pem')
      .replaceAll(/^( *listen )(?:\[::\]:)?80\b/gm, `$1127.0.0.1:${plain}`)
      .replaceAll(/^( *listen )(?:\[::\]:)?443\b/gm, `$1127.0.0.1:${tls}`);
    return [path, withoutDoubles(adapted)] as const;
  });
  assert.equal(await checkNginx({ 'mime.types': 'types { }\n', ...Object.fromEntries(here) }), null);
});

/** Where both address families became one, a server would listen twice. */
function withoutDoubles(text: string): string {
  return text.replaceAll(/^( *listen .*;)\n\1$/gm, '$1');
}
