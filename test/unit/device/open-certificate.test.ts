import { expect, test } from 'vitest';
import { openCertificate } from '../../../src/device/certificates/open-certificate.ts';
import { createTestCertificateMaker, pairWish } from '../../support/certificate-makers.ts';

test.each([
  ['P-256', 'ECDSA', undefined],
  ['RSA-2048', 'RSASSA-PKCS1-v1_5', 'RSA-PSS'],
] as const)('a certificate is opened with its key for TLS 1.2 and 1.3 (%s)', async (keyKind, name, pssName) => {
  const { ports, ...maker } = createTestCertificateMaker();
  await maker.makePair(pairWish({ keyKind, keyPlace: 'vault' }));
  const { certificates } = await maker.shelf();
  const { identity } = await openCertificate(ports, certificates[0]!.id, 'primary');
  expect(identity.key).toMatchObject({ algorithm: { name }, extractable: false, usages: ['sign'] });
  expect(identity.pssKey?.algorithm.name).toBe(pssName);
});
