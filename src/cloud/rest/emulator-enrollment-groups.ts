import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { tellEntry } from '../services/enrollments.ts';
import type { EnrollmentGroup } from '../state/cloud-state.ts';
import { withGroup } from './central-enrollment-groups.ts';
import { describeEntryAttestation } from './emulator-attestation.ts';
import { makeEtag } from '../services/random.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

/** What IoT Central's page of device connection groups has and its REST API has not. No keys. */
export const emulatorEnrollmentGroupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/_emu/enrollmentGroups',
    handle: async (context) => {
      const groups = context.enrollments.groups().map((group) => describe(context, group));
      return answerJson(200, { value: await Promise.all(groups) });
    },
  },
  { method: 'PATCH', path: '/_emu/enrollmentGroups/:id', handle: withGroup(patchGroup) },
];

function patchGroup(
  context: CloudContext,
  group: EnrollmentGroup,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody(async (_context, body) => {
    const { autoApprove, issuesCertificates, ...others } = body;
    const isWrong = Object.values(body).some((value) => typeof value !== 'boolean');
    if (isWrong || Object.keys(body).length === 0 || Object.keys(others).length > 0) {
      const wanted = 'The body must have autoApprove or issuesCertificates, booleans, and nothing else.';
      return answerError(context, 400, 'InvalidBody', wanted);
    }
    if (typeof autoApprove === 'boolean') group.autoApprove = autoApprove;
    if (typeof issuesCertificates === 'boolean' && issuesCertificates !== issues(group)) {
      const issuance = issuesCertificates ? { policyName: OWN_POLICY, authorityName: null, namespaceName: null } : null;
      Object.assign(group, { issuance, etag: makeEtag(context.crypto), updatedAt: context.now() });
    }
    context.changed('enrollmentGroups', group.id);
    tellEntry(context, { kind: 'group', enrollment: group }, 'put');
    return answerJson(200, await describe(context, group));
  })(context, request);
}

/** What the link to the authority of this cloud's own is called. */
const OWN_POLICY = 'local-cloud';

const issues = ({ issuance }: EnrollmentGroup): boolean => (issuance?.policyName ?? null) !== null;

async function describe(context: CloudContext, group: EnrollmentGroup): Promise<object> {
  const { id, displayName, enabled, iotEdge, autoApprove } = group;
  const devices = context.registry.list().filter(({ state }) => state.groupId === id).length;
  const attestation = await describeEntryAttestation(context, group.attestation);
  const type = iotEdge ? 'iotEdge' : 'iot';
  return { id, displayName, enabled, type, autoApprove, issuesCertificates: issues(group), devices, attestation };
}
