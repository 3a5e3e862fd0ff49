/**
 * The program that a kubeconfig names to get credentials from
 * (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins). Run where a
 * person consents to it, and never for a kubeconfig of the scanned repository.
 */
import { execFile } from 'node:child_process';
import { dirname, isAbsolute, join } from 'node:path';

export interface CredentialPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly apiVersion: string;
  /** What it is told of the cluster; null where it does not ask for that. */
  readonly cluster: Readonly<Record<string, unknown>> | null;
  /** Commands with a slash are relative to it. */
  readonly kubeconfig: string;
}

export type PluginOutcome =
  | {
      readonly kind: 'credentials';
      readonly token: string | null;
      readonly client: { readonly certificate: string; readonly key: string } | null;
    }
  /** The reason holds nothing that the program wrote. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Ms; some ask a cloud, and one that waits for a person will not be answered. */
const DEADLINE = 30_000;
const MOST_BYTES = 1_000_000;

export function runPlugin(plugin: CredentialPlugin, signal: AbortSignal): Promise<PluginOutcome> {
  const { command, args, env, apiVersion, cluster, kubeconfig } = plugin;
  const isRelative = command.includes('/') && !isAbsolute(command);
  const program = isRelative ? join(dirname(kubeconfig), command) : command;
  const info = {
    kind: 'ExecCredential',
    apiVersion,
    spec: { interactive: false, ...(cluster === null ? {} : { cluster }) },
  };
  const environment = {
    ...process.env,
    ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
    KUBERNETES_EXEC_INFO: JSON.stringify(info),
  };
  return new Promise((resolve) => {
    const fail = (reason: string): void => resolve({ kind: 'failed', reason: `${command} ${reason}` });
    const child = execFile(
      program,
      [...args],
      { env: environment, timeout: DEADLINE, maxBuffer: MOST_BYTES, signal, killSignal: 'SIGKILL' },
      (error, stdout) => {
        if (error === null) return resolve(credentialsOf(command, stdout));
        if (signal.aborted) return fail('was ended with the run');
        if (error.killed === true) return fail(`gave no credentials within ${DEADLINE / 1000} s`);
        return fail(`gave no credentials (${error.code ?? error.message})`);
      },
    );
    child.stdin?.end();
  });
}

function credentialsOf(command: string, stdout: string): PluginOutcome {
  let status: unknown;
  try {
    status = JSON.parse(stdout)?.status;
  } catch {
    return { kind: 'failed', reason: `${command} wrote no ExecCredential` };
  }
  const { token, clientCertificateData, clientKeyData } = Object(status);
  const client =
    typeof clientCertificateData === 'string' && typeof clientKeyData === 'string'
      ? { certificate: clientCertificateData, key: clientKeyData }
      : null;
  if (typeof token !== 'string' && client === null)
    return { kind: 'failed', reason: `${command} gave no credentials` };
  return { kind: 'credentials', token: typeof token === 'string' ? token : null, client };
}
