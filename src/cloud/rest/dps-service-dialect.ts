import type { RestResponse } from '#core/ports/rest';
import { judgeBackEnd } from '../auth/back-end.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { ServiceErrorCode } from '../services/service-error.ts';
import type { Dialect, RequestFault } from './dialect.ts';
import { answerDpsError } from './dps-service-answers.ts';
import { dpsServiceEntryRoutes } from './dps-service-entries.ts';
import { dpsServiceRegistrationRoutes } from './dps-service-registrations.ts';
import type { DpsServiceRoute } from './dps-service-route.ts';

const ROUTES: readonly DpsServiceRoute[] = [...dpsServiceEntryRoutes, ...dpsServiceRegistrationRoutes];

/** DPS as a back end asks it: what `azure-iot-provisioning-service` sends, by the token of a policy of DPS. */
export const dpsServiceDialect: Dialect = {
  serves: ([first = '']) => /^(enrollments|enrollmentgroups|registrations)$/i.test(first),
  routes: ROUTES,
  async authorize(context, { request, route }) {
    const permission = ROUTES.find((known) => known === route)?.permission;
    const fault = await judgeBackEnd(context, 'dps', request, permission);
    return fault === undefined ? undefined : refuse(context, 'unauthorized');
  },
  refuse,
};

const FAULT_CODES: { readonly [Fault in RequestFault]: ServiceErrorCode } = {
  unauthorized: 401002,
  'no-such-path': 404000,
  method: 405000,
  'path-encoding': 400004,
  body: 400004,
  'not-kept': 503000,
};

function refuse(context: CloudContext, fault: RequestFault): RestResponse {
  return answerDpsError(context, FAULT_CODES[fault]);
}
