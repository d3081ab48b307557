import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { Allocation, CertificateIssuance, Enrollment } from '../state/cloud-state.ts';
import { ENTRY_KEY_FORM, readEntryKey } from './entry-keys.ts';
import { findLinkedHub } from './hubs.ts';
import { mergePatch } from './merge-patch.ts';
import { fitsTwinSection, judgeTwinPatch, TWIN_TAGS_LIMIT_BYTES } from './twin-limits.ts';

/** What the body of an entry says; what it leaves out is DPS's default, but keys are then kept or generated. */
export interface EnrollmentWish extends Pick<
  Enrollment,
  'enabled' | 'iotEdge' | 'initialTwin' | 'reprovision' | 'allocation' | 'issuance'
> {
  /** Certificates are read by the kind of entry. */
  readonly attestation:
    | { readonly type: 'symmetricKey'; readonly primaryKey?: string; readonly secondaryKey?: string }
    | { readonly type: 'x509'; readonly x509: JsonObject };
}

/**
 * Reads the body of an individual enrollment or of a group as the service API of 2021-10-01 has it, with the links to
 * the issuing of certificates of 2026-11-01, or gives a sentence that says what is wrong. Members that are null count as left out, as some SDKs send them.
 */
export function readEnrollment(context: CloudContext, body: JsonObject): EnrollmentWish | string {
  const wrong = JUDGES.map((judge) => judge(body, context)).find((found) => found !== undefined);
  if (wrong !== undefined) return wrong;
  const twin = given(body, 'initialTwin');
  const policy = given(body, 'reprovisionPolicy');
  return {
    enabled: given(body, 'provisioningStatus') !== 'disabled',
    iotEdge: given(given(body, 'capabilities'), 'iotEdge') === true,
    initialTwin: {
      tags: withoutNulls(given(twin, 'tags')),
      desired: withoutNulls(given(given(twin, 'properties'), 'desired')),
    },
    reprovision: {
      updateHubAssignment: given(policy, 'updateHubAssignment') !== false,
      migrateDeviceData: given(policy, 'migrateDeviceData') !== false,
    },
    allocation: {
      policy: (given(body, 'allocationPolicy') ?? null) as Allocation['policy'],
      hubs: namedHubs(body).flatMap((name) => (typeof name === 'string' ? (findLinkedHub(context, name) ?? []) : [])),
    },
    issuance: readIssuance(body),
    attestation: readAttestation(body),
  };
}

type Judge = (body: JsonObject, context: CloudContext) => string | undefined;

/** In the order in which their faults are told. */
const JUDGES: readonly Judge[] = [
  judgeAttestation,
  judgeKeys,
  judgeObjects,
  judgeBooleans,
  judgeTwin,
  ({ provisioningStatus = null }) => {
    return oneOf(provisioningStatus, 'enabled', 'disabled') ? undefined : 'provisioningStatus is enabled or disabled.';
  },
  judgeAllocation,
  judgeHubs,
  (body) => {
    const wrong = ISSUANCE_NAMES.find((name) => typeof (given(body, name) ?? '') !== 'string');
    return wrong === undefined ? undefined : `${wrong} must be a name.`;
  },
];

function judgeAttestation(body: JsonObject): string | undefined {
  const attestation = given(body, 'attestation');
  if (!isJsonObject(attestation)) return 'attestation is missing.';
  const { type } = attestation;
  if (type === 'tpm' || given(attestation, 'tpm') !== undefined) {
    return 'This cloud does not serve tpm attestation yet: use symmetricKey or x509.';
  }
  if (type !== 'symmetricKey' && type !== 'x509') return 'The type of attestation must be symmetricKey or x509.';
  const other = type === 'x509' ? 'symmetricKey' : 'x509';
  return given(attestation, other) === undefined ? undefined : `An attestation of the type ${type} has no ${other}.`;
}

const KEY_NAMES = ['primaryKey', 'secondaryKey'] as const;

function sentKey(body: JsonObject, name: string): Json | undefined {
  const key = given(given(given(body, 'attestation'), 'symmetricKey'), name);
  return key === '' ? undefined : key;
}

function judgeKeys(body: JsonObject): string | undefined {
  const wrong = KEY_NAMES.find((name) => {
    const key = sentKey(body, name);
    return key !== undefined && readEntryKey(key) === undefined;
  });
  return wrong === undefined ? undefined : `${wrong} ${ENTRY_KEY_FORM}, or empty.`;
}

