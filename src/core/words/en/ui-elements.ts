import type { JsonMistake } from '../../bytes/json-mistake.ts';

/** The fixed words inside the small parts of the interface; everything else is said by whoever uses them. */
export const uiElementsWords = {
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Not copied',
  copyNamed: (label: string) => `Copy ${label}`,
  copiedNamed: (label: string) => `${label} copied`,
  copyFailedNamed: (label: string) => `${label} was not copied: this page may not write to the clipboard`,

  optional: '(optional)',
  close: 'Close',
  showSecret: (label: string) => `Show ${label}`,
  hideSecret: (label: string) => `Hide ${label}`,
  hiddenSecret: 'Hidden',
  showQr: 'Show the code',
  hideQr: 'Hide the code',
  secretNotRead: 'It could not be read',

  likely: 'Likely',
  causesTitle: 'Possible causes, the most likely first',

  skipToContent: 'Skip to content',
  places: 'Places',
  commands: 'commands',
  commandKey: { other: 'Ctrl', apple: '⌘' },

  stepOutcome: { running: 'under way', done: 'done', failed: 'failed', skipped: 'skipped' },

  tidyJson: 'Tidy up',
  jsonGood: 'This is JSON',
  jsonEmpty: 'Nothing yet',
  jsonNotObject: 'This is JSON, but an object in braces is needed here',
  jsonMistake: (line: number, column: number, what: string) => `Line ${line}, column ${column}: ${what}`,

  jsonMistakes: {
    empty: 'nothing stands here yet',
    'ends-early': 'the text ends too early, a bracket or a value is missing',
    'value-expected': 'a value belongs here: text in double quotes, a number, true, false, null, { or [',
    'name-expected': 'a name in double quotes belongs here',
    'colon-expected': 'a colon belongs after the name',
    'comma-expected': 'a comma or a closing bracket belongs here',
    'comma-before-end': 'remove this comma, nothing follows it',
    'single-quotes': 'JSON takes double quotes, not single ones',
    'string-open': 'this text has no closing quote on its line',
    'string-escape': 'a backslash stands before a character that needs none',
    'number-form': 'write numbers like 1, 0.5 or -2e3',
    'text-after-end': 'something follows after the end',
  } satisfies Record<JsonMistake['kind'], string>,

  now: 'now',
  secondsAgo: (count: number) => `${count} s ago`,
  minutesAgo: (count: number) => `${count} min ago`,
  hoursAgo: (count: number) => `${count} h ago`,
  daysAgo: (count: number) => (count === 1 ? 'yesterday' : `${count} days ago`),

  rowNotThere: 'Not read yet',
  chooseRow: (name: string) => `Choose ${name}`,
  chosenColumn: 'Chosen',

  chartEmpty: 'No values in this window yet',
  chartLoadFailed: 'The chart could not be loaded. Reload the page to try again.',
  chartOwnScale: 'own scale',
  chartSummary: (name: string, now: string, low: string, high: string, count: string) =>
    `${name}: now ${now}, lowest ${low}, highest ${high}, ${count} values.`,
  sparklineNone: 'no values yet',

  traceDirection: { sent: 'sent', received: 'received', note: 'note' },
  traceService: { dps: 'DPS', hub: 'Hub' },
  traceFailed: 'failed',
  traceNew: (count: string) => `${count} new`,
  traceToNewest: 'Go to the newest row',
  traceAside: 'Beside the packets',
  traceDetail: 'Packet detail',
  traceNoteDetail: 'Note',
  tracePick: 'Pick a row to see the whole packet.',
  traceTime: 'Time',
  traceConnection: 'Connection',
  traceTopic: 'Topic',
  traceSize: 'Size',
  traceBody: 'Body',
  tracePacket: (type: string, direction: string) => `${type} ${direction}`,
  traceBytes: (count: string) => `${count} bytes`,

  progressCount: (done: string, total: string) => `${done} of ${total}`,
  pages: (label: string) => `Pages of ${label}`,
  pageRange: (from: string, to: string, total: string) =>
    from === to ? `${from} of ${total}` : `${from}–${to} of ${total}`,
  pageBack: 'Back',
  pageOn: 'Next',

  paletteLabel: 'Commands',
  paletteField: 'Find a command or a device',
  paletteResults: 'Results',
  paletteNone: 'Nothing has that name',
  paletteCount: (count: number) => (count === 1 ? '1 result' : `${count} results`),
} as const;
