import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { findDevices, type ListQuery } from '../services/device-list.ts';
import { deviceStatus, type DeviceStatus } from '../services/device-status.ts';
import type { Identity } from '../services/identity.ts';
import { describeTelemetry } from '../services/telemetry.ts';
import { describeEmulatorDevice } from './emulator-devices.ts';
import { answerError, answerJson } from './rest-response.ts';
import { readTop, type Route, type RouteRequest } from './route.ts';

/** Rows of an answer, unless it is told how many. */
const PAGE_ROWS = 100;
/** Characters that a row has of the newest message. */
const PREVIEW_CHARACTERS = 120;

const STATUSES: Readonly<Record<DeviceStatus, true>> = {
  blocked: true,
  waiting: true,
  unassociated: true,
  registered: true,
  provisioned: true,
};

/**
 * The list of devices. Asked for nothing, it is whole, each device with its twin. Asked for a part of it (`top`, `skip`),
 * for some devices (`search`, `status`, `connected`, `group`) or for IDs alone (`select=id`), it has short rows and says
 * how many there are.
 */
export const emulatorDeviceListRoutes: readonly Route[] = [
  { method: 'GET', path: '/_emu/devices', handle: listDevices },
];

function listDevices(context: CloudContext, { query }: RouteRequest): RestResponse {
  const identities = context.registry.list();
  if (query.size === 0) {
    return answerJson(200, { value: identities.map((identity) => describeEmulatorDevice(context, identity)) });
  }
  const wrong = findWrong(query);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidQuery', wrong);
  const { matching, connected, counts } = findDevices(identities, readQuery(query));
  const skip = readNumber(query, 'skip', 0);
  const page = matching.slice(skip, skip + readTop(query, PAGE_ROWS));
  const value = page.map(query.get('select') === 'id' ? ({ id }) => ({ id }) : describeRow);
  return answerJson(200, { value, matching: matching.length, connected, total: identities.length, counts });
}

function findWrong(query: URLSearchParams): string | undefined {
  const status = query.get('status');
  if (status !== null && !Object.hasOwn(STATUSES, status)) {
    return `status must be one of ${Object.keys(STATUSES).join(', ')}.`;
  }
  if (!['true', 'false', null].includes(query.get('connected'))) return 'connected must be true or false.';
  if (!['id', null].includes(query.get('select'))) return 'select must be id.';
  const number = ['top', 'skip'].find((name) => query.has(name) && !/^\d{1,9}$/.test(query.get(name) ?? ''));
  return number === undefined ? undefined : `${number} must be a whole number.`;
}

function readQuery(query: URLSearchParams): ListQuery {
  const connected = query.get('connected');
  return {
    search: query.get('search') ?? undefined,
    status: (query.get('status') ?? undefined) as DeviceStatus | undefined,
    connected: connected === null ? undefined : connected === 'true',
    group: query.get('group') ?? undefined,
  };
}

function readNumber(query: URLSearchParams, name: string, otherwise: number): number {
  return Number(query.get(name) ?? otherwise);
}

function describeRow({ id, state, connection, telemetry, lastActivityAt, refusals }: Identity): object {
  return {
    id,
    displayName: state.displayName,
    source: state.source,
    status: deviceStatus(state),
    connected: connection !== undefined,
    lastTelemetry: telemetry.last === undefined ? null : preview(telemetry.last),
    lastActivityAt,
    refusals,
  };
}

/** The beginning of a message's body; all of it may be large, and a page has many rows. */
function preview(message: NonNullable<Identity['telemetry']['last']>): string {
  // Cut bytes may end within a character, and half a JSON text is none: it is shown as it is, up to there.
  if (message.payload.length > PREVIEW_CHARACTERS * 4) {
    return new TextDecoder().decode(message.payload.subarray(0, PREVIEW_CHARACTERS));
  }
  const { body } = describeTelemetry(message);
  return (typeof body === 'string' ? body : JSON.stringify(body)).slice(0, PREVIEW_CHARACTERS);
}
