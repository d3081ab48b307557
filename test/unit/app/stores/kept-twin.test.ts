import { describe, expect, test } from 'vitest';
import { encodeBase64, decodeBase64 } from '#core/bytes/base64';
import type { DeviceSecret } from '#core/identity/device-record';
import type { CodeKeys } from '#core/qr/payload';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { findKeptTwin } from '#app/stores/kept-twin';
import { makeNewDevice } from '../../../support/fake-device-host.ts';
import { createFakeServices } from '../../../support/fake-services.ts';
import { OTHER_KEY, SCANNED_KEY } from '../../../support/scanned-codes.ts';

const KEYS: CodeKeys = { kind: 'device-key', primaryKey: SCANNED_KEY };
const GROUP_KEY = btoa('g'.repeat(64));

async function keep(secret: DeviceSecret, name = 'pump-01') {
  const services = createFakeServices();
  await services.devices.add(makeNewDevice('other'));
  const id = await services.devices.add(makeNewDevice(name, secret));
  return { services, id };
}

const PLACE = makeNewDevice('PUMP-01').record;

describe('a device that is kept already', () => {
  test.each<[string, DeviceSecret, CodeKeys, string]>([
    ['with the same key', { kind: 'device-key', primaryKey: SCANNED_KEY }, KEYS, 'same-key'],
    ['with another key', { kind: 'device-key', primaryKey: OTHER_KEY }, KEYS, 'other-key'],
    [
      'with the same group key',
      { kind: 'group-key', primaryKey: GROUP_KEY },
      { kind: 'group-key', primaryKey: GROUP_KEY },
      'same-key',
    ],
    ['with a certificate', { kind: 'certificate', primaryId: 'c' }, KEYS, 'certificate'],
  ])('is known by its place, whatever the case of its name: %s', async (_how, secret, keys, proof) => {
    const { services, id } = await keep(secret);
    expect(await findKeptTwin(services, PLACE, keys)).toEqual({
      id,
      proof,
      behaviour: 'thermostat',
      state: { kind: 'idle' },
    });
  });

  test('has the same key when its group makes it', async () => {
    const { services } = await keep({ kind: 'group-key', primaryKey: GROUP_KEY });
    const made = await deriveDeviceKey(crypto.subtle, decodeBase64(GROUP_KEY) as Uint8Array, 'pump-01');
    const keys = { kind: 'device-key', primaryKey: encodeBase64(made) } as const;
    expect(await findKeptTwin(services, PLACE, keys)).toMatchObject({ proof: 'same-key' });
  });

  test('is another one in another cloud, unless its name alone is known', async () => {
    const { services, id } = await keep({ kind: 'device-key', primaryKey: SCANNED_KEY });
    const elsewhere = { ...PLACE, cloud: { kind: 'azure' } } as const;
    expect(await findKeptTwin(services, elsewhere, KEYS)).toBeUndefined();
    expect(await findKeptTwin(services, elsewhere, undefined)).toMatchObject({ id, proof: 'unknown' });
    expect(services.devices.calls).not.toContain(`reveal ${id}`);
  });

  test('is not there where none has its name', async () => {
    const { services } = await keep({ kind: 'device-key', primaryKey: SCANNED_KEY }, 'pump-02');
    expect(await findKeptTwin(services, PLACE, KEYS)).toBeUndefined();
  });
});
