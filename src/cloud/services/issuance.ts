import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import type { Json } from '#core/bytes/json';
import { isSameRegistration } from '#core/identity/same-registration';
import { CSR_API_VERSION } from '#core/wire/user-name';
import { commonNameOf } from '#core/x509/certificate';
import type { PublicKeyInfo } from '#core/x509/public-key';
import { isWeakKey } from '#core/x509/signature';
import { readSigningRequest, verifySigningRequest, type SigningRequest } from '#core/x509/signing-request';
import { makeThumbprint } from '#core/x509/thumbprint';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import { nameEntry, type EnrollmentEntry } from './enrollments.ts';
import { openIssuer } from './issuers.ts';

/** Who asks for a certificate with a registration. */
export interface CsrAsker {
  readonly registrationId: string;
  /** Empty when it named none. */
  readonly apiVersion: string;
  readonly entry: EnrollmentEntry;
}

/** Why no certificate is issued: for the log, and as DPS is to say it. */
export interface CsrFault {
  readonly finding: AttemptFinding;
  readonly message: string;
}

/** A certificate that was issued. */
export interface IssuedCertificate {
  /** `issuedCertificateChain`: base64 of each DER, the device's first, the root last. */
  readonly chain: readonly string[];
  /** SHA-256, as the hub keeps it. */
  readonly thumbprint: string;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
}

const CODE = 400004;
/** More than ten times the bytes of a request with an RSA key of 4,096 bits. */
const CSR_LIMIT_CHARACTERS = 16_384;
const DAY_MS = 86_400_000;
/** The clock of the device, or of whoever else looks at the certificate, may be behind. */
const DATED_BACK_MS = 300_000;

/**
 * Judges a `csr` by what is documented: base64 of the DER without armour, the registration ID as its common name, signed
 * with its own key on P-384, and an entry that is linked to a policy of issuance.
 */
export async function judgeCsr(context: CloudContext, csr: Json, asker: CsrAsker): Promise<SigningRequest | CsrFault> {
  const { registrationId, apiVersion, entry } = asker;
  if (apiVersion.slice(0, 10) < CSR_API_VERSION.slice(0, 10)) {
    return refuse(
      makeAttempt('csr-version', { found: apiVersion, needed: CSR_API_VERSION }, CODE),
      `csr needs api-version ${CSR_API_VERSION} or later.`,
    );
  }
  if ((entry.enrollment.issuance?.policyName ?? null) === null) {
    return refuse(
      makeAttempt('csr-policy', { entry: nameEntry(entry) }, CODE),
      'The enrollment is not linked to a certificate issuance policy.',
    );
  }
  const request = readCsr(csr);
  if (request === undefined) {
    return refuse(makeAttempt('csr-form', {}, CODE), 'csr is the base64 of a PKCS#10 request in DER, in one line.');
  }
  const found = commonNameOf(request.subject) ?? '';
  if (!isSameRegistration(found, registrationId)) {
    return refuse(
      makeAttempt('csr-name', { found, expected: registrationId }, CODE),
      'The common name of the csr is not the registration ID.',
    );
  }
  if (!takesKey(context, request.publicKey)) {
    return refuse(
      makeAttempt('csr-key', { found: printKey(request.publicKey) }, CODE),
      'The key of the csr must be on P-384.',
    );
  }
  if (await verifySigningRequest(context.crypto.subtle, request)) return request;
  return refuse(makeAttempt('csr-signature', {}, CODE), 'The csr is not signed with its own key.');
}

/** Issues the certificate that a request asks for; nothing but its name and key is taken from there. */
export async function issueCertificate(
  context: CloudContext,
  commonName: string,
  { publicKey }: SigningRequest,
): Promise<IssuedCertificate> {
  const now = context.now();
  const until = now + context.settings.issuedCertificateDays * DAY_MS;
  const authority = await openIssuer(context, until);
  const { createLeafIssuer } = await import('#core/issuing/leaf-issuer');
  const issuer = await createLeafIssuer(context.crypto, {
    authority,
    profile: 'azure',
    role: 'device',
    validity: { notBefore: now - DATED_BACK_MS, notAfter: until },
  });
  const leaf = await issuer.issue(commonName, publicKey.spki);
  return {
    chain: [leaf, authority.certificateDer].map((der) => encodeBase64(der)),
    thumbprint: await makeThumbprint(context.crypto.subtle, leaf, 'SHA-256'),
    until,
  };
}

function readCsr(csr: Json): SigningRequest | undefined {
  if (typeof csr !== 'string' || csr.length > CSR_LIMIT_CHARACTERS) return undefined;
  const read = readSigningRequest(decodeBase64(csr) ?? new Uint8Array());
  return read.ok ? read.value : undefined;
}

function takesKey({ settings }: CloudContext, key: PublicKeyInfo): boolean {
  return key.curve === 'P-384' || (settings.csrTakesRsa && key.kind === 'rsa' && !isWeakKey(key));
}

function printKey({ kind, curve, bits }: PublicKeyInfo): string {
  if (kind === 'rsa') return `RSA with ${bits ?? 0} bits`;
  return curve ?? 'of another kind';
}

function refuse(finding: AttemptFinding, message: string): CsrFault {
  return { finding, message };
}
