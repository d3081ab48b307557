import { zipSync, type Zippable } from 'fflate';

/** A file of the archive. */
export interface PackedFile {
  /** Relative, with `/` between its parts. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * ZIP has no time zone (APPNOTE 4.4.6), and fflate takes the parts of the date in that of this machine. Noon, because
 * there are zones where this day began late.
 */
const DATE = new Date(1980, 0, 1, 12);
/** The system whose file modes stand in `attrs` (APPNOTE 4.4.2). */
const UNIX = 3;
const READABLE = 0o100644 << 16;

/**
 * Packs files into one folder of a ZIP archive, in the order given. The same files make the same bytes, at any time and on
 * any machine.
 */
export function zipFolder(folder: string, files: readonly PackedFile[]): Uint8Array {
  const entries = files.map(({ path, bytes }): [string, Zippable[string]] => [`${folder}/${path}`, bytes]);
  return zipSync(Object.fromEntries(entries), { level: 9, mtime: DATE, os: UNIX, attrs: READABLE });
}
