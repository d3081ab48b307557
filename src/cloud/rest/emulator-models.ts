import { memberOf } from '#core/bytes/json';
import { judgeModelId } from '#core/identity/model-id';
import type { RestResponse } from '#core/ports/rest';
import { describeModelFinding } from '#core/words/en/models';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from '../services/identity.ts';
import { migrateDevice } from '../services/template-assignment.ts';
import { addModels, findModel, judgeDocument, removeModel } from '../services/template-models.ts';
import { suggestModelOf } from '../services/template-suggestion.ts';
import { nameModel, publishTemplate, readModel } from '../services/templates.ts';
import type { ModelDocument } from '../state/template-state.ts';
import { answerFindings, describeTemplate } from './central-templates.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withDevice, withIdentity, type Route, type RouteRequest } from './route.ts';

const PATH = '/_emu/models/:id';

/** The local model repository, templates out of data, and what happened to a device. */
export const emulatorModelRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/_emu/models',
    handle: (context) => answerJson(200, { value: context.application.models.list().map(describeModel) }),
  },
  { method: 'PUT', path: '/_emu/models', handle: putModels },
  {
    method: 'GET',
    path: PATH,
    handle: withModel((context, model) => {
      const findings = judgeDocument(context, model.document).map(describeModelFinding);
      return answerJson(200, { ...describeModel(model), document: model.document, findings });
    }),
  },
  { method: 'PUT', path: PATH, handle: putModels },
  {
    method: 'DELETE',
    path: PATH,
    handle: withModel((context, { id }) => {
      removeModel(context, id);
      return answerNothing();
    }),
  },
  { method: 'POST', path: '/_emu/devices/:id/template', handle: withDevice(suggestTemplate) },
  { method: 'GET', path: '/_emu/devices/:id/history', handle: withIdentity(describeHistory) },
];

function withModel(handle: (context: CloudContext, model: ModelDocument) => RestResponse): Route['handle'] {
  return (context, { params }) => {
    const id = params['id'] ?? '';
    const model = findModel(context, id);
    if (model !== undefined) return handle(context, model);
    return answerError(context, 404, 'NotFound', `There is no model ${id} in the local repository.`);
  };
}

function describeModel({ id, document, addedAt }: ModelDocument): object {
  return { id, displayName: nameModel(document), addedAt };
}

/** The body is an interface or an array of them; a path with an ID takes the interface of that ID alone. */
function putModels(context: CloudContext, { params, body }: RouteRequest): RestResponse {
  const { id } = params;
  if (id !== undefined && memberOf(body, '@id') !== id) {
    return answerError(context, 400, 'InvalidBody', 'The body must be the interface with the @id of the path.');
  }
  const added = addModels(context, body);
  return added.ok ? answerJson(200, { value: added.value }) : answerFindings(context, added.findings);
}

/**
 * Suggests a template from what the device sent and keeps, as IoT Central's "auto-create template" does. With
 * `publish: true` it is published, and the device has it.
 */
function suggestTemplate(context: CloudContext, identity: Identity, { body }: RouteRequest): RestResponse {
  const [modelId, displayName, publish] = ['modelId', 'displayName', 'publish'].map((name) => memberOf(body, name));
  if (modelId !== undefined && (typeof modelId !== 'string' || !judgeModelId(modelId).ok)) {
    return answerError(context, 400, 'InvalidBody', 'modelId must have the form dtmi:com:example:Thermostat;1.');
  }
  if (displayName !== undefined && typeof displayName !== 'string') {
    return answerError(context, 400, 'InvalidBody', 'displayName must be a string.');
  }
  const wish = { ...(modelId === undefined ? {} : { modelId }), ...(displayName === undefined ? {} : { displayName }) };
  const { capabilityModel, leftOut } = suggestModelOf(context, identity, wish);
  const read = readModel(capabilityModel, null);
  if (!read.ok) return answerFindings(context, read.findings);
  const id = read.value.interfaceId;
  const name = read.value.displayName ?? id;
  if (publish !== true) return answerJson(200, { id, displayName: name, capabilityModel, leftOut });
  if (context.application.templates.find(id) !== undefined) {
    return answerError(context, 409, 'Conflict', `There is a device template ${id} already. Give another modelId.`);
  }
  const template = publishTemplate(context, { id, displayName: name, capabilityModel, origin: 'data' });
  migrateDevice(context, identity, id);
  return answerJson(201, { ...describeTemplate(template), leftOut });
}

/** Commands and changes of properties, each the newest first. */
function describeHistory(_context: CloudContext, { state }: Identity): RestResponse {
  return answerJson(200, { commands: state.commands, properties: state.propertyHistory });
}
