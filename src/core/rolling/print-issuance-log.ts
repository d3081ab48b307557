import { type CsvText, printCsvRow } from '../csv/print-csv.ts';
import type { IssuanceEntry } from '../ports/certificate-maker.ts';

/** The heading of the log; dates are ISO 8601, UTC. */
const HEADING = [
  'serialNumber',
  'commonName',
  'role',
  'keyKind',
  'sha1Thumbprint',
  'sha256Thumbprint',
  'notBefore',
  'notAfter',
  'issuedAt',
  'batchId',
];

/** Prints the log of an authority as CSV, in the order given; no cell is a formula. */
export function printIssuanceLog(entries: readonly IssuanceEntry[]): CsvText {
  const rows = entries.map((entry) =>
    printCsvRow([
      entry.serialNumber,
      entry.commonName,
      entry.role,
      entry.keyKind ?? '',
      entry.sha1Thumbprint,
      entry.sha256Thumbprint,
      printTime(entry.notBefore),
      printTime(entry.notAfter),
      printTime(entry.issuedAt),
      entry.batchId ?? '',
    ]),
  );
  return {
    text: printCsvRow(HEADING).text + rows.map(({ text }) => text).join(''),
    guarded: rows.reduce((sum, { guarded }) => sum + guarded, 0),
  };
}

function printTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+/, '');
}
