import { beforeEach, describe, expect, test } from 'vitest';
import { createCloudOperator } from '#app/cloud-operator';
import type { Services } from '#app/services';
import { listCertificateChoices, type CertificateChoice } from '#app/stores/certificate-choice';
import { enrollInCloud, findEnroller } from '#app/use-cases/enroll-in-cloud';
import { startCertificateDevice } from '#app/use-cases/start-certificate-device';
import { TRY_ROOT_NAME, tryCertificate } from '#app/use-cases/try-certificate';
import { useBrowserCertificate } from '#app/use-cases/use-browser-certificate';
import type { OperatorClient } from '#core/ports/rest';
import {
  createTestCertificateMaker,
  deviceWish,
  pairWish,
  rootWish,
  type TestCertificateMaker,
} from '../../../support/certificate-makers.ts';
import { startCloud, type CloudHarness } from '../../../support/cloud-harness.ts';
import { makeNewDevice } from '../../../support/fake-device-host.ts';
import { createFakeServices, type FakeServices } from '../../../support/fake-services.ts';
import { registerByChain } from '../../../support/shown-certificates.ts';

let harness: CloudHarness;
let maker: TestCertificateMaker;
let fakes: FakeServices;
let services: Services;

/** A real vault, and a real cloud in the place of the one in this browser; no server. */
beforeEach(async () => {
  harness = await startCloud();
  await harness.set({ intermediateAssigning: 0 });
  maker = createTestCertificateMaker();
  fakes = createFakeServices();
  fakes.setWorkbench(() => Promise.reject(new TypeError('Failed to fetch')));
  const authorization = harness.cloud.describe().operatorToken;
  const client: OperatorClient = {
    request: (request) => harness.cloud.rest({ ...request, headers: { ...request.headers, authorization } }),
    follow: () => () => undefined,
  };
  services = { ...fakes, certificates: maker, clock: harness.clock, operator: () => client };
});

async function choiceOf(id: string): Promise<CertificateChoice> {
  const choice = listCertificateChoices(await maker.shelf()).find(({ primary }) => primary.id === id);
  if (choice === undefined) throw new TypeError('it is no choice');
  return choice;
}

const derOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const chainOf = ({ primary }: CertificateChoice): Uint8Array[] =>
  [primary.facts, ...primary.chain].map(({ derBase64 }) => derOf(derBase64));

async function enroll(choice: CertificateChoice): Promise<void> {
  const enroller = findEnroller(choice, await maker.shelf());
  if (enroller === undefined) throw new TypeError('nobody can');
  await enrollInCloud(services, { kind: 'tab' }, choice, enroller);
}

