import { describe, expect, test } from 'vitest';
import { paintQr } from '#adapters/qr-image/paint-qr';

/** Dark at the top left and at the bottom right. */
const MATRIX = { size: 2, modules: Uint8Array.of(1, 0, 0, 1) };

describe('the picture of a QR code', () => {
  test('is a PNG of whole pixels, black on white, with four light squares around', async () => {
    const blob = await paintQr(MATRIX);
    expect(blob.type).toBe('image/png');
    const picture = await createImageBitmap(blob);
    expect([picture.width, picture.height]).toEqual([160, 160]);
    const context = new OffscreenCanvas(160, 160).getContext('2d');
    if (context === null) throw new TypeError('no canvas');
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, 160, 160);
    const isDark = (x: number, y: number): boolean => {
      const square = (edge: number): number => Math.floor(edge / 16) - 4;
      return square(x) === square(y) && square(x) >= 0 && square(x) < 2;
    };
    const wrong = Array.from({ length: 160 * 160 }, (_, at) => at).filter((at) => {
      const expected = isDark(at % 160, Math.floor(at / 160)) ? 0 : 255;
      return [...data.subarray(at * 4, at * 4 + 4)].join() !== [expected, expected, expected, 255].join();
    });
    expect(wrong).toEqual([]);
  });
});
