import type { DeviceVerb } from './ui-cloud.ts';

const counts = new Intl.NumberFormat('en');
const devices = (count: number): string => (count === 1 ? '1 device' : `${counts.format(count)} devices`);
const were = (count: number): string => (count === 1 ? 'was' : 'were');

/** Sentences of the list of a cloud's devices. */
export const uiCloudDevicesWords = {
  table: 'Devices of this cloud',
  device: 'Device',
  connection: 'Connection',
  status: 'Status',
  telemetry: 'Last telemetry',
  activity: 'Last activity',
  connected: 'Connected',
  disconnected: 'Not connected',
  never: 'Never connected',
  refused: (count: number): string => `${counts.format(count)} refused`,
  none: {
    heading: 'No device has joined yet',
    text: 'A device with the ID scope and the group key appears here by itself. Many at once come from a CSV file.',
  },
  noMatch: {
    heading: 'Nothing matches',
    text: (total: number): string => `None of ${devices(total)} is what you asked for.`,
    back: 'Show all devices',
  },
  notRead: 'The devices could not be read',
  search: 'Find a device by its ID or name',
  filters: {
    label: 'Which devices',
    status: 'Status',
    all: 'All',
    connection: 'Connection',
    connections: { all: 'Connected or not', connected: 'Connected', disconnected: 'Not connected' },
    group: 'Enrollment group',
    anyGroup: 'All groups',
    goneGroup: (id: string): string => `${id} (gone)`,
  },
  count: (matching: number, total: number, connected: number): string => {
    const of = matching === total ? devices(total) : `${counts.format(matching)} of ${devices(total)}`;
    return `${of}, ${counts.format(connected)} connected`;
  },
  choose: {
    all: (matching: number, isAll: boolean): string =>
      isAll ? `Choose all ${devices(matching)}` : `Choose all ${counts.format(matching)} that match`,
    none: 'Choose none',
    chosen: (count: number): string => `${counts.format(count)} chosen`,
    more: 'More for the chosen devices',
    label: 'The chosen devices',
  },
  bulk: {
    verbs: {
      approve: 'Approve',
      block: 'Block',
      unblock: 'Unblock',
      reset: 'Reset',
      move: 'Move to the other hub',
      remove: 'Delete',
    } satisfies Record<DeviceVerb, string>,
    doing: {
      approve: 'Approving devices',
      block: 'Blocking devices',
      unblock: 'Unblocking devices',
      reset: 'Resetting devices',
      move: 'Moving devices',
      remove: 'Deleting devices',
    } satisfies Record<DeviceVerb, string>,
    done: {
      approve: (count: number): string => `${devices(count)} ${were(count)} approved`,
      block: (count: number): string => `${devices(count)} ${were(count)} blocked`,
      unblock: (count: number): string => `${devices(count)} ${were(count)} unblocked`,
      reset: (count: number): string => `${devices(count)} ${were(count)} reset`,
      move: (count: number): string => `${devices(count)} ${were(count)} moved to the other hub`,
      remove: (count: number): string => `${devices(count)} ${were(count)} deleted`,
    } satisfies Record<DeviceVerb, (count: number) => string>,
    inPlace: { server: 'In the cloud of this server.', browser: 'In the cloud in this browser.' },
    stop: 'Stop',
    stopped: (left: number): string => `You stopped it. ${devices(left)} ${left === 1 ? 'is' : 'are'} as before.`,
    cutOff: (left: number): string =>
      `The cloud stopped answering. ${devices(left)} ${left === 1 ? 'is' : 'are'} as before, or on the way.`,
    failed: (count: number): string => `${counts.format(count)} could not be changed.`,
    failures: 'Which, and why',
    andMore: (count: number): string => `and ${counts.format(count)} more`,
    chooseFailed: 'Choose those that failed',
    dismiss: 'Close',
    removeTitle: (count: number): string => `Delete ${devices(count)}?`,
    removeText: (count: number): string =>
      `${count === 1 ? 'Its twin, waiting messages and keys of its own are' : 'Their twins, waiting messages and keys of their own are'} deleted, and what is connected is disconnected. This cannot be undone.`,
    removeNow: (count: number): string => `Delete ${devices(count)}`,
    cancel: 'Cancel',
  },
  csv: {
    more: 'More for the list',
    import: 'Import from a CSV file',
    export: 'Export with keys, as a CSV file',
    exporting: 'Making the file',
    exported: (file: string): string => `Saved as ${file}. It holds the keys of every device: keep it as carefully.`,
    title: 'Import devices',
    text: 'Registers devices before they connect for the first time. Those that are here already stay as they are.',
    columns: 'A file of IoT Central, or any other with a column of IDs. These of its columns are read:',
    file: 'File',
    hint: 'CSV in UTF-8. Names are optional.',
    choose: 'Choose a file',
    reading: (file: string): string => `Reading ${file}`,
    added: (count: number): string => (count === 0 ? 'No device was added' : `${devices(count)} ${were(count)} added`),
    known: (count: number): string =>
      count === 0 ? '' : `${devices(count)} ${were(count)} here already and ${were(count)} not changed.`,
    allGood: 'Every line could be read.',
    problems: (count: number): string =>
      count === 1 ? '1 line is worth a look.' : `${counts.format(count)} lines are worth a look.`,
    problemTable: 'Lines worth a look',
    line: 'Line',
    found: 'What stands there',
    wrong: 'What to do',
    nothing: '(nothing)',
    leftOut: 'Left out',
    taken: 'Taken',
    another: 'Import another file',
    done: 'Done',
    cancel: 'Cancel',
  },
} as const;
