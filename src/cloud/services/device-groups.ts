import type { JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import { mayConnect } from './device-status.ts';
import type { Identity } from './identity.ts';
import { parseQuery, type Condition, type QueryFields } from './query-parser.ts';
import { matchTwin } from './twin-query.ts';

/** A query of devices, as device groups and data exports have it; undefined takes every device. */
export type DeviceQuery = { readonly where: Condition | undefined };

const FIELDS: readonly string[] = ['$id', '$displayName', '$template', '$provisioned', '$simulated', '$enabled'];
const DEVICE_FIELDS: QueryFields = { of: 'Devices', knows: (path) => FIELDS.includes(path) };

/** Reads `SELECT * FROM devices WHERE $template = "dtmi:…" AND $provisioned = true`, or says what is wrong with it. */
export function parseDeviceQuery(text: string): DeviceQuery | { readonly wrong: string } {
  const query = parseQuery(text, DEVICE_FIELDS);
  if ('wrong' in query) return query;
  if (query.select !== 'twins' || query.from !== 'devices') {
    return { wrong: 'The query must begin with SELECT * FROM devices.' };
  }
  return { where: query.where };
}

/** Says whether a device is what a query asks for. */
export function matchesDevice({ state }: Identity, { where }: DeviceQuery): boolean {
  if (state.moduleId !== undefined) return false;
  const fields: JsonObject = {
    $id: state.deviceId,
    $displayName: state.displayName,
    ...(state.template === null ? {} : { $template: state.template }),
    $provisioned: state.provisioned,
    $simulated: state.simulated,
    $enabled: mayConnect(state),
  };
  return where === undefined || matchTwin(fields, where) === true;
}

/** Gives the devices that a filter, which was judged before it was kept, finds now. */
export function listMembers(context: CloudContext, filter: string): readonly Identity[] {
  const query = parseDeviceQuery(filter);
  return 'wrong' in query ? [] : context.registry.list().filter((identity) => matchesDevice(identity, query));
}
