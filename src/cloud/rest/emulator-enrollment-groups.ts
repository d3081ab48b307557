import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { tellEntry } from '../services/enrollments.ts';
import type { EnrollmentGroup } from '../state/cloud-state.ts';
import { withGroup } from './central-enrollment-groups.ts';
import { describeEntryAttestation } from './emulator-attestation.ts';
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
  return withBody(async (_context, { autoApprove, ...others }) => {
    if (typeof autoApprove !== 'boolean' || Object.keys(others).length > 0) {
      return answerError(context, 400, 'InvalidBody', 'The body must have autoApprove, a boolean, and nothing else.');
    }
    group.autoApprove = autoApprove;
    context.changed('enrollmentGroups', group.id);
    tellEntry(context, { kind: 'group', enrollment: group }, 'put');
    return answerJson(200, await describe(context, group));
  })(context, request);
}

async function describe(context: CloudContext, group: EnrollmentGroup): Promise<object> {
  const { id, displayName, enabled, iotEdge, autoApprove } = group;
  const devices = context.registry.list().filter(({ state }) => state.groupId === id).length;
  const attestation = await describeEntryAttestation(context, group.attestation);
  return { id, displayName, enabled, type: iotEdge ? 'iotEdge' : 'iot', autoApprove, devices, attestation };
}
