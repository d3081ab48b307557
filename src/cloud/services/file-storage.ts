import type { CloudContext } from '../cloud-context.ts';
import type { FileStorage } from '../state/application-state.ts';

/** The container that devices are told to write their files into, unless IoT Central was told another one. */
export const FILE_CONTAINER = 'device-files';
/** How long a device may write, unless IoT Central was told otherwise. */
export const UPLOAD_TTL = 'PT1H';
const SHORTEST_TTL_MS = 60_000;
const LONGEST_TTL_MS = 86_400_000;

/** First parts of paths that are other services'. */
const TAKEN_NAMES: ReadonlySet<string> = new Set([
  'api',
  'certificates',
  'configurations',
  'devices',
  'digitaltwins',
  'enrollmentgroups',
  'enrollments',
  'jobs',
  'messages',
  'providers',
  'registrations',
  'statistics',
  'subscriptions',
  'twins',
]);

/** Gives what IoT Central was told of the place of files; undefined as long as it was told nothing. */
export function findStorage({ application }: CloudContext): FileStorage | undefined {
  return application.fileUploads.list()[0];
}

/**
 * Gives where devices write their files to, and for how long they may. A hub of Azure has no place for files until it is
 * given one; this one has its own from the start, and files stay in the local cloud whatever storage it is told of.
 */
export function placeOfFiles(context: CloudContext): { readonly container: string; readonly ttlMs: number } {
  const { container = FILE_CONTAINER, sasTtl = UPLOAD_TTL } = findStorage(context) ?? {};
  return { container, ttlMs: readDuration(sasTtl) ?? 0 };
}

/** Whether a name is one of Azure's for containers, and no other path of this cloud. */
export function isContainerName(name: string): boolean {
  return isContainerSpelling(name) && !TAKEN_NAMES.has(name);
}

/** Whether a name is spelled as Azure spells those of containers. */
export function isContainerSpelling(name: string): boolean {
  return name.length >= 3 && name.length <= 63 && /^[a-z\d]+(?:-[a-z\d]+)*$/.test(name);
}

/** Whether a text is an ISO 8601 duration that a device may write for: a minute to a day. */
export function isUploadTtl(text: string): boolean {
  const ms = readDuration(text);
  return ms !== undefined && ms >= SHORTEST_TTL_MS && ms <= LONGEST_TTL_MS;
}

/** Reads days, hours, minutes and seconds, in milliseconds; undefined for all else. */
function readDuration(text: string): number | undefined {
  const found = /^P(?!$)(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/.exec(text);
  if (found === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** What of a connection string may be told: all else is, or may hold, a secret. */
const OPEN_PARTS: ReadonlySet<string> = new Set([
  'defaultendpointsprotocol',
  'accountname',
  'endpointsuffix',
  'blobendpoint',
]);

/** A connection string of a storage account, without its secrets. */
export interface StorageConnection {
  readonly account: string | undefined;
  /** With stars in the place of each secret, as the documentation of IoT Central shows it. */
  readonly shown: string;
}

/** Reads a connection string; gives undefined when it names no storage account. Its secrets go no further than here. */
export function readConnectionString(text: string): StorageConnection | undefined {
  const parts = text.split(';').filter((part) => part.trim() !== '');
  const named = parts.map((part) => /^\s*([A-Za-z]+)=(.+)$/s.exec(part));
  if (named.some((found) => found === null)) return undefined;
  const pairs = named.map((found) => [found?.[1] ?? '', found?.[2] ?? ''] as const);
  const valueOf = (name: string): string | undefined => pairs.find(([own]) => own.toLowerCase() === name)?.[1];
  if (valueOf('accountname') === undefined && valueOf('blobendpoint') === undefined) return undefined;
  const isOpen = (name: string, value: string): boolean => OPEN_PARTS.has(name.toLowerCase()) && !/[?#@]/.test(value);
  const shown = pairs.map(([name, value]) => `${name}=${isOpen(name, value) ? value : '*****'}`).join(';');
  return { account: valueOf('accountname'), shown };
}
