import { describe, expect, test } from 'vitest';
import { printQrSvg, qrPath, sideWithQuietZone } from '#core/qr/print-svg';

/** Two by two, dark at the top left and at the bottom. */
const MATRIX = { size: 2, modules: Uint8Array.of(1, 0, 1, 1) };

describe('the drawing of a QR code', () => {
  test('is one rectangle for each run of dark squares, behind a quiet zone of four', () => {
    expect(sideWithQuietZone(MATRIX)).toBe(10);
    expect(qrPath(MATRIX)).toBe('M4 4h1v1h-1zM4 5h2v1h-2z');
  });

  test('as a file is black on white, as wide and high as it was asked for, and needs nothing else', () => {
    expect(printQrSvg(MATRIX, { title: 'pump-07', sideMm: 26.5 })).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="26.5mm" height="26.5mm" viewBox="0 0 10 10" role="img"' +
        ' shape-rendering="crispEdges"><title>pump-07</title><path fill="#fff" d="M0 0h10v10H0z"/>' +
        '<path fill="#000" d="M4 4h1v1h-1zM4 5h2v1h-2z"/></svg>\n',
    );
  });

  test('says its title as it is, and nothing of it becomes markup', () => {
    const svg = printQrSvg(MATRIX, { title: '<b>&amp;\u0000\ud800 Küche 🔑', sideMm: 10 });
    expect(svg).toContain('<title>&lt;b&gt;&amp;amp; Küche 🔑</title>');
  });
});
