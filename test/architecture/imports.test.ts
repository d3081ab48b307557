import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesUnder, importsOf, readSource } from '../support/source-files.ts';

/** What each layer may import; `types` means by `import type` alone. */
const LAYERS: Record<string, { layers: readonly string[]; types?: readonly string[] }> = {
  core: { layers: [] },
  device: { layers: ['core'] },
  cloud: { layers: ['core'] },
  adapters: { layers: ['core'] },
  app: { layers: ['core'], types: ['device', 'cloud'] },
  ui: { layers: ['core', 'app'] },
  server: { layers: ['core', 'cloud'] },
  entries: { layers: ['core', 'device', 'cloud', 'adapters', 'app', 'ui', 'server'] },
};

/** Who may import a package: each has one place, so that it can be replaced there. */
const OWNERS: Record<string, RegExp> = {
  '@peculiar/x509': /^src\/core\/x509\/peculiar\.ts$/,
  'reflect-metadata': /^src\/core\/x509\/peculiar\.ts$/,
  '@noble/hashes': /^src\/core\/bytes\/sync-digest\.ts$/,
  'mqtt-packet': /^src\/cloud\/mqtt\/codec\.ts$/,
  mqtt: /^src\/adapters\/mqtt\//,
  idb: /^src\/adapters\/vault\//,
  qrcode: /^src\/adapters\/qr-image\//,
  qr: /^src\/adapters\/qr-decode\//,
  '@nuintun/qrcode': /^src\/adapters\/qr-decode\//,
  papaparse: /^src\/adapters\/csv\/parse-csv\.ts$/,
  comlink: /^src\/adapters\/threads\//,
  ws: /^src\/server\/(websocket\.ts$|relay\/)/,
  lit: /^src\/(ui|entries\/page\.ts)/,
  '@lit/context': /^src\/ui\//,
  '@lit/task': /^src\/ui\//,
  uplot: /^src\/ui\/elements\/chart/,
  fflate: /^(src\/adapters\/zip\/|packaging\/zip-folder\.ts$)/,
  vite: /^packaging\/(azure-roots|package-record)\.ts$/,
  'virtual:azure-roots': /^src\/core\/trust\/azure-roots\.ts$/,
  'workbox-precaching': /^src\/entries\/service-worker\.ts$/,
  'workbox-routing': /^src\/entries\/service-worker\.ts$/,
  'workbox-window': /^src\/adapters\/pwa\//,
  lucide: /^src\/ui\/elements\/icon/,
};

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

const files = filesUnder('src', /\.ts$/);
const packaging = filesUnder('packaging', /\.ts$/);

function layerOfImport(file: string, name: string): string | undefined {
  if (name.startsWith('#')) return name.slice(1).split('/')[0];
  if (!name.startsWith('.')) return undefined;
  return posix.join(posix.dirname(file), name).split('/')[1];
}

describe('the walls between the layers', () => {
  test('every file of src stands in a layer that the design names', () => {
    expect(files.filter((file) => LAYERS[file.split('/')[1] ?? ''] === undefined)).toEqual([]);
  });

  test('a layer imports only the layers it may, and across layers only by alias', () => {
    const faults = files.flatMap((file) => {
      const layer = file.split('/')[1] ?? '';
      const source = readSource(file);
      const rule = LAYERS[layer];
      return importsOf(source).flatMap((name) => {
        const target = layerOfImport(file, name);
        if (target === undefined || target === layer) return [];
        if (name.startsWith('.')) return [`${file} reaches ${name} across layers: use #${target}/…`];
        if (rule?.layers.includes(target) === true) return [];
        const typeOnly = new RegExp(`import type [^;]*['"]${name.replace(/[#/.]/g, '\\$&')}['"]`).test(source);
        if (rule?.types?.includes(target) === true && typeOnly) return [];
        return [`${file} imports ${name}: ${layer} may not import ${target}`];
      });
    });
    expect(faults).toEqual([]);
  });

  test('packaging imports core and server alone, by alias', () => {
    const faults = packaging.flatMap((file) =>
      importsOf(readSource(file))
        .filter((name) => name.startsWith('#') || name.startsWith('../'))
        .filter((name) => !/^#(core|server)\//.test(name))
        .map((name) => `${file} imports ${name}`),
    );
    expect(faults).toEqual([]);
  });

  test('each package has one importing place', () => {
    const faults = [...files, ...packaging].flatMap((file) =>
      importsOf(readSource(file))
        .filter((name) => !name.startsWith('.') && !name.startsWith('#') && !name.startsWith('node:'))
        .filter((name) => OWNERS[packageOf(name)]?.test(file) !== true)
        .map((name) => `${file} imports ${name}`),
    );
    expect(faults).toEqual([]);
  });

  test('only the server and its entries use Node', () => {
    const faults = files
      .filter(
        (file) =>
          !/^src\/(server\/|entries\/(server|relay|start-cloud|azure-redirect|serve-package|(packed-)?command-line)\.ts)/.test(
            file,
          ),
      )
      .filter((file) => importsOf(readSource(file)).some((name) => name.startsWith('node:')));
    expect(faults).toEqual([]);
  });

  test('nothing in src imports a test', () => {
    expect(files.filter((file) => /['"][^'"]*\/test\//.test(importsOf(readSource(file)).join(' ')))).toEqual([]);
  });
});