describe('a certificate that a device is to be started with', () => {
  test('starts nothing while no cloud takes it', async () => {
    const root = await maker.makeAuthority(rootWish());
    const choice = await choiceOf(await maker.makeDevice(deviceWish(root)));
    expect(await startCertificateDevice(services, choice)).toBeUndefined();
    expect(await services.devices.list()).toEqual([]);
  });

  test('is made known by a group of its authority, and then starts a device of that cloud', async () => {
    const root = await maker.makeAuthority(rootWish());
    const choice = await choiceOf(await maker.makeDevice(deviceWish(root)));
    await enroll(choice);
    const answer = await registerByChain(harness, choice.name, chainOf(choice));
    expect(answer.body).toMatchObject({ status: 'assigned' });
    const id = await startCertificateDevice(services, choice);
    const [device] = await services.devices.list();
    expect(device?.record).toMatchObject({
      id,
      cloud: { kind: 'tab' },
      route: { kind: 'dps', idScope: harness.cloud.describe().idScope, registrationId: choice.name },
      keyKind: 'certificate',
      behaviour: 'thermostat',
    });
    expect(await services.devices.reveal(id ?? '')).toEqual({ kind: 'certificate', primaryId: choice.id });
    expect(fakes.devices.calls).toContain(`start ${id}`);
  });

  test('is made known by an enrollment of its own where it signs itself', async () => {
    const [primaryId] = await maker.makePair(pairWish());
    const choice = await choiceOf(primaryId);
    await enroll(choice);
    // What is there already is left.
    await enroll(choice);
    expect(await startCertificateDevice(services, choice)).toBeDefined();
    expect(await services.devices.reveal('1')).toMatchObject({ secondaryId: choice.secondary?.id });
  });

  test('starts the device that it has, and makes no second one', async () => {
    const [primaryId] = await maker.makePair(pairWish());
    const choice = await choiceOf(primaryId);
    await enroll(choice);
    const first = await startCertificateDevice(services, choice);
    expect(await startCertificateDevice(services, choice)).toBe(first);
    expect(await services.devices.list()).toHaveLength(1);
  });

  test('that was renewed is taken by the device of the one before', async () => {
    const root = await maker.makeAuthority(rootWish());
    const old = await choiceOf(await maker.makeDevice(deviceWish(root)));
    await enroll(old);
    const first = await startCertificateDevice(services, old);
    const { notBefore, notAfter } = old.primary.facts;
    const renew = (id: string): Promise<string> =>
      maker.renew({ id, key: 'new', validity: { notBefore, notAfter: notAfter - 1000 } });
    const newest = await choiceOf(await renew(await renew(old.id)));
    expect(await startCertificateDevice(services, newest)).toBe(first);
    expect(await services.devices.list()).toHaveLength(1);
    expect(await services.devices.reveal(first ?? '')).toMatchObject({ primaryId: newest.id });
  });

  test('is not taken by a group that is switched off, or whose authority is not proved', async () => {
    const root = await maker.makeAuthority(rootWish());
    const choice = await choiceOf(await maker.makeDevice(deviceWish(root)));
    await enroll(choice);
    const { groups } = createCloudOperator(services.operator({ kind: 'tab' }));
    const own = (await groups.list()).find(({ attestation }) => attestation?.type === 'x509');
    await groups.setEnabled(own?.id ?? '', false);
    expect(await startCertificateDevice(services, choice)).toBeUndefined();
    await groups.setEnabled(own?.id ?? '', true);
    await groups.putCertificate(own?.id ?? '', 'primary', choice.primary.chain[0]?.derBase64 ?? '', false);
    expect(await startCertificateDevice(services, choice)).toBeUndefined();
  });

  test('has nobody to make it known where no key above it is here', async () => {
    const root = await maker.makeAuthority(rootWish());
    const choice = await choiceOf(await maker.makeDevice(deviceWish(root)));
    expect(findEnroller(choice, await maker.shelf())?.id).toBe(root);
    expect(findEnroller(choice, { certificates: [choice.primary] })).toBeUndefined();
  });
});

describe('“Try a certificate with the local cloud”', () => {
  test('makes a root that the cloud takes, a certificate, and a device that registers with it', async () => {
    const id = await tryCertificate(services);
    const { certificates } = await maker.shelf();
    expect(certificates.map(({ role }) => role).toSorted()).toEqual(['device', 'root']);
    const secret = await services.devices.reveal(id);
    const choice = await choiceOf(secret.kind === 'certificate' ? secret.primaryId : '');
    expect(choice.name).toMatch(/^thermostat-[a-z0-9]{4}$/);
    expect((await registerByChain(harness, choice.name, chainOf(choice))).body).toMatchObject({ status: 'assigned' });
    expect(fakes.devices.calls).toContain(`start ${id}`);
  });

  test('takes the root and its group again the next time', async () => {
    await tryCertificate(services);
    await tryCertificate(services);
    const { certificates } = await maker.shelf();
    expect(certificates.filter(({ facts }) => facts.commonName === TRY_ROOT_NAME)).toHaveLength(1);
    const groups = await createCloudOperator(services.operator({ kind: 'tab' })).groups.list();
    expect(groups.filter(({ attestation }) => attestation?.type === 'x509')).toHaveLength(1);
    expect(await services.devices.list()).toHaveLength(2);
  });
});

describe('a certificate of the browser’s own store', () => {
  test('takes the place of what the device had, which can be taken back', async () => {
    const { devices } = fakes;
    const id = await devices.add(makeNewDevice('boiler-1'));
    const before = await devices.reveal(id);
    const takeBack = await useBrowserCertificate(devices, id);
    expect(await devices.reveal(id)).toEqual({ kind: 'browser-certificate' });
    expect(devices.calls.slice(-5)).toEqual(['reveal 1', 'stop 1', 'replaceSecret 1', 'start 1', 'reveal 1']);
    await takeBack?.();
    expect(await devices.reveal(id)).toEqual(before);
  });

  test('is only shown again where the device has it already', async () => {
    const { devices } = fakes;
    const id = await devices.add(makeNewDevice('boiler-1', { kind: 'browser-certificate' }));
    expect(await useBrowserCertificate(devices, id)).toBeUndefined();
    expect(devices.calls).toContain(`start ${id}`);
  });
});
