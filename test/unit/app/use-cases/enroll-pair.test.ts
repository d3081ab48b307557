import { beforeEach, describe, expect, test } from 'vitest';
import { createCloudEnrollments } from '#app/cloud-enrollments';
import { createCloudOperator, type CloudOperator } from '#app/cloud-operator';
import { enrollPair } from '#app/use-cases/enroll-pair';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { createTestCertificateMaker, pairWish } from '../../../support/certificate-makers.ts';
import { startCloud, type CloudHarness } from '../../../support/cloud-harness.ts';
import { registerByChain } from '../../../support/shown-certificates.ts';

let harness: CloudHarness;
let operator: CloudOperator;
let primary: KeptCertificate;
let secondary: KeptCertificate;

beforeEach(async () => {
  harness = await startCloud();
  await harness.set({ intermediateAssigning: 0 });
  const authorization = harness.cloud.describe().operatorToken;
  operator = createCloudOperator({
    request: (request) => harness.cloud.rest({ ...request, headers: { ...request.headers, authorization } }),
    follow: () => () => undefined,
  });
  const maker = createTestCertificateMaker();
  const ids = await maker.makePair(pairWish());
  [primary, secondary] = [await maker.kept(ids[0]), await maker.kept(ids[1])];
});

const derOf = ({ facts }: KeptCertificate): Uint8Array =>
  Uint8Array.from(atob(facts.derBase64), (character) => character.charCodeAt(0));

describe('a device with a pair', () => {
  test('is enrolled with both, and registers by either', async () => {
    expect(await enrollPair(operator, { primary, secondary })).toBe('made');
    for (const certificate of [primary, secondary]) {
      const answer = await registerByChain(harness, 'valve-3', [derOf(certificate)]);
      expect(answer.body).toMatchObject({ status: 'assigned' });
    }
  });

  test('is not enrolled twice', async () => {
    await enrollPair(operator, { primary, secondary });
    expect(await enrollPair(operator, { primary, secondary })).toBe('known');
    expect(await enrollPair(operator, { primary })).toBe('known');
  });

  test('whose ID has an enrollment by something else is left alone, in whatever case the ID is', async () => {
    const attestation = { type: 'symmetricKey' } as const;
    const enrollments = createCloudEnrollments(operator.ask);
    await enrollments.make({ registrationId: 'Valve-3', deviceId: '', type: 'iot', attestation });
    expect(await enrollPair(operator, { primary, secondary })).toBe('other');
    expect((await enrollments.list()).map((one) => one.attestation.type)).toEqual(['symmetricKey']);
  });

  test('of which one place is taken by another certificate is not the same', async () => {
    await enrollPair(operator, { primary });
    expect(await enrollPair(operator, { primary, secondary })).toBe('other');
  });
});

test('the second of a pair whose first is gone stays in its place', async () => {
  await enrollPair(operator, { secondary });
  expect(await createCloudEnrollments(operator.ask).list()).toMatchObject([
    { registrationId: 'valve-3', attestation: { secondary: { sha1Thumbprint: secondary.facts.sha1Thumbprint } } },
  ]);
});
