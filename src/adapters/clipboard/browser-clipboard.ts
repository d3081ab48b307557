import { WorkbenchError } from '#core/errors/workbench-error';
import type { Clipboard } from '#core/ports/clipboard';

/** Gives the browser's clipboard. A page on plain HTTP has none, which is `clipboard/denied` too. */
export function createBrowserClipboard(platform: {
  readonly clipboard?: Pick<globalThis.Clipboard, 'writeText'>;
}): Clipboard {
  return {
    async write(text) {
      try {
        if (platform.clipboard === undefined) throw new TypeError('This page has no clipboard');
        await platform.clipboard.writeText(text);
      } catch (cause) {
        throw new WorkbenchError('clipboard/denied', {}, { cause });
      }
    },
  };
}