function readAttestation(body: JsonObject): EnrollmentWish['attestation'] {
  if (reach(body, ['attestation', 'type']) === 'x509') {
    return { type: 'x509', x509: (reach(body, ['attestation', 'x509']) ?? {}) as JsonObject };
  }
  const keys = KEY_NAMES.map((name) => [name, readEntryKey(sentKey(body, name))] as const);
  return { type: 'symmetricKey', ...Object.fromEntries(keys.filter(([, key]) => key !== undefined)) };
}

const ISSUANCE_NAMES = ['namespaceName', 'certificateAuthorityName', 'certificatePolicyName'] as const;

function readIssuance(body: JsonObject): CertificateIssuance | null {
  const [namespaceName, authorityName, policyName] = ISSUANCE_NAMES.map((name) => {
    const value = given(body, name);
    return typeof value === 'string' && value !== '' ? value : null;
  });
  const names = {
    policyName: policyName ?? null,
    authorityName: authorityName ?? null,
    namespaceName: namespaceName ?? null,
  };
  return Object.values(names).every((name) => name === null) ? null : names;
}

const OBJECTS: readonly (readonly string[])[] = [
  ['attestation', 'symmetricKey'],
  ['attestation', 'x509'],
  ['capabilities'],
  ['reprovisionPolicy'],
  ['initialTwin'],
  ['initialTwin', 'tags'],
  ['initialTwin', 'properties'],
  ['initialTwin', 'properties', 'desired'],
];
const BOOLEANS: readonly (readonly string[])[] = [
  ['capabilities', 'iotEdge'],
  ['reprovisionPolicy', 'updateHubAssignment'],
  ['reprovisionPolicy', 'migrateDeviceData'],
];

function judgeObjects(body: JsonObject): string | undefined {
  const wrong = OBJECTS.find((path) => !isJsonObject(reach(body, path) ?? {}));
  return wrong === undefined ? undefined : `${wrong.join('.')} must be an object.`;
}

function judgeBooleans(body: JsonObject): string | undefined {
  const wrong = BOOLEANS.find((path) => typeof (reach(body, path) ?? true) !== 'boolean');
  return wrong === undefined ? undefined : `${wrong.join('.')} must be true or false.`;
}

function judgeTwin(body: JsonObject): string | undefined {
  const tags = reach(body, ['initialTwin', 'tags']) ?? {};
  const desired = reach(body, ['initialTwin', 'properties', 'desired']) ?? {};
  for (const [name, section] of Object.entries({ tags, desired })) {
    const judged = judgeTwinPatch(section);
    if ('wrong' in judged) return `initialTwin, ${name}: ${judged.wrong}`;
    const limit = name === 'tags' ? TWIN_TAGS_LIMIT_BYTES : undefined;
    if (!fitsTwinSection(judged.patch, limit)) return `initialTwin, ${name}: beyond the size limit of a twin.`;
  }
  return undefined;
}

function judgeAllocation(body: JsonObject): string | undefined {
  const policy = given(body, 'allocationPolicy') ?? null;
  if (policy === 'custom' || given(body, 'customAllocationDefinition') !== undefined) {
    return 'This cloud calls no webhook, so it does not serve custom allocation.';
  }
  if (oneOf(policy, 'hashed', 'geoLatency', 'static')) return undefined;
  return 'allocationPolicy is hashed, geoLatency or static.';
}

function judgeHubs(body: JsonObject, context: CloudContext): string | undefined {
  if (!Array.isArray(given(body, 'iotHubs') ?? [])) return 'iotHubs must be an array.';
  const isLinked = (name: Json): boolean => typeof name === 'string' && findLinkedHub(context, name) !== undefined;
  if (namedHubs(body).every(isLinked)) return undefined;
  return `The hubs of this cloud are ${context.hubs.join(' and ')}: name these, or none.`;
}

function namedHubs(body: JsonObject): readonly Json[] {
  const one = given(body, 'iotHubHostName') ?? '';
  return [...((given(body, 'iotHubs') ?? []) as readonly Json[]), ...(one === '' ? [] : [one])];
}

function oneOf(value: Json, ...words: readonly Json[]): boolean {
  return value === null || words.includes(value);
}

function given(value: Json | undefined, name: string): Json | undefined {
  return memberOf(value, name) ?? undefined;
}

function reach(body: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(given, body);
}

function withoutNulls(section: Json | undefined): JsonObject {
  return isJsonObject(section) ? mergePatch({}, section) : {};
}
