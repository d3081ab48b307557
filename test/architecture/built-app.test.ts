import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRoute } from '#ui/routes';
import { firstLoadScripts, gzippedBytes, withStaticImports } from '../support/first-load.ts';
import { readPrecache } from '../support/precache.ts';
import { filesUnder, readSource, ROOT } from '../support/source-files.ts';

const scripts = filesUnder('dist/app/assets', /\.js$/);

/** Prints those of the files named on its standard input that are no modules. */
const PARSE = `
import { readFileSync } from 'node:fs';
import { SourceTextModule } from 'node:vm';
for (const file of JSON.parse(readFileSync(0, 'utf8'))) {
  try {
    new SourceTextModule(readFileSync(file, 'utf8'));
  } catch (error) {
    console.log(file, error.message);
  }
}`;

describe('the built app', () => {
  test('is made of scripts that a browser can parse (no raw decorators)', () => {
    const parser = spawnSync(process.execPath, ['--experimental-vm-modules', '--input-type=module', '--eval', PARSE], {
      input: JSON.stringify(scripts.map((file) => join(ROOT, file))),
      encoding: 'utf8',
    });
    expect(parser).toMatchObject({ status: 0, stdout: '' });
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

  test.each([
    ['TLS', '_GCM_SHA384'],
    ['the roots of Azure', 'MIIDjjCCAnagAwIBAgIQAzrx5qcRqaC7KGSxHQn65T'],
  ])('loads %s when a device needs it, and neither first nor with a worker', (_what, mark) => {
    const isMarked = (file: string): boolean => readSource(file).includes(mark);
    const workers = scripts.filter((file) => /-worker-[\w-]+\.js$/.test(file));
    expect(scripts.filter(isMarked)).not.toEqual([]);
    expect(workers).not.toEqual([]);
    expect(withStaticImports([...firstLoadScripts(), ...workers]).filter(isMarked)).toEqual([]);
  });

  test('has TLS in one script of at most 15 kB gzipped, beside what others read certificates with, too', () => {
    const sizes = scripts.filter((file) => readSource(file).includes('_GCM_SHA384')).map(gzippedBytes);
    expect(sizes).toHaveLength(1);
    expect(sizes[0]).toBeLessThanOrEqual(15_000);
  });

  test('carries its policy as a meta element and relative paths, for hosts that send no headers', () => {
    const html = readSource('dist/app/index.html');
    expect(html).toContain('http-equiv="Content-Security-Policy"');
    expect(html).not.toMatch(/(src|href)="\/(?!\/)/);
  });
});

/** Beside the worker itself: the server's own answer, and pictures for those who have not opened the app. */
const NOT_KEPT = [
  'sw.js',
  'workbench.json',
  'pictures/air-gap-desktop-dark.png',
  'pictures/certificate-desktop-light.png',
  'pictures/certificate-ends-phone-dark.png',
  'pictures/cloud-device-desktop-dark.png',
  'pictures/cloud-devices-desktop-light.png',
  'pictures/device-desktop-light.png',
  'pictures/handshake-desktop-light.png',
  'pictures/inspect-desktop-light.png',
  'pictures/keys-desktop-light.png',
  'pictures/labels-desktop-light.png',
  'pictures/make-code-desktop-light.png',
  'pictures/scan-phone-light.png',
  'pictures/trace-phone-dark.png',
];

describe('the copy for offline use', () => {
  const kept = readPrecache(readSource('dist/app/sw.js'));

  test('is made of every file of the app, and of nothing else', () => {
    const built = filesUnder('dist/app', /./).map((file) => file.replace('dist/app/', ''));
    expect([...kept.map(({ url }) => url), ...NOT_KEPT].sort()).toEqual(built);
  });

  test('knows every file by its content: by its name in assets, by its digest elsewhere', () => {
    const digest = (url: string) =>
      createHash('sha256')
        .update(readFileSync(join(ROOT, 'dist/app', url)))
        .digest('hex');
    for (const { url, revision } of kept) {
      if (url.startsWith('assets/')) expect({ url, revision }).toEqual({ url, revision: null });
      else expect({ url, revision }).toEqual({ url, revision: digest(url) });
    }
    const named = kept.filter(({ url }) => url.startsWith('assets/')).map(({ url }) => url);
    expect(named.filter((url) => !/-[\w-]{8}\.(js|css)$/.test(url))).toEqual([]);
  });

  test('is kept by a script of one piece that never takes over by itself', () => {
    const script = readSource('dist/app/sw.js');
    expect(script).not.toMatch(/importScripts|^import |\bimport\(/m);
    expect(script.match(/skipWaiting\(\)/g)).toHaveLength(1);
    expect(script).toMatch(/SKIP_WAITING[`"']\s*&&\s*self\.skipWaiting\(\)/);
  });
});

/** Width and height of a PNG (PNG specification, 11.2.2). */
function sizeOfPng(file: string): string {
  const bytes = readFileSync(join(ROOT, file));
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

interface Picture {
  readonly src: string;
  readonly sizes: string;
  readonly type: string;
  readonly purpose?: string;
  readonly form_factor?: string;
}

describe('the manifest', () => {
  const manifest = JSON.parse(readSource('dist/app/manifest.webmanifest')) as {
    readonly icons: readonly Picture[];
    readonly screenshots: readonly Picture[];
    readonly shortcuts: readonly { readonly url: string }[];
  } & Readonly<Record<string, unknown>>;

  test('is named by the page and tells a browser all that it shows before installing', () => {
    expect(readSource('dist/app/index.html')).toContain('<link rel="manifest" href="./manifest.webmanifest"');
    for (const name of ['name', 'short_name', 'description', 'theme_color', 'background_color']) {
      expect(manifest[name]).toMatch(/\S/);
    }
    expect(manifest).toMatchObject({ display: 'standalone', start_url: './', scope: './' });
    // An id is read from the origin, not from the folder: two copies on one host would be one app.
    expect(manifest['id']).toBeUndefined();
  });

  test('has icons and screenshots of the sizes that it states', () => {
    const pngs = [...manifest.icons, ...manifest.screenshots].filter(({ type }) => type === 'image/png');
    for (const { src, sizes } of pngs) expect(`${src} ${sizeOfPng(`dist/app/${src}`)}`).toBe(`${src} ${sizes}`);
    const icons = manifest.icons.map(({ sizes, purpose }) => `${purpose} ${sizes}`);
    for (const needed of ['any 192x192', 'any 512x512', 'maskable 512x512']) expect(icons).toContain(needed);
    expect(new Set(manifest.screenshots.map((one) => one.form_factor))).toEqual(new Set(['narrow', 'wide']));
    expect(sizeOfPng('dist/app/icons/apple-touch-icon.png')).toBe('180x180');
    expect(readSource('dist/app/index.html')).toContain('rel="apple-touch-icon" href="./icons/apple-touch-icon.png"');
  });

  test('has shortcuts to places that there are', () => {
    expect(manifest.shortcuts.length).toBeGreaterThan(0);
    for (const { url } of manifest.shortcuts)
      expect(parseRoute(new URL(url, 'http://x/').hash).room).not.toBe('nowhere');
  });
});
