import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from '../services/identity.ts';
import { answerError, answerNoDevice } from './rest-response.ts';

/** A request that found its route. */
export interface RouteRequest {
  /** Decoded parts of the path, by their name in the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The whole URL that was asked for. */
  readonly address: string;
  /** Undefined when there was no body. */
  readonly body: Json | undefined;
  /** The body of a route that takes bytes; empty for every other. */
  readonly bytes: Uint8Array;
  readonly headers: RestRequest['headers'];
  /** Names of headers as they were sent, by their lower-case ones, where the two differ. */
  readonly headerNames: Readonly<Record<string, string>>;
  /** Who asks, for the log; empty when the host did not say. */
  readonly remote: string;
  /** Certificates that the client showed, DER, leaf first; empty without one. */
  readonly peerChain: readonly Uint8Array[];
}

/** One verb of one path: `/api/devices/:id`. */
export interface Route {
  readonly method: Exclude<RestRequest['method'], 'OPTIONS'>;
  readonly path: string;
  /** The body is handed on as the text, or the bytes, that it is, and need not be JSON. */
  readonly takes?: 'text' | 'bytes';
  /** Gives the most that the body of this request may have; without it, or where it gives none, the host's limit counts. */
  limitBytes?(context: CloudContext, request: Pick<RouteRequest, 'params' | 'query'>): number | undefined;
  handle(context: CloudContext, request: RouteRequest): RestResponse | Promise<RestResponse>;
}

/** Runs `handle` with the device that `:id` names (modules as `deviceId/moduleId`), or answers 404. */
export function withIdentity(
  handle: (context: CloudContext, identity: Identity, request: RouteRequest) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const id = request.params['id'] ?? '';
    const identity = context.registry.find(id);
    return identity === undefined ? answerNoDevice(context, id) : handle(context, identity, request);
  };
}

/** Runs `handle` with the device that `:id` names, or answers 404; what stands at the device is not for its modules. */
export function withDevice(
  handle: (context: CloudContext, identity: Identity, request: RouteRequest) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return withIdentity((context, identity, request) => {
    const { deviceId, moduleId } = identity.state;
    if (moduleId === undefined) return handle(context, identity, request);
    return answerError(context, 400, 'InvalidId', `This is for devices: ask it of ${deviceId}, not of its module.`);
  });
}

/** Runs `handle` with the body as an object, or answers 400. */
export function withBody(
  handle: (context: CloudContext, body: JsonObject, request: RouteRequest) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const { body } = request;
    if (isJsonObject(body)) return handle(context, body, request);
    return answerError(context, 400, 'InvalidBody', 'The body must be a JSON object.');
  };
}

/** Reads `?top=` as a whole number of 0 or more, or gives `otherwise`. */
export function readTop(query: URLSearchParams, otherwise: number): number {
  const text = query.get('top') ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}
