import { createStore, type ReadableStore } from '#core/store';

/** Which device is to be led to a certificate of the browser's own store. */
export interface BrowserCertificateWish {
  /** Ours. */
  readonly deviceId: ReadableStore<string | undefined>;
  set(deviceId: string): void;
  dispose(): void;
}

/** Gives the way from a device to the dialog that leads through the import. */
export function createBrowserCertificateWish(): BrowserCertificateWish {
  const deviceId = createStore<string | undefined>(undefined);
  return {
    deviceId,
    set: (id) => deviceId.set(id),
    dispose: () => deviceId.set(undefined),
  };
}
