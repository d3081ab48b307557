import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import { readList, unreadable } from './cloud-answers.ts';
import type { AskOperator } from './cloud-operator.ts';

/** A device template of a cloud. */
export interface CloudTemplate {
  readonly id: string;
  readonly displayName: string;
  /** DTDL, with the interfaces of its components in it. */
  readonly capabilityModel: JsonObject;
  /** What counts where the model has no `@context`; null when it has one. */
  readonly context: Json;
}

/** A template to be published. */
export type NewCloudTemplate = Omit<CloudTemplate, 'context'>;

/** A model of the local repository. */
export interface CloudModel {
  readonly id: string;
  readonly displayName: string;
  /** Milliseconds since the Unix epoch. */
  readonly addedAt: number;
}

/** A model as it was uploaded, and what keeps it from becoming a template. */
export interface CloudModelDocument extends CloudModel {
  readonly document: JsonObject;
  readonly findings: readonly { readonly place: string; readonly explanation: string; readonly remedy: string }[];
}

/** A template that a cloud makes of what a device sent. */
export interface SuggestedTemplate extends CloudTemplate {
  /** How many things the device sent that no template can have. */
  readonly leftOut: number;
}

/** What an operator can ask about the device templates and models of one cloud. Errors as those of `CloudOperator`. */
export interface CloudTemplates {
  list(): Promise<readonly CloudTemplate[]>;
  /** Takes the place of the one that has the ID. */
  publish(template: NewCloudTemplate): Promise<void>;
  /** Refused while devices have it. */
  remove(id: string): Promise<void>;
  listModels(): Promise<readonly CloudModel[]>;
  readModel(id: string): Promise<CloudModelDocument>;
  /** Adds an interface or an array of them, all or none. Gives their IDs. */
  addModels(documents: Json): Promise<readonly string[]>;
  removeModel(id: string): Promise<void>;
  /** Shows what a template of the device's data would be; nothing is changed. */
  suggest(deviceId: string): Promise<SuggestedTemplate>;
  /** Publishes it, and gives it to the device. */
  publishSuggested(deviceId: string, id: string, displayName: string): Promise<void>;
  /** Gives a device another template, or none. */
  assign(deviceId: string, templateId: string | null): Promise<void>;
}

const TYPES = ['ModelDefinition', 'DeviceModel'];

/** Gives what can be asked, over IoT Central's dialect where it has the verb. */
export function createCloudTemplates(ask: AskOperator): CloudTemplates {
  const templatePath = (id: string): string => `/api/deviceTemplates/${encodeURIComponent(id)}`;
  const modelPath = (id: string): string => `/_emu/models/${encodeURIComponent(id)}`;
  const suggestionPath = (id: string): string => `/_emu/devices/${encodeURIComponent(id)}/template`;
  return {
    list: () => listTemplates(ask),
    async publish({ id, displayName, capabilityModel }) {
      await ask('PUT', templatePath(id), { '@id': id, '@type': TYPES, displayName, capabilityModel });
    },
    remove: async (id) => void (await ask('DELETE', templatePath(id))),
    listModels: async () => readList<CloudModel>(await ask('GET', '/_emu/models')),
    readModel: async (id) => (await ask('GET', modelPath(id))) as unknown as CloudModelDocument,
    addModels: async (documents) => readList<string>(await ask('PUT', '/_emu/models', documents)),
    removeModel: async (id) => void (await ask('DELETE', modelPath(id))),
    async suggest(deviceId) {
      const body = await ask('POST', suggestionPath(deviceId), {});
      if (!isJsonObject(body)) throw unreadable();
      const { leftOut } = body;
      return { ...readTemplate(body), leftOut: Array.isArray(leftOut) ? leftOut.length : 0 };
    },
    async publishSuggested(deviceId, modelId, displayName) {
      await ask('POST', suggestionPath(deviceId), { modelId, displayName, publish: true });
    },
    async assign(deviceId, template) {
      await ask('PATCH', `/api/devices/${encodeURIComponent(deviceId)}`, { template });
    },
  };
}

/** IoT Central lists in pages, of at most 100. */
async function listTemplates(ask: AskOperator): Promise<readonly CloudTemplate[]> {
  const found: CloudTemplate[] = [];
  for (let url: string | undefined = '/api/deviceTemplates?$top=100'; url !== undefined;) {
    const page = await ask('GET', url);
    found.push(...readList<Json>(page).map(readTemplate));
    const next = memberOf(page, 'nextLink');
    const link = typeof next === 'string' ? new URL(next, 'http://localhost') : undefined;
    url = link && `${link.pathname}${link.search}`;
  }
  return found;
}

function readTemplate(body: Json): CloudTemplate {
  if (!isJsonObject(body)) throw unreadable();
  const { '@id': id = body['id'], displayName = '', capabilityModel } = body;
  if (typeof id !== 'string' || typeof displayName !== 'string' || !isJsonObject(capabilityModel)) throw unreadable();
  return { id, displayName, capabilityModel, context: body['@context'] ?? null };
}
