import type { ChainFault } from '../errors/facts.ts';
import { type Certificate, isSelfIssued } from './certificate.ts';
import { EXTENDED_KEY_USAGE, PROCESSED_EXTENSIONS } from './extensions.ts';
import { isWithinConstraints } from './name-constraints.ts';
import { isWeakKey } from './signature.ts';

/** What a leaf is to be used for; `any`: nothing is asked of its purposes. */
export type ChainUsage = 'clientAuth' | 'serverAuth' | 'any';

/** What a path is judged by. */
export interface PathRules {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly usage: ChainUsage;
  /** Whether the dates of the anchor count too. */
  readonly anchorDates: boolean;
}

/** What is wrong with a path, and with which of its certificates: `depth` counts from the leaf, which is 0. */
export interface PathFault {
  readonly fault: ChainFault;
  readonly depth: number;
}

/** Whether a rule is broken, and the fault that it then is. */
type Check = readonly [isBroken: boolean, fault: ChainFault];

/**
 * Judges a path, leaf first and anchor last, by all of RFC 5280, section 6, but the signatures and the names: dates,
 * critical extensions, key usage, purposes, authorities, path lengths. The anchor is held to the rules of every
 * authority; purposes of authorities hold for all below, as OpenSSL, .NET and browsers have it.
 */
export function judgePath(path: readonly Certificate[], rules: PathRules): PathFault[] {
  return path.flatMap((certificate, depth) => {
    const below = path.slice(0, depth);
    const isAnchor = depth === path.length - 1;
    const checks = [
      ...(isAnchor && !rules.anchorDates ? [] : checkDates(certificate, rules)),
      ...(depth === 0 ? checkLeaf(certificate, rules) : checkAuthority(certificate, below)),
      ...checkContent(certificate, rules),
    ];
    return checks.filter(([isBroken]) => isBroken).map(([, fault]) => ({ fault, depth }));
  });
}

/**
 * Judges the names of a path by the constraints of the authorities in it (RFC 5280, 6.1.3 (b) and (c)). For a path that
 * holds by all other rules: each name is compared with each constraint, and whoever can have a certificate looked at can
 * write thousands of both into it.
 */
export function judgeNames(path: readonly Certificate[]): PathFault[] {
  return path.flatMap((certificate, depth) =>
    findUnnamed(certificate, path.slice(0, depth)).map((at) => ({ fault: 'name-constraints', depth: at })),
  );
}

/** RFC 5280, 6.1.3 (a)(2); the last second is still good. */
function checkDates({ notBefore, notAfter }: Certificate, { at }: PathRules): Check[] {
  return [
    [at < notBefore, 'not-yet-valid'],
    [at >= notAfter + 1000, 'expired'],
  ];
}

/** In TLS with fresh keys, all that we speak, either side signs with its key (RFC 8446, 4.4.2.2 and RFC 5246, 7.4.8). */
function checkLeaf({ keyUsage }: Certificate, { usage }: PathRules): Check[] {
  return [[usage !== 'any' && keyUsage?.includes('digitalSignature') === false, 'key-usage']];
}

/** RFC 5280, 6.1.4 (k) to (n); version 1 cannot say that it is an authority, so it is none. */
function checkAuthority({ basicConstraints, keyUsage }: Certificate, below: readonly Certificate[]): Check[] {
  const intermediates = below.slice(1).filter((certificate) => !isSelfIssued(certificate)).length;
  return [
    [basicConstraints?.ca !== true, 'not-a-ca'],
    [keyUsage?.includes('keyCertSign') === false, 'key-usage'],
    [intermediates > (basicConstraints?.pathLength ?? Infinity), 'path-length'],
  ];
}

/** RFC 5280, 4.2 and 4.2.1.12. */
function checkContent({ publicKey, extensions, extendedKeyUsage }: Certificate, { usage }: PathRules): Check[] {
  const purposes: readonly string[] = usage === 'any' ? [] : [EXTENDED_KEY_USAGE[usage], EXTENDED_KEY_USAGE.any];
  const isForOther = extendedKeyUsage?.every((purpose) => !purposes.includes(purpose)) === true;
  return [
    [isWeakKey(publicKey), 'weak-key'],
    [extensions.some(({ oid, critical }) => critical && !PROCESSED_EXTENSIONS.includes(oid)), 'critical-extension'],
    [usage !== 'any' && isForOther, 'extended-key-usage'],
  ];
}

/** A self-issued certificate is left out unless it is the leaf. */
function findUnnamed({ nameConstraints }: Certificate, below: readonly Certificate[]): number[] {
  if (nameConstraints === undefined) return [];
  return below.flatMap((certificate, depth) =>
    (depth > 0 && isSelfIssued(certificate)) || isWithinConstraints(certificate, nameConstraints) ? [] : [depth],
  );
}
