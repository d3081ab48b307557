import { concatBytes } from '#core/bytes/compare';

/** Bytes that no MQTT server sends. */
export class NotMqttError extends Error {}

/** Cuts a stream of bytes into whole MQTT packets. */
export interface PacketSplitter {
  /** Gives the packets that these bytes complete. Throws `NotMqttError` when one is none that a server may send. */
  split(bytes: Uint8Array): readonly Uint8Array[];
}

/** Larger than anything a hub sends (256 KiB and a topic); a declared length above it is no MQTT, or none of ours. */
const LONGEST_PACKET_BYTES = 1024 * 1024;

/** First bytes of what a server sends, but for PUBLISH: a packet type and its fixed flags (MQTT 3.1.1, 2.2.2). */
const FIRST_BYTES: ReadonlySet<number> = new Set([
  0x20, // CONNACK
  0x40, // PUBACK
  0x50, // PUBREC
  0x62, // PUBREL
  0x70, // PUBCOMP
  0x90, // SUBACK
  0xb0, // UNSUBACK
  0xd0, // PINGRESP
]);
const CONNACK = 0x20;
const PUBLISH = 0x30;
const BOTH_QOS_BITS = 0x06;

/** Gives a splitter for one connection, whose first packet must be a CONNACK of two bytes (MQTT 3.1.1, 3.2). */
export function createPacketSplitter(): PacketSplitter {
  let rest: Uint8Array = new Uint8Array();
  let isFirst = true;
  return {
    split(bytes) {
      const buffer = rest.length === 0 ? bytes : concatBytes([rest, bytes]);
      const packets: Uint8Array[] = [];
      let start = 0;
      while (start < buffer.length) {
        const size = readPacketSize(buffer, start, isFirst);
        if (size === undefined || start + size > buffer.length) break;
        isFirst = false;
        packets.push(buffer.subarray(start, start + size));
        start += size;
      }
      rest = buffer.slice(start);
      return packets;
    },
  };
}

/** Gives the size of the packet that begins at `start`, header included, or undefined when too few bytes are there. */
function readPacketSize(buffer: Uint8Array, start: number, isFirst: boolean): number | undefined {
  const first = buffer[start] ?? 0;
  if (isFirst ? first !== CONNACK : !isFromServer(first)) throw new NotMqttError(`packet that begins with ${first}`);
  let length = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = buffer[start + 1 + index];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** index;
    if ((byte & 0x80) === 0) return judgeSize(length, 2 + index, isFirst);
  }
  throw new NotMqttError('packet length of more than four bytes');
}

function isFromServer(first: number): boolean {
  if ((first & 0xf0) === PUBLISH) return (first & BOTH_QOS_BITS) !== BOTH_QOS_BITS;
  return FIRST_BYTES.has(first);
}

function judgeSize(length: number, headerBytes: number, isFirst: boolean): number {
  if (isFirst && length !== 2) throw new NotMqttError(`CONNACK of ${length} bytes`);
  if (length > LONGEST_PACKET_BYTES) throw new NotMqttError(`packet of ${length} bytes`);
  return headerBytes + length;
}
