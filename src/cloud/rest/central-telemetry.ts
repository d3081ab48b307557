import { isJsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { describeTelemetry } from '../services/telemetry.ts';
import { COMPONENT_PROPERTY } from '../services/template-capabilities.ts';
import { forTargets, type Target } from './central-target.ts';
import { answerError, answerJson } from './rest-response.ts';
import type { Route, RouteRequest } from './route.ts';

/** The newest value of one telemetry name, of a device, a module or a component, as in IoT Central. */
export const centralTelemetryRoutes: readonly Route[] = forTargets('GET', '/telemetry/:name', readLastValue);

function readLastValue(context: CloudContext, { identity, component }: Target, request: RouteRequest): RestResponse {
  const name = request.params['name'] ?? '';
  for (const message of identity.telemetry.newest(context.settings.telemetryKept)) {
    const { at, body, properties } = describeTelemetry(message);
    if ((properties[COMPONENT_PROPERTY] ?? null) !== component) continue;
    if (isJsonObject(body) && Object.hasOwn(body, name)) {
      return answerJson(200, { value: body[name] ?? null, timestamp: new Date(at).toISOString() });
    }
  }
  if (context.settings.telemetryNeverSeen === 'empty') return answerJson(200, {});
  return answerError(context, 404, 'NotFound', `The device has sent no telemetry called ${name} lately.`);
}
