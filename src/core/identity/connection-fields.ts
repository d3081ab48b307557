import type { Finding } from '../errors/workbench-error.ts';
import { makeFinding } from '../errors/workbench-error.ts';
import { quoteInput } from './quote-input.ts';

const CONNECTION_FIELDS = [
  'HostName',
  'DeviceId',
  'ModuleId',
  'SharedAccessKeyName',
  'SharedAccessKey',
  'SharedAccessSignature',
  'x509',
  'GatewayHostName',
] as const;
/** A field that connection strings have a meaning for. */
export type ConnectionField = (typeof CONNECTION_FIELDS)[number];
/** The fields of a connection string as they stand in it, unknown ones too. */
export type ConnectionFields = ReadonlyMap<string, string>;
/** More findings than this nobody reads. */
const FINDING_LIMIT = 10;

/**
 * Takes a connection string apart into its fields: in any order, each split at the first `=`, so that a key keeps its
 * padding; names are compared exactly, as the Node, Python and C SDKs do. Faults, ten at most, are
 * `connection-string/form` and `connection-string/field-twice`.
 */
export function readConnectionFields(text: string): {
  readonly fields: ConnectionFields;
  readonly faults: readonly Finding[];
} {
  const fields = new Map<string, string>();
  const faults: Finding[] = [];
  text.split(';').forEach((part, index) => {
    if (part.trim() === '') return;
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim();
    if (equals < 0 || name === '') {
      // The text itself stays out: it may be a key that lost its name.
      faults.push(makeFinding('connection-string/form', { part: isKnown(name) ? name : String(index + 1) }));
    } else if (fields.has(name)) {
      faults.push(makeFinding('connection-string/field-twice', { field: isKnown(name) ? name : quoteInput(name) }));
    } else {
      fields.set(name, part.slice(equals + 1).trim());
    }
  });
  return { fields, faults: faults.slice(0, FINDING_LIMIT) };
}

/** Names those of the fields that are not there or empty: `connection-string/field-missing`. */
export function findMissingFields(fields: ConnectionFields, wanted: readonly ConnectionField[]): Finding[] {
  return wanted
    .filter((field) => !fields.get(field))
    .map((field) => makeFinding('connection-string/field-missing', { field }));
}

/** Names the fields that have no meaning, ten at most: `connection-string/field-unknown`. */
export function findUnknownFields(fields: ConnectionFields): Finding[] {
  return [...fields.keys()]
    .filter((name) => !isKnown(name))
    .slice(0, FINDING_LIMIT)
    .map((name) => makeFinding('connection-string/field-unknown', { field: quoteInput(name) }));
}

/** Whether any field has a meaning, in whatever case: a key alone, which ends with an equals sign, has none. */
export function hasKnownField(fields: ConnectionFields): boolean {
  const known: readonly string[] = CONNECTION_FIELDS.map((field) => field.toLowerCase());
  return [...fields.keys()].some((name) => known.includes(name.toLowerCase()));
}

function isKnown(name: string): name is ConnectionField {
  return CONNECTION_FIELDS.some((field) => field === name);
}
