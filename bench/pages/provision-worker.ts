import { createSystemClock } from '#adapters/clock/system-clock';
import { createWebLocks } from '#adapters/locks/web-locks';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createBrowserNetwork } from '#adapters/network/browser-network';
import { createDirectTransport } from '#adapters/sockets/direct-transport';
import { createHostPrimer, sendPrimingRequest } from '#adapters/sockets/host-primer';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import type { DeviceRecord, DeviceSecret } from '#core/identity/device-record';
import { createVirtualDevice } from '#device/virtual-device';
import { answerTasks } from './answer-tasks.ts';

/** Registers a device so many times in a row, with the whole of the device's code, in one life of the worker. */
export interface ProvisionTask {
  readonly origin: string;
  readonly idScope: string;
  readonly registrationId: string;
  readonly deviceKey: string;
  readonly times: number;
}

answerTasks<ProvisionTask>(async (task) => {
  const clock = createSystemClock();
  const cloud = { kind: 'node', origin: task.origin } as const;
  const transport = createDirectTransport({ cloud, WebSocket, primer: createHostPrimer(sendPrimingRequest) });
  const { idScope, registrationId, deviceKey } = task;
  const record: DeviceRecord = {
    id: 'bench',
    cloud,
    route: { kind: 'dps', dpsHost: 'global.azure-devices-provisioning.net', idScope, registrationId },
    keyKind: 'device-key',
    behaviour: 'raw',
    createdAt: clock.now(),
  };
  const ports = {
    clock,
    crypto,
    vault: createMemoryVault(crypto.subtle),
    transportFor: () => transport,
    readRecord: () => record,
    keepIssued: () => Promise.reject(new Error('asks for no certificate')),
    mqtt: createMqttJsClient(clock),
    locks: createWebLocks(navigator.locks),
    network: createBrowserNetwork(location.origin),
    readLocalIdScope: () => Promise.resolve(undefined),
  };
  const secret = { kind: 'device-key', primaryKey: deviceKey } as const;
  const seconds: number[] = [];
  for (let time = 0; time < task.times; time += 1) seconds.push(await provisionOnce(ports, record, secret));
  return seconds;
});

/** Gives the seconds from the start of the device to its turning to the hub. */
async function provisionOnce(
  ports: Parameters<typeof createVirtualDevice>[0],
  record: DeviceRecord,
  secret: DeviceSecret,
): Promise<number> {
  const startedAt = performance.now();
  return new Promise<number>((resolve, reject) => {
    const device = createVirtualDevice(ports, () => {
      const { state } = device.view;
      if (state.kind === 'connecting') {
        const seconds = (performance.now() - startedAt) / 1000;
        device.stop().then(() => resolve(seconds), reject);
      } else if (state.kind === 'refused' || state.kind === 'waiting') reject(new Error(state.reason.code));
    });
    device.start(record, secret);
  });
}
