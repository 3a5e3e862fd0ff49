/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: sysctls that are safe, and since when. */
import { listed, ofPod, type PodSecurityCheck } from './check.ts';

const SAFE_SINCE: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
  ['net.ipv4.tcp_slow_start_after_idle', 37],
  ['net.ipv4.tcp_notsent_lowat', 37],
]);

export const sysctls: PodSecurityCheck = {
  id: 'sysctls',
  level: 'baseline',
  since: 0,
  find({ security }, minor) {
    const unsafe = (security?.items('sysctls') ?? []).filter((sysctl) => {
      const since = SAFE_SINCE.get(sysctl.text('name') ?? '');
      return since === undefined || since > minor;
    });
    const [first] = unsafe;
    if (first === undefined) return [];
    const names = unsafe.map((sysctl) => sysctl.text('name') ?? 'without a name');
    return [ofPod(first.get('name') ?? first, `sets the sysctl ${listed(names)}`)];
  },
};
