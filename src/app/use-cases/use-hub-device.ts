import type { Services, LocalCloudAddress } from '../services.ts';
import { createCloudOperator } from '../cloud-operator.ts';
import { EMPTY_DRAFT, firstFault, judgeDraft } from '../stores/device-draft.ts';
import { makeNewDevice } from '../stores/device-of-draft.ts';
import { WorkbenchError } from '#core/errors/workbench-error';
import { addDevice } from './add-device.ts';

/**
 * Makes a virtual device of a local cloud's hub device, by its connection string, and starts it; gives its id (ours).
 * Errors: `cloud/…`, `device/name-taken`, `vault/…`, or what is wrong with the connection string.
 */
export async function useHubDevice(services: Services, address: LocalCloudAddress, deviceId: string): Promise<string> {
  const operator = createCloudOperator(services.operator(address));
  const connectionString = await operator.readConnectionString(deviceId);
  const draft = {
    ...EMPTY_DRAFT,
    way: 'connection-string',
    connectionString,
    place: address.kind === 'node' ? 'server' : 'browser',
  } as const;
  const judged = judgeDraft(draft);
  const fault = judged.get(firstFault(judged) ?? 'connectionString')?.error;
  if (fault !== undefined) throw new WorkbenchError(fault.code, fault.facts);
  const server = address.kind === 'node' ? { origin: address.origin, host: '' } : undefined;
  return addDevice(services.devices, makeNewDevice(draft, { server, browser: undefined }), true);
}
