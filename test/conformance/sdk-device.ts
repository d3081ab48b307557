// A device program as its author would write it: Microsoft's packages, nothing of ours. It runs in a process of its own and
// does what its parent asks. `sdk-process.ts` is the other end.
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type * as DeviceSdk from 'azure-iot-device';
import type * as DeviceMqttSdk from 'azure-iot-device-mqtt';
import type * as ProvisioningSdk from 'azure-iot-provisioning-device';
import type * as ProvisioningHttpSdk from 'azure-iot-provisioning-device-http';
import type * as ProvisioningMqttSdk from 'azure-iot-provisioning-device-mqtt';
import type * as SymmetricKeySdk from 'azure-iot-security-symmetric-key';
import type * as CommonSdk from 'azure-iot-common';
import type { ClientIdentity, DeviceRequest, DeviceReport } from './sdk-process.ts';

const load = createRequire(import.meta.url);
const device = load('azure-iot-device') as typeof DeviceSdk;
const deviceMqtt = load('azure-iot-device-mqtt') as typeof DeviceMqttSdk;
const provisioning = load('azure-iot-provisioning-device') as typeof ProvisioningSdk;
const provisioningHttp = load('azure-iot-provisioning-device-http') as typeof ProvisioningHttpSdk;
const provisioningMqtt = load('azure-iot-provisioning-device-mqtt') as typeof ProvisioningMqttSdk;
const symmetricKey = load('azure-iot-security-symmetric-key') as typeof SymmetricKeySdk;
const common = load('azure-iot-common') as typeof CommonSdk;

type Create = typeof provisioning.ProvisioningDeviceClient.create;

let client: DeviceSdk.Client | undefined;
let twin: DeviceSdk.Twin | undefined;

const report = (message: DeviceReport): void => void process.send?.(message);

function connected(): DeviceSdk.Client {
  if (client === undefined) throw new Error('connect first');
  return client;
}

async function register(request: Extract<DeviceRequest, { verb: 'register' }>): Promise<unknown> {
  const security = makeSecurity(request);
  const transport =
    request.transport === 'Http' ? new provisioningHttp.Http() : new provisioningMqtt[request.transport]();
  // The packages bring a copy each of the types of azure-iot-common, which the compiler takes for different ones.
  const attestation = security as unknown as Parameters<Create>[3];
  const { ProvisioningDeviceClient } = provisioning;
  const registration = ProvisioningDeviceClient.create(request.host, request.idScope, transport, attestation);
  registration.setProvisioningPayload(request.payload);
  return registration.register();
}

/** The client for certificates of azure-iot-security-x509 holds these two methods and nothing else. */
function makeSecurity({ registrationId, key }: Extract<DeviceRequest, { verb: 'register' }>): object {
  if (typeof key === 'string') return new symmetricKey.SymmetricKeySecurityClient(registrationId, key);
  return {
    getRegistrationId: () => registrationId,
    getCertificate: (done: (error: Error | null, certificate: ClientIdentity) => void) => done(null, key),
  };
}

async function connect(request: Extract<DeviceRequest, { verb: 'connect' }>): Promise<void> {
  client = device.Client.fromConnectionString(request.connectionString, deviceMqtt[request.transport]);
  client.setRetryPolicy(new common.NoRetry());
  if (request.identity !== undefined) await client.setOptions(request.identity);
  if (request.modelId !== undefined) await client.setOptions({ modelId: request.modelId });
  client.on('disconnect', () => report({ event: 'disconnect' }));
  client.on('error', () => undefined);
  await client.open();
}

/** Subscribes to messages, and settles each as it came. */
function listen(): void {
  connected().on('message', (message: DeviceSdk.Message) => {
    const properties = message.properties.propertyList.map(({ key, value }) => [key, value] as const);
    report({
      event: 'message',
      body: (message.getData() as Buffer).toString(),
      messageId: String(message.messageId),
      properties: Object.fromEntries(properties),
    });
    void connected().complete(message);
  });
}

async function answerMethods(name: string): Promise<void> {
  connected().onDeviceMethod(name, (request, response) => {
    void response.send(200, { name: request.methodName, echo: request.payload as unknown });
  });
}

async function send(request: Extract<DeviceRequest, { verb: 'send' }>): Promise<void> {
  const message = new device.Message(request.body);
  message.contentType = 'application/json';
  message.contentEncoding = 'utf-8';
  for (const [name, value] of Object.entries(request.properties)) message.properties.add(name, value);
  await connected().sendEvent(message);
}

async function readTwin(): Promise<unknown> {
  twin = await connected().getTwin();
  twin.on('properties.desired', (desired: unknown) => report({ event: 'desired', desired }));
  return { desired: twin.properties.desired, reported: twin.properties.reported };
}

async function patchTwin(patch: unknown): Promise<void> {
  const reported = twin?.properties.reported as { update(patch: unknown, done: (error?: Error) => void): void };
  await new Promise<void>((resolve, reject) => reported.update(patch, (error) => (error ? reject(error) : resolve())));
}

async function upload({ name, size }: Extract<DeviceRequest, { verb: 'upload' }>): Promise<void> {
  const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, place) => place % 251));
  await connected().uploadToBlob(name, Readable.from([bytes], { objectMode: false }), size);
}

async function obey(request: DeviceRequest): Promise<unknown> {
  switch (request.verb) {
    case 'register':
      return register(request);
    case 'connect':
      return connect(request);
    case 'listen':
      return listen();
    case 'answer-methods':
      return answerMethods(request.name);
    case 'send':
      return send(request);
    case 'read-twin':
      return readTwin();
    case 'patch-twin':
      return patchTwin(request.patch);
    case 'upload':
      return upload(request);
    case 'close':
      return connected().close();
  }
}

process.on('message', ({ id, request }: { id: number; request: DeviceRequest }) => {
  obey(request).then(
    (value) => report({ id, value: value === undefined ? null : value }),
    (error: Error) => report({ id, error: { name: error.name, message: error.message } }),
  );
});
