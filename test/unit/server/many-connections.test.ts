import { createHmac, webcrypto } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createCloud, type Cloud } from '#cloud/cloud';
import { openTestServer, type TestServer } from './open-test-server.ts';

const DEVICE = 'reconnecting';
const CONNACK_ACCEPTED = [0x20, 2, 0, 0];

let cloud: Cloud;
let server: TestServer;
let connectPacket: Buffer;
beforeAll(async () => {
  cloud = await createCloud({ clock: createSystemClock(), crypto: webcrypto as Crypto, parseCsv, host: 'localhost' });
  server = await openTestServer(cloud, ['cloud']);
  const { operatorToken } = cloud.describe();
  const added = await cloud.rest({
    method: 'POST',
    url: '/_emu/devices',
    headers: { authorization: operatorToken, 'content-type': 'application/json' },
    body: JSON.stringify({ deviceId: DEVICE }),
  });
  const { connectionString } = JSON.parse(added.body) as { connectionString: string };
  connectPacket = makeConnect(/SharedAccessKey=(.+)$/.exec(connectionString)?.[1] ?? '');
});
afterAll(async () => {
  cloud.dispose();
  await server.dispose();
});

/** A CONNECT of MQTT 3.1.1 with user name and password, byte by byte (section 3.1). */
function makeConnect(keyBase64: string): Buffer {
  const resource = `localhost%2Fdevices%2F${DEVICE}`;
  const expiry = Math.floor(Date.now() / 1000) + 3600;
  const mac = createHmac('sha256', Buffer.from(keyBase64, 'base64')).update(`${resource}\n${expiry}`).digest('base64');
  const token = `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(mac)}&se=${expiry}`;
  const texts = [DEVICE, `localhost/${DEVICE}/?api-version=2021-04-12`, token].map((text) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  });
  const body = Buffer.concat([Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0xc2, 0, 60]), ...texts]);
  return Buffer.concat([Buffer.from([0x10, (body.length & 0x7f) | 0x80, body.length >> 7]), body]);
}

/** Connects, waits for CONNACK and drops the socket as a device does that loses its power. */
async function connectAndDrop(): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.ports.http}/$iothub/websocket`, 'mqtt');
  await new Promise((resolve) => socket.once('open', resolve));
  const answer = new Promise<Buffer>((resolve) => socket.once('message', (data: Buffer) => resolve(data)));
  socket.send(connectPacket);
  expect([...(await answer)]).toEqual(CONNACK_ACCEPTED);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.terminate();
  await closed;
}

function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test('1,000 connects and drops in a row leave no memory behind', { timeout: 60_000 }, async () => {
  // The log of attempts holds 1,000; it has to be full before growth means anything.
  for (let n = 0; n < 1100; n += 1) await connectAndDrop();
  const before = usedBytes();
  for (let n = 0; n < 1000; n += 1) await connectAndDrop();
  expect(usedBytes() - before).toBeLessThan(1_000_000);
});
