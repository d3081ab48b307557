import { deviceName, type DeviceRecord } from '#core/identity/device-record';
import { reachOfRecord, type ServiceReach } from '#core/identity/service-reach';
import type { ListedId } from '#core/id-list/listed-id';
import type { KeyedDevice } from '#core/ports/key-maker';
import type { CodedDevice } from '#core/labels/label-code';
import { showOnLabel, type LabelWords } from '#core/labels/label-words';
import type { CodeRoute } from '#core/qr/payload';
import { routeOfRecord } from './code-draft.ts';
import type { LabelDraft } from './label-draft.ts';

/** Where the key of a device can be asked for. */
export type LabelKeySource =
  | { readonly kind: 'device'; readonly id: string }
  | { readonly kind: 'keys'; readonly index: number }
  | { readonly kind: 'none' };

/** A device that gets a label. */
export interface LabelDevice extends CodedDevice {
  /** Of a device that is kept here: its id in this browser. */
  readonly recordId?: string;
  readonly name?: string;
  readonly keySource: LabelKeySource;
  /** From where the service is reached that it begins with, as far as that is known. */
  readonly reach: ServiceReach;
}

/** Gives a device that is kept here. */
export function labelKeptDevice(record: DeviceRecord): LabelDevice {
  const { id, route, keyKind, modelId } = record;
  const hasKey = keyKind === 'device-key' || keyKind === 'group-key';
  return {
    recordId: id,
    id: deviceName(route),
    route: routeOfRecord(record),
    ...(modelId !== undefined && { modelId }),
    keySource: hasKey ? { kind: 'device', id } : { kind: 'none' },
    reach: reachOfRecord(record),
  };
}

/** Gives a device of a list, which registers where somebody typed. */
export function labelListedDevice({ id, name }: ListedId, idScope: string | undefined): LabelDevice {
  return {
    id,
    route: routeInScope(id, idScope),
    ...(name !== undefined && { name }),
    keySource: { kind: 'none' },
    reach: 'others',
  };
}

/** Gives a device that has keys in the Keys room, and registers where that room or somebody else says. */
export function labelKeyedDevice(
  { index, deviceId, name }: KeyedDevice,
  idScope: string | undefined,
  reach: ServiceReach,
): LabelDevice {
  return {
    id: deviceId,
    route: routeInScope(deviceId, idScope),
    ...(name !== undefined && { name }),
    keySource: { kind: 'keys', index },
    reach,
  };
}

/** Gives what is printed beside a code: the ID, and of what was chosen all that is known of the device. */
export function labelWordsOf({ id, route, name, modelId }: LabelDevice, draft: LabelDraft): LabelWords {
  const { lines, note } = draft;
  const idScope = route?.kind === 'dps' ? route.idScope : undefined;
  const said = [lines.has('name') && name, lines.has('idScope') && idScope, lines.has('modelId') && modelId, note];
  return {
    id: showOnLabel(id),
    lines: said.flatMap((line) => (typeof line === 'string' && showOnLabel(line) !== '' ? [showOnLabel(line)] : [])),
  };
}

/** Gives the device whose label holds most: the longest ID, and with it the longest code and name. */
export function fullestOf(devices: readonly LabelDevice[]): LabelDevice | undefined {
  let fullest: LabelDevice | undefined;
  for (const device of devices) if (fullest === undefined || weigh(device) > weigh(fullest)) fullest = device;
  return fullest;
}

function weigh({ id, route, name = '', modelId = '' }: LabelDevice): number {
  const host = route?.kind === 'hub' ? route.hubHost.length : 0;
  return 4 * id.length + host + modelId.length + (name === '' ? 0 : 1);
}

function routeInScope(registrationId: string, idScope: string | undefined): CodeRoute | undefined {
  return idScope === undefined ? undefined : { kind: 'dps', idScope, registrationId };
}
