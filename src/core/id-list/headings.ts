/** Headings that say it themselves, best first; as `normalise` leaves them. */
const SURE_ID_HEADINGS = ['iotcdeviceid', 'deviceid', 'registrationid', 'iothubdeviceid', 'geräteid', 'gerätid'];

/** Headings that mean the ID where no better one is there, best first. */
const LIKELY_ID_HEADINGS = [
  'id',
  'ids',
  'deviceids',
  'device',
  'devices',
  'deviceidentifier',
  'identifier',
  'identifiant',
  'kennung',
  'gerät',
  'serialnumber',
  'serialno',
  'serial',
  'sn',
  'seriennummer',
  'seriennr',
  'numérodesérie',
  'númerodeserie',
  'imei',
  'macaddress',
  'mac',
  'uuid',
  'hostname',
];

/** Headings of names for people, best first. */
const NAME_HEADINGS = [
  'iotcdevicename',
  'devicename',
  'displayname',
  'friendlyname',
  'name',
  'label',
  'title',
  'description',
  'gerätename',
  'anzeigename',
  'bezeichnung',
  'nom',
  'nombre',
  'device',
  'gerät',
];

/** `Device ID`, `device_id` and `DEVICE-ID` are one. */
function normalise(heading: string): string {
  return heading
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Whether a cell may be the heading of a column of IDs. */
export function isLikelyIdHeading(cell: string): boolean {
  return LIKELY_ID_HEADINGS.includes(normalise(cell));
}

/** Whether a cell may be the heading of a column of names. */
export function isNameHeading(cell: string): boolean {
  return NAME_HEADINGS.includes(normalise(cell));
}

/** Whether a line says no more than what stands below it. */
export function isIdHeading(line: string): boolean {
  return SURE_ID_HEADINGS.includes(normalise(line)) || isLikelyIdHeading(line);
}

/** Gives the column whose heading says for sure that it holds IDs. */
export function findSureIdColumn(headings: readonly string[]): number | undefined {
  return rankColumns(headings, SURE_ID_HEADINGS)[0];
}

/** Gives the columns whose headings may mean IDs, best first. */
export function findLikelyIdColumns(headings: readonly string[]): number[] {
  return rankColumns(headings, LIKELY_ID_HEADINGS);
}

/** Gives the column of names for people, other than the one of the IDs. */
export function findNameColumn(headings: readonly string[], idColumn: number): number | undefined {
  return rankColumns(headings, NAME_HEADINGS).find((column) => column !== idColumn);
}

function rankColumns(headings: readonly string[], known: readonly string[]): number[] {
  return headings
    .map((heading, column) => ({ column, rank: known.indexOf(normalise(heading)) }))
    .filter(({ rank }) => rank !== -1)
    .sort((a, b) => a.rank - b.rank)
    .map(({ column }) => column);
}

/** Tells IoT Central's files by their headings; case and order do not matter, nor columns beside them. */
export function recogniseCentralFile(headings: readonly string[]): 'central-import' | 'central-export' | undefined {
  const known = headings.map(normalise);
  if (!known.includes('iotcdeviceid')) return undefined;
  return known.some((heading) => /^iotc(?:saskey|x509thumbprint)/.test(heading)) ? 'central-export' : 'central-import';
}
