import { proxy, wrap, type Endpoint } from 'comlink';
import type { DeviceHost } from '#core/ports/device-host';
import { carryWorkbenchErrors } from './carry-workbench-errors.ts';
import { nearStop } from './far-listener.ts';

/** Gives the host of devices at the other end of `endpoint` (for the page: its device worker). */
export function connectDeviceHost(endpoint: Endpoint): DeviceHost {
  carryWorkbenchErrors();
  const far = wrap<DeviceHost>(endpoint) as unknown as DeviceHost;
  return {
    list: () => far.list(),
    add: (device) => far.add(device),
    remove: (id) => far.remove(id),
    replaceSecret: (id, secret) => far.replaceSecret(id, secret),
    start: (id) => far.start(id),
    check: (device) => far.check(device),
    cancelCheck: () => far.cancelCheck(),
    startAsGroupKey: (id) => far.startAsGroupKey(id),
    stop: (id) => far.stop(id),
    takeRoad: (id, road) => far.takeRoad(id, road),
    useCertificate: (id, slot) => far.useCertificate(id, slot),
    reveal: (id) => far.reveal(id),
    sendTelemetry: (id, body, properties) => far.sendTelemetry(id, body, properties),
    report: (id, patch) => far.report(id, patch),
    setInterval: (id, intervalMs) => far.setInterval(id, intervalMs),
    setPayload: (id, payload) => far.setPayload(id, payload),
    clearTrace: (id) => far.clearTrace(id),
    useRelay: (relay) => far.useRelay(relay),
    testRelay: () => far.testRelay(),
    trustRoot: (source) => far.trustRoot(source),
    forgetRoot: (id) => far.forgetRoot(id),
    watchConnections: async (listener) => nearStop(await far.watchConnections(proxy(listener))),
    watchList: async (listener) => nearStop(await far.watchList(proxy(listener))),
    watchDevice: async (id, listener) => nearStop(await far.watchDevice(id, proxy(listener))),
    watchTrace: async (id, listener) => nearStop(await far.watchTrace(id, proxy(listener))),
    watchTelemetry: async (id, listener) => nearStop(await far.watchTelemetry(id, proxy(listener))),
  };
}
