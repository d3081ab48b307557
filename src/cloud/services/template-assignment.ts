import { judgeModelId } from '#core/identity/model-id';
import { printModelFinding } from '#core/words/en/models';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import { tellDevice } from './device-control.ts';
import { touchIdentity } from './device-state.ts';
import type { Identity } from './identity.ts';
import { findTemplate, findTemplateOfModel, modelOf, templateOf } from './templates.ts';
import { makeTemplateOfModel } from './template-models.ts';

/** Characters of a model ID that are remembered; DTDL allows 128, and what is longer is none. */
const MODEL_ID_KEPT = 256;

/**
 * Takes the model ID that a device announced, by DPS or at its hub, and gives it the template of that model if it has
 * none yet: a published one, or one made from the local repository. A template that a device has stays until somebody
 * migrates it. Gives a line for the log when the model leads to no template, or to another than the device has.
 */
export function announceModel(
  context: CloudContext,
  identity: Identity,
  announced: string,
): AttemptFinding | undefined {
  const { state } = identity;
  const modelId = announced.slice(0, MODEL_ID_KEPT);
  if (state.modelId !== modelId) {
    state.modelId = modelId;
    context.changed('identities', identity.id);
  }
  if (state.moduleId !== undefined || modelId === '') return undefined;
  const had = templateOf(context, identity);
  if (had !== undefined) {
    const model = modelOf(had).interfaceId;
    return model === modelId ? undefined : makeAttempt('model-of-another-template', { modelId, template: had.id });
  }
  const published = findTemplateOfModel(context, modelId);
  if (published !== undefined) return assign(context, identity, published.id);
  if (!judgeModelId(modelId).ok) return makeAttempt('model-id-form', { modelId });
  const made = makeTemplateOfModel(context, modelId);
  if (made === undefined) return makeAttempt('model-unknown', { modelId });
  if (!made.ok) return makeAttempt('model-not-usable', { modelId, detail: printModelFinding(made.finding) });
  return assign(context, identity, made.template.id);
}

/**
 * Gives a device another template, or none; what it keeps and its connection stay. Gives what is wrong with the wish in
 * words, or undefined.
 */
export function migrateDevice(
  context: CloudContext,
  identity: Identity,
  templateId: string | null,
): string | undefined {
  if (identity.state.moduleId !== undefined) return 'Templates are of devices, not of modules.';
  if (templateId !== null && findTemplate(context, templateId) === undefined) {
    return `There is no device template ${templateId}.`;
  }
  if (identity.state.template !== templateId) assign(context, identity, templateId);
  return undefined;
}

/** Whether a device's messages are taken: those of unassigned devices can be kept out (`unassignedData`). */
export function takesTelemetry({ settings }: CloudContext, { state }: Identity): boolean {
  return settings.unassignedData === 'accepted' || state.template !== null || state.moduleId !== undefined;
}

function assign(context: CloudContext, identity: Identity, template: string | null): undefined {
  identity.state.template = template;
  touchIdentity(context, identity.state);
  tellDevice(context, identity, 'changed');
  const { deviceId } = identity.state;
  context.events.tell({ type: 'template-assigned', at: context.clock.now(), deviceId, templateId: template });
}
