import { describe, expect, test } from 'vitest';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { DeviceSecret } from '#core/identity/device-record';
import type { LabelCode } from '#core/labels/label-code';
import type { ConnectCode } from '#core/qr/payload';
import { readPayload } from '#core/qr/read-payload';
import { labelKeptDevice, labelListedDevice, type LabelDevice } from '#app/stores/label-devices';
import { makeLabels, previewLabels, type MadeLabel } from '#app/use-cases/make-labels';
import { deriveKey } from '../../../conformance/sdk-process.ts';
import { createFakeServices, type FakeServices } from '../../../support/fake-services.ts';

const SCOPE = '0ne00A1B2C3';
const KEY = btoa('k'.repeat(32));
const SECOND = btoa('s'.repeat(32));
const GROUP_KEY = btoa('g'.repeat(64));
const OURS: LabelCode = { kind: 'keyed', form: 'workbench' };

async function keep(services: FakeServices, registrationId: string, secret: DeviceSecret): Promise<LabelDevice> {
  const route = {
    kind: 'dps',
    dpsHost: 'global.azure-devices-provisioning.net',
    idScope: SCOPE,
    registrationId,
  } as const;
  await services.devices.add({ record: { cloud: { kind: 'azure' }, route, behaviour: 'raw' }, secret });
  const kept = (await services.devices.list()).map(({ record }) => labelKeptDevice(record));
  return kept.at(-1) as LabelDevice;
}

const listed = (count: number): LabelDevice[] =>
  Array.from({ length: count }, (_, at) => labelListedDevice({ id: `s-${at + 1}`, line: at + 1 }, SCOPE));

/** Makes labels; gives what was put, and the texts of the codes that were drawn, in order. */
async function make(
  services: FakeServices,
  devices: readonly LabelDevice[],
  code: LabelCode,
  mayHoldLongKeys: (deviceId: string) => Promise<boolean> = () => Promise.reject(new Error('asked')),
): Promise<{ labels: MadeLabel[]; texts: string[] }> {
  const labels: MadeLabel[] = [];
  await makeLabels(
    services,
    { devices, code, wordsOf: ({ id }) => ({ id, lines: [] }) },
    {
      signal: new AbortController().signal,
      onProgress: () => undefined,
      put: (label) => labels.push(label),
      mayHoldLongKeys,
    },
  );
  return { labels, texts: drawnBy(services) };
}

const drawnBy = ({ seen }: FakeServices): string[] =>
  seen.filter((one) => one.startsWith('draw M ')).map((one) => one.slice('draw M '.length));

function codeIn(text: string | undefined): ConnectCode {
  const payload = readPayload(text ?? '');
  if (payload.kind !== 'connect') throw new TypeError(payload.kind);
  return payload.code;
}

