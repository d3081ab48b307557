import { describe, expect, test } from 'vitest';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { encodeUtf8 } from '#core/bytes/text';
import { makeFinding } from '#core/errors/workbench-error';
import { MqttConnectFailure, type MqttConnectOptions, type MqttPacketSeen } from '#core/ports/mqtt-client';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { createMemoryRoad } from '../../support/memory-road.ts';
import {
  answerAsServer,
  createScriptedServer,
  makePublish,
  type Script,
  type ScriptedConnection,
} from '../../support/scripted-server.ts';

const TARGET = { host: 'h', service: 'hub' } as const;

interface Opened {
  readonly clock: FakeClock;
  readonly server: ReturnType<typeof createScriptedServer>;
  readonly seen: MqttPacketSeen[];
  readonly road: ReturnType<typeof createMemoryRoad>;
  connect(changes?: Partial<MqttConnectOptions>): ReturnType<ReturnType<typeof createMqttJsClient>['connect']>;
}

function open(script: Script = (connection, packet) => void answerAsServer(connection, packet)): Opened {
  const clock = createFakeClock();
  const server = createScriptedServer(script);
  const road = createMemoryRoad(server.accept);
  const seen: MqttPacketSeen[] = [];
  return {
    clock,
    server,
    seen,
    road,
    connect: async (changes = {}) =>
      createMqttJsClient(clock).connect({
        socket: await road.dial(TARGET),
        clientId: 'device-01',
        userName: 'h/device-01/?api-version=2021-04-12',
        password: 'SharedAccessSignature sr=secret',
        cleanSession: false,
        keepAliveSeconds: 60,
        connectTimeoutMs: 20_000,
        onPacket: (packet) => seen.push(packet),
        ...changes,
      }),
  };
}

async function endOf(connecting: Promise<unknown>) {
  const failure: unknown = await connecting.catch((error: unknown) => error);
  if (!(failure instanceof MqttConnectFailure)) throw new Error('it connected');
  return failure.end;
}

describe('connecting', () => {
  test('sends MQTT 3.1.1 with everything it was given', async () => {
    const { server, connect } = open();
    const connection = await connect();
    const [packet] = server.connections[0]!.received;
    expect(packet).toMatchObject({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: 'device-01',
      username: 'h/device-01/?api-version=2021-04-12',
      clean: false,
      keepalive: 60,
    });
    expect(String((packet as { password?: Buffer }).password)).toBe('SharedAccessSignature sr=secret');
    expect(connection.sessionPresent).toBe(false);
    await connection.end();
  });

  test('sends no password for a device that proved itself below MQTT', async () => {
    const { server, connect } = open();
    const connection = await connect({ password: undefined });
    const [packet] = server.connections[0]!.received;
    expect(packet).toMatchObject({ cmd: 'connect', username: 'h/device-01/?api-version=2021-04-12' });
    expect((packet as { password?: Buffer }).password).toBeFalsy();
    await connection.end();
  });

  test('passes on what the road knows of the end', async () => {
    const { connect, road } = open();
    road.isBlocked = true;
    road.finding = makeFinding('relay/busy', { address: 'a' });
    expect(await endOf(connect())).toMatchObject({ kind: 'closed', finding: road.finding });
  });

  test('tells a session that was kept', async () => {
    const { connect } = open((connection) => connection.send({ cmd: 'connack', returnCode: 0, sessionPresent: true }));
    expect((await connect()).sessionPresent).toBe(true);
  });

  test.each([1, 2, 3, 4, 5])('ends as refused with CONNACK code %i', async (returnCode) => {
    const { connect } = open((connection) => connection.send({ cmd: 'connack', returnCode, sessionPresent: false }));
    expect(await endOf(connect())).toEqual({ kind: 'refused', returnCode });
  });

  test('ends as timeout when nobody answers, by the clock it was given', async () => {
    const { clock, connect, road } = open(() => undefined);
    const ended = endOf(connect());
    await clock.advance(19_999);
    expect(road.open).toBe(1);
    await clock.advance(1);
    expect(await ended).toEqual({ kind: 'timeout' });
    await clock.settle();
    expect([road.open, clock.pending]).toEqual([0, 0]);
  });

  test('ends as closed when the socket does, before it opened and after', async () => {
    const blocked = open();
    blocked.road.isBlocked = true;
    expect(await endOf(blocked.connect())).toEqual({ kind: 'closed', opened: false, connected: false, code: 1006 });
    const closing = open((connection) => connection.close());
    expect(await endOf(closing.connect())).toEqual({ kind: 'closed', opened: true, connected: false, code: 1006 });
  });

  test('tells no packet as sent that a socket never took, and tells it once the socket is open', async () => {
    const blocked = open();
    blocked.road.isBlocked = true;
    await endOf(blocked.connect());
    await blocked.clock.settle();
    expect(blocked.seen).toEqual([]);

    const silent = open(() => undefined);
    const ended = endOf(silent.connect());
    await silent.clock.settle();
    expect(silent.seen.map(({ direction, type }) => `${direction} ${type}`)).toEqual(['sent connect']);
    expect(silent.seen[0]?.bytes).toBeGreaterThan(60);
    await silent.clock.advance(20_000);
    await ended;
    expect(silent.seen).toHaveLength(1);
  });

  test('ends as not-mqtt on anything else', async () => {
    const { connect } = open((connection) => connection.sendRaw(encodeUtf8('SSH-2.0-OpenSSH_9.2p1\r\n')));
    expect(await endOf(connect())).toMatchObject({ kind: 'not-mqtt' });
  });
});

