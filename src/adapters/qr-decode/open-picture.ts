import { WorkbenchError } from '#core/errors/workbench-error';
import { readLuma, type Luma } from './luma.ts';

/** Files of more bytes are not opened: a telephone's photograph has a tenth of it. */
export const PICTURE_LIMIT_BYTES = 64 * 1024 * 1024;

/** Opens a picture as the platform does. Throws `qr/picture-too-large` and `qr/not-a-picture`. */
export async function openPicture(picture: Blob): Promise<ImageBitmap> {
  if (picture.size > PICTURE_LIMIT_BYTES) {
    throw new WorkbenchError('qr/picture-too-large', { bytes: picture.size, limit: PICTURE_LIMIT_BYTES });
  }
  try {
    return await createImageBitmap(picture);
  } catch {
    throw new WorkbenchError('qr/not-a-picture', {});
  }
}

/** Gives a function that looks at pictures in shades of grey. It keeps one canvas, which grows with them. */
export function createLumaGrabber(): (picture: ImageBitmap, longestSide: number) => Luma {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  return (picture, longestSide) => {
    if (context === null) throw new TypeError('There is no canvas in this worker');
    const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    // Whatever is transparent was made to be seen on white.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0, width, height);
    return readLuma(context.getImageData(0, 0, width, height).data, width, height);
  };
}
