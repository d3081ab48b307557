import { decodePercent, encodePercent } from './percent.ts';
import { after, parseCount, parseTopicQuery } from './topic-query.ts';

/** The one filter a device subscribes to at DPS. */
export const DPS_RESPONSES = '$dps/registrations/res/#';

const REGISTER = '$dps/registrations/PUT/iotdps-register/';
const POLL = '$dps/registrations/GET/iotdps-get-operationstatus/';
const RESPONSE = '$dps/registrations/res/';

/** What a device asks of DPS. `rid` is echoed as it was written, and is empty when the topic had none. */
export type DpsRequest =
  | { readonly kind: 'register'; readonly rid: string }
  | { readonly kind: 'poll'; readonly rid: string; readonly operationId: string };

/** The head of an answer of DPS; its body is JSON. */
export interface DpsResponse {
  readonly status: number;
  readonly rid: string;
  readonly retryAfterSeconds?: number;
}

/** Prints the topic that registers a device. */
export function printRegisterTopic(rid: string): string {
  return `${REGISTER}?$rid=${rid}`;
}

/** Prints the topic that asks how far a registration is. */
export function printPollTopic(rid: string, operationId: string): string {
  return `${POLL}?$rid=${rid}&operationId=${encodePercent(operationId)}`;
}

/**
 * Reads a topic that a device publishes to DPS; gives undefined when DPS has no such topic. A request without `$rid`
 * is answered by the true service with an empty one, so it is no error.
 */
export function parseDpsRequest(topic: string): DpsRequest | undefined {
  const register = parseTopicQuery(after(topic, REGISTER));
  if (register !== undefined) return { kind: 'register', rid: register.get('$rid') ?? '' };
  const poll = parseTopicQuery(after(topic, POLL));
  const operationId = decodePercent(poll?.get('operationid') ?? '');
  if (poll === undefined || operationId === undefined) return undefined;
  return { kind: 'poll', rid: poll.get('$rid') ?? '', operationId };
}

/** Prints the topic of an answer. */
export function printDpsResponse(response: DpsResponse): string {
  const retry = response.retryAfterSeconds === undefined ? '' : `&retry-after=${response.retryAfterSeconds}`;
  return `${RESPONSE}${response.status}/?$rid=${response.rid}${retry}`;
}

/** Reads the topic of an answer, whatever the order of its query; gives undefined when it is none. */
export function parseDpsResponse(topic: string): DpsResponse | undefined {
  const match = /^(\d{3})\/(.*)$/s.exec(after(topic, RESPONSE) ?? '');
  const query = parseTopicQuery(match?.[2]);
  if (match === null || query === undefined) return undefined;
  const retryAfterSeconds = parseCount(query.get('retry-after'));
  return {
    status: Number(match[1]),
    rid: query.get('$rid') ?? '',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
