/** A ZIP archive while it is written. */
export interface ArchiveWriter {
  /** `path` with `/` between its parts; the caller keeps paths apart. Text is written as UTF-8. */
  add(path: string, content: string | Uint8Array): void;
  /** Ends the archive and gives its bytes. */
  finish(): Blob;
}

/** Begins an archive. `modifiedAt`: milliseconds since the Unix epoch, given to every file. */
export type OpenArchive = (modifiedAt: number) => ArchiveWriter;
