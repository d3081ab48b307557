import type { FileSaver } from '#core/ports/file-saver';

/** Long enough for the browser to have taken the file; the address is of no use to anybody else. */
const KEPT_MS = 60_000;

/** Gives a saver that downloads: the one way that every browser has. */
export function createDownloadSaver(page: Document): FileSaver {
  return {
    save(name, mediaType, content) {
      const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: mediaType }));
      const link = page.createElement('a');
      link.href = address;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
    },
  };
}
