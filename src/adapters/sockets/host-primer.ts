/** After this long a socket is tried without: a failed priming loses nothing. */
const TIME_LIMIT_MS = 8000;
/** So long the browser may ask which certificate it should present; an end of the request would take the question away. */
const CHOICE_LIMIT_MS = 120_000;

/** Settles the question of a client certificate with `https:` origins, before a WebSocket goes there. */
export interface HostPrimer {
  /** Sends the request, once per origin while it succeeds; never rejects. */
  prime(origin: string): Promise<void>;
  /** Undefined when none was sent. */
  wasAnswered(origin: string): boolean | undefined;
}

/**
 * Gives a primer. Chromium remembers what came of the request ("no certificate", or the one the user picked) for as
 * long as the browser runs.
 */
export function createHostPrimer(send: (origin: string) => Promise<unknown>): HostPrimer {
  const pending = new Map<string, Promise<void>>();
  const answered = new Map<string, boolean>();
  const sendOnce = async (origin: string): Promise<void> => {
    try {
      await send(origin);
      answered.set(origin, true);
    } catch {
      // Perhaps there was no network; the next dial tries again.
      answered.set(origin, false);
    } finally {
      pending.delete(origin);
    }
  };
  return {
    wasAnswered: (origin) => answered.get(origin),
    prime(origin) {
      if (answered.get(origin) === true) return Promise.resolve();
      const priming = pending.get(origin) ?? sendOnce(origin);
      pending.set(origin, priming);
      return priming;
    },
  };
}

/** Sends a request whose answer no script may read. */
export function sendPrimingRequest(origin: string): Promise<unknown> {
  return sendRequest(origin, TIME_LIMIT_MS);
}

/** Sends the same request, and leaves somebody the time to choose a certificate for it. */
export function sendChoosingRequest(origin: string): Promise<unknown> {
  return sendRequest(origin, CHOICE_LIMIT_MS);
}

function sendRequest(origin: string, limitMs: number): Promise<unknown> {
  const signal = AbortSignal.timeout(limitMs);
  return fetch(`${origin}/`, { mode: 'no-cors', credentials: 'include', cache: 'no-store', signal });
}
