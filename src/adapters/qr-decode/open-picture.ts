import { WorkbenchError } from '#core/errors/workbench-error';
import { readLuma, type Luma } from './luma.ts';
import { HEAD_BYTES, readPictureSize } from './picture-size.ts';

/** Files of more bytes are not opened: a telephone's photograph has a tenth of it. */
export const PICTURE_LIMIT_BYTES = 64 * 1024 * 1024;

/** Pictures of more pixels are not opened: each takes four bytes then, however small the file is. */
export const PIXEL_LIMIT = 120_000_000;

/** Opens a picture as the platform does. Throws `qr/picture-too-large`, `qr/too-many-pixels` and `qr/not-a-picture`. */
export async function openPicture(picture: Blob): Promise<ImageBitmap> {
  if (picture.size > PICTURE_LIMIT_BYTES) {
    throw new WorkbenchError('qr/picture-too-large', { bytes: picture.size, limit: PICTURE_LIMIT_BYTES });
  }
  const size = readPictureSize(new Uint8Array(await picture.slice(0, HEAD_BYTES).arrayBuffer()));
  if (size !== undefined && size.width * size.height > PIXEL_LIMIT) {
    throw new WorkbenchError('qr/too-many-pixels', { ...size, limit: PIXEL_LIMIT });
  }
  try {
    return await createImageBitmap(picture);
  } catch {
    throw new WorkbenchError('qr/not-a-picture', {});
  }
}

/** A part of a picture, in its pixels. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Gives a part of a picture in shades of grey, `scale` times as large. */
export type GrabLuma = (picture: ImageBitmap, region: Region, scale: number) => Luma;

/** Gives the way to pictures' shades, by one canvas that is kept. */
export function createLumaGrabber(): GrabLuma {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  return (picture, { x, y, width: fromWidth, height: fromHeight }, scale) => {
    if (context === null) throw new TypeError('There is no canvas in this worker');
    const width = Math.max(1, Math.round(fromWidth * scale));
    const height = Math.max(1, Math.round(fromHeight * scale));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    // Whatever is transparent was made to be seen on white.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, x, y, fromWidth, fromHeight, 0, 0, width, height);
    return readLuma(context.getImageData(0, 0, width, height).data, width, height);
  };
}
