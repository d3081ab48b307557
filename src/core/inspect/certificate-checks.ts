import { EXTENDED_KEY_USAGE } from '../x509/extensions.ts';
import type { PublicKeyInfo } from '../x509/public-key.ts';
import { isWeakKey } from '../x509/signature.ts';
import { nameKey, nameSignature } from './algorithm-names.ts';
import { type CertificatePath, nameOf, type PlacedCertificate } from './certificate-paths.ts';
import { makeCheck } from './check-maker.ts';
import { printPurposes } from './extension-facts.ts';
import type { AzureCheck } from './inspection.ts';

const DAY = 86_400_000;
/** The part of its life after which a certificate is to be renewed; IoT Edge does so by itself. */
const SOON = 0.8;

/** Judges the certificates of a path one by one: dates, kinds of keys and signatures, and what they are for. */
export function checkCertificates(path: CertificatePath, at: number): AzureCheck[] {
  return [
    ...(path.isOfAuthority ? [] : checkPurpose(path)),
    ...checkDates(path, at),
    ...checkKeys(path),
    ...checkSignatures(path),
  ];
}

/** A device is the client of TLS and signs in each handshake; purposes of an authority hold for all below it. */
function checkPurpose({ certificates, faults }: CertificatePath): AzureCheck[] {
  const failed = faults.flatMap(({ fault, depth }) => {
    const one = certificates[depth] ?? certificates[0];
    const certificate = nameOf(one.certificate);
    if (fault === 'key-usage' && depth === 0) {
      return [makeCheck('failed', 'purpose/key-usage', { certificate }, one.itemId)];
    }
    if (fault !== 'extended-key-usage') return [];
    const facts = { certificate, purposes: printPurposes(one.certificate.extendedKeyUsage ?? []) };
    return [makeCheck('failed', depth === 0 ? 'purpose/other' : 'purpose/authority', facts, one.itemId)];
  });
  if (failed.length > 0) return failed;
  const [{ certificate, itemId }] = certificates;
  const isNamed = certificate.extendedKeyUsage?.includes(EXTENDED_KEY_USAGE.clientAuth) === true;
  return [makeCheck('passed', isNamed ? 'purpose/client' : 'purpose/any', {}, itemId)];
}

function checkDates({ certificates, faults }: CertificatePath, at: number): AzureCheck[] {
  const failed = faults.flatMap(({ fault, depth }) => {
    const { certificate: found, itemId } = certificates[depth] ?? certificates[0];
    const certificate = nameOf(found);
    if (fault === 'expired') {
      return [makeCheck('failed', 'dates/expired', { certificate, until: found.notAfter }, itemId)];
    }
    if (fault !== 'not-yet-valid') return [];
    return [makeCheck('failed', 'dates/not-yet-valid', { certificate, from: found.notBefore }, itemId)];
  });
  if (failed.length > 0) return failed;
  const [soonest] = certificates.filter((one) => isEndingSoon(one, at)).toSorted(byEnd);
  const [first = certificates[0]] = certificates.toSorted(byEnd);
  const { certificate, itemId } = soonest ?? first;
  const { notAfter: until } = certificate;
  // The last second is still good.
  const days = Math.max(0, Math.floor((until - at) / DAY));
  const facts = { certificate: nameOf(certificate), until, days, count: certificates.length };
  return [makeCheck('passed', soonest === undefined ? 'dates/fit' : 'dates/ends-soon', facts, itemId)];
}

const byEnd = (a: PlacedCertificate, b: PlacedCertificate): number => a.certificate.notAfter - b.certificate.notAfter;

function isEndingSoon({ certificate: { notBefore, notAfter } }: PlacedCertificate, at: number): boolean {
  return at >= notBefore + (notAfter - notBefore) * SOON;
}

function checkKeys({ certificates }: CertificatePath): AzureCheck[] {
  const found = certificates.flatMap(({ certificate, itemId }) => {
    const check = checkKey(certificate.publicKey, nameOf(certificate), itemId);
    return check.result === 'passed' ? [] : [check];
  });
  if (found.length > 0) return found;
  const [{ certificate, itemId }] = certificates;
  return [checkKey(certificate.publicKey, nameOf(certificate), itemId)];
}

/** The largest RSA key that Microsoft's own tools make. */
const RSA_MOST = 4096;

/** Judges whether Azure takes keys of a kind ("X.509 certificate attestation" and the SDKs' samples know these two). */
export function checkKey(key: PublicKeyInfo, certificate: string, itemId: string): AzureCheck {
  const kind = nameKey(key);
  if (isWeakKey(key)) return makeCheck('failed', 'key-kind/too-short', { certificate, bits: key.bits ?? 0 }, itemId);
  const isKnown = key.curve === 'P-256' || (key.kind === 'rsa' && (key.bits ?? Infinity) <= RSA_MOST);
  if (isKnown) return makeCheck('passed', 'key-kind/fits', { kind }, itemId);
  // Windows, on which the services run, has these curves, and RSA of any length.
  const isPossible = key.curve !== undefined || key.kind === 'rsa';
  return isPossible
    ? makeCheck('cannot-know', 'key-kind/not-documented', { certificate, kind }, itemId)
    : makeCheck('failed', 'key-kind/not-taken', { certificate, kind }, itemId);
}

const PKCS1 = '1.2.840.113549.1.1.';
const ECDSA = '1.2.840.10045.4.';
const KNOWN_SIGNATURES: readonly string[] = [`${PKCS1}11`, `${ECDSA}3.2`];
const POSSIBLE_SIGNATURES: readonly string[] = [`${PKCS1}10`, `${PKCS1}12`, `${PKCS1}13`, `${ECDSA}3.3`, `${ECDSA}3.4`];
const BROKEN_HASH = /(?:MD\d|SHA-1)$/;

function checkSignatures({ certificates, endsInItself }: CertificatePath): AzureCheck[] {
  // Nobody asks how a root was signed that stands above others.
  const judged = endsInItself && certificates.length > 1 ? certificates.slice(0, -1) : certificates;
  const found = judged.flatMap((one) => {
    const check = checkSignature(one);
    return check.result === 'passed' ? [] : [check];
  });
  return found.length > 0 ? found : [checkSignature(certificates[0])];
}

function checkSignature({ certificate: found, itemId }: PlacedCertificate): AzureCheck {
  const { oid } = found.signatureAlgorithm;
  const algorithm = nameSignature(found.signatureAlgorithm);
  const facts = { certificate: nameOf(found), algorithm };
  if (KNOWN_SIGNATURES.includes(oid)) return makeCheck('passed', 'signature/fits', { algorithm }, itemId);
  if (BROKEN_HASH.test(algorithm)) return makeCheck('failed', 'signature/weak', facts, itemId);
  return POSSIBLE_SIGNATURES.includes(oid)
    ? makeCheck('cannot-know', 'signature/not-documented', facts, itemId)
    : makeCheck('failed', 'signature/not-taken', facts, itemId);
}
