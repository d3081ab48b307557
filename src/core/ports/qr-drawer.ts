/** A QR code as squares, without the quiet zone. */
export interface QrMatrix {
  /** Squares on each side. */
  readonly size: number;
  /** 1 for dark, row by row from the top. */
  readonly modules: Uint8Array;
}

/** Makes the QR code of a text: byte mode, error correction level L, the smallest version that holds it. */
export type DrawQr = (text: string) => Promise<QrMatrix>;
