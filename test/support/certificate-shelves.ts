import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import vectors from '../vectors/x509.json';
import { EMPTY_SHELF, SAMPLE_SHELF, SAMPLE_TIME, sampleCertificate, sampleFacts } from './certificate-samples.ts';

const derOf = (name: 'root' | 'intermediate'): string => vectors[name].slice(1, -1).join('');

/** A root whose certificate can be read, and is good from 2020 to 2049: new ones are judged by it. */
export const REAL_ROOT: KeptCertificate = sampleCertificate(
  'root',
  sampleFacts('Vector root', {
    derBase64: derOf('root'),
    isAuthority: true,
    notBefore: Date.UTC(2020, 0, 1),
    notAfter: Date.UTC(2049, 0, 1),
  }),
  { id: 'real-root', authorityId: 'real-root', createdAt: SAMPLE_TIME + 1 },
);

/** One below it, which signs devices only. */
export const REAL_INTERMEDIATE: KeptCertificate = sampleCertificate(
  'intermediate',
  sampleFacts('Vector intermediate', {
    derBase64: derOf('intermediate'),
    issuerName: REAL_ROOT.facts.subjectName,
    isAuthority: true,
    pathLength: 0,
    notBefore: Date.UTC(2020, 0, 1),
    notAfter: Date.UTC(2049, 0, 1),
  }),
  { id: 'real-intermediate', authorityId: 'real-root', chain: [REAL_ROOT.facts], createdAt: SAMPLE_TIME + 2 },
);

/** Where a root can sign. */
export const ROOT_SHELF: Shelf = { ...EMPTY_SHELF, certificates: [REAL_ROOT] };

/** The samples, and two authorities that can sign, of which the newest is `REAL_INTERMEDIATE`. */
export const SIGNING_SHELF: Shelf = {
  ...SAMPLE_SHELF,
  // The keys of the others are elsewhere: only certificates that can be read are judged by.
  certificates: [
    ...SAMPLE_SHELF.certificates.map((one): KeptCertificate =>
      one.role === 'root' || one.role === 'intermediate' ? { ...one, key: { kind: 'elsewhere' } } : one,
    ),
    REAL_ROOT,
    REAL_INTERMEDIATE,
  ],
};
