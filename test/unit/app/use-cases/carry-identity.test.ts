import { describe, expect, test } from 'vitest';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { NewKeyPlace } from '#core/ports/certificate-maker';
import type { NewDevice } from '#core/ports/device-host';
import { type IdentityBundle, printBundle, readBundle } from '#core/qr/identity-bundle';
import { bundleIdentity } from '#app/use-cases/bundle-identity';
import { keepBundle } from '#app/use-cases/keep-bundle';
import {
  createTestCertificateMaker,
  deviceWish,
  pairWish,
  rootWish,
  type TestCertificateMaker,
} from '../../../support/certificate-makers.ts';
import { createFakeDeviceHost, type FakeDeviceHost, makeNewDevice } from '../../../support/fake-device-host.ts';
import { valueOf } from '../../../support/issuing.ts';

const AZURE = { kind: 'azure' } as const;
const LEAVING = { mayLeave: true, cloud: AZURE };
const STAYING = { mayLeave: false, cloud: AZURE };
const FILE = { dpsHost: '', directory: '' };

interface Machine {
  readonly devices: FakeDeviceHost;
  readonly certificates: TestCertificateMaker;
  readonly crypto: Crypto;
}

const createMachine = (): Machine => ({
  devices: createFakeDeviceHost(),
  certificates: createTestCertificateMaker(),
  crypto,
});

/** A root, an authority below it and a device's certificate. */
async function issueDevice({ certificates }: Machine, keyPlace: NewKeyPlace = 'vault-exportable'): Promise<string> {
  const root = await certificates.makeAuthority(rootWish());
  const line = await certificates.makeAuthority(rootWish({ commonName: 'Line 4', authorityId: root, pathLength: 0 }));
  return certificates.makeDevice(deviceWish(line, { keyPlace }));
}

/** By way of its bytes, as it travels. */
const carry = (bundle: IdentityBundle): IdentityBundle => valueOf(readBundle(printBundle(bundle)));

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof WorkbenchError ? error.finding : error),
  );

const certified = (primaryId: string, secondaryId?: string): NewDevice =>
  makeNewDevice('pump-17', { kind: 'certificate', primaryId, ...(secondaryId === undefined ? {} : { secondaryId }) });

