import { describeCount, describeDuration } from '../duration.ts';
import { FAULT_STRIKES, type FaultName } from './fault-names.ts';

/** What a setting is called, what it does, and what Azure is known to do. */
export interface SettingWords {
  readonly label: string;
  readonly hint: string;
  /** What each value means, where they are few. */
  readonly values?: Readonly<Record<string, string>>;
}

const seconds = ' In seconds.';

/** The settings of a local cloud, by their names on the wire. */
export const settingWords = {
  clockSkewSeconds: {
    label: 'The cloud’s clock is wrong by',
    hint: `More than 0: it is ahead, so tokens and certificates end early. Less: it is behind.${seconds}`,
  },
  telemetryKept: {
    label: 'Telemetry kept of each device',
    hint: 'Messages; the oldest go first. The chart and a template made of data see no more than these.',
  },
  autoApprove: {
    label: 'New devices need no approval',
    hint: 'Off: a device with right credentials waits until you approve it. IoT Central has this for each group, too.',
  },
  unassignedData: {
    label: 'Messages of devices without a template',
    hint: 'IoT Central documents that it takes them now; in 2020 it did not.',
    values: { accepted: 'Kept as they are', blocked: 'Dropped, as in 2020' },
  },
  outsideTemplate: {
    label: 'Properties and commands that a template lacks',
    hint: 'What operators write to a device or run on it. IoT Central documents that it refuses.',
    values: { refused: 'Refused', accepted: 'Passed on' },
  },
  ownCertificateNames: {
    label: 'Names in a device’s own certificate',
    hint: 'IoT Central documents that subject and issuer must both be the device ID. One of its how-tos does otherwise.',
    values: { 'device-id': 'Both must be the device ID', any: 'Any' },
  },
  bulkFailureStatus: {
    label: 'Answer to a bulk change of which a part failed',
    hint: 'Of the hub’s registry. The body names what failed either way; which status Azure gives is not documented.',
    values: { 200: '200', 400: '400' },
  },
  telemetryNeverSeen: {
    label: 'Answer for telemetry that never came',
    hint: 'Of IoT Central’s REST API. Not documented.',
    values: { 'not-found': '404, not found', empty: 'An empty object' },
  },
  retryAfterSeconds: {
    label: 'Time between two polls of a registration',
    hint: `What “retry-after” says. Azure says 3; here it is shorter so that trying out is quick.${seconds}`,
  },
  intermediateAssigning: {
    label: 'Polls that are answered with “assigning”',
    hint: 'Before the result. Azure answers so once or twice.',
  },
  dpsRejectsAtConnect: {
    label: 'Bad credentials are refused at CONNECT',
    hint: 'Off: DPS lets the device connect and refuses its registration with 401. Which of the two Azure does is not documented.',
  },
  dpsDisabledAnswer: {
    label: 'Answer to a device whose enrollment is off',
    hint: 'Which of the two DPS gives over MQTT is not documented.',
    values: { 'status-disabled': 'The status “disabled”', unauthorized: '401, unauthorized' },
  },
  resetSubstatus: {
    label: 'What DPS calls a device that was made anew',
    hint: 'The substatus of a registration after the policy that resets the data. Not documented for the same hub.',
    values: {
      deviceDataReset: 'deviceDataReset',
      reprovisionedToInitialAssignment: 'reprovisionedToInitialAssignment',
    },
  },
  individualCertificateIssuer: {
    label: 'Who may have signed the certificate of an individual enrollment',
    hint: 'Besides the device itself. DPS documents a verified CA, IoT Central the device’s own name.',
    values: {
      'verified-authority': 'A verified CA of DPS',
      any: 'Anybody',
      'own-name': 'Nobody but one with the device’s name',
    },
  },
  issuedCertificateDays: {
    label: 'Days that issued certificates are good for',
    hint: 'Those that a device gets from DPS for its signing request.',
  },
  csrTakesRsa: {
    label: 'Certificates are issued for RSA keys, too',
    hint: 'Off: for keys on P-384 alone, as Azure documents.',
  },
  strictHost: {
    label: 'The hub’s name must be right',
    hint: 'In the user name of CONNECT. Off: any name is taken.',
  },
  otherHubHosts: {
    label: 'More names of the hub',
    hint: 'Names beside its own that the hub answers to, with commas between them.',
  },
  disableDeviceSas: {
    label: 'The hub takes no SAS tokens of devices',
    hint: 'As “disableDeviceSAS” of a hub does: devices must show certificates.',
  },
  rolledGroupCertificates: {
    label: 'Renewed certificates of a group are taken at once',
    hint: 'Off: the hub takes only the certificate that the device registered with, until it registers again.',
  },
  tokenGraceSeconds: {
    label: 'Time that a connection outlives its token',
    hint: `Azure ends it soon after, and does not document how soon.${seconds}`,
  },
  userNameFormCode: {
    label: 'Code for a user name that cannot be read',
    hint: 'In CONNACK, of the hub. Not documented; Microsoft’s own gateway gives 3.',
    values: { 3: '3, server unavailable', 5: '5, not authorized' },
  },
  disabledDeviceCode: {
    label: 'Code for a device that is blocked',
    hint: 'In CONNACK, of the hub. Sources of Microsoft differ.',
    values: { 3: '3, server unavailable', 5: '5, not authorized' },
  },
  clientIdCharactersCode: {
    label: 'Code for a client ID that cannot be one',
    hint: 'In CONNACK, of the hub. Not documented.',
    values: { 2: '2, client ID rejected', 5: '5, not authorized' },
  },
  unsupportedSubscription: {
    label: 'Answer to a subscription that a hub does not have',
    hint: 'Azure documents neither.',
    values: { close: 'The connection ends', failure: '0x80 in SUBACK' },
  },
  reportedPatchStatus: {
    label: 'Status of reported properties that were taken',
    hint: 'Today’s documentation says 204, older examples 200.',
    values: { 200: '200', 204: '204' },
  },
  oversizeTwinStatus: {
    label: 'Status of a twin that gets too large',
    hint: 'Which of the two is not documented.',
    values: { 400: '400', 413: '413' },
  },
  reportedVersionChecked: {
    label: 'The version in a reported patch is compared',
    hint: 'On: a patch that names another “$version” is refused with 412. Old documentation says so.',
  },
  methodTimeoutSeconds: {
    label: 'Time for a direct method',
    hint: `Where its caller does not say. Azure: 30.${seconds}`,
  },
  messageTtlSeconds: {
    label: 'Time that a message waits for its device',
    hint: `Where its sender does not say. Azure: 1 hour.${seconds}`,
  },
  messageLockSeconds: {
    label: 'Time for the acknowledgement of a message',
    hint: `After that it is delivered again. Azure: 60.${seconds}`,
  },
  messageMaxDeliveryCount: {
    label: 'Deliveries of a message',
    hint: 'After so many without acknowledgement it is given up. Azure: 10.',
  },
} as const satisfies Readonly<Record<string, SettingWords>>;

