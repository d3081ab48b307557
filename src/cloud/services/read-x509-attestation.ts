import { encodeBase64 } from '#core/bytes/base64';
import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { Certificate } from '#core/x509/certificate';
import type { CloudContext } from '../cloud-context.ts';
import type { Attestation, X509ClientAttestation, X509GroupAttestation } from '../state/cloud-state.ts';
import { isAuthorityName } from './authorities.ts';
import { readAuthorityUpload, readCertificateUpload } from './certificate-upload.ts';
import { makeClientCertificates, type ClientWish } from './client-certificates.ts';
import { EntryFault } from './entry-fault.ts';
import {
  makeSigningCertificates,
  SLOTS,
  type SigningWish,
  type Slot,
  type SlotWishes,
} from './signing-certificates.ts';

/**
 * Reads `attestation.x509` of a group in the service API of DPS: `signingCertificates`, for which that API asks no proof,
 * or `caReferences`, the names of CA certificates that are proved for themselves. A certificate that is told by its
 * `info` alone, as answers have it, stays as it is.
 */
export function readGroupCertificates(
  context: CloudContext,
  groupId: string,
  known: Attestation,
  { clientCertificates = null, signingCertificates = null, caReferences = null }: JsonObject,
): X509GroupAttestation | EntryFault {
  if (clientCertificates !== null) {
    return refuse(
      'clientCertificates are for an individual enrollment: a group has signingCertificates or caReferences.',
    );
  }
  if (signingCertificates !== null && caReferences !== null) {
    return refuse('x509 has either signingCertificates or caReferences.');
  }
  const wishes =
    caReferences === null
      ? readSlots<SigningWish>('signingCertificates', signingCertificates, known, readSigning)
      : readSlots<SigningWish>('caReferences', caReferences, known, readReference);
  return typeof wishes === 'string' ? refuse(wishes) : makeSigningCertificates(context, groupId, known, wishes);
}

/** Reads `attestation.x509` of an individual enrollment: `clientCertificates`. What is told by its `info` alone stays. */
export function readClientCertificates(
  known: Attestation,
  { clientCertificates = null, signingCertificates = null, caReferences = null }: JsonObject,
): X509ClientAttestation | EntryFault {
  if (signingCertificates !== null || caReferences !== null) {
    return refuse(
      'An individual enrollment has clientCertificates: signingCertificates and caReferences are for a group.',
    );
  }
  const wishes = readSlots<ClientWish>('clientCertificates', clientCertificates, known, readClient);
  return typeof wishes === 'string' ? refuse(wishes) : makeClientCertificates(known, wishes);
}

/**
 * Reads the certificate of one place in any dialect: what `read` makes of its `certificate`, base64 of the DER, or
 * nothing where it has only an `info`. Gives a sentence when it is neither.
 */
export function readSlotCertificate(
  value: Json,
  slot: Slot,
  read: (certificate: Json | undefined) => Certificate | string,
): { readonly certificate?: string } | string {
  if (!isJsonObject(value)) return `The ${slot} certificate must be an object with the member certificate.`;
  const { certificate = null } = value;
  if (certificate === null || certificate === '') return {};
  const found = read(certificate);
  return typeof found === 'string' ? `${slot}: ${found}` : { certificate: encodeBase64(found.der) };
}

/** Without the list, an entry that has certificates keeps them; with it there must be one at least. */
function readSlots<Wish>(
  name: string,
  list: Json,
  known: Attestation,
  readOne: (value: Json, slot: Slot) => Wish | string,
): SlotWishes<Wish> | string {
  if (list === null && known.type === 'x509') return { primary: undefined, secondary: undefined };
  if (list !== null && !isJsonObject(list)) return `${name} must be an object with primary and secondary.`;
  const wishes: Record<Slot, Wish | null> = { primary: null, secondary: null };
  for (const slot of SLOTS) {
    const value = list?.[slot] ?? null;
    if (value === null || value === '') continue;
    const wish = readOne(value, slot);
    if (typeof wish === 'string') return wish;
    wishes[slot] = wish;
  }
  const isEmpty = SLOTS.every((slot) => wishes[slot] === null);
  return isEmpty ? `x509 has no certificate: ${name} must have a primary or a secondary one.` : wishes;
}

function readSigning(value: Json, slot: Slot): SigningWish | string {
  const wish = readSlotCertificate(value, slot, readAuthorityUpload);
  return typeof wish === 'string' ? wish : { ...wish, verified: true };
}

function readReference(value: Json, slot: Slot): SigningWish | string {
  // What is no name is not repeated: it may be a private key.
  if (typeof value !== 'string' || !isAuthorityName(value)) {
    return `caReferences.${slot} must be the name of a CA certificate.`;
  }
  return { reference: value };
}

function readClient(value: Json, slot: Slot): ClientWish | string {
  return readSlotCertificate(value, slot, readCertificateUpload);
}

function refuse(message: string): EntryFault {
  return new EntryFault(400004, message);
}
