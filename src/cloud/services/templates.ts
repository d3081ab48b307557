import type { Json, JsonObject } from '#core/bytes/json';
import { expandModel } from '#core/model/expand-model';
import type { DeviceModel } from '#core/model/model';
import { judgeModel, type ModelFinding, type ModelVerdict } from '#core/model/model-finding';
import { readInterfaces } from '#core/model/read-interfaces';
import { resolveModel } from '#core/model/resolve-model';
import type { CloudContext } from '../cloud-context.ts';
import type { DeviceTemplate } from '../state/template-state.ts';
import type { Identity } from './identity.ts';
import { makeKeyBase64 } from './random.ts';

/** What a template is made from. */
export type NewTemplate = Pick<DeviceTemplate, 'id' | 'displayName' | 'capabilityModel' | 'origin'> &
  Partial<Pick<DeviceTemplate, 'types' | 'context' | 'description'>>;

/** Gives the template with exactly this ID. */
export function findTemplate({ application }: CloudContext, id: string): DeviceTemplate | undefined {
  const found = application.templates.find(id);
  return found?.id === id ? found : undefined;
}

/** Gives the template of a device or of a module's device; undefined for one that is unassigned. */
export function templateOf(context: CloudContext, { state }: Identity): DeviceTemplate | undefined {
  return state.template === null ? undefined : findTemplate(context, state.template);
}

/** Gives the template that was published last for a model. */
export function findTemplateOfModel({ application }: CloudContext, modelId: string): DeviceTemplate | undefined {
  return application.templates
    .list()
    .filter(({ capabilityModel }) => capabilityModel['@id'] === modelId)
    .reduce<DeviceTemplate | undefined>((newest, one) => {
      return newest === undefined || one.updatedAt >= newest.updatedAt ? one : newest;
    }, undefined);
}

/** Read models, as long as somebody has their document: a template is asked for its model at every request. */
const models = new WeakMap<JsonObject, ModelVerdict<DeviceModel>>();

/** Gives everything that devices of a template have. */
export function modelOf({
  capabilityModel,
  context,
}: Pick<DeviceTemplate, 'capabilityModel' | 'context'>): DeviceModel {
  const verdict = readModel(capabilityModel, context);
  return verdict.ok ? verdict.value : EMPTY_MODEL;
}

/** Of a template that an older version took and this one would not. */
const EMPTY_MODEL: DeviceModel = {
  interfaceId: '',
  displayName: null,
  telemetry: [],
  properties: [],
  commands: [],
  components: new Map(),
};

/** Reads a model that stands by itself, in the version of DTDL that IoT Central takes. */
export function readModel(capabilityModel: JsonObject, context: Json): ModelVerdict<DeviceModel> {
  const before = models.get(capabilityModel);
  if (before !== undefined) return before;
  const verdict = judge(capabilityModel, context);
  models.set(capabilityModel, verdict);
  return verdict;
}

function judge(capabilityModel: JsonObject, context: Json): ModelVerdict<DeviceModel> {
  const read = readInterfaces(capabilityModel, context ?? undefined);
  if (!read.ok) return read;
  const newer = [...read.value.values()].flatMap(({ id, version }): readonly ModelFinding[] => {
    return version === 2 ? [] : [{ path: `${id}: @context`, fault: 'context-version', found: String(version) }];
  });
  const [first] = read.value.keys();
  const resolved = resolveModel(first ?? '', (id) => read.value.get(id));
  if (!resolved.ok) return resolved;
  return judgeModel(resolved.value ?? EMPTY_MODEL, newer);
}

/** Writes the interfaces of the local repository that a model names into it. */
export function completeModel({ application }: CloudContext, document: JsonObject): JsonObject {
  return expandModel(document, (id) => {
    const found = application.models.find(id);
    return found?.id === id ? found.document : undefined;
  });
}

/** Publishes a template, in the place of the one of its ID if there is one. Its model was read before. */
export function publishTemplate(context: CloudContext, made: NewTemplate): DeviceTemplate {
  const now = context.now();
  const template: DeviceTemplate = {
    types: ['ModelDefinition', 'DeviceModel'],
    context: null,
    description: '',
    ...made,
    etag: `~${makeKeyBase64(context.crypto, 32)}`,
    createdAt: findTemplate(context, made.id)?.createdAt ?? now,
    updatedAt: now,
  };
  context.application.templates.put(template);
  tellTemplate(context, template, 'put');
  return template;
}

/** Removes a template that no device has. */
export function removeTemplate(context: CloudContext, template: DeviceTemplate): void {
  context.application.templates.remove(template.id);
  tellTemplate(context, template, 'removed');
}

/** Gives the devices that have a template. */
export function listDevicesOf({ registry }: CloudContext, templateId: string): readonly Identity[] {
  return registry.list().filter(({ state }) => state.template === templateId);
}

/** Gives a model's display name for the template that is made from it, in a text of at most 64 characters. */
export function nameModel(document: JsonObject): string {
  const read = readInterfaces(document);
  const [first] = read.ok ? read.value.values() : [];
  const id = document['@id'];
  return (first?.displayName ?? (typeof id === 'string' ? id : '')).slice(0, 64);
}

function tellTemplate(context: CloudContext, { id, capabilityModel }: DeviceTemplate, change: 'put' | 'removed'): void {
  const modelId = capabilityModel['@id'];
  const named = typeof modelId === 'string' ? modelId : '';
  context.events.tell({ type: 'template', at: context.clock.now(), templateId: id, modelId: named, change });
}
