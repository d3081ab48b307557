import { describe, expect, test } from 'vitest';
import { judgeAppAddress, printConnectLink } from '#core/qr/connect-link';

describe('the address of a copy of the app', () => {
  test.each([
    ['https://tools.example.com', 'https://tools.example.com/'],
    [' https://Tools.Example.com/bench/ ', 'https://tools.example.com/bench/'],
    ['https://tools.example.com/bench/index.html?v=2#/devices', 'https://tools.example.com/bench/index.html'],
    ['https://192.168.1.20:8443/', 'https://192.168.1.20:8443/'],
    ['http://localhost:8080/#/scan', 'http://localhost:8080/'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
  ])('%s is taken without what stands behind its path', (text, address) => {
    expect(judgeAppAddress(text)).toEqual({ ok: true, value: address, notes: [] });
  });

  test.each([
    '',
    'tools.example.com',
    'http://tools.example.com/',
    'http://localhost.example.com/',
    'ftp://tools.example.com/',
    'javascript:alert(1)',
    'https://user:secret@tools.example.com/',
    'file:///home/me/index.html',
  ])('“%s” is none', (text) => {
    expect(judgeAppAddress(text)).toMatchObject({ ok: false, findings: [{ code: 'qr/link-address' }] });
  });

  test('that is long, and may be a secret in the wrong field, is not repeated whole', () => {
    const judged = judgeAppAddress('DW1C:ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    expect(JSON.stringify(judged)).not.toContain('IJKLMN');
  });
});

test('a link has the text in its fragment, and gives it back as it was', () => {
  const text = 'DW1L:A B%C+D/E.F:$*-é';
  const link = printConnectLink('https://tools.example.com/bench/', text);
  const { origin, pathname, search, hash } = new URL(link);
  expect(origin + pathname + search).toBe('https://tools.example.com/bench/');
  expect(decodeURIComponent(hash.replace('#/connect/', ''))).toBe(text);
  expect(hash.replace('#/connect/', '')).not.toMatch(/[/ ]/);
});
