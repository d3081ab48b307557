import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { PACKET_LIMIT_BYTES } from '../../../src/cloud/mqtt/connection.ts';
import type { RestRequest } from '../../../src/core/ports/rest.ts';
import { startCloud, until, type CloudHarness } from '../../support/cloud-harness.ts';
import { dpsConnect, hubConnect, type TestClient } from '../../support/test-client.ts';

const RUNS = 150;
const REST_OF_ANY_PACKET = new Uint8Array(PACKET_LIMIT_BYTES);

const FILTERS = [
  '$iothub/methods/POST/#',
  '$iothub/twin/res/#',
  '$iothub/twin/PATCH/properties/desired/#',
  'devices/dev/messages/devicebound/#',
];

/** Whatever was sent, the cloud serves the next client, and no mistake of its own is in the log. */
async function expectAlive(harness: CloudHarness): Promise<void> {
  const client = await harness.connect('healthy');
  client.publish('devices/healthy/messages/events/', '1');
  await client.next('puback');
  client.send({ cmd: 'disconnect' });
  const { body } = await harness.rest('GET', '/_emu/attempts?top=1000');
  expect(body.value.filter(({ cause }: { cause: string }) => cause === 'our-mistake')).toEqual([]);
}

/** Waits until a client was heard to its end: closed, or its ping answered. */
async function hearOut(client: TestClient): Promise<void> {
  client.send({ cmd: 'pingreq' });
  await until(() => client.peer.isClosed || client.received.some(({ cmd }) => cmd === 'pingresp'));
  client.peer.drop();
}

const segment = fc.oneof(
  fc.constantFrom(
    'devices',
    'dev',
    'messages',
    'events',
    'devicebound',
    '$iothub',
    'twin',
    'GET',
    'PATCH',
    'res',
    '200',
  ),
  fc.constantFrom(
    'properties',
    'reported',
    'methods',
    'modules',
    '?$rid=1',
    '?$rid=',
    '$dps',
    'registrations',
    '%',
    '%zz',
  ),
  fc.string({ maxLength: 6 }),
);
const bag = fc
  .array(
    fc.tuple(fc.string({ maxLength: 8 }), fc.constantFrom('=', '&', '%', '', '=%', '%2'), fc.string({ maxLength: 8 })),
  )
  .map((parts) => parts.map((part) => part.join('')).join('&'));
const topic = fc.oneof(
  fc.array(segment, { minLength: 1, maxLength: 7 }).map((parts) => parts.join('/')),
  bag.map((text) => `devices/dev/messages/events/${text}`),
  bag.map((text) => `$iothub/twin/GET/?${text}`),
  bag.map((text) => `$iothub/methods/res/200/?${text}`),
  bag.map((text) => `$dps/registrations/GET/iotdps-get-operationstatus/?${text}`),
);
const body = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.json({ maxDepth: 12 }),
  fc.jsonValue().map((value) => JSON.stringify({ registrationId: value, payload: value, csr: value })),
);

