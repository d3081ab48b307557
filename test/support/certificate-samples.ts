import type { CertificateRole } from '#core/issuing/certificate-plan';
import type {
  IssuanceEntry,
  KeptBatch,
  KeptCertificate,
  KeptGuide,
  KeptRequest,
  RequestReview,
  Shelf,
} from '#core/ports/certificate-maker';
import type { CertificateFacts } from '#core/x509/certificate-facts';

const DAY_MS = 86_400_000;
/** When the samples were made. */
export const SAMPLE_TIME = Date.UTC(2026, 0, 5, 9, 10, 11);

/** Hexadecimal digits that a name alone decides. */
function digitsOf(text: string, length: number): string {
  let state = 0x811c9dc5;
  let digits = '';
  while (digits.length < length) {
    for (const character of `${text}${digits.length}`) {
      state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    }
    digits += state.toString(16).padStart(8, '0').toUpperCase();
  }
  return digits.slice(0, length);
}

/** Gives facts as a certificate of this name would have; `derBase64` is no certificate. */
export function sampleFacts(commonName: string, parts: Partial<CertificateFacts> = {}): CertificateFacts {
  return {
    derBase64: btoa(commonName),
    subjectName: `CN=${commonName}`,
    issuerName: `CN=${commonName}`,
    commonName,
    serialNumber: `4${digitsOf(commonName, 31)}`,
    notBefore: SAMPLE_TIME - DAY_MS,
    notAfter: SAMPLE_TIME + 365 * DAY_MS,
    keyKind: 'P-256',
    isAuthority: false,
    pathLength: undefined,
    sha1Thumbprint: digitsOf(`1${commonName}`, 40),
    sha256Thumbprint: digitsOf(`2${commonName}`, 64),
    ...parts,
  };
}

/** Gives a certificate that is kept, made here with its key in the vault; its `id` tells its role unless told. */
export function sampleCertificate(
  role: CertificateRole,
  facts: CertificateFacts,
  parts: Partial<KeptCertificate> = {},
): KeptCertificate {
  return {
    id: role,
    role,
    profile: 'azure',
    origin: 'made',
    facts,
    chain: [],
    authorityId: undefined,
    key: { kind: 'vault', isExportable: false },
    pair: undefined,
    replaces: undefined,
    createdAt: SAMPLE_TIME,
    ...parts,
  };
}

const ROOT = sampleFacts('Contoso Root CA', { isAuthority: true, notAfter: SAMPLE_TIME + 3650 * DAY_MS });
const INTERMEDIATE = sampleFacts('Contoso Plant CA', {
  isAuthority: true,
  pathLength: 0,
  issuerName: ROOT.subjectName,
  notAfter: SAMPLE_TIME + 1825 * DAY_MS,
});
const IMPORTED = sampleFacts('Fabrikam Root CA', {
  isAuthority: true,
  keyKind: 'RSA-4096',
  notAfter: SAMPLE_TIME + 20 * DAY_MS,
});
const issuedByPlant = (name: string, parts: Partial<CertificateFacts> = {}): CertificateFacts =>
  sampleFacts(name, { issuerName: INTERMEDIATE.subjectName, ...parts });
const BELOW_PLANT = { chain: [INTERMEDIATE, ROOT], authorityId: 'intermediate' } as const;
const EXPORTABLE = { key: { kind: 'vault', isExportable: true } } as const;

