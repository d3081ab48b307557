import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { tellEntry } from '../services/enrollments.ts';
import type { EnrollmentGroup } from '../state/cloud-state.ts';
import { withGroup } from './central-enrollment-groups.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

/** What IoT Central's page of device connection groups has and its REST API has not. No keys. */
export const emulatorEnrollmentGroupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/_emu/enrollmentGroups',
    handle: (context) => {
      return answerJson(200, { value: context.enrollments.groups().map((group) => describe(context, group)) });
    },
  },
  { method: 'PATCH', path: '/_emu/enrollmentGroups/:id', handle: withGroup(patchGroup) },
];

function patchGroup(
  context: CloudContext,
  group: EnrollmentGroup,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody((_context, { autoApprove, ...others }) => {
    if (typeof autoApprove !== 'boolean' || Object.keys(others).length > 0) {
      return answerError(context, 400, 'InvalidBody', 'The body must have autoApprove, a boolean, and nothing else.');
    }
    group.autoApprove = autoApprove;
    context.changed('enrollmentGroups', group.id);
    tellEntry(context, { kind: 'group', enrollment: group }, 'put');
    return answerJson(200, describe(context, group));
  })(context, request);
}

function describe(context: CloudContext, { id, displayName, enabled, iotEdge, autoApprove }: EnrollmentGroup): object {
  const devices = context.registry.list().filter(({ state }) => state.groupId === id).length;
  return { id, displayName, enabled, type: iotEdge ? 'iotEdge' : 'iot', autoApprove, devices };
}