describe('labels', () => {
  test('come in order, each with the code of its own device', async () => {
    const services = createFakeServices();
    const { labels, texts } = await make(services, listed(3), { kind: 'connect' });
    expect(labels.map(({ index, words }) => [index, words.id])).toEqual([
      [0, 's-1'],
      [1, 's-2'],
      [2, 's-3'],
    ]);
    expect(texts.map((text) => codeIn(text).route)).toMatchObject(
      ['s-1', 's-2', 's-3'].map((registrationId) => ({ registrationId, idScope: SCOPE })),
    );
    expect(texts.map((text) => codeIn(text).keys)).toEqual([undefined, undefined, undefined]);
  });

  test('hold the keys of a device that is kept', async () => {
    const services = createFakeServices();
    const device = await keep(services, 'pump-1', { kind: 'device-key', primaryKey: KEY, secondaryKey: SECOND });
    const { texts } = await make(services, [device], OURS);
    expect(codeIn(texts[0]).keys).toEqual({ kind: 'device-key', primaryKey: KEY, secondaryKey: SECOND });
  });

  test('never hold a group’s key: the device’s own is worked out from it', async () => {
    const services = createFakeServices();
    const device = await keep(services, 'pump-1', { kind: 'group-key', primaryKey: GROUP_KEY });
    const { texts } = await make(services, [device], OURS);
    expect(codeIn(texts[0]).keys).toEqual({
      kind: 'device-key',
      primaryKey: deriveKey(GROUP_KEY, 'pump-1'),
    });
    expect(texts.join()).not.toContain(GROUP_KEY);
  });

  test('hold keys that may be those of a group after a yes alone, which is asked for once', async () => {
    const services = createFakeServices();
    const secret = { kind: 'device-key', primaryKey: GROUP_KEY } as const;
    const devices = [await keep(services, 'pump-1', secret), await keep(services, 'pump-2', secret)];
    const asked: string[] = [];
    const answer = (isYes: boolean) => async (deviceId: string) => {
      asked.push(deviceId);
      return isYes;
    };
    await expect(make(services, devices, OURS, answer(false))).rejects.toMatchObject({ name: 'AbortError' });
    expect(drawnBy(services)).toEqual([]);
    const { texts } = await make(services, devices, OURS, answer(true));
    expect(texts.map((text) => codeIn(text).keys?.primaryKey)).toEqual([GROUP_KEY, GROUP_KEY]);
    expect(asked).toEqual(['pump-1', 'pump-1']);
  });

  test('are refused for a device that was given a certificate since', async () => {
    const services = createFakeServices();
    const device = await keep(services, 'pump-1', { kind: 'device-key', primaryKey: KEY });
    await services.devices.replaceSecret(device.recordId ?? '', { kind: 'browser-certificate' });
    await expect(make(services, [device], OURS)).rejects.toEqual(
      new WorkbenchError('label/key-missing', { deviceId: 'pump-1', count: 1 }),
    );
  });

  test('of a list have no key to hold', async () => {
    await expect(make(createFakeServices(), listed(1), OURS)).rejects.toMatchObject({ code: 'label/key-missing' });
  });

  test('tell how far they are, and end when they are cancelled', async () => {
    const services = createFakeServices();
    const stop = new AbortController();
    const told: number[] = [];
    let put = 0;
    const work = makeLabels(
      services,
      { devices: listed(10), code: { kind: 'id' }, wordsOf: ({ id }) => ({ id, lines: [] }) },
      {
        signal: stop.signal,
        onProgress: ({ done, total }) => told.push(done, total),
        mayHoldLongKeys: () => Promise.resolve(true),
        put: () => (put += 1) === 4 && stop.abort(),
      },
    );
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(put).toBe(4);
    expect(told).toEqual([0, 10]);
  });
});

describe('a preview', () => {
  async function preview(code: LabelCode, devices = listed(2)): Promise<{ texts: string[]; calls: readonly string[] }> {
    const services = createFakeServices();
    const order = { devices, code, wordsOf: ({ id }: LabelDevice) => ({ id, lines: [] }) };
    await previewLabels(services, order, { signal: new AbortController().signal, put: () => undefined });
    return { texts: drawnBy(services), calls: services.devices.calls };
  }

  test('shows codes without keys as they are', async () => {
    const { texts } = await preview({ kind: 'connect' });
    expect(texts.map((text) => codeIn(text).route)).toMatchObject([
      { registrationId: 's-1' },
      { registrationId: 's-2' },
    ]);
  });

  test('asks for no key, and shows a stand-in of the size', async () => {
    const { texts, calls } = await preview(OURS);
    expect(texts.map((text) => text.slice(0, 8))).toEqual(['PREVIEW ', 'PREVIEW ']);
    expect(calls).toEqual([]);
  });

  test('of locked codes needs no passphrase yet', async () => {
    const { texts } = await preview({ kind: 'locked', passphrase: '' });
    expect(texts.map((text) => text.slice(0, 8))).toEqual(['PREVIEW ', 'PREVIEW ']);
    expect(texts[0]?.length).toBeGreaterThan(150);
  });
});
