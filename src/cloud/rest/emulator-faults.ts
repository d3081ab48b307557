import type { JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { explainWrongInFault, FAULT_LIMIT, findWrongInFault, type Fault } from '../faults/fault.ts';
import { makeGuid } from '../services/random.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

/**
 * Faults on purpose, one by one; the settings have the whole list. What a fault does not say of whom it is for and when
 * it ends is everybody and never; `seconds` in the place of `until` counts from now. Latency has no jitter unless told,
 * and errors of DPS ask to come again after as long as the settings say.
 */
export const emulatorFaultRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/_emu/faults',
    handle: (context) => answerJson(200, { value: context.settings.faults }),
  },
  { method: 'POST', path: '/_emu/faults', handle: withBody((context, body) => putFault(context, body, undefined)) },
  {
    method: 'DELETE',
    path: '/_emu/faults',
    handle(context) {
      context.changeSettings({ faults: [] });
      return answerNothing();
    },
  },
  {
    method: 'PUT',
    path: '/_emu/faults/:id',
    handle: withBody((context, body, { params }) => putFault(context, body, params['id'])),
  },
  { method: 'DELETE', path: '/_emu/faults/:id', handle: removeFault },
];

function putFault(context: CloudContext, body: JsonObject, id: string | undefined): RestResponse {
  const { seconds, ...others } = body;
  const { faults } = context.settings;
  const until = typeof seconds === 'number' ? { until: Math.round(context.clock.now() + seconds * 1000) } : {};
  const fault = {
    deviceId: null,
    times: null,
    until: null,
    ...(others['kind'] === 'latency' ? { jitterMilliseconds: 0 } : {}),
    ...(others['kind'] === 'dps-error' ? { retryAfterSeconds: context.settings.retryAfterSeconds } : {}),
    ...others,
    ...until,
    id: id ?? makeGuid(context.crypto),
  };
  if (seconds !== undefined && typeof seconds !== 'number') {
    return answerError(context, 400, 'InvalidBody', 'seconds must be a number.');
  }
  const wrong = findWrongInFault(fault);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', explainWrongInFault(fault, wrong));
  const kept = faults.filter((one) => one.id !== fault.id);
  if (kept.length >= FAULT_LIMIT) {
    return answerError(context, 400, 'TooManyFaults', `At most ${FAULT_LIMIT} faults can be on at once.`);
  }
  context.changeSettings({ faults: [...kept, fault as unknown as Fault] });
  return answerJson(200, fault);
}

function removeFault(context: CloudContext, { params }: RouteRequest): RestResponse {
  const { faults } = context.settings;
  const left = faults.filter(({ id }) => id !== params['id']);
  if (left.length === faults.length) return answerError(context, 404, 'NotFound', 'There is no such fault.');
  context.changeSettings({ faults: left });
  return answerNothing();
}
