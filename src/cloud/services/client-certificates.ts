import type { Attestation, X509ClientAttestation } from '../state/cloud-state.ts';
import { EntryFault } from './entry-fault.ts';
import type { Slot, SlotWishes } from './signing-certificates.ts';

/** A certificate of a device's own, base64 of the DER; without one, what there is stays. */
export interface ClientWish {
  readonly certificate?: string;
}

/** Gives the certificates that a device has when it gets its wishes; nothing is changed yet. */
export function makeClientCertificates(
  known: Attestation,
  wishes: SlotWishes<ClientWish>,
): X509ClientAttestation | EntryFault {
  const primary = makeClient(known, wishes.primary, 'primary');
  if (primary instanceof EntryFault) return primary;
  const secondary = makeClient(known, wishes.secondary, 'secondary');
  return secondary instanceof EntryFault ? secondary : { type: 'x509', primary, secondary };
}

function makeClient(known: Attestation, wish: ClientWish | null | undefined, slot: Slot): string | null | EntryFault {
  const before = known.type === 'x509' ? known[slot] : null;
  const kept = typeof before === 'string' ? before : null;
  if (wish === undefined) return kept;
  if (wish === null) return null;
  return wish.certificate ?? kept ?? new EntryFault(400004, `The ${slot} certificate is missing.`);
}
