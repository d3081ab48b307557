import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { judgeHubRequest } from '../services/hub-request-access.ts';
import type { Dialect, DialectRequest } from './dialect.ts';
import { hubDeviceFileRoutes } from './hub-device-files.ts';
import { hubDeviceMessageRoutes } from './hub-device-messages.ts';
import { answerHubFault } from './hub-service-answers.ts';
import { hubServiceDialect } from './hub-service-dialect.ts';
import { takeThrottle } from './hub-throttle.ts';

/** What a hub offers its devices over HTTPS: messages and files. Twins and methods are MQTT's alone. */
export const hubDeviceDialect: Dialect = {
  serves: ([first = '', , third = '']) => /^devices$/i.test(first) && /^(messages|files)$/i.test(third),
  routes: [...hubDeviceMessageRoutes, ...hubDeviceFileRoutes],
  authorize,
  refuse: hubServiceDialect.refuse,
};

async function authorize(
  context: CloudContext,
  { request, params }: DialectRequest,
): Promise<RestResponse | undefined> {
  const deviceId = params['id'];
  // Of a path that is none of ours, there is no device to judge the token by.
  if (deviceId === undefined) return undefined;
  const fault = await judgeHubRequest(context, request, deviceId);
  return fault === undefined ? takeThrottle(context, request, deviceId) : answerHubFault(context, fault, 'message');
}
