import type { ChainFault } from '../errors/facts.ts';
import type { Certificate } from './certificate.ts';
import { equalNames } from './distinguished-name.ts';
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

/**
 * Judges a path, leaf first and anchor last, by all of RFC 5280, section 6, but the signatures: dates, critical
 * extensions, key usage, purposes, authorities, path lengths, name constraints. The anchor is held to the same rules as
 * any authority; purposes of authorities hold for all below, as OpenSSL, .NET and browsers have it.
 */
export function judgePath(path: readonly Certificate[], rules: PathRules): PathFault[] {
  return path.flatMap((certificate, depth) => {
    const isAnchor = depth === path.length - 1;
    const faults = [
      ...(isAnchor && !rules.anchorDates ? [] : judgeDates(certificate, rules.at)),
      ...judgeContent(certificate, rules.usage),
      ...(depth === 0 ? judgeLeaf(certificate, rules.usage) : judgeAuthority(certificate, path.slice(0, depth))),
    ];
    return [
      ...faults.map((fault) => ({ fault, depth })),
      ...findUnnamed(certificate, path.slice(0, depth)).map((below) => ({
        fault: 'name-constraints' as const,
        depth: below,
      })),
    ];
  });
}

/** RFC 5280, 6.1.3 (a)(2); the last second is still good. */
function judgeDates({ notBefore, notAfter }: Certificate, at: number): ChainFault[] {
  if (at < notBefore) return ['not-yet-valid'];
  return at >= notAfter + 1000 ? ['expired'] : [];
}

function judgeContent({ publicKey, extensions, extendedKeyUsage }: Certificate, usage: ChainUsage): ChainFault[] {
  const isUnknown = extensions.some(({ oid, critical }) => critical && !PROCESSED_EXTENSIONS.includes(oid));
  const isForOther =
    usage !== 'any' &&
    extendedKeyUsage !== undefined &&
    !extendedKeyUsage.some((purpose) => purpose === EXTENDED_KEY_USAGE.any || purpose === EXTENDED_KEY_USAGE[usage]);
  return [
    ...(isWeakKey(publicKey) ? (['weak-key'] as const) : []),
    ...(isUnknown ? (['critical-extension'] as const) : []),
    ...(isForOther ? (['extended-key-usage'] as const) : []),
  ];
}

/** In TLS with fresh keys, all that we speak, either side signs with its key (RFC 8446, 4.4.2.2 and RFC 5246, 7.4.8). */
function judgeLeaf({ keyUsage }: Certificate, usage: ChainUsage): ChainFault[] {
  return usage === 'any' || (keyUsage ?? ['digitalSignature']).includes('digitalSignature') ? [] : ['key-usage'];
}

/** RFC 5280, 6.1.4 (k) to (n); version 1 cannot say that it is an authority, so it is none. */
function judgeAuthority({ basicConstraints, keyUsage }: Certificate, below: readonly Certificate[]): ChainFault[] {
  if (basicConstraints?.ca !== true) return ['not-a-ca'];
  const intermediates = below.slice(1).filter((certificate) => !isSelfIssued(certificate)).length;
  return [
    ...(keyUsage?.includes('keyCertSign') === false ? (['key-usage'] as const) : []),
    ...(intermediates > (basicConstraints.pathLength ?? Infinity) ? (['path-length'] as const) : []),
  ];
}

/** RFC 5280, 6.1.3 (b) and (c): a self-issued certificate is left out unless it is the leaf. */
function findUnnamed({ nameConstraints }: Certificate, below: readonly Certificate[]): number[] {
  if (nameConstraints === undefined) return [];
  return below.flatMap((certificate, depth) =>
    (depth > 0 && isSelfIssued(certificate)) || isWithinConstraints(certificate, nameConstraints) ? [] : [depth],
  );
}

const isSelfIssued = ({ subject, issuer }: Certificate): boolean => equalNames(subject, issuer);
