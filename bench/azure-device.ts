// A program on Microsoft's packages as their documentation has it, which measures itself. `azure-process.ts` starts it.
import { createRequire } from 'node:module';
import type * as CommonSdk from 'azure-iot-common';
import type * as DeviceSdk from 'azure-iot-device';
import type * as DeviceMqttSdk from 'azure-iot-device-mqtt';
import type * as ProvisioningSdk from 'azure-iot-provisioning-device';
import type * as ProvisioningMqttSdk from 'azure-iot-provisioning-device-mqtt';
import type * as SymmetricKeySdk from 'azure-iot-security-symmetric-key';
import type { AzureAnswer, AzureTask } from './azure-process.ts';

const load = createRequire(import.meta.url);
const common = load('azure-iot-common') as typeof CommonSdk;
const device = load('azure-iot-device') as typeof DeviceSdk;
const deviceMqtt = load('azure-iot-device-mqtt') as typeof DeviceMqttSdk;
const provisioning = load('azure-iot-provisioning-device') as typeof ProvisioningSdk;
const provisioningMqtt = load('azure-iot-provisioning-device-mqtt') as typeof ProvisioningMqttSdk;
const symmetricKey = load('azure-iot-security-symmetric-key') as typeof SymmetricKeySdk;

/** Gives the seconds until the last of `count` messages of QoS 1 was acknowledged. */
async function publish(task: AzureTask & { kind: 'publish' }): Promise<number> {
  const client = device.Client.fromConnectionString(task.connectionString, deviceMqtt.MqttWs);
  client.setRetryPolicy(new common.NoRetry());
  await client.open();
  const payload = Buffer.alloc(task.bytes, 0x20);
  const startedAt = performance.now();
  let sent = 0;
  let acknowledged = 0;
  await new Promise<void>((resolve, reject) => {
    const goOn = (): void => {
      if (acknowledged === task.count) resolve();
      while (sent < task.count && sent - acknowledged < task.window) {
        sent += 1;
        client.sendEvent(new device.Message(payload), (error) => {
          if (error) reject(error);
          acknowledged += 1;
          goOn();
        });
      }
    };
    goOn();
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await client.close();
  return seconds;
}

/** Gives the seconds of one registration, from the call to its result. */
async function register({ idScope, registrationId, key }: AzureTask & { kind: 'register' }): Promise<number> {
  const security = new symmetricKey.SymmetricKeySecurityClient(registrationId, key);
  const { ProvisioningDeviceClient } = provisioning;
  // The packages bring a copy each of the types of azure-iot-common, which the compiler takes for different ones.
  const attestation = security as unknown as Parameters<typeof ProvisioningDeviceClient.create>[3];
  const host = 'global.azure-devices-provisioning.net';
  const client = ProvisioningDeviceClient.create(host, idScope, new provisioningMqtt.MqttWs(), attestation);
  const startedAt = performance.now();
  await client.register();
  return (performance.now() - startedAt) / 1000;
}

process.on('message', (task: AzureTask) => {
  const answer = (told: AzureAnswer): void => void process.send?.(told);
  (task.kind === 'publish' ? publish(task) : register(task)).then(
    (seconds) => answer({ seconds }),
    (error: Error) => answer({ failure: `${error.name}: ${error.message}` }),
  );
});
process.once('disconnect', () => process.exit());
