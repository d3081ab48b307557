import type { DeviceState } from '../../ports/device-host.ts';

/** Sentences of the list of devices, and what every page says of a device's state. */
export const uiDevicesWords = {
  title: 'Devices',
  count: (all: number, online: number): string => `${all} ${all === 1 ? 'device' : 'devices'}, ${online} connected`,
  newDevice: 'New device',
  addDevice: 'Add a device',
  scanCode: 'Scan a code',
  tryCertificate: 'Try a certificate with the local cloud',
  tryIt: 'Try it with the local cloud',
  tryingIt: 'Starting a device',
  empty: {
    heading: 'Talk to a cloud in a minute',
    text: 'One click makes a virtual thermostat, registers it with the local cloud and streams its telemetry. Nothing goes to the Internet, and nothing needs to be typed.',
  },
  noMatch: {
    heading: 'No device matches',
    text: 'No name, hub or ID scope holds these words in this list.',
    clear: 'Show all devices',
  },
  search: 'Find a device',
  filterLabel: 'Show',
  filters: { all: 'All', online: 'Connected', failing: 'Failing' },
  table: 'Devices',
  columns: {
    device: 'Device',
    status: 'Status',
    hub: 'Hub',
    credential: 'Credential',
    seen: 'Last seen',
    messages: 'Messages',
    menu: 'Actions',
  },
  never: 'not yet',
  credential: {
    'group-key': 'Group key',
    'device-key': 'Device key',
    certificate: 'Certificate',
    'browser-certificate': 'Browser’s certificate',
  },
  cloud: { azure: 'Azure', node: 'Local cloud of this server', tab: 'Local cloud in this browser' },
  localCloud: 'Local cloud',
  inBrowser: 'in this browser',
  onServer: 'of this server',
  idCopied: 'The device ID was copied',
  trend: (name: string): string => `Newest telemetry of ${name}`,
  menu: (name: string): string => `Actions for ${name}`,
  start: 'Start',
  stop: 'Stop',
  openTrace: 'Open the trace',
  copyId: 'Copy the device ID',
  remove: 'Remove',
  removed: (name: string): string => `${name} was removed`,
  broughtBack: (name: string): string => `${name} is back`,
  listFailed: {
    title: 'Your devices cannot be read',
    explanation: 'The part of the app that keeps them did not start.',
    remedy: 'Try again. If that does not help, close other tabs of this app and reload the page.',
    retry: 'Try again',
  },
} as const;

/** One word for the list, and a sentence for the top of the device's page. `inSeconds` counts to the next try. */
export function describeState(state: DeviceState, inSeconds = 0): { readonly word: string; readonly sentence: string } {
  switch (state.kind) {
    case 'idle':
      return { word: 'Not started', sentence: 'Not started yet' };
    case 'checking':
      return { word: 'Checking', sentence: 'Looking at credential, ID and network before connecting' };
    case 'provisioning':
      return { word: 'Registering', sentence: `${PROVISIONING[state.step]} ${state.dpsHost}` };
    case 'connecting':
      return { word: 'Connecting', sentence: `Connecting to ${state.hub}` };
    case 'online':
      return { word: 'Connected', sentence: `Connected to ${state.hub}` };
    case 'waiting':
      return { word: 'Waiting', sentence: `Not connected. ${nextTry(inSeconds)}` };
    case 'refused':
      return { word: 'Refused', sentence: 'Not connected. It does not try again by itself' };
    case 'stopped':
      return describeStopped(state);
  }
}

function describeStopped(state: DeviceState & { readonly kind: 'stopped' }): { word: string; sentence: string } {
  if (state.runsElsewhere === true)
    return { word: 'Runs in another tab', sentence: 'Runs in another tab of this browser' };
  if (state.stoppedBy === 'reload') return { word: 'Stopped by a reload', sentence: 'Stopped by a reload of the page' };
  return { word: 'Stopped', sentence: 'Stopped' };
}

const PROVISIONING = {
  dialling: 'Opening a connection to',
  registering: 'Registering with',
  assigning: 'Waiting for a hub from',
} as const;

function nextTry(inSeconds: number): string {
  return inSeconds <= 0 ? 'Trying again now' : `Trying again in ${inSeconds} s`;
}

/** What a screen reader is told when a device comes to rest in another state. */
export function announceState(name: string, state: DeviceState): string {
  return `${name}: ${describeState(state).word}`;
}
