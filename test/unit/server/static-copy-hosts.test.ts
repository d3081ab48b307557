import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readAllowedHosts } from '../../../src/entries/server.ts';

let said: string;
let exitCode: typeof process.exitCode;
beforeEach(() => {
  said = '';
  exitCode = process.exitCode;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said += String(text)), true));
});
afterEach(() => {
  process.exitCode = exitCode;
  vi.restoreAllMocks();
});

describe('the hosts that a static copy may talk to', () => {
  test('are read from the command line of the build', () => {
    expect(readAllowedHosts(['--allow-host', 'hub.example', '--allow-host=*.example.org'])).toEqual([
      'hub.example',
      '*.example.org',
    ]);
    expect(readAllowedHosts([])).toEqual([]);
  });

  test.each([
    [["--allow-host=a.example; script-src 'unsafe-eval'"]],
    [['--allow-host']],
    [['--alow-host', 'a.example']],
  ])('are not taken from %j, and it is said why', (argv) => {
    expect(readAllowedHosts(argv)).toBeUndefined();
    expect(process.exitCode).toBe(2);
    expect(said).toContain(argv[0]?.split('=')[0]);
  });
});
