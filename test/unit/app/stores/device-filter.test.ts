import { describe, expect, test } from 'vitest';
import { countDevices, filterDevices, parseDeviceFilter } from '#app/stores/device-filter';
import type { DeviceState, DeviceSummary } from '#core/ports/device-host';
import { makeFinding } from '#core/errors/workbench-error';
import { makeDetail } from '../../../support/fake-device-host.ts';

function makeDevice(name: string, state: DeviceState): DeviceSummary {
  const route = { kind: 'dps', dpsHost: 'dps.example.org', idScope: '0ne00ABCDEF', registrationId: name } as const;
  const record = { id: name, cloud: { kind: 'azure' }, route, keyKind: 'device-key', behaviour: 'raw' } as const;
  return makeDetail({ ...record, createdAt: 0 }, { state });
}

const reason = makeFinding('hub/busy', { host: 'hub', returnCode: 3 });
const DEVICES = [
  makeDevice('boiler-1', { kind: 'online', hub: 'lab-hub', deviceId: 'boiler-1', since: 0 }),
  makeDevice('boiler-2', { kind: 'refused', reason }),
  makeDevice('gate', { kind: 'waiting', until: 0, attempt: 1, reason }),
  makeDevice('pump', { kind: 'stopped' }),
];
const namesOf = (devices: readonly DeviceSummary[]): string[] => devices.map(({ record }) => record.id);

describe('the list of devices', () => {
  test('counts what each filter shows; one that waits because of a failure is failing', () => {
    expect(countDevices(DEVICES)).toEqual({ all: 4, online: 1, failing: 2 });
    expect(namesOf(filterDevices(DEVICES, 'failing', ''))).toEqual(['boiler-2', 'gate']);
  });

  test.each([
    ['boil', ['boiler-1', 'boiler-2']],
    ['LAB-HUB', ['boiler-1']],
    ['boiler 2', ['boiler-2']],
    ['0ne00abcdef gate', ['gate']],
    ['nothing', []],
  ])('finds “%s” in name, hub and ID scope', (query, expected) => {
    expect(namesOf(filterDevices(DEVICES, 'all', query))).toEqual(expected);
  });

  test('a filter that an address names wrongly shows everything', () => {
    expect(parseDeviceFilter('online')).toBe('online');
    expect(parseDeviceFilter('sideways')).toBe('all');
    expect(parseDeviceFilter(null)).toBe('all');
  });
});
