/**
 * Which objects stand for their pods: a Deployment for its ReplicaSets and their Pods, which would all say the same. What
 * nothing that is read owns stands for itself.
 */
import { type ApiObject, isRecord } from './list.ts';

export interface Controller {
  readonly uid: string;
  readonly kind: string;
}

/** The object that makes this one and keeps it as it should be. */
export function controllerOf({ metadata }: ApiObject): Controller | null {
  const { ownerReferences } = metadata;
  if (!Array.isArray(ownerReferences)) return null;
  const owner: unknown = ownerReferences.find((one) => isRecord(one) && one.controller === true);
  if (!isRecord(owner) || typeof owner.uid !== 'string' || typeof owner.kind !== 'string') return null;
  return { uid: owner.uid, kind: owner.kind };
}

/** An object with its kind, which items of lists do not say. */
export interface Standing {
  readonly kind: string;
  readonly object: ApiObject;
}

/** Who stands for whom, filled from the top: workloads, what they make, and pods last. */
export interface Owners {
  /** True where nothing that is known owns the object. From then on it is known, or who stands for it is. */
  isTop(kind: string, object: ApiObject): boolean;
  /** What stands for the owner of a pod; undefined where nothing that is known does. */
  standingFor(pod: ApiObject): Standing | undefined;
}

export function owners(): Owners {
  const byUid = new Map<string, Standing>();
  const standingFor = (object: ApiObject): Standing | undefined => {
    const controller = controllerOf(object);
    return controller === null ? undefined : byUid.get(controller.uid);
  };
  return {
    isTop(kind, object) {
      const standing = standingFor(object);
      const { uid } = object.metadata;
      if (typeof uid === 'string') byUid.set(uid, standing ?? { kind, object });
      return standing === undefined;
    },
    standingFor,
  };
}
