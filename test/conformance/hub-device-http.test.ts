import { createHmac, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeLeaf } from '../support/openssl.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { startSdkDevice, type ClientIdentity, type SdkDevice } from './sdk-process.ts';
import { startSdkService, type SdkService } from './sdk-service.ts';
import { makeTlsFolder } from './tls-folder.ts';

const HUB = 'workbench-hub.azure-devices.net';

let server: WorkbenchServer;
let service: SdkService;
let environment: Record<string, string>;
const devices: SdkDevice[] = [];
beforeAll(async () => {
  const tls = ['--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder()];
  server = await startWorkbench('cloud', '--host', HUB, ...tls);
  environment = {
    DEVICE_WORKBENCH_MQTTS_PORT: String(server.ready.ports.mqtts),
    DEVICE_WORKBENCH_HTTPS_PORT: String(server.ready.ports.https),
    DEVICE_WORKBENCH_CA: server.ready.ca ?? '',
  };
  service = await startSdkService('sdk-iothub', environment);
});
afterAll(async () => {
  await Promise.all([...devices, service].map((program) => program?.end()));
  await server?.stop();
});

/** What these tests look into of a device. */
interface Made {
  readonly authentication: {
    readonly type: string;
    readonly symmetricKey: { readonly primaryKey: string };
    readonly x509Thumbprint: { readonly primaryThumbprint: string };
  };
}
const create = (device: object): Promise<Made> =>
  service.ask({
    connectionString: server.ready.serviceConnectionString,
    registry: 'create',
    args: [device],
  }) as Promise<Made>;

interface HttpRequest {
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly identity?: ClientIdentity;
}
interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** Asks the hub by its own name over TLS, as a device that has nothing but an HTTP client. */
function ask(method: string, path: string, { headers = {}, body, identity }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: server.ready.ports.https ?? 0,
      servername: HUB,
      ca: readFileSync(server.ready.ca ?? ''),
      agent: false,
      method,
      path,
      headers: { host: HUB, ...headers },
      ...identity,
    } as const;
    const request = httpsRequest(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    request.once('error', reject);
    request.end(body);
  });
}
function sign(deviceId: string, key: string): string {
  const se = Math.floor(Date.now() / 1000) + 600;
  const sr = encodeURIComponent(`${HUB}/devices/${deviceId}`);
  const sig = createHmac('sha256', Buffer.from(key, 'base64')).update(`${sr}\n${se}`).digest('base64');
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(sig)}&se=${se}`;
}

async function telemetryOf(
  deviceId: string,
): Promise<readonly { body: unknown; properties: Record<string, string> }[]> {
  const { body } = await server.operator('GET', `/_emu/devices/${deviceId}/telemetry`);
  return (body as { value: { body: unknown; properties: Record<string, string> }[] }).value;
}

async function filesOf(deviceId: string): Promise<readonly { name: string; size: number; notice: object | null }[]> {
  const { body } = await server.operator('GET', `/_emu/devices/${deviceId}/files`);
  return (body as { value: { name: string; size: number; notice: object | null }[] }).value;
}

describe('a device that has nothing but HTTPS', () => {
  test('sends by its key, with the names of its properties as it spells them', async () => {
    const { authentication } = await create({ deviceId: 'http-sas' });
    const authorization = sign('http-sas', authentication.symmetricKey.primaryKey);
    const path = '/devices/http-sas/messages/events?api-version=2021-04-12';
    const headers = { authorization, 'iothub-app-alarmLevel': 'high', 'iothub-contenttype': 'application/json' };
    expect((await ask('POST', path, { headers, body: '{"t":1}' })).status).toBe(204);
    expect(await telemetryOf('http-sas')).toMatchObject([
      { body: { t: 1 }, properties: { alarmLevel: 'high', '$.ct': 'application/json' } },
    ]);
    expect((await ask('POST', path, { body: '{"t":2}' })).status).toBe(401);
    expect(await telemetryOf('http-sas')).toHaveLength(1);
  });

  test('sends by the certificate whose thumbprint the registry has, and by no other', async () => {
    const [leaf, other] = await Promise.all([makeLeaf({ cn: 'http-x509' }), makeLeaf({ cn: 'http-x509' })]);
    const primaryThumbprint = new X509Certificate(leaf.certificatePem).fingerprint.replaceAll(':', '').toLowerCase();
    const made = await create({ deviceId: 'http-x509', authentication: { x509Thumbprint: { primaryThumbprint } } });
    expect(made.authentication).toMatchObject({
      type: 'selfSigned',
      x509Thumbprint: { primaryThumbprint: primaryThumbprint.toUpperCase() },
    });
    const path = '/devices/http-x509/messages/events?api-version=2021-04-12';
    const show = ({ certificatePem, keyPem }: typeof leaf): ClientIdentity => ({ cert: certificatePem, key: keyPem });
    expect((await ask('POST', path, { body: '1', identity: show(leaf) })).status).toBe(204);
    expect((await ask('POST', path, { body: '2', identity: show(other) })).status).toBe(401);
    expect((await ask('POST', path, { body: '3' })).status).toBe(401);
    expect((await telemetryOf('http-x509')).map(({ body }) => body)).toEqual([1]);
  });

  test('gets its messages one by one, and settles each', async () => {
    const { authentication } = await create({ deviceId: 'http-c2d' });
    const headers = { authorization: sign('http-c2d', authentication.symmetricKey.primaryKey) };
    const path = '/devices/http-c2d/messages/devicebound';
    for (const body of ['one', 'two']) await server.operator('POST', '/_emu/devices/http-c2d/messages', { body });
    for (const body of ['one', 'two']) {
      const answer = await ask('GET', `${path}?api-version=2021-04-12`, { headers });
      expect([answer.status, answer.body.toString()]).toEqual([200, body]);
      const lock = String(answer.headers['etag']).replaceAll('"', '');
      expect((await ask('DELETE', `${path}/${lock}?api-version=2021-04-12`, { headers })).status).toBe(204);
    }
    expect((await ask('GET', path, { headers })).status).toBe(204);
  });
});

describe('uploadToBlob of azure-iot-device', () => {
  test.each([
    ['small', 1000],
    ['in blocks', 9_500_000],
  ])('writes a file, %s, which comes out as it went in', async (name, size) => {
    const deviceId = `file-${size}`;
    const { authentication } = await create({ deviceId });
    const device = await startSdkDevice(environment);
    devices.push(device);
    const key = authentication.symmetricKey.primaryKey;
    const connectionString = `HostName=${HUB};DeviceId=${deviceId};SharedAccessKey=${key}`;
    await device.ask({ verb: 'connect', connectionString, transport: 'Mqtt' });
    await device.ask({ verb: 'upload', name: `logs/${name}.bin`, size });
    expect(await filesOf(deviceId)).toMatchObject([{ name: `logs/${name}.bin`, size, notice: { isSuccess: true } }]);
    const url = `${server.origin}/_emu/devices/${deviceId}/files/logs/${encodeURIComponent(name)}.bin`;
    const download = await fetch(url, { headers: { authorization: server.ready.operatorToken } });
    const bytes = Buffer.from(await download.arrayBuffer());
    expect(bytes.equals(Buffer.from(Uint8Array.from({ length: size }, (_, place) => place % 251)))).toBe(true);
  });
});
