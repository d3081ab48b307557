import { isJsonObject, parseJson, type Json, type JsonObject } from '../bytes/json.ts';
import type { ServiceWords } from '../errors/facts.ts';

/** What a device sends when it registers. Everything is optional: the ID is in the CONNECT already. */
export interface RegistrationRequest {
  readonly registrationId?: string;
  /** Any JSON, for the service's allocation; IoT Central reads the model ID from it. */
  readonly payload?: Json;
  /** A request for a certificate: base64 of PKCS #10 in DER, in one line (since `CSR_API_VERSION`). */
  readonly csr?: string;
  /** What very old clients send in the place of `payload`. */
  readonly data?: Json;
}

/** How far a registration is. */
export type RegistrationStatus = 'unassigned' | 'assigning' | 'assigned' | 'failed' | 'disabled';

/** What DPS knows of one registration. Dates are UTC with seven digits of the second. */
export interface RegistrationState {
  readonly registrationId?: string;
  readonly status?: RegistrationStatus;
  /** `initialAssignment`, `deviceDataMigrated`, `deviceDataReset`, `reprovisionedToInitialAssignment`. */
  readonly substatus?: string;
  readonly assignedHub?: string;
  /** May differ from the registration ID; the device connects as this one. */
  readonly deviceId?: string;
  readonly errorCode?: number;
  readonly errorMessage?: string;
  readonly createdDateTimeUtc?: string;
  readonly lastUpdatedDateTimeUtc?: string;
  readonly etag?: string;
  readonly payload?: Json;
  readonly symmetricKey?: JsonObject;
  readonly x509?: JsonObject;
  readonly tpm?: JsonObject;
  /** Base64 of each DER, the device's own first, the root last. */
  readonly issuedCertificateChain?: readonly string[];
}

/** The state of a registration that has a hub. */
export interface AssignedState extends RegistrationState {
  readonly assignedHub: string;
  readonly deviceId: string;
}

/** The body of an answer that is no service error: still going on, assigned, or ended without a hub. */
export type RegistrationReply =
  | {
      readonly status: 'assigning' | 'unassigned';
      readonly operationId: string;
      readonly registrationState?: RegistrationState;
    }
  | { readonly status: 'assigned'; readonly operationId?: string; readonly registrationState: AssignedState }
  | {
      readonly status: 'failed' | 'disabled';
      readonly operationId?: string;
      readonly registrationState?: RegistrationState;
    };

/** Gives the payload to register with: an edited one as it is, else one that names the model, else none. */
export function makeRegistrationPayload(modelId: string | undefined, payload: Json | undefined): Json | undefined {
  if (payload !== undefined) return payload;
  return modelId === undefined ? undefined : { modelId };
}

/** Prints the body of a registration, as the Node SDK does: the ID first, then the payload. */
export function printRegistrationRequest(request: RegistrationRequest): string {
  return JSON.stringify(request);
}

/**
 * Reads the body of a registration. An empty body, white space and an object without an ID are all good; gives
 * undefined when the text is no JSON object or its ID is no text.
 */
export function parseRegistrationRequest(text: string): RegistrationRequest | undefined {
  if (text.trim() === '') return {};
  const body = parseJson(text);
  if (!isJsonObject(body)) return undefined;
  const { registrationId, payload, data } = body;
  if (registrationId !== undefined && typeof registrationId !== 'string') return undefined;
  return {
    ...(registrationId === undefined ? {} : { registrationId }),
    ...(payload === undefined ? {} : { payload }),
    ...(data === undefined ? {} : { data }),
  };
}

/**
 * Reads the body of an answer. Gives undefined when it is not of the service's form: no known status, an assignment
 * without hub or device ID, or an operation that goes on without an ID to ask for.
 */
export function parseRegistrationReply(text: string): RegistrationReply | undefined {
  const body = parseJson(text);
  if (!isJsonObject(body)) return undefined;
  const status = parseStatus(body['status']);
  const operationId = textOf(body['operationId']);
  const state = isJsonObject(body['registrationState']) ? parseState(body['registrationState']) : undefined;
  const operation = operationId === undefined ? {} : { operationId };
  const registrationState = state === undefined ? {} : { registrationState: state };
  switch (status) {
    case undefined:
      return undefined;
    case 'assigned':
      return isAssigned(state) ? { status, ...operation, registrationState: state } : undefined;
    case 'assigning':
    case 'unassigned':
      return operationId === undefined ? undefined : { status, operationId, ...registrationState };
    default:
      return { status, ...operation, ...registrationState };
  }
}

/** Reads a service's error body; gives undefined when the text has none of its fields. */
export function parseServiceError(text: string): ServiceWords | undefined {
  const body = parseJson(text);
  if (!isJsonObject(body)) return undefined;
  const words = makeWords(body['errorCode'], body['trackingId'], body['message'], body['timestampUtc']);
  return Object.keys(words).length === 0 ? undefined : words;
}

/** Gives what DPS said inside a registration that failed. */
export function makeWordsOfState(state: RegistrationState | undefined): ServiceWords {
  return makeWords(state?.errorCode, undefined, state?.errorMessage, state?.lastUpdatedDateTimeUtc);
}

function makeWords(code: Json | undefined, tracking: Json | undefined, said: Json | undefined, time: Json | undefined) {
  const [errorCode, trackingId, message, timestampUtc] = [numberOf(code), textOf(tracking), textOf(said), textOf(time)];
  return {
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(trackingId === undefined ? {} : { trackingId }),
    ...(message === undefined ? {} : { message }),
    ...(timestampUtc === undefined ? {} : { timestampUtc }),
  } satisfies ServiceWords;
}

const STATUSES: readonly string[] = ['unassigned', 'assigning', 'assigned', 'failed', 'disabled'];
const TEXT_FIELDS = [
  'registrationId',
  'substatus',
  'assignedHub',
  'deviceId',
  'errorMessage',
  'createdDateTimeUtc',
  'lastUpdatedDateTimeUtc',
  'etag',
] as const;
const OBJECT_FIELDS = ['symmetricKey', 'x509', 'tpm'] as const;

function parseState(body: JsonObject): RegistrationState {
  const texts = TEXT_FIELDS.map((name) => [name, textOf(body[name])] as const);
  const objects = OBJECT_FIELDS.map((name) => [name, isJsonObject(body[name]) ? body[name] : undefined] as const);
  const others = [
    ['status', parseStatus(body['status'])],
    ['errorCode', numberOf(body['errorCode'])],
    ['payload', body['payload']],
    ['issuedCertificateChain', textsOf(body['issuedCertificateChain'])],
  ] as const;
  return Object.fromEntries([...texts, ...others, ...objects].filter(([, value]) => value !== undefined));
}

function parseStatus(value: Json | undefined): RegistrationStatus | undefined {
  return typeof value === 'string' && STATUSES.includes(value) ? (value as RegistrationStatus) : undefined;
}

function isAssigned(state: RegistrationState | undefined): state is AssignedState {
  return Boolean(state?.assignedHub) && Boolean(state?.deviceId);
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Gives a list of texts; one with anything else in it is none. */
function textsOf(value: Json | undefined): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((one) => typeof one === 'string');
  return texts.length === value.length ? texts : undefined;
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
