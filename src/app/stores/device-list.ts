import { findingOf, type Finding } from '#core/errors/workbench-error';
import type { DeviceHost, DeviceSummary } from '#core/ports/device-host';
import { createStore, type ReadableStore } from '#core/store';

/** The devices of this browser, as far as they are known. */
export type DeviceListState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly devices: readonly DeviceSummary[] }
  | { readonly kind: 'failed'; readonly finding: Finding | undefined };

export interface DeviceList {
  readonly state: ReadableStore<DeviceListState>;
  /** Asks again after a failure. */
  retry(): void;
  dispose(): void;
}

/** Follows the device host's list for as long as the page lives. */
export function createDeviceList(host: Pick<DeviceHost, 'watchList'>): DeviceList {
  const state = createStore<DeviceListState>({ kind: 'loading' });
  let stop: (() => void) | undefined;
  let disposed = false;
  const watch = async (): Promise<void> => {
    try {
      const end = await host.watchList((devices) => state.set({ kind: 'ready', devices }));
      if (disposed) end();
      else stop = end;
    } catch (error) {
      state.set({ kind: 'failed', finding: findingOf(error) });
    }
  };
  void watch();
  return {
    state,
    retry() {
      stop?.();
      stop = undefined;
      state.set({ kind: 'loading' });
      void watch();
    },
    dispose() {
      disposed = true;
      stop?.();
    },
  };
}
