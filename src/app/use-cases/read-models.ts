import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { DeviceModel } from '#core/model/model';
import { readInterfaces } from '#core/model/read-interfaces';
import { resolveModel } from '#core/model/resolve-model';
import { describeModelFinding, type ModelFindingWords } from '#core/words/en/models';
import type { CloudTemplate } from '../cloud-templates.ts';

/** An interface of a document, with what people call it. */
export interface NamedInterface {
  readonly id: string;
  readonly displayName: string;
  readonly document: JsonObject;
}

/** What a document of DTDL holds, or all that is wrong with it. */
export type ModelsVerdict =
  | {
      readonly ok: true;
      /** In the order of the document. */
      readonly interfaces: readonly NamedInterface[];
      /** The one that no other names: what the device is, and not a part of it. */
      readonly main: string;
    }
  | { readonly ok: false; readonly findings: readonly ModelFindingWords[] };

/** Reads a DTDL document: one interface or an array of them. What they name beyond the document is not looked up. */
export function readModels(json: Json | undefined): ModelsVerdict {
  const read = readInterfaces(json);
  if (!read.ok) return { ok: false, findings: read.findings.map(describeModelFinding) };
  const documents = (Array.isArray(json) ? (json as readonly Json[]) : [json ?? null]).filter(isJsonObject);
  const interfaces = documents.flatMap((document): readonly NamedInterface[] => {
    const id = memberOf(document, '@id');
    const known = typeof id === 'string' ? read.value.get(id) : undefined;
    return known === undefined ? [] : [{ id: known.id, displayName: known.displayName ?? known.id, document }];
  });
  const named = new Set(
    [...read.value.values()].flatMap((one) => [
      ...one.extends,
      ...one.contents.flatMap((element) => (element.kind === 'component' ? [element.schema] : [])),
    ]),
  );
  const main = interfaces.find(({ id }) => !named.has(id)) ?? interfaces[0];
  return { ok: true, interfaces, main: main?.id ?? '' };
}

/** Gives everything that devices of a template have; undefined for a model that cannot be read here. */
export function readTemplateModel({
  capabilityModel,
  context,
}: Pick<CloudTemplate, 'capabilityModel' | 'context'>): DeviceModel | undefined {
  const read = readInterfaces(capabilityModel, context ?? undefined);
  if (!read.ok) return undefined;
  const [first = ''] = read.value.keys();
  const resolved = resolveModel(first, (id) => read.value.get(id));
  return resolved.ok ? resolved.value : undefined;
}
