import { BitMatrix, Decoder } from '@nuintun/qrcode';
import { readCodeText } from './code-text.ts';

const decoder = new Decoder({ decode: (bytes, { values }) => readCodeText(bytes, values[0]) });

/** Gives the text of a code by its modules, row by row, 1 for dark; undefined when they are none. Mirrored ones are read. */
export function decodeModules(modules: Uint8Array, size: number): string | undefined {
  const matrix = new BitMatrix(size, size);
  for (let at = 0; at < modules.length; at += 1) if (modules[at] === 1) matrix.set(at % size, (at / size) | 0);
  try {
    const { content } = decoder.decode(matrix);
    return content === '' ? undefined : content;
  } catch {
    // More errors than its check words mend.
    return undefined;
  }
}
