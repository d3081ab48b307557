/** How many pixels a picture has. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Bytes of a file in which its size stands, but for photographs with very much said about them before. */
export const HEAD_BYTES = 1024 * 1024;

/**
 * Gives the size that a PNG, JPEG, WebP, GIF or BMP says it has, from the first bytes of the file. Undefined for others,
 * and where it stands further on.
 */
export function readPictureSize(head: Uint8Array): PictureSize | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    if (startsWith(head, 0x89, 0x50, 0x4e, 0x47)) return { width: view.getUint32(16), height: view.getUint32(20) };
    if (startsWith(head, 0xff, 0xd8)) return readJpegSize(view);
    if (startsWith(head, 0x52, 0x49, 0x46, 0x46)) return readWebpSize(view);
    if (startsWith(head, 0x47, 0x49, 0x46)) return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    if (startsWith(head, 0x42, 0x4d)) {
      // A negative height says that the rows come from the top.
      return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

function startsWith(head: Uint8Array, ...bytes: readonly number[]): boolean {
  return bytes.every((byte, at) => head[at] === byte);
}

/** Goes from marker to marker to the start of a frame, which has the size (ITU-T T.81, B.2.2). */
function readJpegSize(view: DataView): PictureSize | undefined {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    const isTable = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
    if (marker >= 0xc0 && marker <= 0xcf && !isTable) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
  }
}

/** RFC 9649: extended, lossless, or lossy as VP8 has it (RFC 6386, 9.1). */
function readWebpSize(view: DataView): PictureSize | undefined {
  const form = view.getUint32(12);
  const ofThree = (at: number): number => (view.getUint32(at, true) & 0xff_ffff) + 1;
  if (form === 0x56503858) return { width: ofThree(24), height: ofThree(27) };
  if (form === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (form !== 0x56503820) return undefined;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}
