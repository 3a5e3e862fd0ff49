/** Mounts of the host: `source:target[:options]`, as Compose and `docker run -v` write them. */

export interface HostMount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** Sockets whose owner rules all containers of the host. */
const SOCKET = /(?:^|\/)(?:docker|podman|containerd|crio|cri-dockerd|buildkitd)\.sock$/;

export function isRuntimeSocket(source: string): boolean {
  return SOCKET.test(source);
}

/** Null for a volume without a source on the host (`/data`, `name:/data`). */
export function parseMount(text: string): HostMount | null {
  // A drive letter of Windows is no separator.
  const match = /^((?:[A-Za-z]:[\\/])?[^:]*):((?:[A-Za-z]:[\\/])?[^:]*)(?::(.*))?$/.exec(text);
  if (match === null) return null;
  const [, source = '', target = '', options = ''] = match;
  if (!/^(?:[./~\\]|[A-Za-z]:[\\/]|\$)/.test(source)) return null;
  return { source, target, readOnly: options.split(',').includes('ro') };
}
