import { isSelfIssued } from '../x509/certificate.ts';
import { makeCheck } from './check-maker.ts';
import { type CertificatePath, follows, nameOf, type PlacedCertificate } from './certificate-paths.ts';
import type { AzureCheck } from './inspection.ts';

/** Judges whether all issuers of a path are here, and with them whether it is held together by its signatures. */
export function checkChain(path: CertificatePath, strangers: readonly PlacedCertificate[]): AzureCheck[] {
  return [checkComplete(path, strangers), ...checkOrder(path), ...checkHolds(path), ...checkAuthorities(path)];
}

/** `strangers`: authorities that stand alone, and whose way down to a device may be what is missing. */
function checkComplete(path: CertificatePath, strangers: readonly PlacedCertificate[]): AzureCheck {
  const { certificates, endsInItself, isOfAuthority } = path;
  const [{ itemId }] = certificates;
  const last = certificates.at(-1) ?? certificates[0];
  if (endsInItself && certificates.length === 1) return makeCheck('passed', 'chain-complete/own-issuer', {}, itemId);
  if (endsInItself) return makeCheck('passed', 'chain-complete/to-root', { root: nameOf(last.certificate) }, itemId);
  const certificate = nameOf(last.certificate);
  const issuer = nameOf({ subject: last.certificate.issuer });
  const [other] = strangers.filter((one) => !certificates.includes(one));
  if (other !== undefined) {
    return makeCheck('failed', 'chain-complete/gap', { certificate, issuer, other: nameOf(other.certificate) }, itemId);
  }
  return certificates.length === 1 && !isOfAuthority
    ? makeCheck('cannot-know', 'chain-complete/issuer-missing', { certificate, issuer }, itemId)
    : makeCheck('passed', 'chain-complete/root-left-out', { issuer }, itemId);
}

/** RFC 5246, 7.4.2: the sender's own first, each of the others right behind the one that it certifies. */
function checkOrder({ certificates, isOfAuthority }: CertificatePath): AzureCheck[] {
  const [leaf, ...others] = certificates;
  const { itemId } = leaf;
  if (isOfAuthority || certificates.some(({ isUnordered }) => isUnordered)) return [];
  if (others.length === 0) return [makeCheck('passed', 'chain-order/single', {}, itemId)];
  if (others.some(({ part }) => part !== leaf.part)) {
    return [makeCheck('cannot-know', 'chain-order/several-files', {}, itemId)];
  }
  const [first = leaf] = certificates.toSorted((a, b) => a.place - b.place);
  if (first !== leaf) {
    const facts = { first: nameOf(first.certificate), leaf: nameOf(leaf.certificate) };
    return [makeCheck('failed', 'chain-order/leaf-not-first', facts, itemId)];
  }
  const at = certificates.findIndex((one, depth) => !follows(one, certificates[depth - 1]));
  const [issued, issuer] = [certificates[at - 1], certificates[at]];
  if (issued === undefined || issuer === undefined) {
    return [makeCheck('passed', 'chain-order/fits', { count: certificates.length }, itemId)];
  }
  const facts = { certificate: nameOf(issued.certificate), issuer: nameOf(issuer.certificate) };
  return [makeCheck('cannot-know', 'chain-order/mixed', facts, itemId)];
}

function checkHolds(path: CertificatePath): AzureCheck[] {
  const { certificates, signatures, faults, endsInItself } = path;
  const found = certificates.flatMap(({ certificate, itemId }, depth) => {
    const name = nameOf(certificate);
    const issuer = nameOf({ subject: certificate.issuer });
    const isLast = depth === certificates.length - 1;
    // Nobody asks for the signature of a root; where there is nothing else it is what holds.
    const signature = isLast && depth > 0 && endsInItself ? 'good' : signatures[depth];
    if (signature === 'signature')
      return [makeCheck('failed', 'chain-holds/signature', { certificate: name, issuer }, itemId)];
    if (signature === 'too-complex') return [makeCheck('cannot-know', 'chain-holds/too-complex', {}, itemId)];
    const isChecked = signature === 'good' || signature === undefined;
    return isChecked ? [] : [makeCheck('cannot-know', 'chain-holds/not-checked', { certificate: name }, itemId)];
  });
  const forbidden = faults.flatMap(({ fault, depth }) => {
    const one = certificates[depth] ?? certificates[0];
    const facts = { certificate: nameOf(one.certificate) };
    if (fault === 'name-constraints') return [makeCheck('failed', 'chain-holds/name-constraints', facts, one.itemId)];
    if (fault !== 'critical-extension') return [];
    return [makeCheck('failed', 'chain-holds/critical-extension', facts, one.itemId)];
  });
  const all = [...found, ...forbidden, ...checkEffort(path, found)];
  return all.length > 0 ? all : [describeHolding(path)];
}

/** What would take too long to judge is not known, also where each signature is. */
function checkEffort(
  { certificates: [{ itemId }], verdict }: CertificatePath,
  found: readonly AzureCheck[],
): AzureCheck[] {
  if (verdict.ok || verdict.fault !== 'too-complex' || found.length > 0) return [];
  return [makeCheck('cannot-know', 'chain-holds/too-complex', {}, itemId)];
}

function describeHolding({ certificates, endsInItself }: CertificatePath): AzureCheck {
  const [{ certificate, itemId }] = certificates;
  if (certificates.length > 1) {
    return makeCheck('passed', 'chain-holds/holds', { count: certificates.length }, itemId);
  }
  if (endsInItself) return makeCheck('passed', 'chain-holds/own-signature', {}, itemId);
  const facts = { certificate: nameOf(certificate), issuer: nameOf({ subject: certificate.issuer }) };
  return makeCheck('cannot-know', 'chain-holds/issuer-missing', facts, itemId);
}

/**
 * Judges what authorities say of themselves (RFC 5280, 6.1.4 (k) to (n)). The first one of a path is held to it too where
 * it is an authority: what it is to issue stands below all of them.
 */
function checkAuthorities({ certificates, isOfAuthority }: CertificatePath): AzureCheck[] {
  const authorities = isOfAuthority ? certificates : certificates.slice(1);
  const [first] = authorities;
  if (first === undefined) return [];
  const failed = authorities.flatMap(({ certificate: authority, itemId }, index) => {
    const certificate = nameOf(authority);
    if (authority.basicConstraints?.ca !== true) {
      return [makeCheck('failed', 'authority-flags/not-authority', { certificate }, itemId)];
    }
    if (authority.keyUsage?.includes('keyCertSign') === false) {
      return [makeCheck('failed', 'authority-flags/key-usage', { certificate }, itemId)];
    }
    const limit = authority.basicConstraints.pathLength ?? Infinity;
    const found = authorities.slice(0, index).filter((below) => !isSelfIssued(below.certificate)).length;
    return found > limit
      ? [makeCheck('failed', 'authority-flags/path-length', { certificate, limit, found }, itemId)]
      : [];
  });
  if (failed.length > 0) return failed;
  return [makeCheck('passed', 'authority-flags/fit', { count: authorities.length }, first.itemId)];
}
