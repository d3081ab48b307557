import type { JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { DEFAULT_SETTINGS, explainBadSetting, findBadSetting } from '../settings.ts';
import { NOT_KEPT } from './dialect.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { readTop, withBody, type Route } from './route.ts';

const ATTEMPTS_SHOWN = 200;

/** The cloud itself: its settings, its log, its events. */
export const emulatorCloudRoutes: readonly Route[] = [
  { method: 'GET', path: '/_emu/cloud', handle: (context) => answerJson(200, describeCloud(context)) },
  {
    method: 'GET',
    path: '/_emu/settings',
    handle: ({ settings }) => answerJson(200, { settings, defaults: DEFAULT_SETTINGS }),
  },
  { method: 'PATCH', path: '/_emu/settings', handle: withBody(patchSettings) },
  { method: 'POST', path: '/_emu/reset', handle: reset },
  {
    method: 'GET',
    path: '/_emu/attempts',
    handle: (context, { query }) => answerJson(200, { value: context.attempts.list(readTop(query, ATTEMPTS_SHOWN)) }),
  },
  {
    method: 'GET',
    path: '/_emu/events',
    // The lines themselves come from `follow`, which the host streams.
    handle: () => ({ status: 200, headers: { 'content-type': 'application/x-ndjson' }, body: '' }),
  },
];

function describeCloud(context: CloudContext): object {
  const identities = context.registry.list();
  return {
    host: context.host,
    hubs: context.hubs,
    idScope: context.idScope,
    settings: context.settings,
    devices: identities.filter(({ state }) => state.moduleId === undefined).length,
    connected: identities.filter(({ connection }) => connection !== undefined).length,
  };
}

function patchSettings(context: CloudContext, body: JsonObject): RestResponse {
  const bad = findBadSetting(body);
  if (bad !== undefined) return answerError(context, 400, 'InvalidBody', explainBadSetting(bad));
  context.changeSettings(body);
  return answerJson(200, context.settings);
}

/** Answers when the new cloud is durable; a host that could not keep it has it all the same, and tries again. */
async function reset(context: CloudContext): Promise<RestResponse> {
  const isKept = await context.reset();
  return isKept ? answerNothing() : answerError(context, 503, 'ServiceUnavailable', NOT_KEPT);
}
