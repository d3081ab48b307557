import { expect, test } from 'vitest';
import { makeServiceName, printX509Enrollment } from '#core/certificate-export/print-x509-enrollment';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { askDps } from '../../support/back-end.ts';
import { startCloud } from '../../support/cloud-harness.ts';
import { makeReal } from '../../support/kept-certificates.ts';

const thumbprintOf = ({ facts }: KeptCertificate) => ({ info: { sha256Thumbprint: facts.sha256Thumbprint } });

test('the enrollment that is printed of an authority makes a group', async () => {
  const { certificate } = await makeReal({ role: 'root', commonName: 'Root of Contoso' });
  const path = `/enrollmentGroups/${makeServiceName(certificate)}`;
  const body = JSON.parse(printX509Enrollment(certificate, undefined)) as object;
  const made = await askDps(await startCloud(), 'PUT', path, { body });
  expect(made.status).toBe(200);
  expect(made.body).toMatchObject({
    enrollmentGroupId: 'Root-of-Contoso',
    provisioningStatus: 'enabled',
    attestation: { x509: { signingCertificates: { primary: thumbprintOf(certificate) } } },
  });
});

test('the enrollment that is printed of a pair has both in their places', async () => {
  const { certificate: primary } = await makeReal({ role: 'self-signed', commonName: 'pump-8', slot: 'primary' });
  const { certificate: secondary } = await makeReal({ role: 'self-signed', commonName: 'pump-8', slot: 'secondary' });
  const body = JSON.parse(printX509Enrollment(secondary, primary)) as object;
  const made = await askDps(await startCloud(), 'PUT', '/enrollments/pump-8', { body });
  expect(made.status).toBe(200);
  expect(made.body).toMatchObject({
    registrationId: 'pump-8',
    attestation: {
      x509: { clientCertificates: { primary: thumbprintOf(primary), secondary: thumbprintOf(secondary) } },
    },
  });
});
