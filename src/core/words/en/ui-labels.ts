import { describeCount } from '../duration.ts';
import { describeMillimetres } from './labels.ts';

const devices = (count: number): string => describeCount(count, 'device', 'devices');
const labels = (count: number): string => describeCount(count, 'label', 'labels');
const sheets = (count: number): string => describeCount(count, 'sheet', 'sheets');

/** Sentences of the Labels part of the Scan room. */
export const uiLabelsWords = {
  drop: 'Drop the file to read its device IDs',
  devices: {
    heading: 'Devices',
    source: 'Where the devices come from',
    sources: { devices: 'Kept here', keys: 'Keys room', list: 'A list' },
    which: 'Which devices',
    all: (count: number): string => (count === 1 ? 'The one device' : `All ${devices(count)}`),
    none: {
      title: 'No device is kept here',
      text: 'Add one in the room Devices, or print labels for a list of IDs.',
      list: 'Use a list',
    },
    noKeys: {
      title: 'The Keys room has made no keys yet',
      text: 'Make them there, and their devices are here.',
      open: 'Open the Keys room',
    },
    fromKeys: (count: number): string => `${devices(count)} that have keys in the Keys room`,
    near: {
      title: 'Only this computer reaches their service',
      text: (count: number): string =>
        `${count === 1 ? '1 device is' : `${devices(count)} are`} at a local cloud: one in this browser, or at localhost. Whoever scans these labels on another machine cannot connect by them.`,
    },
    idScope: {
      label: 'ID scope',
      hint: 'Of the provisioning service where these devices register. It goes into a connect code, and is no secret.',
      placeholder: '0ne00A1B2C3',
    },
  },
  /** What the IDs of a list get. */
  fate: {
    good: (count: number): string => (count === 1 ? '1 device gets a label' : `${devices(count)} get labels`),
    none: 'No device gets a label',
    column: 'Label',
    gets: 'gets one',
  },
  code: {
    heading: 'Code',
    label: 'What the code holds',
    kinds: {
      connect: {
        label: 'The device, without a key',
        text: 'Its ID and where it registers. Scanned in this app, it opens that device. Nobody can pose as it by the label.',
      },
      id: { label: 'The device ID alone', text: 'Plain text, for every reader of codes and every stock list.' },
      locked: {
        label: 'The device and its key, locked',
        text: 'Encrypted. It connects the device in this app, for those who know the passphrase.',
      },
      keyed: {
        label: 'The device and its key, in clear',
        text: 'Whoever photographs the label can pose as the device, for as long as the key is in use.',
      },
    },
    listHasNoKeys:
      'A list names devices and brings no keys. For keys on labels take devices that are kept here, or those of the Keys room.',
    form: 'Form',
    forms: { workbench: 'This app’s', central: 'IoT Central’s' },
    formHints: {
      workbench: 'Holds both keys and the model, and is the smaller code. This app reads it.',
      central: 'Holds the first key. IoT Central’s own phone app reads it too.',
    },
    noCentral:
      'IoT Central’s form has no place for a device that names its hub or another provisioning service, so all are printed in this app’s.',
    agree: {
      label: 'Print keys in clear',
      hint: 'I know that these labels are as secret as the keys on them.',
    },
    agreeMissing: 'Turn this on to print keys in clear, or choose another code.',
    passphrase: {
      label: 'Passphrase',
      hint: 'Of all these labels. It is not kept: write it down where the labels are not.',
      missing: 'Type the passphrase that opens the labels.',
      short: (least: number): string =>
        `A short passphrase can be guessed by trying. Take ${least} characters or more.`,
    },
  },
  words: {
    heading: 'Words beside it',
    always: 'The device ID stands on every label, whole.',
    lines: { name: 'Name', idScope: 'ID scope', modelId: 'Model' },
    lineHints: {
      name: 'Of devices in the Keys room, and of lists with a column of names.',
      idScope: 'Of devices that register with a provisioning service.',
      modelId: 'Of devices kept here that announce one.',
    },
    note: {
      label: 'A line of your own',
      hint: 'The same on every label: whose device it is, or whom to call.',
      placeholder: 'Property of Contoso, +49 30 901820',
    },
  },
  paper: {
    heading: 'Paper',
    medium: 'What is printed on',
    media: { a4: 'A4 sheets', letter: 'Letter sheets', roll: 'Roll' },
    grid: 'Labels on a sheet',
    preset: (columns: number, rows: number, width: number, height: number, like: string): string =>
      `${columns * rows} labels, ${describeMillimetres(width).replace(' mm', '')} × ${describeMillimetres(height)}, as ${like}`,
    own: 'Another grid',
    adjust: 'Change these measures',
    measures: {
      columns: 'Labels across',
      rows: 'Labels down',
      width: 'Width of a label (mm)',
      height: 'Height of a label (mm)',
      left: 'From the left edge to the first (mm)',
      top: 'From the upper edge to the first (mm)',
      gapX: 'Gap between two across (mm)',
      gapY: 'Gap between two down (mm)',
    },
    roll: {
      width: 'Width of a label (mm)',
      height: 'Height of a label (mm)',
      across: 'Labels across',
      gap: 'Gap between (mm)',
    },
    dpi: 'Dots to the inch',
    dpis: { 203: '203 (8 a millimetre)', 300: '300 (12 a millimetre)' },
    feed: 'How labels are told apart',
    feeds: { gaps: 'By gaps or marks', endless: 'Not at all: an endless roll' },
    skip: {
      label: 'Labels that are gone from the first sheet',
      hint: 'Counted in reading order. Printing begins behind them.',
    },
    outline: { label: 'Lines to cut along', hint: 'For plain paper. Leave it off for sheets that are cut.' },
  },
  preview: {
    heading: 'Preview',
    counts: (count: number, pages: number, isRoll: boolean): string =>
      isRoll ? `${labels(count)}, one after the other` : `${labels(count)} on ${sheets(pages)}`,
    page: (page: number, first: string, last: string): string =>
      first === last ? `Page ${page}: ${first}` : `Page ${page}: ${first} to ${last}`,
    pages: 'Pages',
    nothing: 'Nothing to print yet.',
    notReady: 'The preview comes when what is marked is mended.',
    notWhole: 'The preview comes when what is needed is filled in, such as the ID scope.',
    standIn: 'The codes of this preview hold no key. They are as large as those that are printed.',
  },
  print: {
    button: (count: number): string =>
      count === 0 ? 'Print labels' : count === 1 ? 'Print the label' : `Print ${labels(count)}`,
    making: 'Making labels',
    cancel: 'Cancel',
    again: 'Print again',
    ready: {
      title: (count: number): string => (count === 1 ? 'The label is ready' : `${labels(count)} are ready`),
      sheets:
        'In the dialog of the browser choose a scale of 100 %, no margins, and this paper. “Save as PDF” makes a file.',
      roll: 'In the dialog of the browser choose the label printer, its paper in this size, and a scale of 100 %. “Save as PDF” makes a file.',
    },
  },
} as const;
