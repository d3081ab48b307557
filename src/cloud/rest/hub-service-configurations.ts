import { isJsonObject, type JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { findWrongMetric, findWrongTarget, readConfiguration } from '../services/hub-configuration-wish.ts';
import { isApplied, listTargets } from '../services/hub-configurations.ts';
import { HubFault, refuseArgument } from '../services/hub-fault.ts';
import { findRows } from '../services/hub-query.ts';
import type { Identity } from '../services/identity.ts';
import { parseQuery } from '../services/query-parser.ts';
import { printServiceDate } from '../services/random.ts';
import type { HubConfiguration } from '../state/hub-configuration-state.ts';
import { answerHubFault, answerTagged } from './hub-service-answers.ts';
import { readCondition, withHubIdentity, type HubRoute } from './hub-service-route.ts';
import { answerJson, answerNothing } from './rest-response.ts';
import { readTop, type RouteRequest } from './route.ts';

const ONE = '/configurations/:id';
const LIST_LIMIT = 20;

/** Configurations of many devices, by a condition. */
export const hubConfigurationRoutes: readonly HubRoute[] = [
  { method: 'GET', path: '/configurations', permission: 'RegistryRead', handle: listConfigurations },
  { method: 'GET', path: ONE, permission: 'RegistryRead', handle: getConfiguration },
  { method: 'PUT', path: ONE, permission: 'RegistryWrite', handle: putConfiguration },
  { method: 'DELETE', path: ONE, permission: 'RegistryWrite', handle: removeConfiguration },
  { method: 'POST', path: '/configurations/testQueries', permission: 'RegistryRead', handle: testQueries },
  {
    method: 'POST',
    path: '/devices/:id/applyConfigurationContent',
    permission: 'RegistryWrite',
    handle: withHubIdentity('message', refuseEdgeContent),
  },
];

function listConfigurations(context: CloudContext, { query }: RouteRequest): RestResponse {
  const found = context.hubConfigurations.list().slice(0, readTop(query, LIST_LIMIT));
  return answerJson(
    200,
    found.map((configuration) => describe(context, configuration)),
  );
}

function getConfiguration(context: CloudContext, { params }: RouteRequest): RestResponse {
  const { id = '' } = params;
  const known = context.hubConfigurations.find(id);
  return known === undefined ? refuseUnknown(context, id) : answerTagged(describe(context, known));
}

/** Without a condition it must be new; otherwise it must be there, and still have its ETag. */
function putConfiguration(context: CloudContext, { params, body, headers }: RouteRequest): RestResponse {
  const { id = '' } = params;
  const refuse = (fault: HubFault): RestResponse => answerHubFault(context, fault, 'message');
  const known = context.hubConfigurations.find(id);
  const condition = readCondition(headers);
  if (known === undefined && condition !== undefined) return refuseUnknown(context, id);
  if (known !== undefined && condition === undefined) {
    return refuse(new HubFault('ConfigurationAlreadyExists', `A configuration with ID '${id}' already exists.`));
  }
  if (known !== undefined && isStale(known, condition)) return refuse(STALE);
  const read = readConfiguration(context, id, body, known);
  if (read instanceof HubFault) return refuse(read);
  if (context.hubConfigurations.put(read)) return answerTagged(describe(context, read));
  return refuse(new HubFault('ConfigurationCountLimitExceeded', 'The hub has as many configurations as it may.'));
}

function removeConfiguration(context: CloudContext, { params, headers }: RouteRequest): RestResponse {
  const { id = '' } = params;
  const known = context.hubConfigurations.find(id);
  if (known === undefined) return refuseUnknown(context, id);
  if (isStale(known, readCondition(headers))) return answerHubFault(context, STALE, 'message');
  context.hubConfigurations.remove(id);
  return answerNothing();
}

const STALE = new HubFault(
  'PreconditionFailed',
  'Precondition failed: the ETag of the request is not that of the configuration',
);

function isStale({ etag }: HubConfiguration, condition: string | undefined): boolean {
  return condition !== undefined && condition !== '*' && condition !== etag;
}

function refuseUnknown(context: CloudContext, id: string): RestResponse {
  return answerHubFault(context, new HubFault('ConfigurationNotFound', `There is no configuration ${id}.`), 'message');
}

/** Says what is wrong with queries before they are used; null where nothing is. */
function testQueries(context: CloudContext, { body }: RouteRequest): RestResponse {
  if (!isJsonObject(body)) {
    return answerHubFault(context, refuseArgument('The body must be a JSON object.'), 'message');
  }
  const queries = Object.entries(isJsonObject(body['customMetricQueries']) ? body['customMetricQueries'] : {});
  return answerJson(200, {
    targetConditionError: findWrongTarget(body['targetCondition'] ?? '') ?? null,
    customMetricQueryErrors: Object.fromEntries(
      queries.map(([name, query]) => [name, findWrongMetric(name, query) ?? null]),
    ),
  });
}

function refuseEdgeContent(context: CloudContext, _identity: Identity): RestResponse {
  const message = 'The local cloud runs no IoT Edge: there is nothing that could apply the content of a deployment.';
  return answerHubFault(context, refuseArgument(message), 'message');
}

function describe(context: CloudContext, configuration: HubConfiguration): JsonObject & { readonly etag: string } {
  const targets = listTargets(context, configuration);
  return {
    id: configuration.id,
    schemaVersion: '1.0',
    labels: configuration.labels,
    content: { deviceContent: configuration.deviceContent },
    targetCondition: configuration.targetCondition,
    createdTimeUtc: printServiceDate(configuration.createdAt),
    lastUpdatedTimeUtc: printServiceDate(configuration.updatedAt),
    priority: configuration.priority,
    systemMetrics: {
      results: {
        targetedCount: targets.length,
        appliedCount: targets.filter((identity) => isApplied(configuration, identity)).length,
      },
      queries: {},
    },
    metrics: { results: countRows(context, configuration.metrics), queries: configuration.metrics },
    etag: configuration.etag,
  };
}

function countRows(context: CloudContext, queries: HubConfiguration['metrics']): JsonObject {
  const counted = Object.entries(queries).map(([name, text]) => {
    const query = parseQuery(text);
    return [name, 'wrong' in query ? 0 : findRows(context, query, '', Infinity).length] as const;
  });
  return Object.fromEntries(counted);
}
