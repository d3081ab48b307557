import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { ModelFinding, ModelVerdict } from '#core/model/model-finding';
import { readInterfaces } from '#core/model/read-interfaces';
import type { CloudContext } from '../cloud-context.ts';
import type { DeviceTemplate, ModelDocument } from '../state/template-state.ts';
import { makeGuid } from './random.ts';
import { completeModel, nameModel, publishTemplate, readModel } from './templates.ts';

/**
 * Adds DTDL interfaces to the local model repository, all or none: one interface or an array of them. They take the
 * place of those of their IDs; what they name may be added later. Gives the IDs.
 */
export function addModels(context: CloudContext, json: Json | undefined): ModelVerdict<readonly string[]> {
  const read = readInterfaces(json);
  if (!read.ok) return read;
  const documents: readonly Json[] = Array.isArray(json) ? (json as readonly Json[]) : [json ?? null];
  const ids = documents.flatMap((document) => {
    const id = memberOf(document, '@id');
    if (!isJsonObject(document) || typeof id !== 'string') return [];
    context.application.models.put({ id, document, addedAt: context.now() });
    tellModel(context, id, 'put');
    return [id];
  });
  return { ok: true, value: [...new Set(ids)] };
}

/** Takes a model out of the repository. Templates that came of it stay. */
export function removeModel(context: CloudContext, id: string): void {
  context.application.models.remove(id);
  tellModel(context, id, 'removed');
}

function tellModel(context: CloudContext, modelId: string, change: 'put' | 'removed'): void {
  context.events.tell({ type: 'model', at: context.clock.now(), modelId, change });
}

/** Gives the document with exactly this ID. */
export function findModel({ application }: CloudContext, id: string): ModelDocument | undefined {
  const found = application.models.find(id);
  return found?.id === id ? found : undefined;
}

/** A template that was made, or the first thing that is wrong with the model; undefined when it is not at hand. */
export type MadeTemplate =
  | { readonly ok: true; readonly template: DeviceTemplate }
  | { readonly ok: false; readonly finding: ModelFinding }
  | undefined;

/** Makes and publishes a template from a model of the local repository, as IoT Central does from the public one. */
export function makeTemplateOfModel(context: CloudContext, modelId: string): MadeTemplate {
  const known = findModel(context, modelId);
  if (known === undefined) return undefined;
  const capabilityModel = completeModel(context, known.document);
  const verdict = readModel(capabilityModel, null);
  if (!verdict.ok) return { ok: false, finding: verdict.findings[0] };
  const displayName = nameModel(known.document);
  const id = freeTemplateId(context, modelId);
  return { ok: true, template: publishTemplate(context, { id, displayName, capabilityModel, origin: 'model' }) };
}

/**
 * Gives the ID of a template that nobody named: the model's own, so that it can be foreseen, or one of the form that
 * IoT Central makes, if a template of another model has it.
 */
function freeTemplateId(context: CloudContext, modelId: string): string {
  if (context.application.templates.find(modelId) === undefined) return modelId;
  return `dtmi:modelDefinition:t${makeGuid(context.crypto).replaceAll('-', '')};1`;
}

/** Gives what keeps a model of the repository from becoming a template, such as an interface that is not there yet. */
export function judgeDocument(context: CloudContext, document: JsonObject): readonly ModelFinding[] {
  const verdict = readModel(completeModel(context, document), null);
  return verdict.ok ? [] : verdict.findings;
}
