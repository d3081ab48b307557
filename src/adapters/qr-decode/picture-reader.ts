import type { FoundCode } from '#core/ports/code-reader';
import { invertLuma, type Luma } from './luma.ts';
import { readByNuintun } from './nuintun-library.ts';
import { readPictureByQr } from './qr-library.ts';

/** Reads every code in a picture. */
export async function readPictureLuma(picture: Luma): Promise<FoundCode[]> {
  const found: FoundCode[] = [];
  for (const seen of [picture, invertLuma(picture)]) {
    for (const code of [...(await readPictureByQr(seen)), ...readByNuintun(seen)]) {
      if (!found.some(({ text }) => text === code.text)) found.push(code);
    }
  }
  return found;
}
