import { expose, type Endpoint } from 'comlink';
import type {
  ConnectionSettings,
  DeviceDetail,
  DeviceHost,
  DeviceSummary,
  TelemetrySeries,
  TraceBatch,
} from '#core/ports/device-host';
import { carryWorkbenchErrors } from './carry-workbench-errors.ts';
import { followWatch, type FarListener } from './far-listener.ts';

/** Offers a host of devices to the page, over `endpoint` (in a worker: its own global). */
export function exposeDeviceHost(host: DeviceHost, endpoint?: Endpoint): void {
  carryWorkbenchErrors();
  const far = {
    ...host,
    watchConnections: (listener: FarListener<ConnectionSettings>) =>
      followWatch(listener, (tell) => host.watchConnections(tell)),
    watchList: (listener: FarListener<readonly DeviceSummary[]>) =>
      followWatch(listener, (tell) => host.watchList(tell)),
    watchDevice: (id: string, listener: FarListener<DeviceDetail>) =>
      followWatch(listener, (tell) => host.watchDevice(id, tell)),
    watchTrace: (id: string, listener: FarListener<TraceBatch>) =>
      followWatch(listener, (tell) => host.watchTrace(id, tell)),
    watchTelemetry: (id: string, listener: FarListener<readonly TelemetrySeries[]>) =>
      followWatch(listener, (tell) => host.watchTelemetry(id, tell)),
  };
  expose(far, endpoint);
}
