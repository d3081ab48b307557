import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** One file of the app, ready to be sent. */
export interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The same, compressed; undefined where that gains nothing. */
  readonly gzipped: Uint8Array | undefined;
  /** Strong entity tag without its quotes (RFC 9110, 8.8.3). */
  readonly tag: string;
  /** True for a name that holds a digest of its content: it never changes. */
  readonly immutable: boolean;
}

/** The files of the built app, by their path in a URL. */
export interface StaticFiles {
  /** Gives a file, or undefined when there is none of that path. */
  find(path: string): Promise<StaticFile | undefined>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

const COMPRESSIBLE = /^(text\/|application\/|image\/svg)/;
const POLICY_ELEMENT = /<meta\b[^>]*http-equiv=["']?content-security-policy["']?[^>]*>\s*/gi;
const compress = promisify(gzip);

/**
 * Lists the files below a directory, once: a path that is not on the list cannot be asked for, however it is spelled. Each
 * is read when first asked for. Gives undefined when the directory holds no `index.html`.
 */
export async function openStaticFiles(directory: string): Promise<StaticFiles | undefined> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const known = new Map<string, () => Promise<StaticFile>>(
    names.map((name) => [`/${name}`, once(() => load(directory, name))]),
  );
  const index = known.get('/index.html');
  if (index === undefined) return undefined;
  known.set('/', index);
  return { find: async (path) => known.get(path)?.() };
}

async function load(directory: string, name: string): Promise<StaticFile> {
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  const onDisk = await readFile(join(directory, name));
  // Our server sends the policy as a header; two policies would both be enforced.
  const bytes = extname(name) === '.html' ? Buffer.from(onDisk.toString('utf8').replace(POLICY_ELEMENT, '')) : onDisk;
  return makeStaticFile(type, bytes, name.startsWith('assets/'));
}

/** Gives a file of these bytes, compressed where that gains something. */
export async function makeStaticFile(type: string, bytes: Uint8Array, immutable: boolean): Promise<StaticFile> {
  const gzipped = COMPRESSIBLE.test(type) ? await compress(bytes) : undefined;
  return {
    type,
    bytes,
    gzipped: gzipped !== undefined && gzipped.length < bytes.length ? gzipped : undefined,
    tag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    immutable,
  };
}

/** Gives a function that does something when it is first called, and gives the outcome from then on. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
