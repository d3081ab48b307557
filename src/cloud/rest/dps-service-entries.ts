import { isJsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { deleteEntry, GROUP, INDIVIDUAL, putEntry, type EntryKind } from '../services/enrollment-control.ts';
import { EntryFault } from '../services/entry-fault.ts';
import { printServiceDate } from '../services/random.ts';
import { describeRegistration } from '../services/registration-record.ts';
import type { Enrollment, EnrollmentGroup, IndividualEnrollment } from '../state/cloud-state.ts';
import { answerDpsError, answerFault, quoteEtag, readIfMatch } from './dps-service-answers.ts';
import { describeDpsAttestation } from './dps-service-attestation.ts';
import { answerBulk } from './dps-service-bulk.ts';
import { answerQuery } from './dps-service-query.ts';
import type { DpsServiceRoute } from './dps-service-route.ts';
import { answerJson, answerNothing } from './rest-response.ts';
import type { RouteRequest } from './route.ts';

/** Individual enrollments and enrollment groups, in the service API of 2021-10-01 and what 2026-11-01 adds. */
export const dpsServiceEntryRoutes: readonly DpsServiceRoute[] = [
  ...makeRoutes(INDIVIDUAL, '/enrollments', 'enrollment', describeIndividual),
  ...makeRoutes(GROUP, '/enrollmentGroups', 'enrollmentGroup', describeGroup),
];

type Describe<Entry> = (context: CloudContext, entry: Entry) => Promise<object>;

/** The attestation mechanism needs the right to write, as it does in Azure's roles: it tells the keys. */
function makeRoutes<Entry extends Enrollment>(
  kind: EntryKind<Entry>,
  path: '/enrollments' | '/enrollmentGroups',
  itemType: 'enrollment' | 'enrollmentGroup',
  describe: Describe<Entry>,
): readonly DpsServiceRoute[] {
  const find = withEntry(kind);
  const answer = async (context: CloudContext, entry: Entry): Promise<RestResponse> =>
    answerEntry(entry, await describe(context, entry));
  return [
    { method: 'GET', path: `${path}/:id`, permission: 'EnrollmentRead', handle: find(answer) },
    {
      method: 'PUT',
      path: `${path}/:id`,
      permission: 'EnrollmentWrite',
      handle: (context, { params, body, headers }) => {
        if (!isJsonObject(body)) return answerDpsError(context, 400004, 'The body must be a JSON object.');
        const entry = putEntry(context, kind, params['id'] ?? '', body, readIfMatch(headers));
        return entry instanceof EntryFault ? answerFault(context, entry) : answer(context, entry);
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:id`,
      permission: 'EnrollmentWrite',
      handle: (context, { params, headers }) => {
        const fault = deleteEntry(context, kind, params['id'] ?? '', readIfMatch(headers) ?? (() => true));
        return fault === undefined ? answerNothing() : answerFault(context, fault);
      },
    },
    {
      method: 'POST',
      path: `${path}/:id/attestationmechanism`,
      permission: 'EnrollmentWrite',
      handle: find(async (context, { attestation }) =>
        answerJson(200, await describeDpsAttestation(context, attestation, 'with keys')),
      ),
    },
    {
      method: 'POST',
      path: `${path}/query`,
      permission: 'EnrollmentRead',
      handle: (context, request) => {
        return answerQuery(context, request, {
          itemType,
          tables: [path.slice(1).toLowerCase()],
          rows: kind.list(context.enrollments),
          idOf: kind.idOf,
          describe: (entry) => describe(context, entry),
        });
      },
    },
    {
      method: 'POST',
      path,
      permission: 'EnrollmentWrite',
      handle: (context, request) =>
        answerBulk(context, kind, path === '/enrollments' ? 'enrollments' : 'enrollmentGroups', request),
    },
  ];
}

function withEntry<Entry extends Enrollment>(kind: EntryKind<Entry>) {
  return (handle: (context: CloudContext, entry: Entry) => Promise<RestResponse>) => {
    return (context: CloudContext, { params }: RouteRequest): RestResponse | Promise<RestResponse> => {
      const entry = kind.find(context.enrollments, params['id'] ?? '');
      return entry === undefined ? answerDpsError(context, 404201) : handle(context, entry);
    };
  };
}

function answerEntry({ etag }: Enrollment, description: object): RestResponse {
  const answer = answerJson(200, description);
  return { ...answer, headers: { ...answer.headers, etag: quoteEtag(etag) } };
}

async function describeIndividual(context: CloudContext, entry: IndividualEnrollment): Promise<object> {
  const { registrationId, deviceId, deviceInformation } = entry;
  const registrationState = describeRegistration(context, registrationId);
  return {
    registrationId,
    ...(deviceId === null ? {} : { deviceId }),
    ...(registrationState === undefined ? {} : { registrationState }),
    ...(await describeCommon(context, entry)),
    ...(deviceInformation === undefined ? {} : { optionalDeviceInformation: deviceInformation }),
  };
}

async function describeGroup(context: CloudContext, entry: EnrollmentGroup): Promise<object> {
  return { enrollmentGroupId: entry.id, ...(await describeCommon(context, entry)) };
}

/** Without the keys, which only the attestation mechanism tells. */
async function describeCommon(context: CloudContext, entry: Enrollment): Promise<object> {
  const { tags, desired } = entry.initialTwin;
  const { policy, hubs } = entry.allocation;
  return {
    attestation: await describeDpsAttestation(context, entry.attestation, 'without keys'),
    capabilities: { iotEdge: entry.iotEdge },
    initialTwin: { tags, properties: { desired } },
    etag: quoteEtag(entry.etag),
    provisioningStatus: entry.enabled ? 'enabled' : 'disabled',
    reprovisionPolicy: entry.reprovision,
    ...(policy === null ? {} : { allocationPolicy: policy }),
    ...(hubs.length > 0 ? { iotHubs: hubs.map((hub) => context.hubs[hub]) } : {}),
    ...describeIssuance(entry.issuance),
    createdDateTimeUtc: printServiceDate(entry.createdAt),
    lastUpdatedDateTimeUtc: printServiceDate(entry.updatedAt),
  };
}

/** Names that are null were left out, and are so in answers. */
function describeIssuance(issuance: Enrollment['issuance']): object {
  const { namespaceName = null, authorityName = null, policyName = null } = issuance ?? {};
  return {
    ...(namespaceName === null ? {} : { namespaceName }),
    ...(authorityName === null ? {} : { certificateAuthorityName: authorityName }),
    ...(policyName === null ? {} : { certificatePolicyName: policyName }),
  };
}
