export const SCAN_TABS = ['scan', 'make', 'labels', 'transfer'] as const;
/** The parts of the Scan room. */
export type ScanTab = (typeof SCAN_TABS)[number];

const SCAN_SUBJECTS = ['device', 'certificate', 'devices', 'keys'] as const;
/** What a part of the Scan room is opened for, by its id; `devices` and `keys` are lists without one. */
export interface ScanSubject {
  readonly kind: (typeof SCAN_SUBJECTS)[number];
  readonly id: string;
}

const SCAN_STEPS = [1, 2] as const;
/** How far somebody went into what was read: 1 shows it, 2 one of several. */
export type ScanStep = (typeof SCAN_STEPS)[number];

/** A place in the Scan room. Says nothing of what was scanned. */
export interface ScanPlace {
  readonly tab: ScanTab;
  readonly subject?: ScanSubject;
  /** Of the first part: so that the Back button leads from what was read to where it was read. */
  readonly step?: ScanStep;
}

/** Reads a place from the name of a part and what follows it in the address; undefined for a part that is none. */
export function parseScanPlace(name: string | undefined, search: URLSearchParams): ScanPlace | undefined {
  const tab = name === undefined ? 'scan' : SCAN_TABS.find((one) => one === name);
  if (tab === undefined) return undefined;
  const kind = SCAN_SUBJECTS.find((one) => search.has(one));
  const step = tab === 'scan' ? SCAN_STEPS.find((one) => String(one) === search.get('seen')) : undefined;
  return {
    tab,
    ...(kind === undefined ? {} : { subject: { kind, id: search.get(kind) ?? '' } }),
    ...(step === undefined ? {} : { step }),
  };
}

/** Prints a place as what follows the name of the room, which `parseScanPlace` reads back. */
export function printScanPlace({ tab, subject, step }: ScanPlace): string {
  const search = new URLSearchParams(subject === undefined ? {} : { [subject.kind]: subject.id });
  if (step !== undefined) search.set('seen', String(step));
  const query = search.toString();
  return `${tab === 'scan' ? '' : `/${tab}`}${query === '' ? '' : `?${query}`}`;
}
