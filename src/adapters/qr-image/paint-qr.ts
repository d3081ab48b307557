import type { QrMatrix } from '#core/ports/qr-drawer';
import { QUIET_ZONE, sideWithQuietZone } from '#core/qr/print-svg';

/** A multiple of the dots that printers take, so that a picture made smaller by a whole number stays sharp. */
const PIXELS_A_SQUARE = 16;

/** Makes a PNG of a code by the browser's canvas, as `PaintQr` says. */
export async function paintQr(matrix: QrMatrix): Promise<Blob> {
  const side = sideWithQuietZone(matrix) * PIXELS_A_SQUARE;
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new TypeError('a browser without canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
  context.fillStyle = '#000';
  for (const [place, dark] of matrix.modules.entries()) {
    if (dark === 0) continue;
    const x = (place % matrix.size) + QUIET_ZONE;
    const y = Math.floor(place / matrix.size) + QUIET_ZONE;
    context.fillRect(x * PIXELS_A_SQUARE, y * PIXELS_A_SQUARE, PIXELS_A_SQUARE, PIXELS_A_SQUARE);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}
