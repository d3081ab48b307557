import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCloudEnrollments } from '#app/cloud-enrollments';
import { createCloudOperator, type CloudOperator } from '#app/cloud-operator';
import { cloudStepOf, rollInCloud, type CloudStep } from '#app/use-cases/roll-in-cloud';
import { encodeBase64 } from '#core/bytes/base64';
import type { CertificateRole } from '#core/issuing/certificate-plan';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import type { RollingKind } from '#core/rolling/rolling-steps';
import { askDps } from '../../../support/back-end.ts';
import { sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';
import { startCloud } from '../../../support/cloud-harness.ts';
import { createFakeServices } from '../../../support/fake-services.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../../support/openssl.ts';

let [first, second, third]: MadeCertificate[] = [];
let [root, nextRoot]: MadeCertificate[] = [];
beforeAll(async () => {
  [first, second, third] = await Promise.all([1, 2, 3].map(() => makeLeaf({ cn: 'pump-17' })));
  [root, nextRoot] = await Promise.all(['Old Root', 'New Root'].map((cn) => makeAuthority({ cn })));
});

function keep(made: MadeCertificate | undefined, role: CertificateRole, commonName: string): KeptCertificate {
  if (made === undefined) throw new TypeError('made before the tests');
  const sha1Thumbprint = createHash('sha1').update(made.der).digest('hex').toUpperCase();
  return sampleCertificate(role, sampleFacts(commonName, { derBase64: encodeBase64(made.der), sha1Thumbprint }), {
    id: commonName,
  });
}

const leaf = (made: MadeCertificate | undefined): KeptCertificate => keep(made, 'self-signed', 'pump-17');

/** A page whose server has no cloud, over a real cloud in the tab. */
async function openCloud() {
  const harness = await startCloud();
  const authorization = harness.cloud.describe().operatorToken;
  const client = {
    request: (request: Parameters<typeof harness.cloud.rest>[0]) =>
      harness.cloud.rest({ ...request, headers: { ...request.headers, authorization } }),
    follow: () => () => undefined,
  };
  const services = { ...createFakeServices(), operator: () => client };
  services.setWorkbench(() => Promise.resolve({ cloud: null }));
  const operator = createCloudOperator(client);
  const roll = (step: CloudStep, kind: RollingKind, old: KeptCertificate, next?: KeptCertificate) =>
    rollInCloud(services, step, { kind, old, next });
  return { harness, services, operator, enrollments: createCloudEnrollments(operator.ask), roll };
}

/** The SHA-1 thumbprints of an enrollment, by their places. */
async function placesOf(operator: CloudOperator): Promise<unknown> {
  const [enrollment] = await createCloudEnrollments(operator.ask).list();
  return enrollment && thumbprintsOf(enrollment.attestation);
}

function thumbprintsOf(attestation: object | undefined): unknown {
  const places = attestation as Record<'primary' | 'secondary', { sha1Thumbprint: string } | undefined>;
  return { primary: places.primary?.sha1Thumbprint, secondary: places.secondary?.sha1Thumbprint };
}

const IN_TAB = { address: { kind: 'tab' } };

describe('rolling a leaf in a local cloud', () => {
  test('before its end: beside the old one first, which goes at last', async () => {
    const { operator, enrollments, roll } = await openCloud();
    const [old, next] = [leaf(first), leaf(second)];
    const attestation = { type: 'x509', primary: old.facts.derBase64 } as const;
    await enrollments.make({ registrationId: 'pump-17', deviceId: '', type: 'iot', attestation });
    const place = { ...IN_TAB, target: 'enrollment', name: 'pump-17' };
    expect(await roll('add-new', 'leaf-end', old, next)).toEqual(place);
    const both = { primary: old.facts.sha1Thumbprint, secondary: next.facts.sha1Thumbprint };
    expect(await placesOf(operator)).toEqual(both);
    expect(await roll('remove-old', 'leaf-end', old, next)).toEqual(place);
    expect(await placesOf(operator)).toEqual({ ...both, primary: undefined });
  });

  test('the next time the other way round', async () => {
    const { operator, enrollments, roll } = await openCloud();
    const [old, next] = [leaf(second), leaf(third)];
    const attestation = { type: 'x509', secondary: old.facts.derBase64 } as const;
    await enrollments.make({ registrationId: 'pump-17', deviceId: '', type: 'iot', attestation });
    await roll('add-new', 'leaf-end', old, next);
    expect(await placesOf(operator)).toEqual({
      primary: next.facts.sha1Thumbprint,
      secondary: old.facts.sha1Thumbprint,
    });
  });

  test('after a breach: the new one in its place, and the other place as it was', async () => {
    const { harness, operator, enrollments, roll } = await openCloud();
    const [old, other, next] = [leaf(first), leaf(second), leaf(third)];
    const attestation = { type: 'x509', primary: old.facts.derBase64, secondary: other.facts.derBase64 } as const;
    await enrollments.make({ registrationId: 'pump-17', deviceId: 'hall-7', type: 'iot', attestation });
    await roll('replace-old', 'leaf-breach', old, next);
    expect(await placesOf(operator)).toEqual({
      primary: next.facts.sha1Thumbprint,
      secondary: other.facts.sha1Thumbprint,
    });
    expect(await roll('remove-from-hub', 'leaf-breach', old, next)).toBeUndefined();
    await harness.addDevice('hall-7');
    expect(await roll('remove-from-hub', 'leaf-breach', old, next)).toEqual({
      ...IN_TAB,
      target: 'device',
      name: 'hall-7',
    });
    expect(
      (await operator.devices.listIds({ search: 'hall', status: 'all', connection: 'all', group: '' })).length,
    ).toBe(0);
  });

  test('of a group after a breach: an enrollment of its own locks it out, and lets it in again', async () => {
    const { operator, enrollments, roll } = await openCloud();
    const [old, next] = [leaf(first), leaf(second)];
    await roll('disable', 'group-leaf-breach', old);
    expect(await enrollments.list()).toMatchObject([{ registrationId: 'pump-17', enabled: false }]);
    await roll('disable', 'group-leaf-breach', old);
    expect(await placesOf(operator)).toMatchObject({ primary: old.facts.sha1Thumbprint });
    await roll('enable', 'group-leaf-breach', old, next);
    expect(await enrollments.list()).toMatchObject([{ registrationId: 'pump-17', enabled: true }]);
    expect(await placesOf(operator)).toEqual({ primary: next.facts.sha1Thumbprint, secondary: undefined });
  });

  test('that no cloud knows changes nothing', async () => {
    const { harness, roll } = await openCloud();
    const before = harness.events.length;
    for (const step of ['add-new', 'replace-old', 'remove-old', 'enable'] as const) {
      expect(await roll(step, 'leaf-end', leaf(first), leaf(second))).toBeUndefined();
    }
    expect(harness.events.length).toBe(before);
  });
});

describe('rolling an authority in a local cloud', () => {
  async function openGroup() {
    const desk = await openCloud();
    const [old, next] = [keep(root, 'root', 'Old Root'), keep(nextRoot, 'root', 'New Root')];
    const { groups } = desk.operator;
    await groups.make({ id: 'pumps', displayName: 'Pumps', type: 'iot', attestation: { type: 'x509' } });
    await groups.putCertificate('pumps', 'primary', old.facts.derBase64, true);
    desk.services.certificates.prove = async (id, code) => {
      const issuer = id === 'New Root' ? nextRoot : root;
      const { der } = await makeLeaf({ cn: code, ...(issuer === undefined ? {} : { issuer }) });
      return { facts: sampleFacts(code, { derBase64: encodeBase64(der) }), pem: '' };
    };
    const group = async () => (await groups.list()).find(({ id }) => id === 'pumps');
    return { ...desk, old, next, group };
  }

  test('puts the new one beside it and proves it, and takes the old one out at last', async () => {
    const { operator, roll, old, next, group } = await openGroup();
    const place = { ...IN_TAB, target: 'group', name: 'Pumps' };
    expect(await roll('add-new', 'authority-end', old, next)).toEqual(place);
    const both = { primary: old.facts.sha1Thumbprint, secondary: next.facts.sha1Thumbprint };
    expect(thumbprintsOf((await group())?.attestation)).toEqual(both);
    expect((await group())?.attestation).toMatchObject({ secondary: { verified: true } });
    await operator.ask('PUT', '/certificates/old-root', {
      properties: { certificate: old.facts.derBase64, isVerified: true },
    });
    expect(await roll('remove-old', 'authority-end', old, next)).toEqual(place);
    expect(thumbprintsOf((await group())?.attestation)).toEqual({ ...both, primary: undefined });
    expect(await operator.ask('GET', '/certificates')).toEqual({ value: [] });
  });

  test('after a breach replaces it where it stands', async () => {
    const { roll, old, next, group } = await openGroup();
    await roll('replace-old', 'authority-breach', old, next);
    expect(thumbprintsOf((await group())?.attestation)).toEqual({
      primary: next.facts.sha1Thumbprint,
      secondary: undefined,
    });
    expect((await group())?.attestation).toMatchObject({ primary: { verified: true } });
    expect(await roll('remove-old', 'authority-breach', old, next)).toBeUndefined();
  });

  test.each(['own', 'reference'])(
    'after a breach of a root, %s: nothing comes by it until the next one is there',
    async (kind) => {
      const { harness, operator, roll, old, next, group } = await openGroup();
      await operator.ask('PUT', '/certificates/old-root', {
        properties: { certificate: old.facts.derBase64, isVerified: true },
      });
      const attestation = { type: 'x509', x509: { caReferences: { primary: 'old-root' } } };
      const put = { body: { enrollmentGroupId: 'pumps', attestation }, headers: { 'if-match': '*' } };
      if (kind === 'reference') expect((await askDps(harness, 'PUT', '/enrollmentGroups/pumps', put)).status).toBe(200);
      const place = { ...IN_TAB, target: 'group', name: 'Pumps' };
      expect(await roll('remove-old', 'authority-breach', old)).toEqual(place);
      expect((await group())?.attestation).toMatchObject({ primary: { verified: false } });
      expect(await operator.ask('GET', '/certificates')).toEqual({ value: [] });
      expect(await roll('replace-old', 'authority-breach', old, next)).toEqual(place);
      expect((await group())?.attestation).toMatchObject({
        primary: { sha1Thumbprint: next.facts.sha1Thumbprint, verified: true },
      });
    },
  );
});

test('the server’s cloud comes first, and the one in the browser is asked when that does not know it', async () => {
  const services = createFakeServices();
  const { node, tab } = services.operators;
  const enrollment = (thumbprint: string): object => ({
    registrationId: 'pump-17',
    deviceId: 'pump-17',
    enabled: true,
    type: 'iot',
    attestation: { type: 'x509', primary: { sha1Thumbprint: thumbprint } },
  });
  const [old, next] = [leaf(first), leaf(second)];
  node.answer('GET /_emu/enrollments', 200, { value: [enrollment('0'.repeat(40))] });
  tab.answer('GET /_emu/enrollments', 200, { value: [enrollment(old.facts.sha1Thumbprint)] });
  tab.answer('PATCH /_emu/enrollments/pump-17', 200, {});
  const rolled = { kind: 'leaf-end', old, next } as const;
  expect(await rollInCloud(services, 'add-new', rolled)).toMatchObject(IN_TAB);
  node.answer('GET /_emu/enrollments', 200, { value: [enrollment(old.facts.sha1Thumbprint)] });
  node.answer('PATCH /_emu/enrollments/pump-17', 200, {});
  expect(await rollInCloud(services, 'add-new', rolled)).toMatchObject({ address: { kind: 'node' } });
});

test('what a local cloud has a part in is told from what is done by hand', () => {
  expect(cloudStepOf('add-new', 'leaf-end')).toBe('add-new');
  expect(cloudStepOf('remove-from-hub', 'leaf-breach')).toBe('remove-from-hub');
  expect(cloudStepOf('remove-from-hub', 'authority-breach')).toBeUndefined();
  expect(cloudStepOf('deploy', 'leaf-end')).toBeUndefined();
});
