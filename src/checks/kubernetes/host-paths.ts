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
  return pod.spec.items('volumes').flatMap((volume) => {
    const node = volume.get('hostPath', 'path');
    const path = node?.text() ?? null;
    if (node === null || path === null) return [];
    const name = volume.text('name') ?? '';
    const socket = SOCKET.test(path) || SOCKET_FOLDERS.test(path);
    return [{ node, path, writable: isWritable(pod, name), socket }];
  });
}

/** A volume that a container mounts, and not only for reading. */
export function isWritable({ containers }: Pod, volume: string): boolean {
  return containers.some(({ node }) =>
    node
      .items('volumeMounts')
      .some((mount) => mount.text('name') === volume && mount.flag('readOnly') !== true),
  );
}
