import type { Journal } from './journal.ts';
import type { Proof } from './proof.ts';

/** Shows which certificate of its pair a device uses now. */
export function showSlot(journal: Journal, proof: Proof): void {
  if (proof.kind === 'certificate' && proof.slot !== 'issued') journal.patch({ slotInUse: proof.slot });
}

/** Writes down that the one before `proof` was refused, and that this one has its turn. */
export function noteSecond(journal: Journal, service: 'dps' | 'hub', proof: Proof): void {
  showSlot(journal, proof);
  if (proof.kind === 'certificate' && proof.slot !== 'issued') {
    journal.note(service, { kind: 'second-certificate', slot: proof.slot });
  } else journal.note(service, { kind: 'second-key' });
}
