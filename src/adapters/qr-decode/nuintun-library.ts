import { binarize, Decoder, Detector } from '@nuintun/qrcode';
import type { FoundCode } from '#core/ports/code-reader';
import { readCodeText } from './code-text.ts';
import type { Luma } from './luma.ts';

const decoder = new Decoder({ decode: (bytes, { values }) => readCodeText(bytes, values[0]) });

/** Reads the codes that @nuintun/qrcode finds. */
export function readByNuintun({ width, height, data }: Luma): FoundCode[] {
  const found: FoundCode[] = [];
  const detected = new Detector().detect(binarize(data, width, height));
  let current = detected.next();
  while (current.done !== true) {
    const { value } = current;
    let succeeded = false;
    try {
      const text = decoder.decode(value.matrix).content;
      succeeded = text !== '';
      const cornerAt = (x: number, y: number) => {
        const point = value.mapping(x, y);
        return { x: point.x, y: point.y };
      };
      const { size } = value;
      if (succeeded) {
        found.push({ text, corners: [cornerAt(0, 0), cornerAt(size, 0), cornerAt(size, size), cornerAt(0, size)] });
      }
    } catch {
      // What looked like a code is none.
    }
    current = detected.next(succeeded);
  }
  return found;
}
