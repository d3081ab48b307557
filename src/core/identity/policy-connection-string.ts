import type { Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import {
  findMissingFields,
  findUnknownFields,
  readConnectionFields,
  type ConnectionField,
} from './connection-fields.ts';

/** The connection string of a shared access policy: of a hub, of a DPS instance, or of one device in the policy's name. */
export interface PolicyConnectionString {
  readonly hostName: string;
  readonly deviceId?: string;
  readonly moduleId?: string;
  readonly policy: string;
  readonly sharedAccessKey: string;
}

/**
 * Takes apart `HostName=…;SharedAccessKeyName=…;SharedAccessKey=…`, with `DeviceId` and `ModuleId` where the string is
 * for one of them. Fields as in `parseConnectionString`; unknown ones are a note (`connection-string/field-unknown`).
 */
export function parsePolicyConnectionString(text: string): Verdict<PolicyConnectionString> {
  const trimmed = text.trim();
  if (trimmed === '') return reject(makeFinding('connection-string/empty', {}));
  const { fields, faults } = readConnectionFields(trimmed);
  const [deviceId, moduleId] = [fields.get('DeviceId'), fields.get('ModuleId')];
  const wanted: ConnectionField[] = ['HostName', 'SharedAccessKeyName', 'SharedAccessKey'];
  if (deviceId !== undefined || moduleId !== undefined) wanted.push('DeviceId');
  if (moduleId !== undefined) wanted.push('ModuleId');
  const [first, ...more] = [...faults, ...findMissingFields(fields, wanted)];
  const unknown = findUnknownFields(fields);
  if (first !== undefined) return reject(first, ...more, ...unknown);
  const value = {
    hostName: fields.get('HostName') ?? '',
    ...(deviceId !== undefined && { deviceId }),
    ...(moduleId !== undefined && { moduleId }),
    policy: fields.get('SharedAccessKeyName') ?? '',
    sharedAccessKey: fields.get('SharedAccessKey') ?? '',
  };
  return accept(value, unknown);
}
