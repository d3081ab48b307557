import * as fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { createPacketSplitter } from '#adapters/mqtt/packet-splitter';
import { concatBytes } from '#core/bytes/compare';

const CONNACK = Uint8Array.from([0x20, 0x02, 0x00, 0x00]);
const publish = (payload: string) =>
  new Uint8Array(generate({ cmd: 'publish', topic: 'a/b', payload, qos: 0, dup: false, retain: false }));

describe('the splitter of packets', () => {
  test('gives the same packets however the bytes are cut', () => {
    const packets = [CONNACK, publish(''), publish('x'.repeat(300)), Uint8Array.from([0xd0, 0x00]), publish('end')];
    const stream = concatBytes(packets);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: stream.length - 1 }), { maxLength: 30 }), (cuts) => {
        const splitter = createPacketSplitter();
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const found = edges.slice(1).flatMap((end, index) => [...splitter.split(stream.slice(edges[index], end))]);
        expect(found.map((packet) => [...packet])).toEqual(packets.map((packet) => [...packet]));
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['text', [0x48, 0x54, 0x54, 0x50]],
    ['a PUBLISH before the CONNACK', [0x30, 0x02, 0x00, 0x00]],
    ['a CONNACK with flags', [0x21, 0x02, 0x00, 0x00]],
    ['a CONNACK of three bytes', [0x20, 0x03, 0x00, 0x00, 0x00]],
    ['a length of five bytes', [0x20, 0xff, 0xff, 0xff, 0xff, 0x01]],
  ])('refuses %s as the first packet', (_name, bytes) => {
    expect(() => createPacketSplitter().split(Uint8Array.from(bytes))).toThrow(Error);
  });

  test.each([
    ['a packet that only clients send', [0x10, 0x00]],
    ['the reserved types', [0x00, 0x00]],
    ['a PUBLISH with both QoS bits', [0x36, 0x00]],
    ['a PUBREL without its flag', [0x60, 0x02, 0x00, 0x01]],
    ['a packet of more than 1 MiB', [0x30, 0x81, 0x80, 0x40]],
  ])('refuses %s after it', (_name, bytes) => {
    const splitter = createPacketSplitter();
    splitter.split(CONNACK);
    expect(() => splitter.split(Uint8Array.from(bytes))).toThrow(Error);
  });

  test('never hangs or gives more bytes than it got', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (chunks) => {
        const splitter = createPacketSplitter();
        splitter.split(CONNACK);
        let given = 0;
        try {
          for (const chunk of chunks) given += splitter.split(chunk).reduce((sum, packet) => sum + packet.length, 0);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        return given <= chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      }),
      { numRuns: 300 },
    );
  });
});
