import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { printPackageReadme } from '#core/words/en/package';
import { CHECKSUM_LIST, printChecksums } from '#server/package/checksum-list';
import { printManifest } from '#server/package/package-manifest';
import { PACKED_SCRIPTS } from './packed-scripts.ts';
import { printThirdParty } from './third-party.ts';
import type { PackedFile } from './zip-folder.ts';

/** Where everything was built, relative to the root of the project. `vite.config.ts` builds to the same places. */
const APP = 'dist/app';
const SCRIPTS = Object.keys(PACKED_SCRIPTS).map((name) => ({
  path: `${name}.js`,
  built: `dist/packaging/${name}/${name}.js`,
}));
/** The folders of the packages in each build. */
const RECORDS = ['app', 'service-worker', ...Object.keys(PACKED_SCRIPTS)].map((name) => `dist/packages/${name}.json`);

/** The archive before it is packed. */
export interface PackageContent {
  /** The name of its one folder. */
  readonly folder: string;
  /** In order; the checksums of all others come last. */
  readonly files: readonly PackedFile[];
}

/** Collects what goes into the archive from what was built in `root`. `allowedHosts`: those that the app was built for. */
export function collectPackage(root: string, allowedHosts: readonly string[]): PackageContent {
  const source = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as SourceManifest;
  const { name, version } = source;
  const folder = `${name}-${version}`;
  const manifest = printManifest({ name, version, node: source.engines.node, allowedHosts });
  const files = [
    ...readFolder(join(root, APP)).map(({ path, bytes }) => ({ path: `app/${path}`, bytes })),
    ...SCRIPTS.map(({ path, built }) => ({ path, bytes: readFileSync(join(root, built)) })),
    makeText('package.json', manifest),
    makeText('README.txt', printPackageReadme({ version, folder, allowedHosts })),
    makeText('THIRD-PARTY.txt', printThirdParty({ root, texts: join(root, 'packaging/licenses') }, readRecords(root))),
  ].sort(byPath);
  const checksums = files.map(({ path, bytes }) => ({ path, sha256: digest(bytes) }));
  return { folder, files: [...files, makeText(CHECKSUM_LIST, printChecksums(checksums))] };
}

interface SourceManifest {
  readonly name: string;
  readonly version: string;
  readonly engines: { readonly node: string };
}

/** Gives the SHA-256 of bytes in 64 digits. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readFolder(folder: string): PackedFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(folder, file).split(sep).join('/'), bytes: readFileSync(file) }));
}

function readRecords(root: string): string[] {
  const records = RECORDS.map((path) => JSON.parse(readFileSync(join(root, path), 'utf8')) as string[]);
  return [...new Set(records.flat())];
}

function makeText(path: string, text: string): PackedFile {
  return { path, bytes: Buffer.from(text) };
}

function byPath(a: PackedFile, b: PackedFile): number {
  return a.path < b.path ? -1 : 1;
}
