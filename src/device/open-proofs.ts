import { findingOf, type Finding } from '#core/errors/workbench-error';
import {
  hasKeys,
  type CertificateSecret,
  type CertificateSlot,
  type DeviceRecord,
  type DeviceSecret,
} from '#core/identity/device-record';
import type { CertificatePorts } from './certificates/open-certificate.ts';
import { deriveKeys } from './credential.ts';
import { findObstacle } from './judge-certificate.ts';
import type { CertificateProof, Proof } from './proof.ts';
import { Refusal } from './refusal.ts';

/** What a device can show, the first to be shown first, and what it could not open or would be refused with. */
export interface OpenedProofs {
  readonly proofs: readonly [Proof, ...Proof[]];
  readonly faults: readonly ProofFault[];
}

/** Why one of two certificates is passed over. */
export interface ProofFault {
  readonly slot: CertificateSlot;
  readonly reason: Finding;
}

/**
 * Opens what a device proves itself with. Of two certificates, one that cannot be used makes way for the other. Throws a
 * `Refusal` (`device/key-missing`, `device/certificate-…`, `vault/…`) when there is nothing to start with.
 */
export async function openProofs(
  ports: CertificatePorts,
  record: DeviceRecord,
  secret: DeviceSecret,
  now: number,
): Promise<OpenedProofs> {
  try {
    if (secret.kind === 'browser-certificate') return { proofs: [{ kind: secret.kind }], faults: [] };
    if (!hasKeys(secret)) return await openPair(ports, record, secret, now);
    const [first, ...more] = await deriveKeys(ports.crypto.subtle, secret, record.route);
    return { proofs: [keyProof(first), ...more.map(keyProof)], faults: [] };
  } catch (error) {
    const finding = findingOf(error);
    throw finding === undefined ? error : new Refusal(finding, 'final');
  }
}

/** Gives the ids of a device's certificates by slot, the one that it is to use first. */
export function slotsOf(
  { primaryId, secondaryId }: CertificateSecret,
  inUse: CertificateSlot = 'primary',
): readonly [slot: CertificateSlot, id: string][] {
  const primary: [CertificateSlot, string] = ['primary', primaryId];
  if (secondaryId === undefined) return [primary];
  const secondary: [CertificateSlot, string] = ['secondary', secondaryId];
  return inUse === 'primary' ? [primary, secondary] : [secondary, primary];
}

async function openPair(
  ports: CertificatePorts,
  { route, certificateInUse }: DeviceRecord,
  secret: CertificateSecret,
  now: number,
): Promise<OpenedProofs> {
  const { openCertificate } = await import('./certificates/open-certificate.ts');
  const proofs: CertificateProof[] = [];
  const faults: ProofFault[] = [];
  for (const [slot, id] of slotsOf(secret, certificateInUse)) {
    const opened = await openCertificate(ports, id, slot).catch(faultOf);
    if ('code' in opened) faults.push({ slot, reason: opened });
    else {
      const reason = findObstacle(opened.facts, route, now);
      if (reason === undefined) proofs.push(opened);
      else faults.push({ slot, reason });
    }
  }
  const [first, ...more] = proofs;
  if (first !== undefined) return { proofs: [first, ...more], faults };
  // With nothing opened there is a fault of each, and the first one is that of the certificate in use.
  throw new Refusal((faults[0] as ProofFault).reason, 'final');
}

function faultOf(error: unknown): Finding {
  const finding = findingOf(error);
  if (finding === undefined) throw error;
  return finding;
}

const keyProof = (keyBytes: Uint8Array): Proof => ({ kind: 'key', keyBytes });
