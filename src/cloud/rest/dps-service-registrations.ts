import type { RegistrationState } from '#core/wire/registration';
import type { CloudContext } from '../cloud-context.ts';
import { describeRegistration } from '../services/registration-record.ts';
import { removeRegistration } from '../services/registration-removal.ts';
import { answerDpsError, readIfMatch } from './dps-service-answers.ts';
import { answerQuery } from './dps-service-query.ts';
import type { DpsServiceRoute } from './dps-service-route.ts';
import { answerJson, answerNothing } from './rest-response.ts';
import type { Route, RouteRequest } from './route.ts';

/** What DPS has on record of registrations, in the service API of 2021-10-01. */
export const dpsServiceRegistrationRoutes: readonly DpsServiceRoute[] = [
  {
    method: 'GET',
    path: '/registrations/:id',
    permission: 'RegistrationStatusRead',
    handle: withRecord((_context, record) => answerJson(200, record)),
  },
  {
    method: 'DELETE',
    path: '/registrations/:id',
    permission: 'RegistrationStatusWrite',
    handle: withRecord((context, { etag = '' }, { params, headers }) => {
      if (readIfMatch(headers)?.(etag) === false) return answerDpsError(context, 412000);
      removeRegistration(context, params['id'] ?? '');
      return answerNothing();
    }),
  },
  { method: 'POST', path: '/registrations/:id/query', permission: 'RegistrationStatusRead', handle: queryGroup },
];

function withRecord(
  handle: (context: CloudContext, record: RegistrationState, request: RouteRequest) => ReturnType<Route['handle']>,
): Route['handle'] {
  return (context, request) => {
    const record = describeRegistration(context, request.params['id'] ?? '');
    return record === undefined ? answerDpsError(context, 404202) : handle(context, record, request);
  };
}

/** A group that was removed is still asked for the registrations that it left behind. */
function queryGroup(context: CloudContext, request: RouteRequest): ReturnType<Route['handle']> {
  const id = request.params['id'] ?? '';
  const ids = context.registry.list().flatMap(({ state: { registrationId, groupId } }) => {
    return registrationId !== null && groupId?.toLowerCase() === id.toLowerCase() ? [registrationId] : [];
  });
  if (ids.length === 0 && context.enrollments.findGroup(id) === undefined) return answerDpsError(context, 404201);
  return answerQuery(context, request, {
    itemType: 'deviceRegistration',
    tables: ['registrations', 'deviceregistration', 'deviceregistrations'],
    rows: ids,
    idOf: (registrationId) => registrationId,
    describe: (registrationId) => describeRegistration(context, registrationId) ?? {},
  });
}
