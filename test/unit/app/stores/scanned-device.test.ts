import { describe, expect, test } from 'vitest';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { ConnectCode } from '#core/qr/payload';
import { createLocalClouds } from '#app/stores/local-clouds';
import { createScannedDevice, type ScannedDevice } from '#app/stores/scanned-device';
import { createFakeServices, SERVER_CLOUD, type FakeServices } from '../../../support/fake-services.ts';
import { OTHER_KEY, SCANNED, SCANNED_KEY } from '../../../support/scanned-codes.ts';

async function open(
  code: ConnectCode = SCANNED,
  prepare: (services: FakeServices) => Promise<unknown> | void = () => undefined,
): Promise<{ services: FakeServices; device: ScannedDevice }> {
  const services = createFakeServices();
  await prepare(services);
  const device = createScannedDevice(services, code, createLocalClouds(services));
  await services.clock.settle();
  return { services, device };
}

/** The scanned device as it is kept, with a key. */
async function keep({ devices }: FakeServices, primaryKey: string): Promise<string> {
  return devices.add({
    record: {
      cloud: { kind: 'node', origin: 'http://localhost:8080' },
      route: { kind: 'dps', dpsHost: 'localhost', idScope: SERVER_CLOUD.idScope, registrationId: 'pump-01' },
      behaviour: 'thermostat',
    },
    secret: { kind: 'device-key', primaryKey },
  });
}

const actOf = (device: ScannedDevice) => device.state.get().act;

describe('the device of a code', () => {
  test('belongs to the local cloud with its ID scope, once that was asked; until then nothing is sent', async () => {
    const services = createFakeServices();
    const device = createScannedDevice(services, SCANNED, createLocalClouds(services));
    expect(device.state.get()).toMatchObject({ isSettled: false, target: { endpoint: 'global' } });
    const checking = device.check();
    expect(services.devices.calls).toEqual([]);
    await checking;
    expect(device.state.get()).toMatchObject({ isSettled: true, target: { endpoint: 'server', reason: 'id-scope' } });
    expect(actOf(device)).toMatchObject({ kind: 'checked', registration: { dpsHost: 'localhost' } });
  });

  test('is brought elsewhere by a choice, which no cloud that is found later changes', async () => {
    const { device } = await open();
    await device.check();
    await device.choose('us');
    expect(device.state.get()).toMatchObject({
      target: { endpoint: 'us', reason: 'chosen' },
      act: { kind: 'none' },
    });
    await device.check();
    expect(actOf(device)).toMatchObject({ registration: { dpsHost: 'global.azure-devices-provisioning.us' } });
  });

  test('says why this browser’s cloud cannot be chosen, and stays where it was', async () => {
    const { device } = await open(SCANNED, ({ operators }) => operators.tab.answer('GET /_emu/cloud', 500, {}));
    await device.choose('browser');
    expect(device.state.get()).toMatchObject({
      target: { endpoint: 'server' },
      act: { kind: 'failed', besideTheCode: true, problem: { finding: { code: 'cloud/refused' } } },
    });
  });

  test('is checked without being kept or connected', async () => {
    const { services, device } = await open();
    await device.check();
    expect(services.devices.calls).toEqual(['check pump-01']);
    expect(await services.devices.list()).toEqual([]);
  });

  test('is kept without being connected, and is then known to be here', async () => {
    const { services, device } = await open();
    const id = await device.save();
    expect(services.devices.calls.filter((call) => !call.startsWith('reveal'))).toEqual(['add']);
    expect(device.state.get()).toMatchObject({ act: { kind: 'saved' }, kept: { id, proof: 'same-key' } });
    expect(await services.devices.reveal(id ?? '')).toEqual({ kind: 'device-key', primaryKey: SCANNED_KEY });
  });

  test('is kept and started when somebody connects as it', async () => {
    const { services, device } = await open();
    const id = await device.connect();
    expect(services.devices.calls.filter((call) => !call.startsWith('reveal'))).toEqual(['add', `start ${id}`]);
    expect(await services.devices.list()).toMatchObject([{ record: { behaviour: 'quiet' } }]);
  });

  test('that is kept with the same key is started as it is', async () => {
    const { services, device } = await open(SCANNED, (all) => keep(all, SCANNED_KEY));
    expect(device.state.get().kept).toMatchObject({ id: '1', proof: 'same-key' });
    await device.connect();
    expect(services.devices.calls).toContain('start 1');
    expect(services.devices.calls).not.toContain('replaceSecret 1');
  });

  test('that is kept and sends by itself is not connected before that was said', async () => {
    const services = createFakeServices();
    await keep(services, SCANNED_KEY);
    const device = createScannedDevice(services, SCANNED, createLocalClouds(services));
    expect(await device.connect()).toBeUndefined();
    expect(services.devices.calls).not.toContain('start 1');
    expect(device.state.get()).toMatchObject({ act: { kind: 'none' }, kept: { id: '1', behaviour: 'thermostat' } });
    expect(await device.connect()).toBe('1');
  });

  test('that is kept with another key takes the one of the code, and is stopped before and not started', async () => {
    const { services, device } = await open(SCANNED, (all) => keep(all, OTHER_KEY));
    expect(device.state.get().kept).toMatchObject({ id: '1', proof: 'other-key' });
    expect(await device.save()).toBe('1');
    expect(services.devices.calls.filter((call) => !call.startsWith('reveal'))).toEqual([
      'add',
      'stop 1',
      'replaceSecret 1',
    ]);
    expect(device.state.get().kept).toMatchObject({ id: '1', proof: 'same-key' });
  });

  test('without a key is looked for by its name', async () => {
    const { device } = await open({ route: SCANNED.route }, (all) => keep(all, OTHER_KEY));
    expect(device.state.get().kept).toMatchObject({ id: '1', proof: 'unknown' });
  });
});

describe('a check', () => {
  test('that fails says why, and whether that lies beside the code', async () => {
    const { services, device } = await open();
    services.devices.fail('check', new WorkbenchError('socket/silent', { address: 'wss://localhost', seconds: 10 }));
    await device.check();
    expect(actOf(device)).toMatchObject({ kind: 'failed', besideTheCode: true });
    services.devices.fail('check', new WorkbenchError('dps/disabled', { said: {} }));
    await device.check();
    expect(actOf(device)).toMatchObject({ kind: 'failed', besideTheCode: false });
  });

  test('that somebody stops says nothing more, whatever comes of it', async () => {
    const { services, device } = await open();
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    services.devices.check = () => held.then(() => Promise.reject(new DOMException('ended', 'AbortError')));
    const checking = device.check();
    await services.clock.settle();
    expect(actOf(device)).toEqual({ kind: 'checking' });
    device.stopCheck();
    expect(actOf(device)).toEqual({ kind: 'none' });
    expect(services.devices.calls).toContain('cancelCheck');
    answer();
    await checking;
    expect(actOf(device)).toEqual({ kind: 'none' });
  });

  test('that another tab takes away ends in silence', async () => {
    const { services, device } = await open();
    services.devices.check = () => Promise.reject(new DOMException('ended', 'AbortError'));
    await device.check();
    expect(actOf(device)).toEqual({ kind: 'none' });
  });

  test('ends with what it was asked for', async () => {
    const { services, device } = await open();
    services.devices.check = () => new Promise(() => undefined);
    void device.check();
    await services.clock.settle();
    device.dispose();
    expect(services.devices.calls).toContain('cancelCheck');
  });
});