describe('a certificate', () => {
  test('comes to another machine with its chain and its key, byte for byte', async () => {
    const [there, here] = [createMachine(), createMachine()];
    const id = await issueDevice(there);
    const bundle = carry(await bundleIdentity(there, { kind: 'certificate', id }));
    const kept = await keepBundle(here, bundle, LEAVING);
    const [arrived] = kept.certificates;
    expect(kept).toMatchObject({ deviceId: undefined, isReadBackWhole: true });
    const sent = await there.certificates.kept(id);
    expect(arrived?.facts).toEqual(sent.facts);
    expect(arrived?.chain).toEqual(sent.chain);
    expect(arrived?.chain).toHaveLength(2);
    for (const output of ['key', 'full-chain'] as const) {
      const file = await here.certificates.output(arrived?.id ?? '', output, FILE);
      expect(file.content).toBe((await there.certificates.output(id, output, FILE)).content);
    }
  });

  test('keeps its key from leaving once more where that is not wanted', async () => {
    const [there, here] = [createMachine(), createMachine()];
    const bundle = carry(await bundleIdentity(there, { kind: 'certificate', id: await issueDevice(there) }));
    const kept = await keepBundle(here, bundle, STAYING);
    expect(kept.isReadBackWhole).toBe(false);
    expect(kept.certificates[0]?.key).toEqual({ kind: 'vault', isExportable: false });
    const again = bundleIdentity(here, { kind: 'certificate', id: kept.certificates[0]?.id ?? '' });
    expect(await errorOf(again)).toEqual({ code: 'transfer/key-not-exportable', facts: { name: 'pump-17' } });
  });

  test.each<NewKeyPlace>(['vault', 'browser'])('whose key may not leave is refused in words: %s', async (place) => {
    const there = createMachine();
    const id = await issueDevice(there, place);
    expect(await errorOf(bundleIdentity(there, { kind: 'certificate', id }))).toEqual({
      code: 'transfer/key-not-exportable',
      facts: { name: 'pump-17' },
    });
  });

  test('without its key, or removed meanwhile, is refused in words', async () => {
    const [there, other] = [createMachine(), createMachine()];
    const id = await issueDevice(other);
    const { content } = await other.certificates.output(id, 'full-chain', FILE);
    const alone = await there.certificates.importCertificate({ parts: [content as string] }, 'vault');
    expect(await errorOf(bundleIdentity(there, { kind: 'certificate', id: alone }))).toEqual({
      code: 'certificate/key-elsewhere',
      facts: { name: 'pump-17' },
    });
    expect(await errorOf(bundleIdentity(there, { kind: 'certificate', id: 'gone' }))).toEqual({
      code: 'certificate/unknown',
      facts: {},
    });
  });

  test('with the key of another one is not kept', async () => {
    const [there, here] = [createMachine(), createMachine()];
    const [one] = (await bundleIdentity(there, { kind: 'certificate', id: await issueDevice(there) })).certificates;
    const [other] = (await bundleIdentity(there, { kind: 'certificate', id: await issueDevice(there) })).certificates;
    if (one === undefined || other === undefined) throw new Error('two certificates were wanted');
    const mixed = { certificates: [{ chain: one.chain, privateKey: other.privateKey }] };
    expect(await errorOf(keepBundle(here, mixed, LEAVING))).toMatchObject({ code: 'certificate/key-alone' });
    expect((await here.certificates.shelf()).certificates).toEqual([]);
  });

  test('that is kept and is not what arrived is named', async () => {
    const [there, here] = [createMachine(), createMachine()];
    const bundle = await bundleIdentity(there, { kind: 'certificate', id: await issueDevice(there) });
    const stranger = await issueDevice(here);
    // A vault that gives something else than it was given.
    const certificates = { ...here.certificates, importCertificate: async () => stranger };
    expect(await errorOf(keepBundle({ ...here, certificates }, bundle, LEAVING))).toEqual({
      code: 'transfer/kept-differs',
      facts: { name: 'pump-17' },
    });
    const { content } = await here.certificates.output(stranger, 'key', FILE);
    const otherKey = {
      ...here.certificates,
      output: async () => ({ name: 'key.pem', mediaType: '', content }),
    };
    expect(await errorOf(keepBundle({ ...here, certificates: otherKey }, bundle, LEAVING))).toEqual({
      code: 'transfer/kept-differs',
      facts: { name: 'pump-17' },
    });
    expect((await here.certificates.shelf()).certificates.some(({ id }) => id === stranger)).toBe(true);
  });
});

