import { isJsonObject, type Json } from '#core/bytes/json';
import { ENTRY_KEY_FORM, readEntryKey } from '../services/entry-keys.ts';
import type { Attestation } from '../state/cloud-state.ts';

/** The keys that a request gives; the ones it leaves out are undefined. */
export interface SentKeys {
  readonly primaryKey?: string;
  readonly secondaryKey?: string;
}

const KEY_NAMES = ['primaryKey', 'secondaryKey'] as const;

/**
 * Reads an attestation of IoT Central's dialect, or gives a sentence that says what is wrong with it. `whole`: the type
 * must be said; a merge patch may leave it out.
 */
export function readAttestation(json: Json | undefined, whole: boolean): SentKeys | string {
  if (!isJsonObject(json)) return 'The attestation must be an object.';
  const { type, symmetricKey } = json;
  if (type === 'x509' || type === 'tpm') {
    return `This cloud does not serve ${type} attestation yet. Use symmetricKey.`;
  }
  if (type !== 'symmetricKey' && (whole || type !== undefined)) {
    return 'The type of an attestation must be symmetricKey.';
  }
  if (symmetricKey === undefined) return {};
  if (!isJsonObject(symmetricKey)) return 'symmetricKey must be an object with primaryKey and secondaryKey.';
  const sent: { -readonly [Name in keyof SentKeys]: SentKeys[Name] } = {};
  for (const name of KEY_NAMES) {
    if (symmetricKey[name] === undefined) continue;
    const key = readEntryKey(symmetricKey[name]);
    if (key === undefined) return `${name} ${ENTRY_KEY_FORM}.`;
    sent[name] = key;
  }
  return sent;
}

/** Gives an attestation as IoT Central shows it. */
export function describeAttestation(attestation: Attestation): object {
  if (attestation.type === 'x509') return { type: 'x509' };
  const { type, primaryKey, secondaryKey } = attestation;
  return { type, symmetricKey: { primaryKey, secondaryKey } };
}
