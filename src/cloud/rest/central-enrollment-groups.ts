import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { EnrollmentGroup } from '../state/cloud-state.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

/** Enrollment groups, as in IoT Central: read, rename, enable and disable. */
export const centralEnrollmentGroupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/enrollmentGroups',
    handle: (context) => answerJson(200, { value: context.enrollments.groups().map(describeGroup) }),
  },
  {
    method: 'GET',
    path: '/api/enrollmentGroups/:id',
    handle: withGroup((_context, group) => answerJson(200, describeGroup(group))),
  },
  { method: 'PATCH', path: '/api/enrollmentGroups/:id', handle: withGroup(patchGroup) },
];

function withGroup(
  handle: (
    context: CloudContext,
    group: EnrollmentGroup,
    request: RouteRequest,
  ) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const id = request.params['id'] ?? '';
    const group = context.enrollments.findGroup(id);
    if (group !== undefined) return handle(context, group, request);
    return answerError(context, 404, 'NotFound', `There is no enrollment group ${id}.`);
  };
}

function patchGroup(
  context: CloudContext,
  group: EnrollmentGroup,
  request: RouteRequest,
): RestResponse | Promise<RestResponse> {
  return withBody((_context, { enabled = group.enabled, displayName = group.displayName }) => {
    if (typeof enabled !== 'boolean' || typeof displayName !== 'string') {
      return answerError(context, 400, 'InvalidBody', 'enabled must be a boolean and displayName a string.');
    }
    Object.assign(group, { enabled, displayName });
    context.changed();
    return answerJson(200, describeGroup(group));
  })(context, request);
}

function describeGroup({ id, displayName, enabled, iotEdge, etag, attestation }: EnrollmentGroup): object {
  const { type, primaryKey, secondaryKey } = attestation;
  return {
    id,
    displayName,
    enabled,
    type: iotEdge ? 'iotEdge' : 'iot',
    attestation: { type, symmetricKey: { primaryKey, secondaryKey } },
    etag,
  };
}
