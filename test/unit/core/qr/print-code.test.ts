import { describe, expect, test } from 'vitest';
import type { ConnectCode } from '#core/qr/payload';
import { printCode } from '#core/qr/print-code';

const KEY = btoa('k'.repeat(32));
const ROUTE = { kind: 'dps', idScope: '0ne00A1B2C3', registrationId: 'pump-7' } as const;
const KEYS = { kind: 'device-key', primaryKey: KEY } as const;

describe('IoT Central’s own form', () => {
  test.each<[string, ConnectCode]>([
    ['a code without a key', { route: ROUTE }],
    ['a group key', { route: ROUTE, keys: { ...KEYS, kind: 'group-key' } }],
    [
      'a device that names its hub',
      { route: { kind: 'hub', hubHost: 'a.azure-devices.net', deviceId: 'd' }, keys: KEYS },
    ],
    ['another service', { route: { ...ROUTE, dpsHost: 'global.azure-devices-provisioning.cn' }, keys: KEYS }],
  ])('has no place for %s', async (_what, code) => {
    await expect(printCode(crypto, code, { kind: 'central' })).rejects.toThrow(TypeError);
  });
});

test('a code is not locked without a passphrase', async () => {
  const form = { kind: 'locked', passphrase: '', endsAt: undefined } as const;
  await expect(printCode(crypto, { route: ROUTE, keys: KEYS }, form)).rejects.toMatchObject({
    code: 'qr/passphrase-missing',
  });
});
