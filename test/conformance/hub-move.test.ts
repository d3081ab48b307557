import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { makeTlsFolder } from './tls-folder.ts';
import { deriveKey, startSdkDevice, type SdkDevice } from './sdk-process.ts';

const FIRST = 'first-hub.azure-devices.net';
const SECOND = 'second-hub.azure-devices.net';

let server: WorkbenchServer;
let device: SdkDevice;

beforeAll(async () => {
  const tls = ['--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder()];
  server = await startWorkbench('cloud', '--host', FIRST, '--second-hub', SECOND, ...tls);
  device = await startSdkDevice({
    DEVICE_WORKBENCH_MQTTS_PORT: String(server.ready.ports.mqtts),
    DEVICE_WORKBENCH_HTTPS_PORT: String(server.ready.ports.https),
    DEVICE_WORKBENCH_CA: server.ready.ca ?? '',
  });
});
afterAll(async () => {
  await device?.end();
  await server?.stop();
});

test.each(['Mqtt', 'MqttWs'] as const)(
  'the official SDK over %s is told the new hub by DPS when its device was moved',
  async (transport) => {
    const registrationId = `mover-${transport.toLowerCase()}`;
    const key = deriveKey(server.ready.enrollmentGroups[0]?.primaryKey ?? '', registrationId);
    const register = (): Promise<unknown> => {
      const host = 'global.azure-devices-provisioning.net';
      const { idScope } = server.ready;
      return device.ask({ verb: 'register', host, idScope, registrationId, key, transport, payload: {} });
    };
    const connect = (host: string): Promise<unknown> => {
      const connectionString = `HostName=${host};DeviceId=${registrationId};SharedAccessKey=${key}`;
      return device.ask({ verb: 'connect', connectionString, transport });
    };
    expect(await register()).toMatchObject({ status: 'assigned', assignedHub: FIRST });
    await connect(FIRST);
    expect((await server.operator('POST', `/_emu/devices/${registrationId}/move`)).status).toBe(200);
    await device.next('disconnect');
    await expect(connect(FIRST)).rejects.toThrow(/Not authorized/i);
    expect(await register()).toMatchObject({ assignedHub: SECOND, substatus: 'deviceDataMigrated' });
    await connect(SECOND);
    await device.ask({ verb: 'send', body: '{"here":1}', properties: {} });
    const { body } = await server.operator('GET', `/_emu/devices/${registrationId}`);
    expect(body).toMatchObject({ assignedHub: SECOND, connected: true, lastTelemetry: { body: { here: 1 } } });
    await device.ask({ verb: 'close' });
  },
);
