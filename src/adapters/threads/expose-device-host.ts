import { expose, proxy, releaseProxy, type Endpoint, type ProxyMethods } from 'comlink';
import type { DeviceDetail, DeviceHost, DeviceSummary, TelemetrySeries, TraceBatch } from '#core/ports/device-host';
import { carryWorkbenchErrors } from './carry-workbench-errors.ts';

/** A listener at the other end: calls it, and lets go of it. */
type FarListener<T> = ((value: T) => Promise<void>) & ProxyMethods;

/** Offers a host of devices to the page, over `endpoint` (in a worker: its own global). */
export function exposeDeviceHost(host: DeviceHost, endpoint?: Endpoint): void {
  carryWorkbenchErrors();
  const far = {
    ...host,
    watchList: (listener: FarListener<readonly DeviceSummary[]>) => follow(listener, host.watchList(tell(listener))),
    watchDevice: (id: string, listener: FarListener<DeviceDetail>) =>
      follow(listener, host.watchDevice(id, tell(listener))),
    watchTrace: (id: string, listener: FarListener<TraceBatch>) =>
      follow(listener, host.watchTrace(id, tell(listener))),
    watchTelemetry: (id: string, listener: FarListener<readonly TelemetrySeries[]>) =>
      follow(listener, host.watchTelemetry(id, tell(listener))),
  };
  expose(far, endpoint);
}

/** The page's answer to a call is of no interest, and may never come when the page is closing. */
function tell<T>(listener: FarListener<T>): (value: T) => void {
  return (value) => void listener(value);
}

/** Gives the page a function that ends a watch at both ends. */
async function follow(listener: ProxyMethods, watching: Promise<() => void>): Promise<() => void> {
  const stop = await watching;
  return proxy(() => {
    stop();
    listener[releaseProxy]();
  });
}
