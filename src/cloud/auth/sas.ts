import { decodeUtf8 } from '#core/bytes/text';
import { parseSasToken, sameResource, verifySasSignature, type SasToken } from '#core/sas/sas-token';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import { findTrueCause } from './true-cause.ts';

/** A key that may have signed, and what it is called in the log. */
export interface CandidateKey {
  readonly label: 'primary key' | 'secondary key';
  readonly bytes: Uint8Array;
  /** Base64 of the key that the client was given: the group key, where `bytes` are derived from it. */
  readonly givenBase64: string;
  /** Whether `bytes` are derived from the key that was given. */
  readonly derived: boolean;
}

/** What a password is judged against. */
export interface SasQuestion<Key extends CandidateKey = CandidateKey> {
  /** Registration ID, `deviceId` or `deviceId/moduleId`. */
  readonly id: string;
  readonly password: Uint8Array | undefined;
  /** Not encoded. */
  readonly resource: string;
  /** DPS ignores case throughout; a hub in its host name only. */
  readonly compare: 'exact' | 'ignore-case';
  /** `skn` that must stand in the token; empty: none may. */
  readonly policy: string;
  readonly candidates: readonly Key[];
  /** Codes of the service: for a key that is wrong, and for a token that has ended. */
  readonly codes: { readonly unauthorized: number; readonly expired: number };
}

/** The key that signed and the end of its token, or the true cause of the refusal. */
export type SasAnswer<Key extends CandidateKey = CandidateKey> =
  | { readonly ok: true; readonly key: Key; readonly expiresAt: number }
  | { readonly ok: false; readonly finding: AttemptFinding };

/**
 * Judges the password of a CONNECT over the raw `sr` and `se` (any spelling that was signed is right). Form, resource
 * and policy come first, then the signature, then the time: so an ended token tells that its key was good.
 */
export async function judgeSas<Key extends CandidateKey>(
  context: CloudContext,
  question: SasQuestion<Key>,
): Promise<SasAnswer<Key>> {
  const { codes, resource } = question;
  if (question.password === undefined) return refuse(makeAttempt('no-password', {}, codes.unauthorized));
  const parsed = parseSasToken(decodeUtf8(question.password) ?? '');
  if (!parsed.ok) {
    const [finding] = parsed.findings;
    const part = finding.code === 'sas/form' ? finding.facts.part : 'field';
    return refuse(makeAttempt('token-form', { part }, codes.unauthorized));
  }
  const token = parsed.value;
  if (!sameResource(token.resource, resource, question.compare)) {
    return refuse(makeAttempt('token-resource', { found: token.resource, expected: resource }, codes.unauthorized));
  }
  const policy = token.policy ?? '';
  if (policy !== question.policy) {
    return refuse(makeAttempt('token-policy', { found: policy, expected: question.policy }, codes.unauthorized));
  }
  const key = await findSigner(context, token, question.candidates);
  if (key === undefined) return refuse(await findTrueCause(context, token, question));
  const secondsLeft = token.expiresAtSeconds + context.settings.tokenGraceSeconds - context.now() / 1000;
  if (secondsLeft > 0) return { ok: true, key, expiresAt: token.expiresAtSeconds * 1000 };
  const secondsAgo = Math.floor(context.now() / 1000 - token.expiresAtSeconds);
  return refuse(makeAttempt('token-expired', { secondsAgo }, codes.expired));
}

function refuse(finding: AttemptFinding): SasAnswer<never> {
  return { ok: false, finding };
}

async function findSigner<Key extends CandidateKey>(
  context: CloudContext,
  token: SasToken,
  candidates: readonly Key[],
): Promise<Key | undefined> {
  for (const candidate of candidates) {
    if (await verifySasSignature(context.crypto.subtle, token, candidate.bytes)) return candidate;
  }
  return undefined;
}
