/** What a setting can be. */
export type SettingField =
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly values: readonly (number | string)[] }
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  /** Names of hosts. */
  | { readonly kind: 'names' };

const ON_OFF: SettingField = { kind: 'switch' };
const choice = (...values: readonly (number | string)[]): SettingField => ({ kind: 'choice', values });
const number = (least: number, most: number): SettingField => ({ kind: 'number', least, most });

/** The settings of a cloud that are not faults, in the order in which they are shown. */
export const SETTING_GROUPS = {
  cloud: {
    clockSkewSeconds: number(-3_155_760_000, 3_155_760_000),
    telemetryKept: number(1, 100_000),
  },
  central: {
    autoApprove: ON_OFF,
    unassignedData: choice('accepted', 'blocked'),
    outsideTemplate: choice('refused', 'accepted'),
    ownCertificateNames: choice('device-id', 'any'),
    bulkFailureStatus: choice(200, 400),
    telemetryNeverSeen: choice('not-found', 'empty'),
  },
  provisioning: {
    retryAfterSeconds: number(0, 3600),
    intermediateAssigning: number(0, 100),
    dpsRejectsAtConnect: ON_OFF,
    dpsDisabledAnswer: choice('status-disabled', 'unauthorized'),
    resetSubstatus: choice('deviceDataReset', 'reprovisionedToInitialAssignment'),
    individualCertificateIssuer: choice('verified-authority', 'any', 'own-name'),
    issuedCertificateDays: number(7, 90),
    csrTakesRsa: ON_OFF,
  },
  hub: {
    strictHost: ON_OFF,
    otherHubHosts: { kind: 'names' },
    disableDeviceSas: ON_OFF,
    rolledGroupCertificates: ON_OFF,
    tokenGraceSeconds: number(0, 86_400),
    userNameFormCode: choice(3, 5),
    disabledDeviceCode: choice(3, 5),
    clientIdCharactersCode: choice(2, 5),
    unsupportedSubscription: choice('close', 'failure'),
  },
  traffic: {
    reportedPatchStatus: choice(200, 204),
    oversizeTwinStatus: choice(400, 413),
    reportedVersionChecked: ON_OFF,
    methodTimeoutSeconds: number(5, 300),
    messageTtlSeconds: number(1, 172_800),
    messageLockSeconds: number(1, 3600),
    messageMaxDeliveryCount: number(1, 100),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, SettingField>>>>;

type Groups = typeof SETTING_GROUPS;
/** A group of settings. */
export type SettingGroup = keyof Groups;
/** The name of a setting, as on the wire. */
export type SettingName = { [Group in SettingGroup]: keyof Groups[Group] }[SettingGroup];

/** Gives the settings of a group. */
export function listSettings(group: SettingGroup): readonly (readonly [SettingName, SettingField])[] {
  return Object.entries(SETTING_GROUPS[group]) as unknown as readonly (readonly [SettingName, SettingField])[];
}
