import { describe, expect, test } from 'vitest';
import { readCodeText } from '#adapters/qr-decode/code-text';
import { createFrameReader, type Frame } from '#adapters/qr-decode/frame-reader';
import { alignmentLines } from '#adapters/qr-decode/grid-layout';
import { halveLuma, invertLuma, readLuma, resizeLuma, type Luma } from '#adapters/qr-decode/luma';
import { findNativeDetector } from '#adapters/qr-decode/native-detector';
import { readPictureLuma } from '#adapters/qr-decode/picture-reader';
import { readPictureSize } from '#adapters/qr-decode/picture-size';
import { drawPicture, type CodePlacement } from '../../support/qr-pictures.ts';

const KEY = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';
/** How Shift JIS has it; in Latin-1 it would be "H‹Æ". */
const SHIFT_JIS_FACTORY = Uint8Array.of(0x8d, 0x48, 0x8f, 0xea);

const textsIn = async (picture: Luma): Promise<string[]> => (await readPictureLuma(picture)).map(({ text }) => text);

/** A frame in whose middle there is nothing more to be seen. */
const frameOf = (whole: Luma): Frame => ({
  whole: () => whole,
  centre: () => ({ luma: whole, enlarged: 1, x: 0, y: 0 }),
});

const readOneFrame = (picture: Luma): string[] => createFrameReader()(frameOf(picture)).map(({ text }) => text);

/** Shades that have nothing to do with one another, the same each time. */
function drawNoise(width: number, height: number): Luma {
  const data = new Uint8Array(width * height);
  let state = 12345;
  for (let at = 0; at < data.length; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    data[at] = state >>> 24;
  }
  return { width, height, data };
}

/** Nothing but finder patterns, one beside the other. */
function drawFinders(width: number, height: number, module: number): Luma {
  const data = new Uint8Array(width * height);
  for (let at = 0; at < data.length; at += 1) {
    const [u, v] = [((at % width) / module) | 0, (at / width / module) | 0];
    const ring = Math.max(Math.abs((u % 8) - 3), Math.abs((v % 8) - 3));
    data[at] = ring === 2 || ring > 3 ? 230 : 20;
  }
  return { width, height, data };
}

describe('codes in a frame of a camera', () => {
  test.each<[string, Partial<CodePlacement>]>([
    ['upright', {}],
    ['turned by a little', { turn: 0.3 }],
    ['turned by an eighth', { turn: Math.PI / 4 }],
    ['upside down', { x: 700, y: 600, turn: Math.PI }],
    ['light on dark', { isInverted: true }],
    ['light on dark and turned', { isInverted: true, turn: -0.5 }],
    ['small, with three pixels to a module', { scale: 3 }],
    ['large', { x: 300, y: 40, scale: 15 }],
  ])('are read at the first look when they are %s', (_how, placement) => {
    const text = 'HostName=h.azure-devices.net;DeviceId=pump-1';
    expect(readOneFrame(drawPicture(1280, 720, [{ text, x: 500, y: 250, ...placement }]))).toEqual([text]);
  });

  test.each([1, 6, 7, 14, 21, 28, 34])('of version %i are read, wherever their alignment patterns are', (version) => {
    const text = 'x'.repeat(Math.round(17 * version + 1.05 * version * version - 6));
    const size = 17 + 4 * version;
    const scale = Math.min(6, Math.floor(700 / size));
    expect(readOneFrame(drawPicture(1000, 720, [{ text, x: 100, y: 10, scale, level: 'L' }]))).toEqual([text]);
  });

  test('are all told, with their corners in the frame, clockwise from the one at the top left', () => {
    const codes = [
      { text: 'pump-1', x: 100, y: 100 },
      { text: 'pump-2', x: 500, y: 300, scale: 6 },
    ];
    const found = createFrameReader()(frameOf(drawPicture(1280, 720, codes)));
    expect(found.map(({ text }) => text).sort()).toEqual(['pump-1', 'pump-2']);
    const [a, b, c, d] = found.find(({ text }) => text === 'pump-2')?.corners ?? [];
    for (const [point, x, y] of [
      [a, 500, 300],
      [b, 626, 300],
      [c, 626, 426],
      [d, 500, 426],
    ] as const) {
      expect(Math.abs((point?.x ?? 0) - x)).toBeLessThan(2);
      expect(Math.abs((point?.y ?? 0) - y)).toBeLessThan(2);
    }
  });

  test('that are too small for the whole are read in its middle, enlarged, when that has its turn', () => {
    const whole = drawPicture(640, 360, []);
    const luma = drawPicture(640, 360, [{ text: 'pump-1', x: 200, y: 100 }]);
    const read = createFrameReader();
    const looks = [1, 2, 3].map(() =>
      read({ whole: () => whole, centre: () => ({ luma, enlarged: 2, x: 160, y: 90 }) }),
    );
    expect(looks.map((codes) => codes.map(({ text }) => text))).toEqual([[], ['pump-1'], []]);
    expect(looks[1]?.[0]?.corners?.[0].x).toBeCloseTo(160 + 100, -0.5);
    expect(looks[1]?.[0]?.corners?.[0].y).toBeCloseTo(90 + 50, -0.5);
  });

  test('without one nothing is found, be it plain, noise or a hundred finder patterns', () => {
    const read = createFrameReader();
    for (const picture of [drawPicture(640, 360, []), drawNoise(320, 180), drawFinders(320, 180, 3)]) {
      for (let look = 0; look < 3; look += 1) expect(read(frameOf(picture))).toEqual([]);
    }
  });
});

