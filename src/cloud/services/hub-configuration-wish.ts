import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { HubConfiguration } from '../state/hub-configuration-state.ts';
import { refuseArgument, type HubFault } from './hub-fault.ts';
import { findWrongContent } from './hub-configuration-content.ts';
import { parseCondition } from './hub-job-wish.ts';
import { parseQuery } from './query-parser.ts';
import { makeEtag } from './random.ts';

/** As the hub has the IDs of its configurations. */
const ID = /^[a-z0-9\-+%_*!']{1,128}$/;

/**
 * Reads the body of a request that makes or changes the configuration `id`, or says in words what is wrong with it. The
 * content of one that is there stays, and another one is refused.
 */
export function readConfiguration(
  context: CloudContext,
  id: string,
  body: Json | undefined,
  known: HubConfiguration | undefined,
): HubConfiguration | HubFault {
  if (!isJsonObject(body)) return refuseArgument('The body must be a JSON object.');
  if (!ID.test(id)) return refuseArgument("The ID has 1 to 128 lower-case letters, digits and - + % _ * ! '");
  const { labels, targetCondition = '', priority = 0, content = known && contentOf(known) } = body;
  const metrics = memberOf(body['metrics'], 'queries');
  const wrong =
    ((body['id'] ?? id) === id ? undefined : 'The id of the body is not that of the path.') ??
    findWrongContent(content) ??
    findWrongTexts('labels', labels) ??
    findWrongTarget(targetCondition) ??
    findWrongMetrics(metrics) ??
    (isPriority(priority) ? undefined : 'priority must be a whole number of 0 or more.');
  if (wrong !== undefined) return refuseArgument(wrong);
  const deviceContent = memberOf(content, 'deviceContent') as JsonObject;
  if (known !== undefined && JSON.stringify(deviceContent) !== JSON.stringify(known.deviceContent)) {
    return refuseArgument('The content of a configuration cannot be changed: make another one.');
  }
  const now = context.now();
  return {
    id,
    labels: textsOr(labels),
    deviceContent,
    targetCondition: targetCondition as string,
    priority: priority as number,
    metrics: textsOr(metrics),
    etag: makeEtag(context.crypto),
    createdAt: known?.createdAt ?? now,
    updatedAt: now,
  };
}

/** Says in words what is wrong with the condition of a configuration, or gives undefined. Empty, it finds no device. */
export function findWrongTarget(condition: Json): string | undefined {
  if (typeof condition !== 'string') return 'targetCondition must be a string.';
  if (condition.trim() === '') return undefined;
  const query = parseCondition(condition);
  if ('wrong' in query) return `targetCondition cannot be used. ${query.wrong}`;
  return query.from === 'devices' ? undefined : 'The configurations of the local cloud are for devices.';
}

/** Says in words what is wrong with a query whose rows are counted, or gives undefined. */
export function findWrongMetric(name: string, text: Json): string | undefined {
  const query = typeof text === 'string' ? parseQuery(text) : { wrong: 'It must be a string.' };
  return 'wrong' in query ? `The metric ${name.slice(0, 64)} cannot be used. ${query.wrong}` : undefined;
}

function findWrongMetrics(metrics: Json | undefined): string | undefined {
  const queries = isJsonObject(metrics) ? Object.entries(metrics) : [];
  return queries.map(([name, text]) => findWrongMetric(name, text)).find((wrong) => wrong !== undefined);
}

function findWrongTexts(name: string, value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  const isGood = isJsonObject(value) && Object.values(value).every((text) => typeof text === 'string');
  return isGood ? undefined : `${name} must be an object of strings.`;
}

function textsOr(value: Json | undefined): Readonly<Record<string, string>> {
  return isJsonObject(value) ? (value as Readonly<Record<string, string>>) : {};
}

function isPriority(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 2_147_483_647;
}

function contentOf({ deviceContent }: HubConfiguration): JsonObject {
  return { deviceContent };
}
