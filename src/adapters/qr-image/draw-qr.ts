import qrcode from 'qrcode/lib/core/qrcode.js';
import type { QrMatrix } from '#core/ports/qr-drawer';

/**
 * Makes the QR code of a text by qrcode, as `DrawQr` says: in one byte segment, where the library by itself would mix
 * modes and so make another code than IoT Central does. A text of more than 2,953 bytes has none: throws an `Error`.
 */
export function drawQr(text: string): QrMatrix {
  const segments = [{ data: new TextEncoder().encode(text), mode: 'byte' } as const];
  const { modules } = qrcode.create(segments, { errorCorrectionLevel: 'L' });
  return { size: modules.size, modules: Uint8Array.from(modules.data) };
}
