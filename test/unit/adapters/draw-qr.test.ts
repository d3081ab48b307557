import { describe, expect, test } from 'vitest';
import { drawQr } from '#adapters/qr-image/draw-qr';
import { encodeCentralCode } from '#core/qr/central-code';
import { readQr } from '../../support/read-qr.ts';

const CENTRAL = encodeCentralCode({
  deviceId: 'sensor-01',
  scopeId: '0ne00123ABC',
  deviceKey: 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=',
});

describe('the QR code of a text', () => {
  test('is of version 7 and level L for IoT Central’s worked example, and is read back', () => {
    const { size, modules } = drawQr(CENTRAL);
    expect(size).toBe(45);
    expect(modules).toHaveLength(45 * 45);
    expect(readQr({ size, modules })).toEqual({ text: CENTRAL, level: 'L', mode: 'byte' });
  });

  test('is of bytes alone, where the library by itself would mix modes', () => {
    const digits = '0123456789'.repeat(4);
    const matrix = drawQr(digits);
    expect(readQr(matrix)).toEqual({ text: digits, level: 'L', mode: 'byte' });
    // Version 3 holds 40 bytes; as digits they would fit version 1.
    expect(matrix.size).toBe(29);
  });

  test.each([1, 17, 18, 53, 106, 134, 154, 155, 230, 271])('of %i bytes is read back', (length) => {
    const text = 'aZ9+/='.repeat(100).slice(0, length);
    expect(readQr(drawQr(text)).text).toBe(text);
  });
});
