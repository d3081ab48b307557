import { isOfTheStream } from './identify-road-end.ts';
import type { Refusal } from './refusal.ts';

/** Failures in a row after which a device asks DPS again: its hub may have gone for good. */
const FAILURES_UNTIL_DPS = 10;
/** A failed allocation is tried this often in all. */
const ALLOCATION_TRIES = 3;

/** Where a run stands between two attempts. */
export interface Standing {
  /** Attempts in a row that did not lead to a lasting connection. */
  readonly failures: number;
  /** 0: the key or certificate that has the first turn. */
  readonly proofIndex: number;
  readonly proofCount: number;
  /** They are certificates: a hub that DPS gave knows the device by the one that it registered with. */
  readonly areCertificates: boolean;
  /** The hub is shown a certificate that DPS issued, which has no second one. */
  readonly usesIssued: boolean;
  /** Hubs that refused since the device was last online. */
  readonly hubRefusals: number;
  /** Whether a hub is known to connect to, without asking DPS. */
  readonly isAssigned: boolean;
  readonly hasDps: boolean;
  readonly wasOnline: boolean;
}

/** What a run does about a refusal. */
export type Decision =
  | { readonly kind: 'second-proof' }
  | { readonly kind: 'give-up' }
  /** `throughDps`: the hub is forgotten, and DPS is asked first. */
  | { readonly kind: 'wait'; readonly throughDps: boolean };

/**
 * Decides what follows a refusal, and where the run stands then. A refused key or certificate makes way for the other,
 * once. A
 * hub that refuses sends the device through DPS once more; if that leads to a refusal again, it is final. What may
 * pass is waited for, at the same hub, and after ten failures in a row through DPS.
 */
export function decide(refusal: Refusal, standing: Standing): readonly [Decision, Standing] {
  if (refusal.nextTry === 'final') return [{ kind: 'give-up' }, standing];
  if (refusal.nextTry === 'credential') return decideCredential(standing);
  const failures = standing.failures + 1;
  if (isHopeless(refusal, failures, standing)) return [{ kind: 'give-up' }, standing];
  const throughDps = standing.hasDps && (!standing.isAssigned || failures % FAILURES_UNTIL_DPS === 0);
  return [
    { kind: 'wait', throughDps },
    { ...standing, failures, isAssigned: standing.isAssigned && !throughDps },
  ];
}

function decideCredential(standing: Standing): readonly [Decision, Standing] {
  // A hub is known only to whoever has come past DPS.
  const isHub = standing.isAssigned;
  if (!(isHub && standing.usesIssued) && standing.proofIndex + 1 < standing.proofCount) {
    const isAssigned = standing.isAssigned && !(standing.areCertificates && standing.hasDps);
    return [{ kind: 'second-proof' }, { ...standing, proofIndex: standing.proofIndex + 1, isAssigned }];
  }
  if (!isHub || !standing.hasDps || standing.hubRefusals > 0) return [{ kind: 'give-up' }, standing];
  const failures = standing.failures + 1;
  return [
    { kind: 'wait', throughDps: true },
    // At DPS the first one has its turn again: the hub may have refused for another reason than what it was shown.
    { ...standing, failures, hubRefusals: 1, proofIndex: 0, isAssigned: false },
  ];
}

/** Something else than MQTT at an address that never worked will not become it; once it did, it may be a pause. */
function isHopeless({ finding }: Refusal, failures: number, { wasOnline }: Standing): boolean {
  return (isOfTheStream(finding) && !wasOnline) || (finding.code === 'dps/failed' && failures >= ALLOCATION_TRIES);
}
