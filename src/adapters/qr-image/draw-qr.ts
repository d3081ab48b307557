import qrcode from 'qrcode/lib/core/qrcode.js';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { QrLevel, QrMatrix } from '#core/ports/qr-drawer';

/** What the largest code holds (ISO/IEC 18004, table 7), in characters of each mode. */
const LIMITS = {
  alphanumeric: { L: 4296, M: 3391, Q: 2420, H: 1852 },
  byte: { L: 2953, M: 2331, Q: 1663, H: 1273 },
} as const;

/**
 * Makes the QR code of a text by qrcode, as `DrawQr` says: in one segment, where the library by itself would mix modes
 * and so make another code than IoT Central does. Throws `qr/too-large`.
 */
export function drawQr(text: string, level: QrLevel = 'L'): QrMatrix {
  const mode = /^[0-9A-Z $%*+\-./:]+$/.test(text) ? 'alphanumeric' : 'byte';
  const bytes = new TextEncoder().encode(text);
  const limit = LIMITS[mode][level];
  if (bytes.length > limit) throw new WorkbenchError('qr/too-large', { bytes: bytes.length, limit });
  const data = mode === 'byte' ? bytes : text;
  const { modules } = qrcode.create([{ data, mode }], { errorCorrectionLevel: level });
  return { size: modules.size, modules: Uint8Array.from(modules.data) };
}
