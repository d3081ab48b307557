import type { JsonObject } from '#core/bytes/json';
import { printConnectionString } from '#core/identity/connection-string';
import { judgeId } from '#core/identity/device-id';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { addHubIdentity } from '../services/device-control.ts';
import { deviceStatus, mayConnect } from '../services/device-status.ts';
import { hubNameOf } from '../services/hubs.ts';
import type { Identity } from '../services/identity.ts';
import { countMessages } from '../services/messages.ts';
import { describeTelemetry } from '../services/telemetry.ts';
import type { HubAuthentication } from '../state/cloud-state.ts';
import { answerError, answerJson } from './rest-response.ts';
import { readTop, withBody, withIdentity, type Route, type RouteRequest } from './route.ts';

const TELEMETRY_SHOWN = 100;

/** Devices as this cloud's operator sees them: the twin, the connection and the queue at one look. */
export const emulatorDeviceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/_emu/devices/:id',
    handle: withIdentity((context, identity) => answerJson(200, describeEmulatorDevice(context, identity))),
  },
  { method: 'POST', path: '/_emu/devices', handle: withBody(addDevice) },
  {
    method: 'GET',
    path: '/_emu/devices/:id/connection-string',
    handle: withIdentity((context, identity) => answerJson(200, describeStrings(context, identity))),
  },
  {
    method: 'GET',
    path: '/_emu/devices/:id/telemetry',
    handle: withIdentity((_context, identity, { query }) => {
      return answerJson(200, {
        value: identity.telemetry.newest(readTop(query, TELEMETRY_SHOWN)).map(describeTelemetry),
      });
    }),
  },
];

/** Gives a device with its twin, its connection and what waits for it. No keys. */
export function describeEmulatorDevice(context: CloudContext, identity: Identity): object {
  const { state, telemetry } = identity;
  const { desired, desiredVersion, reported, reportedVersion } = state.twin;
  return {
    id: identity.id,
    displayName: state.displayName,
    registrationId: state.registrationId,
    groupId: state.groupId,
    source: state.source,
    authentication: describeAuthentication(state.authentication),
    status: deviceStatus(state),
    enabled: mayConnect(state),
    approval: state.approval,
    provisioned: state.provisioned,
    connected: identity.connection !== undefined,
    connectedSince: identity.connectedSince ?? null,
    assignedHub: state.provisioned ? hubNameOf(context, state) : null,
    modelId: state.modelId,
    template: state.template,
    lastTelemetry: telemetry.last === undefined ? null : describeTelemetry(telemetry.last),
    lastActivityAt: identity.lastActivityAt,
    desired,
    desiredVersion,
    reported,
    reportedVersion,
    queuedMessages: countMessages(context, identity),
    refusals: identity.refusals,
  };
}

function describeAuthentication(authentication: HubAuthentication): object {
  return authentication.type === 'sas' ? { type: authentication.type } : authentication;
}

function addDevice(context: CloudContext, body: JsonObject, _request: RouteRequest): RestResponse {
  const { deviceId, moduleId } = body;
  if (typeof deviceId !== 'string' || (moduleId !== undefined && typeof moduleId !== 'string')) {
    return answerError(context, 400, 'InvalidBody', 'deviceId must be a string, and moduleId too if there is one.');
  }
  if (!judgeId(deviceId, 'hub').ok || (moduleId !== undefined && !judgeId(moduleId, 'hub').ok)) {
    return answerError(
      context,
      400,
      'InvalidId',
      "An ID has at most 128 letters, digits and - . + % _ # * ? ! ( ) , : = @ $ '",
    );
  }
  const id = moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
  if (context.registry.find(id) !== undefined) {
    return answerError(context, 409, 'DeviceAlreadyExists', `There is a device ${id} already.`);
  }
  if (moduleId !== undefined && context.registry.find(deviceId) === undefined) {
    return answerError(context, 404, 'NotFound', `There is no device ${deviceId}.`);
  }
  return answerJson(201, describeStrings(context, addHubIdentity(context, deviceId, moduleId)));
}

function describeStrings(context: CloudContext, { state }: Identity): object {
  const { authentication } = state;
  const print = (name: 'primaryKey' | 'secondaryKey'): string => {
    return printConnectionString({
      hostName: hubNameOf(context, state),
      deviceId: state.deviceId,
      ...(state.moduleId === undefined ? {} : { moduleId: state.moduleId }),
      credential:
        authentication.type === 'sas' ? { kind: 'key', sharedAccessKey: authentication[name] } : { kind: 'x509' },
    });
  };
  return {
    deviceId: state.deviceId,
    ...(state.moduleId === undefined ? {} : { moduleId: state.moduleId }),
    connectionString: print('primaryKey'),
    secondaryConnectionString: print('secondaryKey'),
  };
}