const DETAILS: Readonly<Record<string, string>> = {
  milliseconds: 'Delay in milliseconds',
  jitterMilliseconds: 'Milliseconds more by chance, at most',
  afterSeconds: 'Seconds after the connection began',
  service: 'Which service',
  returnCode: 'Code in CONNACK',
  status: 'Status',
  retryAfterSeconds: '“retry-after” in seconds',
  delaySeconds: 'Delay in seconds',
  percent: 'Lost, of a hundred',
};

/** Sentences of the Cloud room's settings and faults. */
export const uiCloudSettingsWords = {
  groups: {
    cloud: { heading: 'This cloud', hint: 'What is only here, and not on Azure.' },
    central: { heading: 'IoT Central', hint: 'Approval, templates, and its REST API.' },
    provisioning: { heading: 'Provisioning (DPS)', hint: 'How registrations are answered.' },
    hub: { heading: 'Connections to the hub', hint: 'Who may connect, and how others are refused.' },
    traffic: { heading: 'Twins, messages and methods', hint: 'What happens on a connection.' },
  },
  intro:
    'Where Azure’s documents leave open what it does, the usual value is the likeliest, and you can choose another. A change counts at once.',
  usual: (value: string): string => `Usual: ${value}.`,
  usualMark: (label: string): string => `${label} (usual)`,
  on: 'on',
  off: 'off',
  noNames: 'none',
  changed: 'Changed',
  changedCount: (count: number): string =>
    count === 0 ? 'Every setting is as usual' : `${describeCount(count, 'setting is', 'settings are')} not as usual`,
  setBack: 'Set all back',
  wasSetBack: 'Every setting is as usual again',
  range: (least: number, most: number): string =>
    `A whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}.`,
  namesForm: 'Names of hosts, such as hub.example.com, with commas between them.',
  notRead: 'The settings could not be read',
  faults: {
    heading: 'Faults on purpose',
    hint: 'See what a device does when the cloud behaves badly. They survive a restart of the cloud.',
    none: 'None is on.',
    begin: 'Begin a fault',
    stop: 'Stop',
    stopOf: (fault: string): string => `Stop: ${fault}`,
    stopAll: 'Stop all',
    stopped: 'The fault was stopped',
    allStopped: 'Every fault was stopped',
    begun: 'The fault is on',
    banner: (count: number): string => (count === 1 ? 'A fault on purpose is on' : `${count} faults on purpose are on`),
    bannerMore: (count: number): string => ` And ${count} more.`,
    show: (count: number): string => (count === 1 ? 'Show it' : 'Show them'),
    kinds: {
      latency: 'Delay',
      drop: 'End connections',
      refuse: 'Refuse connections',
      'dps-error': 'Errors of DPS',
      throttle: 'Slow hub',
      'lost-acknowledgements': 'Lost acknowledgements',
      'half-open': 'Half-open connections',
    } satisfies Record<FaultName, string>,
    texts: {
      latency: 'Everything that the cloud sends comes late.',
      drop: 'Connections end without a packet, some time after they began.',
      refuse: 'CONNECT is refused, whatever the credentials are.',
      'dps-error': 'DPS answers registrations and polls with an error.',
      throttle: 'The hub acknowledges late, and answers HTTPS with 429.',
      'lost-acknowledgements': 'PUBACK, SUBACK and answers about twins get lost.',
      'half-open': 'The connection stays open, and nobody is there: as when a router between has forgotten it.',
    } satisfies Record<FaultName, string>,
    everybody: 'every device',
    sentence: (kind: FaultName, deviceId: string | null): string =>
      `For ${deviceId ?? 'every device'}, ${FAULT_STRIKES[kind]}`,
    left: (times: number | null, secondsLeft: number | null): string => {
      const parts = [
        ...(times === null ? [] : [times === 1 ? 'once more' : `${times.toLocaleString('en')} times more`]),
        ...(secondsLeft === null ? [] : [`for ${describeDuration(secondsLeft)} more`]),
      ];
      return parts.length === 0 ? 'until you stop it' : parts.join(', ');
    },
    dialogTitle: 'Begin a fault',
    kind: 'What goes wrong',
    whom: 'For whom',
    whoms: { all: 'Every device', one: 'One device' },
    device: 'Device ID',
    deviceHint: 'Its modules are meant, too.',
    deviceMissing: 'Give the device’s ID.',
    howLong: 'How long',
    howLongs: { open: 'Until I stop it', time: 'For a time', times: 'A number of times' },
    seconds: 'Seconds',
    times: 'Times',
    number: (least: number, most: number): string =>
      `Give a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}.`,
    details: DETAILS,
    services: { dps: 'Provisioning (DPS)', hub: 'Hub' },
    returnCodes: { 3: '3, server unavailable', 5: '5, not authorized' },
    statuses: {
      429: '429, too many requests',
      500: '500, server error',
      503: '503, unavailable',
      404: '404, not found',
      409: '409, conflict',
      412: '412, precondition failed',
    },
    cancel: 'Cancel',
  },
  move: {
    heading: 'Hub move',
    hint: 'IoT Central moves devices to another hub without asking. The old hub then refuses them, and they must register again to hear of the new one.',
    label: 'Move all devices to',
    button: 'Move all',
    title: (hub: string): string => `Move all devices to ${hub}?`,
    text: 'Those that are connected elsewhere are disconnected, and refused there from now on. A device that does not register again when it is refused stays out: that is what this shows.',
    moved: (count: number, hub: string): string =>
      count === 0
        ? `Every device was at ${hub} already`
        : `${describeCount(count, 'device', 'devices')} moved to ${hub}`,
    cancel: 'Cancel',
  },
  reset: {
    heading: 'Start anew',
    hint: 'A cloud as on the first day, with another ID scope and other keys.',
    button: 'Reset this cloud',
    title: { server: 'Reset the cloud of this server?', browser: 'Reset the cloud in this browser?' },
    text: 'Every device with its twin and its messages, every enrollment, certificate and template, and all settings are deleted, and every connection ends. The ID scope and all keys are made anew: devices need the new ones. This cannot be undone.',
    done: 'This cloud is new',
    cancel: 'Cancel',
  },
} as const;
