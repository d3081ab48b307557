import type { ClientIdentity } from '#core/identity/client-identity';
import type { CertificateSlot, DeviceRoute } from '#core/identity/device-record';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { issueDpsToken, issueHubToken, TOKEN_LIFE_SECONDS, type IssuedToken } from './credential.ts';
import type { Assignment } from './provision.ts';

/** What a device proves itself with, opened for use. */
export type Proof =
  | { readonly kind: 'key'; readonly keyBytes: Uint8Array }
  | CertificateProof
  /** The browser shows a certificate of its own store; nobody here knows which. */
  | { readonly kind: 'browser-certificate' };

/** A certificate with its issuers and its key. */
export interface CertificateProof {
  readonly kind: 'certificate';
  /** `issued`: by DPS, when it was asked for one. */
  readonly slot: CertificateSlot | 'issued';
  readonly identity: ClientIdentity;
  readonly facts: CertificateFacts;
  /** Its issuers, nearest first. */
  readonly chain: readonly CertificateFacts[];
}

/** What goes with one CONNECT, beside the names. */
export interface Login {
  /** Undefined for whoever proves itself below MQTT. */
  readonly password: string | undefined;
  /** What is shown below MQTT; undefined for a token, and for what the browser shows by itself. */
  readonly identity: ClientIdentity | undefined;
  /** When the service stops taking the token, in milliseconds since the Unix epoch. */
  readonly endsAt: number | undefined;
  /** When to connect anew, before it must be. */
  readonly renewAt: number | undefined;
}

/** Share of a token's life after which it is renewed, as in the SDKs for .NET and Java. */
const RENEW_AT = 0.85;

/** Gives what a device shows to DPS. */
export async function logInAtDps(
  subtle: SubtleCrypto,
  proof: Proof,
  route: DeviceRoute & { readonly kind: 'dps' },
  now: number,
): Promise<Login> {
  if (proof.kind === 'key') return loginOfToken(await issueDpsToken(subtle, proof.keyBytes, route, now));
  return loginBelowMqtt(proof);
}

/** Gives what a device, or a module of it, shows to its hub. */
export async function logInAtHub(
  subtle: SubtleCrypto,
  proof: Proof,
  identity: Assignment,
  now: number,
): Promise<Login> {
  if (proof.kind === 'key') return loginOfToken(await issueHubToken(subtle, proof.keyBytes, identity, now));
  return loginBelowMqtt(proof);
}

function loginOfToken({ password, endsAt }: IssuedToken): Login {
  const renewAt = endsAt - (1 - RENEW_AT) * TOKEN_LIFE_SECONDS * 1000;
  return { password, identity: undefined, endsAt, renewAt };
}

function loginBelowMqtt(proof: Exclude<Proof, { kind: 'key' }>): Login {
  const identity = proof.kind === 'certificate' ? proof.identity : undefined;
  return { password: undefined, identity, endsAt: undefined, renewAt: undefined };
}