describe('codes in a picture', () => {
  test('are all read, each text once, dark on light and light on dark', async () => {
    const picture = drawPicture(900, 700, [
      { text: 'pump-1', x: 60, y: 60 },
      { text: 'pump-2', x: 300, y: 200, scale: 8, turn: 0.4 },
      { text: 'pump-3', x: 600, y: 80, isInverted: true },
      { text: 'pump-1', x: 600, y: 500, scale: 5 },
    ]);
    expect((await textsIn(picture)).sort()).toEqual(['pump-1', 'pump-2', 'pump-3']);
  });

  test('of a whole sheet are read', async () => {
    const codes = Array.from({ length: 40 }, (_, index) => ({
      text: `sensor-${String(index + 1).padStart(4, '0')}`,
      x: 40 + (index % 8) * 120,
      y: 40 + Math.floor(index / 8) * 120,
      scale: 3,
    }));
    expect((await textsIn(drawPicture(1000, 640, codes))).sort()).toEqual(codes.map(({ text }) => text));
  });

  test('are read where the picture holds next to nothing else, and at the size of a stamp', async () => {
    expect(await textsIn(drawPicture(29, 29, [{ text: 'pump-1', x: 4, y: 4, scale: 1 }]))).toEqual(['pump-1']);
  });

  test('are read under a shadow and when they are blurred', async () => {
    const picture = drawPicture(600, 600, [{ text: KEY, x: 100, y: 100, scale: 8 }]);
    for (let at = 0; at < picture.data.length; at += 1) {
      picture.data[at] = (picture.data[at] ?? 0) * (1 - (0.8 * (at % 600)) / 600);
    }
    expect(await textsIn(picture)).toEqual([KEY]);
    const small = halveLuma(halveLuma(drawPicture(600, 600, [{ text: KEY, x: 130, y: 130, scale: 9, turn: 0.1 }])));
    expect(await textsIn(resizeLuma(small, 3))).toEqual([KEY]);
  });

  test('are read with a part of them gone', async () => {
    const picture = drawPicture(400, 400, [{ text: 'pump-1', x: 60, y: 60, scale: 10, level: 'H' }]);
    for (let y = 150; y < 200; y += 1) picture.data.fill(215, y * 400 + 140, y * 400 + 210);
    expect(await textsIn(picture)).toEqual(['pump-1']);
  });

  test('are not seen where there are none, and looking comes to an end', async () => {
    for (const picture of [drawNoise(80, 60), drawFinders(96, 96, 2), drawPicture(1, 1, []), drawPicture(900, 1, [])]) {
      expect(await textsIn(picture)).toEqual([]);
    }
  });

  test.each([
    ['UTF-8', 'Küche und 工場, Gerät 7'],
    ['emoji', 'pump 🚰 \u{1f469}\u200d\u{1f527}'],
    ['Shift JIS', SHIFT_JIS_FACTORY],
    ['Latin-1', Uint8Array.from('Küche à côté', (character) => character.charCodeAt(0))],
  ])('hold text as their writer meant it: %s', async (kind, text) => {
    const expected = { 'Shift JIS': '工場', 'Latin-1': 'Küche à côté' }[kind] ?? text;
    const picture = drawPicture(400, 400, [{ text, x: 60, y: 60, scale: 5 }]);
    expect(await textsIn(picture)).toEqual([expected]);
    expect(readOneFrame(picture)).toEqual([expected]);
  });
});

