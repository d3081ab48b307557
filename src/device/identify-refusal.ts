import { rankCauses, type Knowledge } from '#core/errors/rank-causes';
import type { RankedCause, ServiceWords } from '#core/errors/facts';
import { makeFinding, type Finding } from '#core/errors/workbench-error';
import type { DialTarget } from '#core/ports/byte-socket';
import type { MqttEnd } from '#core/ports/mqtt-client';
import { makeWordsOfState, type RegistrationState } from '#core/wire/registration';
import { identifyRoadEnd, isPlainEnd } from './identify-road-end.ts';
import { Refusal, type NextTry } from './refusal.ts';
import type { RunTools } from './run-tools.ts';

/** CONNACK codes (MQTT 3.1.1, 3.2.2.3). */
const SERVER_UNAVAILABLE = 3;
const CREDENTIAL_CODES: readonly number[] = [4, 5];

/** A service that throttles or fails without saying how long to wait is left alone for this long. */
const DEFAULT_RETRY_SECONDS = 5;

/** The webhook of a custom allocation failed, which an immediate second try was seen to mend. */
const ALLOCATION_FAILED = 400207;
/** DPS forgot the operation: registering anew begins another. */
const OPERATION_NOT_FOUND = 404203;

const NOBODY_SAYS = 'service-does-not-say';

/** Gives the refusal for an MQTT connection to `target` that ended before it was accepted. */
export async function identifyConnectEnd(tools: RunTools, target: DialTarget, end: MqttEnd, seconds: number) {
  const known = findingOfRoad(end);
  if (known !== undefined) return identifyRoadEnd(known);
  // Looks around first: whether the app's own server answers, and what time it has, decides which causes are left.
  await tools.surroundings.look();
  const address = tools.transport.describe(target);
  switch (end.kind) {
    case 'refused':
      return identifyConnack(tools, target, end.returnCode);
    case 'not-mqtt': {
      const causes = rankCauses('socket/not-mqtt', tools.knowledge(target));
      return new Refusal(makeFinding('socket/not-mqtt', { address, causes }), 'later');
    }
    case 'closed':
      return identifyClosed(tools, target, end);
    default:
      return new Refusal(makeFinding('socket/silent', { address, seconds }), 'later');
  }
}

/** Gives what the road itself knows of an end, where that is more than that the server has ended it. */
function findingOfRoad(end: MqttEnd): Finding | undefined {
  return end.kind === 'closed' && !isPlainEnd(end.finding) ? end.finding : undefined;
}

function identifyConnack(tools: RunTools, target: DialTarget, returnCode: number): Refusal {
  const known = { ...tools.knowledge(target), returnCode };
  const isBusy = returnCode === SERVER_UNAVAILABLE;
  const nextTry: NextTry = isBusy ? 'later' : CREDENTIAL_CODES.includes(returnCode) ? 'credential' : 'final';
  const checks = isBusy ? {} : ({ identity: NOBODY_SAYS, credential: NOBODY_SAYS, permission: NOBODY_SAYS } as const);
  if (target.service === 'dps') {
    const causes = rankCauses('dps/refused', known);
    return new Refusal(makeFinding('dps/refused', { returnCode, causes }), nextTry, { checks });
  }
  const { host } = target;
  if (isBusy) return new Refusal(makeFinding('hub/busy', { host, returnCode }), nextTry);
  const causes = rankCauses('hub/refused', known);
  const credential = known.usesCertificate === true ? ({ usesCertificate: true } as const) : clockFacts(tools);
  const finding = makeFinding('hub/refused', { host, returnCode, causes, ...credential });
  // DPS took the same identity and proof a moment ago, so the hub can only mean the permission.
  const tellsMore = known.assignedJustNow === true;
  const atHub = { identity: 'passed', credential: 'passed', permission: 'failed' } as const;
  return new Refusal(finding, nextTry, { checks: tellsMore ? atHub : checks });
}

function identifyClosed(tools: RunTools, target: DialTarget, end: MqttEnd & { kind: 'closed' }): Refusal {
  const address = tools.transport.describe(target);
  const known = { ...tools.knowledge(target), opened: end.opened, closeCode: end.code };
  if (!end.opened) {
    const causes = rankCauses('socket/unreachable', known);
    return new Refusal(makeFinding('socket/unreachable', { address, causes }), 'later', {
      checks: { tls: NOBODY_SAYS },
    });
  }
  const causes = rankCauses('socket/closed', known);
  const checks = { identity: NOBODY_SAYS } as const;
  return new Refusal(makeFinding('socket/closed', { address, code: end.code, causes }), 'later', { checks });
}

