import { describe, expect, test } from 'vitest';
import { isOwnHost } from '#server/host-check';

describe('a Host header', () => {
  test.each([
    'localhost',
    'localhost:8080',
    'LOCALHOST',
    '127.0.0.1:9',
    '127.8.8.8',
    '[::1]:80',
    '[::1]',
    'bench.local:1',
  ])('%s means this machine', (header) => expect(isOwnHost(header, 'Bench.local')).toBe(true));

  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:localhost',
    'localhost@evil.example',
    '10.0.0.1',
    '[::2]',
    'xbench.local',
  ])('%s means another', (header) => expect(isOwnHost(header, 'bench.local')).toBe(false));
});
