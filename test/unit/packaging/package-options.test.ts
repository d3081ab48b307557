import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readPackageOptions } from '../../../packaging/make-package.ts';

let printed: string;
let said: string;
let exitCode: typeof process.exitCode;
beforeEach(() => {
  [printed, said] = ['', ''];
  exitCode = process.exitCode;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said += String(text)), true));
});
afterEach(() => {
  process.exitCode = exitCode;
  vi.restoreAllMocks();
});

describe('the command line of npm run package', () => {
  test('may name hosts and a place', () => {
    const argv = ['--allow-host', 'Hub.example', '--out=a b', '--allow-host=*.example.org'];
    expect(readPackageOptions(argv)).toEqual({
      help: false,
      allowedHosts: ['hub.example', '*.example.org'],
      out: 'a b',
    });
    expect(readPackageOptions([])).toEqual({ help: false, allowedHosts: [], out: undefined });
  });

  test('may ask for help, and then nothing is made', () => {
    expect(readPackageOptions(['--help'])).toBeUndefined();
    expect(printed).toContain('--allow-host');
    expect(process.exitCode).toBe(exitCode);
  });

  test.each([
    [['--port', '1'], '--port'],
    [['--allow-host', "a.example; script-src 'unsafe-eval'"], '--allow-host'],
    [['--out'], '--out'],
  ])('is refused in words for %j, with exit code 2', (argv, named) => {
    expect(readPackageOptions(argv)).toBeUndefined();
    expect(process.exitCode).toBe(2);
    expect(said).toContain(named);
  });
});