/** A certificate of each role that is kept, with keys in each place, and one whose end is near. */
export const SAMPLE_CERTIFICATES: readonly KeptCertificate[] = [
  sampleCertificate('root', ROOT, { authorityId: 'root' }),
  sampleCertificate('intermediate', INTERMEDIATE, { chain: [ROOT], authorityId: 'root', key: { kind: 'browser' } }),
  sampleCertificate('root', IMPORTED, {
    id: 'imported-root',
    authorityId: 'imported-root',
    origin: 'imported',
    key: { kind: 'elsewhere' },
  }),
  sampleCertificate('device', issuedByPlant('pump-17'), { ...BELOW_PLANT, ...EXPORTABLE }),
  sampleCertificate('device', issuedByPlant('pump-18', { notAfter: SAMPLE_TIME + 9 * DAY_MS }), {
    ...BELOW_PLANT,
    id: 'device-of-request',
    origin: 'request',
    key: { kind: 'elsewhere' },
  }),
  sampleCertificate('module', issuedByPlant('edge-1/filter'), { ...BELOW_PLANT, ...EXPORTABLE }),
  sampleCertificate('edge-ca', issuedByPlant('edge-1.ca', { isAuthority: true }), { ...BELOW_PLANT, ...EXPORTABLE }),
  sampleCertificate('self-signed', sampleFacts('valve-3'), {
    ...EXPORTABLE,
    id: 'pair-primary',
    authorityId: 'pair-primary',
    pair: { id: 'pair', slot: 'primary' },
  }),
  sampleCertificate('self-signed', sampleFacts('valve-3', { notAfter: SAMPLE_TIME + 548 * DAY_MS }), {
    ...EXPORTABLE,
    id: 'pair-secondary',
    authorityId: 'pair-secondary',
    pair: { id: 'pair', slot: 'secondary' },
  }),
];

/** A request that waits for its certificate. */
export const SAMPLE_REQUEST: KeptRequest = {
  id: 'request',
  commonName: 'pump-19',
  purpose: 'dps-issuance',
  keyKind: 'P-384',
  key: { kind: 'vault', isExportable: true },
  requestBase64: btoa('request of pump-19'),
  createdAt: SAMPLE_TIME,
};

/** A batch of which a third is made. */
export const SAMPLE_BATCH: KeptBatch = {
  id: 'batch',
  authorityId: 'intermediate',
  keyKind: 'P-256',
  profile: 'azure',
  form: 'encrypted-key',
  total: 900,
  done: 300,
  firstId: 'sensor-001',
  lastId: 'sensor-900',
  createdAt: SAMPLE_TIME,
};

/** Steps of a rolling that has begun. */
export const SAMPLE_GUIDE: KeptGuide = {
  id: 'guide',
  kind: 'leaf-end',
  certificateId: 'device',
  replacementId: undefined,
  done: [],
  startedAt: SAMPLE_TIME,
};

/** All of the samples on one shelf. */
export const SAMPLE_SHELF: Shelf = {
  certificates: SAMPLE_CERTIFICATES,
  requests: [SAMPLE_REQUEST],
  issued: [{ authorityId: 'intermediate', notBefore: SAMPLE_TIME, notAfter: SAMPLE_TIME + 365 * DAY_MS, count: 300 }],
  logs: [
    { authorityId: 'root', count: 1 },
    { authorityId: 'intermediate', count: 306 },
  ],
  batches: [SAMPLE_BATCH],
  guides: [SAMPLE_GUIDE],
};

/** Where nothing is kept. */
export const EMPTY_SHELF: Shelf = { certificates: [], requests: [], issued: [], logs: [], batches: [], guides: [] };

/** What the log says of a certificate. */
export function sampleEntry({ facts, role }: Pick<KeptCertificate, 'facts' | 'role'>): IssuanceEntry {
  const { serialNumber, commonName, keyKind, sha1Thumbprint, sha256Thumbprint, notBefore, notAfter } = facts;
  const names = { serialNumber, commonName, role, keyKind, sha1Thumbprint, sha256Thumbprint };
  return { ...names, notBefore, notAfter, issuedAt: SAMPLE_TIME };
}

/** A request that may be signed. */
export const SAMPLE_REVIEW: RequestReview = {
  subjectName: 'CN=pump-20',
  commonName: 'pump-20',
  keyKind: 'P-256',
  isSelfSigned: true,
  alternativeNames: [],
  extensions: [],
  problems: [],
  notes: [],
  requestBase64: btoa('request of pump-20'),
};
