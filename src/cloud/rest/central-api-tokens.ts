import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import { digestToken, makeApiToken, TOKEN_LIFE_MS } from '../auth/operator.ts';
import { findRole, ROLES } from '../auth/roles.ts';
import type { CloudContext } from '../cloud-context.ts';
import { applicationId } from '../services/application.ts';
import type { ApiToken } from '../state/application-state.ts';
import { answerCollection } from './central-collection.ts';
import { isEntryId, refuseEntryId } from './central-entries.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

/** API tokens, as in IoT Central; its documentation has both spellings of the path. */
export const centralApiTokenRoutes: readonly Route[] = ['/api/apiTokens', '/api/apiToken'].flatMap((path): Route[] => [
  {
    method: 'GET',
    path,
    handle: (context, request) => {
      return answerCollection(context, request, context.application.apiTokens.list().map(describeToken));
    },
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    handle: withToken((_context, token) => answerJson(200, describeToken(token))),
  },
  { method: 'PUT', path: `${path}/:id`, handle: withBody(makeToken) },
  {
    method: 'DELETE',
    path: `${path}/:id`,
    handle: withToken((context, { id }) => {
      context.application.apiTokens.remove(id);
      return answerNothing();
    }),
  },
]);

/** The roles that tokens can have. */
export const centralRoleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/roles',
    handle: (context, request) => {
      const roles = ROLES.map(({ id, displayName }) => ({ id, displayName }));
      return answerCollection(context, request, roles);
    },
  },
  {
    method: 'GET',
    path: '/api/roles/:id',
    handle: (context, { params }) => {
      const role = findRole(params['id'] ?? '');
      if (role === undefined) return answerError(context, 404, 'NotFound', `There is no role ${params['id']}.`);
      return answerJson(200, { id: role.id, displayName: role.displayName });
    },
  },
];

function withToken(handle: (context: CloudContext, token: ApiToken) => RestResponse): Route['handle'] {
  return (context, { params }) => {
    const id = params['id'] ?? '';
    const token = context.application.apiTokens.find(id);
    if (token !== undefined) return handle(context, token);
    return answerError(context, 404, 'NotFound', `There is no API token ${id}.`);
  };
}

/** Makes a token. It is told in this answer and never again. */
async function makeToken(context: CloudContext, body: JsonObject, request: RouteRequest): Promise<RestResponse> {
  const id = request.params['id'] ?? '';
  if (!isEntryId(id)) return refuseEntryId(context, 'token');
  const roles = readRoles(body['roles']);
  if (typeof roles === 'string') return answerError(context, 400, 'InvalidBody', roles);
  const expiry = readExpiry(context, body['expiry']);
  if (typeof expiry === 'string') return answerError(context, 400, 'InvalidBody', expiry);
  const text = makeApiToken(context.crypto, { application: applicationId(context), name: id, expiry });
  const token: ApiToken = { id, digest: await digestToken(context, text), expiry, roles };
  if (context.application.apiTokens.find(id) !== undefined) {
    const message = `There is an API token ${id}, which cannot be told again: delete it, or take another ID.`;
    return answerError(context, 409, 'Conflict', message);
  }
  context.application.apiTokens.put(token);
  return answerJson(200, { ...describeToken(token), token: text });
}

function readRoles(value: Json | undefined): ApiToken['roles'] | string {
  if (!Array.isArray(value) || value.length === 0) return 'roles must be an array with the roles of the token.';
  const roles: ApiToken['roles'][number][] = [];
  for (const entry of value as readonly Json[]) {
    const { role = null, organization = null } = isJsonObject(entry) ? entry : {};
    const known = typeof role === 'string' ? findRole(role) : undefined;
    if (known === undefined) return `Each of the roles must have the role’s ID: ${printRoles()}.`;
    if (organization !== null && typeof organization !== 'string') return 'organization must be a string.';
    roles.push({ role: known.id, organization });
  }
  return roles;
}

function printRoles(): string {
  return ROLES.map(({ id, displayName }) => `${id} (${displayName})`).join(', ');
}

/** Gives milliseconds since the Unix epoch. */
function readExpiry(context: CloudContext, value: Json | undefined): number | string {
  if (value === undefined || value === null) return context.now() + TOKEN_LIFE_MS;
  const expiry = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(expiry)) return 'expiry must be a time such as 2027-01-31T12:00:00Z.';
  return expiry > context.now() ? expiry : 'expiry must be a time to come.';
}

function describeToken({ id, roles, expiry }: ApiToken): object {
  return {
    id,
    roles: roles.map(({ role, organization }) => ({ role, ...(organization === null ? {} : { organization }) })),
    expiry: new Date(expiry).toISOString(),
  };
}
