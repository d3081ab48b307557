import { isJsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from '../services/identity.ts';
import { describeTelemetry } from '../services/telemetry.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withIdentity, type Route, type RouteRequest } from './route.ts';

/** The newest value of one telemetry name, as in IoT Central. */
export const centralTelemetryRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/devices/:id/telemetry/:name', handle: withIdentity(readLastValue) },
];

function readLastValue(context: CloudContext, identity: Identity, request: RouteRequest): RestResponse {
  const name = request.params['name'] ?? '';
  for (const message of identity.telemetry.newest(context.settings.telemetryKept)) {
    const { at, body } = describeTelemetry(message);
    if (isJsonObject(body) && Object.hasOwn(body, name)) {
      return answerJson(200, { value: body[name] ?? null, timestamp: new Date(at).toISOString() });
    }
  }
  if (context.settings.telemetryNeverSeen === 'empty') return answerJson(200, {});
  return answerError(context, 404, 'NotFound', `The device has sent no telemetry called ${name} lately.`);
}