describe('a connection', () => {
  test('publishes at QoS 1 until PUBACK, at QoS 0 at once, and bytes arrive as they are', async () => {
    const { server, connect } = open();
    const connection = await connect();
    const payload = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
    // A view into a larger buffer is what a caller may well hand over.
    await connection.publish({ topic: 'a/é', payload: payload.subarray(10, 60_000), qos: 1 });
    await connection.publish({ topic: 'b', payload: new Uint8Array(), qos: 0 });
    await connection.end();
    const published = server.connections[0]!.received.filter((packet) => packet.cmd === 'publish');
    expect(published.map(({ topic, qos, payload: body }) => [topic, qos, body.length])).toEqual([
      ['a/é', 1, 59_990],
      ['b', 0, 0],
    ]);
    expect(new Uint8Array(published[0]!.payload as Buffer)).toEqual(payload.slice(10, 60_000));
  });

  test('sends what belongs to one turn in one frame', async () => {
    const { connect } = open();
    const frames: number[] = [];
    const { road } = open();
    const socket = await road.dial(TARGET);
    const connection = await connect({
      socket: { ...socket, bufferedAmount: 0, send: (bytes) => (frames.push(bytes.length), socket.send(bytes)) },
    });
    frames.length = 0;
    await Promise.all(
      Array.from({ length: 20 }, () => connection.publish({ topic: 't', payload: encodeUtf8('x'), qos: 1 })),
    );
    expect(frames).toHaveLength(1);
    await connection.end();
  });

  test('gives the granted QoS of each filter in order, refused ones too', async () => {
    const { connect } = open((connection, packet) => {
      if (packet.cmd === 'subscribe') {
        connection.send({ cmd: 'suback', messageId: packet.messageId!, granted: [1, 0x80, 0] });
      } else answerAsServer(connection, packet);
    });
    const connection = await connect();
    const filters = ['a', 'b', '$c/#'].map((topic) => ({ topic, qos: 1 as const }));
    expect(await connection.subscribe(filters)).toEqual([1, 0x80, 0]);
  });

  test('hands over publications, also those that came in the frame of the CONNACK, and acknowledges them', async () => {
    const { server, connect, clock } = open((connection, packet) => {
      if (packet.cmd === 'connect') {
        connection.send({ cmd: 'connack', returnCode: 0, sessionPresent: true }, makePublish('early', 'one', 7), {
          ...makePublish('early', 'two', 8),
          dup: true,
        } as ReturnType<typeof makePublish>);
      }
    });
    const connection = await connect();
    await clock.settle();
    const got: string[] = [];
    connection.onPublication(({ topic, payload, qos, duplicate }) => {
      got.push(`${topic} ${String.fromCharCode(...payload)} ${qos} ${duplicate}`);
    });
    server.connections[0]!.send(makePublish('late', 'three'));
    await clock.settle();
    expect(got).toEqual(['early one 1 false', 'early two 1 true', 'late three 0 false']);
    const acknowledged = server.connections[0]!.received.filter((packet) => packet.cmd === 'puback');
    expect(acknowledged.map(({ messageId }) => messageId)).toEqual([7, 8]);
  });

  test('gives each payload a buffer of its own', async () => {
    const { server, connect, clock } = open();
    const connection = await connect();
    const payloads: Uint8Array[] = [];
    connection.onPublication(({ payload }) => payloads.push(payload));
    server.connections[0]!.send(makePublish('a', 'first'), makePublish('a', 'second'));
    await clock.settle();
    expect(payloads.map((payload) => payload.buffer.byteLength)).toEqual([5, 6]);
    expect(payloads[0]?.constructor).toBe(Uint8Array);
  });

  test('shows every packet with its size, and never the password', async () => {
    const { server, seen, connect, clock } = open();
    const connection = await connect();
    await connection.subscribe([{ topic: 'a/#', qos: 1 }]);
    await connection.publish({ topic: 'a/b', payload: encodeUtf8('x'.repeat(200)), qos: 1 });
    server.connections[0]!.send(makePublish('a/b', 'y'));
    await clock.settle();
    await connection.end();
    expect(seen.map(({ direction, type, bytes }) => `${direction} ${type} ${bytes}`)).toEqual([
      `sent connect ${2 + 10 + 11 + 2 + 35 + 2 + 31}`,
      'received connack 4',
      'sent subscribe 10',
      'received suback 5',
      'sent publish 210',
      'received puback 4',
      'received publish 8',
      'sent disconnect 2',
    ]);
    expect(JSON.stringify(seen)).not.toContain('SharedAccessSignature');
    expect(seen[0]).toMatchObject({ clientId: 'device-01', cleanSession: false, keepAliveSeconds: 60 });
    expect(seen[2]?.subscriptions).toEqual([{ topic: 'a/#', qos: 1 }]);
    expect(seen[3]).toMatchObject({ granted: [1], packetId: seen[2]?.packetId });
  });

  test('is kept alive by the clock, and ends as timeout when the server is silent', async () => {
    const { server, clock, connect } = open();
    const connection = await connect();
    await clock.advance(60_000);
    expect(server.connections[0]!.received.map(({ cmd }) => cmd)).toEqual(['connect', 'pingreq']);
    await clock.advance(60_000);
    expect(await connection.ended).toEqual({ kind: 'timeout' });
    expect(clock.pending).toBe(0);
  });

  test('rejects what waits when it ends, and what comes after', async () => {
    const { road, connect } = open((connection, packet) => {
      if (packet.cmd === 'connect') answerAsServer(connection, packet);
    });
    const connection = await connect();
    const subscribing = connection.subscribe([{ topic: 'a', qos: 0 }]);
    const publishing = connection.publish({ topic: 'a', payload: new Uint8Array(), qos: 1 });
    road.cut();
    const end = { kind: 'closed', opened: true, connected: true, code: 1006 };
    expect(await connection.ended).toEqual(end);
    await expect(subscribing).rejects.toMatchObject({ end });
    await expect(publishing).rejects.toMatchObject({ end });
    await expect(connection.publish({ topic: 'a', payload: new Uint8Array(), qos: 0 })).rejects.toMatchObject({ end });
    await connection.end();
  });

  test('says goodbye when we end it, even with messages in flight', async () => {
    const { server, connect, road, clock } = open((connection, packet) => {
      if (packet.cmd === 'connect') answerAsServer(connection, packet);
    });
    const connection = await connect();
    const publishing = connection.publish({ topic: 'a', payload: new Uint8Array(), qos: 1 });
    await connection.end();
    expect(await connection.ended).toEqual({ kind: 'ended-by-us' });
    await expect(publishing).rejects.toThrow();
    await clock.settle();
    expect(server.connections[0]!.received.at(-1)?.cmd).toBe('disconnect');
    expect(road.open).toBe(0);
  });

  test.each<[string, (connection: ScriptedConnection) => void]>([
    ['a second CONNACK', (connection) => connection.send({ cmd: 'connack', returnCode: 0, sessionPresent: false })],
    ['a SUBACK for a publication', (connection) => connection.send({ cmd: 'suback', messageId: 0, granted: [0] })],
    [
      'a PUBLISH whose topic is longer than itself',
      (connection) => connection.sendRaw(Uint8Array.from([0x30, 2, 9, 9])),
    ],
  ])('leaves no doubt after %s', async (_name, disturb) => {
    const { server, connect, clock } = open();
    const connection = await connect();
    disturb(server.connections[0]!);
    await clock.settle();
    server.connections[0]!.close();
    const { kind } = await connection.ended;
    expect(['not-mqtt', 'closed']).toContain(kind);
  });

  test('holds on when the socket is full, and goes on when it is not', async () => {
    const { connect, clock, road } = open();
    const socket = await road.dial(TARGET);
    let bufferedAmount = 0;
    const sent: number[] = [];
    const connection = await connect({
      socket: {
        ...socket,
        get bufferedAmount() {
          return bufferedAmount;
        },
        send: (bytes) => (sent.push(bytes.length), socket.send(bytes)),
      },
    });
    bufferedAmount = 9 * 1024 * 1024;
    let isDone = false;
    const publishing = connection.publish({ topic: 'a', payload: encodeUtf8('x'), qos: 0 }).then(() => (isDone = true));
    await clock.advance(100);
    expect(isDone).toBe(false);
    bufferedAmount = 0;
    await clock.advance(10);
    await publishing;
    expect(isDone).toBe(true);
    await connection.end();
  });
});
