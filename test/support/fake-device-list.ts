import { DEVICE_STATUSES, type CloudDevice } from '#app/cloud-devices';
import type { FakeOperator } from './fake-operator.ts';

/** Gives a device that came by its group and has a hub. */
export function makeCloudDevice(id: string, part: Partial<CloudDevice> = {}): CloudDevice {
  return {
    id,
    displayName: id,
    registrationId: id,
    groupId: 'SAS-IoT-Devices',
    authentication: { type: 'sas' },
    source: 'group',
    status: 'provisioned',
    connected: false,
    connectedSince: null,
    assignedHub: 'localhost',
    modelId: null,
    lastTelemetry: null,
    lastActivityAt: null,
    desired: {},
    desiredVersion: 1,
    reported: {},
    reportedVersion: 1,
    queuedMessages: 0,
    refusals: 0,
    ...part,
  };
}

/** Lets a cloud answer for these devices as the real one does: its list in parts, and each of them. */
export function answerDevices(operator: FakeOperator, devices: readonly CloudDevice[]): void {
  operator.answerWith('GET /_emu/devices', ({ url }) =>
    listDevices(devices, new URL(url, 'http://cloud').searchParams),
  );
  for (const device of devices) {
    const path = `/_emu/devices/${encodeURIComponent(device.id)}`;
    operator.answer(`GET ${path}`, 200, device);
    operator.answer(`GET ${path}/telemetry`, 200, {
      value: device.lastTelemetry === null ? [] : [device.lastTelemetry],
    });
    for (const part of ['commands', 'messages', 'attempts']) operator.answer(`GET ${path}/${part}`, 200, { value: [] });
  }
}

function listDevices(devices: readonly CloudDevice[], query: URLSearchParams): object {
  const all = devices.filter(
    ({ id, displayName, connected, groupId }) =>
      `${id}\n${displayName}`.toLowerCase().includes(query.get('search')?.toLowerCase() ?? '') &&
      (query.get('connected') ?? String(connected)) === String(connected) &&
      (query.get('group') ?? groupId) === groupId,
  );
  const matching = all.filter(({ status }) => (query.get('status') ?? status) === status);
  const skip = Number(query.get('skip'));
  return {
    value: matching.slice(skip, skip + Number(query.get('top'))).map(makeRow),
    matching: matching.length,
    connected: matching.filter(({ connected }) => connected).length,
    total: devices.length,
    counts: Object.fromEntries(
      DEVICE_STATUSES.map((status) => [status, all.filter((device) => device.status === status).length]),
    ),
  };
}

function makeRow(device: CloudDevice): object {
  const { id, displayName, source, status, connected, lastTelemetry, lastActivityAt, refusals } = device;
  const preview = lastTelemetry === null ? null : JSON.stringify(lastTelemetry.body);
  return { id, displayName, source, status, connected, lastTelemetry: preview, lastActivityAt, refusals };
}
