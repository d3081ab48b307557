import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { firstLoadScripts, gzippedBytes } from '../support/first-load.ts';
import { filesUnder, readSource } from '../support/source-files.ts';

const scripts = filesUnder('dist/app/assets', /\.js$/);

describe('the built app', () => {
  test('is made of scripts that a browser can parse (no raw decorators)', () => {
    const broken = scripts.filter(
      (file) =>
        spawnSync(process.execPath, ['--input-type=module', '--check'], { input: readSource(file) }).status !== 0,
    );
    expect(broken).toEqual([]);
  });

  test('holds no WebAssembly and makes no code from text', () => {
    expect(filesUnder('dist/app', /\.wasm$/)).toEqual([]);
    expect(scripts.filter((file) => /WebAssembly\.|new Function\(|[^.\w]eval\(/.test(readSource(file)))).toEqual([]);
  });

  test('loads at most 45 kB of gzipped script first', () => {
    const bytes = firstLoadScripts().reduce((sum, file) => sum + gzippedBytes(file), 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(45_000);
  });

  test('carries its policy as a meta element and relative paths, for hosts that send no headers', () => {
    const html = readSource('dist/app/index.html');
    expect(html).toContain('http-equiv="Content-Security-Policy"');
    expect(html).not.toMatch(/(src|href)="\/(?!\/)/);
  });
});
