import { describeCount } from '../duration.ts';

/** Sentences of the log of an authority. */
export const uiIssuanceLogWords = {
  heading: 'Issuance log',
  hint: 'Everything that this authority signed here. It stays when a certificate is removed.',
  table: 'Certificates that this authority signed',
  columns: { name: 'Name', serialNumber: 'Serial number', issued: 'Signed', ends: 'Ends' },
  search: 'Find a name or number',
  pages: 'the issuance log',
  counted: (count: number): string => describeCount(count, 'entry', 'entries'),
  empty: 'It has signed nothing here yet.',
  noMatch: 'No entry has this in its name, serial number or thumbprints.',
  save: 'Save as CSV',
  fileName: (authority: string): string => `${authority.replace(/[^A-Za-z0-9._-]+/g, '-')}-issuance-log.csv`,
  saved: (name: string): string => `${name} was saved`,
  guarded: (name: string, count: number): string =>
    `${name} was saved. ${describeCount(count, 'value begins', 'values begin')} with a sign that spreadsheets take for a formula, so there is a ' in front.`,
  revoke: {
    title: 'To revoke is to tell Azure',
    text: 'DPS, IoT Hub and IoT Central read no revocation list (CRL). A device is locked out by disabling its enrollment, and an authority by removing or replacing it there.',
  },
} as const;
