/** What judging a cluster costs: a real API server with 2,000 pods that nobody owns, so that each is judged. */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { apiServerFolder, startApiServer } from '../test/support/kube-apiserver.ts';
import { median, sample } from './process.ts';
import type { Measured } from './secret-sources.ts';

const PODS = 2_000;
const AT_ONCE = 25;

/** Nothing where the API server is not built. */
export async function measureCluster(folder: string, runs: number): Promise<readonly Measured[]> {
  const programs = apiServerFolder();
  if (!existsSync(programs)) return [];
  // Files of other measurements stand in the folder, and a check looks at what stands where it runs.
  const cwd = join(folder, 'cluster');
  mkdirSync(cwd);
  const server = await startApiServer(programs);
  try {
    await server.ask('POST', '/api/v1/namespaces', { metadata: { name: 'many' } });
    for (let at = 0; at < PODS; at += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, (_, index) => pod(`web-${at + index}`));
      await Promise.all(batch.map((one) => server.ask('POST', '/api/v1/namespaces/many/pods', one)));
    }
    const argv = ['node', resolve('bin/secbaseline.js'), 'check', '--exit-zero', '--kubeconfig'];
    const command = { name: 'check', argv: [...argv, server.kubeconfig('admin')], cwd };
    sample(command);
    const samples = Array.from({ length: runs }, () => sample(command));
    const wall = median(samples.map((one) => one.wall));
    const cpu = median(samples.map((one) => one.cpu ?? Number.NaN));
    const memory = median(samples.map((one) => one.memory ?? Number.NaN));
    return [
      {
        what: `\`check --kubeconfig\` of a real API server with ${PODS.toLocaleString('en')} pods, whole process`,
        measured: `${(wall / 1000).toFixed(2)} s (processor time ${(cpu / 1000).toFixed(2)} s), ${memory.toFixed(0)} MB`,
        goal: '≤ 2 s',
        holds: wall <= 2_000,
      },
    ];
  } finally {
    await server.stop();
  }
}

/** As people write them: two containers, some environment, probes, limits, a volume. */
function pod(name: string): unknown {
  const container = (own: string) => ({
    name: own,
    image: `registry.example.test/shop/${own}:1.4.2`,
    env: Array.from({ length: 8 }, (_, index) => ({ name: `SETTING_${index}`, value: `value ${index}` })),
    ports: [{ containerPort: 8080, name: 'http' }],
    resources: { limits: { memory: '256Mi' }, requests: { cpu: '50m', memory: '128Mi' } },
    readinessProbe: { httpGet: { path: '/health', port: 'http' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
    volumeMounts: [{ name: 'scratch', mountPath: '/tmp' }],
  });
  return {
    metadata: { name, labels: { app: 'web', 'app.kubernetes.io/name': 'web' } },
    spec: {
      containers: [container('web'), { ...container('proxy'), ports: [] }],
      volumes: [{ name: 'scratch', emptyDir: {} }],
    },
  };
}
