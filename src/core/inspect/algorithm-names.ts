import { attemptDer, contextTag, DerError, enterDer, readDer, readOid, readWithin, TAG } from '../bytes/der.ts';
import { curveNames, inspectValues as words, keyNames, signatureNames } from '../words/en/inspect-values.ts';
import { type AlgorithmIdentifier, type PublicKeyInfo, readAlgorithm } from '../x509/public-key.ts';

const RSA_PSS = '1.2.840.113549.1.1.10';
const SHA1 = '1.3.14.3.2.26';

/** Hashes by their identifiers (RFC 8017, appendix B.1); what is left out of RSA-PSS means SHA-1 (RFC 4055, 3.1). */
const HASHES: Readonly<Record<string, string>> = {
  [SHA1]: 'SHA-1',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

/** Calls the kind of a key by its name: `ECDSA P-256`, `RSA, 2048 bits`. */
export function nameKey({ kind, bits, curve, algorithm }: PublicKeyInfo): string {
  if (kind === 'rsa') return words.rsaKey(bits ?? 0);
  if (kind === 'other') return keyNames[algorithm.oid] ?? words.algorithm(algorithm.oid);
  if (curve !== undefined) return words.curveKey(curve);
  const named = attemptDer(() => readOid(readDer(algorithm.parameters ?? new Uint8Array(), TAG.oid)));
  if (named instanceof DerError) return words.unknownCurve;
  const name = curveNames[named];
  return name === undefined ? words.otherCurve(named) : words.curveKey(name);
}

/** Calls the algorithm of a signature by its name: `ECDSA with SHA-256`. */
export function nameSignature({ oid, parameters }: AlgorithmIdentifier): string {
  if (oid === RSA_PSS) return words.pss(findPssHash(parameters));
  return signatureNames[oid] ?? words.algorithm(oid);
}

/** RFC 4055, 3.1. */
function findPssHash(parameters: Uint8Array | undefined): string {
  if (parameters === undefined) return 'SHA-1';
  const hash = attemptDer(() => {
    const first = enterDer(readDer(parameters, TAG.sequence)).readOptional(contextTag(0, true));
    return first === undefined ? SHA1 : readWithin(first, readAlgorithm).oid;
  });
  if (hash instanceof DerError) return words.unknownHash;
  return HASHES[hash] ?? words.algorithm(hash);
}
