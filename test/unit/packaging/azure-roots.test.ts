import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { listAzureRoots } from '../../../packaging/azure-roots.ts';

const nameOf = (pem: string): string => new X509Certificate(pem).subject;

test('the roots are found in whatever order Node has them', () => {
  expect(listAzureRoots(rootCertificates.toReversed())).toEqual(listAzureRoots());
});

test('nothing is built by a Node that lacks one of them', () => {
  const fewer = rootCertificates.filter((pem) => !nameOf(pem).includes('DigiCert Global Root G3'));
  expect(() => listAzureRoots(fewer)).toThrow(/^Node v.* has no “DigiCert Global Root G3”/);
});
