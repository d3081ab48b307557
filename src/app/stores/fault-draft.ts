import type { FaultName } from '#core/words/en/fault-names';
import type { NewCloudFault } from '../cloud-settings.ts';

/** What belongs to a kind of fault, by its name on the wire: a number, or one of a few values. */
export type FaultDetail =
  | { readonly name: string; readonly least: number; readonly most: number; readonly first: number }
  | { readonly name: string; readonly values: readonly (number | string)[] };

/** What each kind has. */
export const FAULT_DETAILS: Readonly<Record<FaultName, readonly FaultDetail[]>> = {
  latency: [
    { name: 'milliseconds', least: 0, most: 600_000, first: 1000 },
    { name: 'jitterMilliseconds', least: 0, most: 600_000, first: 0 },
  ],
  drop: [{ name: 'afterSeconds', least: 0, most: 86_400, first: 10 }],
  refuse: [
    { name: 'service', values: ['hub', 'dps'] },
    { name: 'returnCode', values: [5, 3] },
  ],
  'dps-error': [
    { name: 'status', values: [429, 500, 503, 404, 409, 412] },
    { name: 'retryAfterSeconds', least: 0, most: 3600, first: 5 },
  ],
  throttle: [{ name: 'delaySeconds', least: 1, most: 3600, first: 10 }],
  'lost-acknowledgements': [{ name: 'percent', least: 1, most: 100, first: 50 }],
  'half-open': [],
};

/** The kinds in the order in which they are offered. */
export const FAULT_KINDS = Object.keys(FAULT_DETAILS) as readonly FaultName[];

/** How long a fault is to be on. */
export type FaultLength = 'open' | 'time' | 'times';

/** A fault that is being entered. Numbers are texts as long as one types. */
export interface FaultDraft {
  readonly kind: FaultName;
  readonly whom: 'all' | 'one';
  readonly deviceId: string;
  readonly length: FaultLength;
  readonly seconds: string;
  readonly times: string;
  readonly details: Readonly<Record<string, string>>;
}

/** Most seconds that a fault can be given to end by itself: a day. */
export const LONGEST_SECONDS = 86_400;
export const MOST_TIMES = 1_000_000;

/** Gives the draft of a fault of this kind, with what is likely. */
export function makeFaultDraft(kind: FaultName): FaultDraft {
  const details = FAULT_DETAILS[kind].map((one) => [one.name, String('first' in one ? one.first : one.values[0])]);
  return {
    kind,
    whom: 'all',
    deviceId: '',
    length: 'time',
    seconds: '60',
    times: '1',
    details: Object.fromEntries(details),
  };
}

/** Gives the draft with another kind; for whom and how long stays, where the kind has it. */
export function changeFaultKind(draft: FaultDraft, kind: FaultName): FaultDraft {
  const { details } = makeFaultDraft(kind);
  const length = hasTimes(kind) || draft.length !== 'times' ? draft.length : 'time';
  return { ...draft, kind, details, length };
}

/** Whether a kind can end after a number of times: what is half-open does not come again. */
export function hasTimes(kind: FaultName): boolean {
  return kind !== 'half-open';
}

/** Gives the number that a text stands for, or undefined when it is none, or out of bounds. */
export function readWhole(text: string, least: number, most: number): number | undefined {
  const number = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most ? number : undefined;
}

/** Gives the fault that a draft stands for, or the names of the fields that are wrong. */
export function readFaultDraft(draft: FaultDraft): NewCloudFault | ReadonlySet<string> {
  const { kind, whom, length } = draft;
  const wrong = new Set<string>();
  const read = (name: string, text: string, least: number, most: number): number | null => {
    const number = readWhole(text, least, most);
    if (number === undefined) wrong.add(name);
    return number ?? null;
  };
  const details = FAULT_DETAILS[kind].map((detail) => {
    const text = draft.details[detail.name] ?? '';
    if (!('values' in detail)) return [detail.name, read(detail.name, text, detail.least, detail.most)];
    return [detail.name, detail.values.find((value) => String(value) === text) ?? null];
  });
  const deviceId = whom === 'one' ? draft.deviceId.trim() : null;
  if (deviceId === '') wrong.add('deviceId');
  const seconds = length === 'time' ? read('seconds', draft.seconds, 1, LONGEST_SECONDS) : null;
  const times = length === 'times' ? read('times', draft.times, 1, MOST_TIMES) : null;
  return wrong.size > 0 ? wrong : { kind, deviceId, times, seconds, details: Object.fromEntries(details) };
}
