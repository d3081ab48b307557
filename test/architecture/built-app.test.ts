import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { filesUnder, readSource } from '../support/source-files.ts';

const scripts = filesUnder('dist/app/assets', /\.js$/);

/** Scripts that the page loads before anything is pressed: those of the HTML, and what they import statically. */
function firstLoad(): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const match of readSource(file).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
      visit(`dist/app/assets/${match[1]}`);
  };
  for (const match of readSource('dist/app/index.html').matchAll(/(?:src|href)="\.\/(assets\/[\w.-]+\.js)"/g))
    visit(`dist/app/${match[1]}`);
  return [...found];
}

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
    const bytes = firstLoad().reduce((sum, file) => sum + gzipSync(readSource(file), { level: 9 }).length, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(45_000);
  });

  test('carries its policy as a meta element and relative paths, for hosts that send no headers', () => {
    const html = readSource('dist/app/index.html');
    expect(html).toContain('http-equiv="Content-Security-Policy"');
    expect(html).not.toMatch(/(src|href)="\/(?!\/)/);
  });
});
