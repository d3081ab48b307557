import { describe, expect, test } from 'vitest';
import type { CloudAddress, DeviceRoute } from '#core/identity/device-record';
import { isSameCloud, isSameRoute } from '#core/identity/same-device';

const dps = (idScope: string, registrationId: string, dpsHost = 'one.host'): DeviceRoute => ({
  kind: 'dps',
  dpsHost,
  idScope,
  registrationId,
});
const hub = (hubHost: string, deviceId: string, moduleId?: string): DeviceRoute => ({
  kind: 'hub',
  hubHost,
  deviceId,
  ...(moduleId === undefined ? {} : { moduleId }),
});

describe('two routes', () => {
  test.each<[string, DeviceRoute, DeviceRoute]>([
    ['a registration in any case', dps('0ne00ABC', 'Pump'), dps('0NE00abc', 'pump')],
    ['a registration by any name of the service', dps('0ne00ABC', 'pump'), dps('0ne00ABC', 'pump', 'other.host')],
    ['an identity at a hub', hub('Hub.host', 'pump'), hub('hub.host', 'pump')],
    ['a module', hub('hub.host', 'pump', 'm'), hub('hub.host', 'pump', 'm')],
  ])('name one device: %s', (_what, one, other) => {
    expect(isSameRoute(one, other)).toBe(true);
    expect(isSameRoute(other, one)).toBe(true);
  });

  test.each<[string, DeviceRoute, DeviceRoute]>([
    ['another scope', dps('0ne00ABC', 'pump'), dps('0ne00ABD', 'pump')],
    ['another registration', dps('0ne00ABC', 'pump'), dps('0ne00ABC', 'pump2')],
    ['another hub', hub('hub.host', 'pump'), hub('hub2.host', 'pump')],
    ['an identity in another case, which hubs tell apart', hub('hub.host', 'pump'), hub('hub.host', 'Pump')],
    ['the device of a module', hub('hub.host', 'pump'), hub('hub.host', 'pump', 'm')],
    ['a registration and an identity', dps('hub.host', 'pump'), hub('hub.host', 'pump')],
  ])('name two devices: %s', (_what, one, other) => {
    expect(isSameRoute(one, other)).toBe(false);
    expect(isSameRoute(other, one)).toBe(false);
  });
});

test('clouds are one by their kind, and those of servers by their origin', () => {
  const clouds: CloudAddress[] = [
    { kind: 'azure' },
    { kind: 'tab' },
    { kind: 'node', origin: 'http://localhost:1' },
    { kind: 'node', origin: 'http://localhost:2' },
  ];
  for (const one of clouds) for (const other of clouds) expect(isSameCloud(one, other)).toBe(one === other);
  expect(
    isSameCloud({ kind: 'node', origin: 'http://localhost:1' }, { kind: 'node', origin: 'http://localhost:1' }),
  ).toBe(true);
});