describe('nothing that comes over the wire breaks the cloud', () => {
  test('random bytes', async () => {
    const harness = await startCloud();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 }), async (pieces) => {
        const client = harness.open();
        for (const piece of pieces) client.peer.send(piece);
        client.peer.drop();
      }),
      { numRuns: RUNS * 4 },
    );
    await expectAlive(harness);
  });

  test('packets that are cut short, changed and run together, before and after CONNECT', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    const packets: Packet[] = [
      hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }),
      dpsConnect(harness.cloud, { id: 'new', nowMs: harness.clock.now() }),
      { cmd: 'subscribe', messageId: 1, subscriptions: FILTERS.map((filter) => ({ topic: filter, qos: 1 })) },
      {
        cmd: 'publish',
        topic: 'devices/dev/messages/events/a=b',
        payload: '{}',
        qos: 1,
        messageId: 2,
        dup: false,
        retain: false,
      },
      { cmd: 'publish', topic: '$iothub/twin/GET/?$rid=1', payload: '', qos: 0, dup: false, retain: false },
      { cmd: 'unsubscribe', messageId: 3, unsubscriptions: FILTERS },
      { cmd: 'puback', messageId: 1 },
      { cmd: 'pingreq' },
    ];
    const stream = fc.array(fc.constantFrom(...packets), { minLength: 1, maxLength: 6 });
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(stream, changes, fc.nat(), async (chosen, changed, cut) => {
        const bytes = Uint8Array.from(Buffer.concat(chosen.map((packet) => generate(packet))));
        for (const [at, value] of changed) bytes[at % bytes.length] = value;
        const client = harness.open();
        client.peer.send(bytes.subarray(0, cut % (bytes.length + 1)));
        // A changed length may announce a packet that is still to come, for which the cloud waits rightly.
        client.peer.send(REST_OF_ANY_PACKET);
        await hearOut(client);
      }),
      { numRuns: RUNS },
    );
    await expectAlive(harness);
  });

  test('topics, property bags and bodies at the hub', async () => {
    const harness = await startCloud();
    await fc.assert(
      fc.asyncProperty(topic, body, fc.constantFrom(0 as const, 1 as const), async (name, text, qos) => {
        const client = await harness.connect('dev');
        await client.subscribe(...FILTERS);
        client.send({
          cmd: 'publish',
          topic: name === '' ? 'x' : name,
          payload: text,
          qos,
          messageId: 9,
          dup: false,
          retain: false,
        });
        await hearOut(client);
      }),
      { numRuns: RUNS },
    );
    await expectAlive(harness);
    expect((await harness.rest('GET', '/_emu/devices/dev/telemetry')).status).toBe(200);
  });

  test('topics and bodies at DPS', async () => {
    const harness = await startCloud();
    const requests = fc.oneof(topic, fc.constant('$dps/registrations/PUT/iotdps-register/?$rid=1'));
    await fc.assert(
      fc.asyncProperty(requests, body, async (name, text) => {
        const client = harness.open();
        client.send(dpsConnect(harness.cloud, { id: 'new', nowMs: harness.clock.now() }));
        await client.subscribe('$dps/registrations/res/#');
        client.send({
          cmd: 'publish',
          topic: name === '' ? 'x' : name,
          payload: text,
          qos: 1,
          messageId: 9,
          dup: false,
          retain: false,
        });
        await hearOut(client);
        for (const packet of client.received) {
          if (packet.cmd === 'publish') expect(() => JSON.parse(packet.payload.toString())).not.toThrow();
        }
      }),
      { numRuns: RUNS },
    );
    await expectAlive(harness);
  });

  test('user names, client IDs and passwords', async () => {
    const harness = await startCloud();
    const userName = fc.oneof(
      fc.string(),
      fc.array(segment, { maxLength: 5 }).map((parts) => parts.join('/')),
      bag.map((text) => `localhost/dev/?${text}`),
      bag.map((text) => `0ne12345678/registrations/dev/api-version=2019-03-31&${text}`),
    );
    const password = fc.oneof(
      fc.string(),
      bag.map((text) => `SharedAccessSignature ${text}`),
    );
    await fc.assert(
      fc.asyncProperty(userName, fc.constantFrom('dev', '', 'a b'), password, async (username, clientId, secret) => {
        const client = harness.open();
        client.send({ cmd: 'connect', clientId, clean: true, keepalive: 1, username, password: Buffer.from(secret) });
        await hearOut(client);
      }),
      { numRuns: RUNS },
    );
    await expectAlive(harness);
  });

  test('requests of the operator', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const authorization = harness.cloud.describe().operatorToken;
    const part = fc.oneof(
      fc.constantFrom('api', '_emu', 'devices', 'dev', 'properties', 'commands', 'messages', 'telemetry', 'settings'),
      fc.string({ maxLength: 8 }),
    );
    const request = fc.record({
      method: fc.constantFrom<RestRequest['method']>('GET', 'PUT', 'PATCH', 'POST', 'DELETE'),
      url: fc.array(part, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`),
      body,
    });
    await fc.assert(
      fc.asyncProperty(request, async (one) => {
        const answer = await harness.cloud.rest({ ...one, headers: { authorization } });
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: RUNS * 4 },
    );
    await harness.set({ faults: [], strictHost: true, clockSkewSeconds: 0, tokenGraceSeconds: 0 });
    await expectAlive(harness);
  });
});
