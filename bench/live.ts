/**
 * What looking at running endpoints costs: nginx on loopback, over TLS 1.2 and 1.3, beside sslscan and tlsx where they are
 * on the PATH (Debian's `sslscan`; `go install github.com/projectdiscovery/tlsx/cmd/tlsx@v1.1.9`).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePorts, startNginx } from '../test/support/nginx-server.ts';
import { type Command, type Paired, paired } from './process.ts';
import type { Measured } from './secret-sources.ts';

const SECBASELINE = resolve('bin/secbaseline.js');
const NODE: Command = { name: 'node', argv: ['node', '-e', '0'] };
const ENDPOINTS = 100;

function configuration(port: number): string {
  return `daemon off; master_process off; pid nginx.pid; error_log error.log crit;
events { worker_connections 4096; }
http {
  access_log off; server_tokens off; client_body_temp_path tmp/body; proxy_temp_path tmp/proxy;
  fastcgi_temp_path tmp/fastcgi; uwsgi_temp_path tmp/uwsgi; scgi_temp_path tmp/scgi;
  ssl_certificate cert.pem; ssl_certificate_key key.pem; ssl_protocols TLSv1.2 TLSv1.3;
  server {
    listen ${port} ssl backlog=4096; server_name localhost;
    add_header Strict-Transport-Security "max-age=63072000" always;
    location = / { default_type text/html; return 200 "<p>page</p>"; }
    location / { return 404; }
  }
}
`;
}

/** Each endpoint is a host of its own, since two connections to one host are the limit. */
function manyTargets(port: number): string {
  const targets = Array.from(
    { length: ENDPOINTS },
    (_, index) => `  - { id: e${index}, kind: tls, url: "tls://127.0.1.${index + 1}:${port}" }\n`,
  );
  return `targets:\n${targets.join('')}`;
}

export async function measureLive(
  folder: string,
  runs: number,
  onPath: (program: string) => boolean,
): Promise<readonly Measured[]> {
  if (!onPath('nginx')) return [];
  const [port = 0] = await freePorts(1);
  const start = await startNginx({
    files: { 'nginx.conf': configuration(port) },
    sockets: [{ address: '127.0.0.1', port }],
  });
  if (start.kind === 'refused') throw new Error(start.message);
  const cwd = join(folder, 'live');
  mkdirSync(cwd);
  writeFileSync(join(folder, 'many.yaml'), manyTargets(port));
  const check = (...args: readonly string[]): Command => ({
    name: args.join(' '),
    argv: ['node', SECBASELINE, 'check', ...args],
    cwd,
  });
  const tls = `tls://127.0.0.1:${port}`;
  const address = `127.0.0.1:${port}`;
  const many = check('--live', '--config', join(folder, 'many.yaml'));
  try {
    return [
      row(
        'check of one https URL (versions, suites, certificate, headers), against bare node',
        paired(check('--url', `https://${address}/`), NODE, runs),
        3.0,
      ),
      row('the same of one tls URL', paired(check('--url', tls), NODE, runs), null),
      ...(onPath('sslscan')
        ? [
            row(
              'the same with --deep, against sslscan',
              paired(check('--url', tls, '--deep'), { name: 'sslscan', argv: ['sslscan', address] }, runs),
              0.8,
            ),
          ]
        : []),
      row(
        `check of ${ENDPOINTS} tls endpoints, against one`,
        paired(many, check('--url', tls), Math.ceil(runs / 3)),
        5,
      ),
      ...(onPath('tlsx') ? [probing(check, tls, address, runs)] : []),
    ];
  } finally {
    await start.server.stop();
  }
}

/** The process itself taken off both sides, by processor time, which others on the machine disturb less. */
function probing(
  check: (...args: readonly string[]) => Command,
  url: string,
  address: string,
  runs: number,
): Measured {
  const tlsx = (...args: readonly string[]): Command => ({ name: 'tlsx', argv: ['tlsx', '-duc', ...args] });
  execFileSync('tlsx', ['-version'], { stdio: 'ignore' });
  const whole = paired(check('--url', url), tlsx('-u', address, '-version-enum', '-json', '-silent'), runs);
  const idle = paired(check('.'), tlsx('-version'), runs);
  const ours = (whole.a.cpu ?? whole.a.wall) - (idle.a.cpu ?? idle.a.wall);
  const theirs = (whole.b.cpu ?? whole.b.wall) - (idle.b.cpu ?? idle.b.wall);
  return {
    what: 'probing one endpoint without the start of the process, processor time, against tlsx',
    measured: `${ours.toFixed(0)} ms / ${theirs.toFixed(0)} ms = ${(ours / theirs).toFixed(2)} ×`,
    goal: '≤ 1.0 ×',
    holds: ours <= theirs,
  };
}

function row(what: string, { a, b, ratio }: Paired, goal: number | null): Measured {
  const cpu =
    a.cpu === null || b.cpu === null ? '' : `; processor time ${a.cpu.toFixed(0)} / ${b.cpu.toFixed(0)} ms`;
  return {
    what,
    measured: `${a.wall.toFixed(0)} ms / ${b.wall.toFixed(0)} ms = ${ratio.toFixed(2)} ×${cpu}`,
    goal: goal === null ? '–' : `≤ ${goal} ×`,
    holds: goal === null ? null : ratio <= goal,
  };
}
