import {
  attemptDer,
  contextTag,
  DerError,
  readDer,
  readEach,
  readInner,
  readOid,
  readWithin,
  TAG,
} from '../bytes/der.ts';
import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';

/** What a PKCS #7 bundle without content holds, in DER. */
export interface CertificateBundle {
  readonly certificates: readonly Uint8Array[];
  readonly revocationLists: readonly Uint8Array[];
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';

/**
 * Reads the certificates and revocation lists of SignedData (RFC 5652, 5.1; RFC 2315, 9.1), which is how bundles of them
 * are passed on; what is signed, and whether rightly, is not looked at. `inspect/form`.
 */
export function readCertificateBundle(der: Uint8Array): Verdict<CertificateBundle> {
  const read = attemptDer(() =>
    readWithin(readDer(der, TAG.sequence), (outer) => {
      if (readOid(outer.read(TAG.oid)) !== SIGNED_DATA) throw new DerError('tag');
      return readWithin(readInner(outer.read(contextTag(0, true)), TAG.sequence), (reader) => {
        reader.read(TAG.integer);
        reader.read(TAG.set);
        reader.read(TAG.sequence);
        const certificates = reader.readOptional(contextTag(0, true));
        const revocationLists = reader.readOptional(contextTag(1, true));
        reader.read(TAG.set);
        // Choices with a tag of their own are attribute certificates and the like (RFC 5652, 10.2).
        const listWithin = (list: typeof certificates): Uint8Array[] =>
          list === undefined
            ? []
            : readEach(list)
                .filter(({ tag }) => tag === TAG.sequence)
                .map((value) => value.der);
        return { certificates: listWithin(certificates), revocationLists: listWithin(revocationLists) };
      });
    }),
  );
  return read instanceof DerError ? reject(makeFinding('inspect/form', { mistake: read.mistake })) : accept(read);
}
