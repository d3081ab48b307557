import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import { METHOD_LIMIT_BYTES } from '../services/methods.ts';
import type { Job, JobItem, JobShare } from '../state/application-state.ts';

/** What a request says of a job that is to be made. */
export type JobWish = Pick<Job, 'displayName' | 'description' | 'group' | 'batch' | 'cancellationThreshold' | 'data'>;

/** Things that one job does. */
const ITEM_LIMIT = 100;

/** Reads the body of a request that makes a job, or says in words what is wrong with it. */
export function readJobWish(body: JsonObject): JobWish | string {
  const { displayName = '', description = null, group } = body;
  if (typeof displayName !== 'string') return 'displayName must be a string.';
  if (description !== null && typeof description !== 'string') return 'description must be a string.';
  if (typeof group !== 'string' || group === '') return 'group must be the ID of a device group.';
  const batch = readShare('batch', body['batch']);
  if (typeof batch === 'string') return batch;
  const threshold = readShare('cancellationThreshold', body['cancellationThreshold']);
  if (typeof threshold === 'string') return threshold;
  const cancellationThreshold = threshold && { ...threshold, batch: isOfBatch(body['cancellationThreshold']) };
  const data = readItems(body['data']);
  return typeof data === 'string' ? data : { displayName, description, group, batch, cancellationThreshold, data };
}

function readShare(name: string, value: Json | undefined): JobShare | null | string {
  if (value === undefined || value === null) return null;
  const { type = null, value: size = null } = isJsonObject(value) ? value : {};
  if (type !== 'number' && type !== 'percentage') return `The type of ${name} must be number or percentage.`;
  if (typeof size !== 'number' || size < 0 || (type === 'percentage' && size > 100)) {
    return `The value of ${name} must be a number from 0 on, or a percentage of 0 to 100.`;
  }
  return { type, value: size };
}

function isOfBatch(value: Json | undefined): boolean {
  return isJsonObject(value) && value['batch'] === true;
}

function readItems(value: Json | undefined): readonly JobItem[] | string {
  if (!Array.isArray(value) || value.length === 0 || value.length > ITEM_LIMIT) {
    return `data must be an array of 1 to ${ITEM_LIMIT} things to do.`;
  }
  const items: JobItem[] = [];
  for (const entry of value as readonly Json[]) {
    const item = readItem(entry);
    if (typeof item === 'string') return item;
    items.push(item);
  }
  return items;
}

function readItem(entry: Json): JobItem | string {
  const { type = null, target = null, path = null, value = null, template = null } = isJsonObject(entry) ? entry : {};
  if (type === 'deviceTemplateMigration') {
    return typeof template === 'string' && template !== '' ? { type, template } : `${type} must have a template.`;
  }
  if (type !== 'property' && type !== 'cloudProperty' && type !== 'command') {
    return 'The type of a thing to do must be property, cloudProperty, command or deviceTemplateMigration.';
  }
  if (type === 'command' && encodeUtf8(JSON.stringify(value)).length > METHOD_LIMIT_BYTES) {
    return 'The value of a command must not exceed 128 KB.';
  }
  const isNamed = typeof target === 'string' && target !== '' && typeof path === 'string' && path !== '';
  return isNamed ? { type, target, path, value } : `${type} must have a target and a path.`;
}
