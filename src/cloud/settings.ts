import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { quoteInput } from '#core/identity/quote-input';
import { isFaultList, type Fault } from './faults/fault.ts';
import { oneOf, whole, type Rule } from './rule.ts';

/**
 * The switches of the local cloud. Where nobody outside Microsoft knows what the true service does, the default is the
 * likeliest behaviour and a switch gives the other one.
 */
export interface CloudSettings {
  /** A new device with valid group credentials is accepted at once; off: it waits for an operator's approval. */
  readonly autoApprove: boolean;
  /** `retry-after` of DPS, in seconds. Azure says 3. */
  readonly retryAfterSeconds: number;
  /** How many due polls are answered with `assigning` before the result. Azure: 1 or 2. */
  readonly intermediateAssigning: number;
  /** DPS answers bad credentials at CONNECT with code 5 rather than after the registration with `res/401`. */
  readonly dpsRejectsAtConnect: boolean;
  /** How DPS refuses a device whose enrollment group is disabled. */
  readonly dpsDisabledAnswer: 'status-disabled' | 'unauthorized';
  /**
   * Whose signature DPS takes on the certificate of an individual enrollment, beside its own: that of a verified CA of
   * DPS (as its documentation says), that of anybody, or none but one by the device's name (as IoT Central's says).
   */
  readonly individualCertificateIssuer: 'verified-authority' | 'any' | 'own-name';
  /** For how many days certificates are issued to devices that ask DPS for one. */
  readonly issuedCertificateDays: number;
  /** Certificates are issued for RSA keys too, and not for P-384 alone. */
  readonly csrTakesRsa: boolean;
  /** What DPS calls it when the policy of an entry made a device anew at the hub that it had. */
  readonly resetSubstatus: 'deviceDataReset' | 'reprovisionedToInitialAssignment';
  /** What the cloud does wrong on purpose. */
  readonly faults: readonly Fault[];
  /** The host in a hub user name must be one of the cloud's own. */
  readonly strictHost: boolean;
  /** Names beside its own that the hub answers to. */
  readonly otherHubHosts: readonly string[];
  /** CONNACK code for a user name that cannot be parsed, at the hub. */
  readonly userNameFormCode: 3 | 5;
  /** CONNACK code for a disabled device. */
  readonly disabledDeviceCode: 3 | 5;
  /** CONNACK code for a client ID with characters that no device ID has. */
  readonly clientIdCharactersCode: 2 | 5;
  /** The hub takes no shared access signatures of devices and modules. */
  readonly disableDeviceSas: boolean;
  /** The hub takes another certificate than the one that a device registered with, if its group would take it too. */
  readonly rolledGroupCertificates: boolean;
  /** How long a connection outlives its token, in seconds. */
  readonly tokenGraceSeconds: number;
  /** Added to the cloud's own clock, to see what a wrong clock does. */
  readonly clockSkewSeconds: number;
  /** What a subscription to an unknown topic gets: the connection closed, or 0x80 in the SUBACK. */
  readonly unsupportedSubscription: 'close' | 'failure';
  /** Status of an accepted reported patch. */
  readonly reportedPatchStatus: 200 | 204;
  /** Status of a twin patch beyond the size limit. */
  readonly oversizeTwinStatus: 400 | 413;
  /** A reported patch that names another `$version` than the current one is refused with 412. */
  readonly reportedVersionChecked: boolean;
  /** How long a message waits for its PUBACK before it is delivered again, in seconds. */
  readonly messageLockSeconds: number;
  /** How long a message lives when its sender does not say, in seconds. */
  readonly messageTtlSeconds: number;
  readonly messageMaxDeliveryCount: number;
  /** How long a direct method may take when its caller does not say, in seconds. */
  readonly methodTimeoutSeconds: number;
  /** What IoT Central's REST takes as a device's own certificate: one that names the device, and its issuer so, or any. */
  readonly ownCertificateNames: 'device-id' | 'any';
  /** Status of a bulk change of devices of which some failed; its body names them either way. */
  readonly bulkFailureStatus: 200 | 400;
  /** Answer of REST for telemetry that was never seen: 404, or an empty object. */
  readonly telemetryNeverSeen: 'not-found' | 'empty';
  /** Messages of devices without a template: kept as they are, or dropped, as IoT Central did in 2020. */
  readonly unassignedData: 'accepted' | 'blocked';
  /** What operators write to, or call on, a device whose template does not have it: refused, or passed on. */
  readonly outsideTemplate: 'refused' | 'accepted';
  /** Telemetry messages kept per device; the oldest go first. */
  readonly telemetryKept: number;
}

