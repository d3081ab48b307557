/** Hands a file to the user, as a download. */
export interface FileSaver {
  save(name: string, mediaType: string, content: string | Blob): void;
}
