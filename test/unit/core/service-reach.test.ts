import { describe, expect, test } from 'vitest';
import type { CloudAddress } from '#core/identity/device-record';
import { reachOf, reachOfRecord } from '#core/identity/service-reach';

const AZURE: CloudAddress = { kind: 'azure' };
const at = (origin: string): CloudAddress => ({ kind: 'node', origin });

describe('from where a service is reached', () => {
  test.each<[string, CloudAddress, string, string]>([
    ['this browser alone', { kind: 'tab' }, 'this-browser.local', 'browser'],
    ['this computer, by its server', at('http://localhost:8080'), 'localhost', 'server'],
    ['this computer, by the address of its server', at('https://127.0.0.1:8443'), 'localhost', 'server'],
    ['the network that its server is in', at('https://192.168.1.4:8443'), 'localhost', 'others'],
    ['everywhere', AZURE, 'global.azure-devices-provisioning.net', 'others'],
    ['this computer, which is named', AZURE, 'LocalHost', 'machine'],
    ['where a name leads that only begins so', AZURE, 'localhost.example', 'others'],
  ])('%s', (_, cloud, host, reach) => {
    expect(reachOf(cloud, host)).toBe(reach);
  });

  test('the service of a device is the one that it begins with', () => {
    const hub = { kind: 'hub', hubHost: 'h.azure-devices.net', deviceId: 'pump-7' } as const;
    expect(reachOfRecord({ cloud: AZURE, route: hub })).toBe('others');
    expect(reachOfRecord({ cloud: AZURE, route: { ...hub, gatewayHostName: 'localhost' } })).toBe('machine');
    const dps = { kind: 'dps', dpsHost: 'localhost', idScope: '0ne00A1B2C3', registrationId: 'pump-7' } as const;
    expect(reachOfRecord({ cloud: AZURE, route: dps })).toBe('machine');
  });
});
