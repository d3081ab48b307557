import type { Clock, Timer } from '#core/ports/clock';

/** Sends a body to a webhook and gives the status of the answer; rejects when there was none. */
export type PostWebhook = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<number>;

/** How a destination does ("Monitor your export" in the documentation of IoT Central). */
export interface DestinationHealth {
  /** `waiting`: nothing was sent yet. */
  readonly status: 'waiting' | 'healthy' | 'error';
  /** What was wrong the last time; undefined when it went well. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** When something last arrived, in milliseconds since the Unix epoch. */
  readonly lastExportAt: number | undefined;
}

/** Where to, and with which headers: read anew for each message, so that a change counts at once. */
export interface WebhookTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Messages on their way to one destination, in their order. */
export interface WebhookQueue {
  readonly health: DestinationHealth;
  add(body: string): void;
  dispose(): void;
}

/** Messages that wait; beyond that the oldest are let go, so that a webhook that is down costs no more. */
export const QUEUE_LIMIT = 1000;
/** How long to wait before each further try of a message; after the last it is let go. */
const RETRY_AFTER_MS = [1000, 2000, 4000, 8000];
/** A webhook that does not answer is not waited for any longer. */
const ANSWER_LIMIT_MS = 30_000;

/** Gives an empty queue. Nobody waits for it: what cannot be sent in time is let go and told in `health`. */
export function createWebhookQueue(clock: Clock, post: PostWebhook, target: () => WebhookTarget): WebhookQueue {
  let bodies: string[] = [];
  let health: DestinationHealth = { status: 'waiting', error: undefined, lastExportAt: undefined };
  let tries = 0;
  let isBusy = false;
  let isDisposed = false;
  let timer: Timer | undefined;

  const fail = (code: string, message: string): void => {
    health = { ...health, status: 'error', error: { code, message } };
  };
  const end = (status: number | undefined): void => {
    timer?.cancel();
    timer = undefined;
    isBusy = false;
    if (isDisposed) return;
    if (status !== undefined && status >= 200 && status < 300) {
      health = { status: 'healthy', error: undefined, lastExportAt: clock.now() };
      finish();
    } else {
      if (status === undefined) fail('Unreachable', 'The webhook could not be reached, or did not answer in time.');
      else fail('WebhookAnswer', `The webhook answered with ${status}.`);
      retry();
    }
  };
  const finish = (): void => {
    bodies.shift();
    tries = 0;
    send();
  };
  const retry = (): void => {
    const wait = RETRY_AFTER_MS[tries];
    if (wait === undefined) return finish();
    tries += 1;
    isBusy = true;
    timer = clock.after(wait, () => {
      isBusy = false;
      send();
    });
  };
  const send = (): void => {
    const [body] = bodies;
    if (isBusy || isDisposed || body === undefined) return;
    isBusy = true;
    let isOver = false;
    const once = (status: number | undefined): void => {
      if (isOver) return;
      isOver = true;
      end(status);
    };
    timer = clock.after(ANSWER_LIMIT_MS, () => once(undefined));
    const { url, headers } = target();
    post(url, headers, body).then(once, () => once(undefined));
  };
  return {
    get health() {
      return health;
    },
    add(body) {
      bodies.push(body);
      if (bodies.length > QUEUE_LIMIT) {
        // The first one is on its way.
        bodies = [...bodies.slice(0, 1), ...bodies.slice(2)];
        fail('QueueFull', `More than ${QUEUE_LIMIT} messages waited for the webhook; the oldest were let go.`);
      }
      send();
    },
    dispose() {
      isDisposed = true;
      bodies = [];
      timer?.cancel();
    },
  };
}
