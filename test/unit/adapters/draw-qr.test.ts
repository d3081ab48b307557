import { describe, expect, test } from 'vitest';
import { drawQr } from '#adapters/qr-image/draw-qr';
import { printCentralCode } from '#core/qr/forms/central';
import { readQr } from '../../support/read-qr.ts';

const CENTRAL = printCentralCode({
  deviceId: 'sensor-01',
  idScope: '0ne00123ABC',
  deviceKey: 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=',
});

describe('the QR code of a text', () => {
  test('is of version 7 and level L for IoT Central’s worked example, and is read back', () => {
    const { size, modules } = drawQr(CENTRAL);
    expect(size).toBe(45);
    expect(modules).toHaveLength(45 * 45);
    expect(readQr({ size, modules })).toEqual({ text: CENTRAL, level: 'L', mode: 'byte' });
  });

  test('is of bytes alone where one character needs them, although the library by itself would mix modes', () => {
    const text = `a${'0123456789'.repeat(4)}`;
    const matrix = drawQr(text);
    expect(readQr(matrix)).toEqual({ text, level: 'L', mode: 'byte' });
    // Version 3 holds 41 bytes; with the digits apart they would fit version 2.
    expect(matrix.size).toBe(29);
  });

  test('is alphanumeric where every character has a place there, which takes less of it', () => {
    const text = 'DW1C:0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'.repeat(2);
    const matrix = drawQr(text);
    expect(readQr(matrix)).toEqual({ text, level: 'L', mode: 'alphanumeric' });
    expect(matrix.size).toBeLessThan(drawQr(text.toLowerCase()).size);
  });

  test.each(['L', 'M', 'Q', 'H'] as const)('is of level %s where that is asked for', (level) => {
    for (const text of ['HTTP://EXAMPLE.COM/', 'http://example.com/']) {
      expect(readQr(drawQr(text, level))).toMatchObject({ text, level });
    }
  });

  test.each([
    ['L', 'byte', 2953],
    ['M', 'byte', 2331],
    ['Q', 'byte', 1663],
    ['H', 'byte', 1273],
    ['L', 'alphanumeric', 4296],
    ['M', 'alphanumeric', 3391],
    ['Q', 'alphanumeric', 2420],
    ['H', 'alphanumeric', 1852],
  ] as const)('of level %s in %s mode holds %i characters and not one more', (level, mode, limit) => {
    const character = mode === 'byte' ? 'a' : 'A';
    expect(drawQr(character.repeat(limit), level).size).toBe(177);
    const tooMuch = (): unknown => drawQr(character.repeat(limit + 1), level);
    expect(tooMuch).toThrow(expect.objectContaining({ code: 'qr/too-large', facts: { bytes: limit + 1, limit } }));
  });

  test('is measured in bytes, of which a character may have several', () => {
    expect(() => drawQr('ä'.repeat(1477))).toThrow(
      expect.objectContaining({ code: 'qr/too-large', facts: { bytes: 2954, limit: 2953 } }),
    );
  });

  test.each([1, 17, 18, 53, 106, 134, 154, 155, 230, 271])('of %i bytes is read back', (length) => {
    const text = 'aZ9+/='.repeat(100).slice(0, length);
    expect(readQr(drawQr(text)).text).toBe(text);
  });
});
