/** Certificates of every kind that a server may show, made by openssl in a folder of their own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './live.ts';

export interface CertificateRequest {
  readonly name: string;
  /** As `openssl req -newkey` takes it: `rsa:2048`, `ec` with a curve, `ed25519`. */
  readonly key: string;
  readonly curve?: string;
  readonly hash?: string;
  /** `YYYYMMDDHHMMSSZ`. */
  readonly from: string;
  readonly to: string;
  readonly subjectAltName: string;
}

const CONFIGURATION = `
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`;

export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** A self-signed certificate with the given dates. */
export function makeCertificate(folder: string, request: CertificateRequest): CertificateFiles {
  const own = join(folder, request.name);
  mkdirSync(own);
  writeFileSync(join(own, 'ca.cnf'), CONFIGURATION);
  writeFileSync(join(own, 'index.txt'), '');
  const openssl = (...args: readonly string[]): void => {
    execFileSync(findProgram('openssl') ?? 'openssl', args, { cwd: own, stdio: 'pipe' });
  };
  const curve = request.curve === undefined ? [] : ['-pkeyopt', `ec_paramgen_curve:${request.curve}`];
  openssl(
    ...['req', '-new', '-nodes', '-newkey', request.key, ...curve, '-subj', '/CN=test'],
    ...['-addext', `subjectAltName=${request.subjectAltName}`, '-keyout', 'key.pem', '-out', 'request.pem'],
  );
  openssl(
    ...['ca', '-batch', '-config', 'ca.cnf', '-selfsign', '-keyfile', 'key.pem', '-in', 'request.pem'],
    ...['-md', request.hash ?? 'sha256', '-startdate', request.from, '-enddate', request.to],
    ...['-notext', '-out', 'cert.pem'],
  );
  return { certificate: join(own, 'cert.pem'), key: join(own, 'key.pem') };
}
