import { decodeBase64 } from '#core/bytes/base64';
import { encodeUtf8 } from '#core/bytes/text';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { verifySasSignature, type SasToken } from '#core/sas/sas-token';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { EnrollmentGroup } from '../state/cloud-state.ts';
import type { SasQuestion } from './sas.ts';

/** Devices whose keys are tried; beyond that a refusal would cost too much. */
const OTHER_DEVICE_LIMIT = 200;

/**
 * Finds out why none of the right keys signed a token, by signing it with the keys that people take by mistake. Only
 * the cloud can: it knows them all. Nothing of this goes over the wire.
 */
export async function findTrueCause(
  context: CloudContext,
  token: SasToken,
  question: SasQuestion,
): Promise<AttemptFinding> {
  const { id, codes } = question;
  const { subtle } = context.crypto;
  const signedBy = (bytes: Uint8Array): Promise<boolean> => verifySasSignature(subtle, token, bytes);

  for (const { group, bytes } of groupKeys(context.enrollments.groups())) {
    if (await signedBy(bytes))
      return makeAttempt('group-key-as-device-key', { id, group: group.id }, codes.unauthorized);
    const derived = await deriveDeviceKey(subtle, bytes, id);
    if (await signedBy(await deriveDeviceKey(subtle, derived, id))) {
      return makeAttempt('derived-twice', { id, group: group.id }, codes.unauthorized);
    }
    for (const other of otherCases(context, id)) {
      if (await signedBy(await deriveDeviceKey(subtle, bytes, other))) {
        return makeAttempt('derived-from-other-case', { id, other }, codes.unauthorized);
      }
    }
  }
  for (const candidate of question.candidates) {
    const given = encodeUtf8(candidate.givenBase64);
    const mistaken = !candidate.derived ? given : await deriveDeviceKey(subtle, given, id);
    if (await signedBy(mistaken)) return makeAttempt('key-not-decoded', {}, codes.unauthorized);
    const decoded: SasToken = { ...token, rawResource: token.resource };
    if (await verifySasSignature(subtle, decoded, candidate.bytes)) {
      return makeAttempt('signed-decoded-resource', {}, codes.unauthorized);
    }
  }
  const other = await findOtherDevice(context, id, signedBy);
  if (other !== undefined) return makeAttempt('key-of-another-device', { id, other }, codes.unauthorized);
  return makeAttempt('wrong-key', { id }, codes.unauthorized);
}

function groupKeys(
  groups: readonly EnrollmentGroup[],
): readonly { readonly group: EnrollmentGroup; readonly bytes: Uint8Array }[] {
  return groups.flatMap((group) => {
    const { attestation } = group;
    if (attestation.type !== 'symmetricKey') return [];
    const keys = [attestation.primaryKey, attestation.secondaryKey];
    return keys.map((key) => ({ group, bytes: decodeBase64(key) ?? new Uint8Array(1) }));
  });
}

/** The same ID as it may have been spelled when the key was derived. */
function otherCases(context: CloudContext, id: string): readonly string[] {
  const known = context.registry.findRegistration(id)?.state.deviceId;
  const spellings = new Set([id.toLowerCase(), id.toUpperCase(), known ?? id]);
  spellings.delete(id);
  return [...spellings];
}

async function findOtherDevice(
  context: CloudContext,
  id: string,
  signedBy: (bytes: Uint8Array) => Promise<boolean>,
): Promise<string | undefined> {
  for (const other of context.registry.list().slice(0, OTHER_DEVICE_LIMIT)) {
    const { authentication } = other.state;
    if (other.id === id || authentication.type !== 'sas') continue;
    for (const key of [authentication.primaryKey, authentication.secondaryKey]) {
      const bytes = decodeBase64(key);
      if (bytes !== undefined && (await signedBy(bytes))) return other.id;
    }
  }
  return undefined;
}
