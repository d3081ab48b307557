import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { judgeModelId } from '#core/identity/model-id';
import type { DeviceModel, ModelComponent } from '#core/model/model';
import type { ModelFinding } from '#core/model/model-finding';
import type { RestResponse } from '#core/ports/rest';
import { printModelFinding } from '#core/words/en/models';
import type { CloudContext } from '../cloud-context.ts';
import { mergePatch } from '../services/merge-patch.ts';
import {
  completeModel,
  findTemplate,
  listDevicesOf,
  modelOf,
  publishTemplate,
  readModel,
  removeTemplate,
} from '../services/templates.ts';
import type { DeviceTemplate } from '../state/template-state.ts';
import { answerCollection, SEARCHED } from './central-collection.ts';
import { isStale } from './etag.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

const PATH = '/api/deviceTemplates/:id';

/** Device templates, as in IoT Central's REST API of 2022-07-31. A PUT publishes, and answers 200 also when it creates. */
export const centralTemplateRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/deviceTemplates',
    handle: (context, request) => {
      return answerCollection(context, request, context.application.templates.list().map(describeTemplate), RULES);
    },
  },
  {
    method: 'GET',
    path: PATH,
    handle: withTemplate((_context, template) => answerJson(200, describeTemplate(template))),
  },
  { method: 'PUT', path: PATH, handle: withBody(putTemplate) },
  { method: 'PATCH', path: PATH, handle: withTemplate(patchTemplate) },
  { method: 'DELETE', path: PATH, handle: withTemplate(deleteTemplate) },
];

const RULES = { ...SEARCHED, fields: ['id', 'displayName'] };

function withTemplate(
  handle: (
    context: CloudContext,
    template: DeviceTemplate,
    request: RouteRequest,
  ) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const id = request.params['id'] ?? '';
    const template = findTemplate(context, id);
    if (template !== undefined) return handle(context, template, request);
    return answerError(context, 404, 'NotFound', `There is no device template ${id}.`);
  };
}

/** Gives a template as IoT Central shows it. */
export function describeTemplate(template: DeviceTemplate): object {
  const { id, types, context, displayName, description, capabilityModel, etag } = template;
  return {
    '@id': id,
    '@type': types,
    ...(context === null ? {} : { '@context': context }),
    displayName,
    ...(description === '' ? {} : { description }),
    capabilityModel,
    etag: `"${etag}"`,
  };
}

function putTemplate(context: CloudContext, body: JsonObject, request: RouteRequest): RestResponse {
  const id = request.params['id'] ?? '';
  if (!judgeModelId(id).ok) {
    return answerError(context, 400, 'InvalidId', 'The ID of a device template has the form dtmi:example:Template;1.');
  }
  const twin = context.application.templates.find(id);
  if (twin !== undefined && twin.id !== id) {
    return answerError(context, 409, 'Conflict', `There is a device template ${twin.id}, which differs in case alone.`);
  }
  const wrong = findWrong(body, id, true);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
  if (twin !== undefined && isStale(twin.etag, body['etag'], request.headers)) return answerStale(context);
  return publish(context, body, {
    id,
    displayName: '',
    description: '',
    context: null,
    origin: 'operator',
  });
}

/**
 * Changes what a template adds to the model: names, texts, cloud properties and how values are shown. What devices have
 * changes by a PUT alone.
 */
function patchTemplate(
  context: CloudContext,
  template: DeviceTemplate,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => {
    const wrong = findWrong(body, template.id, false);
    if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
    if (isStale(template.etag, body['etag'], request.headers)) return answerStale(context);
    const { etag: _etag, ...patch } = body;
    const before = { '@type': template.types, '@context': template.context, capabilityModel: template.capabilityModel };
    const merged = mergePatch(before, patch);
    const model = merged['capabilityModel'];
    const read = isJsonObject(model) ? readModel(model, merged['@context'] ?? null) : undefined;
    if (read?.ok === true && printDevice(read.value) !== printDevice(modelOf(template))) {
      const message = 'A PATCH cannot change what devices have: telemetry, properties and commands. Use PUT.';
      return answerError(context, 400, 'InvalidBody', message);
    }
    return publish(context, merged, template);
  })(context, request);
}

function publish(
  context: CloudContext,
  body: JsonObject,
  before: Pick<DeviceTemplate, 'id' | 'displayName' | 'description' | 'context' | 'origin'>,
): RestResponse {
  const model = body['capabilityModel'];
  if (!isJsonObject(model)) return answerError(context, 400, 'InvalidBody', 'capabilityModel must be an object.');
  const dtdlContext = body['@context'] ?? before.context;
  const capabilityModel = completeModel(context, model);
  const read = readModel(capabilityModel, dtdlContext);
  if (!read.ok) return answerFindings(context, read.findings);
  const template = publishTemplate(context, {
    id: before.id,
    types: textsOf(body['@type']),
    context: dtdlContext,
    displayName:
      textOf(body['displayName']) ?? (before.displayName || (read.value.displayName ?? before.id.slice(0, 64))),
    description: textOf(body['description']) ?? before.description,
    capabilityModel,
    origin: before.origin,
  });
  return answerJson(200, describeTemplate(template));
}

/** Answers 400 with the first things that are wrong with a model. */
export function answerFindings(context: CloudContext, findings: readonly ModelFinding[]): RestResponse {
  const told = findings.slice(0, FINDINGS_TOLD).map(printModelFinding).join(' ');
  const more = findings.length - FINDINGS_TOLD;
  return answerError(context, 400, 'InvalidBody', more > 0 ? `${told} And ${more} more.` : told);
}

const FINDINGS_TOLD = 3;

/** Gives a text that is the same for two models whose devices are the same. */
function printDevice(model: DeviceModel): string {
  const components = [...model.components].map(([name, component]) => [name, listDevice(component)]);
  return JSON.stringify([listDevice(model), components]);
}

function listDevice({ telemetry, properties, commands }: ModelComponent): object {
  return [
    telemetry.map(({ name, schema }) => [name, schema]),
    properties.filter(({ cloud }) => !cloud).map(({ name, schema, writable }) => [name, schema, writable]),
    commands.map(({ name, request, response, durable }) => [name, request, response, durable]),
  ];
}

function findWrong(body: JsonObject, id: string, isWhole: boolean): string | undefined {
  const types = textsOf(body['@type']);
  if (body['@id'] !== undefined && body['@id'] !== id) return '@id must be the ID in the path.';
  if (
    (isWhole || body['@type'] !== undefined) &&
    !(types.includes('ModelDefinition') && types.includes('DeviceModel'))
  ) {
    return '@type must be an array with ModelDefinition and DeviceModel.';
  }
  for (const name of ['displayName', 'description']) {
    if (body[name] !== undefined && typeof body[name] !== 'string') return `${name} must be a string.`;
  }
  return undefined;
}

/** Devices would be left with the ID of nothing, so they go to another template first. */
function deleteTemplate(context: CloudContext, template: DeviceTemplate, { headers }: RouteRequest): RestResponse {
  if (isStale(template.etag, undefined, headers)) return answerStale(context);
  const count = listDevicesOf(context, template.id).length;
  if (count > 0) {
    const devices = count === 1 ? 'One device has' : `${count} devices have`;
    return answerError(context, 409, 'Conflict', `${devices} this template. Migrate or delete them before.`);
  }
  removeTemplate(context, template);
  return answerNothing();
}

function answerStale(context: CloudContext): RestResponse {
  return answerError(context, 412, 'PreconditionFailed', 'The device template has changed since its etag was read.');
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((text: Json) => typeof text === 'string') : [];
}
