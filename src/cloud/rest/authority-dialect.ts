import { equalBytes } from '#core/bytes/compare';
import { encodeUtf8 } from '#core/bytes/text';
import type { RestResponse } from '#core/ports/rest';
import { judgeBackEnd } from '../auth/back-end.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { ServiceErrorCode } from '../services/service-error.ts';
import { answerAuthorityError } from './authority-answers.ts';
import { authorityRoutes } from './authority-routes.ts';
import { NOT_KEPT, type Dialect, type DialectRequest, type RequestFault } from './dialect.ts';

/**
 * CA certificates, which Azure manages at its resource manager for who signs in there. Here nobody signs in: they are for
 * the operator's token, and for that of a policy of their service, `ServiceConfig` for those of DPS and `RegistryRead` or
 * `RegistryWrite` for those of the hub.
 */
export const authorityDialect: Dialect = {
  serves: ([first = '']) => /^(certificates|providers|subscriptions)$/i.test(first),
  routes: authorityRoutes,
  authorize,
  refuse,
};

async function authorize(context: CloudContext, { request, route }: DialectRequest): Promise<RestResponse | undefined> {
  const authorization = encodeUtf8(request.headers['authorization'] ?? '');
  if (equalBytes(authorization, encodeUtf8(context.operatorToken))) return undefined;
  const { service = 'dps', permission } = authorityRoutes.find((known) => known === route) ?? {};
  const fault = await judgeBackEnd(context, service, request, permission);
  return fault === undefined ? undefined : refuse(context, 'unauthorized');
}

const FAULT_CODES: { readonly [Fault in RequestFault]: ServiceErrorCode } = {
  unauthorized: 401002,
  'no-such-path': 404000,
  method: 405000,
  'path-encoding': 400004,
  body: 400004,
  'not-kept': 503000,
};

function refuse(_context: CloudContext, fault: RequestFault): RestResponse {
  return answerAuthorityError(FAULT_CODES[fault], fault === 'not-kept' ? NOT_KEPT : undefined);
}