/** Gives the refusal for a hub's connection that ended by itself after it was accepted. */
export async function identifyDrop(
  tools: RunTools,
  target: DialTarget,
  end: MqttEnd,
  online: { readonly seconds: number; readonly tokenLeftSeconds?: number; readonly keepAliveSeconds: number },
): Promise<Refusal> {
  const ofRoad = findingOfRoad(end);
  if (ofRoad !== undefined) return identifyRoadEnd(ofRoad);
  const address = tools.transport.describe(target);
  await tools.surroundings.look();
  const { tokenLeftSeconds } = online;
  const known = { ...tools.knowledge(target), ...(tokenLeftSeconds === undefined ? {} : { tokenLeftSeconds }) };
  if (end.kind === 'not-mqtt') {
    const causes = rankCauses('socket/not-mqtt', known);
    return new Refusal(makeFinding('socket/not-mqtt', { address, causes }), 'later');
  }
  if (end.kind === 'timeout') {
    const seconds = Math.round(online.keepAliveSeconds * 1.5);
    return new Refusal(makeFinding('socket/silent', { address, seconds }), 'later');
  }
  const causes = rankCauses('hub/closed', known);
  const facts = { host: target.host, onlineSeconds: Math.round(online.seconds), causes };
  return new Refusal(makeFinding('hub/closed', facts), 'later');
}

/** An answer of DPS that is an error, as its topic and body have it. */
export interface DpsError {
  readonly status: number;
  readonly retryAfterSeconds?: number;
  readonly said: ServiceWords;
  /** A certificate was asked for with the registration. */
  readonly wantedCertificate: boolean;
}

/** Gives the refusal for an error that DPS answered. */
export async function identifyDpsError(tools: RunTools, target: DialTarget, error: DpsError): Promise<Refusal> {
  const { status, said } = error;
  tools.surroundings.readServiceTime(said.timestampUtc);
  if (status === 401 || status === 403) return identifyUnauthorized(tools, target, said);
  if (status === 429) {
    const retryAfterSeconds = error.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS;
    return new Refusal(makeFinding('dps/throttled', { said, retryAfterSeconds }), 'later', { retryAfterSeconds });
  }
  if (status >= 500 || status === 409 || status === 412 || said.errorCode === OPERATION_NOT_FOUND) {
    const retryAfterSeconds = error.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS;
    const finding = makeFinding('dps/unavailable', { said, status, retryAfterSeconds });
    return new Refusal(finding, 'later', { retryAfterSeconds });
  }
  if (status === 404) {
    const known = { ...tools.knowledge(target), ...errorCodeOf(said) };
    const finding = makeFinding('dps/not-found', { said, causes: rankCauses('dps/not-found', known) });
    return new Refusal(finding, 'final', { checks: { identity: 'failed' } });
  }
  const wanted = error.wantedCertificate ? ({ wantedCertificate: true } as const) : {};
  return new Refusal(makeFinding('dps/bad-request', { said, ...wanted }), 'final');
}

async function identifyUnauthorized(tools: RunTools, target: DialTarget, said: ServiceWords): Promise<Refusal> {
  const { surroundings } = tools;
  if (surroundings.clockAheadSeconds === undefined) await surroundings.look();
  await surroundings.lookAtIdScope();
  const known = { ...tools.knowledge(target), ...errorCodeOf(said) };
  const checks = { identity: NOBODY_SAYS, credential: NOBODY_SAYS } as const;
  if (known.usesCertificate === true) {
    const causes = rankCauses('dps/certificate-refused', known);
    const finding = makeFinding('dps/certificate-refused', { said, causes, ...goneScope(causes, known) });
    return new Refusal(finding, 'credential', { checks });
  }
  const causes = rankCauses('dps/unauthorized', known);
  // A length rules nothing out: a group key of one's own may be as short as a derived one.
  const mayBeGroupKey = known.keyMayBeGroupKey !== false;
  const scope = goneScope(causes, known);
  const finding = makeFinding('dps/unauthorized', { said, causes, mayBeGroupKey, ...scope, ...clockFacts(tools) });
  return new Refusal(finding, 'credential', { checks });
}

/** Gives the ID scope that a local cloud has now, where it is another than the one of the device. */
function goneScope(causes: readonly RankedCause[], { localIdScope }: Knowledge): { readonly localIdScope?: string } {
  const isGone = causes.some(({ cause, weight }) => cause === 'wrong-id-scope' && weight === 'likely');
  return isGone && localIdScope !== undefined ? { localIdScope } : {};
}

/** Gives the refusal for a registration that ended without a hub. */
export function identifyUnassigned(
  tools: RunTools,
  target: DialTarget,
  reply: { readonly status: 'failed' | 'disabled'; readonly registrationState?: RegistrationState },
): Refusal {
  const said = makeWordsOfState(reply.registrationState);
  const checks = { identity: 'passed', credential: 'passed', permission: 'failed' } as const;
  if (reply.status === 'disabled') return new Refusal(makeFinding('dps/disabled', { said }), 'final', { checks });
  const causes = rankCauses('dps/failed', { ...tools.knowledge(target), ...errorCodeOf(said) });
  const nextTry = said.errorCode === ALLOCATION_FAILED ? 'later' : 'final';
  return new Refusal(makeFinding('dps/failed', { said, causes }), nextTry, { checks });
}

function clockFacts(tools: RunTools): { readonly clockAheadSeconds?: number } {
  const ahead = tools.surroundings.clockAheadSeconds;
  return ahead === undefined ? {} : { clockAheadSeconds: ahead };
}

function errorCodeOf(said: ServiceWords): { readonly errorCode?: number } {
  return said.errorCode === undefined ? {} : { errorCode: said.errorCode };
}
