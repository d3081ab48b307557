/** A webhook that has not answered by then is given up. */
const TIME_LIMIT_MS = 30_000;

/**
 * Gives what sends a body to a webhook from the browser, and gives the status of the answer. It reaches the hosts that
 * the policy of the app lets it speak to, and of other origins only those that answer CORS requests; it rejects for all
 * others, and when nothing answers.
 */
export function createWebhookPoster(
  ask: typeof fetch,
): (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<number> {
  return async (url, headers, body) => {
    const response = await ask(url, {
      method: 'POST',
      headers,
      body,
      // What a browser keeps of a user is no part of what is exported.
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    return response.status;
  };
}
