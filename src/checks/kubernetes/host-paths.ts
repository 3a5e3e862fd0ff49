/** What of the host a pod mounts, and whether its containers may write to it. */
import type { DocumentNode } from '../../source/documents/node.ts';
import type { Pod } from './pod.ts';

export interface HostPath {
  /** The place of the path. */
  readonly node: DocumentNode;
  readonly path: string;
  readonly writable: boolean;
  readonly socket: boolean;
}

const SOCKET = /(?:^|\/)(?:docker|containerd|crio|podman|dockershim|cri-dockerd|buildkitd)\.sock$/;

/** Folders that hold nothing but such a socket, or it among others. */
const SOCKET_FOLDERS = /^\/(?:var\/)?run(?:\/(?:containerd|crio|podman|docker))?\/?$/;

export function hostPathsOf(pod: Pod): readonly HostPath[] {
  const written = writtenVolumes(pod);
  return pod.spec.items('volumes').flatMap((volume) => {
    const node = volume.get('hostPath', 'path');
    const path = node?.text() ?? null;
    if (node === null || path === null) return [];
    const socket = SOCKET.test(path) || SOCKET_FOLDERS.test(path);
    return [{ node, path, writable: written.has(volume.text('name') ?? ''), socket }];
  });
}

/** Names of the volumes that a container mounts, and not only for reading. */
export function writtenVolumes({ containers }: Pod): ReadonlySet<string> {
  const mounts = containers.flatMap(({ node }) => node.items('volumeMounts'));
  return new Set(
    mounts.filter((mount) => mount.flag('readOnly') !== true).map((mount) => mount.text('name') ?? ''),
  );
}
