import { deflateSync, strToU8, Zip, ZipPassThrough } from 'fflate';
import { createBlobBuilder } from '#core/bytes/blob-builder';
import type { OpenArchive } from '#core/ports/archive-writer';
import { endArchive } from './end-archive.ts';

/**
 * Begins a ZIP archive (APPNOTE 6.3.10), also of more than 65,535 files. Everything is done in the calling thread:
 * fflate's own workers come from blob: addresses, which the policy refuses.
 */
export const openZip: OpenArchive = (modifiedAt) => {
  const archive = createBlobBuilder('application/zip');
  let ending: Uint8Array<ArrayBuffer> = new Uint8Array();
  let fileCount = 0;
  const zip = new Zip((error, bytes, isEnding) => {
    if (error !== null) throw error;
    if (isEnding) ending = bytes;
    else archive.add(bytes);
  });
  return {
    add(path, content) {
      const file = new WholeFile(path);
      file.mtime = modifiedAt;
      zip.add(file);
      file.push(typeof content === 'string' ? strToU8(content) : content, true);
      fileCount += 1;
    },
    finish() {
      zip.end();
      archive.add(endArchive(ending, fileCount));
      return archive.finish();
    },
  };
};

/** Shorter files are mostly a key, which nothing makes shorter, and trying takes four times as long as the rest. */
const WORTH_DEFLATING_BYTES = 1024;
/** Deflate, also for what is kept as it is: fflate puts sizes behind a file, and only so can it be read from a stream. */
const DEFLATE = 8;
/** The system whose file modes stand in `attrs` (APPNOTE 4.4.2). */
const UNIX = 3;
/** A file with keys, unpacked, is for its owner alone. */
const OWNER_ONLY = 0o100600 << 16;

/** A file whose content comes in one piece. */
class WholeFile extends ZipPassThrough {
  override compression = DEFLATE;
  override os = UNIX;
  override attrs = OWNER_ONLY;

  protected override process(content: Uint8Array<ArrayBuffer>, isLast: boolean): void {
    this.ondata(null, deflateSync(content, { level: content.length < WORTH_DEFLATING_BYTES ? 0 : 6 }), isLast);
  }
}