describe('a device', () => {
  test('with keys comes to another machine with all its settings', async () => {
    const [there, here] = [createMachine(), createMachine()];
    const secret = {
      kind: 'device-key',
      primaryKey: btoa('p'.repeat(32)),
      secondaryKey: btoa('s'.repeat(32)),
    } as const;
    const { record } = makeNewDevice('boiler-7');
    const given = {
      record: {
        ...record,
        cloud: AZURE,
        modelId: 'dtmi:a:b;1',
        payload: { a: 1 },
        intervalMs: 5000,
        road: 'relay' as const,
      },
      secret,
    };
    const id = await there.devices.add(given);
    const bundle = carry(await bundleIdentity(there, { kind: 'device', id }));
    expect(bundle.device?.isLocal).toBe(false);
    const kept = await keepBundle(here, bundle, LEAVING);
    expect(kept).toMatchObject({ certificates: [], isReadBackWhole: true });
    expect(await here.devices.remove(kept.deviceId ?? '')).toEqual(given);
  });

  test('of a local cloud is put where somebody says', async () => {
    const [there, here] = [createMachine(), createMachine()];
    const id = await there.devices.add(makeNewDevice('boiler-7'));
    const bundle = carry(await bundleIdentity(there, { kind: 'device', id }));
    expect(bundle.device?.isLocal).toBe(true);
    const cloud = { kind: 'node', origin: 'http://localhost:8080' } as const;
    const kept = await keepBundle(here, bundle, { mayLeave: false, cloud });
    expect((await here.devices.remove(kept.deviceId ?? '')).record.cloud).toEqual(cloud);
  });

  test('with a pair of certificates comes with both, each in its place', async () => {
    const [there, here] = [createMachine(), createMachine()];
    const [primaryId, secondaryId] = await there.certificates.makePair(pairWish());
    const id = await there.devices.add(certified(primaryId, secondaryId));
    const kept = await keepBundle(here, carry(await bundleIdentity(there, { kind: 'device', id })), LEAVING);
    const { secret } = await here.devices.remove(kept.deviceId ?? '');
    const ends = await Promise.all(
      [primaryId, secondaryId].map(async (one) => (await there.certificates.kept(one)).facts),
    );
    expect(kept.certificates.map(({ facts }) => facts)).toEqual(ends);
    expect(secret).toEqual({
      kind: 'certificate',
      primaryId: kept.certificates[0]?.id,
      secondaryId: kept.certificates[1]?.id,
    });
  });

  test('leaves behind what DPS issued to it', async () => {
    const there = createMachine();
    const { record, secret } = makeNewDevice('boiler-7');
    const issued = { keyId: 'k', chainBase64: ['AAAA'] };
    const id = await there.devices.add({
      record: { ...record, wantsCertificate: true },
      secret: { ...secret, issued },
    });
    const { device } = carry(await bundleIdentity(there, { kind: 'device', id }));
    expect(device).toMatchObject({ wantsCertificate: true, secret: { kind: 'group-key' } });
    expect(JSON.stringify(device)).not.toContain('AAAA');
  });

  test('with a certificate that may not leave, or of the system’s store, is refused in words', async () => {
    const there = createMachine();
    const locked = await there.devices.add(certified(await issueDevice(there, 'vault')));
    const system = await there.devices.add(makeNewDevice('boiler-7', { kind: 'browser-certificate' }));
    expect(await errorOf(bundleIdentity(there, { kind: 'device', id: locked }))).toMatchObject({
      code: 'transfer/key-not-exportable',
    });
    expect(await errorOf(bundleIdentity(there, { kind: 'device', id: system }))).toEqual({
      code: 'transfer/system-certificate',
      facts: { name: 'boiler-7' },
    });
    expect(await errorOf(bundleIdentity(there, { kind: 'device', id: 'gone' }))).toMatchObject({
      code: 'device/unknown',
    });
  });

  test('that cannot be kept leaves no certificate behind, and keeps those that were there', async () => {
    const [there, here] = [createMachine(), createMachine()];
    const id = await there.devices.add(certified(await issueDevice(there)));
    const bundle = carry(await bundleIdentity(there, { kind: 'device', id }));
    const own = await issueDevice(here);
    const before = (await here.certificates.shelf()).certificates.length;
    here.devices.fail('add', new WorkbenchError('device/name-taken', { name: 'pump-17' }));
    expect(await errorOf(keepBundle(here, bundle, LEAVING))).toMatchObject({ code: 'device/name-taken' });
    const { certificates } = await here.certificates.shelf();
    expect(certificates).toHaveLength(before);
    expect(certificates.some((one) => one.id === own)).toBe(true);
  });

  test('whose keys are kept otherwise than they arrived is taken away again', async () => {
    const [there, here] = [createMachine(), createMachine()];
    const id = await there.devices.add(makeNewDevice('boiler-7'));
    const bundle = await bundleIdentity(there, { kind: 'device', id });
    const devices = { ...here.devices, reveal: async () => ({ kind: 'group-key', primaryKey: 'AAAA' }) as const };
    expect(await errorOf(keepBundle({ ...here, devices }, bundle, LEAVING))).toEqual({
      code: 'transfer/kept-differs',
      facts: { name: 'boiler-7' },
    });
    expect(await here.devices.list()).toEqual([]);
  });
});
