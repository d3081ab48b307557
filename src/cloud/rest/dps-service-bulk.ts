import { isJsonObject, memberOf, type Json } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { deleteEntry, putEntry, type EntryKind, type EtagTest } from '../services/enrollment-control.ts';
import { EntryFault } from '../services/entry-fault.ts';
import { SERVICE_ERRORS } from '../services/service-error.ts';
import type { Enrollment } from '../state/cloud-state.ts';
import { answerDpsError } from './dps-service-answers.ts';
import { matchesEtag } from './etag.ts';
import { answerJson } from './rest-response.ts';
import type { RouteRequest } from './route.ts';

/** Entries of one request ("Azure IoT Hub Device Provisioning Service limits"). */
const BULK_LIMIT = 10;
/** In lower case: the SDKs write the third one in two ways. */
const MODES = ['create', 'update', 'updateifmatchetag', 'delete'] as const;
type Mode = (typeof MODES)[number];

/**
 * Makes, changes or removes up to ten entries, one after the other, each for itself: what fails is told in `errors`, and
 * the others are done.
 */
export function answerBulk<Entry extends Enrollment>(
  context: CloudContext,
  kind: EntryKind<Entry>,
  listName: 'enrollments' | 'enrollmentGroups',
  { body }: RouteRequest,
): RestResponse {
  const mode = readMode(memberOf(body, 'mode'));
  if (mode === undefined) {
    return answerDpsError(context, 400004, 'mode is create, update, updateIfMatchETag or delete.');
  }
  const list = memberOf(body, listName);
  if (!Array.isArray(list) || list.length === 0 || list.length > BULK_LIMIT) {
    return answerDpsError(context, 400004, `${listName} must be an array of 1 to ${BULK_LIMIT}.`);
  }
  const errors = (list as readonly Json[]).flatMap((entry) => {
    const fault = doOne(context, kind, mode, entry);
    if (fault === undefined) return [];
    const id = memberOf(entry, kind.idField);
    const errorStatus = fault.message ?? SERVICE_ERRORS[fault.code];
    return [{ [kind.idField]: typeof id === 'string' ? id : '', errorCode: fault.code, errorStatus }];
  });
  return answerJson(200, { isSuccessful: errors.length === 0, errors });
}

function readMode(value: Json | undefined): Mode | undefined {
  return typeof value === 'string' ? MODES.find((mode) => mode === value.toLowerCase()) : undefined;
}

function doOne<Entry extends Enrollment>(
  context: CloudContext,
  kind: EntryKind<Entry>,
  mode: Mode,
  entry: Json,
): EntryFault | undefined {
  const id = memberOf(entry, kind.idField);
  if (!isJsonObject(entry) || typeof id !== 'string') return new EntryFault(400004, `${kind.idField} is missing.`);
  if (mode === 'delete') return deleteEntry(context, kind, id, () => true);
  const done = putEntry(context, kind, id, entry, etagTest(mode, entry['etag']));
  return done instanceof EntryFault ? done : undefined;
}

function etagTest(mode: Exclude<Mode, 'delete'>, wanted: Json | undefined): EtagTest | undefined {
  if (mode === 'create') return undefined;
  if (mode === 'update') return () => true;
  return (etag) => typeof wanted === 'string' && matchesEtag(wanted, etag);
}
