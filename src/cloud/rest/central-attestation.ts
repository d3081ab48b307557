import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import { makeCertificateInfo } from '../services/certificate-info.ts';
import { ENTRY_KEY_FORM, readEntryKey } from '../services/entry-keys.ts';
import { findCertificate } from '../services/signing-anchors.ts';
import { SLOTS, type Slot, type SlotWishes } from '../services/signing-certificates.ts';
import type { Attestation, SigningCertificate } from '../state/cloud-state.ts';

/** The keys that a request gives; the ones it leaves out are undefined. */
export interface SentKeys {
  readonly primaryKey?: string;
  readonly secondaryKey?: string;
}

/** What a request says of an attestation. Certificates that stay are undefined, those to take away null. */
export type SentAttestation<Wish> =
  ({ readonly type: 'symmetricKey' } & SentKeys) | ({ readonly type: 'x509' } & SlotWishes<Wish>);

/** How the attestation of one kind of thing is read. */
export interface AttestationReader<Wish> {
  /** Which it has now. A merge patch may leave the type out, and everything that is to stay. */
  readonly known: Attestation['type'];
  /** A PUT, which says everything. */
  readonly whole: boolean;
  readonly list: 'signingCertificates' | 'clientCertificates';
  readCertificate(value: JsonObject, slot: Slot): Wish | string;
}

const KEY_NAMES = ['primaryKey', 'secondaryKey'] as const;

/** Reads an attestation of IoT Central's dialect, or gives a sentence that says what is wrong with it. */
export function readAttestation<Wish>(
  json: Json | undefined,
  reader: AttestationReader<Wish>,
): SentAttestation<Wish> | string {
  if (!isJsonObject(json)) return 'The attestation must be an object.';
  const { type = reader.whole ? undefined : reader.known } = json;
  if (type === 'tpm') return 'This cloud does not serve tpm attestation yet. Use symmetricKey or x509.';
  if (type !== 'symmetricKey' && type !== 'x509') return 'The type of an attestation must be symmetricKey or x509.';
  const other = type === 'x509' ? 'symmetricKey' : 'x509';
  if (json[other] !== undefined) return `An attestation of the type ${type} has no ${other}.`;
  return type === 'x509' ? readCertificates(json['x509'], reader) : readKeys(json['symmetricKey']);
}

function readKeys(symmetricKey: Json | undefined): SentAttestation<never> | string {
  if (symmetricKey === undefined) return { type: 'symmetricKey' };
  if (!isJsonObject(symmetricKey)) return 'symmetricKey must be an object with primaryKey and secondaryKey.';
  const sent: { -readonly [Name in keyof SentKeys]: SentKeys[Name] } = {};
  for (const name of KEY_NAMES) {
    if (symmetricKey[name] === undefined) continue;
    const key = readEntryKey(symmetricKey[name]);
    if (key === undefined) return `${name} ${ENTRY_KEY_FORM}.`;
    sent[name] = key;
  }
  return { type: 'symmetricKey', ...sent };
}

/** Without the list, the certificates stay; a list of a PUT takes those away that it does not have. */
function readCertificates<Wish>(
  x509: Json | undefined,
  { list, whole, readCertificate }: AttestationReader<Wish>,
): SentAttestation<Wish> | string {
  const kept = { type: 'x509', primary: undefined, secondary: undefined } as const;
  if (x509 === undefined) return kept;
  if (!isJsonObject(x509)) return `x509 must be an object with ${list}.`;
  const listed = x509[list];
  if (listed === undefined) return kept;
  if (!isJsonObject(listed)) return `${list} must be an object with primary and secondary.`;
  const wishes: Record<Slot, Wish | null | undefined> = { primary: undefined, secondary: undefined };
  for (const slot of SLOTS) {
    const value = listed[slot] ?? (whole ? null : listed[slot]);
    if (value === undefined || value === null) {
      wishes[slot] = value;
      continue;
    }
    if (!isJsonObject(value)) return `${slot} must be an object with a certificate.`;
    const wish = readCertificate(value, slot);
    if (typeof wish === 'string') return wish;
    wishes[slot] = wish;
  }
  return { type: 'x509', ...wishes };
}

/** Gives an attestation as IoT Central shows it: keys as they are, certificates by their thumbprints. */
export async function describeAttestation(context: CloudContext, attestation: Attestation): Promise<object> {
  const { type } = attestation;
  if (type === 'x509') return { type, x509: await describeX509(context, attestation) };
  const { primaryKey, secondaryKey } = attestation;
  return { type, symmetricKey: { primaryKey, secondaryKey } };
}

/** Gives the certificates of a device or of a group as IoT Central shows them. */
export async function describeX509(
  context: CloudContext,
  attestation: Attestation & { readonly type: 'x509' },
): Promise<object> {
  const clients: Partial<Record<Slot, object>> = {};
  const signings: Partial<Record<Slot, object>> = {};
  for (const slot of SLOTS) {
    const certificate = attestation[slot];
    if (certificate === null) continue;
    if (typeof certificate === 'string') clients[slot] = await describeInfo(context, certificate);
    else signings[slot] = await describeSigningCertificate(context, certificate);
  }
  // A device always has one of its own; a group may have none yet.
  return Object.keys(clients).length > 0 ? { clientCertificates: clients } : { signingCertificates: signings };
}

async function describeInfo(context: CloudContext, certificate: string): Promise<object> {
  const { sha1Thumbprint } = await makeCertificateInfo(context, certificate);
  return { info: { sha1Thumbprint } };
}

/** Gives a group's certificate as IoT Central shows it; one by reference has the proof and the etag of what it refers to. */
export async function describeSigningCertificate(context: CloudContext, signing: SigningCertificate): Promise<object> {
  const found = findCertificate(context, signing);
  if (found === undefined) return { verified: false };
  const { certificate, verified, etag } = found;
  return { verified, ...(await describeInfo(context, certificate)), etag };
}
