import { isJsonObject, memberOf, type Json, type JsonObject } from '../bytes/json.ts';
import { judgeModelId } from '../identity/model-id.ts';
import type { DtdlVersion } from './model.ts';
import type { ModelFault, ModelFinding } from './model-finding.ts';

/** Findings that are told; whoever has more mends these first. */
const FINDINGS_TOLD = 50;
/** Elements and schemas that are read of one document: a schema that names others twice over doubles at each level. */
const WORK_LIMIT = 100_000;
const FOUND_SHOWN = 64;

/** The reading of one document: what is wrong with it, and how much work it may still make. */
export interface Reading {
  readonly findings: readonly ModelFinding[];
  /** Notes a fault; gives undefined, so that what could not be read can be left out in the same breath. */
  fail(path: string, fault: ModelFault, found?: Json): undefined;
  /** False when the document makes too much work to be read on. */
  spend(path: string): boolean;
}

/** Gives a reading that has found nothing yet. */
export function createReading(): Reading {
  const findings: ModelFinding[] = [];
  let work = 0;
  const reading: Reading = {
    findings,
    fail(path, fault, found) {
      if (findings.length < FINDINGS_TOLD) findings.push({ path, fault, ...describeFound(found) });
      return undefined;
    },
    spend(path) {
      work += 1;
      if (work === WORK_LIMIT + 1) reading.fail(path, 'too-complex');
      return work <= WORK_LIMIT;
    },
  };
  return reading;
}

function describeFound(found: Json | undefined): { readonly found?: string } {
  if (typeof found === 'number' || typeof found === 'boolean') return { found: String(found) };
  if (typeof found !== 'string') return {};
  return { found: found.length > FOUND_SHOWN ? `${found.slice(0, FOUND_SHOWN)}…` : found };
}

/** What is known of the interface that an element stands in. */
export interface Dialect {
  readonly version: DtdlVersion;
  /** The context names an extension, or is IoT Central's: members that DTDL itself does not have are its own. */
  readonly extended: boolean;
  /** Schemas of the interface that others name by their ID. */
  readonly schemas: ReadonlyMap<string, Json>;
}

const NAME = /^[a-z](?:\w*[a-z0-9])?$/i;

/** Reads a name: letters, digits and `_`, a letter first and no `_` last; 64 characters, or 512 from DTDL v3 on. */
export function readName(reading: Reading, { version }: Dialect, json: JsonObject, path: string): string | undefined {
  const name = memberOf(json, 'name');
  const isName = typeof name === 'string' && name.length <= textLimit(version) && NAME.test(name);
  return isName ? name : reading.fail(`${path}.name`, 'name', name);
}

/** Reads a text that may stand in several languages, and gives the English one or else the first. */
export function readText(reading: Reading, limit: number, json: JsonObject, name: string, path: string): string | null {
  const found = memberOf(json, name);
  if (found === undefined) return null;
  const texts = isJsonObject(found) ? Object.values(found) : [found];
  if (!texts.every((text) => typeof text === 'string' && text.length <= limit)) {
    reading.fail(join(path, name), 'text');
    return null;
  }
  const first = memberOf(found, 'en') ?? texts[0];
  return typeof first === 'string' ? first : null;
}

/** Reads the texts that everything may have, and gives the display name. */
export function readTexts(
  reading: Reading,
  { version }: Pick<Dialect, 'version'>,
  json: JsonObject,
  path: string,
): string | null {
  readText(reading, 512, json, 'description', path);
  readText(reading, 512, json, 'comment', path);
  return readText(reading, textLimit(version), json, 'displayName', path);
}

/** Reads an ID that must be a DTMI; DTDL v2 asks for its version. */
export function readId(reading: Reading, version: DtdlVersion, id: Json | undefined, path: string): string | undefined {
  if (typeof id !== 'string' || id.trim() !== id || !judgeModelId(id).ok) return reading.fail(path, 'id', id);
  return version === 2 && !/;\d+$/.test(id) ? reading.fail(path, 'id-version', id) : id;
}

/** Gives the words of `@type`; undefined when it is none. */
export function readTypes(json: JsonObject): readonly string[] | undefined {
  const type = memberOf(json, '@type');
  const words: readonly Json[] = Array.isArray(type) ? (type as readonly Json[]) : [type ?? null];
  return words.every((word) => typeof word === 'string') ? words : undefined;
}

/** Finds members that nothing has, which are misspelled ones as a rule. */
export function judgeMembers(
  reading: Reading,
  { extended }: Dialect,
  json: JsonObject,
  known: readonly string[],
  path: string,
): void {
  if (extended) return;
  for (const name of Object.keys(json)) {
    if (!COMMON.has(name) && !known.includes(name)) reading.fail(join(path, name.slice(0, FOUND_SHOWN)), 'member');
  }
}

const COMMON: ReadonlySet<string> = new Set(['@id', '@type', '@context', 'comment', 'description', 'displayName']);

/** Gives the path of a member. */
export function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function textLimit(version: DtdlVersion): number {
  return version === 2 ? 64 : 512;
}
