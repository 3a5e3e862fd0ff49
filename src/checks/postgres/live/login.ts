/** As whom, and how well protected, a PostgreSQL server is entered. */

export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export interface PostgresLogin {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Null where the password file is to be asked. Never printed. */
  readonly password: string | null;
  /** verify-full where nobody says otherwise. */
  readonly sslMode: SslMode;
  /** PEM of `sslrootcert`; null for the authorities of the system. */
  readonly authorities: string | null;
}

/** Whether the server's certificate is looked at, in whole or in part. */
export function isVerified({ sslMode }: PostgresLogin): boolean {
  return sslMode === 'verify-full';
}
