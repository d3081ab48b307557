import type { AppBuild, InstallingBrowser, OfflineState, StorageState } from '../../ports/installation.ts';

/** How something stands, in a word or two, with what it means and, where there is one, the next step. */
export interface StandingWords {
  readonly word: string;
  readonly sentence: string;
  readonly remedy?: string;
}

const ELSEWHERE =
  'The new version has taken over, but not in this page. What runs here goes on, but parts not opened so far may be missing.';
const IN_THE_WAY =
  'You see the copy of Device Workbench that this browser keeps for working offline. While it is kept, it opens here in place of that program.';
const OUT_OF_THE_WAY = 'To get to that program, remove the copy. Your devices and their keys stay.';

/** Sentences on working offline, on newer versions and on installing the app. */
export const uiOfflineWords = {
  heading: 'About and offline',
  appName: 'Device Workbench',
  version: ({ version, digest }: AppBuild): string => `Version ${version}, build ${digest}`,
  versionAlone: (version: string): string => `Version ${version}`,
  waiting: ({ version, digest }: AppBuild): string => `It is version ${version}, build ${digest}.`,
  offline: 'Offline',
  install: 'Install',
  storage: 'Storage',
  reloadNow: 'Reload now',
  later: 'Later',
  remove: 'Remove the offline copy',
  removeHint: 'Helps when the copy is stuck. Your devices and their keys stay. A new copy needs the server.',
  /** `names`: devices that run in this tab, at least one. */
  wouldStop(names: readonly string[]): string {
    const who = names.length > 3 ? `${names.length} devices` : joinNames(names);
    return names.length === 1
      ? `${who} runs in this tab, and reloading stops it.`
      : `${who} run in this tab, and reloading stops them.`;
  },
  update: { explanation: 'This page stays as it is until you press Reload now.' },
  elsewhere: { explanation: ELSEWHERE },
  otherProgram: {
    explanation: IN_THE_WAY,
    remedy: OUT_OF_THE_WAY,
    remove: 'Remove the copy and reload',
    keep: 'Keep the copy',
  },
  saved:
    'Devices with their keys, and your choices, are saved in this browser only, on this machine. What stands in the Keys room is not.',
  keepStorage: 'Ask the browser to keep them',
  safariLimit:
    'Safari clears what a page has saved after seven days of use without a visit to it, unless the app is installed.',
  installText: 'Gives the app a window of its own, beside your other apps.',
  installButton: 'Install the app',
  close: 'Close',
} as const;

const OFFLINE: Readonly<Record<Exclude<OfflineState['kind'], 'unsupported'>, StandingWords>> = {
  unknown: { word: 'Looking', sentence: 'Looking for the offline copy.' },
  preparing: {
    word: 'Being prepared',
    sentence: 'All parts of the app are being fetched.',
    remedy: 'Keep this page open a moment longer.',
  },
  'not-kept': {
    word: 'Not ready',
    sentence:
      'Not all parts of the app could be fetched and saved. Perhaps the server stopped in between, or the disk is full.',
    remedy: 'Reload the page to try again.',
  },
  ready: {
    word: 'Ready',
    sentence:
      'The app opens with no network and with its server stopped. Keys are made, and devices run against the cloud in this browser.',
  },
  'update-waiting': {
    word: 'A new version is ready',
    sentence: 'It takes over when you press Reload now, or when the app is opened after all its tabs were closed.',
  },
  updating: { word: 'Updating', sentence: 'The new version takes over, then this page reloads.' },
  'updated-elsewhere': { word: 'This page is an older version', sentence: ELSEWHERE },
  'other-program': { word: 'Another program answers here', sentence: IN_THE_WAY, remedy: OUT_OF_THE_WAY },
  removed: {
    word: 'Removed',
    sentence: 'The offline copy is gone. Your devices and their keys are still here.',
    remedy: 'Reload the page to make a new copy. That needs the server.',
  },
};

const UNSUPPORTED: Readonly<Record<Extract<OfflineState, { kind: 'unsupported' }>['reason'], StandingWords>> = {
  development: { word: 'Not in development', sentence: 'The development server makes no offline copy.' },
  browser: {
    word: 'Not possible here',
    sentence:
      'This browser saves no offline copy of this page. Private windows save none, and an address other than localhost needs HTTPS.',
    remedy: 'Open the app in an ordinary window, over HTTPS or at localhost.',
  },
};

/** Says how the app stands with working offline. */
export function describeOffline(state: OfflineState): StandingWords {
  return state.kind === 'unsupported' ? UNSUPPORTED[state.reason] : OFFLINE[state.kind];
}

/** What the browser says of the app's storage; `undefined` where it says nothing. */
export const STORAGE_WORDS: Readonly<Record<StorageState, StandingWords | undefined>> = {
  unknown: undefined,
  kept: { word: 'Kept', sentence: 'The browser does not clear them by itself.' },
  'may-be-cleared': { word: 'May be cleared', sentence: 'The browser may clear them when the disk gets short.' },
  refused: {
    word: 'May be cleared',
    sentence: 'The browser did not agree: it may clear them when the disk gets short.',
    remedy: 'Browsers agree more readily to an app that is installed or often used.',
  },
};

/** How to install the app where the browser makes no offer, step by step; one entry is a sentence and no step. */
export const INSTALL_STEPS: Readonly<Record<InstallingBrowser, readonly string[]>> = {
  'safari-ios': ['Press Share.', 'Choose “Add to Home Screen”.', 'Press Add.'],
  'safari-mac': ['Open the File menu.', 'Choose “Add to Dock”.', 'Press Add.'],
  'firefox-android': ['Open the menu of the browser.', 'Choose “Add app to Home screen”.'],
  firefox: [
    'Firefox on a computer installs no apps from pages; on Windows, the icon at the end of the address bar pins this one to the taskbar. In a tab the app does all the same.',
  ],
  other: [
    'Open the menu of the browser.',
    'Choose “Install” or “Add to Home screen”. If neither is there, the app may be installed already.',
  ],
};

function joinNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
