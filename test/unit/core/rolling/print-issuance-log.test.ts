import { expect, test } from 'vitest';
import type { IssuanceEntry } from '#core/ports/certificate-maker';
import { printIssuanceLog } from '#core/rolling/print-issuance-log';

const ENTRY: IssuanceEntry = {
  serialNumber: '40AB',
  commonName: 'pump-7',
  role: 'device',
  keyKind: 'P-256',
  sha1Thumbprint: 'A1',
  sha256Thumbprint: 'A2',
  notBefore: Date.UTC(2026, 0, 5, 9, 10, 11),
  notAfter: Date.UTC(2027, 0, 5, 9, 10, 11),
  issuedAt: Date.UTC(2026, 0, 5, 9, 10, 12, 345),
};
const HEADING =
  'serialNumber,commonName,role,keyKind,sha1Thumbprint,sha256Thumbprint,notBefore,notAfter,issuedAt,batchId\r\n';

test('the log is a table with a heading, a row for each certificate in the order given', () => {
  const { text, guarded } = printIssuanceLog([
    { ...ENTRY, batchId: 'b1' },
    { ...ENTRY, keyKind: undefined },
  ]);
  const dates = '2026-01-05T09:10:11Z,2027-01-05T09:10:11Z,2026-01-05T09:10:12Z';
  expect(text).toBe(`${HEADING}40AB,pump-7,device,P-256,A1,A2,${dates},b1\r\n40AB,pump-7,device,,A1,A2,${dates},\r\n`);
  expect(guarded).toBe(0);
});

test('an empty log is its heading', () => {
  expect(printIssuanceLog([])).toEqual({ text: HEADING, guarded: 0 });
});

test('a name that a spreadsheet would compute is guarded, counted, and quoted where it must be', () => {
  const names = ['=1+1', '-7', '@a', 'a,b', 'say "hi"'];
  const { text, guarded } = printIssuanceLog(names.map((commonName) => ({ ...ENTRY, commonName })));
  expect(guarded).toBe(3);
  for (const cell of [",'=1+1,", ",'-7,", ",'@a,", ',"a,b",', ',"say ""hi""",']) expect(text).toContain(cell);
});
