import { readEndDate, readTime } from '../jobs/job-schedule.ts';
import { isContainerName, isUploadTtl } from '../services/file-storage.ts';
import type { ApplicationState } from './application-state.ts';
import {
  anyJson,
  count,
  filled,
  key,
  listOf,
  mapOf,
  object,
  oneOf,
  oneShapeOf,
  orNull,
  shaped,
  text,
  texts,
  yesNo,
  type Judge,
  type Shape,
} from './state-shape.ts';

const SHARE: Shape = { type: oneOf('number', 'percentage'), value: count };
const CAPABILITY_ITEM: Shape = {
  type: oneOf('property', 'cloudProperty', 'command'),
  target: filled,
  path: filled,
  value: anyJson,
};
const MIGRATION_ITEM: Shape = { type: oneOf('deviceTemplateMigration'), template: filled };
const isContainer: Judge = (value) => typeof value === 'string' && isContainerName(value);
const isTtl: Judge = (value) => typeof value === 'string' && isUploadTtl(value);
const isItem = oneShapeOf([CAPABILITY_ITEM, MIGRATION_ITEM]);

const JOB_PLAN: Shape = {
  id: filled,
  displayName: text,
  description: orNull(text),
  group: filled,
  organizations: texts,
  batch: orNull(shaped(SHARE)),
  cancellationThreshold: orNull(shaped({ ...SHARE, batch: yesNo })),
  data: (value) => Array.isArray(value) && value.every(isItem),
};
const isTime: Judge = (value) => typeof value === 'string' && readTime(value) !== undefined;
const isEndDate: Judge = (value) => typeof value === 'string' && readEndDate(value) !== undefined;

/** The lists of an application, as they are judged before they are taken from what was kept. */
export const APPLICATION: { readonly [Book in keyof ApplicationState]: Judge } = {
  templates: listOf({
    id: filled,
    types: texts,
    context: anyJson,
    displayName: text,
    description: text,
    capabilityModel: object,
    origin: oneOf('operator', 'model', 'data'),
    etag: filled,
    createdAt: count,
    updatedAt: count,
  }),
  models: listOf({ id: filled, document: object, addedAt: count }),
  deviceGroups: listOf({
    id: filled,
    displayName: text,
    filter: filled,
    description: orNull(text),
    organizations: texts,
    etag: filled,
  }),
  jobs: listOf({
    ...JOB_PLAN,
    scheduledJobId: orNull(filled),
    start: count,
    end: orNull(count),
    status: oneOf('running', 'complete', 'cancelled', 'failed', 'stopped'),
    devices: listOf({ id: filled, status: oneOf('pending', 'completed', 'failed') }),
  }),
  scheduledJobs: listOf({
    ...JOB_PLAN,
    schedule: shaped({
      start: isTime,
      recurrence: orNull(oneOf('daily', 'weekly', 'monthly')),
      end: orNull(
        oneShapeOf([
          { type: oneOf('date'), date: isEndDate },
          { type: oneOf('occurrences'), occurrences: count },
        ]),
      ),
    }),
    enabled: yesNo,
    etag: filled,
    occurrence: count,
  }),
  apiTokens: listOf({
    id: filled,
    digest: key,
    expiry: count,
    roles: listOf({ role: filled, organization: orNull(text) }),
  }),
  relationships: listOf({ id: filled, source: filled, target: filled }),
  exportDestinations: listOf({
    id: filled,
    displayName: text,
    type: oneOf('webhook@v1'),
    url: filled,
    headers: mapOf(shaped({ value: text, secret: yesNo })),
    authorization: orNull(text),
  }),
  dataExports: listOf({
    id: filled,
    displayName: text,
    enabled: yesNo,
    source: oneOf('telemetry', 'properties', 'deviceConnectivity', 'deviceLifecycle'),
    filter: orNull(filled),
    enrichments: object,
    destinations: texts,
  }),
  fileUploads: listOf({
    id: filled,
    account: text,
    connectionString: filled,
    container: isContainer,
    sasTtl: isTtl,
    etag: filled,
  }),
};

/** What a new application has. */
export const EMPTY_APPLICATION: ApplicationState = {
  templates: [],
  models: [],
  deviceGroups: [],
  jobs: [],
  scheduledJobs: [],
  apiTokens: [],
  relationships: [],
  exportDestinations: [],
  dataExports: [],
  fileUploads: [],
};
