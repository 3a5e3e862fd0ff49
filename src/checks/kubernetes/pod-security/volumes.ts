/** https://kubernetes.io/docs/concepts/security/pod-security-standards/: volume types. */
import type { DocumentNode } from '../../../source/documents/node.ts';
import type { Pod } from '../pod.ts';
import { listed, ofPod, type PodSecurityCheck, type Violation } from './check.ts';

const ALLOWED = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** A key that is none of these is dropped by the API server, and what is left without a source becomes an emptyDir. */
const RESTRICTED = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

export const hostPathVolumes: PodSecurityCheck = {
  id: 'hostPathVolumes',
  level: 'baseline',
  since: 0,
  find: (pod) => violationOf(pod, ['hostPath'], () => true),
};

export const restrictedVolumes: PodSecurityCheck = {
  id: 'restrictedVolumes',
  level: 'restricted',
  since: 0,
  overrides: 'hostPathVolumes',
  find: (pod) => violationOf(pod, RESTRICTED, (volume) => !ALLOWED.some((type) => volume.get(type) !== null)),
};

function violationOf(
  { spec }: Pod,
  types: readonly string[],
  isAtFault: (volume: DocumentNode) => boolean,
): readonly Violation[] {
  const found = spec.items('volumes').flatMap((volume) => {
    const type = types.find((each) => volume.get(each) !== null);
    return type === undefined || !isAtFault(volume) ? [] : [{ volume, type }];
  });
  const [first] = found;
  if (first === undefined) return [];
  const source = first.volume.get(first.type);
  return [ofPod(source?.get('path') ?? source, `mounts ${listed(sourceWords(found))}`)];
}

function sourceWords(found: readonly { readonly volume: DocumentNode; readonly type: string }[]) {
  const ofHost = found.filter(({ type }) => type === 'hostPath').map(({ volume }) => pathOf(volume));
  const others = found.filter(({ type }) => type !== 'hostPath');
  return [
    ...(ofHost.length === 0 ? [] : [`${listed(ofHost)} of the host`]),
    ...others.map(({ volume, type }) => `volume ${volume.text('name') ?? 'without a name'} of type ${type}`),
  ];
}

function pathOf(volume: DocumentNode): string {
  return volume.text('hostPath', 'path') ?? 'a path';
}
