import { describeCount } from '../duration.ts';

const REFUSALS: Readonly<Record<number, string>> = {
  1: 'protocol version not taken',
  2: 'client ID not taken',
  3: 'service unavailable',
  4: 'user name or password not taken',
  5: 'not authorised',
};

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

const NAMES_SHOWN = 3;

function listNames(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return more <= 0 ? list(names) : `${names.slice(0, NAMES_SHOWN).join(', ')} and ${more} more`;
}

/** How large a body is and what it is, for `traceWords`. */
export interface BodyFacts {
  readonly bytes: number;
  readonly kind: 'json' | 'not-quite-json' | 'text' | 'binary';
}

function size({ bytes, kind }: BodyFacts): string {
  if (bytes === 0) return 'no body';
  const count = describeCount(bytes, 'byte', 'bytes');
  if (kind === 'not-quite-json') return `${count} said to be JSON that cannot be read`;
  return `${count} of ${kind === 'json' ? 'JSON' : kind === 'text' ? 'text' : 'binary data'}`;
}

/** What packets mean, in the words of the trace. They are phrases, not sentences: a row has room for one line. */
export const traceWords = {
  connectToDps: (registrationId: string) => `connects to DPS as ${registrationId}`,
  connectToHub: (deviceId: string) => `connects to the hub as ${deviceId}`,
  connectWithoutForm: 'connects with a user name that neither DPS nor a hub knows',
  accepted: 'accepted',
  acceptedSessionKept: 'accepted, session kept',
  acceptedNewSession: 'accepted, new session',
  refused: (code: number) => `refused: ${REFUSALS[code] ?? 'for a reason that MQTT does not know'} (${code})`,
  subscribes: (what: readonly string[]) => `subscribes to ${list(what)}`,
  subscribed: 'subscriptions accepted',
  subscriptionsRefused: (refused: number, all: number) =>
    `${refused} of ${describeCount(all, 'subscription', 'subscriptions')} refused`,
  unsubscribes: 'ends subscriptions',
  unsubscribed: 'subscriptions ended',
  acknowledges: (packetId: number | undefined) => `acknowledges packet ${packetId ?? '?'}`,
  acknowledged: (packetId: number | undefined) => `packet ${packetId ?? '?'} acknowledged`,
  exactlyOnce: (type: string) => `${type}, a step of quality of service 2, which the service does not have`,
  keepAlive: 'keep-alive',
  keepAliveAnswered: 'keep-alive answered',
  ends: 'ends the connection',
  otherPacket: (type: string) => `${type}, a packet that MQTT 3.1.1 does not have`,

  filters: {
    dpsAnswers: 'answers of DPS',
    messages: 'messages from the cloud',
    commands: 'commands',
    twinAnswers: 'answers about properties',
    desired: 'desired properties',
    other: (topic: string) => `“${topic}”, which the service does not have`,
  },

  registers: (rid: string) => `registers with DPS (request ${rid})`,
  polls: (rid: string) => `asks how far the registration is (request ${rid})`,
  assigning: (seconds: number | undefined) =>
    seconds === undefined ? 'assigning, ask again' : `assigning, ask again in ${seconds} s`,
  assigned: (hub: string) => `assigned to ${hub}`,
  assignedAs: (hub: string, deviceId: string) => `assigned to ${hub} as ${deviceId}`,
  registrationFailed: (code: number | undefined) => `registration failed, ${code ?? 'without a code'}`,
  registrationDisabled: 'registration disabled',
  registrationRefused: (code: number) => `registration refused, ${code}`,
  pause: (seconds: number | undefined) =>
    seconds === undefined ? 'busy, ask again later' : `busy, ask again in ${seconds} s`,
  unreadableAnswer: 'an answer that is not of the form of DPS',

  telemetry: (body: BodyFacts, from: string | undefined) =>
    `${from === undefined ? 'telemetry' : `telemetry of ${from}`}, ${size(body)}`,
  message: (body: BodyFacts) => `message from the cloud, ${size(body)}`,
  offlineCommand: (name: string) => `message from the cloud, offline command ${name}`,
  asksTwin: (rid: string) => `asks for the twin (request ${rid})`,
  twin: (desired: number, reported: number) => `twin, desired version ${desired}, reported version ${reported}`,
  twinUnreadable: 'twin that cannot be read',
  reports: (names: readonly string[], rid: string) =>
    names.length === 0 ? `reports nothing (request ${rid})` : `reports ${listNames(names)} (request ${rid})`,
  reportsUnreadable: (rid: string) => `reports something that is not a JSON object (request ${rid})`,
  reported: (version: number | undefined) =>
    version === undefined ? 'reported properties accepted' : `reported properties accepted, version ${version}`,
  twinRefused: (code: number) => `properties refused, ${code}`,
  desired: (version: number) => `desired properties, version ${version}`,
  command: (name: string) => `command ${name}`,
  commandAnswer: (status: number) => `answer ${status} to command`,
  otherTopic: (service: 'dps' | 'hub') => `a topic that ${service === 'dps' ? 'DPS' : 'IoT Hub'} does not have`,
} as const;

/** Names of the fields that a packet has beside its topic and body. */
export const traceFields = {
  clientId: 'client ID',
  userName: 'user name',
  session: 'session',
  sessionNew: 'new',
  sessionKept: 'kept if there is one',
  keepAlive: 'keep-alive',
  keepAliveSeconds: (seconds: number) => `${seconds} s`,
  returnCode: 'return code',
  sessionPresent: 'session present',
  packetId: 'packet ID',
  qos: 'quality of service',
  qosAsked: (qos: number) => (qos === 1 ? '1, asks for an acknowledgement' : String(qos)),
  duplicate: 'sent again',
  yes: 'yes',
  no: 'no',
  granted: 'granted',
  refused: 'refused',
  request: 'request',
  status: 'status',
  retryAfter: 'ask again after',
  operation: 'operation',
  errorCode: 'error code',
  trackingId: 'tracking ID',
  said: 'said',
  version: 'version',
  bodyFormat: 'body',
  bodyHex: 'binary, shown as hex',
  bodyCut: (bytes: number) => `cut, ${describeCount(bytes, 'byte', 'bytes')} in all`,
} as const;