describe('bytes of a code', () => {
  test('are of the charset that it names', () => {
    expect(readCodeText(Uint8Array.of(0xd0, 0xb8), 7)).toBe('аИ');
    expect(readCodeText(Uint8Array.of(0x8d, 0x48), 20)).toBe('工');
    expect(readCodeText(Uint8Array.of(0xb9, 0xa4), 28)).toBe('馱');
  });

  test('are Shift JIS where Japanese characters stand side by side, letters as wide as those among them', () => {
    expect(readCodeText(Uint8Array.of(0x41, 0x3a, 0x82, 0x72, 0x82, 0x64, 0x82, 0x60))).toBe('A:ＳＥＡ');
    expect(readCodeText(Uint8Array.from('créée à Évian', (character) => character.charCodeAt(0)))).toBe(
      'créée à Évian',
    );
  });

  test('are UTF-8 although it names Latin-1 or one that nobody knows', () => {
    const bytes = new TextEncoder().encode('Küche');
    for (const assignment of [3, 26, 899, 999_999]) expect(readCodeText(bytes, assignment)).toBe('Küche');
  });
});

describe('shades', () => {
  test('are of the brightness that eyes see, and turn about', () => {
    const pixels = Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255);
    const picture = readLuma(pixels, 2, 2);
    expect([...picture.data]).toEqual([77, 149, 29, 255]);
    expect([...invertLuma(picture).data]).toEqual([178, 106, 226, 0]);
    expect([...halveLuma(picture).data]).toEqual([128]);
  });
});

describe('the size that a file says it has', () => {
  const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

  test.each([
    ['GIF', '47 49 46 38 39 61 2d 01 cf 00 f7 00 00', 301, 207],
    ['BMP whose rows come from the top', `42 4d ${'00 '.repeat(12)} 28 00 00 00 2d 01 00 00 31 ff ff ff`, 301, 207],
    [
      'JPEG with much before it',
      `ff d8 ff e1 00 06 45 78 69 66 ff c4 00 04 00 00 ff c2 00 11 08 00 cf 01 2d 03`,
      301,
      207,
    ],
    ['extended WebP', `52 49 46 46 00000000 57454250 56503858 0a000000 10000000 2c0100 ce0000 00`, 301, 207],
    ['lossless WebP', `52 49 46 46 00000000 57454250 5650384c 0a000000 2f 2c813300`, 301, 207],
  ])('is read of a %s', (_kind, hex, width, height) => {
    expect(readPictureSize(bytesOf(hex))).toEqual({ width, height });
  });

  test.each(['', '00 00 00 20 66 74 79 70 61 76 69 66', '89 50 4e 47', 'ff d8 ff e1 ff ff 00', 'ff d8 00 00'])(
    'is not known of "%s"',
    (hex) => expect(readPictureSize(bytesOf(hex))).toBeUndefined(),
  );
});

test('alignment patterns are where the standard has them', () => {
  // ISO/IEC 18004, table E.1.
  const lines = [1, 2, 7, 15, 22, 32, 36, 39, 40].map((version) => alignmentLines(17 + 4 * version).join(' '));
  expect(lines).toEqual([
    '',
    '6 18',
    '6 22 38',
    '6 26 48 70',
    '6 26 50 74 98',
    '6 34 60 86 112 138',
    '6 24 50 76 102 128 154',
    '6 26 54 82 110 138 166',
    '6 30 58 86 114 142 170',
  ]);
});

describe('the detector of the platform', () => {
  const picture = {} as ImageBitmap;
  const corner = (x: number, y: number) => ({ x, y });
  const makeScope = (formats: readonly string[], detect: () => Promise<unknown>) => ({
    BarcodeDetector: class {
      static getSupportedFormats = async () => formats;
      detect = detect;
    },
  });

  test('is used where it reads QR codes, and what has no text counts for nothing', async () => {
    const cornerPoints = [corner(1, 2), corner(3, 2), corner(3, 4), corner(1, 4)];
    const detector = await findNativeDetector(
      makeScope(['ean_13', 'qr_code'], async () => [
        { rawValue: '', cornerPoints },
        { rawValue: 'pump-1', cornerPoints },
        { rawValue: 'pump-2', cornerPoints: [] },
      ]),
    );
    expect(await detector?.(picture)).toEqual([
      { text: 'pump-1', corners: cornerPoints },
      { text: 'pump-2', corners: undefined },
    ]);
  });

  test('is not where it has a name and no such format, or fails to say, or is not there', async () => {
    const find = (scope: object): Promise<unknown> => findNativeDetector(scope);
    expect(await find(makeScope([], async () => []))).toBeUndefined();
    expect(await find({})).toBeUndefined();
    const broken = { BarcodeDetector: { getSupportedFormats: () => Promise.reject(new Error('no service')) } };
    expect(await find(broken)).toBeUndefined();
  });

  test('finds nothing when it fails after all', async () => {
    const scope = makeScope(['qr_code'], () => Promise.reject(new DOMException('none', 'NotSupportedError')));
    expect(await (await findNativeDetector(scope))?.(picture)).toEqual([]);
  });
});
