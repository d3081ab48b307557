/** A file and the SHA-256 of its content. */
export interface FileChecksum {
  /** Relative, with `/` between its parts. */
  readonly path: string;
  /** 64 digits in lower case. */
  readonly sha256: string;
}

/** The name of the list in an archive; it is in the list of nothing. */
export const CHECKSUM_LIST = 'SHA256SUMS';

/** Prints checksums as `sha256sum` does, so that `sha256sum -c` can compare them. Paths hold no line break and no `\`. */
export function printChecksums(files: readonly FileChecksum[]): string {
  return files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
}

/** Reads what `printChecksums` or `sha256sum` printed. Gives undefined for any other text, and for an empty one. */
export function parseChecksums(text: string): readonly FileChecksum[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const files = lines.flatMap((line) => {
    const [, sha256, path] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    return sha256 === undefined || path === undefined ? [] : [{ path, sha256 }];
  });
  return files.length === 0 || files.length < lines.length ? undefined : files;
}
