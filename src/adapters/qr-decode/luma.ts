/** A picture in shades of grey, row by row from the top left: 0 is black, 255 is white. */
export interface Luma {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Gives the brightness of pixels as a canvas has them, four bytes each, by the weights of BT.601. */
export function readLuma(pixels: Uint8ClampedArray, width: number, height: number): Luma {
  const data = new Uint8Array(width * height);
  for (let to = 0, from = 0; to < data.length; to += 1, from += 4) {
    data[to] = ((pixels[from] ?? 0) * 77 + (pixels[from + 1] ?? 0) * 150 + (pixels[from + 2] ?? 0) * 29 + 128) >> 8;
  }
  return { width, height, data };
}

/** Turns dark to light: readers look for dark codes on light ground. */
export function invertLuma({ width, height, data }: Luma): Luma {
  const inverted = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 1) inverted[at] = 255 - (data[at] ?? 0);
  return { width, height, data: inverted };
}
