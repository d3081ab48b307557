import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { makeTlsFolder } from './tls-folder.ts';
import { deriveKey, startSdkDevice, type SdkTransport } from './sdk-process.ts';

let server: WorkbenchServer | undefined;
let reason = '';
beforeAll(async () => {
  const ports = ['--https-port', '443', '--mqtts-port', '8883', '--tls-dir', makeTlsFolder()];
  server = await startWorkbench('cloud', ...ports).catch((error: Error) => {
    if (!error.message.includes('needs more rights')) throw error;
    reason = 'this user may not listen at ports below 1024';
    return undefined;
  });
  const { https, mqtts } = server?.ready.ports ?? {};
  if (server !== undefined && (https !== 443 || mqtts !== 8883)) reason = 'another program listens at 443 or 8883';
});
afterAll(() => server?.stop());

test.for<SdkTransport>(['Mqtt', 'MqttWs'])(
  'on Azure’s own ports the official SDK over %s needs nothing of ours but the CA',
  async (transport, { skip }) => {
    if (server === undefined || reason !== '') return skip(reason);
    const { host, idScope, ca, enrollmentGroups } = server.ready;
    const registrationId = `standard-${transport.toLowerCase()}`;
    const key = deriveKey(enrollmentGroups[0]?.primaryKey ?? '', registrationId);
    const device = await startSdkDevice({ NODE_EXTRA_CA_CERTS: ca ?? '' }, { preload: false });
    try {
      const registration = { verb: 'register', host, idScope, registrationId, key, transport, payload: {} } as const;
      expect(await device.ask(registration)).toMatchObject({ status: 'assigned', assignedHub: 'localhost' });
      const connectionString = `HostName=${host};DeviceId=${registrationId};SharedAccessKey=${key}`;
      await device.ask({ verb: 'connect', connectionString, transport });
      await device.ask({ verb: 'send', body: '{"temperature":1}', properties: {} });
      const { body } = await server.operator('GET', `/_emu/devices/${registrationId}`);
      expect(body).toMatchObject({ connected: true, lastTelemetry: { body: { temperature: 1 } } });
    } finally {
      await device.end();
    }
  },
);
