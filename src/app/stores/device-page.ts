import { findingOf, type Finding } from '#core/errors/workbench-error';
import type { DeviceDetail, DeviceHost } from '#core/ports/device-host';
import { createStore, type ReadableStore } from '#core/store';

/** One device as its page shows it. */
export type DevicePageState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly detail: DeviceDetail }
  | { readonly kind: 'failed'; readonly finding: Finding | undefined };

export interface DevicePage {
  readonly id: string;
  readonly state: ReadableStore<DevicePageState>;
  dispose(): void;
}

/** Follows one device until disposed. */
export function createDevicePage(host: Pick<DeviceHost, 'watchDevice'>, id: string): DevicePage {
  const state = createStore<DevicePageState>({ kind: 'loading' });
  let stop: (() => void) | undefined;
  let disposed = false;
  host
    .watchDevice(id, (detail) => {
      if (!disposed) state.set({ kind: 'ready', detail });
    })
    .then(
      (end) => {
        if (disposed) end();
        else stop = end;
      },
      (error: unknown) => state.set({ kind: 'failed', finding: findingOf(error) }),
    );
  return {
    id,
    state,
    dispose() {
      disposed = true;
      stop?.();
    },
  };
}
