import { parseJson, type Json } from '#core/bytes/json';
import { decodeUtf8Lossy, encodeUtf8 } from '#core/bytes/text';
import { METHOD_REQUESTS, printMethodRequest } from '#core/wire/hub-topics';
import type { CloudContext } from '../cloud-context.ts';
import { listensTo, publishTo } from './hub-publish.ts';
import type { Identity, SubscriptionWaiter } from './identity.ts';

/** How the call of a direct method ended. */
export type MethodOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly response: Json }
  /** Not connected, or not subscribed to methods: 404103. */
  | { readonly kind: 'not-online' }
  /** The connection ended before the answer: 404104. */
  | { readonly kind: 'connection-lost' }
  /** No answer in time: 504101. */
  | { readonly kind: 'timed-out' };

/** A call that waits for its answer. */
export interface MethodCall {
  end(outcome: MethodOutcome): void;
}

/** What to call. */
export interface MethodRequest {
  readonly name: string;
  /** Undefined: the body stays empty. */
  readonly payload: Json | undefined;
  readonly responseTimeoutMs: number;
  /** How long to wait for a device that is not there yet. */
  readonly connectTimeoutMs: number;
}

/** Largest body of a method, each way. */
export const METHOD_LIMIT_BYTES = 128 * 1024;

/** Calls a direct method of a device: at most once, never replayed. */
export async function callMethod(
  context: CloudContext,
  identity: Identity,
  request: MethodRequest,
): Promise<MethodOutcome> {
  if (!(await waitUntilListening(context, identity, request.connectTimeoutMs))) return { kind: 'not-online' };
  identity.lastRequestId += 1;
  // Opaque to the device, and in hex as at Azure, which finds clients that read it as a number.
  const rid = identity.lastRequestId.toString(16);
  const payload = encodeUtf8(request.payload === undefined ? '' : JSON.stringify(request.payload));
  return new Promise((resolve) => {
    const call: MethodCall = {
      end(outcome) {
        identity.calls.delete(rid);
        timer.cancel();
        resolve(outcome);
      },
    };
    const timer = context.clock.after(request.responseTimeoutMs, () => call.end({ kind: 'timed-out' }));
    identity.calls.set(rid, call);
    publishTo(identity, METHOD_REQUESTS, printMethodRequest(request.name, rid), payload);
  });
}

/** Takes a device's answer; one that comes too late is let go by. */
export function endCall(identity: Identity, rid: string, status: number, payload: Uint8Array): void {
  const text = decodeUtf8Lossy(payload);
  identity.calls.get(rid)?.end({ kind: 'answered', status, response: parseJson(text) ?? (text === '' ? null : text) });
}

/** Ends the calls of a device whose connection ended. */
export function abandonCalls(identity: Identity): void {
  for (const call of identity.calls.values()) call.end({ kind: 'connection-lost' });
}

/** Ends every call of a device that is removed or whose cloud ends, also those that wait for it to come. */
export function endAllCalls(identity: Identity): void {
  abandonCalls(identity);
  for (const waiter of identity.subscriptionWaiters) waiter.end();
}

function waitUntilListening(context: CloudContext, identity: Identity, timeoutMs: number): Promise<boolean> {
  if (listensTo(identity, METHOD_REQUESTS)) return Promise.resolve(true);
  if (timeoutMs === 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (found: boolean): void => {
      timer.cancel();
      identity.subscriptionWaiters.delete(waiter);
      resolve(found);
    };
    const waiter: SubscriptionWaiter = {
      look() {
        if (listensTo(identity, METHOD_REQUESTS)) end(true);
      },
      end: () => end(false),
    };
    const timer = context.clock.after(timeoutMs, () => end(false));
    identity.subscriptionWaiters.add(waiter);
  });
}
