/** A file while it is written. */
export interface BlobBuilder {
  add(part: string | Uint8Array<ArrayBuffer>): void;
  finish(): Blob;
}

const PIECE_LENGTH = 1 << 20;

/**
 * Begins a file of any size; text becomes UTF-8. Full pieces go over to the platform's keeping, which may put them on a
 * disk, so that a large file never stands in memory as a whole.
 */
export function createBlobBuilder(mediaType: string): BlobBuilder {
  const pieces: Blob[] = [];
  let open: (string | Uint8Array<ArrayBuffer>)[] = [];
  let openLength = 0;
  const close = (): void => {
    pieces.push(new Blob(open));
    open = [];
    openLength = 0;
  };
  return {
    add(part) {
      open.push(part);
      openLength += part.length;
      if (openLength >= PIECE_LENGTH) close();
    },
    finish() {
      close();
      return new Blob(pieces, { type: mediaType });
    },
  };
}
