/** A QR code as squares, without the quiet zone. */
export interface QrMatrix {
  /** Squares on each side. */
  readonly size: number;
  /** 1 for dark, row by row from the top. */
  readonly modules: Uint8Array;
}

/** Error correction level: how much of a code may be lost (ISO/IEC 18004, 7.5.1): 7, 15, 25, 30 %. */
export type QrLevel = 'L' | 'M' | 'Q' | 'H';

/**
 * Makes the QR code of a text, in the smallest version that holds it. Alphanumeric mode where every character has a place in
 * it, else one segment in byte mode, as IoT Central does. Level L unless told. Errors: `qr/too-large`.
 */
export type DrawQr = (text: string, level?: QrLevel) => Promise<QrMatrix>;

/** Makes a PNG of a code: black on white with its quiet zone, 16 pixels for each square. */
export type PaintQr = (matrix: QrMatrix) => Promise<Blob>;
