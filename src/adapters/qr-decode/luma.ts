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

/** Makes a picture half as wide and half as high, each pixel the mean of four. An odd last row or column is left out. */
export function halveLuma({ width, height, data }: Luma): Luma {
  const [halfWidth, halfHeight] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const half = new Uint8Array(halfWidth * halfHeight);
  const [right, below] = [width > 1 ? 1 : 0, height > 1 ? width : 0];
  for (let row = 0, to = 0; row < halfHeight; row += 1) {
    for (let from = row * 2 * width, end = to + halfWidth; to < end; to += 1, from += 2) {
      const upper = (data[from] ?? 0) + (data[from + right] ?? 0);
      const lower = (data[from + below] ?? 0) + (data[from + below + right] ?? 0);
      half[to] = (upper + lower + 2) >> 2;
    }
  }
  return { width: halfWidth, height: halfHeight, data: half };
}

/** Makes a picture of another size, between its pixels by the shades around; meant to enlarge or to shrink by less than half. */
export function resizeLuma(picture: Luma, scale: number): Luma {
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const data = new Uint8Array(width * height);
  for (let row = 0, to = 0; row < height; row += 1) {
    const y = (row + 0.5) / scale;
    for (let column = 0; column < width; column += 1, to += 1) {
      data[to] = shadeAt(picture, (column + 0.5) / scale, y) + 0.5;
    }
  }
  return { width, height, data };
}

/** Gives the shade at a place, whose whole numbers are the corners of pixels; beyond the edge it is that of the edge. */
export function shadeAt({ width, height, data }: Luma, x: number, y: number): number {
  const left = Math.min(Math.max(x - 0.5, 0), width - 1);
  const top = Math.min(Math.max(y - 0.5, 0), height - 1);
  const column = left | 0;
  const row = top | 0;
  const at = row * width + column;
  const right = column + 1 < width ? 1 : 0;
  const below = row + 1 < height ? width : 0;
  const [across, down] = [left - column, top - row];
  const upper = (data[at] ?? 0) * (1 - across) + (data[at + right] ?? 0) * across;
  const lower = (data[at + below] ?? 0) * (1 - across) + (data[at + below + right] ?? 0) * across;
  return upper * (1 - down) + lower * down;
}
