/** Why a connection is not read for a while. */
export type HoldReason = 'cloud-busy' | 'peer-slow';

/** Decides whether a connection is read. */
export interface FlowGate {
  hold(reason: HoldReason): void;
  release(reason: HoldReason): void;
}

/** A peer that does not take what it is sent is not read beyond this: what it asks for would only pile up. */
export const SLOW_PEER_BYTES = 1_048_576;
/** A peer has this long to take what is left and to close its side; one that has lost its power never does. */
export const LINGER_MS = 3000;
/** A peer this far behind is cut off. */
export const LOST_PEER_BYTES = 33_554_432;

/** Gives a gate that calls `pause` at the first hold and `resume` when the last one is released. */
export function createFlowGate(source: { pause(): void; resume(): void }): FlowGate {
  const reasons = new Set<HoldReason>();
  return {
    hold(reason) {
      if (reasons.size === 0) source.pause();
      reasons.add(reason);
    },
    release(reason) {
      if (reasons.delete(reason) && reasons.size === 0) source.resume();
    },
  };
}
