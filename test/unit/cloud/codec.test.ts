import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { encodePacket } from '../../../src/cloud/mqtt/codec.ts';
import { createPacketDecoder } from '../../../src/cloud/mqtt/packet-decoder.ts';
import type { IncomingPacket } from '../../../src/cloud/mqtt/packets.ts';

const LIMIT = 1024;

function decode(...pieces: Uint8Array[]): IncomingPacket[] {
  const decoder = createPacketDecoder(LIMIT);
  const packets: IncomingPacket[] = [];
  for (const piece of pieces) {
    decoder.push(piece);
    for (let packet = decoder.next(); packet !== undefined; packet = decoder.next()) packets.push(packet);
  }
  return packets;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

const SAMPLES: readonly [Packet, object][] = [
  [
    {
      cmd: 'connect',
      clientId: 'dev',
      clean: false,
      keepalive: 240,
      username: 'h/dev/?api-version=1',
      password: Buffer.from('pw'),
      will: { topic: 'devices/dev/messages/events/', payload: Buffer.from('gone'), qos: 1, retain: true },
    },
    {
      type: 'connect',
      clientId: 'dev',
      cleanSession: false,
      keepAliveSeconds: 240,
      userName: 'h/dev/?api-version=1',
      will: { topic: 'devices/dev/messages/events/', qos: 1, retain: true },
    },
  ],
  [
    { cmd: 'connect', clientId: '', clean: true, keepalive: 0 },
    { type: 'connect', clientId: '', cleanSession: true, userName: undefined, password: undefined, will: undefined },
  ],
  [
    { cmd: 'publish', topic: 'a/ä', payload: Buffer.from('body'), qos: 1, messageId: 0x1234, dup: true, retain: true },
    { type: 'publish', topic: 'a/ä', qos: 1, packetId: 0x1234, duplicate: true, retain: true },
  ],
  [
    { cmd: 'publish', topic: 'a', payload: '', qos: 0, dup: false, retain: false },
    { type: 'publish', topic: 'a', qos: 0, packetId: 0, duplicate: false, retain: false },
  ],
  [
    {
      cmd: 'subscribe',
      messageId: 7,
      subscriptions: [
        { topic: 'a/#', qos: 2 },
        { topic: 'b', qos: 0 },
      ],
    },
    {
      type: 'subscribe',
      packetId: 7,
      subscriptions: [
        { filter: 'a/#', qos: 2 },
        { filter: 'b', qos: 0 },
      ],
    },
  ],
  [
    { cmd: 'unsubscribe', messageId: 8, unsubscriptions: ['a', 'b'] },
    { type: 'unsubscribe', packetId: 8, filters: ['a', 'b'] },
  ],
  [
    { cmd: 'puback', messageId: 9 },
    { type: 'puback', packetId: 9 },
  ],
  [{ cmd: 'pingreq' }, { type: 'pingreq' }],
  [{ cmd: 'disconnect' }, { type: 'disconnect' }],
  [
    { cmd: 'pubrel', messageId: 1 },
    { type: 'unexpected', name: 'PUBREL' },
  ],
];

describe('the packet codec', () => {
  test.each(SAMPLES)('reads $cmd as another implementation wrote it', (packet, expected) => {
    const [found, ...more] = decode(generate(packet));
    expect(found).toMatchObject(expected);
    expect(more).toEqual([]);
  });

  test('packets may span and share pieces in any way', () => {
    const stream = Uint8Array.from(Buffer.concat(SAMPLES.map(([packet]) => generate(packet))));
    const whole = decode(stream);
    expect(whole).toHaveLength(SAMPLES.length);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...[...cuts].sort((a, b) => a - b), stream.length];
        const pieces = places.slice(1).map((end, at) => stream.subarray(places[at], end));
        expect(decode(...pieces)).toEqual(whole);
      }),
      { numRuns: 200 },
    );
    expect(decode(...[...stream].map((byte) => bytes(byte)))).toEqual(whole);
  });

  test('a large packet that comes byte by byte is collected in time that does not square', () => {
    const body = new Uint8Array(300_000);
    const packet = generate({
      cmd: 'publish',
      topic: 't',
      payload: Buffer.from(body),
      qos: 0,
      retain: false,
      dup: false,
    });
    const decoder = createPacketDecoder(400_000);
    const startedAt = performance.now();
    for (const byte of packet) decoder.push(Uint8Array.of(byte));
    expect(decoder.next()).toMatchObject({ type: 'publish', topic: 't' });
    // Copying the rest for each byte would move 45 GB.
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  test('reads no further than it is asked to', () => {
    const decoder = createPacketDecoder(LIMIT);
    decoder.push(Buffer.concat([generate({ cmd: 'pingreq' }), generate({ cmd: 'disconnect' })]));
    expect(decoder.next()).toEqual({ type: 'pingreq' });
    expect(decoder.bufferedBytes).toBe(2);
  });

  test.each<[string, Uint8Array]>([
    ['a length of five bytes', bytes(0x30, 0xff, 0xff, 0xff, 0xff, 0x01)],
    ['packet type 0', bytes(0x00, 0x00)],
    ['packet type 15', bytes(0xf0, 0x00)],
    ['PUBLISH with QoS 3', bytes(0x36, 0x05, 0, 1, 0x61, 0, 1)],
    ['PUBLISH without a topic', bytes(0x30, 0x02, 0, 0)],
    ['PUBLISH whose topic is longer than the packet', bytes(0x30, 0x03, 0, 9, 0x61)],
    ['PUBLISH with identifier 0', bytes(0x32, 0x05, 0, 1, 0x61, 0, 0)],
    ['PUBLISH without identifier', bytes(0x32, 0x04, 0, 1, 0x61, 0)],
    ['a topic that is no UTF-8', bytes(0x30, 0x04, 0, 2, 0xc3, 0x28)],
    ['a topic with a null character', bytes(0x30, 0x04, 0, 2, 0x61, 0x00)],
    ['PUBACK with identifier 0', bytes(0x40, 0x02, 0, 0)],
    ['PUBACK without identifier', bytes(0x40, 0x00)],
    ['SUBSCRIBE with wrong flags', bytes(0x80, 0x06, 0, 1, 0, 1, 0x61, 0)],
    ['SUBSCRIBE without filters', bytes(0x82, 0x02, 0, 1)],
    ['SUBSCRIBE with QoS 3', bytes(0x82, 0x06, 0, 1, 0, 1, 0x61, 3)],
    ['SUBSCRIBE cut in its filter', bytes(0x82, 0x05, 0, 1, 0, 9, 0x61)],
    ['UNSUBSCRIBE without filters', bytes(0xa2, 0x02, 0, 1)],
    ['CONNECT of no protocol', bytes(0x10, 0x0a, 0, 4, 0x48, 0x54, 0x54, 0x50, 4, 2, 0, 0)],
    ['CONNECT that is too short', bytes(0x10, 0x02, 0, 4)],
    ['CONNECT with the reserved flag', bytes(0x10, 0x0c, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 3, 0, 0, 0, 0)],
    ['CONNECT with a password alone', bytes(0x10, 0x0f, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0x42, 0, 0, 0, 0, 0, 1, 0x61)],
    ['HTTP', new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n')],
    ['TLS', bytes(0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x00)],
  ])('%s is malformed, and nothing is read behind it', (_name, input) => {
    const packets = decode(input, generate({ cmd: 'pingreq' }));
    expect(packets).toEqual([{ type: 'malformed', detail: expect.stringMatching(/\.$/) }]);
  });

  test.each([
    [3, 'MQIsdp'],
    [5, 'MQTT'],
  ])('level %i of %s is told apart from broken bytes', (level, name) => {
    const packet = { cmd: 'connect', clientId: 'd', protocolVersion: level, protocolId: name } as Packet;
    expect(decode(generate(packet))).toEqual([{ type: 'other-level', name, level }]);
  });

  test('a packet beyond the limit is refused by its header alone', () => {
    expect(decode(bytes(0x30, 0xfd, 0x07))).toEqual([]);
    expect(decode(bytes(0x30, 0xfe, 0x07))).toEqual([{ type: 'too-large', bytes: LIMIT + 1 }]);
  });

  test('a broken packet of one connection harms no other', () => {
    for (let at = 1; at < 12; at += 1) decode(generate(SAMPLES[0]?.[0] as Packet).subarray(0, at), bytes(0xff));
    decode(bytes(0x82, 0x05, 0, 1, 0, 9, 0x61));
    expect(decode(generate({ cmd: 'puback', messageId: 3 }))).toEqual([{ type: 'puback', packetId: 3 }]);
  });

  test.each<[string, Parameters<typeof encodePacket>[0], number[]]>([
    ['CONNACK', { type: 'connack', returnCode: 0, sessionPresent: true }, [0x20, 2, 1, 0]],
    ['CONNACK of a refusal', { type: 'connack', returnCode: 5, sessionPresent: false }, [0x20, 2, 0, 5]],
    ['PUBACK', { type: 'puback', packetId: 0xabcd }, [0x40, 2, 0xab, 0xcd]],
    ['SUBACK', { type: 'suback', packetId: 1, granted: [0, 1, 0x80] }, [0x90, 5, 0, 1, 0, 1, 0x80]],
    ['UNSUBACK', { type: 'unsuback', packetId: 2 }, [0xb0, 2, 0, 2]],
    ['PINGRESP', { type: 'pingresp' }, [0xd0, 0]],
    ['PUBLISH', { type: 'publish', topic: 'a', payload: bytes(7), qos: 0 }, [0x30, 4, 0, 1, 0x61, 7]],
    [
      'PUBLISH again',
      { type: 'publish', topic: 'a', payload: bytes(7), qos: 1, packetId: 5, duplicate: true },
      [0x3a, 6, 0, 1, 0x61, 0, 5, 7],
    ],
  ])('writes %s', (_name, packet, expected) => {
    expect([...encodePacket(packet)]).toEqual(expected);
  });
});
