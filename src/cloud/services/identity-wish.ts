import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import { judgeId } from '#core/identity/device-id';
import type { HubAuthentication } from '../state/cloud-state.ts';
import { refuseArgument, HubFault } from './hub-fault.ts';
import { readAuthenticationWish } from './authentication-wish.ts';

/** The ID of a device, or of a module of one. */
export interface HubName {
  readonly deviceId: string;
  readonly moduleId?: string;
}

/** What a back end wants a device or module to be: all of it, for the registry replaces what it had. */
export interface IdentityWish {
  readonly enabled: boolean;
  readonly statusReason: string | null;
  readonly iotEdge: boolean;
  readonly deviceScope: string | null;
  readonly parentScopes: readonly string[];
  readonly managedBy: string | null;
  /** Keys that are empty are to be generated. */
  readonly authentication: HubAuthentication;
}

const REASON_LIMIT = 128;

/** Reads the body of a request that makes or changes `name`, or says in words what is wrong with it. */
export function readIdentityWish(body: Json | undefined, name: HubName): IdentityWish | HubFault {
  if (!isJsonObject(body)) return refuseArgument('The body must be a JSON object.');
  const wrong = findWrongName(body, name) ?? findWrongStatus(body) ?? findWrongScopes(body);
  if (wrong !== undefined) return refuseArgument(wrong);
  const authentication = readAuthenticationWish(body['authentication']);
  if (authentication instanceof HubFault) return authentication;
  const { status, statusReason, deviceScope, parentScopes, managedBy } = body;
  return {
    enabled: status !== 'disabled',
    statusReason: textOr(statusReason, null),
    iotEdge: memberOf(body['capabilities'], 'iotEdge') === true,
    deviceScope: textOr(deviceScope, null) || null,
    parentScopes: isTexts(parentScopes) ? parentScopes : [],
    managedBy: textOr(managedBy, null),
    authentication,
  };
}

function findWrongName(body: JsonObject, { deviceId, moduleId }: HubName): string | undefined {
  for (const id of [deviceId, ...(moduleId === undefined ? [] : [moduleId])]) {
    if (!judgeId(id, 'hub').ok) return "An ID has 1 to 128 letters, digits and - . + % _ # * ? ! ( ) , : = @ $ '";
  }
  if ((body['deviceId'] ?? deviceId) !== deviceId) return 'The deviceId of the body is not that of the path.';
  if ((body['moduleId'] ?? moduleId) !== moduleId) return 'The moduleId of the body is not that of the path.';
  return undefined;
}

function findWrongStatus({ status, statusReason, capabilities, managedBy }: JsonObject): string | undefined {
  if (![undefined, null, 'enabled', 'disabled'].includes(status as string)) return 'status is enabled or disabled.';
  if (!isTextOrNone(statusReason)) return 'statusReason must be a string.';
  if (textOr(statusReason, '').length > REASON_LIMIT) {
    return `statusReason has at most ${REASON_LIMIT} characters.`;
  }
  if (!isTextOrNone(managedBy)) return 'managedBy must be a string.';
  const iotEdge = memberOf(capabilities, 'iotEdge') ?? false;
  return typeof iotEdge === 'boolean' ? undefined : 'capabilities.iotEdge must be true or false.';
}

function findWrongScopes({ deviceScope, parentScopes }: JsonObject): string | undefined {
  if (!isTextOrNone(deviceScope)) return 'deviceScope must be a string.';
  if (parentScopes === undefined || parentScopes === null || isTexts(parentScopes)) return undefined;
  return 'parentScopes must be an array of strings.';
}

function isTextOrNone(value: Json | undefined): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function textOr<Otherwise>(value: Json | undefined, otherwise: Otherwise): string | Otherwise {
  return typeof value === 'string' ? value : otherwise;
}
