import { makeFinding } from '#core/errors/workbench-error';
import type { InspectedItem, Inspection, ItemFact, ItemFactName } from '#core/inspect/inspection';

const DAY = 86_400_000;
const SAMPLE_TIME = Date.UTC(2026, 10, 22);

/** Facts of which the second text is something to copy. */
const CODES: readonly ItemFactName[] = [
  'serial-number',
  'sha1-thumbprint',
  'sha256-thumbprint',
  'subject-key-identifier',
  'authority-key-identifier',
  'key-fingerprint',
];

const factsOf = (facts: Partial<Record<ItemFactName, string>>): ItemFact[] =>
  Object.entries(facts).map(([name, value]) => ({
    name: name as ItemFactName,
    value,
    isCode: CODES.includes(name as ItemFactName),
  }));

const LEAF: InspectedItem = {
  id: 'item-1',
  kind: 'certificate',
  title: 'sensor-01',
  within: undefined,
  part: 0,
  facts: factsOf({
    form: 'PEM',
    subject: 'CN=sensor-01',
    issuer: 'CN=Contoso Intermediate',
    'serial-number': '3FA2C1D4E5B60718293A4B5C6D7E8F90',
    'not-before': '2026-11-01 00:00:00 UTC',
    'not-after': '2026-12-01 00:00:00 UTC',
    key: 'ECDSA P-256',
    signature: 'ECDSA with SHA-256',
    authority: 'No',
    'key-usage': 'Digital signature (critical)',
    purposes: 'Client authentication',
    'subject-key-identifier': 'F1E2D3C4B5A69788796A5B4C3D2E1F0011223344',
    'authority-key-identifier': '00112233445566778899AABBCCDDEEFF00112233',
    'sha1-thumbprint': '8D1C4F5E60718293A4B5C6D7E8F900112233445A',
    'sha256-thumbprint': '5A6B7C8D9EAFB0C1D2E3F405162738495A6B7C8D9EAFB0C1D2E3F40516273849',
  }),
  findings: [],
  isSecret: false,
};

const INTERMEDIATE: InspectedItem = {
  ...LEAF,
  id: 'item-2',
  title: 'Contoso Intermediate',
  facts: factsOf({
    form: 'PEM',
    subject: 'CN=Contoso Intermediate,O=Contoso <img src=x onerror=alert(1)>',
    issuer: 'CN=Contoso Root',
    'serial-number': '77',
    'not-before': '2025-11-22 00:00:00 UTC',
    'not-after': '2026-11-20 00:00:00 UTC',
    key: 'ECDSA P-384',
    signature: 'RSA with SHA-1',
    authority: 'Yes, with no further authority below it (critical)',
    extension: '1.3.6.1.4.1.311.21.1: 5 bytes',
  }),
};

const ROOT: InspectedItem = {
  ...LEAF,
  id: 'item-3',
  title: 'Contoso Root',
  facts: factsOf({
    form: 'PEM',
    subject: 'CN=Contoso Root',
    issuer: 'CN=Contoso Root',
    'serial-number': '01',
    'not-before': '2020-01-01 00:00:00 UTC',
    'not-after': '2050-01-01 00:00:00 UTC',
    key: 'RSA, 4096 bits',
    signature: 'RSA with SHA-256',
    authority: 'Yes (critical)',
  }),
};

const KEY: InspectedItem = {
  id: 'item-4',
  kind: 'private-key',
  title: '',
  within: undefined,
  part: 0,
  facts: factsOf({
    form: 'PEM, PKCS #8',
    key: 'ECDSA P-256',
    'key-fingerprint': '0F1E2D3C4B5A69788796A5B4C3D2E1F00F1E2D3C4B5A69788796A5B4C3D2E1F0',
  }),
  findings: [],
  isSecret: true,
};

const REVOCATION_LIST: InspectedItem = {
  id: 'item-5',
  kind: 'revocation-list',
  title: 'Contoso Root',
  within: undefined,
  part: 1,
  facts: factsOf({
    form: 'DER',
    issuer: 'CN=Contoso Root',
    'this-update': '2026-11-01 00:00:00 UTC',
    'next-update': '2026-12-01 00:00:00 UTC',
    entries: '12',
  }),
  findings: [],
  isSecret: false,
};

const STRANGER: InspectedItem = {
  id: 'item-6',
  kind: 'unknown',
  title: '',
  within: undefined,
  part: 2,
  facts: factsOf({ bytes: '512 bytes' }),
  findings: [makeFinding('inspect/unknown', {})],
  isSecret: false,
};

/** A PEM bundle with a leaf, its chain and its key, a revocation list, and something that nobody knows. */
export const SAMPLE_INSPECTION: Inspection = {
  items: [LEAF, INTERMEDIATE, ROOT, KEY, REVOCATION_LIST, STRANGER],
  chains: [
    {
      links: [
        { itemId: LEAF.id, commonName: LEAF.title, role: 'leaf', notAfter: SAMPLE_TIME + 9 * DAY, fault: undefined },
        {
          itemId: INTERMEDIATE.id,
          commonName: INTERMEDIATE.title,
          role: 'intermediate',
          notAfter: SAMPLE_TIME - 2 * DAY,
          fault: 'expired',
        },
        {
          itemId: ROOT.id,
          commonName: ROOT.title,
          role: 'root',
          notAfter: SAMPLE_TIME + 8441 * DAY,
          fault: undefined,
        },
      ],
      verdict: { ok: false, fault: 'expired', depth: 1 },
      isInOrder: true,
    },
  ],
  checks: [
    {
      check: 'common-name',
      result: 'passed',
      itemId: LEAF.id,
      reason: 'common-name/fits',
      facts: { name: LEAF.title },
    },
    {
      check: 'self-signed',
      result: 'passed',
      itemId: LEAF.id,
      reason: 'self-signed/issued',
      facts: { issuer: INTERMEDIATE.title },
    },
    {
      check: 'chain-complete',
      result: 'passed',
      itemId: LEAF.id,
      reason: 'chain-complete/to-root',
      facts: { root: ROOT.title },
    },
    { check: 'chain-order', result: 'passed', itemId: LEAF.id, reason: 'chain-order/fits', facts: { count: 3 } },
    {
      check: 'dates',
      result: 'failed',
      itemId: INTERMEDIATE.id,
      reason: 'dates/expired',
      facts: { certificate: INTERMEDIATE.title, until: SAMPLE_TIME - 2 * DAY },
    },
    { check: 'key-kind', result: 'passed', itemId: LEAF.id, reason: 'key-kind/fits', facts: { kind: 'ECDSA P-256' } },
    {
      check: 'key-kind',
      result: 'cannot-know',
      itemId: INTERMEDIATE.id,
      reason: 'key-kind/not-documented',
      facts: { certificate: INTERMEDIATE.title, kind: 'ECDSA P-384' },
    },
    {
      check: 'signature',
      result: 'failed',
      itemId: INTERMEDIATE.id,
      reason: 'signature/weak',
      facts: { certificate: INTERMEDIATE.title, algorithm: 'RSA with SHA-1' },
    },
    {
      check: 'key-matches',
      result: 'passed',
      itemId: KEY.id,
      reason: 'key-matches/fits',
      facts: { certificate: LEAF.title },
    },
  ],
  findings: [],
};