/** What a new cloud starts with. */
export const DEFAULT_SETTINGS: CloudSettings = {
  autoApprove: true,
  retryAfterSeconds: 1,
  intermediateAssigning: 1,
  dpsRejectsAtConnect: false,
  dpsDisabledAnswer: 'status-disabled',
  individualCertificateIssuer: 'verified-authority',
  issuedCertificateDays: 30,
  csrTakesRsa: false,
  resetSubstatus: 'deviceDataReset',
  faults: [],
  strictHost: true,
  otherHubHosts: [],
  userNameFormCode: 5,
  disabledDeviceCode: 5,
  clientIdCharactersCode: 5,
  disableDeviceSas: false,
  rolledGroupCertificates: true,
  tokenGraceSeconds: 0,
  clockSkewSeconds: 0,
  unsupportedSubscription: 'close',
  reportedPatchStatus: 204,
  oversizeTwinStatus: 400,
  reportedVersionChecked: false,
  messageLockSeconds: 60,
  messageTtlSeconds: 3600,
  messageMaxDeliveryCount: 10,
  methodTimeoutSeconds: 30,
  ownCertificateNames: 'device-id',
  bulkFailureStatus: 400,
  telemetryNeverSeen: 'not-found',
  unassignedData: 'accepted',
  outsideTemplate: 'refused',
  telemetryKept: 200,
};

const yesNo: Rule = { fits: (value) => typeof value === 'boolean', words: 'true or false' };
const hostNames: Rule = {
  fits: (value) => Array.isArray(value) && value.every((host) => typeof host === 'string'),
  words: 'a list of host names',
};
const faultList: Rule = {
  fits: (value) => value !== undefined && isFaultList(value),
  words: 'a list of faults as GET /_emu/faults gives them',
};

const RULES: { readonly [Name in keyof CloudSettings]: Rule } = {
  autoApprove: yesNo,
  retryAfterSeconds: whole(0, 3600),
  intermediateAssigning: whole(0, 100),
  dpsRejectsAtConnect: yesNo,
  dpsDisabledAnswer: oneOf('status-disabled', 'unauthorized'),
  individualCertificateIssuer: oneOf('verified-authority', 'any', 'own-name'),
  issuedCertificateDays: whole(7, 90),
  csrTakesRsa: yesNo,
  resetSubstatus: oneOf('deviceDataReset', 'reprovisionedToInitialAssignment'),
  faults: faultList,
  strictHost: yesNo,
  otherHubHosts: hostNames,
  userNameFormCode: oneOf(3, 5),
  disabledDeviceCode: oneOf(3, 5),
  clientIdCharactersCode: oneOf(2, 5),
  disableDeviceSas: yesNo,
  rolledGroupCertificates: yesNo,
  tokenGraceSeconds: whole(0, 86_400),
  clockSkewSeconds: whole(-3_155_760_000, 3_155_760_000),
  unsupportedSubscription: oneOf('close', 'failure'),
  reportedPatchStatus: oneOf(200, 204),
  oversizeTwinStatus: oneOf(400, 413),
  reportedVersionChecked: yesNo,
  messageLockSeconds: whole(1, 3600),
  messageTtlSeconds: whole(1, 172_800),
  messageMaxDeliveryCount: whole(1, 100),
  methodTimeoutSeconds: whole(5, 300),
  ownCertificateNames: oneOf('device-id', 'any'),
  bulkFailureStatus: oneOf(200, 400),
  telemetryNeverSeen: oneOf('not-found', 'empty'),
  unassignedData: oneOf('accepted', 'blocked'),
  outsideTemplate: oneOf('refused', 'accepted'),
  telemetryKept: whole(1, 100_000),
};

/** Gives the first entry of `patch` that is no setting or has no such value, or undefined when all are good. */
export function findBadSetting(patch: JsonObject): string | undefined {
  return Object.keys(patch).find((name) => ruleOf(name)?.fits(patch[name]) !== true);
}

/** Says what is wrong with a setting that `findBadSetting` gave. */
export function explainBadSetting(name: string): string {
  const rule = ruleOf(name);
  if (rule !== undefined) return `${name} must be ${rule.words}.`;
  return `There is no setting ${quoteInput(name)}; there are: ${Object.keys(RULES).join(', ')}.`;
}

function ruleOf(name: string): Rule | undefined {
  return Object.hasOwn(RULES, name) ? RULES[name as keyof CloudSettings] : undefined;
}

/** Gives the settings that `json` holds over the defaults; entries that are no settings (any more) are left out. */
export function readSettings(json: Json | undefined): CloudSettings {
  const found = isJsonObject(json)
    ? Object.entries(json).filter(([name, value]) => !findBadSetting({ [name]: value }))
    : [];
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(found) };
}
