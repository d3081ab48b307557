import type { DeviceDraft } from './device-draft.ts';

/** What somebody wants a virtual device of: what is known of it already, or a certificate that is kept, by its id. */
export type DeviceWish =
  | { readonly kind: 'draft'; readonly draft: Partial<DeviceDraft> }
  | { readonly kind: 'certificate'; readonly certificateId: string };

/** A wish for a virtual device, on its way to the dialog that asks for the rest. */
export interface WishedDevice {
  set(wish: DeviceWish): void;
  /** Gives it once, and forgets it: it may hold a key. */
  take(): DeviceWish | undefined;
  dispose(): void;
}

/** Gives the wish for the device of a connection string. */
export function wishForString(connectionString: string): DeviceWish {
  return { kind: 'draft', draft: { way: 'connection-string', connectionString } };
}

/** Gives the way from any room to the dialog that adds a device. */
export function createWishedDevice(): WishedDevice {
  let wished: DeviceWish | undefined;
  const forget = (): void => void (wished = undefined);
  return {
    set: (wish) => void (wished = wish),
    take() {
      const taken = wished;
      forget();
      return taken;
    },
    dispose: forget,
  };
}
